"""Templates whose work is done outside: in a pod, or as a task of the agent."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.given import Given
from argocli.engine.pods.requests import request_pod
from argocli.engine.run import Run
from argocli.engine.running.call import Call, Prepared
from argocli.engine.running.call_nodes import node_error, start_node, stop_node
from argocli.engine.templates import body_kind
from argocli.model import phases
from argocli.model.values import flag
from argocli.model.workflow import Node


def run_pod(run: Run, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """A pod for the node, unless it has one. After the deadline and under shutdown nothing new starts."""
    if node is None:
        node = start_node(run, call, nodes.POD, phases.PENDING, template=prepared.template)
    if node["id"] in run.given.observed or node["phase"] != phases.PENDING:
        return node
    if "taskResultSynced" not in node and not flag(prepared.template, "daemon"):
        node = run.table.edit(node["id"])
        node["taskResultSynced"] = True
    if run.given.forbids(call):
        return run.table.mark(call.name, phases.FAILED, f"workflow shutdown with strategy: {run.given.shutdown}")
    run.memory.pods.unseen.add(node["id"])
    _check_refusal(run, node)
    if _may_start(run.given, call):
        request_pod(run, call, prepared, node)
        run.orders.new_pods.add(node["id"])
    return node


def run_task(run: Run, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """An HTTP request or a plugin's task for the node: nothing of its own in the cluster, an agent does it."""
    if node is None:
        kind = nodes.HTTP if body_kind(prepared.template) == "http" else nodes.PLUGIN
        node = start_node(run, call, kind, phases.PENDING, template=prepared.template)
    if "progress" not in node:
        node = run.table.edit(node["id"])
        node["progress"] = "0/1"
    if run.given.forbids(call):
        return stop_node(run, node)
    if node["id"] not in run.given.observed and node["phase"] == phases.PENDING and _may_start(run.given, call):
        run.memory.pods.unseen_tasks.add(node["id"])
        _check_refusal(run, node)
        request_pod(run, call, prepared, node)
    return node


def _check_refusal(run: Run, node: Node) -> None:
    """Raises ExecutionError, with the node marked, where its pod was asked for and can never be."""
    reason = run.memory.pods.refused.pop(node["id"], "")
    if reason:
        raise node_error(run.table, node, reason)


def _may_start(given: Given, call: Call) -> bool:
    return not given.forbids(call) and (call.on_exit or not given.past_deadline)
