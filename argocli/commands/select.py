"""Which workflows of the store a list-like command means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from argocli.commands.session import Session
from argocli.errors import UsageError
from argocli.model import labels, phases, timestamps
from argocli.model.workflow import Status, Workflow

if TYPE_CHECKING:
    from argocli.ports import Detail

_AGE = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Filters(NamedTuple):
    """Everything is and-ed; empty values leave all through."""

    all_namespaces: bool = False
    selector: str = ""
    field_selector: str = ""
    prefix: str = ""
    status: Sequence[str] = ()
    completed: bool = False
    running: bool = False
    resubmitted: bool = False
    since: str = ""
    older: str = ""
    chunk_size: int = 0

    @property
    def labels(self) -> str:
        """The selector, with what the filters ask of the labels that a controller sets."""
        terms = [self.selector.strip().rstrip(",")] if self.selector.strip() else []
        if self.status and not self.pending:
            terms.append(f"{labels.PHASE} in ({','.join(sorted(self.status))})")
        if self.completed:
            terms.append(f"{labels.COMPLETED}=true")
        if self.running:
            terms.append(f"{labels.COMPLETED}!=true")
        if self.resubmitted:
            terms.append(labels.RESUBMITTED_FROM)
        return ",".join(terms)

    @property
    def pending(self) -> bool:
        """Whether those are wanted that no controller has labelled yet."""
        return phases.PENDING in self.status

    @property
    def detail(self) -> Detail:
        """The least that the filters have to see."""
        return "row" if self.older or self.pending else "name"


def age(given: str) -> timedelta:
    """`3h`, `1d`. Raises UsageError."""
    match = _AGE.fullmatch(given)
    if match is None:
        raise UsageError(f"Invalid since format '{given}'. Expected format <duration><unit> (e.g. 3h)")
    return timedelta(seconds=int(match.group(1)) * _SECONDS[match.group(2)])


def select(session: Session, filters: Filters, detail: Detail = "name") -> list[Workflow]:
    """The workflows that pass, as much of each as `detail` says or more. Raises UsageError."""
    if filters.completed and filters.running:
        raise UsageError("--completed and --running cannot be used together")
    now = session.clock.now()
    after = now - age(filters.since) if filters.since else None
    before = now - age(filters.older) if filters.older else None
    candidates = session.store().list(
        None if filters.all_namespaces else session.namespace,
        labels=filters.labels,
        fields=filters.field_selector,
        detail=detail if detail != "name" else filters.detail,
        chunk=filters.chunk_size,
    )
    return [workflow for workflow in candidates if _passes(workflow, filters, after, before)]


def _passes(workflow: Workflow, filters: Filters, after: datetime | None, before: datetime | None) -> bool:
    metadata, status = workflow["metadata"], workflow.get("status", Status())
    if filters.prefix and not metadata["name"].startswith(filters.prefix):
        return False
    if filters.pending and (status.get("phase") or phases.PENDING) not in filters.status:
        return False
    if after is not None:
        created = timestamps.from_text(metadata.get("creationTimestamp"))
        if created is None or created <= after:
            return False
    if before is not None:
        ended = timestamps.from_text(status.get("finishedAt"))
        if ended is None or ended >= before:
            return False
    return True
