"""Whether a document is just what its type allows, told quickly: most are. Where it is not, `walker` says why."""

from __future__ import annotations

from argocli.lint.fields import FIELDS, KINDS
from argocli.lint.values import CHECKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from argocli.lint.fields import Kind
    from argocli.model.values import Json


def fits(value: Json, kind: str) -> bool:
    """Whether nothing in a document of a known kind deviates and nothing is passed over by the decoder."""
    return _struct(value, FIELDS[KINDS[kind]])


def _struct(value: Json, fields: dict[str, Kind]) -> bool:
    if type(value) is not dict:
        return False
    for key, entry in value.items():
        kind = fields.get(key)
        if kind == "string":
            if type(entry) is not str and entry is not None:
                return False
        elif kind is None or (entry is not None and not _value(entry, kind)):
            return False
    return True


def _value(value: Json, kind: Kind) -> bool:
    if type(kind) is tuple:
        form, inner = kind
        entries: Iterable[Json]
        if form == "list" and type(value) is list:
            entries = value
        elif form == "map" and type(value) is dict:
            entries = value.values()
        else:
            return False
        if inner == "string":
            return all(type(entry) is str or entry is None for entry in entries)
        return all(entry is None or _value(entry, inner) for entry in entries)
    assert type(kind) is str
    fields = FIELDS.get(kind)
    if fields is not None:
        return _struct(value, fields)
    if kind == "plugin":
        return type(value) is dict and len(value) == 1
    if kind == "any-string" and isinstance(value, list | dict):
        return False
    return not CHECKS[kind](value)
