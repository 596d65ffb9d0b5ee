"""Which locks each holder has to do with, found by holder and by workflow."""

from __future__ import annotations

from argocli.engine.locks.lock import workflow_of


class Shares:
    """A set of pairs of holder key and lock."""

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
        """The locks of one holder."""
        return list(self._by_key.get(key, ()))

    def of_workflow(self, workflow: str) -> dict[str, list[str]]:
        """The locks of a workflow and its nodes, each with the holder keys."""
        return {lock: list(keys) for lock, keys in self._by_workflow.get(workflow, {}).items()}

    def locks_of(self, workflow: str) -> list[str]:
        """The same without the keys."""
        return list(self._by_workflow.get(workflow, ()))
