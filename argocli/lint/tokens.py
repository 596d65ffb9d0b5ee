"""From an offset inside a string to the place in the file: plain, quoted, folded and literal scalars, and JSON.

Folding and indentation change white space only, so a character is found by the number of others before it.
"""

from __future__ import annotations

from argocli.lint.facts import Path
from argocli.manifest.positions import Document, Span

_WHITE = " \t\r\n\x85\u2028\u2029"
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEX = {"x": 2, "u": 4, "U": 8}

Mark = tuple[str, int, int, int]  # a character, its line, its column, the column behind it


def token_span(document: Document, path: Path, start: int, end: int, *, key: bool = False) -> Span:
    """Where `text[start:end]` of the string at `path` stands; the whole string's place where that cannot be told."""
    around = document.locate_key(path) if key else document.locate(path)
    text = path[-1] if key else _string_at(document, path)
    if not isinstance(text, str) or end <= start:
        return around
    skipped = sum(1 for character in text[:start] if character not in _WHITE)
    wanted = [character for character in text[start:end] if character not in _WHITE]
    if not wanted:
        return around
    try:
        marks = _characters(document.text, around)
        found = marks[skipped : skipped + len(wanted)]
    except IndexError:
        return around
    if [mark[0] for mark in found] != wanted:
        return around
    first, last = found[0], found[-1]
    return Span(first[1], first[2], last[1], last[3])


def _string_at(document: Document, path: Path) -> object:
    value: object = document.value
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def _characters(lines: list[str], span: Span) -> list[Mark]:
    """Every character of a scalar's content that is no white space. Lines and columns count from 1."""
    raw: list[Mark] = []
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        line = lines[number - 1]
        begin = span.column - 1 if number == span.line else 0
        stop = span.end_column - 1 if number == span.end_line else len(line)
        raw.extend((line[at], number, at + 1, at + 2) for at in range(begin, min(stop, len(line))))
        raw.append(("\n", number, len(line) + 1, len(line) + 2))
    at = _behind_properties(raw)
    opening = raw[at][0]
    if opening == '"':
        return _double(raw, at + 1)
    if opening == "'":
        return _single(raw, at + 1)
    if opening in "|>":
        while raw[at][0] != "\n":
            at += 1
    return [mark for mark in raw[at:] if mark[0] not in _WHITE]


def _behind_properties(raw: list[Mark]) -> int:
    """The index behind anchors and tags of the scalar."""
    at = 0
    while raw[at][0] in "&!":
        while raw[at][0] not in _WHITE:
            at += 1
        while raw[at][0] in _WHITE:
            at += 1
    return at


def _single(raw: list[Mark], at: int) -> list[Mark]:
    found: list[Mark] = []
    while at < len(raw):
        character, line, column, after = raw[at]
        if character == "'":
            if at + 1 >= len(raw) or raw[at + 1][0] != "'":
                break
            at += 1
            after += 1
        if character not in _WHITE:
            found.append((character, line, column, after))
        at += 1
    return found


def _double(raw: list[Mark], at: int) -> list[Mark]:
    found: list[Mark] = []
    while at < len(raw) and raw[at][0] != '"':
        character, line, column, after = raw[at]
        if character == "\\":
            character, size = _escaped(raw, at + 1)
            at += size
            after += size
        if character and character not in _WHITE:
            found.append((character, line, column, after))
        at += 1
    return found


def _escaped(raw: list[Mark], at: int) -> tuple[str, int]:
    """The character that an escape stands for, and how many characters follow its backslash. An escaped line break is
    nothing at all."""
    kind = raw[at][0]
    if kind in _HEX:
        digits = "".join(mark[0] for mark in raw[at + 1 : at + 1 + _HEX[kind]])
        try:
            return chr(int(digits, 16)), 1 + len(digits)
        except (ValueError, OverflowError):
            return "", 1
    return _ESCAPES.get(kind, ""), 1
