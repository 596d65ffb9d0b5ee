"""Times: durations that cannot be read, retries without end, schedules that never come."""

from __future__ import annotations

from argocli.lint.advice.notes import Notes
from argocli.lint.advice.plain import is_duration
from argocli.lint.facts import Fields, Path
from argocli.lint.semantics.validation import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BACKOFF = ("duration", "maxDuration", "cap")


def advise(notes: Notes) -> None:
    spec, path = notes.spec, notes.holder.path
    _retry(notes, spec.get("retryStrategy"), (*path, "retryStrategy"))
    _duration(notes, spec.get("podGC"), "deleteDelayDuration", (*path, "podGC"))
    for template in notes.templates:
        value = template.value
        _duration(notes, value, "timeout", template.path)
        _duration(notes, value, "pendingTimeout", template.path)
        _duration(notes, value.get("suspend"), "duration", (*template.path, "suspend"))
        _duration(notes, value.get("memoize"), "maxAge", (*template.path, "memoize"), seconds=False)
        _retry(notes, value.get("retryStrategy"), (*template.path, "retryStrategy"))
        containers = value.get("containerSet")
        if isinstance(containers, dict):
            place = (*template.path, "containerSet", "retryStrategy")
            _duration(notes, containers.get("retryStrategy"), "duration", place, seconds=False)
    if notes.document.kind == "CronWorkflow":
        _schedules(notes)


def _duration(notes: Notes, owner: Any, field: str, path: Path, *, seconds: bool = True) -> None:
    """`seconds`: whether a whole number is one as well."""
    text = owner.get(field) if isinstance(owner, dict) else None
    if not isinstance(text, str) or not text or is_duration(text) or "{{" in text:
        return
    from argocli.model.durations import parse, parse_go

    try:
        (parse if seconds else parse_go)(text)
    except ValueError as error:
        if text.lstrip("+-").isdigit() and field == "timeout":
            return  # an error of its own
        notes.warn("bad-duration", f"this is no duration such as 90s or 1h30m: {error}", (*path, field))


def _retry(notes: Notes, strategy: Fields | None, path: Path) -> None:
    if not isinstance(strategy, dict):
        return
    backoff = strategy.get("backoff")
    limited = strategy.get("limit") is not None
    if isinstance(backoff, dict):
        for field in _BACKOFF:
            _duration(notes, backoff, field, (*path, "backoff"))
        if not limited and backoff:
            message = "without a limit there is no waiting between attempts: add limit"
            notes.warn("backoff-without-limit", message, (*path, "backoff"), KEY)
    elif not limited and not strategy.get("expression"):
        notes.warn("retry-without-limit", "this is tried again without end: add limit", path, KEY)


def _schedules(notes: Notes) -> None:
    """Schedules that can be read but name no day of any year."""
    spec = notes.holder.value.get("spec") or {}
    for index, text in enumerate(spec.get("schedules") or ()):
        if isinstance(text, str) and _never(text):
            notes.warn("schedule-never-comes", f"no day fits '{text}'", ("spec", "schedules", index))


def _never(text: str) -> bool:
    """Whether the days and months of a schedule go together nowhere."""
    words = text.split()
    if words and words[0].startswith(("TZ=", "CRON_TZ=")):
        words = words[1:]
    if len(words) != 5 or not words[2].isdigit() or words[4] not in ("*", "?"):
        return False
    day = int(words[2])
    months = {"2": 29, "feb": 29, "4": 30, "apr": 30, "6": 30, "jun": 30, "9": 30, "sep": 30, "11": 30, "nov": 30}
    listed = words[3].lower().split(",")
    return all(one in months and day > months[one] for one in listed)
