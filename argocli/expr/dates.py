"""Moments and spans of the expression language: Go's layouts, RFC 3339 texts, durations, their methods.

Zones are UTC and fixed offsets: there is no database of zones here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from argocli.expr.errors import FunctionError
from argocli.expr.go_values import print_value, span_text
from argocli.expr.values import Value, nanoseconds

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Longest first, so that `2006` is not read as `2`.
_ELEMENTS = ("January", "Monday", "Z07:00", "-07:00", "2006", "-0700", "Jan", "Mon", "MST", "01", "02", "15", "03",
             "04", "05", "06", "PM", "pm", "_2", "1", "2", "3", "4", "5")  # fmt: skip
_READS = {
    "January": r"(?P<month>[A-Za-z]+)", "Jan": r"(?P<month>[A-Za-z]{3})", "01": r"(?P<mon>\d\d)",
    "1": r"(?P<mon>\d\d?)", "Monday": r"[A-Za-z]+", "Mon": r"[A-Za-z]{3}", "2006": r"(?P<year>\d{4})",
    "06": r"(?P<short>\d\d)", "02": r"(?P<day>\d\d)", "_2": r" ?(?P<day>\d\d?)", "2": r"(?P<day>\d\d?)",
    "15": r"(?P<hour>\d\d)",
    "03": r"(?P<half>\d\d)", "3": r"(?P<half>\d\d?)", "04": r"(?P<minute>\d\d)", "4": r"(?P<minute>\d\d?)",
    "05": r"(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?", "5": r"(?P<second>\d\d?)(?:[.,](?P<part>\d{1,9}))?",
    "PM": r"(?P<pm>AM|PM)", "pm": r"(?P<pm>am|pm)", "MST": r"(?P<zone>[A-Z]{3,4})", "-0700": r"(?P<shift>[-+]\d{4})",
    "-07:00": r"(?P<shift>[-+]\d\d:\d\d)", "Z07:00": r"(?P<shift>Z|[-+]\d\d:\d\d)",
}  # fmt: skip
_KNOWN_LAYOUTS = (
    "2006-01-02", "15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05Z07:00", "02 Jan 06 15:04 MST",
    "Monday, 02-Jan-06 15:04:05 MST", "Mon, 02 Jan 2006 15:04:05 MST",
)  # fmt: skip
_MAX_LAYOUT = 200
_UNITS = {"ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
          "h": 3_600_000_000_000}  # fmt: skip
_SPAN = re.compile(r"[-+]?(?:0|(?:(?:\d{1,18}\.?\d{0,18}|\.\d{1,18})(?:ns|us|µs|μs|ms|s|m|h))+)")
_SPAN_PART = re.compile(r"(\d*\.?\d*)([a-zµμ]+)")


def _pieces(layout: str) -> list[tuple[str, bool]]:
    """The layout cut into elements (True) and the text between them."""
    found: list[tuple[str, bool]] = []
    position = 0
    while position < len(layout):
        element = next((one for one in _ELEMENTS if layout.startswith(one, position)), "")
        found.append((element or layout[position], bool(element)))
        position += len(element) or 1
    return found


def go_format(layout: str, moment: datetime) -> str:
    """`moment` as Go's time.Format prints it in a layout such as `2006-01-02`. Raises FunctionError."""
    if len(layout) > _MAX_LAYOUT:
        raise FunctionError("layout is too long")
    return "".join(_element(piece, moment) if known else piece for piece, known in _pieces(layout))


