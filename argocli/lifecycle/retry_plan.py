"""Which nodes of an ended workflow run again when it is retried: those that failed and all that came after them. Pure.

Execution nodes go, the groups around them go back to work; good pods stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from argocli.lifecycle.node_graph import Nodes, below, parents_of
from argocli.model import phases
from argocli.model.node_selectors import Matcher
from argocli.model.workflow import Node, NodeFlag

_EXECUTION = frozenset({"Container", "Pod", "HTTP", "Plugin"})
_GROUPS = frozenset({"DAG", "TaskGroup", "StepGroup", "Steps"})
_WRAPPERS = frozenset({"Retry", "TaskGroup", "StepGroup"})


@dataclass(slots=True)
class RetryPlan:
    """Ids of nodes to forget, and of those to set back to Running; who is in both is forgotten."""

    forget: dict[str, None] = field(default_factory=dict)
    reset: dict[str, None] = field(default_factory=dict)


def plan_retry(workflow: str, nodes: Nodes, selected: Matcher | None, *, expand_again: bool) -> RetryPlan:
    """`selected` picks nodes to run again although they succeeded; `expand_again` forgets what loops have expanded to,
    because the parameters they are made from have changed."""
    parents = parents_of(nodes)
    plan = RetryPlan()
    chosen = _to_run_again(nodes, parents, selected)
    for node_id in below(nodes, [workflow]):
        if node_id in chosen and node_id not in plan.forget:
            _run_again(nodes, parents, node_id, plan)
    if expand_again:
        for node_id in list(plan.reset):
            if nodes[node_id]["type"] in ("TaskGroup", "StepGroup"):
                plan.forget.update(dict.fromkeys(below(nodes, nodes[node_id].get("children", ()))))
    for node_id, node in nodes.items():
        if node["name"] == f"{workflow}.onExit":
            plan.forget.update(below(nodes, [node_id]))
    return plan


def _to_run_again(nodes: Nodes, parents: dict[str, str], selected: Matcher | None) -> set[str]:
    chosen = {node_id for node_id, node in nodes.items() if selected is not None and selected(node)}
    failed = {
        node_id
        for node_id, node in nodes.items()
        if node["type"] in _EXECUTION and node["phase"] in phases.UNSUCCESSFUL
    }
    return chosen | {node_id for node_id in failed if not _went_well_after(nodes, parents, node_id, chosen | failed)}


def _went_well_after(nodes: Nodes, parents: dict[str, str], node_id: str, chosen: set[str]) -> bool:
    """Whether what follows a failed node succeeded all the same; for an attempt, what follows its Retry node."""
    start = node_id
    if nodes[node_id].get("nodeFlag", NodeFlag()).get("retried") and node_id in parents:
        start = parents[node_id]
    return any(
        nodes[other]["phase"] == phases.SUCCEEDED and other not in chosen
        for other in below(nodes, [start])
        if other != start
    )


def _run_again(nodes: Nodes, parents: dict[str, str], node_id: str, plan: RetryPlan) -> None:
    plan.forget.update(below(nodes, [node_id]))
    _reset_around(nodes, parents, nodes[node_id], plan)
    current = parents.get(node_id)
    seen: set[str] = set()
    while current is not None and current not in seen:
        seen.add(current)
        node = nodes[current]
        if node["type"] == "Container":
            pod = node.get("boundaryID", "")
            plan.forget.update(below(nodes, [pod]))
            current = pod if pod in nodes else None
        elif node["type"] in _GROUPS:
            plan.reset[current] = None
            _reset_around(nodes, parents, node, plan)
        elif node["type"] == "Retry" and node["phase"] in phases.UNSUCCESSFUL:
            plan.reset[current] = None
        current = parents.get(current) if current is not None else None


def _reset_around(nodes: Nodes, parents: dict[str, str], node: Node, plan: RetryPlan) -> None:
    """The steps and dags around a node, and the groups and Retry nodes that stand between them."""
    boundary = nodes.get(node.get("boundaryID", ""))
    while boundary is not None:
        if boundary["type"] in _GROUPS:
            plan.reset[boundary["id"]] = None
        above = nodes.get(parents.get(boundary["id"], ""))
        while above is not None and above["type"] in _WRAPPERS:
            plan.reset[above["id"]] = None
            above = nodes.get(parents.get(above["id"], ""))
        boundary = nodes.get(boundary.get("boundaryID", ""))
