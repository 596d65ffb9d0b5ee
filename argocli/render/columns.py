"""Plain tables: cells padded to the widest of their column."""

from __future__ import annotations

from collections.abc import Sequence


def columns(table: Sequence[Sequence[str]], gap: int = 3) -> list[str]:
    """The lines of a table; rows may be of different length, trailing blanks are cut."""
    widths: list[int] = []
    for row in table:
        for position, cell in enumerate(row):
            if position == len(widths):
                widths.append(0)
            widths[position] = max(widths[position], len(cell))
    return ["".join(cell.ljust(widths[position] + gap) for position, cell in enumerate(row)).rstrip() for row in table]
