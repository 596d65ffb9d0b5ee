"""JSON Schemas from the table of types: one for each kind, strict about unknown keys, for editors and other tools.

`python -m argocli.lint.generate` writes them anew. Below a step of a steps template the decoder is lenient, so every
type that a step can hold exists twice: closed outside, open inside.
"""

from __future__ import annotations

import json
import os

from argocli.lint.describe import describe
from argocli.lint.values import QUANTITY_FORM, TIME_FORM
from argocli.lint.versions import PRESENT, table_of
from argocli.lint.walker import kinds, types
from argocli.model.values import Json, JsonObject
from argocli.model.workflow import API_VERSION

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_ANY_STRING: JsonObject = {"type": ["string", "number", "boolean", "null", "object", "array"]}
# Base64 in which line breaks do not count.
_LETTER = r"[A-Za-z0-9+/][\r\n]*"
_PADDING = r"=[\r\n]*"
_END = rf"(?:{_LETTER}){{2}}{_PADDING}{_PADDING}|(?:{_LETTER}){{3}}{_PADDING}"
_BASE64_FORM = rf"[\r\n]*(?:(?:{_LETTER}){{4}})*(?:{_END})?"


def _form(form: str) -> JsonObject:
    # In some dialects `$` also stands before a line break at the end.
    return {"pattern": rf"^(?:{form})$(?!\n)"}


def _integers(least: int, most: int) -> JsonObject:
    return {"minimum": least, "maximum": most}


_BYTE: JsonObject = {"type": ["integer", "null"], **_integers(0, 255)}
_PLAIN: dict[str, JsonObject] = {
    "string": {"type": ["string", "null"]},
    "duration": {"type": ["string", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "int32": {"type": ["integer", "null"], **_integers(-(2**31), 2**31 - 1)},
    "int64": {"type": ["integer", "null"], **_integers(-(2**63), 2**63 - 1)},
    "int": {"type": ["integer", "null"], **_integers(-(2**63), 2**63 - 1)},
    "uint64": {"type": ["integer", "null"], **_integers(0, 2**64 - 1)},
    "int-or-string": {"type": ["integer", "string", "null"], **_integers(-(2**31), 2**31 - 1)},
    "quantity": {"type": ["string", "number", "null"], **_form(QUANTITY_FORM)},
    "time": {"type": ["string", "null"], **_form(TIME_FORM)},
    "bytes": {"type": ["string", "array", "null"], **_form(_BASE64_FORM), "items": _BYTE},
    "object": {"type": ["object", "null"]},
    "any": {},
    "any-string": _ANY_STRING,
    "number": {},
}


Table = dict[str, JsonObject]


def schema(kind: str, version: str = PRESENT) -> JsonObject:
    """The schema of one kind, as a version of Argo has it."""
    definitions: dict[str, Json] = {}
    table = table_of(version)
    root = _type(kinds()[kind], table, strict=True, definitions=definitions)
    body = definitions.pop(root.removeprefix("#/$defs/"))
    assert isinstance(body, dict)
    properties = body["properties"]
    assert isinstance(properties, dict)
    # Other versions are nothing that the decoder looks at.
    free: JsonObject = {"type": ["string", "null"], "default": API_VERSION}
    properties["apiVersion"] = {**free, "description": "The version of the format."}
    properties["kind"] = {"const": kind, "description": "What kind of object this is."}
    return {
        "$schema": _DRAFT,
        "$id": f"{kind.lower()}.json" if version == PRESENT else f"{kind.lower()}-{version}.json",
        "title": kind if version == PRESENT else f"{kind} of Argo {version}",
        **body,
        "type": "object",
        "required": ["kind"],
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def _type(name: str, table: Table, *, strict: bool, definitions: dict[str, Json]) -> str:
    """The reference to a type's definition, made where it is missing."""
    key = _short(name, table) + ("" if strict else ".open")
    reference = f"#/$defs/{key}"
    if key in definitions:
        return reference
    definitions[key] = {}
    declared = table[name]
    fields = declared.get("fields")
    if not isinstance(fields, dict):
        if name == "Plugin":
            definitions[key] = {"type": ["object", "null"], "minProperties": 1, "maxProperties": 1}
        else:
            definitions[key] = _value(declared, table, strict=strict, definitions=definitions)
        return reference
    step = name == "WorkflowStep"
    properties: dict[str, Json] = {}
    for field, kind in fields.items():
        assert isinstance(kind, dict)
        body = _value(kind, table, strict=strict and not step, definitions=definitions)
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


def _short(name: str, table: Table) -> str:
    """The last part of a type's name, the whole name where an Argo type is called so as well."""
    last = name.rpartition(".")[2]
    return name if last in table else last


def _value(kind: JsonObject, table: Table, *, strict: bool, definitions: dict[str, Json]) -> JsonObject:
    reference = kind.get("ref")
    if isinstance(reference, str):
        return {"$ref": _type(reference, table, strict=strict, definitions=definitions)}
    for word, container, inner in (("list", "array", "items"), ("map", "object", "additionalProperties")):
        below = kind.get(word)
        if isinstance(below, dict):
            return {"type": [container, "null"], inner: _value(below, table, strict=strict, definitions=definitions)}
    return dict(_PLAIN[str(kind["is"])])


def text(kind: str, version: str = PRESENT) -> str:
    """The file's content."""
    return json.dumps(schema(kind, version), indent=1, ensure_ascii=False) + "\n"


def write(folder: str) -> None:
    """Write all schemas into `folder`."""
    for kind in kinds():
        with open(os.path.join(folder, f"{kind.lower()}.json"), "w", encoding="utf-8") as file:
            file.write(text(kind))


def fields_text() -> str:
    """The content of `fields.py`: the table of types with no more in it than a look at a good document needs."""
    lines = [
        '"""The fields of every type in short, made from types.json by `python -m argocli.lint.generate`.',
        "",
        "The type of a field is a basic one or a name in FIELDS; `list` and `map` come with the type within.",
        '"""',
        "",
        "# ruff: noqa: E501",
        "# fmt: off",
        "from __future__ import annotations",
        "",
        "TYPE_CHECKING = False",
        "if TYPE_CHECKING:",
        '    Kind = str | tuple[str, "Kind"]',
        "",
        f"KINDS: dict[str, str] = {kinds()!r}",
        "FIELDS: dict[str, dict[str, Kind]] = {",
    ]
    for name, definition in types().items():
        fields = definition.get("fields")
        if isinstance(fields, dict):
            lines.append(f"    {name!r}: {_fields(fields)!r},")
    return "\n".join([*lines, "}"]).replace("'", '"') + "\n"


def _fields(fields: JsonObject) -> dict[str, object]:
    return {field: _brief(kind) for field, kind in fields.items()}


def _brief(kind: Json) -> object:
    assert isinstance(kind, dict)
    for word in ("list", "map"):
        if word in kind:
            return (word, _brief(kind[word]))
    reference = kind.get("ref")
    if reference == "Plugin":
        return "plugin"
    if isinstance(reference, str):
        return reference if "fields" in types()[reference] else _brief(types()[reference])
    return kind["is"]


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    write(os.path.join(os.path.dirname(os.path.dirname(here)), "schemas"))
    with open(os.path.join(here, "fields.py"), "w", encoding="utf-8") as table_file:
        table_file.write(fields_text())
