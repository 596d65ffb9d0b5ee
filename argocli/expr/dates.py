"""Dates and durations of the expression language: what texts mean, arithmetic, and the methods of both."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, tzinfo

from argocli.expr.arguments import text, whole_number
from argocli.expr.errors import FunctionError
from argocli.expr.go_texts import time_quoted
from argocli.expr.layouts import DAYS, MONTHS, format_moment, read_moment
from argocli.expr.moments import (
    HOUR,
    MINUTE,
    SECOND,
    Moment,
    Named,
    Span,
    Zone,
    day_number,
    moment_at,
    span_of,
)
from argocli.expr.values import Int64, Value, go_type, is_number
from argocli.expr.versions import Version

Zones = Callable[[str], tzinfo | None]
_KNOWN_LAYOUTS = (
    "2006-01-02", "15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05Z07:00", "02 Jan 06 15:04 MST",
    "Monday, 02-Jan-06 15:04:05 MST", "Mon, 02 Jan 2006 15:04:05 MST",
)  # fmt: skip
_UNITS = {"ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": SECOND, "m": MINUTE, "h": HOUR}
_SPAN_PART = re.compile(r"(\d*)(?:\.(\d*))?([^\d.]*)", re.A)
_ZERO = moment_at(1, 1, 1)
_HALF = 1 << 63


def no_zones(name: str) -> tzinfo | None:
    """The zones that are known without a database of them."""
    return UTC if name in ("", "UTC", "Local") else None


def zone_named(name: Value, zones: Zones) -> Zone:
    """`timezone(name)`. Raises FunctionError."""
    wanted = text(name)
    found = no_zones(wanted) or zones(wanted)
    if found is None:
        raise FunctionError(f"unknown time zone {wanted}")
    return Zone(wanted or "UTC", found)


def date(zones: Zones, *values: Value) -> Value:
    """`date([zone,] text[, layout[, zone]])`, without a layout in one of the usual ones. Raises FunctionError."""
    zone: tzinfo = UTC
    if values and isinstance(values[0], Zone):
        zone, values = values[0].rules, values[1:]
    written = text(values[0] if values else None)
    if len(values) == 1:
        return _in_usual_layout(written, zone)
    layout = text(values[1])
    return read_moment(written, layout, zone_named(values[2], zones).rules if len(values) > 2 else zone)


def _in_usual_layout(written: str, zone: tzinfo) -> Moment:
    for layout in _KNOWN_LAYOUTS:
        try:
            return read_moment(written, layout, zone)
        except FunctionError:
            continue
    raise FunctionError(f"invalid date {written}")


def duration(value: Value) -> Span:
    """`duration("1h30m")`. Raises FunctionError with Go's text."""
    written = text(value)
    invalid = FunctionError(f"time: invalid duration {time_quoted(written)}")
    body = written[1:] if written[:1] in ("-", "+") else written
    if body == "0":
        return Span(0)
    if not body or len(body) > 200:
        raise invalid
    total, position = 0, 0
    while position < len(body):
        match = _SPAN_PART.match(body, position)
        digits, fraction, unit = match.groups() if match else ("", None, "")
        if not digits and not fraction:
            raise invalid
        if not unit:
            raise FunctionError(f"time: missing unit in duration {time_quoted(written)}")
        if unit not in _UNITS:
            raise FunctionError(f"time: unknown unit {time_quoted(unit)} in duration {time_quoted(written)}")
        size = _UNITS[unit]
        total += int(digits or 0) * size + int(fraction or 0) * size // 10 ** len(fraction or "")
        position = match.end() if match else position
    if total > _HALF - (not written.startswith("-")):
        raise invalid
    return Span(-total if written.startswith("-") else total)


def combine(operator: str, left: Value, right: Value) -> Value:
    """Sums, differences, products and order of moments and spans. Raises TypeError where the types do not fit."""
    match operator, left, right:
        case "+", Moment(), Span():
            return Moment(left.nanos + right.nanos, left.zone)
        case "+", Span(), Moment():
            return Moment(left.nanos + right.nanos, right.zone)
        case "-", Moment(), Span():
            return Moment(left.nanos - right.nanos, left.zone)
        case "-", Moment(), Moment():
            return Span(max(-_HALF, min(_HALF - 1, left.nanos - right.nanos)))
        case (("+" | "-" | "*"), Span(), Span()):
            table = {"+": left.nanos + right.nanos, "-": left.nanos - right.nanos, "*": left.nanos * right.nanos}
            return span_of(table[operator])
        case "*", Span(), _ if is_number(right):
            return _scaled(left, right)
        case "*", _, Span() if is_number(left):
            return _scaled(right, left)
        case (("<" | ">" | "<=" | ">="), Moment(), Moment()):
            return _ordered(operator, left.nanos, right.nanos)
        case (("<" | ">" | "<=" | ">="), Span(), Span()):
            return _ordered(operator, left.nanos, right.nanos)
    raise TypeError(operator)


def _scaled(span: Span, factor: Value) -> Value:
    assert isinstance(factor, int | float)
    return span_of(span.nanos * factor) if isinstance(factor, int) else span.nanos * factor


def _ordered(operator: str, left: int, right: int) -> bool:
    return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[operator]


def _moment(value: Value, method: str) -> Moment:
    if not isinstance(value, Moment):
        raise FunctionError(f"cannot use {go_type(value)} as argument (type time.Time) to call {method} ", 0)
    return value


def _span(value: Value, method: str) -> Span:
    if not isinstance(value, Span):
        raise FunctionError(f"cannot use {go_type(value)} as argument (type time.Duration) to call {method} ", 0)
    return value


