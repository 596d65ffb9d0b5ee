"""The nodes of one workflow during a pass: looked up by name, changed by copy, so that the input stays untouched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

# Nodes that do work of their own: only these count in progress.
EXECUTABLE = frozenset({POD, CONTAINER, HTTP, PLUGIN, SUSPEND})
BOUNDARIES = frozenset({STEPS, DAG})


def completed(node: Node) -> bool:
    """Succeeded, Failed or Error, and everything the executor had to report has arrived."""
    return node.get("phase") in phases.COMPLETED and node.get("taskResultSynced") is not False


def fulfilled(node: Node) -> bool:
    """Nothing more will come of it for those who wait: a running daemon counts."""
    phase = node.get("phase", "")
    if node.get("taskResultSynced") is False and phase in phases.COMPLETED:
        return False
    return phase in phases.FULFILLED or (bool(node.get("daemoned")) and phase != phases.PENDING)


def hooked(node: Node) -> bool:
    return bool(node.get("nodeFlag", NodeFlag()).get("hooked"))


def retried(node: Node) -> bool:
    return bool(node.get("nodeFlag", NodeFlag()).get("retried"))


class NodeTable:
    """`status.nodes` with copy on write."""

    __slots__ = ("_base", "_changed", "workflow")

    def __init__(self, workflow: str, base: Mapping[str, Node]) -> None:
        self.workflow = workflow
        self._base: dict[str, Node] = dict(base)
        self._changed: set[str] = set()

    def __len__(self) -> int:
        return len(self._base)

    def __contains__(self, node_id: str) -> bool:
        return node_id in self._base

    def __iter__(self) -> Iterator[Node]:
        return iter(list(self._base.values()))

    @property
    def changed(self) -> bool:
        return bool(self._changed)

    def get(self, node_id: str) -> Node | None:
        return self._base.get(node_id)

    def named(self, name: str) -> Node | None:
        return self._base.get(naming.node_id(self.workflow, name))

    def children(self, node: Node) -> list[Node]:
        """The children that exist, in order."""
        found = (self._base.get(child) for child in node.get("children", ()))
        return [child for child in found if child is not None]

    def edit(self, node_id: str) -> Node:
        """The node, ready to be changed in place during this pass."""
        node = self._base[node_id]
        if node_id not in self._changed:
            node = node.copy()
            self._base[node_id] = node
            self._changed.add(node_id)
        return node

    def add(self, node: Node) -> Node:
        self._base[node["id"]] = node
        self._changed.add(node["id"])
        return node

    def adopt(self, parent_name: str, child_name: str) -> None:
        """Make one node a child of another; a second time changes nothing."""
        parent_id = naming.node_id(self.workflow, parent_name)
        child_id = naming.node_id(self.workflow, child_name)
        parent = self._base.get(parent_id)
        if parent is None or child_id in parent.get("children", ()):
            return
        edited = self.edit(parent_id)
        edited["children"] = [*parent.get("children", ()), child_id]

    def mark(self, name: str, phase: str, now: datetime, message: str | None = None) -> Node:
        """Set phase and, where given, message; the first fulfilled phase sets finishedAt."""
        node_id = naming.node_id(self.workflow, name)
        node = self._base[node_id]
        if node.get("phase") == phase and (message is None or node.get("message", "") == message):
            return node
        node = self.edit(node_id)
        node["phase"] = phase
        if message is not None:
            set_message(node, message)
        if phase in phases.FULFILLED:
            if not node.get("finishedAt"):
                node["finishedAt"] = timestamps.to_text(now)
            node.pop("daemoned", None)
        return node

    def to_json(self) -> dict[str, Node]:
        return self._base


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
