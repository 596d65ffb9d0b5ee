"""The graph of a dag template's tasks: an order in which each comes after what it depends on, who comes before whom."""

from __future__ import annotations


class Graph:
    """`needed` holds for every task those it depends on; all are tasks. `order` has every task; `cycle` is one circle
    of dependencies, the first task again at its end, if there is any."""

    __slots__ = ("_ancestors", "_position", "cycle", "needed", "order")

    def __init__(self, needed: dict[str, list[str]]) -> None:
        self.needed = needed
        self.cycle: list[str] = []
        self.order = self._sorted()
        self._position: dict[str, int] = {}
        self._ancestors: dict[str, int] = {}

    def _sorted(self) -> list[str]:
        """Depth first in the order of the text."""
        done: dict[str, None] = {}
        for start in self.needed:
            if start in done:
                continue
            path: dict[str, None] = {}
            stack = [(start, False)]
            while stack:
                name, leaving = stack.pop()
                if leaving:
                    path.pop(name, None)
                    done[name] = None
                elif name in path:
                    walked = list(path)
                    self.cycle = self.cycle or [*walked[walked.index(name) :], name]
                elif name not in done:
                    path[name] = None
                    stack.append((name, True))
                    stack.extend((other, False) for other in reversed(self.needed[name]))
        return list(done)

    def is_before(self, task: str, other: str) -> bool:
        """Whether `other` depends on `task`, directly or through others."""
        if task in self.needed.get(other, ()):
            return True
        if self.cycle:
            return task in self._reachable(other)
        if not self._position:
            self._position = {name: number for number, name in enumerate(self.order)}
            for name in self.order:
                bits = 0
                for one in self.needed[name]:
                    bits |= self._ancestors[one] | 1 << self._position[one]
                self._ancestors[name] = bits
        position = self._position.get(task)
        return position is not None and bool(self._ancestors.get(other, 0) >> position & 1)

    def _reachable(self, start: str) -> set[str]:
        found: set[str] = set()
        pending = list(self.needed.get(start, ()))
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending.extend(self.needed.get(name, ()))
        return found
