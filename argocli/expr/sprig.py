"""The `sprig` functions that expressions can call: numbers, dates, encodings, paths, and those of the other tables.

Left out is what needs a clock, randomness, keys or the network, and what Argo leaves out.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import posixpath
import zlib
from collections.abc import Iterable

from argocli.expr.arguments import text, whole_number
from argocli.expr.dates import combine, date, duration, go_format, moment_of, read_moment
from argocli.expr.errors import FunctionError
from argocli.expr.functions import Function, compact_json, parse_json, pretty_json
from argocli.expr.go_values import json_text, print_value
from argocli.expr.meter import Meter
from argocli.expr.numbers import rounded
from argocli.expr.sprig_texts import METERED_TEXTS, TEXTS
from argocli.expr.sprig_values import VALUES
from argocli.expr.values import Value, go_type, to_json, whole, wrap


def _int(value: Value) -> int:
    """sprig's lenient conversion: what is no number counts as zero."""
    if isinstance(value, bool | int):
        return int(value)
    if isinstance(value, float):
        return whole(value)
    if isinstance(value, str) and len(value) < 70:
        digits = value.lstrip("+-").replace("_", "")
        octal = digits.startswith("0") and digits.isdigit() and len(digits) > 1
        try:
            number = int(value.replace(digits, "0o" + digits, 1) if octal else value, 0)
        except ValueError:
            return 0
        return number if wrap(number) == number else 0
    return 0


def _octal(value: Value) -> Value:
    digits = print_value(value)
    number = int(digits, 8) if digits and len(digits) < 30 and set(digits) <= set("01234567") else 0
    return number if wrap(number) == number else 0


def _float(value: Value) -> float:
    try:
        return float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0


def _round(value: Value, places: Value, half: Value = 0.5) -> Value:
    number, digits = _float(value), whole_number(places, "round", 1)
    factor = 10.0 ** max(-300, min(digits, 300))
    scaled = number * factor
    if not math.isfinite(scaled):
        return number
    fraction = math.modf(scaled)[0]
    if _float(half) == 0.5 and number < 0:
        return -rounded(-scaled) / factor
    return (math.ceil(scaled) if fraction >= _float(half) else math.floor(scaled)) / factor


def _divide(left: Value, right: Value, *, rest: bool = False) -> Value:
    a, b = _int(left), _int(right)
    if b == 0:
        raise FunctionError("runtime error: integer divide by zero")
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return wrap(a - b * quotient if rest else quotient)


def _divide_floats(first: Value, *others: Value) -> Value:
    result = _float(first)
    for other in others:
        divisor = _float(other)
        result = result / divisor if divisor else math.nan if result == 0 else math.copysign(math.inf, result)
    return result


def _steps(meter: Meter, start: int, stop: int, step: int) -> list[Value]:
    found = range(start, stop, step)
    meter.spend(2 * len(found) if len(found) < 1 << 40 else 1 << 40)
    return list(found)


def _until(meter: Meter, count: Value) -> Value:
    number = whole_number(count, "until")
    return _steps(meter, 0, number, 1 if number >= 0 else -1)


def _until_step(meter: Meter, start: Value, stop: Value, step: Value) -> Value:
    first, last = whole_number(start, "untilStep"), whole_number(stop, "untilStep", 1)
    by = whole_number(step, "untilStep", 2)
    return _steps(meter, first, last, by) if by else []


def _sequence(meter: Meter, *bounds: Value) -> Value:
    """`seq end`, `seq start end`, `seq start step end`, as the command of that name."""
    numbers = [whole_number(bound, "seq", index) for index, bound in enumerate(bounds)]
    if not 1 <= len(numbers) <= 3:
        return ""
    start = numbers[0] if len(numbers) > 1 else 1
    end = numbers[-1]
    step = numbers[1] if len(numbers) == 3 else (1 if end >= start else -1)
    if step == 0 or (end - start) * step < 0:
        return ""
    return " ".join(map(str, _steps(meter, start, end + (1 if step > 0 else -1), step)))


def _date(layout: Value, value: Value) -> Value:
    moment = moment_of(value)
    if moment is None:
        raise FunctionError(f"{print_value(value)} is no time")
    return go_format(text(layout, "date"), moment)


def _to_date(layout: Value, value: Value) -> Value:
    moment = read_moment(text(value, "toDate", 1), text(layout, "toDate"))
    return moment if moment is not None else date("0001-01-01")


def _modify(span: Value, value: Value) -> Value:
    return combine("+", moment_of(value), duration(span))


