"""The workflow as a whole: how it starts, its hooks and exit handler, and how it ends."""

from __future__ import annotations

from datetime import datetime

from argocli.engine import graph, hooks, nodes
from argocli.engine.call import Call
from argocli.engine.globals import duration_text, failures_json
from argocli.engine.locks.record import recorded
from argocli.engine.locks.release import abandon
from argocli.engine.node_table import NodeTable
from argocli.engine.operation import TERMINATE, ExecutionError, Operation
from argocli.engine.pods import PodRelease
from argocli.engine.resources import add_up
from argocli.engine.scope import resolve_arguments
from argocli.engine.settings import EngineSettings
from argocli.expr.expression import ExpressionError, evaluate_bool
from argocli.expr.tags import SubstitutionError, replace_value
from argocli.model import labels, phases, timestamps
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Metadata, Node, Status

_PHASE_OF_ENTRY = {
    phases.SKIPPED: phases.SUCCEEDED,
    phases.OMITTED: phases.SUCCEEDED,
}


def postpone(status: Status, metadata: Metadata, message: str) -> None:
    """The workflow has to wait before anything of it may run."""
    status["phase"] = phases.PENDING
    status["message"] = message
    metadata["labels"] = {**metadata.get("labels", {}), labels.PHASE: phases.PENDING, labels.COMPLETED: "false"}


def start(status: Status, metadata: Metadata, now: datetime, settings: EngineSettings) -> None:
    """The workflow runs from now on."""
    status["phase"] = phases.RUNNING
    status.pop("message", None)
    status["startedAt"] = timestamps.to_text(now)
    status["finishedAt"] = None
    metadata["labels"] = {
        **metadata.get("labels", {}),
        labels.PHASE: phases.RUNNING,
        labels.COMPLETED: "false",
    }
    annotations = dict(metadata.get("annotations", {}))
    annotations.setdefault(labels.POD_NAME_FORMAT, settings.pod_names)
    metadata["annotations"] = annotations


def finish(status: Status, metadata: Metadata, table: NodeTable, phase: str, message: str, now: datetime) -> None:
    """The workflow has ended in `phase`."""
    entry = table.get(metadata["name"])
    if phase == phases.ERROR and entry is not None and entry["phase"] == phases.RUNNING:
        table.mark(metadata["name"], phases.ERROR, "Workflow operation error")
    status["phase"] = phase
    if not status.get("startedAt"):
        status["startedAt"] = timestamps.to_text(now)
    status["finishedAt"] = timestamps.to_text(now)
    if message:
        status["message"] = message
    else:
        status.pop("message", None)
    metadata["labels"] = {**metadata.get("labels", {}), labels.PHASE: phase, labels.COMPLETED: "true"}
    status["conditions"] = _with_condition(status.get("conditions", []), "Completed", "True")


def publish(status: Status, operation: Operation, stored: dict[str, JsonObject]) -> None:
    """What the pass has learnt goes into the status."""
    table = operation.table
    for node_id, progress in table.progress.settle(list(table.before)):
        node = table.get(node_id)
        if node is not None and node.get("progress", "") != progress:
            table.edit(node_id)["progress"] = progress
    used = add_up(table, status.get("resourcesDuration", {}))
    if used:
        status["resourcesDuration"] = used
    if len(table):
        status["progress"] = table.progress.total
    if operation.global_outputs:
        status["outputs"] = operation.global_outputs
    abandon(operation.locks, table)
    held = recorded(operation.locks)
    if held:
        status["synchronization"] = held
    else:
        status.pop("synchronization", None)
    if stored:
        status["storedTemplates"] = stored


def note_running_pods(status: Status, table: NodeTable) -> None:
    """Whether a pod runs, as the observation has just shown."""
    running = table.tally.whole().running_pods > 0
    status["conditions"] = _with_condition(status.get("conditions", []), "PodRunning", "True" if running else "False")


def _with_condition(conditions: list[JsonObject], kind: str, value: str) -> list[JsonObject]:
    entry: JsonObject = {"type": kind, "status": value}
    if any(condition.get("type") == kind for condition in conditions):
        return [entry if condition.get("type") == kind else condition for condition in conditions]
    return [*conditions, entry]


