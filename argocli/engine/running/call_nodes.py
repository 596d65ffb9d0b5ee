"""The node of a call: how it comes into being, and how it ends before anything of the call has run."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.nodes import new_node
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.running.call import Call, Prepared
from argocli.engine.signals import ExecutionError
from argocli.engine.templates import POD_BODIES, body_kind
from argocli.model import phases
from argocli.model.values import JsonObject, mapping
from argocli.model.workflow import Node

# The types of nodes of templates that do not run in a pod of their own.
_KINDS = {
    "steps": nodes.STEPS,
    "dag": nodes.DAG,
    "suspend": nodes.SUSPEND,
    "http": nodes.HTTP,
    "plugin": nodes.PLUGIN,
}


def start_node(
    run: Run, call: Call, kind: str, phase: str, *, message: str = "", template: JsonObject | None = None
) -> Node:
    """Add the node of a call. `template` is the processed one, whose inputs the node shows."""
    node = new_node(
        run.given.name,
        call.name,
        kind,
        phase,
        run.given.now,
        boundary=run.table.get(call.boundary) if call.boundary else None,
        holder=call.holder,
        scope=call.base.label,
        message=message,
        flags=call.flags,
    )
    inputs = mapping(template, "inputs") if template else {}
    if inputs.get("parameters") or inputs.get("artifacts"):
        node["inputs"] = inputs  # type: ignore[typeddict-item]  # checked by the schema before anything runs
    estimated = run.around.precedent.of(run.given.name, call.name)
    if estimated:
        node["estimatedDuration"] = estimated
    if template is not None and body_kind(template) in POD_BODIES:
        node["progress"] = "0/1"
    return run.table.add(node)


def hold_call(run: Run, call: Call, prepared: Prepared, *, retrying: bool) -> Node:
    """The node of a call that waits before it runs: Pending, of the type that it is going to have."""
    kind = nodes.RETRY if retrying else _KINDS.get(body_kind(prepared.template), nodes.POD)
    return start_node(run, call, kind, phases.PENDING, template=prepared.template)


def fail_call(run: Run, call: Call, message: str) -> Node:
    """The node of a call that cannot run: Error, and of type Skipped where it is new."""
    if run.table.named(call.name) is None:
        return start_node(run, call, nodes.SKIPPED, phases.ERROR, message=message)
    return run.table.mark(call.name, phases.ERROR, message)


def call_error(run: Run, call: Call, message: str) -> ExecutionError:
    """The same; what to raise about it."""
    fail_call(run, call, message)
    return ExecutionError(message)


def node_error(table: NodeTable, node: Node, message: str) -> ExecutionError:
    """The node is an Error with this message; what to raise about it."""
    table.mark(node["name"], phases.ERROR, message)
    return ExecutionError(message)


def stop_node(run: Run, node: Node) -> Node:
    """A node without a pod that a shutdown ends."""
    return run.table.mark(node["name"], phases.FAILED, f"Stopped with strategy '{run.given.shutdown}'")
