"""CronWorkflows: what to run and when, what stands in the way, and what the status says afterwards.

Every function takes a CronWorkflow object and returns a changed copy where it changes something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from argocli.engine.claims import owner_reference
from argocli.engine.cron_conditions import told_to_stop, wanted
from argocli.expr.expression import ExpressionError
from argocli.expr.govaluate import WhenError
from argocli.expr.tags import SubstitutionError
from argocli.model import labels, phases, timestamps
from argocli.model.schedules import Schedule, Zones, parse_schedule
from argocli.model.values import Json, JsonObject, flag, integer, mapping, objects, sequence, text
from argocli.model.workflow import API_VERSION, Metadata, Status, Workflow

LAST_USED_SCHEDULE = labels.LAST_USED_SCHEDULE
COMPLETED = "cronworkflows.argoproj.io/completed"

ACTIVE = "Active"
STOPPED = "Stopped"

_SPEC_ERROR = "SpecError"
_SUBMISSION_ERROR = "SubmissionError"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Run(NamedTuple):
    """What a scheduled time leads to: a workflow to create, if any, after others were terminated by name."""

    cron: JsonObject
    submit: JsonObject | None = None
    terminate: tuple[str, ...] = ()


class _PolicyError(Exception):
    """Why it cannot be decided whether to run."""


def schedule_texts(cron: JsonObject) -> list[str]:
    """The schedules as they are parsed, with the time zone in front."""
    spec = mapping(cron, "spec")
    zone = text(spec, "timezone")
    prefix = f"CRON_TZ={zone} " if zone else ""
    return [prefix + schedule for schedule in sequence(spec, "schedules") if isinstance(schedule, str)]


def schedules_of(cron: JsonObject, zones: Zones) -> list[Schedule]:
    """What the schedules mean. Raises ScheduleError for one that is none."""
    return [parse_schedule(schedule, zones) for schedule in schedule_texts(cron)]


def due(cron: JsonObject, schedules: Sequence[Schedule], since: datetime, now: datetime) -> list[datetime]:
    """The times that have come after `since`, one per schedule, each only once."""
    if not _scheduled(cron):
        return []
    times = (schedule.next(since) for schedule in schedules)
    return sorted({moment for moment in times if moment is not None and moment <= now})


def next_time(cron: JsonObject, schedules: Sequence[Schedule], now: datetime) -> datetime | None:
    """When something is due next; None where nothing will be."""
    if not _scheduled(cron):
        return None
    times = (schedule.next(now) for schedule in schedules)
    return min((moment for moment in times if moment is not None), default=None)


def missed(cron: JsonObject, schedules: Sequence[Schedule], now: datetime) -> datetime | None:
    """The time to make up for after nobody was there to run it: only within startingDeadlineSeconds, only one, only
    if the workflow ran before and its schedules are still those that it ran by."""
    deadline = integer(mapping(cron, "spec"), "startingDeadlineSeconds")
    last = timestamps.from_text(text(mapping(cron, "status"), "lastScheduledTime"))
    if deadline is None or last is None or not _scheduled(cron) or _schedules_changed(cron):
        return None
    for schedule in schedules:
        moment = schedule.previous(last, now)
        if moment is not None and now < moment + timedelta(seconds=deadline):
            return moment
    return None


def start_run(cron: JsonObject, scheduled: datetime, invalid: str = "", *, now: datetime | None = None) -> Run:
    """What to do at a scheduled time, which is now unless it is made up for. `invalid`: what validation has to say
    against the object."""
    now = now or scheduled
    changed = _edited(cron)
    if _schedules_changed(cron):
        mapping(changed, "metadata")["annotations"] = {
            **mapping(mapping(cron, "metadata"), "annotations"),
            LAST_USED_SCHEDULE: ",".join(schedule_texts(cron)),
        }
    if invalid:
        _set_condition(changed, _SPEC_ERROR, invalid)
        return Run(changed)
    _set_condition(changed, _SPEC_ERROR, "")
    try:
        _stop_if_told(changed, now)
    except ExpressionError as error:
        _set_condition(changed, _SPEC_ERROR, _stop_failure(changed, error))
        return Run(changed)
    try:
        proceed, terminate = _policy(changed, now)
    except _PolicyError as error:
        return Run(submission_failed(changed, f"run policy error: {error}"))
    return Run(changed, child(changed, scheduled), terminate) if proceed else Run(changed)


def child(cron: JsonObject, scheduled: datetime) -> JsonObject:
    """The workflow to create for a scheduled time. A second one of the same name is the same run."""
    metadata, spec = _metadata(cron), mapping(cron, "spec")
    extra = mapping(spec, "workflowMetadata")
    own_labels: JsonObject = {}
    instance = metadata.get("labels", {}).get(labels.INSTANCE_ID)
    if instance is not None:
        own_labels[labels.INSTANCE_ID] = instance
    own_labels[labels.CRON_WORKFLOW] = metadata["name"]
    when = scheduled.isoformat(timespec="seconds").replace("+00:00", "Z")
    created: JsonObject = {
        "name": f"{metadata['name']}-{int(scheduled.timestamp())}",
        "namespace": metadata.get("namespace", ""),
        "labels": {**own_labels, **mapping(extra, "labels")},
        "annotations": {labels.SCHEDULED_TIME: when, **mapping(extra, "annotations")},
        "ownerReferences": [owner_reference("CronWorkflow", metadata)],
    }
    if sequence(extra, "finalizers"):
        created["finalizers"] = sequence(extra, "finalizers")
    return {
        "apiVersion": API_VERSION,
        "kind": "Workflow",
        "metadata": created,
        "spec": mapping(spec, "workflowSpec"),
    }


def submitted(cron: JsonObject, scheduled: datetime, workflow: Workflow) -> JsonObject:
    """After the workflow of a run was created."""
    changed = _edited(cron)
    status = mapping(changed, "status")
    status["active"] = [*objects(status, "active"), _reference(workflow)]
    status["phase"] = ACTIVE
    status["lastScheduledTime"] = timestamps.to_text(scheduled)
    _set_condition(changed, _SUBMISSION_ERROR, "")
    return changed


def submission_failed(cron: JsonObject, reason: str) -> JsonObject:
    """After a run came to nothing; it counts as failed. One that exists already is no failure: do not call this."""
    changed = _edited(cron)
    _count(changed, "failed")
    _set_condition(changed, _SUBMISSION_ERROR, reason)
    return changed


def submit_error(reason: str) -> str:
    """The text of the condition where the workflow of a run could not be created."""
    return f"Failed to submit Workflow: {reason}"


def take_stock(cron: JsonObject, workflows: Iterable[Workflow], now: datetime) -> JsonObject:
    """Bring `active` and the counters in line with the workflows that exist; what has ended may stop the schedule.

    The result is `cron` itself where nothing has happened.
    """
    mine = {workflow["metadata"].get("uid", ""): workflow for workflow in workflows if _belongs(cron, workflow)}
    changed = _edited(cron)
    status = mapping(changed, "status")
    active = objects(status, "active")
    known = {text(reference, "uid") for reference in active}
    active += [_reference(one) for uid, one in mine.items() if uid not in known and not _phase(one)]
    kept: list[Json] = []
    for reference in active:
        workflow = mine.get(text(reference, "uid"))
        ended = _phase(workflow) if workflow is not None else ""
        if workflow is not None and not ended:
            kept.append(reference)
        elif workflow is not None:
            _count(changed, "succeeded" if ended == phases.SUCCEEDED else "failed")
            try:
                _stop_if_told(changed, now)
            except ExpressionError as error:
                _set_condition(changed, _SPEC_ERROR, _stop_failure(changed, error))
    if kept or "active" in status:
        status["active"] = kept
    same = status == mapping(cron, "status") and changed["metadata"] == cron.get("metadata")
    return cron if same else changed


def outdated(cron: JsonObject, workflows: Iterable[Workflow]) -> list[Workflow]:
    """The ended workflows beyond the history limits, those that ended first."""
    spec = mapping(cron, "spec")
    ended = [workflow for workflow in workflows if _belongs(cron, workflow) and _phase(workflow)]
    good = [workflow for workflow in ended if _phase(workflow) == phases.SUCCEEDED]
    bad = [workflow for workflow in ended if _phase(workflow) != phases.SUCCEEDED]
    found: list[Workflow] = []
    for group, field, usual in ((good, "successfulJobsHistoryLimit", 3), (bad, "failedJobsHistoryLimit", 1)):
        limit = integer(spec, field)
        keep = usual if limit is None or limit < 0 else limit
        found += sorted(group, key=_finished, reverse=True)[keep:]
    return found


def _scheduled(cron: JsonObject) -> bool:
    return not flag(mapping(cron, "spec"), "suspend") and text(mapping(cron, "status"), "phase") != STOPPED


def _schedules_changed(cron: JsonObject) -> bool:
    used = mapping(mapping(cron, "metadata"), "annotations").get(LAST_USED_SCHEDULE)
    return used != ",".join(schedule_texts(cron))


def _policy(cron: JsonObject, now: datetime) -> tuple[bool, tuple[str, ...]]:
    """Whether to run, and whom to terminate first. Raises _PolicyError."""
    spec = mapping(cron, "spec")
    if not _scheduled(cron):
        return False, ()
    try:
        if not wanted(cron, now):
            return False, ()
    except (SubstitutionError, WhenError) as error:
        raise _PolicyError(str(error)) from error
    active = tuple(text(reference, "name") for reference in objects(mapping(cron, "status"), "active"))
    match text(spec, "concurrencyPolicy"):
        case "" | "Allow":
            return True, ()
        case "Forbid":
            return not active, ()
        case "Replace":
            return True, active
        case unknown:
            raise _PolicyError(f"invalid ConcurrencyPolicy: {unknown}")


def _stop_if_told(cron: JsonObject, now: datetime) -> None:
    """Mark a copy as stopped where its stop strategy says so. Raises ExpressionError."""
    if told_to_stop(cron, now):
        metadata = mapping(cron, "metadata")
        metadata["labels"] = {**mapping(metadata, "labels"), COMPLETED: "true"}
        mapping(cron, "status")["phase"] = STOPPED


def _stop_failure(cron: JsonObject, error: ExpressionError) -> str:
    name = text(mapping(cron, "metadata"), "name")
    return f"failed to check CronWorkflow '{name}' stopping condition: failed to evaluate stop expression: {error}"


def _edited(cron: JsonObject) -> JsonObject:
    """A copy whose metadata and status may be changed in place, field by field."""
    return {**cron, "metadata": {**mapping(cron, "metadata")}, "status": {**mapping(cron, "status")}}


def _count(cron: JsonObject, outcome: str) -> None:
    status = mapping(cron, "status")
    status[outcome] = (integer(status, outcome) or 0) + 1


def _set_condition(cron: JsonObject, kind: str, message: str) -> None:
    """Without a message the condition goes away."""
    status = mapping(cron, "status")
    old = objects(status, "conditions")
    rest: list[Json] = [condition for condition in old if text(condition, "type") != kind]
    if message:
        rest.append({"type": kind, "status": "True", "message": message})
    if rest or "conditions" in status:
        status["conditions"] = rest


def _metadata(cron: JsonObject) -> Metadata:
    given = mapping(cron, "metadata")
    own_labels = {key: value for key, value in mapping(given, "labels").items() if isinstance(value, str)}
    return Metadata(
        name=text(given, "name"), namespace=text(given, "namespace"), uid=text(given, "uid"), labels=own_labels
    )


def _belongs(cron: JsonObject, workflow: Workflow) -> bool:
    metadata, own = workflow["metadata"], _metadata(cron)
    return (
        metadata.get("labels", {}).get(labels.CRON_WORKFLOW) == own["name"]
        and metadata.get("namespace", "") == own["namespace"]
    )


def _phase(workflow: Workflow) -> str:
    """The phase that a workflow ended in, or nothing."""
    phase = workflow.get("status", Status()).get("phase", "")
    return phase if phase in phases.WORKFLOW_COMPLETED else ""


def _finished(workflow: Workflow) -> datetime:
    return timestamps.from_text(workflow.get("status", Status()).get("finishedAt")) or _LONG_AGO


def _reference(workflow: Workflow) -> JsonObject:
    metadata: Mapping[str, object] = workflow["metadata"]
    reference: JsonObject = {"apiVersion": API_VERSION, "kind": "Workflow"}
    for field in ("name", "namespace", "uid", "resourceVersion"):
        value = metadata.get(field)
        if isinstance(value, str):
            reference[field] = value
    return reference
