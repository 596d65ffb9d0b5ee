"""A loop in a dag template: its task group, the expanded tasks, their exit hooks, and the group's own end."""

from __future__ import annotations

from argocli.engine import hooks, nodes
from argocli.engine.dag_plan import DagPlan, Loop
from argocli.engine.dag_task import link, start_task
from argocli.engine.loops import LoopError, expand
from argocli.engine.operation import Operation
from argocli.expr.tags import ScopeValue
from argocli.model import phases
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Node

_EMPTY_LOOP = "Skipped, empty params"


def begin(
    run: Operation, plan: DagPlan, task: str, step: JsonObject, scope: dict[str, ScopeValue], *, proceed: bool
) -> None:
    """Expand a loop and start its tasks; an empty one is skipped. Raises LoopError."""
    name = plan.node_name(task)
    group = run.table.named(name)
    try:
        items = expand(step, scope, lenient=not proceed)
    except LoopError:
        if proceed:
            raise
        items = []
    if not items:
        if group is None:
            run.start(plan.frame.call(name, step), nodes.SKIPPED, phases.SKIPPED, message=_EMPTY_LOOP)
            link(run, plan, task)
        return
    if group is None:
        group = run.start(plan.frame.call(name, step), nodes.TASK_GROUP, phases.RUNNING)
        link(run, plan, task)
    elif group["phase"] == phases.PENDING:
        group = run.table.mark(name, phases.RUNNING, run.now)
    run.memory.callers[group["id"]] = plan.frame.boundary
    steps = {f"{plan.name}.{text(item.step, 'name')}": item.step for item in items}
    plan.loops[task] = Loop(steps, list(steps))
    advance(run, plan, task)


def advance(run: Operation, plan: DagPlan, task: str) -> None:
    """Visit the expanded tasks that are new, that something has happened to, or that a limit has held back so far."""
    loop, group_name = plan.loops[task], plan.node_name(task)
    group_id = run.table.id_of(group_name)
    fresh, loop.fresh = loop.fresh, []
    for name in fresh or _touched(run, loop, group_id):
        if not _start(run, plan, loop, name, group_name, group_id):
            loop.held.append(name)
    while not fresh and loop.held and _start(run, plan, loop, loop.held[0], group_name, group_id):
        loop.held.popleft()
    if loop.held:
        plan.hold(task)
        return
    _finish(run, plan, task, loop)


def _touched(run: Operation, loop: Loop, group_id: str) -> list[str]:
    found = (run.table.get(node_id) for node_id in run.members.get(group_id, ()))
    return [node["name"] for node in found if node is not None and node["name"] in loop.items]


def _start(run: Operation, plan: DagPlan, loop: Loop, name: str, group_name: str, group_id: str) -> bool:
    if not start_task(run, plan, name, loop.items[name], group_id):
        return False
    run.table.adopt(group_name, name)
    return True


def _finish(run: Operation, plan: DagPlan, task: str, loop: Loop) -> None:
    """Exit hooks of the expanded tasks, then the group's own end: that of the last task that failed."""
    step, names = plan.tasks[task], list(loop.items)
    exit_only = _exit_only(step)
    while loop.cursor < len(names):
        child = run.table.named(names[loop.cursor])
        if child is None or not nodes.fulfilled(child):
            return
        if exit_only and not hooks.run_step_hooks(run, plan.frame, child, exit_only, step, plan.scope):
            return
        loop.cursor += 1
    failed = [phase for phase in (_phase(run, name) for name in names) if phase in phases.UNSUCCESSFUL]
    group = run.table.mark(plan.node_name(task), failed[-1] if failed else phases.SUCCEEDED, run.now)
    if step.get("hooks") or step.get("onExit"):
        # The group's own hooks come with the next pass, as long as the DAG is still at work then.
        run.memory.revisit.add(group["id"])


def _phase(run: Operation, name: str) -> str:
    node: Node | None = run.table.named(name)
    return node["phase"] if node is not None else ""


def _exit_only(step: JsonObject) -> JsonObject:
    exit_hook = mapping(mapping(step, "hooks"), hooks.EXIT)
    if not exit_hook and not text(step, "onExit"):
        return {}
    return {"onExit": text(step, "onExit"), "hooks": {hooks.EXIT: exit_hook} if exit_hook else {}}
