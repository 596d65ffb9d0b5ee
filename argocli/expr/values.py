"""The values that an expression works with: JSON, texts of bytes, moments, spans, and whole numbers of 64 bits."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from dataclasses import dataclass

from argocli.expr.errors import FunctionError
from argocli.expr.moments import Moment, Named, Span, Zone
from argocli.expr.versions import Version
from argocli.model.values import Json

_HALF = 1 << 63


class Int64(int):
    """A whole number that Go keeps apart from its `int`, as the functions of sprig give it."""


class Uint8(int):
    """One byte of a text."""


class Texts(list["Value"]):
    """A list that can hold texts only."""


class Wholes(list["Value"]):
    """A list that can hold whole numbers only."""


@dataclass(frozen=True, slots=True)
class Native:
    """A function as a value; `signature` is Go's name of its type."""

    name: str
    signature: str = "func(...interface {}) interface {}"


class AnyMap:
    """A map whose keys can be any plain value: 1, 1.0 and true are three keys."""

    __slots__ = ("entries", "type_name")

    def __init__(self, type_name: str = "map[interface {}]interface {}") -> None:
        self.type_name = type_name
        self.entries: dict[tuple[str, Value], tuple[Value, Value]] = {}

    @staticmethod
    def _key(value: Value) -> tuple[str, Value]:
        if isinstance(value, list | dict | AnyMap | bytes):
            raise FunctionError(f"hash of unhashable type: {go_type(value)}")
        return go_type(value), value

    def get(self, key: Value) -> Value:
        """The value under a key, or nothing. Raises FunctionError for a key that no map has."""
        return self.entries.get(self._key(key), (None, None))[1]

    def put(self, key: Value, value: Value) -> None:
        """Set the value under a key. Raises FunctionError for a key that no map has."""
        self.entries[self._key(key)] = (key, value)

    def has(self, key: Value) -> bool:
        """Whether there is such a key. Raises FunctionError for one that no map has."""
        return self._key(key) in self.entries

    def items(self) -> Iterator[tuple[Value, Value]]:
        """Keys and values: numbers, then texts, then what else there is, each in order."""
        return iter([pair for _, pair in sorted(self.entries.items(), key=_key_order)])

    def __len__(self) -> int:
        return len(self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnyMap) and self.entries == other.entries

    __hash__ = None  # type: ignore[assignment]  # what can change has no hash


Value = (
    None | bool | int | float | str | bytes | Moment | Span | Zone | Named | Version | Native | AnyMap | list["Value"]
    | dict[str, "Value"]
)  # fmt: skip


def _key_order(entry: tuple[tuple[str, Value], tuple[Value, Value]]) -> tuple[int, float, str]:
    key = entry[1][0]
    if isinstance(key, int | float):
        return (1 if isinstance(key, bool) else 0), (key if key == key else -math.inf), ""
    return 2, 0.0, key if isinstance(key, str) else str(key)


_TYPES: dict[type, str] = {
    bool: "bool",
    int: "int",
    Int64: "int64",
    Uint8: "uint8",
    float: "float64",
    str: "string",
    bytes: "[]uint8",
    Moment: "time.Time",
    Span: "time.Duration",
    Zone: "*time.Location",
    Version: "*semver.Version",
    list: "[]interface {}",
    Texts: "[]string",
    Wholes: "[]int",
    dict: "map[string]interface {}",
}


def go_type(value: Value) -> str:
    """The name that Go gives to the type of a value."""
    if isinstance(value, AnyMap | Named):
        return value.type_name
    if isinstance(value, Native):
        return value.signature
    return "<nil>" if value is None else _TYPES[type(value)]


def go_kind(value: Value) -> str:
    """The kind of a value's type, as Go's reflection calls it."""
    match value:
        case None:
            return "invalid"
        case list() | bytes():
            return "slice"
        case dict() | AnyMap():
            return "map"
        case Moment():
            return "struct"
        case Span():
            return "int64"
        case Named():
            return "int"
        case Zone() | Version():
            return "ptr"
        case Native():
            return "func"
        case _:
            return go_type(value)


def wrap(number: int) -> int:
    """A whole number cut to 64 bits, as Go's arithmetic does on overflow."""
    return (number + _HALF) % (2 * _HALF) - _HALF


def whole(number: float) -> int:
    """A float cut to a whole number; one that has no place in 64 bits becomes the smallest."""
    return int(number) if -_HALF <= number < _HALF else -_HALF


def is_number(value: Value) -> bool:
    """Whether arithmetic takes the value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def to_json(value: Value) -> Json:
    """The value as JSON holds it: moments as RFC 3339 text, spans as nanoseconds. Raises FunctionError."""
    match value:
        case list():
            return [to_json(item) for item in value]
        case dict():
            return {key: to_json(item) for key, item in value.items()}
        case Moment():
            if not 0 <= value.clock().year < 10_000:
                raise FunctionError(
                    "json: error calling MarshalJSON for type time.Time: year outside of range [0,9999]"
                )
            return value.rfc3339()
        case Span():
            return value.nanos
        case Named():
            return value.number
        case Zone():
            return {}
        case Version():
            return value.text()
        case bytes():
            return base64.b64encode(value).decode()
        case float() if not math.isfinite(value):
            shown = "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
            raise FunctionError(f"json: unsupported value: {shown}")
        case Native() | AnyMap():
            raise FunctionError(f"json: unsupported type: {go_type(value)}")
        case _:
            return value


def of_json(value: Json) -> Value:
    """JSON as an expression's value: the same objects, seen with the wider type."""
    return value  # type: ignore[return-value]  # every JSON value is one; the containers are not changed in place
