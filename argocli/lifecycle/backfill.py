"""Runs of a cron workflow made up for: the times that have passed, and the workflows that start one run for each. Pure.

A driver starts the runs from a resource template, whose manifest is text with tags. What the runs have of tags
themselves has to reach them as it is, so the braces are spelled there in a way that only JSON reads.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple, cast

from argocli.expr.moments import of_datetime
from argocli.lifecycle.submit import with_parameters
from argocli.lifecycle.submit_from import workflow_from
from argocli.model import labels, timestamps
from argocli.model.schedules import Schedule
from argocli.model.values import JsonObject, mapping, objects, text
from argocli.model.workflow import API_VERSION, Workflow

_FIRST = 2**31 - 1  # the highest priority there is
_LISTED = "cronscheduletime"
# What stands for our own tags until all others have been spelled away; no text of a manifest has such characters.
_TIME, _SCHEDULED = "\0time\0", "\0scheduled\0"


class Backfill(NamedTuple):
    """`argument` gets the time of a run; without `parallel` runs wait for one another."""

    name: str
    argument: str
    parallel: bool = False


def times_between(schedules: Sequence[Schedule], start: datetime, end: datetime) -> list[datetime]:
    """The times of all schedules after `start` up to and with `end`, each once, in the zone of `start`."""
    found: set[datetime] = set()
    for schedule in schedules:
        moment = schedule.next(start)
        while moment is not None and moment <= end:
            found.add(moment.astimezone(UTC))
            moment = schedule.next(moment)
    return [moment.astimezone(start.tzinfo) for moment in sorted(found)]


def drivers(cron: JsonObject, backfill: Backfill, times: Sequence[datetime], most: int) -> list[Workflow]:
    """Workflows that start the runs of at most so many times each."""
    run = _manifest(cron, backfill)
    return [_driver(cron, run, times[first : first + most]) for first in range(0, len(times), most)]


def _manifest(cron: JsonObject, backfill: Backfill) -> str:
    run = workflow_from(cron, "CronWorkflow", scheduled=_SCHEDULED)
    spec = dict(run["spec"])
    spec["arguments"] = with_parameters(mapping(spec, "arguments"), [(backfill.argument, _TIME)])
    if not backfill.parallel:
        locks = mapping(spec, "synchronization")
        spec["priority"] = _FIRST
        spec["synchronization"] = {**locks, "mutexes": [*objects(locks, "mutexes"), {"name": backfill.name}]}
    cron_name = text(mapping(cron, "metadata"), "name")
    run["metadata"]["generateName"] = f"{cron_name}-backfill-{backfill.name.lower()}-"
    written = json.dumps({**run, "spec": spec}, ensure_ascii=False).replace("{{", "\\u007b\\u007b")
    for mark, parameter in ((_TIME, "time"), (_SCHEDULED, "scheduled")):
        written = written.replace(json.dumps(mark)[1:-1], f"{{{{inputs.parameters.{parameter}}}}}")
    return written


def _driver(cron: JsonObject, run: str, times: Sequence[datetime]) -> Workflow:
    metadata = mapping(cron, "metadata")
    items = [{"time": of_datetime(moment).text(), "scheduled": timestamps.to_text(moment)} for moment in times]
    given = [{"name": field, "value": f"{{{{item.{field}}}}}"} for field in ("time", "scheduled")]
    step = {
        "name": "run",
        "template": "run",
        "arguments": {"parameters": given},
        "withParam": f"{{{{workflow.parameters.{_LISTED}}}}}",
    }
    start = {
        "action": "create",
        "manifest": run,
        "successCondition": "status.phase == Succeeded",
        "failureCondition": "status.phase in (Failed, Error)",
    }
    inputs = {"parameters": [{"name": "time"}, {"name": "scheduled"}]}
    made = {
        "apiVersion": API_VERSION,
        "kind": "Workflow",
        "metadata": {
            "generateName": "backfill-wf-",
            "namespace": text(metadata, "namespace"),
            "labels": {labels.BACKFILL: text(metadata, "name")},
        },
        "spec": {
            "entrypoint": "main",
            "arguments": {"parameters": [{"name": _LISTED, "value": json.dumps(items)}]},
            "templates": [
                {"name": "main", "steps": [[step]]},
                {"name": "run", "inputs": inputs, "resource": start},
            ],
        },
    }
    return cast("Workflow", made)
