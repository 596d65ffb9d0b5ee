"""What the table of types says about one place of a document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from argocli.lint.walker import kinds, types
from argocli.model.values import Json, JsonObject, mapping

_STRUCT = frozenset({"object"})
_OPEN = frozenset({"any", "number"})


def type_at(kind: str, path: Sequence[str | int]) -> JsonObject | None:
    """The type of the value at a path, in the table's own form; None where no type says anything about it."""
    if kind not in kinds():
        return None
    found: Json = {"ref": kinds()[kind]}
    for part in path:
        declared = _resolved(found)
        if declared is None:
            return None
        if isinstance(part, int):
            found = declared.get("list")
        else:
            fields = declared.get("fields")
            found = fields.get(part) if isinstance(fields, dict) else declared.get("map")
    return found if isinstance(found, dict) else None


def struct_at(kind: str, path: Sequence[str | int]) -> JsonObject | None:
    """The definition, with `fields`, of the mapping at a path."""
    found = type_at(kind, path)
    declared = _resolved(found) if found is not None else None
    return declared if declared is not None and isinstance(declared.get("fields"), dict) else None


def removed(definition: JsonObject, key: str) -> JsonObject | None:
    """What a definition remembers of a field that earlier versions had: its type, `until` and `now`, its successor."""
    found = mapping(definition, "removed").get(key)
    return found if isinstance(found, dict) else None


def admits(kind: JsonObject, value: Json) -> bool:
    """Whether a value is at least of the right form: a list, a mapping or a plain value. Null always is."""
    declared = _resolved(kind)
    basic = declared.get("is") if declared is not None else None
    if value is None or declared is None or basic in _OPEN:
        return True
    if "list" in declared:
        return isinstance(value, list)
    if "map" in declared or "fields" in declared or basic in _STRUCT:
        return isinstance(value, dict)
    return not isinstance(value, list | dict)


@cache
def field_names() -> frozenset[str]:
    """The name of every field of every type."""
    return frozenset(name for definition in types().values() for name in mapping(definition, "fields"))


def _resolved(kind: Json) -> JsonObject | None:
    """A type with its reference followed to the definition."""
    while isinstance(kind, dict):
        reference = kind.get("ref")
        if not isinstance(reference, str):
            return kind
        kind = types().get(reference)
    return None
