"""What a pass has brought about goes into the workflow's status."""

from __future__ import annotations

from argocli.engine.draft import Draft
from argocli.engine.locks.record import recorded
from argocli.engine.locks.release import abandon
from argocli.engine.nodes.table import NodeTable
from argocli.engine.pods.resources import add_up
from argocli.engine.run import Run


def publish(run: Run, draft: Draft) -> None:
    """Everything but the nodes themselves, which may still change on the way."""
    status = draft.status
    _sum_up_progress(run.table)
    used = add_up(run.table, status.get("resourcesDuration", {}))
    if used:
        status["resourcesDuration"] = used
    if not run.table.empty:
        status["progress"] = run.table.progress.total
    if run.shared.outputs:
        status["outputs"] = run.shared.outputs
    abandon(run.locks, run.table)
    if held := recorded(run.locks):
        status["synchronization"] = held
    else:
        status.pop("synchronization", None)
    if draft.stored:
        status["storedTemplates"] = draft.stored


def _sum_up_progress(table: NodeTable) -> None:
    for node_id, progress in table.progress.settle(list(table.before)):
        node = table.get(node_id)
        if node is not None and node.get("progress", "") != progress:
            table.edit(node_id)["progress"] = progress
