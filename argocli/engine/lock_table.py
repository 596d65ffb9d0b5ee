"""Mutexes and semaphores across workflows: who holds them, who waits, in which order.

The one thing of the engine that outlives a pass and is shared between workflows. It is rebuilt from the statuses of
running workflows at the start (`restore`), and asking twice for what is held already changes nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Wish:
    """A lock and how many may hold it; None where the limit cannot be read. `read_at` tells when it was, if now."""

    name: str
    limit: int | None
    mutex: bool = False
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether all locks are held now; where not, the one that is in the way and what to say about it."""

    acquired: bool
    lock: str = ""
    message: str = ""


@dataclass(slots=True)
class _Lock:
    limit: int = 0
    mutex: bool = False
    poison: str = ""  # why nobody gets it any more
    read_at: datetime | None = None  # when the limit was looked up
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
        if amount <= 0 or not self.pending:
            return []
        waiting = (entry for entry in self.order if entry[2] in self.pending)
        return [self.pending[key] for _, _, key in heapq.nsmallest(amount, waiting)]

    @property
    def free(self) -> int:
        """Below zero where the limit was lowered under those who hold it."""
        return self.limit - len(self.holders)


class _Shares:
    """Which locks each holder has to do with, found by holder and by workflow."""

    __slots__ = ("_by_key", "_by_workflow")

    def __init__(self) -> None:
        self._by_key: dict[str, dict[str, None]] = {}
        self._by_workflow: dict[str, dict[str, dict[str, None]]] = {}

    def add(self, key: str, lock: str) -> None:
        self._by_key.setdefault(key, {})[lock] = None
        self._by_workflow.setdefault(workflow_of(key), {}).setdefault(lock, {})[key] = None

    def discard(self, key: str, lock: str) -> None:
        mine = self._by_key.get(key, {})
        if lock not in mine:
            return
        del mine[lock]
        if not mine:
            del self._by_key[key]
        workflow = workflow_of(key)
        locks = self._by_workflow[workflow]
        del locks[lock][key]
        if not locks[lock]:
            del locks[lock]
        if not locks:
            del self._by_workflow[workflow]

    def of(self, key: str) -> list[str]:
        return list(self._by_key.get(key, ()))

    def by_lock(self, workflow: str) -> dict[str, list[str]]:
        return {lock: list(keys) for lock, keys in self._by_workflow.get(workflow, {}).items()}

    def locks_of(self, workflow: str) -> list[str]:
        return list(self._by_workflow.get(workflow, ()))


