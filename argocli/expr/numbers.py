"""Builtin functions of the expression language that work with numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

from argocli.expr.arguments import number, whole_number
from argocli.expr.errors import FunctionError
from argocli.expr.values import Value, go_type, whole, wrap

_DECIMALS = frozenset("0123456789+-.eE")


def to_int(value: Value) -> int:
    """`int(x)`: of a number, or of the text of a whole number. Raises FunctionError."""
    if isinstance(value, str):
        digits = value[1:] if value[:1] in ("+", "-") else value
        if digits.isascii() and digits.isdigit() and len(digits) < 25 and wrap(int(value)) == int(value):
            return int(value)
        raise FunctionError(f"invalid operation: int({value})")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _no_number(value, "int")
    return value if isinstance(value, int) else whole(value)


def to_float(value: Value) -> float:
    """`float(x)`: of a number, or of the text of one. Raises FunctionError."""
    if isinstance(value, str):
        if value.lower().lstrip("+-") in ("inf", "infinity", "nan") or _DECIMALS.issuperset(value):
            try:
                return float(value)
            except ValueError:
                pass
        raise FunctionError(f"invalid operation: float({value})")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _no_number(value, "float")
    return float(value)


def _no_number(value: Value, function: str) -> FunctionError:
    shown = "%!s(<nil>)" if value is None else go_type(value)
    return FunctionError(f"invalid argument for {function} (type {shown})")


def flat_numbers(values: list[Value], function: str) -> list[int | float]:
    """The numbers of a list and of the lists in it. Raises FunctionError."""
    flat: list[int | float] = []
    for value in values:
        if isinstance(value, list):
            flat.extend(flat_numbers(value, function))
        else:
            flat.append(number(value, function))
    return flat


def total(values: list[Value]) -> int | float:
    """The sum of numbers. Raises FunctionError."""
    result: int | float = 0
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FunctionError(f"invalid operation: {go_type(value)} + int")
        result = result + value
    return wrap(result) if isinstance(result, int) else result


def _extreme(function: str, pick: Callable[[list[int | float]], int | float]) -> Callable[..., Value]:  # type: ignore[explicit-any]
    def choose(*values: Value) -> Value:
        if not values:
            raise FunctionError(f"not enough arguments to call {function}")
        flat = flat_numbers(list(values), function)
        return pick(flat) if flat else None

    return choose


def _mean(*values: Value) -> Value:
    if not values:
        raise FunctionError("not enough arguments to call mean")
    flat = flat_numbers(list(values), "mean")
    return math.fsum(flat) / len(flat) if flat else 0.0


def _median(*values: Value) -> Value:
    if not values:
        raise FunctionError("not enough arguments to call median")
    flat = sorted(flat_numbers(list(values), "median"))
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


def _shift(function: str, value: Value, by: Value) -> tuple[int, int]:
    count = whole_number(by, function, 1)
    if count < 0:
        raise FunctionError(f"invalid operation: negative shift count {count} (type int)")
    return whole_number(value, function), min(count, 64)


def _bits(function: str, join: Callable[[int, int], int]) -> Callable[..., Value]:  # type: ignore[explicit-any]
    return lambda left, right: wrap(join(whole_number(left, function), whole_number(right, function, 1)))


def _shifts(function: str, move: Callable[[int, int], int]) -> Callable[..., Value]:  # type: ignore[explicit-any]
    return lambda value, by: wrap(move(*_shift(function, value, by)))


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
    "max": _extreme("max", max),
    "min": _extreme("min", min),
    "mean": _mean,
    "median": _median,
    "bitand": _bits("bitand", lambda a, b: a & b),
    "bitor": _bits("bitor", lambda a, b: a | b),
    "bitxor": _bits("bitxor", lambda a, b: a ^ b),
    "bitnand": _bits("bitnand", lambda a, b: a & ~b),
    "bitnot": lambda value: ~whole_number(value, "bitnot"),
    "bitshl": _shifts("bitshl", lambda a, b: a << b),
    "bitshr": _shifts("bitshr", lambda a, b: a >> b),
    "bitushr": _shifts("bitushr", lambda a, b: (a % (1 << 64)) >> b),
}
