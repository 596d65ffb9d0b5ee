"""Builtin functions of the expression language that work with numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable

from argocli.expr.arguments import number
from argocli.expr.errors import FunctionError
from argocli.expr.lists import compare
from argocli.expr.moments import Named, Span
from argocli.expr.values import Uint8, Value, go_type, whole, wrap

_FLOAT = re.compile(
    r"[-+]?(?:inf|infinity|nan|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?\d[\d_]*)?"
    r"|0x(?:[\da-f_]+\.?[\da-f_]*|\.[\da-f_]+)p[-+]?\d+)",
    re.A | re.I,
)

_STRAY_UNDERSCORE = re.compile(r"(?<![\da-fxX])_|_(?![\da-f])", re.A | re.I)


def to_int(value: Value) -> int:
    """`int(x)`: of a number, or of the text of a whole number. Raises FunctionError."""
    if isinstance(value, str):
        digits = value[1:] if value[:1] in ("+", "-") else value
        if digits.isascii() and digits.isdigit() and len(digits) < 25 and wrap(int(value)) == int(value):
            return int(value)
        raise FunctionError(f"invalid operation: int({value})")
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    if isinstance(value, Span):
        return value.nanos
    if isinstance(value, Named):
        return value.number
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FunctionError(f"invalid operation: int({go_type(value)})")
    return int(value) if isinstance(value, int) else whole(value)


def to_float(value: Value) -> float:
    """`float(x)`: of a number, or of the text of one. Raises FunctionError."""
    if isinstance(value, str):
        found = read_float(value)
        if found is None:
            raise FunctionError(f"invalid operation: float({value})")
        return found
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FunctionError(f"invalid operation: float({go_type(value)})")
    return float(value)


def read_float(text: str) -> float | None:
    """The number that a text says as Go reads it; None where it is none or too large."""
    if len(text) > 5000 or not _FLOAT.fullmatch(text):
        return None
    if _STRAY_UNDERSCORE.search(text):
        return None
    try:
        found = float.fromhex(text.replace("_", "")) if "x" in text.lower() else float(text)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) or text.lstrip("+-")[:1].lower() in ("i", "n") else None


def _flat(values: Iterable[Value], function: str) -> list[int | float | Span]:
    """The numbers of a list and of the lists in it. Raises FunctionError."""
    flat: list[int | float | Span] = []
    for value in values:
        if isinstance(value, list):
            flat.extend(_flat(value, function))
        elif isinstance(value, bytes):
            flat.extend(map(Uint8, value))
        elif isinstance(value, Span):
            flat.append(value)
        else:
            flat.append(number(value, function))
    return flat


def _plain(values: Iterable[Value], function: str) -> list[int | float]:
    return [value.nanos if isinstance(value, Span) else value for value in _flat(values, function)]


def total(values: list[Value]) -> Value:
    """The sum of what `+` can add up to 0. Raises FunctionError."""
    result: int | float = 0
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FunctionError(f"invalid operation: {go_type(value)} + {go_type(result)}")
        result = value + result
    return wrap(result) if isinstance(result, int) else result


def _extreme(function: str, wanted: int) -> Callable[..., Value]:  # type: ignore[explicit-any]
    """The largest or the smallest; a single value that is no list is given back as it is."""

    def choose(*values: Value) -> Value:
        plain = len(values) == 1 and not isinstance(values[0], list | bytes)
        if plain:
            return values[0]
        found: int | float | Span | None = None
        for value in _flat(values, function):
            if found is None or compare(value, found) == wanted:
                found = value
        return found

    return choose


def _mean(*values: Value) -> Value:
    flat = _plain(values, "mean")
    return _sum(flat) / len(flat) if flat else 0.0


def _sum(values: list[int | float]) -> float:
    """The sum as floats, one after the other."""
    result = 0.0
    for value in values:
        result += value
    return result


def _median(*values: Value) -> Value:
    flat = sorted(_plain(values, "median"))
    if not flat:
        return 0.0
    middle = len(flat) // 2
    return float(flat[middle]) if len(flat) % 2 else (flat[middle - 1] + flat[middle]) / 2


def rounded(value: float) -> float:
    """To the nearest whole number, halves away from zero."""
    if not math.isfinite(value):
        return value
    size = math.floor(abs(value))
    return math.copysign(float(size + (abs(value) - size >= 0.5)), value)


def _whole_float(cut: Callable[[float], int]) -> Callable[[float], float]:
    return lambda value: float(cut(value)) if math.isfinite(value) else value


def _int(value: Value, function: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise FunctionError(f"cannot use {go_type(value)} as argument (type int) to call {function}")
    return value


def _bits(function: str, join: Callable[[int, int], int]) -> Callable[[Value, Value], Value]:
    return lambda left, right: wrap(join(_int(left, function), _int(right, function)))


def _shifts(function: str, move: Callable[[int, int], int]) -> Callable[[Value, Value], Value]:
    def shift(value: Value, by: Value) -> Value:
        number, count = _int(value, function), _int(by, function)
        if count < 0:
            raise FunctionError(f"invalid operation: negative shift count {count} (type int)")
        return wrap(move(number, min(count, 64)))

    return shift


def _absolute(value: Value) -> Value:
    size = abs(number(value, "abs"))
    return wrap(size) if isinstance(size, int) else size


NUMBERS: dict[str, Callable[..., Value]] = {  # type: ignore[explicit-any]
    "int": to_int,
    "float": to_float,
    "abs": _absolute,
    "ceil": lambda value: _whole_float(math.ceil)(float(number(value, "ceil"))),
    "floor": lambda value: _whole_float(math.floor)(float(number(value, "floor"))),
    "round": lambda value: rounded(float(number(value, "round"))),
    "max": _extreme("max", 1),
    "min": _extreme("min", -1),
    "mean": _mean,
    "median": _median,
    "bitand": _bits("bitand", lambda a, b: a & b),
    "bitor": _bits("bitor", lambda a, b: a | b),
    "bitxor": _bits("bitxor", lambda a, b: a ^ b),
    "bitnand": _bits("bitnand", lambda a, b: a & ~b),
    "bitnot": lambda value: ~_int(value, "bitnot"),
    "bitshl": _shifts("bitshl", lambda a, b: a << b),
    "bitshr": _shifts("bitshr", lambda a, b: a >> b),
    "bitushr": _shifts("bitushr", lambda a, b: (a % (1 << 64)) >> b),
}
