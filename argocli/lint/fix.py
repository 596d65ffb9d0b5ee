"""Applying the fixes that findings bring along: the edited pieces change, every other byte stays as it was."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from argocli.lint.finding import Edit, Finding

_Piece = tuple[int, int, str]  # offsets and the text to put between them


def apply_fixes(text: str, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """The text with every fix made that does not overlap one made before it, and the findings that were mended."""
    patch = Patch(text)
    mended = [finding for finding in findings if finding.fix and patch.take(finding.fix)]
    return patch.result(), mended


def edited(text: str, edits: Sequence[Edit], before: int = 0) -> str:
    """The text with all these edits made; `before` counts the lines of the file before the text."""
    patch = Patch(text, before)
    for edit in edits:
        patch.put(patch.piece(edit))
    return patch.result()


class Patch:
    """A text and edits to be made in it. `before` counts the lines of the file before the text."""

    def __init__(self, text: str, before: int = 0) -> None:
        self._text = text
        self._starts = [0] * before + _line_starts(text)
        # In the order of the text.
        self._pieces: list[_Piece] = []

    def take(self, edits: Sequence[Edit]) -> bool:
        """Keep these edits, unless one of them overlaps one that is kept. The same edit counts once."""
        wanted = [self.piece(edit) for edit in edits]
        new = [piece for piece in wanted if not self._has(piece)]
        if any(self._overlaps(piece) for piece in new):
            return False
        for piece in new:
            self.put(piece)
        return True

    def put(self, piece: _Piece) -> None:
        if not self._has(piece):
            self._pieces.insert(bisect_left(self._pieces, piece), piece)

    def piece(self, edit: Edit) -> _Piece:
        span = edit.span
        return self._offset(span.line, span.column), self._offset(span.end_line, span.end_column), edit.text

    def result(self) -> str:
        """The text with the edits made."""
        parts: list[str] = []
        behind = 0
        for first, end, replacement in self._pieces:
            parts += (self._text[behind:first], replacement)
            behind = end
        return "".join((*parts, self._text[behind:]))

    def _has(self, piece: _Piece) -> bool:
        at = bisect_left(self._pieces, piece)
        return at < len(self._pieces) and self._pieces[at] == piece

    def _overlaps(self, piece: _Piece) -> bool:
        """Kept pieces are apart from each other, so that only the neighbours can be met."""
        at = bisect_left(self._pieces, piece)
        return any(_overlap(piece, other) for other in self._pieces[max(0, at - 2) : at + 2])

    def _offset(self, line: int, column: int) -> int:
        length = len(self._text)
        return min(self._starts[line - 1] + column - 1, length) if line <= len(self._starts) else length


def _line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def _overlap(one: _Piece, other: _Piece) -> bool:
    if one[0] == one[1] or other[0] == other[1]:
        # Two insertions at one place would depend on their order.
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]
