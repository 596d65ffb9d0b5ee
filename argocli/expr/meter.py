"""How much work one evaluation may do.

Every visited part of a tree, every element of a list that is made, every few characters of a text cost something, so
that no expression can hold up a pass or fill the memory, whatever it says.
"""

from __future__ import annotations

from argocli.expr.errors import TooMuch
from argocli.expr.values import Value

MAX_WORK = 600_000
MAX_TEXT = 1_000_000  # as the expr language bounds repeat()
_MAX_DEPTH = 200
_CHARACTERS = 8
VISIT = 4


class Meter:
    """Counts down; `left` below zero ends the evaluation."""

    __slots__ = ("left",)

    def __init__(self, work: int = MAX_WORK) -> None:
        self.left = work

    def spend(self, units: int) -> None:
        """Raises TooMuch when nothing is left."""
        self.left -= units
        if self.left < 0:
            raise TooMuch("memory budget exceeded")

    def text(self, length: int) -> None:
        """Room for a text of so many characters. Raises TooMuch before it is made."""
        if length > MAX_TEXT:
            raise TooMuch("memory budget exceeded")
        self.spend(length // _CHARACTERS)

    def weigh(self, value: Value, depth: int = 0) -> None:
        """Spend what a value weighs with all that is in it; what is in it twice weighs twice."""
        if isinstance(value, str):
            self.spend(1 + len(value) // _CHARACTERS)
        elif isinstance(value, list | dict):
            if depth > _MAX_DEPTH:
                raise TooMuch("value is nested too deeply")
            self.spend(1 + len(value))
            inner = value if isinstance(value, list) else value.values()
            for item in inner:
                if isinstance(item, str | list | dict):
                    self.weigh(item, depth + 1)
            if isinstance(value, dict):
                self.spend(3 + sum(map(len, value)) // _CHARACTERS)
