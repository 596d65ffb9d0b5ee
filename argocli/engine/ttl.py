"""When finished workflows are deleted: by their own time to live, and by how many of them are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from argocli.model import labels, phases, timestamps
from argocli.model.values import JsonObject, integer, mapping
from argocli.model.workflow import Status, Workflow

_ARCHIVING = labels.PREFIX + "workflow-archiving-status"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Retention(NamedTuple):
    """How many finished workflows are kept per outcome; None keeps all."""

    completed: int | None = None
    failed: int | None = None
    errored: int | None = None


def expiry(workflow: Workflow, defaults: JsonObject | None = None) -> datetime | None:
    """The moment from which a workflow may be deleted; None where it stays. `defaults` is the spec of workflowDefaults.

    Ask again just before deleting: a workflow that is retried meanwhile has no such moment any more.
    """
    if not _deletable(workflow):
        return None
    status = workflow.get("status", Status())
    finished = timestamps.from_text(status.get("finishedAt"))
    seconds = _lifetime(_strategy(workflow, defaults), status.get("phase", ""))
    if finished is None or seconds is None:
        return None
    return finished + timedelta(seconds=seconds + 1)


def surplus(workflows: Iterable[Workflow], policy: Retention) -> list[Workflow]:
    """The workflows that are too many under the policy, oldest first; those finished last are kept."""
    limits = {phases.SUCCEEDED: policy.completed, phases.FAILED: policy.failed, phases.ERROR: policy.errored}
    finished: dict[str, list[Workflow]] = {}
    for workflow in workflows:
        if _deletable(workflow):
            finished.setdefault(workflow.get("status", Status()).get("phase", ""), []).append(workflow)
    found: list[Workflow] = []
    for phase, limit in limits.items():
        if limit is not None:
            newest_first = sorted(finished.get(phase, ()), key=_age, reverse=True)
            found += newest_first[max(limit, 0) :]
    return sorted(found, key=_age)


def _deletable(workflow: Workflow) -> bool:
    own = workflow["metadata"].get("labels", {})
    return own.get(labels.COMPLETED) == "true" and own.get(_ARCHIVING) != "Pending"


def _strategy(workflow: Workflow, defaults: JsonObject | None) -> JsonObject:
    stored = workflow.get("status", Status()).get("storedWorkflowTemplateSpec")
    for spec in (workflow.get("spec"), stored, defaults):
        if spec is not None and isinstance(spec.get("ttlStrategy"), dict):
            return mapping(spec, "ttlStrategy")
    return {}


def _lifetime(strategy: JsonObject, phase: str) -> int | None:
    field = {phases.SUCCEEDED: "secondsAfterSuccess", phases.FAILED: "secondsAfterFailure"}.get(phase)
    special = integer(strategy, field) if field else None
    return special if special is not None else integer(strategy, "secondsAfterCompletion")


def _age(workflow: Workflow) -> tuple[datetime, datetime, str]:
    metadata = workflow["metadata"]
    finished = timestamps.from_text(workflow.get("status", Status()).get("finishedAt"))
    created = timestamps.from_text(metadata.get("creationTimestamp"))
    return (finished or _LONG_AGO, created or _LONG_AGO, metadata["name"])
