"""What holds a node back or ends it early: parallelism, failFast, and the template's own timeouts."""

from __future__ import annotations

from datetime import timedelta

from argocli.engine import graph, hooks, nodes
from argocli.engine.call import Call, Prepared
from argocli.engine.locks.release import release
from argocli.engine.operation import ExecutionError, Operation, ParallelismReached, TemplateTimedOut, TooDeep
from argocli.engine.pods import PodRelease
from argocli.engine.templates import body_kind
from argocli.model import durations, phases, timestamps
from argocli.model.values import JsonObject, flag, integer, text
from argocli.model.workflow import Node

_FAIL_FAST = "template has failed or errored children and failFast enabled"
_TIMEOUTS = ("timeout", "pendingTimeout")
_ACTIVE = frozenset({phases.PENDING, phases.RUNNING})
_MAX_DEPTH = 100
_DEPTH_MESSAGE = (
    "Maximum recursion depth exceeded. "
    "See https://argo-workflows.readthedocs.io/en/latest/scaling/#maximum-recursion-depth"
)


def check_depth(run: Operation, call: Call, further: int = 0) -> None:
    """Raises TooDeep, with the node marked, where this is one call too many within another; `further` counts attempts
    that were made at once after one another."""
    if call.depth + further > _MAX_DEPTH and not run.settings.deep_recursion:
        run.fail_call(call, _DEPTH_MESSAGE)
        raise TooDeep(_DEPTH_MESSAGE)


def check_timeout(run: Operation, call: Call, node: Node | None, prepared: Prepared) -> None:
    """`timeout` and `pendingTimeout` of a template whose node is still Pending. Raises TemplateTimedOut."""
    if node is None or node["phase"] != phases.PENDING:
        return
    started = timestamps.from_text(node.get("startedAt")) or run.now
    allowed = [_timeout(run, node, value) for field in _TIMEOUTS if (value := text(prepared.template, field))]
    if not allowed:
        return
    end = started + timedelta(seconds=min(allowed))
    if run.now <= end:
        run.wake(end + timedelta(seconds=1), node["id"])
        return
    release(run.locks, run.table, run.table.mark(call.name, phases.FAILED, "timeout"))
    observation = run.observed.get(node["id"])
    if observation is not None:
        run.releases.append(PodRelease(observation.pod_name, "delete"))
    raise TemplateTimedOut


def _timeout(run: Operation, node: Node, value: str) -> float:
    """The seconds of a timeout. Raises ExecutionError, with the node marked, for a text that is no duration."""
    try:
        return durations.parse(value)
    except ValueError as error:
        message = f"invalid timeout format. {error}"
        release(run.locks, run.table, run.table.mark(node["name"], phases.FAILED, message))
        raise ExecutionError(message) from error


def check_parallelism(run: Operation, call: Call, node: Node | None, prepared: Prepared) -> None:
    """Raises ParallelismReached where the workflow's, the node's own or its boundary's limit is used up."""
    limit = integer(run.spec, "parallelism")
    if limit is not None and run.active_pods >= limit:
        raise ParallelismReached
    if node is not None and body_kind(prepared.template) in ("steps", "dag"):
        _check_fail_fast(run, node, prepared.template)
        own = integer(prepared.template, "parallelism")
        mine = run.table.tally.of(node["id"]).active_pods
        if own is not None and mine >= own and run.active_pods_of(node["id"]) >= own:
            raise ParallelismReached
    boundary = run.table.get(call.boundary) if call.boundary else None
    if boundary is None or (node is not None and node["phase"] in _ACTIVE):
        return
    template = run.memory.template_at_work(boundary["id"])
    _check_fail_fast(run, boundary, template)
    limit = integer(template, "parallelism")
    if limit is not None and run.table.tally.of(boundary["id"]).active >= limit:
        raise ParallelismReached


def _idle(run: Operation, node: Node) -> bool:
    """Members that nothing would ever end once their boundary is over and no pod of it is at work."""
    if node["phase"] not in _ACTIVE:
        return False
    if node["type"] == nodes.STEP_GROUP:
        return node["phase"] == phases.RUNNING
    if node["type"] == nodes.RETRY:
        return all(nodes.fulfilled(child) for child in graph.children(run.table, node))
    return node["type"] == nodes.SUSPEND or node["phase"] == phases.PENDING


def _close(run: Operation, node: Node) -> None:
    tried = graph.attempts(run.table, node) if node["type"] == nodes.RETRY else []
    if tried and tried[-1]["phase"] == phases.SUCCEEDED:
        run.table.mark(node["name"], phases.SUCCEEDED)
    else:
        run.table.mark(node["name"], phases.FAILED, _FAIL_FAST)


def look_again(run: Operation, node_id: str, template: JsonObject) -> None:
    """failFast is judged at the start of a visit: a member that has failed since makes another one necessary."""
    if flag(template, "failFast") and run.table.tally.of(node_id).failed:
        run.memory.revisit.add(node_id)


def _check_fail_fast(run: Operation, boundary: Node, template: JsonObject) -> None:
    if not flag(template, "failFast"):
        return
    if not run.table.tally.of(boundary["id"]).failed:
        return
    # A daemon would go on for ever: it ends with what is around it.
    if run.active_pods_of(boundary["id"]) <= _daemons(run, boundary):
        for node in run.table:
            if node.get("boundaryID") != boundary["id"] or not _idle(run, node):
                continue
            _close(run, node)
            if (task := run.observed.get(node["id"])) is not None:
                run.releases.append(PodRelease(task.pod_name, "stop"))
        hooks.end_boundary(run, boundary)
        run.table.mark(boundary["name"], phases.FAILED, _FAIL_FAST)
    raise ParallelismReached


def _daemons(run: Operation, boundary: Node) -> int:
    found = (run.table.get(node_id) for node_id in run.memory.daemons)
    mine = [node for node in found if node is not None and node.get("boundaryID") == boundary["id"]]
    return sum(node["type"] == nodes.POD for node in mine)
