"""What depends on what in a dag template, and in which order its tasks are looked at: fixed from the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from argocli.engine.dag import depends
from argocli.model.values import JsonObject, mapping, objects, text


@dataclass(frozen=True, slots=True)
class DagShape:
    """`order` holds every task that the targets need, dependencies before dependants, by position. Whatever maps tasks
    goes by their names; `node_ids` gives the task by the id of its node."""

    name: str  # of the DAG's own node
    tasks: dict[str, JsonObject]
    targets: list[str]
    needed: dict[str, tuple[str, ...]]
    order: list[str]
    position: dict[str, int]
    dependants: dict[str, list[str]]
    node_ids: dict[str, str]
    ancestry: dict[str, int] = field(default_factory=dict)  # bits by position, filled when somebody asks

    def node_name(self, task: str) -> str:
        return f"{self.name}.{task}"

    def is_target(self, task: str) -> bool:
        """Whether the DAG may end with the task."""
        return not self.dependants.get(task) or task in self.targets

    def is_ancestor(self, task: str, of: str) -> bool:
        """Whether `of` directly or indirectly depends on `task`."""
        if not self.ancestry:
            for name in self.order:
                bits = 0
                for needed in self.needed[name]:
                    bits |= self.ancestry[needed] | (1 << self.position[needed])
                self.ancestry[name] = bits
        return bool(self.ancestry.get(of, 0) >> self.position[task] & 1)


def shape_of(template: JsonObject, name: str, id_of: Callable[[str], str]) -> DagShape:
    """The shape of a dag template that runs as the node `name`."""
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
    position = {task: position for position, task in enumerate(order)}
    node_ids = {id_of(f"{name}.{task}"): task for task in order}
    return DagShape(name, tasks, targets, needed, order, position, dependants, node_ids)


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
