"""The Kubernetes events that a change from one status to the next one means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from argocli.engine import nodes
from argocli.model import labels, phases, timestamps
from argocli.model.pod_names import pod_name_of
from argocli.model.workflow import Node, Status, Workflow

NORMAL: Literal["Normal"] = "Normal"
WARNING: Literal["Warning"] = "Warning"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NODE_PHASES = frozenset({phases.RUNNING, *phases.COMPLETED})


class EventSettings(NamedTuple):
    """The controller's switches. `as_pod`: events of nodes are about their pods, where they have one."""

    workflows: bool = True
    nodes: bool = True
    as_pod: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """An event about the workflow (`Workflow`) or one of its pods (`Pod`)."""

    severity: Literal["Normal", "Warning"]
    reason: str
    message: str
    about_kind: Literal["Workflow", "Pod"]
    about_name: str
    namespace: str
    annotations: Mapping[str, str] = field(default_factory=dict)


_ALL = EventSettings()


def events_between(before: Workflow, after: Workflow, settings: EventSettings = _ALL) -> tuple[Event, ...]:
    """What happened from `before` to `after`, the workflow's own events first."""
    found: list[Event] = []
    if settings.workflows:
        found += _workflow_events(before.get("status", Status()), after)
    if settings.nodes:
        known = before.get("status", Status()).get("nodes", {})
        for node_id, node in after.get("status", Status()).get("nodes", {}).items():
            old = known.get(node_id)
            if old is not node:  # passes share the nodes that they leave as they are
                found += _node_events(after, old, node, settings)
    return tuple(found)


def timed_out(workflow: Workflow) -> Event:
    """Looking at the pods of a workflow took longer than a pass may take; no status tells that."""
    return _about_workflow(workflow, WARNING, "WorkflowTimedOut", "Workflow timed out")


def malformed(workflow: Workflow, reason: str) -> Event:
    """The object cannot be read as a workflow."""
    return _about_workflow(workflow, WARNING, "Malformed", reason)


def artifact_gc_failed(workflow: Workflow, reason: str) -> Event:
    """Artifacts could not be deleted."""
    return _about_workflow(workflow, WARNING, "ArtifactGCFailed", reason)


def _workflow_events(before: Status, after: Workflow) -> Iterator[Event]:
    status = after.get("status", Status())
    old, new = before.get("phase", ""), status.get("phase", "")
    if old == new:
        return
    # A workflow that has nodes did run, however briefly; one with a spec that cannot run never did.
    ran_at_once = old in ("", phases.PENDING) and new in phases.WORKFLOW_COMPLETED and bool(status.get("nodes"))
    if new == phases.RUNNING or ran_at_once:
        yield _about_workflow(after, NORMAL, "WorkflowRunning", "Workflow Running")
    if new == phases.SUCCEEDED:
        yield _about_workflow(after, NORMAL, "WorkflowSucceeded", "Workflow completed")
    elif new in phases.UNSUCCESSFUL:
        yield _about_workflow(after, WARNING, "WorkflowFailed", status.get("message", ""))


def _node_events(workflow: Workflow, old: Node | None, new: Node, settings: EventSettings) -> Iterator[Event]:
    before, phase = old["phase"] if old else phases.PENDING, new["phase"]
    if phase == before or phase not in _NODE_PHASES:
        return
    if phase in phases.COMPLETED and before == phases.PENDING:
        yield _node_event(workflow, new, phases.RUNNING, settings)
    yield _node_event(workflow, new, phase, settings)


def _node_event(workflow: Workflow, node: Node, phase: str, settings: EventSettings) -> Event:
    metadata = workflow["metadata"]
    message = f"{phase} node {node['name']}"
    if node.get("message"):
        message += f": {node['message']}"
    annotations = {
        labels.PREFIX + "node-type": node["type"],
        labels.NODE_NAME: node["name"],
        labels.NODE_ID: node["id"],
        labels.PREFIX + "node-start-time": str(_unix_nanos(node)),
    }
    kind: Literal["Workflow", "Pod"] = "Workflow"
    name = metadata["name"]
    if settings.as_pod and node["type"] == nodes.POD:
        kind, name = "Pod", pod_name_of(workflow, node)
        annotations[labels.PREFIX + "workflow-name"] = metadata["name"]
        annotations[labels.PREFIX + "workflow-uid"] = metadata.get("uid", "")
    severity = NORMAL if phase in (phases.RUNNING, phases.SUCCEEDED) else WARNING
    return Event(severity, f"WorkflowNode{phase}", message, kind, name, metadata.get("namespace", ""), annotations)


def _about_workflow(workflow: Workflow, severity: Literal["Normal", "Warning"], reason: str, message: str) -> Event:
    metadata = workflow["metadata"]
    return Event(severity, reason, message, "Workflow", metadata["name"], metadata.get("namespace", ""))


def _unix_nanos(node: Node) -> int:
    started = timestamps.from_text(node.get("startedAt")) or _EPOCH
    return int((started - _EPOCH).total_seconds()) * 10**9
