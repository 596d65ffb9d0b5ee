"""One mutex or semaphore: who holds it, who waits for it, and whose turn comes next."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Who wants a lock: a workflow (`ns/name`) or one of its nodes (`ns/name/id`). `created` orders those of equal
    priority, earlier first."""

    key: str
    priority: int = 0
    created: str = ""

    @property
    def workflow(self) -> str:
        return workflow_of(self.key)

    @property
    def rank(self) -> tuple[int, str]:
        return (-self.priority, self.created)


@dataclass(slots=True)
class Lock:
    """`holders` in the order in which they came; `queue` is a heap in which those that have left stay for a while."""

    name: str
    limit: int = 0
    mutex: bool = False
    poison: str = ""  # why nobody gets it any more
    read_at: datetime | None = None  # when the limit was looked up
    holders: dict[str, None] = field(default_factory=dict)
    pending: dict[str, Holder] = field(default_factory=dict)
    queue: list[tuple[tuple[int, str], int, str]] = field(default_factory=list)
    entered: int = 0

    @property
    def free(self) -> int:
        """Below zero where the limit was lowered under those who hold it."""
        return self.limit - len(self.holders)

    def enter(self, holder: Holder) -> None:
        """Take a place in the queue."""
        self.entered += 1
        self.pending[holder.key] = holder
        heapq.heappush(self.queue, (holder.rank, self.entered, holder.key))

    def give(self, key: str) -> None:
        """The holder leaves the queue and has the lock."""
        self.pending.pop(key, None)
        self.holders[key] = None

    def drop(self, key: str) -> None:
        """The holder neither has the lock nor waits for it any more."""
        self.pending.pop(key, None)
        self.holders.pop(key, None)

    def head(self) -> Holder:
        """Who is first in the queue."""
        while self.queue[0][2] not in self.pending:
            heapq.heappop(self.queue)
        return self.pending[self.queue[0][2]]

    def next_up(self) -> list[Holder]:
        """Those for whom there is room, the first in the queue first."""
        if self.free <= 0 or not self.pending:
            return []
        waiting = (entry for entry in self.queue if entry[2] in self.pending)
        return [self.pending[key] for _, _, key in heapq.nsmallest(self.free, waiting)]

    def lets_in(self, holder: Holder) -> bool:
        """Whether there is room and it is the turn of one that waits, or of another one that it may overtake."""
        return not self.poison and self.free > 0 and same_turn(self.head(), holder)


def workflow_of(key: str) -> str:
    """The workflow (`ns/name`) that a holder key belongs to."""
    return "/".join(key.split("/", 2)[:2])


def same_turn(head: Holder, holder: Holder) -> bool:
    """Nodes of one workflow may overtake each other in the queue, workflows may not."""
    if head.key == holder.key:
        return True
    return head.workflow == holder.workflow and head.key.count("/") == holder.key.count("/")
