"""Applying the fixes that findings bring along: the edited pieces change, every other byte stays as it was."""

from __future__ import annotations

from collections.abc import Sequence

from argocli.lint.finding import Edit, Finding
from argocli.manifest.positions import Span

_Piece = tuple[int, int, str]  # offsets and the text to put between them


def apply_fixes(text: str, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """The text with every fix made that does not overlap one made before it, and the findings that were mended."""
    starts = _line_starts(text)
    taken: list[_Piece] = []
    mended: list[Finding] = []
    for finding in findings:
        if not finding.fix:
            continue
        wanted = [_offsets(edit, starts, len(text)) for edit in finding.fix]
        new = [edit for edit in wanted if edit not in taken]
        if any(_overlap(edit, other) for edit in new for other in taken):
            continue
        taken.extend(new)
        mended.append(finding)
    return _replaced(text, taken), mended


def edited(text: str, edits: Sequence[Edit], before: int = 0) -> str:
    """The text with all these edits made; `before` counts the lines of the file before the text."""
    starts = [0] * before + _line_starts(text)
    return _replaced(text, [_offsets(edit, starts, len(text)) for edit in edits])


def _replaced(text: str, pieces: Sequence[_Piece]) -> str:
    for first, end, replacement in sorted(pieces, reverse=True):
        text = text[:first] + replacement + text[end:]
    return text


def _line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def _offsets(edit: Edit, starts: list[int], length: int) -> _Piece:
    def offset(line: int, column: int) -> int:
        return min(starts[line - 1] + column - 1, length) if line <= len(starts) else length

    span: Span = edit.span
    return offset(span.line, span.column), offset(span.end_line, span.end_column), edit.text


def _overlap(one: _Piece, other: _Piece) -> bool:
    if one[0] == one[1] or other[0] == other[1]:
        # Two insertions at one place would depend on their order.
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]
