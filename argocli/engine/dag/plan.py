"""A dag template at work: which of its tasks are to be looked at, and how far they have come."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from argocli.engine.dag.shape import DagShape
from argocli.engine.running.call import Plan
from argocli.engine.running.frame import Frame
from argocli.expr.tags import ScopeValue
from argocli.model.values import JsonObject


@dataclass(slots=True)
class Loop:
    """A task with a loop at work: its expanded tasks by node name, in order; those before `cursor` are fulfilled.
    leaving: places of those that have ended and whose exit hook may not have, a heap."""

    items: dict[str, JsonObject]
    names: list[str]
    fresh: list[str]
    held: deque[str] = field(default_factory=deque)
    cursor: int = 0
    leaving: list[int] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class DagPlan(Plan):
    """queue: positions of tasks to visit. created: those with a node. done: those with nothing left to do, hooks
    neither. held: a limit holds them back. unresolved: they refer to something that has not arrived yet. broken: loops
    whose results are no JSON, with the reason. queue and held are heaps."""

    frame: Frame
    scope: dict[str, ScopeValue]
    shape: DagShape
    queue: list[int]
    created: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    held: list[int] = field(default_factory=list)
    unresolved: set[str] = field(default_factory=set)
    resolved: dict[str, JsonObject] = field(default_factory=dict)
    loops: dict[str, Loop] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    def enqueue(self, tasks: Iterable[str]) -> None:
        for task in tasks:
            heapq.heappush(self.queue, self.shape.position[task])

    def next(self) -> str | None:
        """The first task to visit; each comes once."""
        if not self.queue:
            return None
        position = heapq.heappop(self.queue)
        while self.queue and self.queue[0] == position:
            heapq.heappop(self.queue)
        return self.shape.order[position]

    def hold(self, task: str) -> None:
        """A limit holds the task back."""
        heapq.heappush(self.held, self.shape.position[task])

    def ready(self, task: str) -> bool:
        """Whether everything that the task depends on is done."""
        return all(needed in self.done for needed in self.shape.needed[task])

    def finish(self, task: str) -> list[str]:
        """The task is done; the tasks that may start now."""
        if task in self.done:
            return []
        self.done.add(task)
        self.resolved.pop(task, None)
        self.loops.pop(task, None)
        return [other for other in self.shape.dependants.get(task, ()) if self.ready(other)]
