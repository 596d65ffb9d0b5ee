"""The annotation by which a template chooses what its node is called on screen."""

from __future__ import annotations

import re

from argocli.engine.nodes.table import NodeTable
from argocli.engine.running.call_nodes import node_error
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Node

_ANNOTATION = "workflows.argoproj.io/display-name"
_NAME = re.compile(r"^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$")


def wanted(template: JsonObject) -> str:
    """The name that the template asks for; empty where it does not."""
    return text(mapping(mapping(template, "metadata"), "annotations"), _ANNOTATION)


def rename(table: NodeTable, node: Node, template: JsonObject) -> None:
    """Give the node the name its template asks for. Raises ExecutionError for a name that is none."""
    name = wanted(template)
    if not name or name == node.get("displayName"):
        return
    if not _NAME.fullmatch(name):
        raise node_error(table, node, f"displayName must match the regex {_NAME.pattern}")
    table.edit(node["id"])["displayName"] = name
