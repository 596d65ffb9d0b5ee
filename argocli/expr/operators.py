"""The binary operators of the expression language, over plain values."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from argocli.expr.dates import combine
from argocli.expr.errors import FunctionError
from argocli.expr.lists import same_key
from argocli.expr.meter import Meter
from argocli.expr.regex import search
from argocli.expr.values import Value, go_type, whole, wrap


def apply(operator: str, left: Value, right: Value, meter: Meter) -> Value:
    """One binary operator that needs both sides. Raises TypeError where the types do not fit, FunctionError else."""
    if operator in _EQUALITY:
        _spend_on(left, meter)
        return equal(left, right) == (operator == "==")
    if isinstance(left, datetime | timedelta) or isinstance(right, datetime | timedelta):
        return combine(operator, left, right)
    return _OPERATORS[operator](left, right, meter)


def equal(left: Value, right: Value) -> bool:
    """Numbers are equal whatever their type, lists and maps if all in them is."""
    if isinstance(left, list | dict):
        return type(left) is type(right) and same_key(left) == same_key(right)
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _spend_on(value: Value, meter: Meter) -> None:
    if isinstance(value, list | dict):
        meter.weigh(value)
    elif isinstance(value, str):
        meter.spend(len(value) // 64)


def _number(value: Value) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _cut(number: int | float) -> Value:
    return wrap(number) if isinstance(number, int) else number


def _add(left: Value, right: Value, meter: Meter) -> Value:
    if isinstance(left, str) and isinstance(right, str):
        meter.text(len(left) + len(right))
        return left + right
    return _cut(_number(left) + _number(right))


def _order(left: Value, right: Value, meter: Meter) -> tuple[int | float | str, int | float | str]:
    if isinstance(left, str) and isinstance(right, str):
        meter.spend(min(len(left), len(right)) // 64)
        return left, right
    return _number(left), _number(right)


def _compare(operator: str, left: Value, right: Value, meter: Meter) -> bool:
    a, b = _order(left, right, meter)
    if isinstance(a, str) or isinstance(b, str):
        order = (str(a) > str(b)) - (str(a) < str(b))
    else:
        if math.isnan(a) or math.isnan(b):
            return False
        order = (a > b) - (a < b)
    return {"<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[operator]


def _in(left: Value, right: Value, meter: Meter) -> Value:
    if isinstance(right, list):
        meter.spend(len(right) // 4)
        if isinstance(left, list | dict):
            meter.weigh(right)
        return any(equal(left, item) for item in right)
    if isinstance(right, dict):
        if not isinstance(left, str | None):
            raise FunctionError(f"cannot use {go_type(left)} as type string in map key")
        return left in right
    if right is None:
        return False
    raise TypeError


def _remainder(left: Value, right: Value, meter: Meter) -> Value:
    a, b = _whole(left), _whole(right)
    if b == 0:
        raise FunctionError("integer divide by zero")
    return wrap(abs(a) % abs(b) * (-1 if a < 0 else 1))


def divide(left: float, right: float) -> float:
    """Division of floats: by zero it gives infinity, or no number for zero."""
    if right == 0:
        if left == 0 or left != left:
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1.0, right)
    return left / right


def power(base: float, exponent: float) -> float:
    """A power of floats; too large a one is infinite, a root of a negative number is no number."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ValueError:
        return math.inf if base == 0 else math.nan


def _range(left: Value, right: Value, meter: Meter) -> Value:
    if isinstance(left, float) or isinstance(right, float):
        left, right = whole(float(_number(left))), whole(float(_number(right)))
    first, last = _whole(left), _whole(right)
    if last < first:
        return []
    meter.spend(2 * min(last - first + 1, 1 << 40))
    return list(range(first, last + 1))


def _contains(left: Value, right: Value, meter: Meter) -> Value:
    meter.spend(len(_text(left)) // 64)
    return _text(right) in _text(left)


def _multiply(left: Value, right: Value, meter: Meter) -> Value:
    return _cut(_number(left) * _number(right))


_EQUALITY = frozenset({"==", "!="})
_OPERATORS: dict[str, Callable[[Value, Value, Meter], Value]] = {
    "+": _add,
    "-": lambda a, b, meter: _cut(_number(a) - _number(b)),
    "*": _multiply,
    "/": lambda a, b, meter: divide(float(_number(a)), float(_number(b))),
    "%": _remainder,
    "**": lambda a, b, meter: power(float(_number(a)), float(_number(b))),
    "^": lambda a, b, meter: power(float(_number(a)), float(_number(b))),
    "<": lambda a, b, meter: _compare("<", a, b, meter),
    ">": lambda a, b, meter: _compare(">", a, b, meter),
    "<=": lambda a, b, meter: _compare("<=", a, b, meter),
    ">=": lambda a, b, meter: _compare(">=", a, b, meter),
    "in": _in,
    "contains": _contains,
    "startsWith": lambda a, b, meter: _text(a).startswith(_text(b)),
    "endsWith": lambda a, b, meter: _text(a).endswith(_text(b)),
    "matches": lambda a, b, meter: search(_text(b), _text(a), meter),
    "..": _range,
}
