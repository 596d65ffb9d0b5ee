"""The nodes of one workflow during a pass: looked up by name, changed by copy, so that the input stays untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from argocli.engine.nodes import set_message
from argocli.engine.nodes.kin import Kin
from argocli.engine.nodes.map import GrowingNodes, NodeMap
from argocli.engine.nodes.progress import ProgressSums
from argocli.engine.nodes.tally import Tally
from argocli.model import naming, phases, timestamps
from argocli.model.workflow import Node

_NEVER = datetime.min.replace(tzinfo=UTC)


class NodeTable:
    """`status.nodes` with copy on write: what a pass was given stays as it was.

    A table lives on from pass to pass; `begin` opens one, `now` is its moment, `before` tells what it has changed.
    """

    __slots__ = ("_ids", "_nodes", "before", "get", "kin", "now", "progress", "tally", "workflow")

    def __init__(self, workflow: str, base: Mapping[str, Node], now: datetime = _NEVER) -> None:
        self.workflow = workflow
        self.now = now
        self._nodes = GrowingNodes(base)
        self.get: Callable[[str], Node | None] = self._nodes.look_up
        self._ids: dict[str, str] = {}
        self.before: dict[str, Node | None] = {}
        self.kin = Kin()
        self.tally = Tally(self.get)
        self.progress = ProgressSums(self.get)
        for node in base.values():
            self.tally.enter(node["id"])
            for child in node.get("children", ()):
                self.progress.link(node, child)
        self.progress.settle(base)

    def __iter__(self) -> Iterator[Node]:
        return iter(list(self._nodes.values()))

    def begin(self, now: datetime) -> None:
        """A new pass: nothing is changed yet."""
        self.now = now
        self.before.clear()
        self.kin.begin()

    @property
    def empty(self) -> bool:
        return self._nodes.empty

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

    def add(self, node: Node) -> Node:
        node_id = node["id"]
        self._ids.setdefault(node["name"], node_id)
        self.before.setdefault(node_id, None)
        self._nodes.put(node)
        self.tally.enter(node_id)
        return node

    def edit(self, node_id: str) -> Node:
        """The node, ready to be changed in place at once; ask again before changing it later."""
        node = self._there(node_id)
        self.tally.leave(node)
        if node_id not in self.before:
            self.before[node_id] = node
            node = node.copy()
            self._nodes.put(node)
        return node

    def mark(self, name: str, phase: str, message: str | None = None) -> Node:
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
                node["finishedAt"] = timestamps.to_text(self.now)
            node.pop("daemoned", None)
        return node

    def _there(self, node_id: str) -> Node:
        node = self.get(node_id)
        if node is None:
            raise KeyError(node_id)
        return node

    def to_json(self) -> NodeMap:
        """All nodes by id; the mapping is not changed any more."""
        return self._nodes.show()
