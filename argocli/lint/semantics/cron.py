"""Cron workflows: when to run, and the workflow that is run."""

from __future__ import annotations

from datetime import UTC, tzinfo

from argocli.lint.facts import Fields
from argocli.lint.semantics.spec import check_length, check_spec
from argocli.lint.semantics.validation import KEY
from argocli.model.labels import CRON_WORKFLOW, INSTANCE_ID, SCHEDULED_TIME
from argocli.model.schedules import ScheduleError, parse_schedule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.validation import Validation

NAME_LIMIT = 52
POLICIES = ("Allow", "Forbid", "Replace")


def check(run: Validation) -> None:
    """Judge the schedule, then the workflow."""
    check_length(run, NAME_LIMIT)
    spec: Fields = run.holder.value.get("spec") or {}
    schedules = spec.get("schedules") or []
    if not schedules:
        place = ("spec", "schedules") if "schedules" in spec else ("spec",)
        run.add("schedules-required", "cron workflow must have at least one schedule", run.root, place, KEY)
    for index, schedule in enumerate(schedules):
        try:
            parse_schedule(schedule or "", _zone)
        except ScheduleError as error:
            message = f"cron schedule {schedule or ''} is malformed: {error}"
            run.add("schedule-malformed", message, run.root, ("spec", "schedules", index))
    zone = spec.get("timezone")
    if zone:
        try:
            _zone(zone)
        except ValueError as error:
            run.add("timezone-unknown", f'invalid timezone "{zone}": {error}', run.root, ("spec", "timezone"))
    policy = spec.get("concurrencyPolicy")
    if policy and policy not in POLICIES:
        message = f"'{policy}' is not a valid concurrencyPolicy: one of {', '.join(POLICIES)}"
        run.add("concurrency-policy", message, run.root, ("spec", "concurrencyPolicy"))
    deadline = spec.get("startingDeadlineSeconds")
    if deadline is not None and deadline < 0:
        message = "startingDeadlineSeconds must be positive"
        run.add("starting-deadline", message, run.root, ("spec", "startingDeadlineSeconds"))
    _check_workflow(run, spec)


def _zone(name: str) -> tzinfo:
    """Nothing but whether there is such a zone is asked here. Raises ValueError."""
    from argocli.lint.semantics.zones import is_zone

    if not is_zone(name):
        raise ValueError(f"unknown time zone {name}")
    return UTC


def _check_workflow(run: Validation, spec: Fields) -> None:
    """The workflow has the labels and annotations that the controller will give it, not those of the cron workflow."""
    own = run.holder.metadata.get("labels") or {}
    extra = spec.get("workflowMetadata") or {}
    labels = {CRON_WORKFLOW: "", **(extra.get("labels") or {})}
    if INSTANCE_ID in own:
        labels[INSTANCE_ID] = own[INSTANCE_ID]
    check_spec(run, labels, {SCHEDULED_TIME: "", **(extra.get("annotations") or {})})
