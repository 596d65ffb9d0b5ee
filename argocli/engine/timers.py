"""When nodes want to be looked at again."""

from __future__ import annotations

import heapq
from datetime import datetime


class Timers:
    """The newest wish of a node counts."""

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
