"""One group of a steps template: its steps side by side, their hooks, and what the group as a whole has come to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from argocli.engine import nodes
from argocli.engine.agenda import Agenda
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.running import hooks
from argocli.engine.running.call_nodes import fail_call, start_node
from argocli.engine.running.frame import PROBLEMS, Frame, continues_on
from argocli.engine.signals import ExecutionError, ParallelismReached, TemplateTimedOut, TooDeep
from argocli.engine.templates.loops import LoopError, expand, is_loop
from argocli.engine.templates.references import resolve_step
from argocli.expr.govaluate import WhenError, evaluate_when
from argocli.expr.tags import ScopeValue, Unresolved
from argocli.model import phases
from argocli.model.values import JsonObject, text
from argocli.model.workflow import Node

_PREFIXES = ("steps",)
_EMPTY_LOOP = "Skipped, empty params"


class GroupFailed(ExecutionError):
    """A loop of the group cannot be expanded; the group is marked."""


class _GroupEnds(Exception):
    """A step decides that the group ends now, with this phase and message."""

    def __init__(self, phase: str, message: str) -> None:
        super().__init__(message)
        self.phase = phase
        self.message = message


@dataclass(slots=True)
class Group:
    """The steps of a group by node name, resolved and with loops expanded.

    fresh: not visited yet. held: a limit holds them back. blocked: an unfinished hook makes those after it wait, the
    deferred. settled: nothing more to do.
    """

    steps: dict[str, JsonObject] = field(default_factory=dict)
    ready: bool = False
    hooked: bool = False
    fresh: list[str] = field(default_factory=list)
    held: deque[str] = field(default_factory=deque)
    blocked: set[str] = field(default_factory=set)
    deferred: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    position: dict[str, int] = field(default_factory=dict)

    def in_order(self, names: list[str]) -> list[str]:
        """These steps as the template orders them."""
        if len(names) < 2:
            return names
        if not self.position:
            self.position = {name: position for position, name in enumerate(self.steps)}
        return sorted(names, key=self.position.__getitem__)


def run_group(
    run: Run, frame: Frame, group: Group, name: str, steps: list[JsonObject], scope: dict[str, ScopeValue]
) -> Node:
    """Bring a group as far as it goes; its node as it then stands."""
    state = run.table.named(name)
    assert state is not None
    if not group.ready:
        if nodes.fulfilled(state) and (state["phase"] in phases.UNSUCCESSFUL or _at_rest(run.table, state)):
            return state
        try:
            group.steps = _expand_group(run, frame, name, steps, scope)
        except Unresolved:
            run.agenda.look_again(frame.boundary)
            return run.table.named(name) or state
        except GroupFailed:
            return run.table.named(name) or state
        except PROBLEMS as error:
            return run.table.mark(name, phases.ERROR, f"failed to resolve references: {error}")
        group.ready = True
        group.fresh = list(group.steps)
        group.hooked = any(step.get("hooks") or step.get("onExit") for step in steps)
    try:
        visited = _visit(run, frame, name, group)
        _settle(run, frame, group, visited, scope)
    except _GroupEnds as end:
        return run.table.mark(name, end.phase, end.message)
    except PROBLEMS as error:
        return run.table.mark(name, phases.ERROR, str(error))
    if group.held:
        run.agenda.look_again(frame.boundary)
    return _assess(run.table, name, group)


def members_of(table: NodeTable, group: Node) -> list[Node]:
    """The steps of a group; where it has none, the next group hangs below it and is no member."""
    return [child for child in graph.children(table, group) if child["type"] != nodes.STEP_GROUP]


def _at_rest(table: NodeTable, group: Node) -> bool:
    """Nothing of the group is at work any more, hooks neither; later groups that hang below it do not count."""
    children = members_of(table, group)
    return all(nodes.fulfilled(child) and graph.hooks_fulfilled(table, child) for child in children)


def _expand_group(
    run: Run, frame: Frame, name: str, group: list[JsonObject], scope: dict[str, ScopeValue]
) -> dict[str, JsonObject]:
    """The steps to run, loops expanded, by the name of their node."""
    resolved = [resolve_step(step, scope, _PREFIXES) for step in group]
    steps: dict[str, JsonObject] = {}
    for step, proceed in resolved:
        if not is_loop(step):
            steps[f"{name}.{text(step, 'name')}"] = step
            continue
        try:
            items = expand(step, scope, lenient=not proceed)
        except LoopError as error:
            if proceed:
                run.table.mark(name, phases.ERROR, str(error))
                raise GroupFailed(str(error)) from error
            items = []
        if not items:
            child = f"{name}.{text(step, 'name')}"
            if run.table.named(child) is None:
                start_node(run, frame.call(child, step), nodes.SKIPPED, phases.SKIPPED, message=_EMPTY_LOOP)
                graph.adopt(run.table, name, child)
            continue
        for item in items:
            steps[f"{name}.{text(item.step, 'name')}"] = item.step
    return steps


def _visit(run: Run, frame: Frame, group_name: str, group: Group) -> list[str]:
    """Run the steps that are new, that something has happened to, and as many of the held ones as the limits allow."""
    visited: list[str] = []
    for name in group.fresh or _touched(run.agenda, run.table, frame, group):
        if _start(run, frame, group_name, name, group.steps[name]):
            visited.append(name)
        else:
            group.held.append(name)
    if group.fresh:
        group.fresh = []
        return visited
    while group.held and _start(run, frame, group_name, group.held[0], group.steps[group.held[0]]):
        visited.append(group.held.popleft())
    return visited


def _touched(agenda: Agenda, table: NodeTable, frame: Frame, group: Group) -> list[str]:
    found = (table.get(node_id) for node_id in agenda.members(frame.boundary))
    return group.in_order([node["name"] for node in found if node is not None and node["name"] in group.steps])


def _start(run: Run, frame: Frame, group: str, name: str, step: JsonObject) -> bool:
    """Run one step; False where a limit holds it back before it has a node. Raises _GroupEnds."""
    call = frame.call(name, step)
    condition = text(step, "when")
    node = run.table.named(name)
    if condition and (node is None or node["type"] == nodes.SKIPPED):
        try:
            proceed = evaluate_when(condition)
        except WhenError as error:
            fail_call(run, call, str(error))
            graph.adopt(run.table, group, name)
            raise _GroupEnds(phases.ERROR, str(error)) from error
        if not proceed:
            if node is None:
                start_node(run, call, nodes.SKIPPED, phases.SKIPPED, message=f"when '{condition}' evaluated false")
                graph.adopt(run.table, group, name)
            return True
    try:
        run.execute(run, call)
    except ParallelismReached:
        if run.table.named(name) is None:
            return False
    except TooDeep:
        pass
    except TemplateTimedOut:
        graph.adopt(run.table, group, name)
        raise _GroupEnds(phases.FAILED, "timeout") from None
    except ExecutionError as error:
        graph.adopt(run.table, group, name)
        text_of = f"step group deemed errored due to child {name} error: {error}"
        raise _GroupEnds(phases.ERROR, text_of) from error
    graph.adopt(run.table, group, name)
    return True


def _settle(run: Run, frame: Frame, group: Group, visited: Iterable[str], scope: dict[str, ScopeValue]) -> None:
    """Hooks of the visited steps, in order: while a hook is at work, those of later steps are not looked at."""
    names = list(visited)
    if group.hooked:
        waiting = {*names, *group.deferred}
        names = [name for name in group.steps if name in waiting]
        group.deferred.clear()
    for name in names:
        child = run.table.named(name)
        if child is None:
            continue
        if group.hooked:
            if _behind_hook(group, name):
                group.deferred.add(name)
                if child["id"] in run.agenda.touched:
                    run.agenda.postpone(child["id"])
                continue
            if not hooks.run_hooks(run, frame, child, group.steps[name], scope):
                group.blocked.add(name)
                group.settled.discard(name)
                continue
            group.blocked.discard(name)
            child = run.table.named(name) or child
        if nodes.fulfilled(child):
            group.settled.add(name)
        else:
            group.settled.discard(name)


def _behind_hook(group: Group, name: str) -> bool:
    for other in group.steps if group.blocked else ():
        if other == name:
            return False
        if other in group.blocked:
            return True
    return False


def _assess(table: NodeTable, name: str, group: Group) -> Node:
    """What the group has come to."""
    state = table.named(name)
    assert state is not None
    if state["phase"] in phases.UNSUCCESSFUL:
        return state
    if len(group.settled) < len(group.steps) or not _all_fulfilled(table, state):
        if nodes.fulfilled(state):
            return table.mark(name, phases.RUNNING)
        return state
    for child in members_of(table, state):
        if child["phase"] in phases.UNSUCCESSFUL:
            step = group.steps.get(child["name"], {})
            if not continues_on(step, child["phase"]):
                return table.mark(name, phases.FAILED, f"child '{child['id']}' failed")
    return table.mark(name, phases.SUCCEEDED)


def _all_fulfilled(table: NodeTable, group: Node) -> bool:
    return all(nodes.fulfilled(child) for child in members_of(table, group))
