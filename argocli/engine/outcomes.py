"""What became of the pods that a pass asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from argocli.engine.nodes import NodeTable
from argocli.engine.pods import CreateOutcome
from argocli.model import phases
from argocli.model.workflow import Workflow


def settle(workflow: Workflow, outcomes: Sequence[CreateOutcome], now: datetime) -> Workflow:
    """A pod that may start later leaves its node Pending with the reason as message; one that never can makes it an
    Error. Pods that started change nothing here: the next observation tells."""
    failed = [outcome for outcome in outcomes if outcome.error]
    status = workflow.get("status")
    if not failed or status is None:
        return workflow
    table = NodeTable(workflow["metadata"]["name"], status.get("nodes", {}))
    for outcome in failed:
        node = table.get(outcome.node_id)
        if node is None or node["phase"] in phases.FULFILLED:
            continue
        phase = phases.PENDING if outcome.transient else phases.ERROR
        table.mark(node["name"], phase, now, outcome.error)
    return {**workflow, "status": {**status, "nodes": table.to_json()}}