class LockTable:
    """`woken` collects the workflows (`ns/name`) whose turn may have come; whoever runs them empties it."""

    def __init__(self) -> None:
        self._locks: dict[str, _Lock] = {}
        self._held = _Shares()
        self._waits = _Shares()
        self.woken: set[str] = set()

    def try_acquire(self, wishes: Sequence[Wish], holder: Holder) -> Verdict:
        """All or none. A holder that has to wait keeps its place in the queues."""
        for wish in wishes:
            lock = self._locks.setdefault(wish.name, _Lock())
            lock.mutex = wish.mutex
            if wish.limit is not None:
                self.resize(wish.name, wish.limit, wish.read_at)
            if holder.key not in lock.holders and holder.key not in lock.pending:
                lock.enter(holder)
                self._waits.add(holder.key, wish.name)
        # All of them are looked at: a queue whose head sleeps has to be told, whichever lock is in the way.
        found = [Verdict(False, wish.name, message) for wish in wishes if (message := self._obstacle(wish, holder))]
        if found:
            return found[0]
        for wish in wishes:
            self._take(wish.name, holder.key)
        return Verdict(True)

    def _obstacle(self, wish: Wish, holder: Holder) -> str:
        lock = self._locks[wish.name]
        if holder.key in lock.holders:
            return ""
        if lock.poison:
            return f"lock {wish.name} is in a poisoned state: {lock.poison}; manual intervention required"
        if not wish.limit:
            return f"Failed to get semaphore limit for {wish.name}"
        waiting = f"Waiting for {wish.name} lock. Lock status: {lock.free}/{lock.limit}"
        head = lock.head()
        if not _same_turn(head, holder):
            if lock.free > 0:
                self.woken.add(head.workflow)
            return waiting
        return "" if lock.free > 0 else waiting

    def _take(self, name: str, key: str) -> None:
        lock = self._locks[name]
        if key in lock.holders:
            return
        lock.pending.pop(key, None)
        self._waits.discard(key, name)
        lock.holders[key] = None
        self._held.add(key, name)
        # Who is next may have stood behind this one while there was room for both.
        self._wake(lock)

    def release(self, key: str) -> None:
        """The holder gives everything back and leaves every queue."""
        for name in dict.fromkeys((*self._held.of(key), *self._waits.of(key))):
            lock = self._locks[name]
            lock.pending.pop(key, None)
            lock.holders.pop(key, None)
            self._held.discard(key, name)
            self._waits.discard(key, name)
            self._wake(lock)

    def release_workflow(self, workflow: str) -> None:
        """The same for a workflow and all its nodes."""
        shares = (*self._held.by_lock(workflow).values(), *self._waits.by_lock(workflow).values())
        for key in dict.fromkeys(key for keys in shares for key in keys):
            self.release(key)

    def resize(self, name: str, limit: int, read_at: datetime | None = None) -> bool:
        """How many may hold the lock from now on; whether that is new. Nobody loses it where it is less than before."""
        lock = self._locks[name]
        before, lock.limit = lock.limit, limit
        if read_at is not None:
            lock.read_at = read_at
        if limit > before:
            self._wake(lock)
        return limit != before

    def restore(self, name: str, keys: Iterable[str], *, mutex: bool = False) -> None:
        """Take over who held a lock before a restart, whatever its limit says now."""
        lock = self._locks.setdefault(name, _Lock())
        lock.mutex = mutex
        if mutex:
            lock.limit = 1
        for key in keys:
            self._take(name, key)

    def poison(self, name: str, reason: str) -> None:
        """Nobody gets the lock any more until the next restart: who holds it cannot be told for sure."""
        self._locks.setdefault(name, _Lock()).poison = reason

    def __contains__(self, name: str) -> bool:
        """Whether somebody has asked for the lock before."""
        return name in self._locks

    def limit_since(self, name: str, moment: datetime) -> int | None:
        """The limit where it was looked up not earlier than that."""
        lock = self._locks.get(name)
        return lock.limit if lock is not None and lock.read_at is not None and lock.read_at >= moment else None

    def is_mutex(self, name: str) -> bool:
        return name in self._locks and self._locks[name].mutex

    def holders(self, name: str) -> list[str]:
        lock = self._locks.get(name)
        return list(lock.holders) if lock else []

    def held_by(self, key: str) -> frozenset[str]:
        return frozenset(self._held.of(key))

    def knows(self, key: str) -> bool:
        """Whether the holder holds or waits for anything."""
        return bool(self._held.of(key) or self._waits.of(key))

    def wanted_by(self, workflow: str) -> dict[str, list[str]]:
        """What a workflow and its nodes wait for: holder keys by lock."""
        return self._waits.by_lock(workflow)

    def given_to(self, workflow: str) -> dict[str, list[str]]:
        """What a workflow and its nodes hold: holder keys by lock."""
        return self._held.by_lock(workflow)

    def waited_for(self, workflow: str) -> list[str]:
        """The locks that a workflow or its nodes wait for."""
        return self._waits.locks_of(workflow)

    def ready(self, workflow: str) -> list[str]:
        """The waiting nodes of a workflow (holder keys) that would get all they ask for now."""
        found: dict[str, None] = {}
        for name in self._waits.locks_of(workflow):
            lock = self._locks[name]
            for holder in lock.first(lock.free):
                if holder.workflow == workflow and self._obtainable(holder):
                    found[holder.key] = None
        return list(found)

    def _obtainable(self, holder: Holder) -> bool:
        locks = [self._locks[name] for name in self._waits.of(holder.key)]
        return all(not lock.poison and lock.free > 0 and _same_turn(lock.head(), holder) for lock in locks)

    def _wake(self, lock: _Lock) -> None:
        for holder in lock.first(lock.free):
            self.woken.add(holder.workflow)


def workflow_of(key: str) -> str:
    """The workflow (`ns/name`) that a holder key belongs to."""
    return "/".join(key.split("/", 2)[:2])


def _same_turn(head: Holder, holder: Holder) -> bool:
    """Nodes of one workflow may overtake each other in the queue, workflows may not."""
    if head.key == holder.key:
        return True
    return head.workflow == holder.workflow and head.key.count("/") == holder.key.count("/")
