"""Objects as data: json, yaml, name. What is printed always parses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import cast

from argocli.model.values import Json, JsonObject
from argocli.model.workflow import API_VERSION, Workflow


def format_object(workflow: Workflow, form: str) -> str:
    """One object as `json`, `yaml` or `name`, with a line end."""
    if form == "name":
        return workflow["metadata"].get("name", "") + "\n"
    return _dump(_ordered(workflow), form)


def format_list(workflows: Sequence[Workflow], form: str) -> str:
    """Several objects: one list in `json` and `yaml`, a line each for `name`; an empty list is `[]` or nothing."""
    if form == "name":
        return "".join(workflow["metadata"].get("name", "") + "\n" for workflow in workflows)
    return _dump([_ordered(workflow) for workflow in workflows], form)


def _ordered(workflow: Workflow) -> JsonObject:
    plain = cast("Mapping[str, Json]", workflow)
    result: JsonObject = {"apiVersion": API_VERSION, "kind": "Workflow"}
    for key in ("metadata", "spec", "status"):
        if key in plain:
            result[key] = plain[key]
    return {**result, **{key: value for key, value in plain.items() if key not in result}}


def _dump(value: Json, form: str) -> str:
    if form == "yaml":
        from argocli.manifest.dump import to_yaml

        return to_yaml(value)
    text = json.dumps(value, indent=4, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") + "\n"
