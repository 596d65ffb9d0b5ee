"""Steps templates: groups one after another, the steps of a group side by side."""

from __future__ import annotations

import json

from argocli.engine import calls, graph, hooks, nodes, outputs
from argocli.engine import scope as scopes
from argocli.engine.loops import LoopError, expand
from argocli.engine.operation import Call, ExecutionError, Operation, ParallelismReached, Prepared, TemplateTimedOut
from argocli.engine.substitution import body_scope
from argocli.expr.expression import ExpressionError
from argocli.expr.govaluate import WhenError
from argocli.expr.tags import ScopeValue, SubstitutionError, Unresolved
from argocli.model import phases
from argocli.model.values import JsonObject, text
from argocli.model.workflow import Node

_PREFIXES = ("steps",)
_EMPTY_LOOP = "Skipped, empty params"

# Anything that makes a group end as Error with its text.
PROBLEMS = (SubstitutionError, ExpressionError, WhenError, LoopError, ExecutionError)


def run_steps(run: Operation, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """Run or continue the groups of a steps template. Raises ExecutionError."""
    template = prepared.template
    if node is None:
        node = run.start(call, nodes.STEPS, phases.RUNNING, template=template)
        node.pop("progress", None)
    run.boundary_templates[node["id"]] = template
    scope = body_scope(template, run.globals)
    frame = calls.Frame(call, prepared, node["id"], "steps", json.dumps(template))
    previous: str | None = None
    for index, group in enumerate(_groups(template)):
        name = f"{call.name}[{index}]"
        scope.update(shared_outputs(run))
        _link_group(run, call.name, previous, name, node)
        state = _run_group(run, frame, name, group, scope)
        if not nodes.fulfilled(state):
            return run.table.named(call.name)
        if state["phase"] in phases.UNSUCCESSFUL:
            _set_outbound(run, call.name, name)
            hooks.end_boundary(run, node)
            return run.table.mark(call.name, phases.FAILED, run.now, state.get("message", ""))
        try:
            _publish(run, name, group, scope)
        except LoopError as error:
            run.table.mark(name, phases.ERROR, run.now, str(error))
            _set_outbound(run, call.name, name)
            run.table.mark(call.name, phases.ERROR, run.now, str(error))
            raise ExecutionError(str(error)) from error
        previous = name
    return _finish(run, call, template, scope, previous)


def _finish(
    run: Operation, call: Call, template: JsonObject, scope: dict[str, ScopeValue], last: str | None
) -> Node | None:
    if last is not None:
        _set_outbound(run, call.name, last)
    node = run.table.named(call.name)
    assert node is not None
    hooks.end_boundary(run, node)
    return outputs.succeed_with(run, call.name, template, scope)


def _groups(template: JsonObject) -> list[list[JsonObject]]:
    groups = template.get("steps")
    found = groups if isinstance(groups, list) else []
    return [[step for step in group if isinstance(step, dict)] if isinstance(group, list) else [] for group in found]


def _link_group(run: Operation, parent: str, previous: str | None, name: str, boundary: Node) -> None:
    """The group's node, hung below what the previous group ended in."""
    group = run.table.named(name)
    if group is not None:
        if not nodes.fulfilled(group) and group["phase"] != phases.RUNNING:
            run.table.mark(name, phases.RUNNING, run.now)
        return
    scope = boundary.get("templateScope", "")
    call = Call(name, {}, calls.labelled(run.base, scope), boundary=boundary["id"])
    run.start(call, nodes.STEP_GROUP, phases.RUNNING)
    if previous is None:
        run.table.adopt(parent, name)
        return
    earlier = run.table.named(previous)
    assert earlier is not None
    children = _members(run, earlier)
    for child in children:
        for end in graph.outbound(run.table, child):
            found = run.table.get(end)
            if found is not None:
                run.table.adopt(found["name"], name)
    if not children:
        run.table.adopt(previous, name)


def _run_group(
    run: Operation, frame: calls.Frame, name: str, group: list[JsonObject], scope: dict[str, ScopeValue]
) -> Node:
    state = run.table.named(name)
    assert state is not None
    if nodes.fulfilled(state) and (state["phase"] in phases.UNSUCCESSFUL or _settled(run, state)):
        return state
    try:
        steps = _expand_group(run, frame, name, group, scope)
    except Unresolved as missing:
        run.waiting.append(str(missing))
        return state
    except PROBLEMS as error:
        return run.table.mark(name, phases.ERROR, run.now, f"failed to resolve references: {error}")
    for step, source in steps:
        problem = _start_step(run, frame, name, step, source)
        if problem is not None:
            phase, message = problem
            return run.table.mark(name, phase, run.now, message)
    return _assess_group(run, frame, name, dict_of(steps, name), scope)


def _members(run: Operation, group: Node) -> list[Node]:
    """The steps of a group; where it has none, the next group hangs below it and is no member."""
    return [child for child in run.table.children(group) if child["type"] != nodes.STEP_GROUP]


def shared_outputs(run: Operation) -> dict[str, ScopeValue]:
    """Global outputs as they stand now: members that ended in this pass may have added some."""
    return {key: value for key, value in run.globals.items() if key.startswith("workflow.outputs.")}


def _settled(run: Operation, group: Node) -> bool:
    """Nothing of the group is at work any more, hooks neither; later groups that hang below it do not count."""
    children = _members(run, group)
    return all(nodes.fulfilled(child) and graph.hooks_fulfilled(run.table, child) for child in children)


def dict_of(steps: list[tuple[JsonObject, JsonObject]], group: str) -> dict[str, tuple[JsonObject, JsonObject]]:
    """Resolved steps by the name of their node, each with the step as it stands in the template."""
    return {f"{group}.{text(step, 'name')}": (step, source) for step, source in steps}


def _expand_group(
    run: Operation, frame: calls.Frame, name: str, group: list[JsonObject], scope: dict[str, ScopeValue]
) -> list[tuple[JsonObject, JsonObject]]:
    """The steps to run, loops expanded, each beside the step as the template has it."""
    resolved = [(source, *scopes.resolve_step(source, scope, _PREFIXES)) for source in group]
    steps: list[tuple[JsonObject, JsonObject]] = []
    for source, step, proceed in resolved:
        if not scopes.is_loop(step):
            steps.append((step, source))
            continue
        try:
            items = expand(step, scope, lenient=not proceed)
        except LoopError as error:
            if proceed:
                run.table.mark(name, phases.ERROR, run.now, str(error))
                raise GroupFailed(str(error)) from error
            items = []
        if not items:
            child = f"{name}.{text(step, 'name')}"
            if run.table.named(child) is None:
                run.start(frame.call(child, step), nodes.SKIPPED, phases.SKIPPED, message=_EMPTY_LOOP)
                run.table.adopt(name, child)
            continue
        steps.extend((item.step, source) for item in items or ())
    return steps


class GroupFailed(ExecutionError):
    """A loop of the group cannot be expanded; the group is marked."""


def _start_step(
    run: Operation, frame: calls.Frame, group: str, step: JsonObject, source: JsonObject
) -> tuple[str, str] | None:
    """Run one step; phase and message that the group has to end with, None where it goes on."""
    name = f"{group}.{text(step, 'name')}"
    call = frame.call(name, step)
    condition = text(step, "when")
    node = run.table.named(name)
    if condition and (node is None or node["type"] == nodes.SKIPPED):
        try:
            proceed = calls.should_run(condition)
        except WhenError as error:
            run.fail_call(call, str(error))
            run.table.adopt(group, name)
            return phases.ERROR, str(error)
        if not proceed:
            if node is None:
                message = f"when '{condition}' evaluated false"
                run.start(call, nodes.SKIPPED, phases.SKIPPED, message=message)
                run.table.adopt(group, name)
            return None
    try:
        run.execute(run, call)
    except ParallelismReached:
        pass
    except TemplateTimedOut:
        run.table.adopt(group, name)
        return phases.FAILED, "timeout"
    except ExecutionError as error:
        run.table.adopt(group, name)
        return phases.ERROR, f"step group deemed errored due to child {name} error: {error}"
    if run.table.named(name) is not None:
        run.table.adopt(group, name)
    return None


def _assess_group(
    run: Operation,
    frame: calls.Frame,
    name: str,
    steps: dict[str, tuple[JsonObject, JsonObject]],
    scope: dict[str, ScopeValue],
) -> Node:
    """Hooks of the children, then the group's own outcome."""
    group = run.table.named(name)
    assert group is not None
    if group["phase"] in phases.FULFILLED and group["phase"] in phases.UNSUCCESSFUL:
        return group
    complete = all(run.table.named(child) is not None for child in steps)
    for child in _members(run, group):
        step, source = steps.get(child["name"], ({}, {}))
        try:
            if not hooks.run_step_hooks(run, frame, child, step, source, scope):
                complete = False
                break
        except PROBLEMS as error:
            return run.table.mark(name, phases.ERROR, run.now, str(error))
        if not nodes.fulfilled(run.table.get(child["id"]) or child):
            complete = False
    group = run.table.named(name)
    assert group is not None
    if not complete:
        if nodes.fulfilled(group):
            return run.table.mark(name, phases.RUNNING, run.now)
        return group
    for child in _members(run, group):
        if child["phase"] in phases.UNSUCCESSFUL:
            step, _ = steps.get(child["name"], ({}, {}))
            if not calls.continues_on(step, child["phase"]):
                return run.table.mark(name, phases.FAILED, run.now, f"child '{child['id']}' failed")
    return run.table.mark(name, phases.SUCCEEDED, run.now)


def _publish(run: Operation, group: str, steps: list[JsonObject], scope: dict[str, ScopeValue]) -> None:
    """What later groups can refer to."""
    group_node = run.table.named(group)
    assert group_node is not None
    for step in steps:
        name = text(step, "name")
        prefix = f"steps.{name}"
        child = run.table.named(f"{group}.{name}")
        if child is not None:
            scopes.add_node(run, scope, prefix, child, step)
            if scopes.is_loop(step):
                scopes.add_loop(run, scope, prefix, None, [], step)
            continue
        lead = f"{group}.{name}("
        children = [node for node in run.table.children(group_node) if node["name"].startswith(lead)]
        scopes.add_loop(run, scope, prefix, group_node, children, step)


def _set_outbound(run: Operation, parent: str, group: str) -> None:
    state = run.table.named(group)
    node = run.table.named(parent)
    if state is None or node is None:
        return
    ends: dict[str, None] = {}
    for child in _members(run, state):
        ends.update(dict.fromkeys(graph.outbound(run.table, child)))
    if list(ends) != node.get("outboundNodes", []):
        run.table.edit(node["id"])["outboundNodes"] = list(ends)
