"""What ends before its time: nodes under a shutdown, and after the workflow's deadline."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.given import TERMINATE, Given
from argocli.engine.locks.release import release
from argocli.engine.nodes import graph, waits_for_lock
from argocli.engine.nodes.table import NodeTable
from argocli.engine.pods import POD_PENDING
from argocli.engine.pods.container_set import members_of
from argocli.engine.run import Run
from argocli.engine.running.call_nodes import stop_node
from argocli.model import phases
from argocli.model.workflow import Node

_DEADLINE = "Step exceeded its deadline"
_ON_EXIT = ".onExit"


def end_early(run: Run) -> None:
    """Stop what a shutdown or the workflow's deadline does not allow to go on; exit handlers are spared a Stop."""
    if not run.given.shutdown and not run.given.past_deadline:
        if run.given.deadline is not None:
            run.orders.wake(run.given.deadline)
        return
    tried: list[Node] = []
    for node in run.table:
        if node["phase"] in phases.FULFILLED or _exempt(run.given, run.table, node):
            continue
        if node.get("daemoned") and node["phase"] != phases.PENDING:
            continue  # it ends with what is around it
        if node["type"] == nodes.RETRY and not waits_for_lock(node):
            tried.append(node)
            continue
        _end(run, node)
        if run.table.get(node["id"]) is not node:
            run.agenda.touch(node["id"])
    for node in tried:
        # One that waits for its next attempt has to hear of it as well, though nothing happens to its attempts.
        run.agenda.touch(node["id"])
        if run.given.shutdown and _gave_up(run.table, node):
            release(run.locks, run.table, stop_node(run, node))


def _end(run: Run, node: Node) -> None:
    waits = waits_for_lock(node)
    if node["type"] == nodes.POD and not waits:
        _end_pod(run, node)
    elif waits or node["type"] in (nodes.SUSPEND, nodes.HTTP, nodes.PLUGIN):
        observation = run.given.observed.get(node["id"])
        if observation is not None and observation.phase not in phases.FULFILLED:
            run.orders.stop(observation.pod_name)
        ended = stop_node(run, node) if run.given.shutdown else run.table.mark(node["name"], phases.FAILED, _DEADLINE)
        release(run.locks, run.table, ended)


def _gave_up(table: NodeTable, retry: Node) -> bool:
    """Whether nothing of a Retry node is at work and its last attempt, if there was one, has not succeeded."""
    tried = graph.attempts(table, retry)
    return all(nodes.fulfilled(attempt) for attempt in tried) and (
        not tried or tried[-1]["phase"] in phases.UNSUCCESSFUL
    )


def _end_pod(run: Run, node: Node) -> None:
    observation = run.given.observed.get(node["id"])
    if run.given.shutdown:
        gap = "  " if observation is not None else " "
        message = f"workflow shutdown with strategy:{gap}{run.given.shutdown}"
    else:
        message = _DEADLINE
    if observation is not None and observation.phase == POD_PENDING:
        run.orders.delete(observation.pod_name)
    elif observation is not None:
        run.orders.stop(observation.pod_name)
    for member in members_of(run.table, node):
        if member["phase"] not in phases.FULFILLED:
            run.table.mark(member["name"], phases.FAILED, message)
    run.table.mark(node["name"], phases.FAILED, message)


def _exempt(given: Given, table: NodeTable, node: Node) -> bool:
    """Nodes of exit handlers go on after the deadline and under Stop."""
    if given.shutdown == TERMINATE or _ON_EXIT not in node["name"]:
        return False
    current: Node | None = node
    while current is not None:
        if nodes.hooked(current) and current["name"].endswith(_ON_EXIT):
            return True
        current = table.get(graph.caller_of(table, current["id"]))
    return False
