"""Mutexes and semaphores across workflows: who holds them, who waits, in which order.

The one thing of the engine that outlives a pass and is shared between workflows. It is rebuilt from the statuses of
running workflows at the start (`restore`), and asking twice for what is held already changes nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Holder:
    """Who wants a lock: a workflow (`ns/name`) or one of its nodes (`ns/name/id`). `created` orders those of equal
    priority, earlier first."""

    key: str
    priority: int = 0
    created: str = ""

    @property
    def workflow(self) -> str:
        return "/".join(self.key.split("/")[:2])

    @property
    def rank(self) -> tuple[int, str]:
        return (-self.priority, self.created)


@dataclass(frozen=True, slots=True)
class Wish:
    """A lock and how many may hold it; None where the limit could not be read."""

    name: str
    limit: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether all locks are held now; where not, the one that is in the way and what to say about it."""

    acquired: bool
    lock: str = ""
    message: str = ""


@dataclass(slots=True)
class _Lock:
    limit: int = 0
    holders: dict[str, None] = field(default_factory=dict)
    pending: dict[str, Holder] = field(default_factory=dict)
    order: list[tuple[tuple[int, str], int, str]] = field(default_factory=list)  # a heap; left ones stay for a while
    count: int = 0

    def enter(self, holder: Holder) -> None:
        self.count += 1
        self.pending[holder.key] = holder
        heapq.heappush(self.order, (holder.rank, self.count, holder.key))

    def head(self) -> Holder:
        while self.order[0][2] not in self.pending:
            heapq.heappop(self.order)
        return self.pending[self.order[0][2]]

    def first(self, amount: int) -> list[Holder]:
        """Those whose turn comes next."""
        waiting = (entry for entry in self.order if entry[2] in self.pending)
        return [self.pending[key] for _, _, key in heapq.nsmallest(amount, waiting)] if self.pending else []

    @property
    def free(self) -> int:
        return self.limit - len(self.holders)


class LockTable:
    """`woken` collects the workflows (`ns/name`) whose turn may have come; whoever runs them empties it."""

    def __init__(self) -> None:
        self._locks: dict[str, _Lock] = {}
        self._held: dict[str, set[str]] = {}  # lock names by holder
        self._waits: dict[str, set[str]] = {}
        self._poisoned: set[str] = set()
        self.woken: set[str] = set()

    def try_acquire(self, wishes: Sequence[Wish], holder: Holder) -> Verdict:
        """All or none. A holder that has to wait keeps its place in the queues."""
        for wish in wishes:
            lock = self._locks.setdefault(wish.name, _Lock())
            if wish.limit is not None and wish.limit != lock.limit:
                grown, lock.limit = wish.limit > lock.limit, wish.limit
                if grown:
                    self._wake(lock)
            if holder.key not in lock.holders and holder.key not in lock.pending:
                lock.enter(holder)
                self._waits.setdefault(holder.key, set()).add(wish.name)
        for wish in wishes:
            message = self._obstacle(wish, holder)
            if message:
                return Verdict(False, wish.name, message)
        for wish in wishes:
            self._take(wish.name, holder.key)
        return Verdict(True)

    def _obstacle(self, wish: Wish, holder: Holder) -> str:
        lock = self._locks[wish.name]
        if holder.key in lock.holders:
            return ""
        if not wish.limit or wish.name in self._poisoned:
            return f"Failed to get semaphore limit for {wish.name}"
        waiting = f"Waiting for {wish.name} lock. Lock status: {max(0, lock.free)}/{lock.limit}"
        head = lock.head()
        if not _same_turn(head, holder):
            if lock.free > 0:
                self.woken.add(head.workflow)
            return waiting
        return "" if lock.free > 0 else waiting

    def _take(self, name: str, key: str) -> None:
        lock = self._locks[name]
        lock.pending.pop(key, None)
        self._waits.get(key, set()).discard(name)
        lock.holders[key] = None
        self._held.setdefault(key, set()).add(name)

    def release(self, key: str) -> None:
        """The holder gives everything back and leaves every queue."""
        names = self._held.pop(key, set()) | self._waits.pop(key, set())
        for name in names:
            lock = self._locks[name]
            lock.pending.pop(key, None)
            if key in lock.holders:
                del lock.holders[key]
            self._wake(lock)

    def release_workflow(self, workflow: str) -> None:
        """The same for a workflow and all its nodes."""
        prefix = workflow + "/"
        keys = [key for key in (*self._held, *self._waits) if key == workflow or key.startswith(prefix)]
        for key in dict.fromkeys(keys):
            self.release(key)

    def restore(self, name: str, keys: Iterable[str], limit: int | None) -> None:
        """Take over who held a lock before a restart, whatever its limit says now; without a limit nobody gets it
        until the next restart."""
        lock = self._locks.setdefault(name, _Lock())
        lock.limit = limit if limit is not None else lock.limit
        if limit is None:
            self._poisoned.add(name)
        for key in keys:
            self._take(name, key)

    def adopt(self, name: str, keys: Iterable[str]) -> None:
        """The same for a lock whose limit is read when somebody asks for it."""
        self._locks.setdefault(name, _Lock())
        for key in keys:
            self._take(name, key)

    def holders(self, name: str) -> list[str]:
        lock = self._locks.get(name)
        return list(lock.holders) if lock else []

    def held_by(self, key: str) -> frozenset[str]:
        return frozenset(self._held.get(key, ()))

    def knows(self, key: str) -> bool:
        """Whether the holder holds or waits for anything."""
        return bool(self._held.get(key)) or bool(self._waits.get(key))

    def wanted_by(self, workflow: str) -> dict[str, list[str]]:
        """What a workflow and its nodes wait for: holder keys by lock."""
        prefix = workflow + "/"
        found: dict[str, list[str]] = {}
        for key, names in self._waits.items():
            if key == workflow or key.startswith(prefix):
                for name in sorted(names):
                    found.setdefault(name, []).append(key)
        return found

    def given_to(self, workflow: str) -> dict[str, list[str]]:
        """What a workflow and its nodes hold: holder keys by lock."""
        prefix = workflow + "/"
        found: dict[str, list[str]] = {}
        for key, names in self._held.items():
            if key == workflow or key.startswith(prefix):
                for name in sorted(names):
                    found.setdefault(name, []).append(key)
        return found

    def ready(self, workflow: str) -> list[str]:
        """The waiting nodes of a workflow (holder keys) that would get all they ask for now."""
        found: dict[str, None] = {}
        for lock in self._locks.values():
            if not lock.pending or lock.free <= 0:
                continue
            for holder in lock.first(lock.free):
                if holder.workflow == workflow and self._obtainable(holder):
                    found[holder.key] = None
        return list(found)

    def _obtainable(self, holder: Holder) -> bool:
        locks = [self._locks[name] for name in self._waits.get(holder.key, ())]
        return all(lock.free > 0 and _same_turn(lock.head(), holder) for lock in locks)

    def _wake(self, lock: _Lock) -> None:
        for holder in lock.first(max(0, lock.free)):
            self.woken.add(holder.workflow)


def _same_turn(head: Holder, holder: Holder) -> bool:
    """Nodes of one workflow may overtake each other in the queue, workflows may not."""
    if head.key == holder.key:
        return True
    return head.workflow == holder.workflow and head.key.count("/") == holder.key.count("/")
