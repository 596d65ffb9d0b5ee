"""Times and durations in words, as argo prints them."""

from __future__ import annotations

from datetime import datetime

_MINUTE, _HOUR, _DAY, _WEEK, _MONTH, _YEAR = 60, 3600, 86400, 604800, 2592000, 31104000


def absolute(moment: datetime | None, now: datetime) -> str:
    """`Mon Jan 02 15:04:05 +0000 (3 minutes ago)` in the local zone."""
    if moment is None:
        return "Mon Jan 01 00:00:00 +0000 (a long while ago)"
    return f"{moment.astimezone().strftime('%a %b %d %H:%M:%S %z')} ({relative(moment, now)})"


def relative(moment: datetime, now: datetime) -> str:
    """`now`, `2 hours ago`, `3 days from now`."""
    seconds = (now - moment).total_seconds()
    words = _relative_words(abs(seconds))
    if words in ("now", "a long while"):
        return words if words == "now" else f"{words} {'ago' if seconds >= 0 else 'from now'}"
    return f"{words} {'ago' if seconds >= 0 else 'from now'}"


def _relative_words(seconds: float) -> str:
    if seconds < 1:
        return "now"
    for limit, size, one, many in (
        (2, 1, "1 second", ""),
        (_MINUTE, 1, "", "seconds"),
        (2 * _MINUTE, 1, "1 minute", ""),
        (_HOUR, _MINUTE, "", "minutes"),
        (2 * _HOUR, 1, "1 hour", ""),
        (_DAY, _HOUR, "", "hours"),
        (2 * _DAY, 1, "1 day", ""),
        (_WEEK, _DAY, "", "days"),
        (2 * _WEEK, 1, "1 week", ""),
        (_MONTH, _WEEK, "", "weeks"),
        (2 * _MONTH, 1, "1 month", ""),
        (_YEAR, _MONTH, "", "months"),
        (1.5 * _YEAR, 1, "1 year", ""),
        (2 * _YEAR, 1, "2 years", ""),
        (37 * _YEAR, _YEAR, "", "years"),
    ):
        if seconds < limit:
            return one or f"{int(seconds // size)} {many}"
    return "a long while"


def long(seconds: float) -> str:
    """`59 seconds`, `1 minute 30 seconds`, `1 day 3 hours`."""
    whole = int(abs(seconds))
    if whole < _MINUTE:
        return "1 second" if whole == 1 else f"{whole} seconds"
    if whole < _HOUR:
        return f"{_relative_words(whole)} {whole % _MINUTE} seconds"
    if whole < _DAY:
        return f"{_relative_words(whole)} {whole % _HOUR // _MINUTE} minutes"
    return f"{_relative_words(whole)} {whole % _DAY // _HOUR} hours"


def short(start: datetime | None, end: datetime | None, now: datetime) -> str:
    """`0s`, `59s`, `1m`, `23h`, `45d`: one unit, cut off."""
    if start is None:
        return "0s"
    seconds = abs(int(((end or now) - start).total_seconds()))
    if seconds < _MINUTE:
        return f"{seconds}s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}m"
    if seconds < _DAY:
        return f"{seconds // _HOUR}h"
    return f"{seconds // _DAY}d"


def go(seconds: int) -> str:
    """`4s`, `1m15s`, `2h0m5s`: as Go writes a duration."""
    hours, rest = divmod(seconds, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    if hours:
        return f"{hours}h{minutes}m{rest}s"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"
