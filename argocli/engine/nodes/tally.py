"""Counts over nodes that limits and conditions read, kept while nodes change instead of found by looking at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from argocli.model import phases
from argocli.model.workflow import Node

_COUNTED = frozenset({"Pod", "Steps", "DAG"})


@dataclass(slots=True)
class Counts:
    """How many nodes of a boundary, or of the whole workflow, are in a state that limits ask about."""

    active_pods: int = 0
    active: int = 0
    failed: int = 0
    running_pods: int = 0


class Tally:
    """`whole` counts all nodes, `of` those of one boundary.

    A node is counted out before it changes and in again when somebody asks, so that changing it in place is safe.
    """

    __slots__ = ("_by_boundary", "_changing", "_look_up", "_whole")

    def __init__(self, look_up: Callable[[str], Node | None]) -> None:
        self._look_up = look_up
        self._whole = Counts()
        self._by_boundary: dict[str, Counts] = {}
        self._changing: set[str] = set()

    def leave(self, node: Node) -> None:
        """The node is about to change."""
        if node["id"] not in self._changing:
            self._count(node, -1)
            self._changing.add(node["id"])

    def enter(self, node_id: str) -> None:
        """A new node, counted from now on."""
        self._changing.add(node_id)

    def whole(self) -> Counts:
        self._settle()
        return self._whole

    def of(self, boundary: str) -> Counts:
        self._settle()
        return self._by_boundary.get(boundary) or Counts()

    def _settle(self) -> None:
        for node_id in self._changing:
            node = self._look_up(node_id)
            if node is not None:
                self._count(node, 1)
        self._changing.clear()

    def _count(self, node: Node, sign: int) -> None:
        if node["type"] not in _COUNTED:
            return
        phase = node["phase"]
        active, failed = phase in phases.ACTIVE, phase in phases.UNSUCCESSFUL
        if not active and not failed:
            return
        pod = node["type"] == "Pod"
        # One that waits for a lock has no pod yet.
        active_pod = active and pod and not node.get("synchronizationStatus", {}).get("waiting")
        boundary = self._by_boundary.setdefault(node.get("boundaryID", ""), Counts())
        for counts in (self._whole, boundary):
            counts.active += sign * active
            counts.failed += sign * failed
            counts.active_pods += sign * active_pod
            counts.running_pods += sign * (pod and phase == phases.RUNNING)
