"""What a task of a dag template can refer to: the tasks it depends on, directly or not, as far as its text names
them."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable

from argocli.engine import nodes
from argocli.engine.dag.depends import dependencies_of
from argocli.engine.dag.plan import DagPlan
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.templates.loops import LoopError, aggregate, is_loop
from argocli.engine.templates.members import add_loop, add_node
from argocli.expr.tags import ScopeValue
from argocli.model.values import JsonObject, mapping
from argocli.model.workflow import Node

_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
# Ways of referring to a task other than by its name written out.
_COMPUTED = re.compile(r"tasks(?!\s*(?:\.|\?\.|\[\s*\\?[\"'])|[\w-])|\{\{[^}]*\{\{|\$env")


def task_scope(run: Run, plan: DagPlan, task: str) -> dict[str, ScopeValue]:
    """The scope of one task. Raises LoopError where a loop it depends on has results that are no JSON."""
    for name, reason in plan.broken.items():
        if plan.shape.is_ancestor(name, task):
            raise LoopError(reason)
    written = json.dumps(plan.shape.tasks[task])
    named = _mentioned(written, plan.shape.tasks)
    names = plan.shape.order if named is None else named
    scope = _scope(
        run, plan, (name for name in names if name in plan.shape.position and plan.shape.is_ancestor(name, task))
    )
    return _with_any(run, plan, scope, written, dependencies_of(plan.shape.tasks[task], plan.shape.tasks))


def outputs_scope(run: Run, plan: DagPlan, template: JsonObject) -> dict[str, ScopeValue]:
    """The scope of the template's own outputs. Raises LoopError."""
    for reason in plan.broken.values():
        raise LoopError(reason)
    declared = mapping(template, "outputs")
    if not declared:
        return plan.scope
    written = json.dumps(declared)
    named = _mentioned(written, plan.shape.tasks)
    scope = _scope(run, plan, plan.shape.tasks if named is None else named)
    return _with_any(run, plan, scope, written, plan.shape.tasks)


def _with_any(
    run: Run, plan: DagPlan, scope: dict[str, ScopeValue], written: str, tasks: Iterable[str]
) -> dict[str, ScopeValue]:
    """Where a text speaks of `tasks` but of none in scope, one of them, so that expressions know the word."""
    if "tasks" not in written or any(name.startswith("tasks.") for name in scope):
        return scope
    any_task = next((task for task in tasks if run.table.named(plan.shape.node_name(task))), None)
    return scope if any_task is None else _scope(run, plan, [any_task])


def check_results(table: NodeTable, plan: DagPlan, task: str, node: Node) -> None:
    """A finished loop whose results cannot be put together breaks every task that depends on it."""
    if node["type"] != nodes.TASK_GROUP or task in plan.done:
        return
    children = graph.expanded(table, node, node["name"])
    if not any("result" in child.get("outputs", {}) for child in children):
        return
    try:
        aggregate(children)
    except LoopError as error:
        plan.broken[task] = str(error)


def _scope(run: Run, plan: DagPlan, tasks: Iterable[str]) -> dict[str, ScopeValue]:
    scope = dict(plan.scope)
    for task in tasks:
        node = run.table.named(plan.shape.node_name(task))
        if node is None:
            continue
        prefix, step = f"tasks.{task}", plan.shape.tasks[task]
        if node["type"] == nodes.TASK_GROUP:
            items = graph.expanded(run.table, node, node["name"])
            add_loop(run.library, scope, prefix, node, items, step)
        else:
            add_node(run, scope, prefix, node, step)
            if is_loop(step) and node["type"] == nodes.SKIPPED:
                add_loop(run.library, scope, prefix, None, [], step)
    return scope


def _mentioned(source: str, names: Container[str]) -> set[str] | None:
    """Those of `names` that a text may refer to as tasks; None where it may be any."""
    if "tasks" not in source:
        return set()
    if _COMPUTED.search(source):
        return None
    words = set(_WORD.findall(source))
    return {word for word in words if word in names}
