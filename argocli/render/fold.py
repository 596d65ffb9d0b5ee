"""Fitting a tree into so many lines: what failed or runs stays, what is over folds into counters."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from argocli.model import phases
from argocli.render.tree import Row

_LOUD = frozenset({phases.FAILED, phases.ERROR, phases.RUNNING, phases.PENDING})


class Line(NamedTuple):
    """A row, or where `row` is None the summary of rows that were folded away."""

    row: Row | None
    summary: str = ""


def fold(rows: list[Row], height: int) -> list[Line]:
    """At most `height` lines (but at least one where there is any row): quiet rows fold first, then the rest."""
    if len(rows) <= height:
        return [Line(row) for row in rows]
    height = max(1, height)
    keep = {0}
    for loud in (_rank_failed, _rank_active, _rank_group):
        for position, row in enumerate(rows):
            if len(keep) >= max(1, height // 2):
                break
            if loud(row):
                keep.add(position)
    lines = _with_summaries(rows, keep)
    while len(lines) > height and len(keep) > 1:
        keep.discard(max(keep))
        lines = _with_summaries(rows, keep)
    return lines[:height]


def _rank_failed(row: Row) -> bool:
    return row.node is not None and row.node["phase"] in phases.UNSUCCESSFUL


def _rank_active(row: Row) -> bool:
    return row.node is not None and row.node["phase"] in _LOUD and row.node["type"] in ("Pod", "Suspend", "Retry")


def _rank_group(row: Row) -> bool:
    return row.node is not None and row.node["phase"] in _LOUD


def _with_summaries(rows: list[Row], keep: set[int]) -> list[Line]:
    lines: list[Line] = []
    folded: list[Row] = []
    for position, row in enumerate(rows):
        if position in keep:
            if folded:
                lines.append(_summary(folded))
                folded = []
            lines.append(Line(row))
        else:
            folded.append(row)
    if folded:
        lines.append(_summary(folded))
    return lines


def _summary(folded: list[Row]) -> Line:
    counted = Counter(row.node["phase"] for row in folded if row.node is not None)
    parts = ", ".join(f"{count} {phase}" for phase, count in sorted(counted.items()))
    prefix = next((row.prefix for row in folded if row.node is not None), " ")
    return Line(None, f"{prefix}… {parts}")
