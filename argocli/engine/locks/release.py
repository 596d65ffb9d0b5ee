"""When the locks of nodes are given back: at their end, and when nobody will ever visit them again."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.locks.view import WorkflowLocks
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.model import phases
from argocli.model.workflow import Node


def release(locks: WorkflowLocks, table: NodeTable, node: Node) -> None:
    """Give back what the node holds or waits for."""
    locks.release(node["id"])
    if node.get("synchronizationStatus"):
        table.edit(node["id"]).pop("synchronizationStatus", None)


def abandon(locks: WorkflowLocks, table: NodeTable) -> None:
    """Give back the locks of nodes that nobody will visit again: those that have ended, and those whose steps or dag
    is over, as soon as no pod of theirs is at work."""
    held = _keys(locks.table.held.of_workflow(locks.own))
    waiting = _keys(locks.table.waits.of_workflow(locks.own)) if _a_boundary_is_over(table) else set()
    for key in sorted(held | waiting):
        node = table.get(locks.node_of(key))
        if node is None or not (node["phase"] in phases.FULFILLED or _orphaned(table, node)):
            continue
        if key not in held or not _at_work(table, node):
            locks.release(node["id"])


def _keys(shares: dict[str, list[str]]) -> set[str]:
    return {key for keys in shares.values() for key in keys}


def _a_boundary_is_over(table: NodeTable) -> bool:
    """Whether steps or a dag that this pass has changed have ended."""
    changed = (table.get(node_id) for node_id in table.before)
    return any(
        node is not None and node["type"] in nodes.BOUNDARIES and node["phase"] in phases.FULFILLED for node in changed
    )


def _orphaned(table: NodeTable, node: Node) -> bool:
    boundary = table.get(node.get("boundaryID", ""))
    while boundary is not None:
        if boundary["phase"] in phases.FULFILLED:
            return True
        boundary = table.get(boundary.get("boundaryID", ""))
    return False


def _at_work(table: NodeTable, node: Node) -> bool:
    if node["type"] == nodes.RETRY:
        return any(_at_work(table, child) for child in graph.children(table, node))
    if node["type"] in nodes.BOUNDARIES:
        return table.tally.of(node["id"]).active_pods > 0
    return node["phase"] not in phases.FULFILLED
