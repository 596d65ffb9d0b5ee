"""Daemons live as long as the steps or dag around them, or as the workflow: their end."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.nodes.progress import full
from argocli.engine.pods.identity import name_of_pod
from argocli.engine.run import Run
from argocli.model import phases
from argocli.model.workflow import Node


def end_in(run: Run, boundary: Node) -> None:
    """Steps or a dag are over: end the daemons in it."""
    for node_id in sorted(run.memory.daemons):
        node = run.table.get(node_id)
        if node is not None and node.get("daemoned") and node.get("boundaryID", "") == boundary["id"]:
            _end(run, node)


def end_all(run: Run) -> bool:
    """Whether daemons were still alive and are being ended now."""
    alive = [node for node in run.table if node.get("daemoned")]
    for node in alive:
        _end(run, node)
    return bool(alive)


def _end(run: Run, node: Node) -> None:
    run.memory.daemons.discard(node["id"])
    edited = run.table.edit(node["id"])
    edited.pop("daemoned", None)
    if node["type"] == nodes.POD:
        observation = run.given.observed.get(node["id"])
        run.orders.stop(observation.pod_name if observation else name_of_pod(run, node))
        edited["progress"] = full(edited.get("progress", ""))
    run.table.mark(node["name"], phases.SUCCEEDED)
