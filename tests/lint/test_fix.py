"""Applying edits: the pieces change, nothing else does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from argocli.lint.finding import Edit
from argocli.lint.fix import apply_fixes
from argocli.manifest.positions import Span
from tests.lint.reports import finding

TEXT = "one\r\ntwo é three\nfour"


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    return Edit(Span(line, column, end_line, end_column), text)


def test_pieces_are_replaced_and_line_ends_stay() -> None:
    found = [finding(fix=(edit(2, 7, 2, 12, "3"),)), finding(fix=(edit(1, 1, 1, 4, "1"), edit(3, 5, 3, 5, "!")))]
    changed, mended = apply_fixes(TEXT, found)
    assert changed == "1\r\ntwo é 3\nfour!"
    assert mended == found


def test_a_line_can_go() -> None:
    assert apply_fixes("a\nb\nc\n", [finding(fix=(edit(2, 1, 3, 1, ""),))])[0] == "a\nc\n"


def test_overlapping_fixes_wait_for_the_next_round() -> None:
    first, second = finding(fix=(edit(1, 1, 1, 3, "x"),)), finding(fix=(edit(1, 2, 1, 4, "y"),))
    changed, mended = apply_fixes(TEXT, [first, second])
    assert mended == [first]
    assert changed.startswith("xe\r\n")


def test_two_findings_with_the_same_fix_are_mended_by_it_once() -> None:
    same = [finding(fix=(edit(1, 1, 1, 4, "x"),)) for _ in range(2)]
    changed, mended = apply_fixes(TEXT, same)
    assert changed.startswith("x\r\n")
    assert len(mended) == 2


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.text("xyz", max_size=3)), max_size=6))
def test_what_no_edit_names_stays(edits: list[tuple[int, int, str]]) -> None:
    text = "0123456789abcdefghijklmnopqrstuv"
    found = [finding(fix=(edit(1, start + 1, 1, start + length + 1, new),)) for start, length, new in edits]
    changed, mended = apply_fixes(text, found)
    gone = {
        place
        for one in mended
        for piece in one.fix
        for place in range(piece.span.column - 1, piece.span.end_column - 1)
    }
    kept = [character for place, character in enumerate(text) if place not in gone]
    assert [character for character in changed if character not in "xyz"] == kept
