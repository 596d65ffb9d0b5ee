"""The `sprig` functions that work with moments and spans of time."""

from __future__ import annotations

import re

from argocli.expr.dates import Zones, combine, duration, zone_named
from argocli.expr.errors import FunctionError
from argocli.expr.functions import Function
from argocli.expr.layouts import format_moment, read_moment
from argocli.expr.moments import HOUR, MINUTE, SECOND, Moment, Span
from argocli.expr.values import Int64, Value

_NEVER = Moment(-62_135_596_800 * SECOND)
_WHOLE = re.compile(r"[-+]?\d{1,18}", re.A)
_ROUND = ((365 * 24 * HOUR, "y"), (30 * 24 * HOUR, "mo"), (24 * HOUR, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s"))


def _to_date(layout: str, value: str) -> Value:
    try:
        return read_moment(value, layout)
    except FunctionError:
        return _NEVER


def _modify(by: str, moment: Moment) -> Value:
    try:
        return combine("+", moment, duration(by))
    except FunctionError:
        return moment


def _seconds(value: Value) -> Value:
    number = int(value) if isinstance(value, Int64) else 0
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        number = int(value)
    return combine_seconds(number).text()


def combine_seconds(number: int) -> Span:
    """A span of so many seconds."""
    found = combine("*", Span(SECOND), number)
    return found if isinstance(found, Span) else Span(0)


def _rounded(nanos: int) -> str:
    """The largest unit that fits more than once."""
    size = abs(nanos)
    return next((f"{size // unit}{name}" for unit, name in _ROUND if size > unit), "0s")


class _Clocked:
    """Functions that take the present time for whatever is no time."""

    def __init__(self, now: Moment | None, zones: Zones) -> None:
        self.now = now
        self.zones = zones

    def present(self) -> Moment:
        if self.now is None:
            raise FunctionError("the present time is not known here")
        return self.now

    def moment(self, value: Value) -> Moment:
        if isinstance(value, Moment):
            return value
        whole = isinstance(value, int) and not isinstance(value, bool)
        return Moment(int(value) * SECOND) if whole and isinstance(value, int) else self.present()

    def shown(self, layout: str, value: Value, zone: str = "Local") -> Value:
        moment = self.moment(value)
        try:
            rules = zone_named(zone, self.zones).rules
        except FunctionError:
            rules = zone_named("UTC", self.zones).rules
        return format_moment(layout, Moment(moment.nanos, rules))

    def ago(self, value: Value) -> Value:
        past = self.present().nanos - self.moment(value).nanos
        return combine_seconds((abs(past) + SECOND // 2) // SECOND * (-1 if past < 0 else 1)).text()

    def rounded(self, value: Value) -> Value:
        if isinstance(value, Moment):
            return _rounded(self.present().nanos - value.nanos)
        if isinstance(value, str):
            try:
                return _rounded(duration(value).nanos)
            except FunctionError:
                return "0s"
        return _rounded(int(value)) if isinstance(value, Int64) else "0s"


def date_functions(now: Moment | None, zones: Zones) -> dict[str, Function]:
    """The functions by name; those that need a clock fail without one."""
    clocked = _Clocked(now, zones)
    return {
        "now": clocked.present,
        "date": clocked.shown,
        "dateInZone": clocked.shown,
        "date_in_zone": clocked.shown,
        "htmlDate": lambda value: clocked.shown("2006-01-02", value),
        "htmlDateInZone": lambda value, zone: clocked.shown("2006-01-02", value, zone),
        "ago": clocked.ago,
        "durationRound": clocked.rounded,
        "toDate": _to_date,
        "mustToDate": lambda layout, value: read_moment(value, layout),
        "dateModify": _modify,
        "date_modify": _modify,
        "mustDateModify": lambda by, moment: combine("+", moment, duration(by)),
        "must_date_modify": lambda by, moment: combine("+", moment, duration(by)),
        "unixEpoch": lambda moment: str(moment.nanos // SECOND),
        "duration": _seconds,
    }
