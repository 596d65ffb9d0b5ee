"""The annotation by which a template chooses what its node is called on screen."""

from __future__ import annotations

import re

from argocli.engine.call import Call
from argocli.engine.operation import ExecutionError, Operation
from argocli.model import phases
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Node

_ANNOTATION = "workflows.argoproj.io/display-name"
_NAME = re.compile(r"^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$")


def wanted(template: JsonObject) -> str:
    """The name that the template asks for; empty where it does not."""
    return text(mapping(mapping(template, "metadata"), "annotations"), _ANNOTATION)


def rename(run: Operation, call: Call, node: Node, template: JsonObject) -> None:
    """Give the node the name its template asks for. Raises ExecutionError for a name that is none."""
    name = wanted(template)
    if not name or name == node.get("displayName"):
        return
    if not _NAME.fullmatch(name):
        message = f"displayName must match the regex {_NAME.pattern}"
        run.table.mark(call.name, phases.ERROR, message)
        raise ExecutionError(message)
    run.table.edit(node["id"])["displayName"] = name
