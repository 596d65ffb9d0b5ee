"""Lifecycle hooks and exit handlers of steps and tasks."""

from __future__ import annotations

from dataclasses import replace as with_changes

from argocli.engine import nodes
from argocli.engine.given import TERMINATE
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.running.call import Call
from argocli.engine.running.frame import Frame, member_name
from argocli.engine.signals import ExecutionError, ParallelismReached, TemplateTimedOut
from argocli.engine.templates.members import node_scope
from argocli.engine.templates.references import resolve_arguments, without_absent
from argocli.expr.expression import evaluate_bool
from argocli.expr.tags import Scope, ScopeValue, replace_value
from argocli.model import phases
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Node

EXIT = "exit"


def run_hooks(run: Run, frame: Frame, node: Node, step: JsonObject, scope: Scope) -> bool:
    """Start the hooks of a step or task whose time has come, whatever has become of it; False while one of them is at
    work. Only what has run to an end has an exit hook.

    Raises ExecutionError, SubstitutionError, ExpressionError.
    """
    declared = mapping(step, "hooks")
    if not declared and not text(step, "onExit"):
        return True
    own = _own_scope(run.table, f"{frame.kind}.{member_name(step)}", node, scope)
    finished = True
    for name, hook in declared.items():
        if name == EXIT or not isinstance(hook, dict):
            continue
        finished = _run_hook(run, frame, node, f"{node['name']}.hooks.{name}", hook, own) and finished
    if not finished or not nodes.completed(node):
        return finished
    return _run_exit_hook(run, frame, node, step, own)


def exit_only(step: JsonObject) -> JsonObject:
    """The step with no hook but the one for its end; empty where it has none."""
    exit_hook = mapping(mapping(step, "hooks"), EXIT)
    if not exit_hook and not text(step, "onExit"):
        return {}
    hooks: JsonObject = {EXIT: exit_hook} if exit_hook else {}
    return {"name": text(step, "name"), "onExit": text(step, "onExit"), "hooks": hooks}


def _own_scope(table: NodeTable, prefix: str, node: Node, scope: Scope) -> dict[str, ScopeValue]:
    """The scope of a hook: what the template knows, and the status and outputs of the step itself."""
    tried = graph.attempts(table, node) if node["type"] == nodes.RETRY else []
    own = node_scope(prefix, node, tried[-1] if tried else None)
    return {**scope, **own, f"{prefix}.status": node["phase"]}


def _run_hook(run: Run, frame: Frame, parent: Node, name: str, hook: JsonObject, scope: Scope) -> bool:
    existing = run.table.named(name)
    if existing is None:
        if not text(hook, "expression"):
            raise ExecutionError(f"Expression required for hook {name}")
        if not evaluate_bool(text(hook, "expression"), scope):
            if "workflow." in text(hook, "expression"):
                # What it asks about may come true without anything happening to the step.
                run.agenda.look_again(parent["id"])
            return True
    return _drive(run, _hook_call(frame, parent, name, hook, scope), parent)


def _run_exit_hook(run: Run, frame: Frame, parent: Node, step: JsonObject, scope: Scope) -> bool:
    name, template = f"{parent['name']}.onExit", text(step, "onExit")
    if run.given.shutdown == TERMINATE and run.table.named(name) is None:
        return True
    hook: JsonObject
    if template:
        hook = {"template": template, "arguments": mapping(run.given.spec, "arguments")}
    else:
        hook = mapping(mapping(step, "hooks"), EXIT)
        if not hook:
            return True
        gate = text(hook, "expression") if run.table.named(name) is None else ""
        if gate and not evaluate_bool(gate, scope):
            return True
        if not hook.get("arguments"):
            hook = {**hook, "arguments": mapping(run.given.spec, "arguments")}
    return _drive(run, with_changes(_hook_call(frame, parent, name, hook, scope), on_exit=True), parent, last=True)


def _hook_call(frame: Frame, parent: Node, name: str, hook: JsonObject, scope: Scope) -> Call:
    filled = replace_value(mapping(without_absent(hook, scope), "arguments"), scope)
    arguments = resolve_arguments(filled if isinstance(filled, dict) else {}, scope, drop_optional=True)
    return Call(
        name,
        {**hook, "arguments": arguments},
        frame.prepared.base,
        arguments=arguments,
        boundary=frame.boundary,
        caller=parent["id"],
        depth=frame.outer.depth + 1,
        on_exit=frame.outer.on_exit,
        hooked=True,
    )


def _drive(run: Run, call: Call, parent: Node, *, last: bool = False) -> bool:
    """Run a hook on; whether it is done. One that a limit keeps from starting is in nobody's way, but the `last` one,
    the exit hook, has to come before anything else goes on."""
    try:
        node = run.execute(run, call)
    except ParallelismReached:
        node = run.table.named(call.name)
        if node is None:
            run.agenda.look_again(parent["id"])
            return not last
    except ExecutionError as error:
        graph.adopt(run.table, parent["name"], call.name)
        if last and isinstance(error, TemplateTimedOut):
            return True
        run.table.mark(parent["name"], phases.ERROR, str(error))
        raise
    if run.table.named(call.name) is not None:
        graph.adopt(run.table, parent["name"], call.name)
    return node is not None and nodes.fulfilled(node)
