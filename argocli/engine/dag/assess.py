"""What has become of a DAG as a whole, and of one task for those that depend on it."""

from __future__ import annotations

from collections import deque

from argocli.engine import nodes
from argocli.engine.dag.depends import TaskResult
from argocli.engine.dag.plan import DagPlan
from argocli.engine.given import Given
from argocli.engine.nodes import graph, waits_for_lock
from argocli.engine.nodes.table import NodeTable
from argocli.engine.running.call import Call
from argocli.engine.running.frame import continues_on
from argocli.model import phases
from argocli.model.values import mapping
from argocli.model.workflow import Node


def result_of(table: NodeTable, node: Node) -> TaskResult:
    """The words that `depends` can ask for about one task."""
    items = graph.expanded(table, node, node["name"]) if node["type"] == nodes.TASK_GROUP else []
    phase = node["phase"]
    return TaskResult(
        Succeeded=phase == phases.SUCCEEDED,
        Failed=phase == phases.FAILED,
        Errored=phase == phases.ERROR,
        Skipped=phase == phases.SKIPPED,
        Omitted=phase == phases.OMITTED,
        Daemoned=bool(node.get("daemoned")) and phase != phases.PENDING,
        AnySucceeded=any(child["phase"] == phases.SUCCEEDED for child in items),
        AllFailed=bool(items) and all(child["phase"] == phases.FAILED for child in items),
    )


def assess(given: Given, table: NodeTable, dag: Node, call: Call, plan: DagPlan) -> str:
    """The phase the DAG is in, from a walk over everything that hangs below it (controller semantics, assessing)."""
    target_ids = {table.id_of(plan.shape.node_name(target)): target for target in plan.shape.targets}
    if given.shutdown and not call.on_exit and _exits_done(table, list(target_ids)):
        return phases.FAILED
    reached: dict[str, str] = {}
    queue: deque[tuple[str, str]] = deque((child, phases.SUCCEEDED) for child in dag.get("children", ()))
    seen: set[tuple[str, str]] = set(queue)
    while queue:
        node_id, branch = queue.popleft()
        node = table.get(node_id)
        if node is None:
            return phases.RUNNING
        if not nodes.fulfilled(node) and not _left_behind(table, dag, node):
            node = heal(table, node)
            if not nodes.fulfilled(node):
                return phases.RUNNING
        if nodes.completed(node):
            branch = node["phase"]
        if node_id in target_ids and reached.get(node_id) not in phases.UNSUCCESSFUL:
            reached[node_id] = branch
        for child in _successors(table, node):
            if (child, branch) not in seen:
                seen.add((child, branch))
                queue.append((child, branch))
    return _verdict(plan, target_ids, reached)


def _verdict(plan: DagPlan, target_ids: dict[str, str], reached: dict[str, str]) -> str:
    fail_fast = mapping(plan.prepared.template, "dag").get("failFast") is not False
    result = phases.SUCCEEDED
    for node_id, target in target_ids.items():
        phase = reached.get(node_id, "")
        if not phase:
            result = phases.RUNNING
            if not fail_fast:
                break
        elif phase in phases.UNSUCCESSFUL and not continues_on(plan.shape.tasks.get(target, {}), phase):
            result = phase
            if fail_fast:
                break
    return result


def heal(table: NodeTable, node: Node) -> Node:
    """The node itself, ended where it is a task group that still runs although all its children are done."""
    if node["type"] != nodes.TASK_GROUP or nodes.fulfilled(node):
        return node
    children = graph.children(table, node)
    items = [child for child in children if not nodes.hooked(child)]
    if not items or not all(nodes.fulfilled(child) for child in children):
        return node
    failed = [item["phase"] for item in items if item["phase"] in phases.UNSUCCESSFUL]
    return table.mark(node["name"], failed[-1] if failed else phases.SUCCEEDED)


def _left_behind(table: NodeTable, dag: Node, node: Node) -> bool:
    """A node within steps or a dag that is over already, without a pod at work: nothing will ever come of it."""
    if node["type"] == nodes.POD and not waits_for_lock(node):
        return False
    boundary = table.get(node.get("boundaryID", ""))
    while boundary is not None and boundary["id"] != dag["id"]:
        if boundary["phase"] in phases.FULFILLED:
            return True
        boundary = table.get(boundary.get("boundaryID", ""))
    return False


def _successors(table: NodeTable, node: Node) -> list[str]:
    if node["type"] != nodes.RETRY:
        return list(node.get("children", ()))
    found: list[str] = []
    for child in graph.children(table, node):
        if nodes.retried(child):
            found.extend(child.get("children", ()))
        else:
            found.append(child["id"])
    return found


def _exits_done(table: NodeTable, targets: list[str]) -> bool:
    for target in targets:
        node = table.get(target)
        if node is not None and not graph.hooks_fulfilled(table, node):
            return False
    return True