def _later(at: Moment, years: Value, months: Value, days: Value) -> Moment:
    """AddDate: a day that the month does not have runs into the next one."""
    by = [whole_number(value) for index, value in enumerate((years, months, days))]
    if max(map(abs, by)) > 1 << 40:
        raise FunctionError("time is out of range")
    shown = at.clock()
    seconds = shown.hour * 3600 + shown.minute * 60 + shown.second
    return moment_at(shown.year + by[0], shown.month + by[1], shown.day + by[2], seconds, at.nanos % SECOND, at.zone)


def _cut(at: Moment, by: Value, method: str) -> Moment:
    """Down to a multiple of a span since the year 1, or with Round to the nearest."""
    size = _span(by, method).nanos
    if size <= 0:
        return at
    rest = (at.nanos - _ZERO.nanos) % size
    up = method == "Round" and 2 * rest >= size
    return Moment(at.nanos - rest + (size if up else 0), at.zone)


def _cut_span(span: Span, by: Value, method: str) -> Span:
    size = _span(by, method).nanos
    if size <= 0:
        return span
    rest = abs(span.nanos) % size
    grown = abs(span.nanos) - rest + (size if method == "Round" and 2 * rest >= size else 0)
    return Span(-grown if span.nanos < 0 else grown)


def _iso_week(at: Moment) -> int:
    """The year that the week of a moment belongs to."""
    shown = at.clock()
    thursday = day_number(shown.year, shown.month, shown.day) + 3 - (shown.weekday + 6) % 7
    return Moment(thursday * 24 * HOUR, UTC).clock().year


def _in(at: Moment, zone: Value) -> Moment:
    if not isinstance(zone, Zone):
        raise FunctionError(f"cannot use {go_type(zone)} as argument (type *time.Location) to call In ", 0)
    return Moment(at.nanos, zone.rules)


def _zone_of(at: Moment) -> Zone:
    return Zone("UTC" if at.zone is UTC else str(at.zone), at.zone)


Method = Callable[..., Value]  # type: ignore[explicit-any]
MOMENT_METHODS: dict[str, Method] = {
    "Year": lambda at: at.clock().year,
    "Month": lambda at: Named("time.Month", at.clock().month, MONTHS[at.clock().month - 1]),
    "Day": lambda at: at.clock().day,
    "Hour": lambda at: at.clock().hour,
    "Minute": lambda at: at.clock().minute,
    "Second": lambda at: at.clock().second,
    "Nanosecond": lambda at: at.nanos % SECOND,
    "Weekday": lambda at: Named("time.Weekday", at.clock().weekday, DAYS[at.clock().weekday]),
    "YearDay": lambda at: at.clock().year_day,
    "ISOWeek": _iso_week,
    "Unix": lambda at: Int64(at.nanos // SECOND),
    "UnixMilli": lambda at: Int64(at.nanos // 1_000_000),
    "UnixMicro": lambda at: Int64(at.nanos // 1_000),
    "UnixNano": lambda at: Int64((at.nanos + _HALF) % (2 * _HALF) - _HALF),
    "UTC": lambda at: Moment(at.nanos, UTC),
    "Local": lambda at: Moment(at.nanos, UTC),
    "In": _in,
    "Location": _zone_of,
    "IsZero": lambda at: at.nanos == _ZERO.nanos,
    "Format": lambda at, layout: format_moment(text(layout), at),
    "String": Moment.text,
    "AddDate": _later,
    "Add": lambda at, by: combine("+", at, _span(by, "Add")),
    "Sub": lambda at, other: combine("-", at, _moment(other, "Sub")),
    "Before": lambda at, other: at.nanos < _moment(other, "Before").nanos,
    "After": lambda at, other: at.nanos > _moment(other, "After").nanos,
    "Equal": lambda at, other: at.nanos == _moment(other, "Equal").nanos,
    "Compare": lambda at, other: (at.nanos > _moment(other, "Compare").nanos) - (at.nanos < other.nanos),
    "Truncate": lambda at, by: _cut(at, by, "Truncate"),
    "Round": lambda at, by: _cut(at, by, "Round"),
}
SPAN_METHODS: dict[str, Method] = {
    "Hours": lambda span: span.nanos / HOUR,
    "Minutes": lambda span: span.nanos / MINUTE,
    "Seconds": lambda span: span.nanos / SECOND,
    "Milliseconds": lambda span: Int64(_towards_zero(span.nanos, 1_000_000)),
    "Microseconds": lambda span: Int64(_towards_zero(span.nanos, 1_000)),
    "Nanoseconds": lambda span: Int64(span.nanos),
    "Abs": lambda span: Span(min(abs(span.nanos), _HALF - 1)),
    "Round": lambda span, by: _cut_span(span, by, "Round"),
    "Truncate": lambda span, by: _cut_span(span, by, "Truncate"),
    "String": Span.text,
}
OTHER_METHODS: dict[str, Method] = {"String": lambda value: value.word if isinstance(value, Named) else value.name}


VERSION_METHODS: dict[str, Method] = {
    "Major": lambda version: version.major,
    "Minor": lambda version: version.minor,
    "Patch": lambda version: version.patch,
    "Prerelease": lambda version: version.pre,
    "Metadata": lambda version: version.build,
    "Original": lambda version: version.written,
    "String": Version.text,
}


def _towards_zero(number: int, unit: int) -> int:
    return number // unit if number >= 0 else -(-number // unit)


def methods_of(value: Value) -> dict[str, Method]:
    """The methods that a value has, by name."""
    if isinstance(value, Moment):
        return MOMENT_METHODS
    if isinstance(value, Span):
        return SPAN_METHODS
    if isinstance(value, Version):
        return VERSION_METHODS
    return OTHER_METHODS if isinstance(value, Named | Zone) else {}
