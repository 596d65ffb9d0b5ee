"""What is known of the pods of a workflow: how they were seen last, and which have been asked for in vain so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from argocli.engine.nodes import POD, at_work, waits_for_lock
from argocli.engine.pods import PodObservation
from argocli.model import phases
from argocli.model.workflow import Node


@dataclass(slots=True)
class PodWatch:
    """By node id. active: pods not done yet, as last seen. unseen, unseen_tasks: pods and tasks of the agent that were
    asked for and that nobody has seen yet. refused: why pods asked for can never be."""

    active: dict[str, PodObservation | None] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)
    unseen_tasks: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)

    @classmethod
    def over(cls, nodes: Iterable[Node]) -> PodWatch:
        """Of nodes about which nothing is known but what they say."""
        watch = cls()
        for node in nodes:
            if at_work(node):
                watch.active[node["id"]] = None
                if not waits_for_lock(node) and node["phase"] not in phases.FULFILLED:
                    (watch.unseen if node["type"] == POD else watch.unseen_tasks).add(node["id"])
        return watch

    def to_look_at(self, observed: Mapping[str, PodObservation], changed: Iterable[str] | None) -> list[str]:
        """The ids of active pods whose observation is not the one taken over last; `changed` narrows the search."""
        if changed is None:
            return [node_id for node_id, last in self.active.items() if last is None or observed.get(node_id) != last]
        return [node_id for node_id in changed if node_id in self.active]

    def see(self, node_id: str, observation: PodObservation) -> None:
        """The observation is taken over."""
        if self.active.get(node_id) is None:
            self._arrived(node_id)
        self.active[node_id] = observation

    def is_awaited(self, node_id: str) -> bool:
        """Whether the pod has been asked for and not been seen."""
        return node_id in self.unseen or node_id in self.unseen_tasks

    def expect(self, node_id: str) -> None:
        """A pod that was known is gone or will be: the next one counts as a new one."""
        self.active[node_id] = None

    def follow(self, node: Node) -> bool:
        """A pass has changed the node. Whether what becomes of its pod still matters."""
        if at_work(node):
            self.active.setdefault(node["id"], None)
            return True
        self.active.pop(node["id"], None)
        self._arrived(node["id"])
        return False

    def rest(self) -> None:
        """The pass is over. A set that was large once is slow to walk through even when it is empty."""
        self.unseen = self.unseen or set()
        self.unseen_tasks = self.unseen_tasks or set()

    def _arrived(self, node_id: str) -> None:
        self.unseen.discard(node_id)
        self.unseen_tasks.discard(node_id)