def _epoch(value: Value) -> Value:
    moment = moment_of(value)
    if moment is None:
        raise FunctionError(f"reflect: Call using {go_type(value)} as type time.Time")
    return str(int(moment.timestamp() // 1))


def _digest(name: str) -> Function:
    return lambda value: hashlib.new(name, text(value, name + "sum").encode(), usedforsecurity=False).hexdigest()


def _decoded(value: Value, *, wide: bool) -> Value:
    """base64 or base32; sprig gives the error as the text."""
    source = text(value, "b64dec")
    try:
        found = base64.b64decode(source, validate=True) if wide else base64.b32decode(source)
    except (binascii.Error, ValueError):
        return f"illegal base{64 if wide else 32} data at input byte 0"
    return found.decode("utf-8", "replace")


def _from_json(value: Value) -> Value:
    try:
        return parse_json(value)
    except FunctionError:
        return None


def _raw_json(value: Value) -> Value:
    return json_text(to_json(value))


def _clean(value: Value) -> str:
    path = posixpath.normpath(text(value, "clean"))
    return "/" + path.lstrip("/") if path.startswith("/") else path


def _base(value: Value) -> Value:
    path = text(value, "base")
    return (path.rstrip("/").rpartition("/")[2] or "/") if path else "."


def _extension(value: Value) -> Value:
    _, dot, ending = text(value, "ext").rpartition("/")[2].rpartition(".")
    return dot + ending if dot else ""


def _sum(values: Iterable[float]) -> float:
    result = 0.0
    for value in values:
        result += value
    return result


_PATHS: dict[str, Function] = {
    "base": _base,
    "dir": lambda value: _clean(text(value, "dir").rpartition("/")[0] or ("/" if str(value)[:1] == "/" else ".")),
    "ext": _extension,
    "clean": _clean,
    "isAbs": lambda value: text(value, "isAbs").startswith("/"),
}
SPRIG: dict[str, Function] = {
    **TEXTS,
    **VALUES,
    **_PATHS,
    **{"os" + name[0].upper() + name[1:]: function for name, function in _PATHS.items()},
    # numbers
    "int": _int,
    "int64": _int,
    "float64": _float,
    "atoi": lambda value: int(value) if text(value, "atoi").lstrip("+-").isdecimal() and len(str(value)) < 19 else 0,
    "toDecimal": _octal,
    "add": lambda *values: wrap(sum(map(_int, values))),
    "add1": lambda value: wrap(_int(value) + 1),
    "sub": lambda left, right: wrap(_int(left) - _int(right)),
    "mul": lambda first, *values: wrap(math.prod(map(_int, values), start=_int(first))),
    "div": _divide,
    "mod": lambda left, right: _divide(left, right, rest=True),
    "max": lambda first, *values: max(map(_int, (first, *values))),
    "biggest": lambda first, *values: max(map(_int, (first, *values))),
    "min": lambda first, *values: min(map(_int, (first, *values))),
    "maxf": lambda first, *values: max(map(_float, (first, *values))),
    "minf": lambda first, *values: min(map(_float, (first, *values))),
    "floor": lambda value: float(math.floor(_float(value))) if math.isfinite(_float(value)) else _float(value),
    "ceil": lambda value: float(math.ceil(_float(value))) if math.isfinite(_float(value)) else _float(value),
    "round": _round,
    "addf": lambda *values: _sum(map(_float, values)),
    "add1f": lambda value: _float(value) + 1,
    "subf": lambda first, *values: _float(first) - _sum(map(_float, values)),
    "mulf": lambda first, *values: math.prod(map(_float, values), start=_float(first)),
    "divf": _divide_floats,
    # dates
    "date": _date,
    "dateInZone": lambda layout, value, zone: _date(layout, value),
    "date_in_zone": lambda layout, value, zone: _date(layout, value),
    "htmlDate": lambda value: _date("2006-01-02", value),
    "htmlDateInZone": lambda value, zone: _date("2006-01-02", value),
    "toDate": _to_date,
    "mustToDate": lambda layout, value: date(value, layout),
    "dateModify": _modify,
    "date_modify": _modify,
    "mustDateModify": _modify,
    "must_date_modify": _modify,
    "unixEpoch": _epoch,
    "duration": lambda value: print_value(duration(f"{_int(value) if isinstance(value, str) else 0}s")),
    # encodings
    "b64enc": lambda value: base64.b64encode(text(value, "b64enc").encode()).decode(),
    "b64dec": lambda value: _decoded(value, wide=True),
    "b32enc": lambda value: base64.b32encode(text(value, "b32enc").encode()).decode(),
    "b32dec": lambda value: _decoded(value, wide=False),
    "toJson": compact_json,
    "mustToJson": compact_json,
    "toRawJson": _raw_json,
    "mustToRawJson": _raw_json,
    "toPrettyJson": pretty_json,
    "mustToPrettyJson": pretty_json,
    "fromJson": _from_json,
    "mustFromJson": parse_json,
    "sha1sum": _digest("sha1"),
    "sha256sum": _digest("sha256"),
    "sha512sum": _digest("sha512"),
    "adler32sum": lambda value: str(zlib.adler32(text(value, "adler32sum").encode())),
}
METERED_SPRIG: dict[str, Function] = {**METERED_TEXTS, "until": _until, "untilStep": _until_step, "seq": _sequence}
