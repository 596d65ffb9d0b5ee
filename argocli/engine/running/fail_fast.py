"""`failFast` of a steps or dag template: once a member has failed, nothing new of it starts, and it ends early."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.agenda import Agenda
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.running import daemons
from argocli.engine.running.pods_at_work import daemons_in, in_boundary
from argocli.engine.signals import ParallelismReached
from argocli.model import phases
from argocli.model.values import JsonObject, flag
from argocli.model.workflow import Node

_MESSAGE = "template has failed or errored children and failFast enabled"


def check(run: Run, boundary: Node, template: JsonObject) -> None:
    """Raises ParallelismReached where a member has failed, with the boundary ended if no pod of it is at work."""
    if not flag(template, "failFast") or not run.table.tally.of(boundary["id"]).failed:
        return
    # A daemon would go on for ever: it ends with what is around it.
    if in_boundary(run, boundary["id"]) <= daemons_in(run.memory, run.table, boundary["id"]):
        for node in run.table:
            if node.get("boundaryID") != boundary["id"] or not _idle(run.table, node):
                continue
            _close(run.table, node)
            if (task := run.given.observed.get(node["id"])) is not None:
                run.orders.stop(task.pod_name)
        daemons.end_in(run, boundary)
        run.table.mark(boundary["name"], phases.FAILED, _MESSAGE)
    raise ParallelismReached


def look_again(agenda: Agenda, table: NodeTable, node_id: str, template: JsonObject) -> None:
    """It is judged at the start of a visit: a member that has failed since makes another one necessary."""
    if flag(template, "failFast") and table.tally.of(node_id).failed:
        agenda.look_again(node_id)


def _idle(table: NodeTable, node: Node) -> bool:
    """Members that nothing would ever end once their boundary is over and no pod of it is at work."""
    if node["phase"] not in phases.ACTIVE:
        return False
    if node["type"] == nodes.STEP_GROUP:
        return node["phase"] == phases.RUNNING
    if node["type"] == nodes.RETRY:
        return all(nodes.fulfilled(child) for child in graph.children(table, node))
    return node["type"] == nodes.SUSPEND or node["phase"] == phases.PENDING


def _close(table: NodeTable, node: Node) -> None:
    tried = graph.attempts(table, node) if node["type"] == nodes.RETRY else []
    if tried and tried[-1]["phase"] == phases.SUCCEEDED:
        table.mark(node["name"], phases.SUCCEEDED)
    else:
        table.mark(node["name"], phases.FAILED, _MESSAGE)
