"""The nodes of one workflow during a pass: looked up by name, changed by copy, so that the input stays untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from argocli.engine.node_map import GrowingNodes, NodeMap
from argocli.engine.progress import ProgressSums
from argocli.engine.tally import Tally
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
    """`status.nodes` with copy on write: what a pass was given stays as it was.

    A table lives on from pass to pass; `begin` opens one, `before` tells what it has changed.
    """

    __slots__ = ("_ids", "_kin", "_nodes", "_own_children", "before", "get", "progress", "tally", "workflow")

    def __init__(self, workflow: str, base: Mapping[str, Node]) -> None:
        self.workflow = workflow
        self._nodes = GrowingNodes(base)
        self.get: Callable[[str], Node | None] = self._nodes.look_up
        self._ids: dict[str, str] = {}
        self._kin: dict[str, set[str]] = {}
        self._own_children: set[str] = set()
        self.before: dict[str, Node | None] = {}
        self.tally = Tally(self.get)
        self.progress = ProgressSums(self.get)
        for node in base.values():
            self.tally.enter(node["id"])
            for child in node.get("children", ()):
                self.progress.link(node, child)
        self.progress.settle(base)

    def __len__(self) -> int:
        return len(self._nodes)

    def __contains__(self, node_id: str) -> bool:
        return self.get(node_id) is not None

    def __iter__(self) -> Iterator[Node]:
        return iter(list(self._nodes.values()))

    def begin(self) -> None:
        """A new pass: nothing is changed yet."""
        self.before.clear()
        self._own_children.clear()

    @property
    def changed(self) -> bool:
        return bool(self.before)

    def id_of(self, name: str) -> str:
        """The id that belongs to a node's name."""
        found = self._ids.get(name)
        if found is None:
            found = self._ids[name] = naming.node_id(self.workflow, name)
        return found

    def named(self, name: str) -> Node | None:
        return self.get(self.id_of(name))

    def children(self, node: Node) -> list[Node]:
        """The children that exist, in order."""
        found = (self.get(child) for child in node.get("children", ()))
        return [child for child in found if child is not None]

    def caller_by_name(self, node_id: str) -> str:
        """The id of the node whose run runs this one, told from the names: the longest beginning of its name that is a
        node's, groups of steps left out. Empty for those that the workflow itself runs."""
        node = self.get(node_id)
        name = node["name"] if node is not None else ""
        while name:
            name = name[: max(name.rfind(mark) for mark in ".[(")] if any(mark in name for mark in ".[(") else ""
            found = self.named(name) if name else None
            if found is not None and found["type"] != STEP_GROUP:
                return found["id"]
        return ""

    def edit(self, node_id: str) -> Node:
        """The node, ready to be changed in place at once; ask again before changing it later."""
        node = self._there(node_id)
        self.tally.leave(node)
        if node_id not in self.before:
            self.before[node_id] = node
            node = node.copy()
            self._nodes.put(node)
        return node

    def _there(self, node_id: str) -> Node:
        node = self.get(node_id)
        if node is None:
            raise KeyError(node_id)
        return node

    def add(self, node: Node) -> Node:
        node_id = node["id"]
        self._ids.setdefault(node["name"], node_id)
        self.before.setdefault(node_id, None)
        self._nodes.put(node)
        self.tally.enter(node_id)
        return node

    def adopt(self, parent_name: str, child_name: str) -> None:
        """Make one node a child of another; a second time changes nothing."""
        parent_id, child_id = self.id_of(parent_name), self.id_of(child_name)
        parent = self.get(parent_id)
        if parent is None:
            return
        kin = self._kin.get(parent_id)
        if kin is None:
            kin = self._kin[parent_id] = set(parent.get("children", ()))
        if child_id in kin:
            return
        kin.add(child_id)
        edited = self.edit(parent_id)
        if parent_id in self._own_children:
            edited["children"].append(child_id)
        else:
            self._own_children.add(parent_id)
            edited["children"] = [*edited.get("children", ()), child_id]
        self.progress.link(edited, child_id)

    def mark(self, name: str, phase: str, now: datetime, message: str | None = None) -> Node:
        """Set phase and, where given, message; the first fulfilled phase sets finishedAt."""
        node_id = self.id_of(name)
        node = self._there(node_id)
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

    def to_json(self) -> NodeMap:
        """All nodes by id; the mapping is not changed any more."""
        return self._nodes.show()


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
