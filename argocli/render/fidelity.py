"""The fidelity report of a local run: one line for each thing that a cluster would do differently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Note(Protocol):
    @property
    def level(self) -> str: ...
    @property
    def feature(self) -> str: ...
    @property
    def detail(self) -> str: ...


def fidelity_lines(notes: Iterable[Note]) -> list[str]:
    """`ignored: resources (CPU and memory are not limited)`."""
    return [f"{note.level}: {note.feature} ({note.detail})" for note in notes]
