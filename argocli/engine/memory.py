"""What earlier passes over a workflow have worked out, so that the next one visits only what has changed.

It is never needed: a pass without it looks at everything and comes to the same result.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from argocli.engine.call import Plan
from argocli.engine.node_table import NodeTable
from argocli.engine.nodes import HTTP, PLUGIN, POD
from argocli.engine.pods import PodObservation
from argocli.engine.templates import TemplateBase
from argocli.expr.tags import ScopeValue
from argocli.model import phases
from argocli.model.values import JsonObject
from argocli.model.workflow import Node, Status, Workflow

# Nodes whose outcome somebody else reports: a pod, or the agent that does requests and plugins' tasks.
_WITH_POD = frozenset({POD, HTTP, PLUGIN})


class Timers:
    """When nodes want to be looked at again; the newest wish of a node counts."""

    __slots__ = ("_heap", "_wishes")

    def __init__(self) -> None:
        self._wishes: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def set(self, node_id: str, moment: datetime) -> None:
        if self._wishes.get(node_id) != moment:
            self._wishes[node_id] = moment
            heapq.heappush(self._heap, (moment, node_id))

    def clear(self, node_id: str) -> None:
        self._wishes.pop(node_id, None)

    def due(self, now: datetime) -> list[str]:
        """The nodes whose time has come; their wishes are fulfilled."""
        found: list[str] = []
        while self._heap and self._heap[0][0] <= now:
            moment, node_id = heapq.heappop(self._heap)
            if self._wishes.get(node_id) == moment:
                del self._wishes[node_id]
                found.append(node_id)
        return found

    def next(self) -> datetime | None:
        while self._heap and self._wishes.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None


@dataclass(frozen=True, slots=True)
class Executable:
    """The workflow's executable spec with its variables filled in, and where its template names are looked up."""

    spec: JsonObject
    base: TemplateBase
    known: Mapping[str, ScopeValue]


@dataclass(slots=True)
class Memory:
    """Of one workflow object: any other makes the pass start afresh.

    callers: by node id, the node whose run runs it; every node visited so far is here. active: pods not done yet, as
    last seen. unseen: pods asked for that nobody has seen yet. refused: why pods asked for can never be. revisit:
    nodes that the next pass has to look at although nothing changed about them.
    """

    workflow: Workflow | None = None
    table: NodeTable = field(default_factory=lambda: NodeTable("", {}))
    executable: Executable | None = None
    plans: dict[str, Plan] = field(default_factory=dict)
    callers: dict[str, str] = field(default_factory=dict)
    active: dict[str, PodObservation | None] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)
    unseen_tasks: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    revisit: set[str] = field(default_factory=set)
    daemons: set[str] = field(default_factory=set)
    timers: Timers = field(default_factory=Timers)

    def open(self, workflow: Workflow, now: datetime) -> bool:
        """Make ready for a pass over this object; whether what is remembered belongs to it."""
        if self.workflow is workflow:
            self.workflow = None  # until the pass is over: one that breaks off leaves nothing to build on
            self.table.begin(now)
            return True
        nodes = workflow.get("status", Status()).get("nodes", {})
        self.workflow = None
        self.table = NodeTable(workflow["metadata"]["name"], nodes, now)
        self.executable = None
        self.plans, self.callers, self.active = {}, {}, {}
        self.unseen, self.unseen_tasks, self.revisit, self.timers = set(), set(), set(), Timers()
        self.refused = {}
        self.daemons = {node["id"] for node in nodes.values() if node.get("daemoned")}
        for node in nodes.values():
            if at_work(node):
                self.active[node["id"]] = None
                if not waits_for_lock(node) and node["phase"] not in phases.FULFILLED:
                    (self.unseen if node["type"] == POD else self.unseen_tasks).add(node["id"])
        return False

    def close(self, workflow: Workflow) -> None:
        """The pass is over and has given this object back."""
        for node_id in self.table.before:
            node = self.table.get(node_id)
            if node is None:
                continue
            if at_work(node):
                self.active.setdefault(node_id, None)
            else:
                self.active.pop(node_id, None)
                self.saw(node_id)
                if node["phase"] in phases.FULFILLED:
                    self.plans.pop(node_id, None)
                    self.timers.clear(node_id)
        # A set that was large once is slow to walk through even when it is empty.
        self.unseen = self.unseen or set()
        self.unseen_tasks = self.unseen_tasks or set()
        self.workflow = workflow

    def template_at_work(self, node_id: str) -> JsonObject:
        """The template that a steps or dag node runs, filled in; empty where none is at work there."""
        plan = self.plans.get(node_id)
        return plan.prepared.template if plan is not None else {}

    def rename(self, workflow: Workflow) -> None:
        """The object has been written down and differs in nothing but its version."""
        self.workflow = workflow

    def saw(self, node_id: str) -> None:
        """The pod of the node has been seen, or matters no more."""
        self.unseen.discard(node_id)
        self.unseen_tasks.discard(node_id)

    def to_look_at(self, observed: Mapping[str, PodObservation], changed: Iterable[str] | None) -> list[str]:
        """The ids of active pods whose observation is not the one taken over last; `changed` narrows the search."""
        if changed is None:
            return [node_id for node_id, last in self.active.items() if last is None or observed.get(node_id) != last]
        return [node_id for node_id in changed if node_id in self.active]


def waits_for_lock(node: Node) -> bool:
    return bool(node.get("synchronizationStatus", {}).get("waiting"))


def at_work(node: Node) -> bool:
    """Whether what becomes of the node's pod still matters."""
    if node["type"] not in _WITH_POD:
        return False
    owes = node.get("taskResultSynced") is False  # outputs that the executor has announced
    return node["phase"] not in phases.FULFILLED or bool(node.get("daemoned")) or owes
