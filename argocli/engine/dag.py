"""DAG templates: every task as soon as what it depends on allows it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from argocli.engine import calls, dag_assess, depends, graph, hooks, nodes, outputs
from argocli.engine import scope as scopes
from argocli.engine.loops import LoopError, expand
from argocli.engine.operation import Call, ExecutionError, Operation, ParallelismReached, Prepared, TemplateTimedOut
from argocli.engine.steps import PROBLEMS, shared_outputs
from argocli.engine.substitution import body_scope
from argocli.expr.govaluate import WhenError
from argocli.expr.tags import ScopeValue, Unresolved
from argocli.model import phases
from argocli.model.values import JsonObject, mapping, objects, text
from argocli.model.workflow import Node

_PREFIXES = ("tasks",)
_EMPTY_LOOP = "Skipped, empty params"
_OMITTED = "omitted: depends condition not met"


@dataclass(slots=True)
class _Dag:
    """A dag template at work in one pass."""

    run: Operation
    frame: calls.Frame
    name: str
    tasks: dict[str, JsonObject]
    base_scope: dict[str, ScopeValue]
    visited: set[str] = field(default_factory=set)

    def node_name(self, task: str) -> str:
        return f"{self.name}.{task}"

    def node(self, task: str) -> Node | None:
        return self.run.table.named(self.node_name(task))

    def dependencies(self, task: str) -> list[str]:
        return depends.dependencies_of(self.tasks[task], self.tasks)


def run_dag(run: Operation, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """Run or continue the tasks of a dag template. Raises ExecutionError."""
    template = prepared.template
    if node is None:
        node = run.start(call, nodes.DAG, phases.RUNNING, template=template)
        node.pop("progress", None)
    run.boundary_templates[node["id"]] = template
    body = mapping(template, "dag")
    tasks = {text(task, "name"): task for task in objects(body, "tasks")}
    frame = calls.Frame(call, prepared, node["id"], "tasks", json.dumps(template))
    dag = _Dag(run, frame, call.name, tasks, body_scope(template, run.globals))
    targets = text(body, "target").split() or depends.default_targets(tasks)
    for target in targets:
        if target in tasks:
            _visit(dag, target)
    node = run.table.named(call.name) or node
    if node["phase"] in phases.FULFILLED:
        return node
    phase = dag_assess.assess(run, node, call, tasks, targets)
    if phase == phases.RUNNING:
        return run.table.named(call.name)
    hooks.end_boundary(run, node)
    _set_outbound(dag, node, targets)
    if phase != phases.SUCCEEDED:
        return run.table.mark(call.name, phase, run.now)
    try:
        scope = _scope(dag, list(tasks))
    except LoopError as error:
        run.table.mark(call.name, phases.ERROR, run.now, str(error))
        raise ExecutionError(str(error)) from error
    return outputs.succeed_with(run, call.name, template, scope)


def _visit(dag: _Dag, start: str) -> None:
    """Execute a task's ancestors, then the task; each once a pass. A stack of our own: a chain may be long."""
    stack: list[tuple[str, bool]] = [(start, False)]
    while stack:
        task, ready = stack.pop()
        if ready:
            _run_task(dag, task)
            continue
        if task in dag.visited:
            continue
        dag.visited.add(task)
        stack.append((task, True))
        stack.extend((dependency, False) for dependency in reversed(dag.dependencies(task)) if dependency in dag.tasks)


def _run_task(dag: _Dag, task: str) -> None:
    run, step, name = dag.run, dag.tasks[task], dag.node_name(task)
    node = run.table.named(name)
    needed = [dependency for dependency in dag.dependencies(task) if dependency in dag.tasks]
    if node is not None and (nodes.fulfilled(node) or node["phase"] == phases.RUNNING):
        if not _hooks(dag, task, node):
            return
        if nodes.fulfilled(run.table.named(name) or node):
            return
    call = dag.frame.call(name, step)
    if node is None and needed:
        states = [dag.node(dependency) for dependency in needed]
        if not all(state is not None and _done(run, state) for state in states):
            return
        results = {name: dag_assess.result_of(run, state) for name, state in zip(needed, states, strict=True) if state}
        try:
            proceed = depends.evaluate(depends.depends_text(step, dag.tasks), results)
        except depends.DependsError as error:
            _link(dag, task, needed)
            run.fail_call(call, str(error))
            _link(dag, task, needed)
            return
        if not proceed:
            run.start(call, nodes.SKIPPED, phases.OMITTED, message=_OMITTED)
            _link(dag, task, needed)
            return
    try:
        _run_resolved(dag, task, needed)
    except Unresolved as missing:
        run.waiting.append(str(missing))
    except PROBLEMS as error:
        run.fail_call(call, str(error))
        _link(dag, task, needed)


def _done(run: Operation, node: Node) -> bool:
    return nodes.fulfilled(node) and graph.hooks_fulfilled(run.table, node)


