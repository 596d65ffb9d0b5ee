"""Schedules as cron workflows spell them: five fields or a descriptor, with a time zone in front if need be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

from argocli.model import durations

# The time zone of a name. Raises ValueError where there is none.
Zones = Callable[[str], tzinfo]

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_WEEKDAYS = {name: number for number, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_EVERY = "@every "
_ZONE_WORDS = ("TZ=", "CRON_TZ=")
_YEARS_AHEAD = 5  # a date that does not come within these never comes
_WINDOWS = (timedelta(hours=1), timedelta(days=1), timedelta(days=32), timedelta(days=400))


class ScheduleError(ValueError):
    """A text that is no schedule."""


class Schedule(Protocol):
    """The times that a schedule means, told in the zone of the time asked with."""

    def next(self, after: datetime) -> datetime | None:
        """The first time later than `after`; None where there is none any more."""

    def previous(self, since: datetime, before: datetime) -> datetime | None:
        """The last time later than `since` and earlier than `before`; an interval counts from `since`."""


def parse_schedule(text: str, zones: Zones) -> Schedule:
    """The schedule that a text means, in UTC unless it names a zone. Raises ScheduleError."""
    if not text:
        raise ScheduleError("empty spec string")
    zone: tzinfo = UTC
    if text.startswith(_ZONE_WORDS):
        front, space, rest = text.partition(" ")
        name = front.partition("=")[2]
        try:
            zone = zones(name)
        except ValueError as error:
            raise ScheduleError(f"provided bad location {name}: {error}") from error
        if not space:
            raise ScheduleError(f"expected a space after {front}")
        text = rest.strip()
    if text.startswith(_EVERY):
        return _interval(text)
    if text.startswith("@"):
        if text not in _DESCRIPTORS:
            raise ScheduleError(f"unrecognized descriptor: {text}")
        text = _DESCRIPTORS[text]
    return _calendar(text, zone)


def _interval(text: str) -> Interval:
    try:
        seconds = durations.parse_go(text.removeprefix(_EVERY))
    except ValueError as error:
        raise ScheduleError(f"failed to parse duration {text}: {error}") from error
    return Interval(timedelta(seconds=max(1, int(seconds))))


def _calendar(text: str, zone: tzinfo) -> Calendar:
    fields = text.split()
    if len(fields) != 5:
        raise ScheduleError(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    minute, hour, day, month, weekday = fields
    days, any_day = _field(day, 1, 31, {})
    weekdays, any_weekday = _field(weekday, 0, 6, _WEEKDAYS)
    return Calendar(
        minutes=_field(minute, 0, 59, {})[0],
        hours=_field(hour, 0, 23, {})[0],
        days=days,
        months=_field(month, 1, 12, _MONTHS)[0],
        weekdays=weekdays,
        both_days=any_day or any_weekday,
        zone=zone,
    )


def _field(text: str, lowest: int, highest: int, names: dict[str, int]) -> tuple[frozenset[int], bool]:
    """The values of a field, and whether it is open: one that a star without a step is part of."""
    values: set[int] = set()
    is_open = False
    for member in filter(None, text.split(",")):
        start, end, step, star = _member(member, lowest, highest, names)
        values.update(range(start, end + 1, step))
        is_open = is_open or (star and step == 1)
    return frozenset(values), is_open


def _member(member: str, lowest: int, highest: int, names: dict[str, int]) -> tuple[int, int, int, bool]:
    """Start, end and step of one member of a field, and whether it is a star."""
    bounds, *steps = member.split("/")
    first, *others = bounds.split("-")
    star = first in ("*", "?")
    if star:
        start, end = lowest, highest
    else:
        start = end = _number(first, names)
        if len(others) > 1:
            raise ScheduleError(f"too many hyphens: {member}")
        if others:
            end = _number(others[0], names)
    step = 1
    if len(steps) > 1:
        raise ScheduleError(f"too many slashes: {member}")
    if steps:
        step = _number(steps[0], {})
        if not star and not others:
            end = highest
    if start < lowest:
        raise ScheduleError(f"beginning of range ({start}) below minimum ({lowest}): {member}")
    if end > highest:
        raise ScheduleError(f"end of range ({end}) above maximum ({highest}): {member}")
    if start > end:
        raise ScheduleError(f"beginning of range ({start}) beyond end of range ({end}): {member}")
    if step == 0:
        raise ScheduleError(f"step of range should be a positive number: {member}")
    return start, end, step, star


def _number(text: str, names: dict[str, int]) -> int:
    known = names.get(text.lower())
    if known is not None:
        return known
    digits = text.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise ScheduleError(f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax')
    return int(digits)


@dataclass(frozen=True, slots=True)
class Interval:
    """`@every`: always so long after the time before."""

    step: timedelta

    def next(self, after: datetime) -> datetime | None:
        return after.replace(microsecond=0) + self.step

    def previous(self, since: datetime, before: datetime) -> datetime | None:
        start = since.replace(microsecond=0)
        last = start + (before - start - timedelta(microseconds=1)) // self.step * self.step
        return last if last > since else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Five fields: every minute whose clock time in `zone` fits them. `both_days`: the day of the month and the weekday
    have to fit, not just one of them."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    both_days: bool
    zone: tzinfo

    def next(self, after: datetime) -> datetime | None:
        moment = after.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        last_year = moment.astimezone(self.zone).year + _YEARS_AHEAD
        while True:
            local = moment.astimezone(self.zone)
            if local.year > last_year:
                return None
            if local.month not in self.months:
                moment = _midnight(local.replace(day=1) + timedelta(days=32), first_of_month=True)
            elif not self._fits(local):
                moment = _midnight(local + timedelta(days=1))
            elif local.hour not in self.hours:
                moment += timedelta(minutes=60 - local.minute)
            elif local.minute not in self.minutes:
                later = min((minute for minute in self.minutes if minute > local.minute), default=60)
                moment += timedelta(minutes=later - local.minute)
            else:
                return local.astimezone(after.tzinfo)

    def previous(self, since: datetime, before: datetime) -> datetime | None:
        # The nearer, the fewer times lie between: a wide window is only looked through where the narrow ones are empty.
        for window in (*_WINDOWS, before - since):
            start = max(since, before - window)
            found: datetime | None = None
            moment = self.next(start)
            while moment is not None and moment < before:
                found, moment = moment, self.next(moment)
            if found is not None or start == since:
                return found
        return None

    def _fits(self, local: datetime) -> bool:
        day, weekday = local.day in self.days, local.isoweekday() % 7 in self.weekdays
        return (day and weekday) if self.both_days else (day or weekday)


def _midnight(local: datetime, *, first_of_month: bool = False) -> datetime:
    """The instant at which the day of a local time begins, or its month."""
    start = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return (start.replace(day=1) if first_of_month else start).astimezone(UTC)


__all__ = ["Calendar", "Interval", "Schedule", "ScheduleError", "Zones", "parse_schedule"]
