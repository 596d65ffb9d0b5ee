"""DAG templates: every task as soon as what it depends on allows it."""

from __future__ import annotations

import heapq

from argocli.engine import nodes
from argocli.engine.dag import depends
from argocli.engine.dag.assess import assess, heal, result_of
from argocli.engine.dag.loop import advance, begin
from argocli.engine.dag.plan import DagPlan
from argocli.engine.dag.scope import check_results, outputs_scope, task_scope
from argocli.engine.dag.shape import shape_of
from argocli.engine.dag.start import link, start_task
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.running import daemons, fail_fast, hooks, memo
from argocli.engine.running.call import Call, Prepared
from argocli.engine.running.call_nodes import fail_call, node_error, start_node
from argocli.engine.running.frame import PROBLEMS, Frame
from argocli.engine.templates import outputs
from argocli.engine.templates.loops import LoopError, is_loop
from argocli.engine.templates.references import resolve_step
from argocli.engine.templates.substitution import body_scope
from argocli.expr.tags import Unresolved
from argocli.model import phases
from argocli.model.workflow import Node

_PREFIXES = ("tasks",)
_OMITTED = "omitted: depends condition not met"


def run_dag(run: Run, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """Run or continue the tasks of a dag template. Raises ExecutionError."""
    template = prepared.template
    if node is None:
        node = start_node(run, call, nodes.DAG, phases.RUNNING, template=template)
    elif node["phase"] == phases.PENDING:
        node = run.table.mark(call.name, phases.RUNNING)
    plan = run.memory.plans.get(node["id"])
    if not isinstance(plan, DagPlan):
        plan = run.memory.plans[node["id"]] = _plan(run, call, prepared, node)
    plan.scope.update(run.shared.moving())
    _visit(run, plan)
    node = run.table.named(call.name) or node
    if node["phase"] in phases.FULFILLED:
        return node
    fail_fast.look_again(run.agenda, run.table, node["id"], template)
    if len(plan.done) < len(plan.created) and not run.given.shutdown:
        return node
    phase = assess(run.given, run.table, node, call, plan)
    if phase == phases.RUNNING:
        return run.table.named(call.name)
    return _end(run, call, plan, node, phase)


def _plan(run: Run, call: Call, prepared: Prepared, node: Node) -> DagPlan:
    """Of a template that has not been visited yet: everything is to be looked at."""
    frame = Frame.of(call, prepared, node["id"], "tasks")
    shape = shape_of(prepared.template, call.name, run.table.id_of)
    scope = body_scope(prepared.template, run.shared.variables)
    return DagPlan(prepared, frame, scope, shape, queue=list(range(len(shape.order))))


def _end(run: Run, call: Call, plan: DagPlan, node: Node, phase: str) -> Node:
    daemons.end_in(run, node)
    _set_outbound(run.table, plan, node)
    if phase != phases.SUCCEEDED:
        return run.table.mark(call.name, phase)
    template = plan.prepared.template
    try:
        scope = outputs_scope(run, plan, template)
    except LoopError as error:
        raise node_error(run.table, node, str(error)) from error
    ended = outputs.succeed_with(run.table, run.shared, call.name, template, scope)
    return memo.save(run, ended)


def _visit(run: Run, plan: DagPlan) -> None:
    """Every task that is new, that something has happened to, or whose dependencies are done now; in order. Then, as
    far as the limits allow, those held back so far."""
    boundary = plan.frame.boundary
    touched = (plan.shape.node_ids.get(node_id) for node_id in run.agenda.members(boundary))
    plan.enqueue(task for task in touched if task is not None)
    unresolved, plan.unresolved = plan.unresolved, set()
    plan.enqueue(unresolved)
    held, plan.held = plan.held, []
    _drain(run, plan)
    while held:
        _look_at(run, plan, plan.shape.order[heapq.heappop(held)])
        if plan.held:
            break
        _drain(run, plan)
    for position in held:
        heapq.heappush(plan.held, position)
    if plan.held or plan.unresolved:
        run.agenda.look_again(boundary)


def _drain(run: Run, plan: DagPlan) -> None:
    while (task := plan.next()) is not None:
        _look_at(run, plan, task)


def _look_at(run: Run, plan: DagPlan, task: str) -> None:
    name = plan.shape.node_name(task)
    before = run.table.named(name)
    _run_task(run, plan, task)
    node = run.table.named(name)
    if node is None:
        return
    if task not in plan.loops:
        node = heal(run.table, node)
    if before is None or before["phase"] != node["phase"]:
        _hooks_after(run, plan, task, node)
    _after(run.table, plan, task, run.table.named(name) or node)


def _hooks_after(run: Run, plan: DagPlan, task: str, node: Node) -> None:
    """Hooks that this very visit calls for: at once where the DAG may end with the task, else in the next pass, if the
    DAG is still at work then."""
    step = plan.shape.tasks[task]
    if node["phase"] == phases.PENDING or not (step.get("hooks") or step.get("onExit")):
        return
    if plan.shape.is_target(task):
        _hooks(run, plan, task, node)
    else:
        run.agenda.look_again(node["id"])
        run.orders.wake(run.given.now)


def _after(table: NodeTable, plan: DagPlan, task: str, node: Node) -> None:
    """What the visit of a task means for those that depend on it."""
    plan.created.add(task)
    if nodes.fulfilled(node) and graph.hooks_fulfilled(table, node):
        check_results(table, plan, task, node)
        plan.enqueue(plan.finish(task))
    else:
        plan.done.discard(task)


def _run_task(run: Run, plan: DagPlan, task: str) -> None:
    step, name = plan.shape.tasks[task], plan.shape.node_name(task)
    node = run.table.named(name)
    if node is not None and (nodes.fulfilled(node) or node["phase"] == phases.RUNNING):
        if not _hooks(run, plan, task, node):
            run.agenda.postpone(node["id"])
            return
        if nodes.fulfilled(run.table.named(name) or node) and not node.get("daemoned"):
            return
    if node is None and plan.shape.needed[task] and not _proceeds(run, plan, task):
        return
    if task in plan.loops:
        advance(run, plan, task)
        return
    if task in plan.resolved:
        _start(run, plan, task)
        return
    try:
        _resolve_and_start(run, plan, task)
    except Unresolved:
        plan.unresolved.add(task)
    except PROBLEMS as error:
        fail_call(run, plan.frame.call(name, step), str(error))
        link(run.table, plan.shape, task)


def _passed_over(table: NodeTable, plan: DagPlan, task: str, node: Node) -> bool:
    """Nothing leads back to a task once all that depend on it are over: no hook of it starts any more."""
    if plan.shape.is_target(task) or not nodes.fulfilled(node) or not graph.hooks_fulfilled(table, node):
        return False
    others = (table.named(plan.shape.node_name(other)) for other in plan.shape.dependants[task])
    return all(other is not None and nodes.fulfilled(other) for other in others)


def _proceeds(run: Run, plan: DagPlan, task: str) -> bool:
    """Whether the dependencies are done and let the task run; where they do not, its node says so."""
    if not plan.ready(task):
        return False
    step, name = plan.shape.tasks[task], plan.shape.node_name(task)
    call = plan.frame.call(name, step)
    results: dict[str, depends.TaskResult] = {}
    for other in plan.shape.needed[task]:
        state = run.table.named(plan.shape.node_name(other))
        if state is None:
            return False
        results[other] = result_of(run.table, state)
    try:
        proceed = depends.evaluate(depends.depends_text(step, plan.shape.tasks), results)
    except depends.DependsError as error:
        fail_call(run, call, str(error))
        link(run.table, plan.shape, task)
        return False
    if not proceed:
        start_node(run, call, nodes.SKIPPED, phases.OMITTED, message=_OMITTED)
        link(run.table, plan.shape, task)
    return proceed


def _resolve_and_start(run: Run, plan: DagPlan, task: str) -> None:
    source = plan.shape.tasks[task]
    scope = task_scope(run, plan, task)
    step, proceed = resolve_step(source, scope, _PREFIXES)
    if is_loop(step):
        begin(run, plan, task, step, scope, proceed=proceed)
        return
    plan.resolved[task] = step
    _start(run, plan, task)


def _start(run: Run, plan: DagPlan, task: str) -> None:
    name = plan.shape.node_name(task)
    known = run.table.named(name) is not None
    if not start_task(run, plan, name, plan.resolved[task]):
        plan.hold(task)
        return
    if not known:
        link(run.table, plan.shape, task)
    node = run.table.named(name)
    if node is not None and nodes.completed(node):
        _hooks(run, plan, task, node, exit_only=True)


def _hooks(run: Run, plan: DagPlan, task: str, node: Node, *, exit_only: bool = False) -> bool:
    """Whether no hook of the task holds it; starts those whose time has come."""
    source = plan.shape.tasks[task]
    step = hooks.exit_only(source) if exit_only else source
    if not step.get("hooks") and not step.get("onExit"):
        return True
    if _passed_over(run.table, plan, task, node):
        return True
    try:
        scope = task_scope(run, plan, task)
        return hooks.run_hooks(run, plan.frame, node, step, scope)
    except Unresolved:
        run.agenda.look_again(node["id"])
        return False
    except PROBLEMS as error:
        run.table.mark(node["name"], phases.ERROR, str(error))
        return True


def _set_outbound(table: NodeTable, plan: DagPlan, node: Node) -> None:
    reached = (table.named(plan.shape.node_name(target)) for target in plan.shape.targets)
    graph.end_in(table, node["name"], [state for state in reached if state is not None])
