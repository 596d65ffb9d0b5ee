"""What comes after the entry template: the workflow's hooks, its exit handler, and how it ends."""

from __future__ import annotations

from functools import partial

from argocli.engine import nodes
from argocli.engine.given import TERMINATE, Given
from argocli.engine.nodes import graph
from argocli.engine.pods.identity import name_of_pod
from argocli.engine.run import Run
from argocli.engine.running import hooks
from argocli.engine.running.call import Call
from argocli.engine.shared import Shared
from argocli.engine.signals import ExecutionError, WorkflowEnds
from argocli.engine.templates.globals import duration_text, failures_json
from argocli.engine.templates.references import resolve_arguments
from argocli.expr.expression import ExpressionError, evaluate_bool
from argocli.expr.tags import SubstitutionError, replace_value
from argocli.model import phases
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Node, Status

_SKIPPED = frozenset({phases.SKIPPED, phases.OMITTED})
_PROBLEMS = (ExecutionError, ExpressionError, SubstitutionError)


def conclude(run: Run) -> None:
    """Drive hooks and exit handler on. Raises WorkflowEnds once nothing is at work any more, ParallelismReached."""
    entry = run.table.named(run.given.name)
    if entry is None:
        return
    phase = phases.SUCCEEDED if entry["phase"] in _SKIPPED else entry["phase"]
    _know_outcome(run, entry, phase)
    try:
        hooks_done = _run_hooks(run, entry)
    except _PROBLEMS as error:
        raise WorkflowEnds(phases.ERROR, str(error)) from error
    if not hooks_done or not nodes.fulfilled(entry):
        return
    try:
        exit_node, done = _run_exit(run)
    except _PROBLEMS as error:
        raise WorkflowEnds(phases.ERROR, f"error in exit template execution : {error}") from error
    if done:
        raise _ending(run.given, entry, phase, exit_node)


def let_go(run: Run) -> None:
    """No pod outlives its workflow, and none begins."""
    for node in run.table:
        observation = run.given.observed.get(node["id"])
        if node["type"] == nodes.POD and node["phase"] not in phases.FULFILLED and observation is not None:
            run.orders.stop(observation.pod_name)
    run.orders.creates.clear()


def _ending(given: Given, entry: Node, phase: str, exit_node: Node | None) -> WorkflowEnds:
    if phase in phases.UNSUCCESSFUL:
        if given.shutdown:
            return WorkflowEnds(phase, f"Stopped with strategy '{given.shutdown}'")
        return WorkflowEnds(phase, entry.get("message", ""))
    if exit_node is not None and exit_node["phase"] in phases.UNSUCCESSFUL:
        return WorkflowEnds(exit_node["phase"], exit_node.get("message", ""))
    return WorkflowEnds(phase, entry.get("message", "") if phase != phases.SUCCEEDED else "")


def _know_outcome(run: Run, entry: Node, phase: str) -> None:
    """What hooks and exit handler can ask about the workflow."""
    variables = run.shared.variables
    variables["workflow.status"] = phase
    if entry["phase"] in phases.FULFILLED:
        _know_failures(run)
    variables["workflow.duration"] = duration_text(run.given.workflow.get("status", Status()), run.given.now)


def _know_failures(run: Run) -> None:
    """While the entry template is at work only those who ask pay for the search."""
    run.shared.variables["workflow.failures"] = failures_json(run.table, partial(name_of_pod, run))


def _run_hooks(run: Run, entry: Node) -> bool:
    """Workflow-level hooks but the exit handler; False while one is at work."""
    finished = True
    for name, hook in mapping(run.given.spec, "hooks").items():
        if name == hooks.EXIT or not isinstance(hook, dict):
            continue
        node_name = f"{run.given.name}.hooks.{name}"
        if run.table.named(node_name) is None and not _time_has_come(run, node_name, text(hook, "expression")):
            continue
        if not run.agenda.quiet(run.table.id_of(node_name)):
            _know_failures_once(run)
        node = run.execute(run, _call(run, node_name, hook, on_exit=False))
        graph.adopt(run.table, entry["name"], node_name)
        finished = finished and node is not None and nodes.fulfilled(node)
    return finished


def _time_has_come(run: Run, node_name: str, expression: str) -> bool:
    if not expression:
        raise ExecutionError(f"Expression required for hook {node_name}")
    if "failures" in expression:
        _know_failures_once(run)
    return evaluate_bool(expression, run.shared.variables)


def _know_failures_once(run: Run) -> None:
    if "workflow.failures" not in run.shared.variables:
        _know_failures(run)


def _run_exit(run: Run) -> tuple[Node | None, bool]:
    """The workflow's exit handler: its node, and whether the workflow may end."""
    spec, name = run.given.spec, f"{run.given.name}.onExit"
    template = text(spec, "onExit")
    hook: JsonObject = {"template": template} if template else mapping(mapping(spec, "hooks"), hooks.EXIT)
    if not hook or (run.table.named(name) is None and not _may_exit(run.given, run.shared, text(hook, "expression"))):
        return None, True
    if not hook.get("arguments"):
        hook = {**hook, "arguments": mapping(spec, "arguments")}
    node = run.execute(run, _call(run, name, hook, on_exit=True))
    return node, node is not None and nodes.fulfilled(node)


def _may_exit(given: Given, shared: Shared, gate: str) -> bool:
    """Whether an exit handler that has not begun is to begin."""
    return given.shutdown != TERMINATE and (not gate or evaluate_bool(gate, shared.variables))


def _call(run: Run, name: str, hook: JsonObject, *, on_exit: bool) -> Call:
    filled = replace_value(mapping(hook, "arguments"), run.shared.variables)
    arguments = resolve_arguments(filled if isinstance(filled, dict) else {}, run.shared.variables, drop_optional=True)
    # Hooks are children of the entry node, and a DAG is not done before all its children are.
    caller = "" if on_exit else run.given.name
    return Call(name, hook, run.library.own, arguments=arguments, caller=caller, on_exit=on_exit, hooked=True)
