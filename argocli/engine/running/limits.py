"""How much may be at work at once: calls within calls, pods of the workflow, members of steps and dags."""

from __future__ import annotations

from argocli.engine.run import Run
from argocli.engine.running import fail_fast
from argocli.engine.running.call import Call, Prepared
from argocli.engine.running.call_nodes import fail_call
from argocli.engine.running.pods_at_work import in_boundary, in_workflow
from argocli.engine.signals import ParallelismReached, TooDeep
from argocli.engine.templates import body_kind
from argocli.model import phases
from argocli.model.values import integer
from argocli.model.workflow import Node

_MAX_DEPTH = 100
_DEPTH_MESSAGE = (
    "Maximum recursion depth exceeded. "
    "See https://argo-workflows.readthedocs.io/en/latest/scaling/#maximum-recursion-depth"
)


def check_depth(run: Run, call: Call, further: int = 0) -> None:
    """Raises TooDeep, with the node marked, where this is one call too many within another; `further` counts attempts
    that were made at once after one another."""
    if call.depth + further > _MAX_DEPTH and not run.around.settings.deep_recursion:
        fail_call(run, call, _DEPTH_MESSAGE)
        raise TooDeep(_DEPTH_MESSAGE)


def check_parallelism(run: Run, call: Call, node: Node | None, prepared: Prepared) -> None:
    """Raises ParallelismReached where the workflow's, the node's own or its boundary's limit is used up."""
    limit = integer(run.given.spec, "parallelism")
    if limit is not None and in_workflow(run) >= limit:
        raise ParallelismReached
    if node is not None and body_kind(prepared.template) in ("steps", "dag"):
        fail_fast.check(run, node, prepared.template)
        own = integer(prepared.template, "parallelism")
        mine = run.table.tally.of(node["id"]).active_pods
        if own is not None and mine >= own and in_boundary(run, node["id"]) >= own:
            raise ParallelismReached
    boundary = run.table.get(call.boundary) if call.boundary else None
    if boundary is None or (node is not None and node["phase"] in phases.ACTIVE):
        return
    template = run.memory.template_at_work(boundary["id"])
    fail_fast.check(run, boundary, template)
    limit = integer(template, "parallelism")
    if limit is not None and run.table.tally.of(boundary["id"]).active >= limit:
        raise ParallelismReached
