"""What a node is: its types, when it counts as done, and how it looks when it first appears."""

from __future__ import annotations

from datetime import datetime

from argocli.model import naming, phases, timestamps
from argocli.model.values import JsonObject
from argocli.model.workflow import Node, NodeFlag

POD = "Pod"
CONTAINER = "Container"
STEPS = "Steps"
STEP_GROUP = "StepGroup"
DAG = "DAG"
TASK_GROUP = "TaskGroup"
RETRY = "Retry"
SKIPPED = "Skipped"
SUSPEND = "Suspend"
HTTP = "HTTP"
PLUGIN = "Plugin"

BOUNDARIES = frozenset({STEPS, DAG})
# Nodes whose outcome somebody else reports: a pod, or the agent that does requests and plugins' tasks.
_REPORTED = frozenset({POD, HTTP, PLUGIN})


def completed(node: Node) -> bool:
    """Succeeded, Failed or Error, and everything the executor had to report has arrived."""
    return node.get("phase") in phases.COMPLETED and node.get("taskResultSynced") is not False


def fulfilled(node: Node) -> bool:
    """Nothing more will come of it for those who wait: a running daemon counts."""
    phase = node.get("phase", "")
    if node.get("taskResultSynced") is False and phase in phases.COMPLETED:
        return False
    return phase in phases.FULFILLED or (bool(node.get("daemoned")) and phase != phases.PENDING)


def waits_for_lock(node: Node) -> bool:
    return bool(node.get("synchronizationStatus", {}).get("waiting"))


def at_work(node: Node) -> bool:
    """Whether what becomes of the node's pod, or of its task, still matters."""
    if node["type"] not in _REPORTED:
        return False
    owes = node.get("taskResultSynced") is False  # outputs that the executor has announced
    return node["phase"] not in phases.FULFILLED or bool(node.get("daemoned")) or owes


def hooked(node: Node) -> bool:
    return bool(node.get("nodeFlag", NodeFlag()).get("hooked"))


def retried(node: Node) -> bool:
    return bool(node.get("nodeFlag", NodeFlag()).get("retried"))


def set_message(node: Node, message: str) -> None:
    """An empty message is no message."""
    if message:
        node["message"] = message
    else:
        node.pop("message", None)


def new_node(
    workflow: str,
    name: str,
    kind: str,
    phase: str,
    now: datetime,
    *,
    boundary: Node | None,
    holder: JsonObject | None = None,
    scope: str = "",
    message: str = "",
    flags: NodeFlag | None = None,
) -> Node:
    """A node as it first appears; `holder` is the step, task or hook that names the template."""
    moment = timestamps.to_text(now)
    node = Node(
        id=naming.node_id(workflow, name),
        name=name,
        displayName=naming.display_name(name, boundary["name"] if boundary else None),
        type=kind,
    )
    reference = (holder or {}).get("templateRef")
    template = (holder or {}).get("template")
    if isinstance(reference, dict):
        node["templateRef"] = reference
    elif isinstance(template, str) and template:
        node["templateName"] = template
    if scope:
        node["templateScope"] = scope
    node["phase"] = phase
    if boundary:
        node["boundaryID"] = boundary["id"]
    if message:
        node["message"] = message
    node["startedAt"] = moment
    node["finishedAt"] = moment if phase in phases.FULFILLED else None
    if flags:
        node["nodeFlag"] = flags
    return node
