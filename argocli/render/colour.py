"""Whether to colour, and the few codes that are used."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_CODES = {
    "Pending": "33",
    "Running": "36",
    "Succeeded": "32",
    "Skipped": "39",
    "Failed": "31",
    "Error": "31",
    "Omitted": "39",
    "Suspended": "36",
    "dim": "2",
    "bold": "1",
    "warning": "33",
}


def wanted(stream: TextIO, *, off: bool = False) -> bool:
    """Colour only on a terminal that knows it, unless NO_COLOR or --no-color say otherwise."""
    if off or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
        return True
    return stream.isatty()


def paint(text: str, name: str, on: bool) -> str:
    code = _CODES.get(name)
    return f"\x1b[{code}m{text}\x1b[0m" if on and code else text


def clean(text: str) -> str:
    """One line without control characters: what a status says must not drive the terminal."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)
