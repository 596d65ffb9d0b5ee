"""Lines as editors and other tools count them, in texts that YAML counts otherwise."""

from __future__ import annotations

from bisect import bisect_right


def counted_otherwise(text: str) -> bool:
    """Whether a text holds what ends a line to YAML alone: a carriage return by itself, U+0085, U+2028 or U+2029."""
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return True
    return not text.isascii() and any(one in text for one in "\x85\u2028\u2029")


class Breaks:
    """Where the lines of a text begin, and so the line and column of every character in it, from 1."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1
