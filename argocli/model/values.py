"""Plain JSON values and the few ways this project reads them.

Objects stay plain mappings from file to status; these readers turn an absent or null field into an empty one, as
Argo's own decoder does.
"""

from __future__ import annotations

from collections.abc import Mapping

type_names = {bool: "bool", int: "number", float: "number", str: "string", list: "array", dict: "object"}

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
JsonObject = dict[str, Json]


def mapping(source: Mapping[str, Json] | None, key: str) -> JsonObject:
    """The object under `key`, or a new empty one."""
    value = source.get(key) if source else None
    return value if isinstance(value, dict) else {}


def sequence(source: Mapping[str, Json] | None, key: str) -> list[Json]:
    """The list under `key`, or a new empty one."""
    value = source.get(key) if source else None
    return value if isinstance(value, list) else []


def objects(source: Mapping[str, Json] | None, key: str) -> list[JsonObject]:
    """The objects of the list under `key`; null items and other types are left out."""
    return [item for item in sequence(source, key) if isinstance(item, dict)]


def text(source: Mapping[str, Json] | None, key: str) -> str:
    """The string under `key`, or an empty one."""
    value = source.get(key) if source else None
    return value if isinstance(value, str) else ""


def flag(source: Mapping[str, Json] | None, key: str) -> bool:
    """True only where `key` holds true."""
    return source is not None and source.get(key) is True


def integer(source: Mapping[str, Json] | None, key: str) -> int | None:
    """The integer under `key`, or None."""
    value = source.get(key) if source else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def type_name(value: Json) -> str:
    """The word for the JSON type of `value`, as Go's decoder says it."""
    return "null" if value is None else type_names[type(value)]


def any_text(value: Json) -> str | None:
    """The string that an "any string" field holds: numbers without exponent, booleans as words, null as absent,
    structures as nothing (the decoder of upstream drops them)."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if -(2**53) <= value <= 2**53 else number_text(float(value))
    return number_text(value) if isinstance(value, float) else ""


def number_text(value: float) -> str:
    """A float in fixed-point form with the fewest digits that read back the same."""
    from decimal import Decimal

    fixed = format(Decimal(repr(value)), "f")
    return fixed.rstrip("0").rstrip(".") if "." in fixed else fixed