def _element(name: str, at: datetime) -> str:
    shift = at.utcoffset() or timedelta()
    minutes = int(shift.total_seconds() // 60)
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    half = str(at.hour % 12 or 12)
    table: dict[str, str] = {
        "January": _MONTHS[at.month - 1], "Jan": _MONTHS[at.month - 1][:3], "Monday": _DAYS[at.weekday()],
        "Mon": _DAYS[at.weekday()][:3], "2006": f"{at.year:04d}", "06": f"{at.year % 100:02d}", "-07:00": offset,
        "-0700": offset.replace(":", ""), "Z07:00": offset if minutes else "Z", "MST": at.tzname() or "UTC",
        "01": f"{at.month:02d}", "1": str(at.month), "02": f"{at.day:02d}", "_2": f"{at.day:2d}", "2": str(at.day),
        "15": f"{at.hour:02d}", "03": half.zfill(2), "3": half, "04": f"{at.minute:02d}", "4": str(at.minute),
        "05": f"{at.second:02d}", "5": str(at.second), "PM": "PM" if at.hour >= 12 else "AM",
        "pm": "pm" if at.hour >= 12 else "am",
    }  # fmt: skip
    return table[name]


def read_moment(text: str, layout: str) -> datetime | None:
    """The moment that a text says in a layout; None where it does not fit."""
    pattern, seen = "", set[str]()
    for piece, known in _pieces(layout[:_MAX_LAYOUT]):
        part = _READS[piece] if known else re.escape(piece)
        name = part.partition("?P<")[2].partition(">")[0]
        pattern += "" if name in seen else part
        seen |= {name} if name else set()
    match = re.fullmatch(pattern, text)
    return _moment({key: value for key, value in match.groupdict().items() if value}) if match else None


def _moment(parts: dict[str, str]) -> datetime | None:
    name = parts.get("month", "").title()
    months = [number for number, month in enumerate(_MONTHS, 1) if name and name in (month, month[:3])]
    short = int(parts.get("short", "0"))
    hour = int(parts.get("hour", parts.get("half", "0")))
    if "pm" in parts:
        hour = hour % 12 + (12 if parts["pm"].upper() == "PM" else 0)
    try:
        return datetime(
            int(parts.get("year", 0)) or (short + (2000 if short < 69 else 1900) if "short" in parts else 1),
            months[0] if months else int(parts.get("mon", 1)),
            int(parts.get("day", 1)),
            hour,
            int(parts.get("minute", 0)),
            int(parts.get("second", 0)),
            int(parts.get("part", "0").ljust(6, "0")[:6]),
            _zone(parts.get("shift", "Z")),
        )
    except ValueError:
        return None


def _zone(shift: str) -> timezone:
    if shift == "Z":
        return UTC
    digits = shift[1:].replace(":", "")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if shift[0] == "-" else span)


def moment_of(value: Value) -> datetime | None:
    """The time that a text (RFC 3339) or a number (Unix seconds) says."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, dict):
        # `workflow.creationTimestamp` in an expression is the map of its forms.
        return moment_of(value.get("RFC3339"))
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            parsed = datetime.fromisoformat(value)
            return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def date(text: Value, layout: Value = None, zone: Value = None) -> Value:
    """`date(text)`, in one of the usual layouts or in the one that is given. Raises FunctionError."""
    if zone not in (None, "", "UTC", "Local"):
        raise FunctionError(f"unknown time zone {print_value(zone)}")
    layouts = (layout,) if isinstance(layout, str) else _KNOWN_LAYOUTS
    if isinstance(text, str):
        for candidate in layouts:
            moment = read_moment(text, candidate)
            if moment is not None:
                return moment
    raise FunctionError(f"invalid date {print_value(text)}")


def duration(text: Value) -> Value:
    """`duration("1h30m")`. Raises FunctionError."""
    if not isinstance(text, str) or len(text) > 200 or not _SPAN.fullmatch(text):
        raise FunctionError(f'time: invalid duration "{print_value(text)}"')
    total = sum(float(number) * _UNITS[unit] for number, unit in _SPAN_PART.findall(text.lstrip("+-")))
    return span(-total if text.startswith("-") else total)


def span(nanos: float) -> timedelta:
    """A span of so many nanoseconds. Raises FunctionError beyond what Go's durations hold."""
    if abs(nanos) >= 1 << 63:
        raise FunctionError("duration is out of range")
    return timedelta(microseconds=nanos / 1000)


