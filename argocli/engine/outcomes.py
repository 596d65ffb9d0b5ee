"""What became of the pods that a pass asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from argocli.engine.memory import Memory
from argocli.engine.pods import CreateOutcome
from argocli.model import phases
from argocli.model.workflow import Workflow


def settle(
    workflow: Workflow, outcomes: Sequence[CreateOutcome], now: datetime, memory: Memory | None = None
) -> Workflow:
    """A pod that may start later leaves its node Pending with the reason as message; one that never can makes it an
    Error. Pods that started change nothing here: the next observation tells.

    With the `memory` of the pass that asked for the pods the next one need not start afresh, and it is the next one
    that takes an error to whoever runs the node.
    """
    failed = [outcome for outcome in outcomes if outcome.error]
    status = workflow.get("status")
    if not failed or status is None:
        return workflow
    memory = memory if memory is not None else Memory()
    remembered = memory.open(workflow, now)
    table = memory.table
    for outcome in failed:
        node = table.get(outcome.node_id)
        if node is None or node["phase"] in phases.FULFILLED:
            continue
        memory.visits.revisit.add(outcome.node_id)
        if remembered and not outcome.transient:
            memory.pods.refused[outcome.node_id] = outcome.error
        else:
            table.mark(node["name"], phases.PENDING if outcome.transient else phases.ERROR, outcome.error)
    after: Workflow = {**workflow, "status": {**status, "nodes": table.to_json()}}
    if remembered:
        memory.close(after)
    return after
