"""JSON Schemas from the table of types: one for each kind, strict about unknown keys, for editors and other tools.

`python -m argocli.lint.generate` writes them anew. Below a step of a steps template the decoder is lenient, so every
type that a step can hold exists twice: closed outside, open inside.
"""

from __future__ import annotations

import json
import os

from argocli.lint.describe import describe
from argocli.lint.walker import kinds, types
from argocli.model.values import Json, JsonObject
from argocli.model.workflow import API_VERSION

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_QUANTITY = r"^\s*[-+]?([0-9]*\.?[0-9]*)([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?\s*$"
_ANY_STRING: JsonObject = {"type": ["string", "number", "boolean", "null", "object", "array"]}
_PLAIN: dict[str, JsonObject] = {
    "string": {"type": ["string", "null"]},
    "duration": {"type": ["string", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "int32": {"type": ["integer", "null"], "minimum": -(2**31), "maximum": 2**31 - 1},
    "int64": {"type": ["integer", "null"], "minimum": -(2**63), "maximum": 2**63 - 1},
    "int": {"type": ["integer", "null"]},
    "uint64": {"type": ["integer", "null"], "minimum": 0},
    "int-or-string": {"type": ["integer", "string", "null"]},
    "quantity": {"type": ["string", "number", "null"], "pattern": _QUANTITY},
    "time": {"type": ["string", "null"], "format": "date-time"},
    "bytes": {"type": ["string", "array", "null"]},
    "object": {"type": ["object", "null"]},
    "any": {},
    "any-string": _ANY_STRING,
    "number": {},
}


def schema(kind: str) -> JsonObject:
    """The schema of one kind."""
    definitions: dict[str, Json] = {}
    root = _type(kinds()[kind], strict=True, definitions=definitions)
    body = definitions.pop(root.removeprefix("#/$defs/"))
    assert isinstance(body, dict)
    properties = body["properties"]
    assert isinstance(properties, dict)
    properties["apiVersion"] = {"const": API_VERSION, "description": "The version of the format."}
    properties["kind"] = {"const": kind, "description": "What kind of object this is."}
    return {
        "$schema": _DRAFT,
        "$id": f"{kind.lower()}.json",
        "title": kind,
        **body,
        "type": "object",
        "required": ["kind"],
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def _type(name: str, *, strict: bool, definitions: dict[str, Json]) -> str:
    """The reference to a type's definition, made where it is missing."""
    key = name.rpartition(".")[2] + ("" if strict else ".open")
    reference = f"#/$defs/{key}"
    if key in definitions:
        return reference
    definitions[key] = {}
    declared = types()[name]
    fields = declared.get("fields")
    if not isinstance(fields, dict):
        if name == "Plugin":
            definitions[key] = {"type": ["object", "null"], "minProperties": 1, "maxProperties": 1}
        else:
            definitions[key] = _value(declared, strict=strict, definitions=definitions)
        return reference
    step = name == "WorkflowStep"
    properties: dict[str, Json] = {}
    for field, kind in fields.items():
        assert isinstance(kind, dict)
        body = _value(kind, strict=strict and not step, definitions=definitions)
        text = describe(name, field)
        if text:
            body = {"description": text, **body}
        if kind.get("deprecated") is True:
            body = {**body, "deprecated": True}
        properties[field] = body
    closed = strict or step
    definitions[key] = {
        "type": ["object", "null"],
        "properties": properties,
        **({"additionalProperties": False} if closed else {}),
    }
    return reference


def _value(kind: JsonObject, *, strict: bool, definitions: dict[str, Json]) -> JsonObject:
    reference = kind.get("ref")
    if isinstance(reference, str):
        return {"$ref": _type(reference, strict=strict, definitions=definitions)}
    for word, container, inner in (("list", "array", "items"), ("map", "object", "additionalProperties")):
        below = kind.get(word)
        if isinstance(below, dict):
            return {"type": [container, "null"], inner: _value(below, strict=strict, definitions=definitions)}
    return dict(_PLAIN[str(kind["is"])])


def text(kind: str) -> str:
    """The file's content."""
    return json.dumps(schema(kind), indent=1, ensure_ascii=False) + "\n"


def write(folder: str) -> None:
    """Write all schemas into `folder`."""
    for kind in kinds():
        with open(os.path.join(folder, f"{kind.lower()}.json"), "w", encoding="utf-8") as file:
            file.write(text(kind))


if __name__ == "__main__":
    write(os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "schemas"))
