"""Steps templates: groups one after another."""

from __future__ import annotations

from dataclasses import dataclass, field

from argocli.engine import nodes
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.running import daemons, fail_fast, memo
from argocli.engine.running.call import Call, Plan, Prepared
from argocli.engine.running.call_nodes import node_error, start_node
from argocli.engine.running.frame import Frame
from argocli.engine.running.step_group import Group, members_of, run_group
from argocli.engine.shared import Shared
from argocli.engine.templates import outputs
from argocli.engine.templates.loops import LoopError, is_loop
from argocli.engine.templates.members import add_loop, add_node
from argocli.engine.templates.substitution import body_scope
from argocli.expr.tags import ScopeValue
from argocli.model import phases
from argocli.model.values import JsonObject, text
from argocli.model.workflow import Node


@dataclass(slots=True)
class StepsPlan(Plan):
    """A steps template at work: which group it has come to, and what the groups before have produced."""

    frame: Frame
    groups: list[list[JsonObject]]
    scope: dict[str, ScopeValue]
    index: int = 0
    group: Group = field(default_factory=Group)


def run_steps(run: Run, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """Run or continue the groups of a steps template. Raises ExecutionError."""
    if node is None:
        node = start_node(run, call, nodes.STEPS, phases.RUNNING, template=prepared.template)
    elif node["phase"] == phases.PENDING:
        node = run.table.mark(call.name, phases.RUNNING)
    plan = run.memory.plans.get(node["id"])
    if not isinstance(plan, StepsPlan):
        plan = _plan(run.shared, call, prepared, node)
        run.memory.plans[node["id"]] = plan
    while plan.index < len(plan.groups):
        name = f"{call.name}[{plan.index}]"
        plan.scope.update(run.shared.moving())
        _link_group(run, plan.frame, call.name, plan.index)
        state = run_group(run, plan.frame, plan.group, name, plan.groups[plan.index], plan.scope)
        if not nodes.fulfilled(state):
            fail_fast.look_again(run.agenda, run.table, node["id"], prepared.template)
            return run.table.named(call.name)
        if state["phase"] in phases.UNSUCCESSFUL:
            _set_outbound(run.table, call.name, name)
            daemons.end_in(run, node)
            return run.table.mark(call.name, phases.FAILED, state.get("message", ""))
        try:
            _publish(run, name, plan.groups[plan.index], plan.scope)
        except LoopError as error:
            raise node_error(run.table, node, str(error)) from error
        plan.index += 1
        plan.group = Group()
    return _finish(run, call, prepared, plan)


def _plan(shared: Shared, call: Call, prepared: Prepared, node: Node) -> StepsPlan:
    template = prepared.template
    frame = Frame.of(call, prepared, node["id"], "steps")
    return StepsPlan(prepared, frame, _groups(template), body_scope(template, shared.variables))


def _finish(run: Run, call: Call, prepared: Prepared, plan: StepsPlan) -> Node | None:
    if plan.groups:
        _set_outbound(run.table, call.name, f"{call.name}[{len(plan.groups) - 1}]")
    node = run.table.named(call.name)
    assert node is not None
    daemons.end_in(run, node)
    ended = outputs.succeed_with(run.table, run.shared, call.name, prepared.template, plan.scope)
    return memo.save(run, ended)


def _groups(template: JsonObject) -> list[list[JsonObject]]:
    groups = template.get("steps")
    found = groups if isinstance(groups, list) else []
    return [[step for step in group if isinstance(step, dict)] if isinstance(group, list) else [] for group in found]


def _link_group(run: Run, frame: Frame, parent: str, index: int) -> None:
    """The group's node, hung below what the previous group ended in."""
    name = f"{parent}[{index}]"
    group = run.table.named(name)
    if group is not None:
        if not nodes.fulfilled(group) and group["phase"] != phases.RUNNING:
            run.table.mark(name, phases.RUNNING)
        return
    call = Call(name, {}, frame.prepared.base, boundary=frame.boundary)
    start_node(run, call, nodes.STEP_GROUP, phases.RUNNING)
    if index == 0:
        graph.adopt(run.table, parent, name)
        return
    previous = f"{parent}[{index - 1}]"
    earlier = run.table.named(previous)
    assert earlier is not None
    children = members_of(run.table, earlier)
    for child in children:
        graph.hang_below(run.table, child, name)
    if not children:
        graph.adopt(run.table, previous, name)


def _publish(run: Run, group: str, steps: list[JsonObject], scope: dict[str, ScopeValue]) -> None:
    """What later groups can refer to."""
    group_node = run.table.named(group)
    assert group_node is not None
    for step in steps:
        name = text(step, "name")
        prefix = f"steps.{name}"
        child = run.table.named(f"{group}.{name}")
        if child is not None:
            add_node(run, scope, prefix, child, step)
            if is_loop(step):
                add_loop(run.library, scope, prefix, None, [], step)
            continue
        items = graph.expanded(run.table, group_node, f"{group}.{name}")
        add_loop(run.library, scope, prefix, group_node, items, step)


def _set_outbound(table: NodeTable, parent: str, group: str) -> None:
    state = table.named(group)
    if state is not None:
        graph.end_in(table, parent, members_of(table, state))
