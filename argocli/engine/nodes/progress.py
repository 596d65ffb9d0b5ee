"""How far a workflow is: every node that groups others shows the sum of the distinct working nodes below it.

Sums are kept from pass to pass: a node that moves changes only the sums of the groups above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from argocli.model.workflow import Node

EXECUTABLE = frozenset({"Pod", "Container", "HTTP", "Plugin", "Suspend"})
_PROGRESS = re.compile(r"(\d+)/(\d+)")
_NOBODY: frozenset[str] = frozenset()

Share = tuple[int, int]
_NOTHING: Share = (0, 0)


@lru_cache(maxsize=4096)
def parse(progress: str) -> Share:
    """Done and total; nothing of either where the text is no progress."""
    match = _PROGRESS.fullmatch(progress)
    return (int(match.group(1)), int(match.group(2))) if match else _NOTHING


def is_valid(progress: str) -> bool:
    """Whether the text is a progress: N of M, N not above M and M not zero."""
    done, total = parse(progress)
    return 0 < total >= done


def full(progress: str) -> str:
    """The same total, all of it done; of one step where nothing is said."""
    total = (progress or "0/1").rpartition("/")[2]
    return f"{total}/{total}"


class ProgressSums:
    """Sums by grouping node, and the grouping nodes above each node."""

    __slots__ = ("_above", "_look_up", "_moved", "_same", "_shares", "_sums", "_total")

    def __init__(self, look_up: Callable[[str], Node | None]) -> None:
        self._look_up = look_up
        self._above: dict[str, frozenset[str]] = {}
        self._same: dict[frozenset[str], frozenset[str]] = {}
        self._shares: dict[str, Share] = {}
        self._sums: dict[str, Share] = {}
        self._total: Share = _NOTHING
        self._moved: set[str] = set()

    @property
    def total(self) -> str:
        return f"{self._total[0]}/{self._total[1]}"

    def above(self, node_id: str) -> frozenset[str]:
        """The ids of the grouping nodes above a node."""
        return self._above.get(node_id, _NOBODY)

    def link(self, parent: Node, child_id: str) -> None:
        """`child_id` has become a child of `parent`, with all that hangs below it."""
        above = self._above.get(parent["id"], _NOBODY)
        if parent["type"] not in EXECUTABLE:
            above = above | {parent["id"]}
        pending = [(child_id, above)] if above else []
        while pending:
            node_id, new = pending.pop()
            known = self._above.get(node_id, _NOBODY)
            missing = new - known if known else new
            if not missing:
                continue
            together = known | missing
            self._above[node_id] = self._same.setdefault(together, together)
            share = self._shares.get(node_id)
            if share:
                self._add(missing, share)
            node = self._look_up(node_id)
            pending.extend((below, missing) for below in (node.get("children", ()) if node else ()))

    def settle(self, changed: Iterable[str]) -> list[tuple[str, str]]:
        """Take over the progress of changed nodes; the grouping nodes whose sum moved, each with its new text."""
        for node_id in changed:
            node = self._look_up(node_id)
            if node is None:
                continue
            if node["type"] not in EXECUTABLE:
                self._moved.add(node_id)
                continue
            share, before = parse(node.get("progress", "")), self._shares.get(node_id, _NOTHING)
            if share != before:
                self._shares[node_id] = share
                delta = (share[0] - before[0], share[1] - before[1])
                self._total = (self._total[0] + delta[0], self._total[1] + delta[1])
                self._add(self._above.get(node_id, _NOBODY), delta)
        moved = [(node_id, self._sums.get(node_id, _NOTHING)) for node_id in self._moved]
        self._moved.clear()
        return [(node_id, f"{done}/{total}") for node_id, (done, total) in moved if total]

    def _add(self, groups: Iterable[str], share: Share) -> None:
        for group in groups:
            done, total = self._sums.get(group, _NOTHING)
            self._sums[group] = (done + share[0], total + share[1])
            self._moved.add(group)
