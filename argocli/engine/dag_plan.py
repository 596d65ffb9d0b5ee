"""A dag template at work: what depends on what, in which order tasks are looked at, and which are done."""

from __future__ import annotations

import heapq
import re
from collections import deque
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field

from argocli.engine import depends
from argocli.engine.call import Plan
from argocli.engine.frame import Frame
from argocli.expr.tags import ScopeValue
from argocli.model.values import JsonObject, mapping, objects, text

_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
# Ways of referring to a task other than by its name written out.
_COMPUTED = re.compile(r"tasks(?!\s*(?:\.|\?\.|\[\s*\\?[\"'])|[\w-])|\{\{[^}]*\{\{|\$env")


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
    """`order` holds every task that the targets need, dependencies before dependants, by position."""

    name: str
    frame: Frame
    scope: dict[str, ScopeValue]
    tasks: dict[str, JsonObject]
    targets: list[str]
    needed: dict[str, tuple[str, ...]]
    order: list[str]
    position: dict[str, int]
    dependants: dict[str, list[str]]
    node_ids: dict[str, str]  # task by the id of its node
    queue: list[int] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    created: set[str] = field(default_factory=set)
    held: list[int] = field(default_factory=list)  # positions of tasks that a limit holds back, a heap
    unresolved: set[str] = field(default_factory=set)  # tasks that refer to something that has not arrived yet
    resolved: dict[str, JsonObject] = field(default_factory=dict)
    loops: dict[str, Loop] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)  # loops whose results are no JSON, with the reason
    ancestry: dict[str, int] = field(default_factory=dict)

    def node_name(self, task: str) -> str:
        return f"{self.name}.{task}"

    def enqueue(self, tasks: Iterable[str]) -> None:
        for task in tasks:
            heapq.heappush(self.queue, self.position[task])

    def next(self) -> str | None:
        """The first task to visit; each comes once."""
        if not self.queue:
            return None
        position = heapq.heappop(self.queue)
        while self.queue and self.queue[0] == position:
            heapq.heappop(self.queue)
        return self.order[position]

    def is_target(self, task: str) -> bool:
        """Whether the DAG may end with the task."""
        return not self.dependants.get(task) or task in self.targets

    def hold(self, task: str) -> None:
        """A limit holds the task back."""
        heapq.heappush(self.held, self.position[task])

    def ready(self, task: str) -> bool:
        return all(needed in self.done for needed in self.needed[task])

    def finished(self, task: str) -> list[str]:
        """The task is done, hooks too; the tasks that may start now."""
        if task in self.done:
            return []
        self.done.add(task)
        self.resolved.pop(task, None)
        self.loops.pop(task, None)
        return [other for other in self.dependants.get(task, ()) if self.ready(other)]

    def is_ancestor(self, task: str, of: str) -> bool:
        """Whether `of` directly or indirectly depends on `task`."""
        if not self.ancestry:
            for name in self.order:
                bits = 0
                for needed in self.needed[name]:
                    bits |= self.ancestry[needed] | (1 << self.position[needed])
                self.ancestry[name] = bits
        return bool(self.ancestry.get(of, 0) >> self.position[task] & 1)


def plan_dag(
    template: JsonObject, name: str, frame: Frame, scope: dict[str, ScopeValue], id_of: Callable[[str], str]
) -> DagPlan:
    """The plan of a dag template that has not been visited yet: everything is to be looked at."""
    body = mapping(template, "dag")
    tasks = {text(task, "name"): task for task in objects(body, "tasks")}
    needed = {
        task: tuple(other for other in depends.dependencies_of(step, tasks) if other in tasks)
        for task, step in tasks.items()
    }
    targets = text(body, "target").split() or depends.default_targets(tasks)
    order = _order(targets, needed)
    dependants: dict[str, list[str]] = {}
    for task in order:
        for other in needed[task]:
            dependants.setdefault(other, []).append(task)
    return DagPlan(
        frame.prepared,
        name,
        frame,
        scope,
        tasks,
        targets,
        needed,
        order,
        {task: position for position, task in enumerate(order)},
        dependants,
        {id_of(f"{name}.{task}"): task for task in order},
        queue=list(range(len(order))),
    )


def _order(targets: list[str], needed: dict[str, tuple[str, ...]]) -> list[str]:
    """Depth first from the targets, each task after what it depends on."""
    order: dict[str, None] = {}
    opened: set[str] = set()
    stack = [(target, False) for target in reversed(targets) if target in needed]
    while stack:
        task, ready = stack.pop()
        if ready:
            order[task] = None
        elif task not in opened:
            opened.add(task)
            stack.append((task, True))
            stack.extend((other, False) for other in reversed(needed[task]))
    return list(order)


def mentioned(source: str, names: Container[str]) -> set[str] | None:
    """Those of `names` that a text may refer to as tasks; None where it may be any."""
    if "tasks" not in source:
        return set()
    if _COMPUTED.search(source):
        return None
    words = set(_WORD.findall(source))
    return {word for word in words if word in names}