def combine(operator: str, left: Value, right: Value) -> Value:
    """Sums, differences and order of moments and spans. Raises TypeError where the types do not fit."""
    if operator == "*" and isinstance(left, int | float) and isinstance(right, timedelta):
        left, right = right, left
    try:
        if isinstance(left, timedelta) and isinstance(right, int | float):
            return span(nanoseconds(left) * right) if operator == "*" else _unfit(operator)
        if operator == "+" and isinstance(left, timedelta):
            left, right = right, left
        if operator == "+" and isinstance(right, timedelta) and isinstance(left, datetime | timedelta):
            return left + right
        if operator == "-" and isinstance(left, datetime) and isinstance(right, datetime | timedelta):
            return left - right
        if isinstance(left, timedelta) and isinstance(right, timedelta):
            return left - right if operator == "-" else _ordered(operator, (left > right) - (left < right))
        if isinstance(left, datetime) and isinstance(right, datetime):
            return _ordered(operator, (left > right) - (left < right))
    except OverflowError as error:
        raise FunctionError("time is out of range") from error
    return _unfit(operator)


def _ordered(operator: str, order: int) -> Value:
    table = {"<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}
    return table[operator] if operator in table else _unfit(operator)


def _unfit(operator: str) -> Value:
    raise TypeError(operator)


def _later(at: datetime, values: list[Value]) -> Value:
    """AddDate(years, months, days): a day that the month does not have runs into the next one."""
    years, months, days = (value if isinstance(value, int) else 0 for value in (*values, 0, 0, 0)[:3])
    year, month = divmod((at.year + years) * 12 + at.month - 1 + months, 12)
    try:
        return at.replace(year=year, month=month + 1, day=1) + timedelta(days=at.day - 1 + days)
    except (ValueError, OverflowError) as error:
        raise FunctionError("time is out of range") from error


def _layout(values: list[Value]) -> str:
    return values[0] if values and isinstance(values[0], str) else ""


MOMENT_METHODS: dict[str, Callable[[datetime, list[Value]], Value]] = {
    "Year": lambda at, values: at.year,
    "Month": lambda at, values: at.month,
    "Day": lambda at, values: at.day,
    "Hour": lambda at, values: at.hour,
    "Minute": lambda at, values: at.minute,
    "Second": lambda at, values: at.second,
    "Nanosecond": lambda at, values: at.microsecond * 1000,
    "Weekday": lambda at, values: (at.weekday() + 1) % 7,
    "YearDay": lambda at, values: at.timetuple().tm_yday,
    "Unix": lambda at, values: int(at.timestamp() // 1),
    "UnixMilli": lambda at, values: int(at.timestamp() * 1000),
    "UTC": lambda at, values: at.astimezone(UTC),
    "Format": lambda at, values: go_format(_layout(values), at),
    "String": lambda at, values: print_value(at),
    "AddDate": _later,
    "Add": lambda at, values: combine("+", at, values[0] if values else None),
    "Sub": lambda at, values: combine("-", at, values[0] if values else None),
    "Before": lambda at, values: combine("<", at, values[0] if values else None),
    "After": lambda at, values: combine(">", at, values[0] if values else None),
    "Equal": lambda at, values: bool(values) and at == values[0],
}
SPAN_METHODS: dict[str, Callable[[timedelta, list[Value]], Value]] = {
    "Hours": lambda span, values: nanoseconds(span) / 3_600_000_000_000,
    "Minutes": lambda span, values: nanoseconds(span) / 60_000_000_000,
    "Seconds": lambda span, values: nanoseconds(span) / 1_000_000_000,
    "Milliseconds": lambda span, values: nanoseconds(span) // 1_000_000,
    "Microseconds": lambda span, values: nanoseconds(span) // 1_000,
    "Nanoseconds": lambda span, values: nanoseconds(span),
    "String": lambda span, values: span_text(span),
}
