"""A field that could hold one thing, in the list that has taken its place."""

from __future__ import annotations

from argocli.lint.altered import Path, changed, with_key
from argocli.lint.finding import Edit
from argocli.lint.sheet import Mending, Sheet
from argocli.manifest.nodes import MAPPING, SCALAR, Node
from argocli.manifest.positions import Span

# A plain text with one of these would not be one word between brackets.
_FLOW = ",[]{}"


def into_list(sheet: Sheet, path: Path, name: str) -> Mending | None:
    """The pair at a path under its new name, its value as the only entry of a list."""
    pair = sheet.pair(path)
    place = sheet.content(pair[1]) if pair is not None else None
    edits = listed(sheet, pair[1], pair[2]) if pair is not None else []
    if place is None or not edits:
        return None
    return Mending([Edit(place, name), *edits], path, with_key(path, name, lambda one: [one]))


def alone_in_list(sheet: Sheet, path: Path) -> Mending | None:
    """The value at a path as the only entry of a list."""
    pair = sheet.pair(path)
    edits = listed(sheet, pair[1], pair[2]) if pair is not None else []
    return Mending(edits, path, lambda value: changed(value, path, lambda one: [one])) if edits else None


def listed(sheet: Sheet, key: Node, value: Node) -> list[Edit]:
    """Edits that make a list of the value of a key: in brackets, or in a block with a dash before its first line."""
    if not value.bare or value.value in (None, "", {}):
        return []
    if value.form == SCALAR:
        return _in_brackets(sheet, value) if sheet.content(value) is not None else []
    if value.form != MAPPING:
        return []
    if value.flow:
        return _in_brackets(sheet, value)
    # The dash takes the place of blanks, so that no line moves.
    first = value.span
    dash = Span(first.line, first.column - 2, first.line, first.column)
    if first.line == key.span.line or dash.column < key.span.column or sheet.piece(dash) != "  ":
        return []
    return [Edit(dash, "- ")]


def _in_brackets(sheet: Sheet, value: Node) -> list[Edit]:
    span = value.span
    text = sheet.piece(span)
    quote = ""
    if value.form == SCALAR and not value.style and any(sign in text for sign in _FLOW):
        if '"' in text or "\\" in text:
            return []
        quote = '"'
    before = Span(span.line, span.column, span.line, span.column)
    after = Span(span.end_line, span.end_column, span.end_line, span.end_column)
    return [Edit(before, f"[{quote}"), Edit(after, f"{quote}]")]
