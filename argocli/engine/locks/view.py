"""The table of locks as one workflow sees it: its nodes go by their ids."""

from __future__ import annotations

from argocli.engine.locks import standing
from argocli.engine.locks.table import LockTable


class WorkflowLocks:
    """`own` is the workflow's holder key."""

    __slots__ = ("own", "table")

    def __init__(self, table: LockTable, namespace: str, name: str) -> None:
        self.table = table
        self.own = f"{namespace}/{name}"

    def key(self, node_id: str) -> str:
        """The holder key of a node."""
        return f"{self.own}/{node_id}"

    def node_of(self, key: str) -> str:
        """The id of the node that a holder key of this workflow belongs to; empty for the workflow's own."""
        return key[len(self.own) + 1 :]

    def holds(self, node_id: str) -> bool:
        """Whether the node has got its locks."""
        return bool(self.table.held.of(self.key(node_id)))

    def ready(self) -> list[str]:
        """The ids of waiting nodes that could have their locks now."""
        return [self.node_of(key) for key in standing.ready(self.table, self.own) if key != self.own]

    def release(self, node_id: str) -> None:
        """Give back what the node holds, and every place in a queue."""
        self.table.release(self.key(node_id))
