"""The `sprig` functions that work with numbers, and its lenient reading of anything as one."""

from __future__ import annotations

import decimal
import math
import re
from collections.abc import Callable

from argocli.expr.errors import FunctionError
from argocli.expr.functions import Function
from argocli.expr.go_values import print_value
from argocli.expr.meter import Meter
from argocli.expr.moments import Named
from argocli.expr.numbers import read_float
from argocli.expr.operators import divide, power
from argocli.expr.values import Int64, Value, Wholes, whole, wrap

_WHOLE = re.compile(r"[-+]?(?:0[xX]_?[\da-fA-F]+(?:_[\da-fA-F]+)*|0[bB]_?[01]+(?:_[01]+)*|0[oO]?(?:_?[0-7]+)*|"
                    r"[1-9]\d*(?:_\d+)*)", re.A)  # fmt: skip
_DIGITS = decimal.Context(prec=2000, Emax=999_999, Emin=-999_999)
_PLACES = 16


def to_int(value: Value) -> int:
    """sprig's lenient conversion: what is no number counts as zero."""
    match value:
        case int():
            return int(value)
        case float():
            return whole(value)
        case Named():
            return value.number
        case str() if len(value) < 100:
            return _of_text(value)
        case _:
            return 0


def _of_text(text: str) -> int:
    head, point, zeros = text.partition(".")
    digits = head if point and zeros and not zeros.strip("0") else text
    if not _WHOLE.fullmatch(digits):
        return 0
    sign, bare = (-1 if digits[0] == "-" else 1), digits.lstrip("+-").replace("_", "").lower()
    number = sign * (int(bare, 8) if bare[:1] == "0" and bare.isdigit() else int(bare, 0))
    return number if wrap(number) == number else 0


def to_float(value: Value) -> float:
    """The same for floats."""
    if isinstance(value, str):
        found = read_float(value)
        return 0.0 if found is None else found
    if isinstance(value, Named):
        return float(value.number)
    return float(value) if isinstance(value, int | float) else 0.0


def _atoi(text: str) -> int:
    digits = text.lstrip("+-") if len(text) - len(text.lstrip("+-")) < 2 else ""
    if not (digits.isascii() and digits.isdigit()):
        return 0
    number = int(digits[:30]) * (-1 if text[0] == "-" else 1)
    return max(-(1 << 63), min((1 << 63) - 1, number))


def _octal(value: Value) -> Value:
    digits = print_value(value)
    bare = digits.lstrip("+-") if digits[:1] in ("+", "-") else digits
    number = int(digits, 8) if bare and len(bare) < 30 and set(bare) <= set("01234567") else 0
    return Int64(number if wrap(number) == number else 0)


def _round(value: Value, places: int, half: float = 0.5, *others: float) -> Value:
    factor = power(10.0, float(places))
    scaled = factor * to_float(value)
    if not math.isfinite(scaled):
        return divide(scaled, factor) if factor != math.inf else math.nan
    up = math.modf(scaled)[0] >= half
    return divide(float(math.ceil(scaled) if up else math.floor(scaled)), factor)


def _quotient(left: Value, right: Value) -> tuple[int, int]:
    a, b = to_int(left), to_int(right)
    if b == 0:
        raise FunctionError("runtime error: integer divide by zero")
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return quotient, a - b * quotient


def _exact(value: Value) -> decimal.Decimal:
    number = to_float(value)
    if not math.isfinite(number):
        shown = "NaN" if number != number else "+Inf" if number > 0 else "-Inf"
        raise FunctionError(f"Cannot create a Decimal from {shown}")
    return decimal.Decimal(repr(number))


_Step = Callable[[decimal.Decimal, decimal.Decimal], decimal.Decimal]


def _fold(step: _Step) -> Callable[..., Value]:  # type: ignore[explicit-any]
    """Decimals, one after the other: 0.1 and 0.2 are 0.3."""

    def run(first: Value, *others: Value) -> Value:
        result = _exact(first)
        for other in others:
            result = step(result, _exact(other))
        # There is no negative zero among decimals.
        return float(result) + 0.0

    return run


def _divided(left: decimal.Decimal, right: decimal.Decimal) -> decimal.Decimal:
    if not right:
        raise FunctionError("decimal division by 0")
    unit = decimal.Decimal(1).scaleb(-_PLACES)
    return _DIGITS.divide(left, right).quantize(unit, rounding=decimal.ROUND_HALF_UP, context=_DIGITS)


_add_up = _fold(_DIGITS.add)


def _steps(meter: Meter, start: int, stop: int, step: int) -> list[Value]:
    """Whole numbers from `start` to before `stop`; none where the steps lead elsewhere."""
    if step == 0 or (stop < start) != (step < 0):
        return Wholes()
    found = range(start, stop, step)
    size = abs(stop - start) // abs(step) + 1
    meter.spend(2 * min(size, 1 << 40))
    return Wholes(found)


def _sequence(meter: Meter, *bounds: int) -> Value:
    """`seq end`, `seq start end`, `seq start step end`, as the command of that name."""
    if not 1 <= len(bounds) <= 3:
        return ""
    start, end = (bounds[0] if len(bounds) > 1 else 1), bounds[-1]
    direction = -1 if end < start else 1
    step = bounds[1] if len(bounds) == 3 else direction
    if len(bounds) == 3 and direction < 0 < step:
        return ""
    return " ".join(map(str, _steps(meter, start, end + direction, step)))


def _largest(pick: Callable[[list[int]], int]) -> Callable[..., Value]:  # type: ignore[explicit-any]
    return lambda first, *others: Int64(pick([to_int(first), *map(to_int, others)]))


def _extreme(pick: Callable[[list[float]], float]) -> Callable[..., Value]:  # type: ignore[explicit-any]
    def choose(first: Value, *others: Value) -> Value:
        numbers = [to_float(first), *map(to_float, others)]
        return math.nan if any(map(math.isnan, numbers)) else pick(numbers)

    return choose


def _edge(cut: Callable[[float], int]) -> Callable[[Value], Value]:
    return lambda value: float(cut(to_float(value))) if math.isfinite(to_float(value)) else to_float(value)


NUMBER_FUNCTIONS: dict[str, Function] = {
    "int": to_int,
    "int64": lambda value: Int64(to_int(value)),
    "float64": to_float,
    "atoi": _atoi,
    "toDecimal": _octal,
    "add": lambda *values: Int64(wrap(sum(map(to_int, values)))),
    "add1": lambda value: Int64(wrap(to_int(value) + 1)),
    "sub": lambda left, right: Int64(wrap(to_int(left) - to_int(right))),
    "mul": lambda first, *values: Int64(wrap(math.prod(map(to_int, values), start=to_int(first)))),
    "div": lambda left, right: Int64(wrap(_quotient(left, right)[0])),
    "mod": lambda left, right: Int64(wrap(_quotient(left, right)[1])),
    "max": _largest(max),
    "biggest": _largest(max),
    "min": _largest(min),
    "maxf": _extreme(max),
    "minf": _extreme(min),
    "floor": _edge(math.floor),
    "ceil": _edge(math.ceil),
    "round": _round,
    "addf": lambda *values: _add_up(0, *values),
    "add1f": lambda value: _add_up(value, 1),
    "subf": _fold(_DIGITS.subtract),
    "mulf": _fold(_DIGITS.multiply),
    "divf": _fold(_divided),
}
METERED_NUMBER_FUNCTIONS: dict[str, Function] = {
    "until": lambda meter, count: _steps(meter, 0, count, 1 if count >= 0 else -1),
    "untilStep": _steps,
    "seq": _sequence,
}
