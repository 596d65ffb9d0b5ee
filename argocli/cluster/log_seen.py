"""Which lines of a log were read already, so that a stream that was cut goes on without a gap and without repeats.

A log can be asked for from a whole second on, no finer. So a resumed stream begins a little before the place where
the last one ended, and what is known of that little is left out.
"""

from __future__ import annotations

from collections import Counter

# Lines of a container's two outputs may be a little out of order in the log.
_OVERLAP_SECONDS = 2


class Seen:
    """The end of one log, as far back as a resumed stream begins. Lines are known by their bytes, stamp and all.
    A `tail` was not read from the log's beginning: what comes before it stays unread."""

    __slots__ = ("_again", "_before", "_last", "_lines", "_tail")

    def __init__(self, *, tail: bool = False) -> None:
        self._tail = tail
        self._before = False
        self._lines: dict[int, Counter[int]] = {}
        self._last: int | None = None
        self._again: Counter[int] = Counter()

    def resume(self) -> int | None:
        """A new stream begins: the second to ask for, None for the log from its beginning."""
        if self._last is None:
            return None
        self._again = Counter()
        for lines in self._lines.values():
            self._again.update(lines)
        self._before = self._tail
        return self._last - _OVERLAP_SECONDS

    def is_new(self, second: int, line: bytes) -> bool:
        """Whether this line was not read before; from now on it was."""
        key = hash(line)
        if self._again[key] > 0:
            self._again[key] -= 1
            self._before = False
            return False
        if self._before and self._last is not None and second <= self._last:
            return False
        self._before = False
        lines = self._lines.get(second)
        if lines is None:
            lines = self._lines[second] = Counter()
        if second != self._last:
            self._last = second
            for old in [kept for kept in self._lines if kept < second - 2 * _OVERLAP_SECONDS]:
                del self._lines[old]
        lines[key] += 1
        return True

    def forget(self, second: int, line: bytes) -> None:
        """The line was read, but not to its end: it will come again."""
        lines = self._lines.get(second)
        if lines is not None:
            lines[hash(line)] -= 1
