"""How many pods are at work: those there at the start of the pass that have not ended, and those asked for since."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.memory import Memory
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run


def in_workflow(run: Run) -> int:
    return run.table.tally.whole().active_pods - len(run.memory.pods.unseen) + len(run.orders.new_pods)


def in_boundary(run: Run, boundary: str) -> int:
    """The same for the pods directly within a steps or dag node."""
    lost = (run.table.get(node_id) for node_id in run.memory.pods.unseen - run.orders.new_pods)
    missing = sum(node is not None and node.get("boundaryID") == boundary for node in lost)
    return run.table.tally.of(boundary).active_pods - missing


def daemons_in(memory: Memory, table: NodeTable, boundary: str) -> int:
    """How many of them are daemons."""
    found = (table.get(node_id) for node_id in memory.daemons)
    mine = [node for node in found if node is not None and node.get("boundaryID") == boundary]
    return sum(node["type"] == nodes.POD for node in mine)