def _run_resolved(dag: _Dag, task: str, needed: list[str]) -> None:
    run, source, name = dag.run, dag.tasks[task], dag.node_name(task)
    scope = _scope(dag, depends.ancestors(task, dag.tasks))
    step, proceed = scopes.resolve_step(source, scope, _PREFIXES)
    if not scopes.is_loop(source):
        _start_task(dag, name, step)
        if run.table.named(name) is not None:
            _link(dag, task, needed)
        return
    group = run.table.named(name)
    try:
        items = expand(step, scope, lenient=not proceed)
    except LoopError:
        if proceed:
            raise
        items = []
    if not items:
        if group is None:
            run.start(dag.frame.call(name, step), nodes.SKIPPED, phases.SKIPPED, message=_EMPTY_LOOP)
            _link(dag, task, needed)
        return
    if group is None:
        group = run.start(dag.frame.call(name, step), nodes.TASK_GROUP, phases.RUNNING)
        group.pop("progress", None)
        _link(dag, task, needed)
    expected = []
    for item in items:
        child = f"{dag.name}.{text(item.step, 'name')}"
        expected.append(child)
        _start_task(dag, child, item.step)
        if run.table.named(child) is not None:
            run.table.adopt(name, child)
    if all(run.table.named(child) is not None for child in expected):
        _finish_group(dag, task, name, expected)


def _finish_group(dag: _Dag, task: str, name: str, children: list[str]) -> None:
    """Exit hooks of the expanded tasks, then the group's own end: that of the last child that failed."""
    run, step = dag.run, dag.tasks[task]
    phase = phases.SUCCEEDED
    for child_name in children:
        child = run.table.named(child_name)
        assert child is not None
        if not nodes.fulfilled(child):
            return
        if not hooks.run_step_hooks(run, dag.frame, child, _exit_only(step), step, dag.base_scope):
            return
        if child["phase"] in phases.UNSUCCESSFUL:
            phase = child["phase"]
    run.table.mark(name, phase, run.now)


def _exit_only(step: JsonObject) -> JsonObject:
    exit_hook = mapping(mapping(step, "hooks"), hooks.EXIT)
    return {"onExit": text(step, "onExit"), "hooks": {hooks.EXIT: exit_hook} if exit_hook else {}}


def _start_task(dag: _Dag, name: str, step: JsonObject) -> None:
    """Run one (expanded) task; every problem ends on its own node."""
    run = dag.run
    call = dag.frame.call(name, step)
    node = run.table.named(name)
    condition = text(step, "when")
    if condition and node is None:
        try:
            proceed = calls.should_run(condition)
        except WhenError as error:
            run.fail_call(call, str(error))
            return
        if not proceed:
            run.start(call, nodes.SKIPPED, phases.SKIPPED, message=f"when '{condition}' evaluated false")
            return
    try:
        run.execute(run, call)
    except ParallelismReached:
        pass
    except TemplateTimedOut:
        run.table.mark(name, phases.FAILED, run.now, "timeout")
    except ExecutionError as error:
        run.fail_call(call, f"task '{name}' errored: {error}")


def _hooks(dag: _Dag, task: str, node: Node) -> bool:
    """Whether no hook of the task holds it; starts those whose time has come."""
    step = dag.tasks[task]
    if not step.get("hooks") and not step.get("onExit"):
        return True
    try:
        scope = _scope(dag, depends.ancestors(task, dag.tasks))
        return hooks.run_step_hooks(dag.run, dag.frame, node, step, step, scope)
    except Unresolved as missing:
        dag.run.waiting.append(str(missing))
        return False
    except PROBLEMS as error:
        dag.run.table.mark(node["name"], phases.ERROR, dag.run.now, str(error))
        return True


def _link(dag: _Dag, task: str, needed: list[str]) -> None:
    """Hang the task's node below the ends of what it depends on, or below the DAG."""
    run, name = dag.run, dag.node_name(task)
    if not needed:
        run.table.adopt(dag.name, name)
        return
    for dependency in needed:
        state = dag.node(dependency)
        if state is None:
            continue
        for end in graph.outbound(run.table, state):
            found = run.table.get(end)
            if found is not None:
                run.table.adopt(found["name"], name)


def _scope(dag: _Dag, tasks: list[str]) -> dict[str, ScopeValue]:
    """What is known of these tasks, those that finished last counting last. Raises LoopError."""
    scope = {**dag.base_scope, **shared_outputs(dag.run)}
    present = [(task, dag.node(task)) for task in tasks]
    known = [(task, node) for task, node in present if node is not None]
    known.sort(key=lambda pair: pair[1].get("finishedAt") or "9999")
    for task, node in known:
        prefix, step = f"tasks.{task}", dag.tasks[task]
        if node["type"] == nodes.TASK_GROUP:
            scopes.add_loop(dag.run, scope, prefix, node, _items(dag, node), step)
        else:
            scopes.add_node(dag.run, scope, prefix, node, step)
            if scopes.is_loop(step) and node["type"] == nodes.SKIPPED:
                scopes.add_loop(dag.run, scope, prefix, None, [], step)
    return scope


def _items(dag: _Dag, group: Node) -> list[Node]:
    lead = f"{group['name']}("
    return [child for child in dag.run.table.children(group) if child["name"].startswith(lead)]


def _set_outbound(dag: _Dag, node: Node, targets: list[str]) -> None:
    ends: dict[str, None] = {}
    for target in targets:
        state = dag.node(target)
        if state is not None:
            ends.update(dict.fromkeys(graph.outbound(dag.run.table, state)))
    if list(ends) != node.get("outboundNodes", []):
        dag.run.table.edit(node["id"])["outboundNodes"] = list(ends)
