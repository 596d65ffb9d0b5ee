"""What can be read off the table of locks: who holds one, and for whom it is time to ask again."""

from __future__ import annotations

from argocli.engine.locks.lock import Holder
from argocli.engine.locks.table import LockTable


def holders(table: LockTable, name: str) -> list[str]:
    """The keys of those who hold the lock."""
    lock = table.locks.get(name)
    return list(lock.holders) if lock else []


def is_mutex(table: LockTable, name: str) -> bool:
    return name in table.locks and table.locks[name].mutex


def ready(table: LockTable, workflow: str) -> list[str]:
    """The waiting nodes of a workflow (holder keys) that would get all they ask for now."""
    found: dict[str, None] = {}
    for name in table.waits.locks_of(workflow):
        for holder in table.locks[name].next_up():
            if holder.workflow == workflow and _obtainable(table, holder):
                found[holder.key] = None
    return list(found)


def _obtainable(table: LockTable, holder: Holder) -> bool:
    return all(table.locks[name].lets_in(holder) for name in table.waits.of(holder.key))
