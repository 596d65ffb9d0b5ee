"""The workflows that a verb such as stop or retry is meant for: those named, and those of a label selector."""

from __future__ import annotations

from collections.abc import Sequence

from argocli.commands.select import Filters, select
from argocli.commands.session import Session
from argocli.model.workflow import Workflow


def targets(session: Session, names: Sequence[str], selector: str, *, running: bool = False) -> list[Workflow]:
    """Each once, those of the selector first. `running` leaves out of the selection what has ended. Raises NotFound."""
    found: dict[str, Workflow] = {}
    if selector:
        for workflow in select(session, Filters(selector=selector, running=running)):
            found[workflow["metadata"]["name"]] = workflow
    for name in names:
        workflow = session.store().get(session.namespace, name)
        found.setdefault(workflow["metadata"]["name"], workflow)
    return list(found.values())
