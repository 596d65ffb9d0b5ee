"""From an offset inside a string to the place in the file: plain, quoted, folded and literal scalars, and JSON.

Folding and indentation change white space only, so a character is found by the number of others before it.
"""

from __future__ import annotations

from itertools import islice

from argocli.lint.facts import Path
from argocli.manifest.positions import Document, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_WHITE = " \t\r\n\x85\u2028\u2029"
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEX = {"x": 2, "u": 4, "U": 8}
_END = ("\n", 0, 0, 0)

Mark = tuple[str, int, int, int]  # a character, its line, its column, the column behind it


def token_span(document: Document, path: Path, start: int, end: int, *, key: bool = False) -> Span:
    """Where `text[start:end]` of the string at `path` stands; the whole string's place where that cannot be told."""
    around = document.locate_key(path) if key else document.locate(path)
    if end <= start:
        return around
    reader = _LAST[0] if _LAST else None
    if reader is None or not reader.reads(document, path, around, start):
        text = path[-1] if key else _string_at(document, path)
        if not isinstance(text, str):
            return around
        reader = _Reader(document, path, around, text)
        _LAST[:] = [reader]
    return reader.find(start, end) or around


class _Reader:
    """Goes through the characters of one string, as its tags are mostly asked for one after the other."""

    __slots__ = ("_ahead", "_around", "_document", "_marks", "_offset", "_path", "_text")

    def __init__(self, document: Document, path: Path, around: Span, text: str) -> None:
        self._document = document
        self._path = path
        self._around = around
        self._text = text
        self._marks = _characters(document.text, around)
        self._ahead: list[Mark] = []
        # Where in the text the first of the characters ahead stands.
        self._offset = 0

    def reads(self, document: Document, path: Path, around: Span, start: int) -> bool:
        """Whether this is its string, and it has not passed by `start`."""
        return self._document is document and self._around is around and self._path == path and self._offset <= start

    def find(self, start: int, end: int) -> Span | None:
        skipped = sum(1 for character in self._text[self._offset : start] if character not in _WHITE)
        wanted = [character for character in self._text[start:end] if character not in _WHITE]
        self._take(skipped)
        del self._ahead[:skipped]
        self._offset = start
        self._take(len(wanted))
        found = self._ahead[: len(wanted)]
        if not wanted or [mark[0] for mark in found] != wanted:
            return None
        first, last = found[0], found[-1]
        return Span(first[1], first[2], last[1], last[3])

    def _take(self, count: int) -> None:
        """Have so many characters ahead, if there are as many."""
        self._ahead += islice(self._marks, max(0, count - len(self._ahead)))


# The string that was looked at last.
_LAST: list[_Reader] = []


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


def _characters(lines: list[str], span: Span) -> Iterator[Mark]:
    """Every character of a scalar's content that is no white space. Lines and columns count from 1."""
    raw = _raw(lines, span)
    for mark in _behind_properties(raw):
        if mark[0] == '"':
            yield from _double(raw)
        elif mark[0] == "'":
            yield from _single(raw)
        elif mark[0] in "|>":
            while next(raw, _END)[0] != "\n":
                pass
            yield from (one for one in raw if one[0] not in _WHITE)
        else:
            yield mark
            yield from (one for one in raw if one[0] not in _WHITE)


def _raw(lines: list[str], span: Span) -> Iterator[Mark]:
    """Every character of a piece of a file, line breaks too."""
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        line = lines[number - 1]
        begin = span.column - 1 if number == span.line else 0
        stop = span.end_column - 1 if number == span.end_line else len(line)
        for at in range(begin, min(stop, len(line))):
            yield line[at], number, at + 1, at + 2
        yield "\n", number, len(line) + 1, len(line) + 2


def _behind_properties(raw: Iterator[Mark]) -> Iterator[Mark]:
    """The first character behind anchors and tags of the scalar."""
    for mark in raw:
        if mark[0] in "&!":
            while next(raw, _END)[0] not in _WHITE:
                pass
        elif mark[0] not in _WHITE:
            yield mark
            return


def _single(raw: Iterator[Mark]) -> Iterator[Mark]:
    for character, line, column, end in raw:
        after = end
        if character == "'":
            second = next(raw, _END)
            if second[0] != "'":
                return
            after = second[3]
        if character not in _WHITE:
            yield character, line, column, after


def _double(raw: Iterator[Mark]) -> Iterator[Mark]:
    for character, line, column, end in raw:
        meant, after = character, end
        if character == '"':
            return
        if character == "\\":
            meant, after = _escaped(raw)
        if meant and meant not in _WHITE:
            yield meant, line, column, after


def _escaped(raw: Iterator[Mark]) -> tuple[str, int]:
    """The character that an escape stands for, and the column behind it. An escaped line break is nothing at all."""
    kind, _, _, after = next(raw, _END)
    if kind not in _HEX:
        return _ESCAPES.get(kind, ""), after
    digits = ""
    for character, _, _, behind in islice(raw, _HEX[kind]):
        digits, after = digits + character, behind
    try:
        return chr(int(digits, 16)), after
    except (ValueError, OverflowError):
        return "", after
