"""Objects as data: json, yaml, name. What is printed always parses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import cast

from argocli.model.values import Json, JsonObject, mapping, text
from argocli.model.workflow import API_VERSION


def format_object(item: Mapping[str, object], form: str) -> str:
    """One object as `json`, `yaml` or `name`, with a line end."""
    if form == "name":
        return _name(item) + "\n"
    return _dump(_ordered(item), form)


def format_list(items: Sequence[Mapping[str, object]], form: str) -> str:
    """Several objects: one list in `json` and `yaml`, a line each for `name`; an empty list is `[]` or nothing."""
    if form == "name":
        return "".join(_name(item) + "\n" for item in items)
    return _dump([_ordered(item) for item in items], form)


def _name(item: Mapping[str, object]) -> str:
    return text(mapping(cast("Mapping[str, Json]", item), "metadata"), "name")


def _ordered(item: Mapping[str, object]) -> JsonObject:
    plain = cast("Mapping[str, Json]", item)
    kind = plain.get("kind", "Workflow")
    result: JsonObject = {"apiVersion": API_VERSION, "kind": kind}
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
