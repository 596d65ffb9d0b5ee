"""Which nodes a pass visits: those that something has happened to, and whatever runs them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.timers import Timers


@dataclass(slots=True)
class Visits:
    """What is kept from pass to pass. callers: by node id, the node whose run runs it; every node visited so far is
    here. revisit: nodes that the next pass has to look at although nothing changed about them."""

    callers: dict[str, str] = field(default_factory=dict)
    revisit: set[str] = field(default_factory=set)
    timers: Timers = field(default_factory=Timers)

    def due(self, now: datetime) -> list[str]:
        """The nodes to look at now although nothing is known to have happened to them; each is told once."""
        again, self.revisit = self.revisit, set()
        return [*self.timers.due(now), *sorted(again)]


class Agenda:
    """Of one pass. `touched` are the ids of the nodes to visit."""

    __slots__ = ("_members", "_table", "_visits", "touched")

    def __init__(self, table: NodeTable, visits: Visits) -> None:
        self._table = table
        self._visits = visits
        self._members: dict[str, list[str]] = {}
        self.touched: set[str] = set()

    def touch(self, node_id: str) -> None:
        """The node has changed or has to be looked at: everything on the way to it is visited in this pass."""
        while node_id and node_id not in self.touched:
            self.touched.add(node_id)
            caller = self._visits.callers.get(node_id)
            if caller is None:
                caller = graph.caller_of(self._table, node_id)
            self._members.setdefault(caller, []).append(node_id)
            node_id = caller

    def members(self, caller: str) -> list[str]:
        """The nodes to visit among those that `caller` runs."""
        return self._members.get(caller, [])

    def visit(self, node_id: str, caller: str) -> None:
        """The node is visited now, or about to be made, by the run of `caller`."""
        self._visits.callers[node_id] = caller

    def quiet(self, node_id: str) -> bool:
        """Whether an earlier pass has visited the node and nothing has happened to it or below it since."""
        return node_id in self._visits.callers and node_id not in self.touched

    def postpone(self, node_id: str) -> None:
        """What was to be visited at and below the node is left to the next pass."""
        pending = [node_id]
        for current in pending:
            below = self.members(current)
            pending.extend(below)
            if not below:
                self.look_again(current)

    def look_again(self, node_id: str) -> None:
        """The next pass, whenever it is, visits the node."""
        self._visits.revisit.add(node_id)

    def wake(self, node_id: str, moment: datetime) -> None:
        """There is to be a pass at `moment`, at once where that lies in the past, and it visits the node."""
        self._visits.timers.set(node_id, max(moment, self._table.now))
