"""The graph of a dag template's tasks: an order in which each comes after what it depends on, who comes before whom."""

from __future__ import annotations

# How often the tasks of a graph with circles are gone through to see who comes before whom.
_ROUNDS = 8


class Graph:
    """`needed` holds for every task those it depends on; all are tasks. `order` has every task; `cycle` is one circle
    of dependencies, the first task again at its end, if there is any."""

    __slots__ = ("_ancestors", "_position", "_tangled", "cycle", "needed", "order")

    def __init__(self, needed: dict[str, list[str]]) -> None:
        self.needed = needed
        self.cycle: list[str] = []
        self.order = self._sorted()
        self._position: dict[str, int] = {}
        self._ancestors: dict[str, int] = {}
        self._tangled = False

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
                    if not self.cycle:
                        walked = list(path)
                        self.cycle = [*walked[walked.index(name) :], name]
                elif name not in done:
                    path[name] = None
                    stack.append((name, True))
                    stack.extend((other, False) for other in reversed(self.needed[name]))
        return list(done)

    def is_before(self, task: str, other: str) -> bool:
        """Whether `other` depends on `task`, directly or through others."""
        if task in self.needed.get(other, ()):
            return True
        if not self._position:
            self._number_ancestors()
        position = self._position.get(task)
        if position is None or self._tangled:
            return self._tangled
        return bool(self._ancestors.get(other, 0) >> position & 1)

    def _number_ancestors(self) -> None:
        """For every task the set of those before it, a bit each. Where circles run through each other too often for
        that, nothing is said about the order."""
        self._position = {name: number for number, name in enumerate(self.order)}
        above = self._ancestors = dict.fromkeys(self.order, 0)
        for _ in range(_ROUNDS if self.cycle else 1):
            self._tangled = False
            for name in self.order:
                bits = above[name]
                for one in self.needed[name]:
                    bits |= above[one] | 1 << self._position[one]
                if bits != above[name]:
                    above[name] = bits
                    self._tangled = bool(self.cycle)
            if not self._tangled:
                break
