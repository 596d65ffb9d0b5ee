"""A loop in a dag template: its task group, the expanded tasks, their exit hooks, and the group's own end."""

from __future__ import annotations

import heapq

from argocli.engine import nodes
from argocli.engine.agenda import Agenda
from argocli.engine.dag.plan import DagPlan, Loop
from argocli.engine.dag.scope import task_scope
from argocli.engine.dag.start import link, start_task
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.running import hooks
from argocli.engine.running.call_nodes import start_node
from argocli.engine.running.frame import PROBLEMS
from argocli.engine.templates.loops import LoopError, expand
from argocli.expr.tags import ScopeValue
from argocli.model import phases
from argocli.model.values import JsonObject, text
from argocli.model.workflow import Node

_EMPTY_LOOP = "Skipped, empty params"


def begin(run: Run, plan: DagPlan, task: str, step: JsonObject, scope: dict[str, ScopeValue], *, proceed: bool) -> None:
    """Expand a loop and start its tasks; an empty one is skipped. Raises LoopError."""
    name = plan.shape.node_name(task)
    group = run.table.named(name)
    try:
        items = expand(step, scope, lenient=not proceed)
    except LoopError:
        if proceed:
            raise
        items = []
    if not items:
        if group is None:
            start_node(run, plan.frame.call(name, step), nodes.SKIPPED, phases.SKIPPED, message=_EMPTY_LOOP)
            link(run.table, plan.shape, task)
        return
    if group is None:
        group = start_node(run, plan.frame.call(name, step), nodes.TASK_GROUP, phases.RUNNING)
        link(run.table, plan.shape, task)
    elif group["phase"] == phases.PENDING:
        group = run.table.mark(name, phases.RUNNING)
    run.agenda.visit(group["id"], plan.frame.boundary)
    steps = {f"{plan.shape.name}.{text(item.step, 'name')}": item.step for item in items}
    plan.loops[task] = Loop(steps, list(steps), list(steps))
    advance(run, plan, task)


def advance(run: Run, plan: DagPlan, task: str) -> None:
    """Visit the expanded tasks that are new, that something has happened to, or that a limit has held back so far."""
    loop, group_name = plan.loops[task], plan.shape.node_name(task)
    group_id = run.table.id_of(group_name)
    fresh, loop.fresh = loop.fresh, []
    visited: list[str] = []
    for name in fresh or _touched(run.agenda, run.table, loop, group_id):
        if _start(run, plan, loop, name, group_name, group_id):
            visited.append(name)
        else:
            loop.held.append(name)
    while not fresh and loop.held and _start(run, plan, loop, loop.held[0], group_name, group_id):
        visited.append(loop.held.popleft())
    left = _exit_hooks(run, plan, task, loop, visited)
    if loop.held:
        plan.hold(task)
    elif left:
        _finish(run.table, plan, task, loop)


def _touched(agenda: Agenda, table: NodeTable, loop: Loop, group_id: str) -> list[str]:
    found = (table.get(node_id) for node_id in agenda.members(group_id))
    return [node["name"] for node in found if node is not None and node["name"] in loop.items]


def _start(run: Run, plan: DagPlan, loop: Loop, name: str, group_name: str, group_id: str) -> bool:
    if not start_task(run, plan, name, loop.items[name], group_id):
        return False
    graph.adopt(run.table, group_name, name)
    return True


def _exit_hooks(run: Run, plan: DagPlan, task: str, loop: Loop, visited: list[str]) -> bool:
    """The exit hooks of the expanded tasks that have ended, in order: one at work keeps those after it from starting.
    True where none is left."""
    if not hooks.exit_only(plan.shape.tasks[task]):
        return True
    loop.places = loop.places or {name: place for place, name in enumerate(loop.names)}
    for name in visited:
        node = run.table.named(name)
        if node is not None and nodes.completed(node):
            heapq.heappush(loop.leaving, loop.places[name])
    scope = task_scope(run, plan, task) if loop.leaving else {}
    while loop.leaving:
        node = run.table.named(loop.names[loop.leaving[0]])
        assert node is not None
        step = hooks.exit_only(loop.items[node["name"]])
        try:
            if not hooks.run_hooks(run, plan.frame, node, step, scope):
                _postpone_after(run.agenda, run.table, loop)
                return False
        except PROBLEMS as error:
            run.table.mark(node["name"], phases.ERROR, str(error))
        place = heapq.heappop(loop.leaving)
        while loop.leaving and loop.leaving[0] == place:
            heapq.heappop(loop.leaving)
    return True


def _postpone_after(agenda: Agenda, table: NodeTable, loop: Loop) -> None:
    """Exit hooks behind one at work that have news are driven on as soon as it has ended."""
    for place in loop.leaving[1:]:
        node_id = table.id_of(loop.names[place])
        if place != loop.leaving[0] and node_id in agenda.touched:
            agenda.postpone(node_id)


def _finish(table: NodeTable, plan: DagPlan, task: str, loop: Loop) -> None:
    """The group's own end, once all expanded tasks have come to theirs: that of the last task that failed."""
    while loop.cursor < len(loop.names):
        child = table.named(loop.names[loop.cursor])
        if child is None or not nodes.fulfilled(child):
            return
        loop.cursor += 1
    failed = [phase for phase in (_phase(table, name) for name in loop.names) if phase in phases.UNSUCCESSFUL]
    table.mark(plan.shape.node_name(task), failed[-1] if failed else phases.SUCCEEDED)


def _phase(table: NodeTable, name: str) -> str:
    node: Node | None = table.named(name)
    return node["phase"] if node is not None else ""
