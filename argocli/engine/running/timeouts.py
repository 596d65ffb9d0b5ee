"""`timeout` and `pendingTimeout` of templates: how long their nodes may wait to begin."""

from __future__ import annotations

from datetime import timedelta

from argocli.engine.locks.release import release
from argocli.engine.run import Run
from argocli.engine.running.call import Prepared
from argocli.engine.signals import ExecutionError, TemplateTimedOut
from argocli.model import durations, phases, timestamps
from argocli.model.values import text
from argocli.model.workflow import Node

_TIMEOUTS = ("timeout", "pendingTimeout")


def check_timeout(run: Run, node: Node | None, prepared: Prepared) -> None:
    """Ends a node that has been Pending for too long. Raises TemplateTimedOut, ExecutionError."""
    if node is None or node["phase"] != phases.PENDING:
        return
    started = timestamps.from_text(node.get("startedAt")) or run.given.now
    allowed = [_timeout(run, node, value) for field in _TIMEOUTS if (value := text(prepared.template, field))]
    if not allowed:
        return
    end = started + timedelta(seconds=min(allowed))
    if run.given.now <= end:
        run.agenda.wake(node["id"], end + timedelta(seconds=1))
        return
    release(run.locks, run.table, run.table.mark(node["name"], phases.FAILED, "timeout"))
    observation = run.given.observed.get(node["id"])
    if observation is not None:
        run.orders.delete(observation.pod_name)
    raise TemplateTimedOut


def _timeout(run: Run, node: Node, value: str) -> float:
    """The seconds of a timeout. Raises ExecutionError, with the node marked, for a text that is no duration."""
    try:
        return durations.parse(value)
    except ValueError as error:
        message = f"invalid timeout format. {error}"
        release(run.locks, run.table, run.table.mark(node["name"], phases.FAILED, message))
        raise ExecutionError(message) from error
