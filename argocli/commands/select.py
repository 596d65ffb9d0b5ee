"""Which workflows of the store a list-like command means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from argocli.commands.session import Session
from argocli.errors import UsageError
from argocli.model import labels, phases, timestamps
from argocli.model.workflow import Status, Workflow

_AGE = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Filters(NamedTuple):
    """Everything is and-ed; empty values leave all through."""

    all_namespaces: bool = False
    selector: str = ""
    prefix: str = ""
    status: Sequence[str] = ()
    completed: bool = False
    running: bool = False
    resubmitted: bool = False
    since: str = ""
    older: str = ""


def age(given: str) -> timedelta:
    """`3h`, `1d`. Raises UsageError."""
    match = _AGE.fullmatch(given)
    if match is None:
        raise UsageError(f"Invalid since format '{given}'. Expected format <duration><unit> (e.g. 3h)")
    return timedelta(seconds=int(match.group(1)) * _SECONDS[match.group(2)])


def select(session: Session, filters: Filters) -> list[Workflow]:
    """The workflows that pass. Raises UsageError."""
    if filters.completed and filters.running:
        raise UsageError("--completed and --running cannot be used together")
    now = session.clock.now()
    after = now - age(filters.since) if filters.since else None
    before = now - age(filters.older) if filters.older else None
    namespace = None if filters.all_namespaces else session.namespace
    found = []
    for workflow in session.store().list(namespace, labels=filters.selector):
        metadata, status = workflow["metadata"], workflow.get("status", Status())
        created = timestamps.from_text(metadata.get("creationTimestamp"))
        ended = timestamps.from_text(status.get("finishedAt"))
        done = status.get("phase") in phases.WORKFLOW_COMPLETED
        if (
            (filters.prefix and not metadata["name"].startswith(filters.prefix))
            or (filters.status and status.get("phase", phases.PENDING) not in filters.status)
            or (filters.completed and not done)
            or (filters.running and done)
            or (filters.resubmitted and labels.RESUBMITTED_FROM not in metadata.get("labels", {}))
            or (after is not None and (created is None or created <= after))
            or (before is not None and (ended is None or ended >= before))
        ):
            continue
        found.append(workflow)
    return found
