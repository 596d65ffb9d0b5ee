"""The values that an expression works with: JSON, moments and spans of time; whole numbers have 64 bits."""

from __future__ import annotations

from datetime import datetime, timedelta

from argocli.model.values import Json

Value = None | bool | int | float | str | datetime | timedelta | list["Value"] | dict[str, "Value"]

_TYPES: dict[type, str] = {
    bool: "bool",
    int: "int",
    float: "float64",
    str: "string",
    datetime: "time.Time",
    timedelta: "time.Duration",
    list: "[]interface {}",
    dict: "map[string]interface {}",
}
_HALF = 1 << 63


def go_type(value: Value) -> str:
    """The name that Go gives to the type of a value."""
    return "<nil>" if value is None else _TYPES[type(value)]


def wrap(number: int) -> int:
    """A whole number cut to 64 bits, as Go's arithmetic does on overflow."""
    return (number + _HALF) % (2 * _HALF) - _HALF


def whole(number: float) -> int:
    """A float cut to a whole number; one that has no place in 64 bits becomes the smallest."""
    return int(number) if -_HALF <= number < _HALF else -_HALF


def nanoseconds(span: timedelta) -> int:
    """The length of a span as Go counts it."""
    return (span.days * 86_400_000_000 + span.seconds * 1_000_000 + span.microseconds) * 1000


def to_json(value: Value) -> Json:
    """The value as JSON holds it: moments as RFC 3339 text, spans as nanoseconds."""
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, datetime):
        text = value.isoformat()
        return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
    if isinstance(value, timedelta):
        return nanoseconds(value)
    return value


def of_json(value: Json) -> Value:
    """JSON as an expression's value: the same objects, seen with the wider type."""
    return value  # type: ignore[return-value]  # every JSON value is one; the containers are not changed in place