def conclude(run: Operation) -> tuple[str, str] | None:
    """After the entry template: hooks, exit handler, and the phase and message the workflow ends with; None while
    something is still at work."""
    entry = run.table.named(run.name)
    if entry is None:
        return None
    phase = _PHASE_OF_ENTRY.get(entry["phase"], entry["phase"])
    run.globals["workflow.status"] = phase
    if entry["phase"] in phases.FULFILLED:
        run.globals["workflow.failures"] = failures_json(run.table, run.pod_name_of)
    run.globals["workflow.duration"] = duration_text(run.workflow.get("status", Status()), run.now)
    try:
        hooks_done = _run_hooks(run, entry)
    except (ExecutionError, ExpressionError, SubstitutionError) as error:
        return phases.ERROR, str(error)
    if not hooks_done or not nodes.fulfilled(entry):
        return None
    try:
        exit_node, done = _run_exit(run)
    except (ExecutionError, ExpressionError, SubstitutionError) as error:
        return phases.ERROR, f"error in exit template execution : {error}"
    if not done:
        return None
    return _outcome(run, entry, phase, exit_node)


def _outcome(run: Operation, entry: Node, phase: str, exit_node: Node | None) -> tuple[str, str]:
    if phase in phases.UNSUCCESSFUL:
        if run.shutdown:
            return phase, f"Stopped with strategy '{run.shutdown}'"
        return phase, entry.get("message", "")
    if exit_node is not None and exit_node["phase"] in phases.UNSUCCESSFUL:
        return exit_node["phase"], exit_node.get("message", "")
    return phase, entry.get("message", "") if phase != phases.SUCCEEDED else ""


def _run_hooks(run: Operation, entry: Node) -> bool:
    """Workflow-level hooks but the exit handler; False while one is at work."""
    finished = True
    for name, hook in mapping(run.spec, "hooks").items():
        if name == hooks.EXIT or not isinstance(hook, dict):
            continue
        node_name = f"{run.name}.hooks.{name}"
        if run.table.named(node_name) is None and not _time_has_come(run, node_name, text(hook, "expression")):
            continue
        if not run.quiet(run.table.id_of(node_name)):
            _know_failures(run)
        node = run.execute(run, _call(run, node_name, hook, on_exit=False))
        graph.adopt(run.table, entry["name"], node_name)
        finished = finished and node is not None and nodes.fulfilled(node)
    return finished


def _time_has_come(run: Operation, node_name: str, expression: str) -> bool:
    if not expression:
        raise ExecutionError(f"Expression required for hook {node_name}")
    if "failures" in expression:
        _know_failures(run)
    return evaluate_bool(expression, run.globals)


def _know_failures(run: Operation) -> None:
    """While the entry template is at work only those who ask pay for the search."""
    if "workflow.failures" not in run.globals:
        run.globals["workflow.failures"] = failures_json(run.table, run.pod_name_of)


def _run_exit(run: Operation) -> tuple[Node | None, bool]:
    """The workflow's exit handler: its node, and whether the workflow may end."""
    name = f"{run.name}.onExit"
    existing = run.table.named(name)
    template = text(run.spec, "onExit")
    hook: JsonObject = {"template": template} if template else mapping(mapping(run.spec, "hooks"), hooks.EXIT)
    if not hook:
        return None, True
    if existing is None and run.shutdown == TERMINATE:
        return None, True
    if existing is None and text(hook, "expression") and not evaluate_bool(text(hook, "expression"), run.globals):
        return None, True
    if not hook.get("arguments"):
        hook = {**hook, "arguments": mapping(run.spec, "arguments")}
    node = run.execute(run, _call(run, name, hook, on_exit=True))
    return node, node is not None and nodes.fulfilled(node)


def _call(run: Operation, name: str, hook: JsonObject, *, on_exit: bool) -> Call:
    filled = replace_value(mapping(hook, "arguments"), run.globals)
    arguments = resolve_arguments(filled if isinstance(filled, dict) else {}, run.globals, drop_optional=True)
    # Hooks are children of the entry node, and a DAG is not done before all its children are.
    caller = "" if on_exit else run.name
    return Call(name, hook, run.base, arguments=arguments, caller=caller, on_exit=on_exit, hooked=True)


def end_daemons(run: Operation) -> bool:
    """Whether daemons were still alive and are being ended now."""
    alive = [node for node in run.table if node.get("daemoned")]
    for node in alive:
        hooks.end_daemon(run, node)
    return bool(alive)


def release_leftovers(run: Operation) -> None:
    """No pod outlives its workflow."""
    for node in run.table:
        observation = run.observed.get(node["id"])
        if node["type"] == nodes.POD and node["phase"] not in phases.FULFILLED and observation is not None:
            run.releases.append(PodRelease(observation.pod_name, "stop"))
    run.creates.clear()
