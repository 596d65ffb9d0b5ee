"""The operators of the expression language, over plain values."""

from __future__ import annotations

import math
from collections.abc import Callable

from argocli.expr.arguments import conversion, whole_number
from argocli.expr.dates import combine
from argocli.expr.errors import FunctionError
from argocli.expr.go_texts import utf8
from argocli.expr.go_values import print_value
from argocli.expr.lists import same_key
from argocli.expr.meter import Meter
from argocli.expr.moments import Moment, Span
from argocli.expr.regex import search
from argocli.expr.values import AnyMap, Uint8, Value, Wholes, go_type, wrap


def apply(operator: str, left: Value, right: Value, meter: Meter) -> Value:
    """One binary operator that needs both sides. Raises TypeError where the types do not fit, FunctionError else."""
    if operator in ("==", "!="):
        _spend_on(left, meter)
        return equal(left, right) == (operator == "==")
    if operator not in _BOTH_TEXTS and (isinstance(left, Moment | Span) or isinstance(right, Moment | Span)):
        return combine(operator, left, right)
    return _OPERATORS[operator](left, right, meter)


def equal(left: Value, right: Value) -> bool:
    """Numbers are equal whatever their type, and so are moments that are the same; lists if all in them is.

    Maps are compared deeply as they are: a whole number in one is no float in the other.
    """
    if isinstance(left, Moment) and isinstance(right, Moment):
        return left.nanos == right.nanos
    if isinstance(left, list):
        return isinstance(right, list) and same_key(left) == same_key(right)
    if isinstance(left, dict):
        return isinstance(right, dict) and same_key(left) == same_key(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    both_numbers = isinstance(left, int | float) and isinstance(right, int | float)
    return left == right and (both_numbers or type(left) is type(right))


def _spend_on(value: Value, meter: Meter) -> None:
    if isinstance(value, list | dict):
        meter.weigh(value)
    elif isinstance(value, str):
        meter.spend(len(value) // 64)


def _number(value: Value) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


def _text(value: Value, wanted: str = "string") -> str:
    if not isinstance(value, str):
        raise conversion(value, wanted)
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
    match right:
        case list() | bytes():
            meter.spend(len(right) // 4)
            if isinstance(left, list | dict):
                meter.weigh(list(right))
            return any(equal(left, item) for item in right)
        case dict():
            if not isinstance(left, str | None):
                raise FunctionError(_not_a_key(left, "string"))
            return (left or "") in right
        case AnyMap():
            return right.has(left)
        case None:
            return False
        case Moment():
            if not isinstance(left, str):
                raise FunctionError(f"cannot use {go_type(left)} as field name of {go_type(right)}")
            return False
        case _:
            raise FunctionError(f'operator "in" not defined on {go_type(right)}')


def _not_a_key(value: Value, wanted: str) -> str:
    return f"reflect.Value.MapIndex: value of type {go_type(value)} is not assignable to type {wanted}"


def _remainder(left: Value, right: Value, meter: Meter) -> Value:
    for side in (left, right):
        if isinstance(side, bool) or not isinstance(side, int):
            raise TypeError
    assert isinstance(left, int)
    assert isinstance(right, int)
    if right == 0:
        raise FunctionError("runtime error: integer divide by zero")
    return wrap(abs(left) % abs(right) * (-1 if left < 0 else 1))


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
        return math.nan if base else math.copysign(math.inf, base) if exponent % 2 == 1 else math.inf


def _power(left: Value, right: Value, meter: Meter) -> Value:
    return power(_float(left), _float(right))


def _float(value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FunctionError(f"invalid operation: float({go_type(value)})")
    return float(value)


def _range(left: Value, right: Value, meter: Meter) -> Value:
    first, last = whole_number(left), whole_number(right)
    meter.spend(2 * max(0, min(last - first + 1, 1 << 40)))
    return Wholes(range(first, last + 1))


def _texts(apply_to: Callable[[str, str], bool]) -> Callable[[Value, Value, Meter], Value]:
    def operator(left: Value, right: Value, meter: Meter) -> Value:
        if left is None or right is None:
            return False
        source, wanted = _text(left), _text(right)
        meter.spend(len(source) // 64)
        return apply_to(source, wanted)

    return operator


def _matches(left: Value, right: Value, meter: Meter) -> Value:
    if left is None or right is None:
        return False
    if isinstance(left, bytes):
        return search(_text(right), left.decode("utf-8", "replace"), meter)
    return search(_text(right), _text(left, "[]uint8"), meter)


def _multiply(left: Value, right: Value, meter: Meter) -> Value:
    return _cut(_number(left) * _number(right))


_BOTH_TEXTS = frozenset({"in", "contains", "startsWith", "endsWith", "matches", "..", "**", "^"})
_OPERATORS: dict[str, Callable[[Value, Value, Meter], Value]] = {
    "+": _add,
    "-": lambda a, b, meter: _cut(_number(a) - _number(b)),
    "*": _multiply,
    "/": lambda a, b, meter: divide(float(_number(a)), float(_number(b))),
    "%": _remainder,
    "**": _power,
    "^": _power,
    "<": lambda a, b, meter: _compare("<", a, b, meter),
    ">": lambda a, b, meter: _compare(">", a, b, meter),
    "<=": lambda a, b, meter: _compare("<=", a, b, meter),
    ">=": lambda a, b, meter: _compare(">=", a, b, meter),
    "in": _in,
    "contains": _texts(lambda source, wanted: wanted in source),
    "startsWith": _texts(str.startswith),
    "endsWith": _texts(str.endswith),
    "matches": _matches,
    "..": _range,
}


def fetch(target: Value, key: Value) -> Value:
    """`target[key]`. Raises FunctionError."""
    match target:
        case dict():
            if not isinstance(key, str | None):
                raise FunctionError(_not_a_key(key, "string"))
            return target.get(key or "")
        case AnyMap():
            return target.get(key)
        case list() | str() | bytes():
            return _element(target, whole_number(key))
    raise FunctionError(f"cannot fetch {print_value(key)} from {go_type(target)}")


def _element(target: list[Value] | str | bytes, index: int) -> Value:
    counted = utf8(target) if isinstance(target, str) else target
    if -len(counted) <= index < len(counted):
        found = counted[index]
        return Uint8(found) if isinstance(counted, bytes) and isinstance(found, int) else found
    shown = index + len(counted) if index < 0 else index
    raise FunctionError(f"index out of range: {shown} (array length is {len(counted)})")


def slice_of(target: Value, start: Value, end: Value, *, open_end: bool) -> Value:
    """`target[start:end]`; texts are cut between bytes. Raises FunctionError."""
    if open_end and not isinstance(target, list | str | bytes | dict | AnyMap):
        raise FunctionError(f"invalid argument for len (type {go_type(target)})")
    if not isinstance(target, list | str | bytes):
        raise FunctionError(f"cannot slice {print_value(start)}")
    counted = utf8(target) if isinstance(target, str) and not target.isascii() else target
    first, last = whole_number(start), len(counted) if open_end else whole_number(end)
    found = counted[first:last] if (first >= 0 or -first <= len(counted)) else counted[0:last]
    return found.decode("utf-8", "replace") if isinstance(target, str) and isinstance(found, bytes) else found
