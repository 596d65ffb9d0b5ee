"""Moments, spans of time and time zones as Go counts them: nanoseconds, and years that a date of Python lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
_DAY_SECONDS = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HALF = 1 << 63


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A length of time in nanoseconds (Go's time.Duration)."""

    nanos: int

    def text(self) -> str:
        """`1h30m0s`, `1.5s`, `20ms`, `0s`."""
        sign, size = ("-" if self.nanos < 0 else ""), abs(self.nanos)
        if size < SECOND:
            for unit, name in ((1_000_000, "ms"), (1_000, "µs"), (1, "ns")):
                if size >= unit:
                    return f"{sign}{_decimal(size, unit)}{name}"
            return "0s"
        minutes, rest = divmod(size, MINUTE)
        hours, minutes = divmod(minutes, 60)
        seconds = f"{_decimal(rest, SECOND)}s"
        if hours:
            return f"{sign}{hours}h{minutes}m{seconds}"
        return f"{sign}{minutes}m{seconds}" if minutes else sign + seconds


def span_of(nanos: int) -> Span:
    """A span cut to the 64 bits that Go has for it."""
    return Span((nanos + _HALF) % (2 * _HALF) - _HALF)


def _decimal(size: int, unit: int) -> str:
    whole, rest = divmod(size, unit)
    return f"{whole}.{str(rest).zfill(len(str(unit)) - 1).rstrip('0')}" if rest else str(whole)


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone as a value; `name` is what it is printed as."""

    name: str
    rules: tzinfo


@dataclass(frozen=True, slots=True)
class Named:
    """A number that Go prints as a word: a month or a day of the week."""

    type_name: str
    number: int
    word: str


class Clock(NamedTuple):
    """What a calendar and a clock on the wall show."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    weekday: int  # 0 is Sunday
    year_day: int  # 1 is the first of January


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, nanoseconds since 1970, seen in a time zone (Go's time.Time)."""

    nanos: int
    zone: tzinfo = UTC

    def offset(self) -> int:
        """Seconds that the zone is ahead of UTC at this moment."""
        return int((self.zone.utcoffset(self._near()) or timedelta()).total_seconds())

    def abbreviation(self) -> str:
        """`CEST`; an offset such as `+0200` where the zone has no name."""
        name = self.zone.tzname(self._near()) or ""
        return name or offset_text(self.offset(), "")

    def clock(self) -> Clock:
        """Calendar and clock in the moment's zone."""
        days, second = divmod(self.nanos // SECOND + self.offset(), _DAY_SECONDS)
        year, month, day = _civil(days)
        minute, second = divmod(second, 60)
        hour, minute = divmod(minute, 60)
        return Clock(year, month, day, hour, minute, second, (days + 4) % 7, days - day_number(year, 1, 1) + 1)

    def _near(self) -> datetime:
        """The moment as a date of Python, as near as there is one."""
        low, high = -62_135_596_800 + _DAY_SECONDS, 253_402_300_799 - _DAY_SECONDS
        seconds = min(max(self.nanos // SECOND, low), high)
        return (_EPOCH + timedelta(seconds=seconds)).astimezone(self.zone)

    def text(self) -> str:
        """`2023-08-14 10:20:30.5 +0200 CEST`."""
        at = self.clock()
        day = f"{year_text(at.year)}-{at.month:02d}-{at.day:02d}"
        time = f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}{self._fraction()}"
        return f"{day} {time} {offset_text(self.offset(), '')} {self.abbreviation()}"

    def rfc3339(self) -> str:
        """`2023-08-14T10:20:30.5+02:00`, as JSON holds it."""
        at = self.clock()
        day = f"{year_text(at.year)}-{at.month:02d}-{at.day:02d}"
        shift = offset_text(self.offset(), ":") if self.offset() else "Z"
        return f"{day}T{at.hour:02d}:{at.minute:02d}:{at.second:02d}{self._fraction()}{shift}"

    def _fraction(self) -> str:
        part = self.nanos % SECOND
        return "." + f"{part:09d}".rstrip("0") if part else ""


def year_text(year: int) -> str:
    """A year in four digits at least."""
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


def offset_text(seconds: int, colon: str) -> str:
    """`+0200`, or `+02:00` with a colon."""
    minutes = abs(seconds) // 60
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}{colon}{minutes % 60:02d}"


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970; a month beyond the year or a day beyond the month runs on."""
    years, index = divmod(month - 1, 12)
    year += years
    shifted, since_march = (year - 1, index + 10) if index < 2 else (year, index - 2)
    era, of_era = divmod(shifted, 400)
    leaps = of_era * 365 + of_era // 4 - of_era // 100
    return era * 146_097 + leaps + (153 * since_march + 2) // 5 + day - 1 - 719_468


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970."""
    era, of_era = divmod(days + 719_468, 146_097)
    years = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    since_march = (5 * of_year + 2) // 153
    month = since_march + 3 if since_march < 10 else since_march - 9
    return years + era * 400 + (month <= 2), month, of_year - (153 * since_march + 2) // 5 + 1


def moment_at(
    year: int, month: int, day: int, seconds: int = 0, nanos: int = 0, zone: tzinfo = UTC, offset: int | None = None
) -> Moment:
    """The moment at which calendar and clock of a zone show this; `seconds` count from midnight."""
    local = day_number(year, month, day) * _DAY_SECONDS + seconds
    if offset is None:
        offset = _local_offset(local, zone)
    return Moment((local - offset) * SECOND + nanos, zone)


def _local_offset(local: int, zone: tzinfo) -> int:
    """The offset of a zone when its clocks show `local`; where they never do, the one before they were put forward."""
    guess = Moment(local * SECOND, zone).offset()
    return Moment((local - guess) * SECOND, zone).offset()


def fixed_zone(seconds: int, name: str = "") -> tzinfo:
    """A zone with one offset; without a name it is printed as its offset."""
    return UTC if not seconds and name in ("", "UTC") else timezone(timedelta(seconds=seconds), name)


def of_datetime(at: datetime) -> Moment:
    """A date of Python as a moment; one without a zone is UTC."""
    zoned = at if at.tzinfo else at.replace(tzinfo=UTC)
    since = zoned - _EPOCH
    nanos = (since.days * _DAY_SECONDS + since.seconds) * SECOND + since.microseconds * 1000
    return Moment(nanos, zoned.tzinfo or UTC)
