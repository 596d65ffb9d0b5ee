"""All locks of a controller: taking them, giving them back, waking those whose turn it is.

The one thing of the engine that outlives a pass and is shared between workflows. It is rebuilt from the statuses of
running workflows at the start (`record.restore`), and asking twice for what is held already changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from argocli.engine.locks.lock import Holder, Lock, same_turn
from argocli.engine.locks.shares import Shares


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


class LockTable:
    """`locks` by name; `held` and `waits`: by whom. `woken` collects the workflows (`ns/name`) whose turn may have
    come; whoever runs them empties it."""

    def __init__(self) -> None:
        self.locks: dict[str, Lock] = {}
        self.held = Shares()
        self.waits = Shares()
        self.woken: set[str] = set()

    def try_acquire(self, wishes: Sequence[Wish], holder: Holder) -> Verdict:
        """All or none. A holder that has to wait keeps its place in the queues."""
        for wish in wishes:
            lock = self._lock(wish.name)
            lock.mutex = wish.mutex
            if wish.limit is not None:
                self.resize(wish.name, wish.limit, wish.read_at)
            if holder.key not in lock.holders and holder.key not in lock.pending:
                lock.enter(holder)
                self.waits.add(holder.key, wish.name)
        # All of them are looked at: a queue whose head sleeps has to be told, whichever lock is in the way.
        found = [Verdict(False, wish.name, message) for wish in wishes if (message := self._obstacle(wish, holder))]
        if found:
            return found[0]
        for wish in wishes:
            self._take(wish.name, holder.key)
        return Verdict(True)

    def release(self, key: str) -> None:
        """The holder gives everything back and leaves every queue."""
        for name in dict.fromkeys((*self.held.of(key), *self.waits.of(key))):
            lock = self.locks[name]
            lock.drop(key)
            self.held.discard(key, name)
            self.waits.discard(key, name)
            self._wake(lock)

    def release_workflow(self, workflow: str) -> None:
        """The same for a workflow and all its nodes."""
        shares = (*self.held.of_workflow(workflow).values(), *self.waits.of_workflow(workflow).values())
        for key in dict.fromkeys(key for keys in shares for key in keys):
            self.release(key)

    def resize(self, name: str, limit: int, read_at: datetime | None = None) -> bool:
        """How many may hold the lock from now on; whether that is new. Nobody loses it where it is less than before."""
        lock = self.locks[name]
        before, lock.limit = lock.limit, limit
        if read_at is not None:
            lock.read_at = read_at
        if limit > before:
            self._wake(lock)
        return limit != before

    def restore(self, name: str, keys: Iterable[str], *, mutex: bool = False) -> None:
        """Take over who held a lock before a restart, whatever its limit says now."""
        lock = self._lock(name)
        lock.mutex = mutex
        if mutex:
            lock.limit = 1
        for key in keys:
            self._take(name, key)

    def poison(self, name: str, reason: str) -> None:
        """Nobody gets the lock any more until the next restart: who holds it cannot be told for sure."""
        self._lock(name).poison = reason

    def _lock(self, name: str) -> Lock:
        lock = self.locks.get(name)
        if lock is None:
            lock = self.locks[name] = Lock(name)
        return lock

    def _obstacle(self, wish: Wish, holder: Holder) -> str:
        """Why the holder cannot have the lock now; empty where it can."""
        lock = self.locks[wish.name]
        if holder.key in lock.holders:
            return ""
        if lock.poison:
            return f"lock {wish.name} is in a poisoned state: {lock.poison}; manual intervention required"
        if not wish.limit:
            return f"Failed to get semaphore limit for {wish.name}"
        if lock.lets_in(holder):
            return ""
        head = lock.head()
        if lock.free > 0 and not same_turn(head, holder):
            self.woken.add(head.workflow)
        return f"Waiting for {wish.name} lock. Lock status: {lock.free}/{lock.limit}"

    def _take(self, name: str, key: str) -> None:
        lock = self.locks[name]
        if key in lock.holders:
            return
        lock.give(key)
        self.waits.discard(key, name)
        self.held.add(key, name)
        # Who is next may have stood behind this one while there was room for both.
        self._wake(lock)

    def _wake(self, lock: Lock) -> None:
        for holder in lock.next_up():
            self.woken.add(holder.workflow)
