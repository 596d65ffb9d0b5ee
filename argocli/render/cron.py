"""Cron workflows for people: the block of one, the table of many, and when the next run is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from argocli.engine.cron import schedules_of
from argocli.model import timestamps
from argocli.model.schedules import ScheduleError, Zones
from argocli.model.values import JsonObject, any_text, flag, integer, mapping, objects, sequence, text
from argocli.render import durations
from argocli.render.colour import clean
from argocli.render.columns import columns

_HEAD = ("NAME", "AGE", "LAST RUN", "NEXT RUN", "SCHEDULES", "TIMEZONE", "SUSPENDED")
_NEVER = "N/A"


def next_run(cron: JsonObject, now: datetime, zones: Zones) -> datetime | None:
    """The earliest time that any of the schedules means; None where there is none, or one is no schedule."""
    try:
        times = [schedule.next(now.astimezone(UTC)) for schedule in schedules_of(cron, zones)]
    except ScheduleError:
        return None
    return min((moment for moment in times if moment is not None), default=None)


def cron_block(cron: JsonObject, now: datetime, zones: Zones) -> str:
    metadata, spec, status = mapping(cron, "metadata"), mapping(cron, "spec"), mapping(cron, "status")
    lines = [
        _field("Name", text(metadata, "name")),
        _field("Namespace", text(metadata, "namespace")),
        _field("Created", durations.absolute(timestamps.from_text(text(metadata, "creationTimestamp")), now)),
        _field("Schedules", _schedules(spec)),
        _field("Suspended", _suspended(spec)),
    ]
    if text(spec, "timezone"):
        lines.append(_field("Timezone", clean(text(spec, "timezone"))))
    deadline = integer(spec, "startingDeadlineSeconds")
    if deadline is not None:
        lines.append(_field("StartingDeadlineSeconds", str(deadline)))
    if text(spec, "concurrencyPolicy"):
        lines.append(_field("ConcurrencyPolicy", clean(text(spec, "concurrencyPolicy"))))
    last = timestamps.from_text(text(status, "lastScheduledTime"))
    if last is not None:
        lines.append(_field("LastScheduledTime", durations.absolute(last, now)))
    due = next_run(cron, now, zones)
    if due is not None:
        when = f"{durations.absolute(due, now)} (assumes workflow-controller is in UTC)"
        lines.append(_field("NextScheduledTime", when))
    active = objects(status, "active")
    if active:
        lines.append(_field("Active Workflows", ", ".join(text(reference, "name") for reference in active)))
    conditions = objects(status, "conditions")
    if conditions:
        lines.append("Conditions:")
        lines += [_condition(condition) for condition in conditions]
    given = objects(mapping(mapping(spec, "workflowSpec"), "arguments"), "parameters")
    if given:
        lines.append("Workflow Parameters:")
        for parameter in given:
            value = any_text(parameter.get("value"))
            if value is not None:
                lines.append(_field("  " + text(parameter, "name"), clean(value)))
    return "\n".join(lines) + "\n"


def cron_table(crons: Sequence[JsonObject], now: datetime, zones: Zones, *, all_namespaces: bool = False) -> str:
    """One row each, in the order given. What is suspended has no next run."""
    table = [["NAMESPACE", *_HEAD] if all_namespaces else [*_HEAD]]
    for cron in crons:
        metadata, spec, status = mapping(cron, "metadata"), mapping(cron, "spec"), mapping(cron, "status")
        last = timestamps.from_text(text(status, "lastScheduledTime"))
        due = None if flag(spec, "suspend") else next_run(cron, now, zones)
        row = [
            text(metadata, "name"),
            durations.short(timestamps.from_text(text(metadata, "creationTimestamp")), None, now),
            durations.short(last, None, now) if last else _NEVER,
            durations.short(due, None, now) if due else _NEVER,
            _schedules(spec),
            clean(text(spec, "timezone")),
            _suspended(spec),
        ]
        table.append([text(metadata, "namespace"), *row] if all_namespaces else row)
    return "".join(line + "\n" for line in columns(table))


def _field(label: str, value: str) -> str:
    return f"{label + ':':<30} {value}"


def _condition(condition: JsonObject) -> str:
    kind = text(condition, "type")
    mark = "✖" if kind == "SubmissionError" else ""
    return _field(f"{mark} {kind}", clean(text(condition, "message")) or text(condition, "status"))


def _schedules(spec: JsonObject) -> str:
    return ",".join(clean(schedule) for schedule in sequence(spec, "schedules") if isinstance(schedule, str))


def _suspended(spec: JsonObject) -> str:
    return "true" if flag(spec, "suspend") else "false"
