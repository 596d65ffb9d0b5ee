"""A document as a sheet of text to be edited: where its pieces stand, and what it would mean after an edit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from argocli.lint.altered import Change
from argocli.lint.finding import Edit
from argocli.lint.fix import edited
from argocli.manifest.builder import Builder, Hostile
from argocli.manifest.nodes import ALIAS, MAPPING, SCALAR, SEQUENCE, Node, NodeReader
from argocli.manifest.positions import Document, Path, Span
from argocli.manifest.scalars import UnusableScalar
from argocli.model.values import Json

# Line ends that YAML knows and editors mostly do not: lines would be counted in two ways.
_OTHER_BREAKS = "\x85\u2028\u2029"
_UNREADABLE = (Hostile, UnusableScalar, *Builder.errors)


class Mending:
    """Edits, and what they have to do to the document: the `change` of its value at or below `path`, and the number of
    problems of its text that they end."""

    __slots__ = ("change", "edits", "path", "problems")

    def __init__(self, edits: Sequence[Edit], path: Path, change: Change, problems: int = 0) -> None:
        self.edits = tuple(edits)
        self.path = path
        self.change = change
        self.problems = problems


class Sheet:
    """`before` counts the lines of the file before this text."""

    __slots__ = ("_keys", "_repeated", "before", "document", "problems", "root", "text")

    def __init__(self, document: Document, before: int, text: str, root: Node, problems: int) -> None:
        self.document = document
        self.before = before
        self.text = text
        self.root = root
        self.problems = problems
        self._keys: dict[tuple[int, int], tuple[Node, int]] | None = None
        self._repeated = {node.anchor for node in root.walk() if node.form == ALIAS}

    @property
    def value(self) -> Json:
        return self.document.value

    def find(self, path: Path) -> Node | None:
        """The node at a path; None where it is reached through an alias or a merge, or an alias repeats it."""
        node = self.root
        for part in (*path, None):
            if node.form == ALIAS or node.anchor in self._repeated:
                return None
            if part is None:
                return node
            if isinstance(part, int):
                if node.form != SEQUENCE or part >= len(node.items):
                    return None
                node = node.items[part]
            else:
                pair = node.pair(part)
                if pair is None:
                    return None
                node = pair[1]
        return None

    def pair(self, path: Path) -> tuple[Node, Node, Node] | None:
        """The mapping that holds the last key of a path, the key and the value."""
        owner = self.find(path[:-1]) if path else None
        found = owner.pair(str(path[-1])) if owner is not None and owner.form == MAPPING else None
        if owner is None or found is None or found[1].form == ALIAS or found[1].anchor in self._repeated:
            return None
        return owner, *found

    def key_at(self, line: int, column: int) -> tuple[Node, int] | None:
        """The mapping of the key that stands at a place, and the number of its pair."""
        if self._keys is None:
            self._keys = {
                (key.span.line, key.span.column): (owner, index)
                for owner in self.root.walk()
                for index, (key, _) in enumerate(owner.pairs)
            }
        return self._keys.get((line, column))

    def line(self, number: int) -> str:
        """A line of the file, without its end."""
        return self.document.text[number - 1].removesuffix("\r")

    def line_end(self, number: int) -> str:
        """How this line ends, or would if another came after it."""
        ended = number if number < len(self.document.text) else number - 1
        return "\r\n" if ended > 0 and self.document.text[ended - 1].endswith("\r") else "\n"

    def piece(self, span: Span) -> str:
        """The text of a place."""
        if span.line == span.end_line:
            return self.document.text[span.line - 1][span.column - 1 : span.end_column - 1]
        first, *middle = self.document.text[span.line - 1 : span.end_line]
        return "\n".join((first[span.column - 1 :], *middle[:-1], middle[-1][: span.end_column - 1]))

    def content(self, node: Node) -> Span | None:
        """Where a scalar's text stands within its quotes; None unless it is written on one line, just as it reads."""
        span = node.span
        if node.form != SCALAR or not node.bare or span.line != span.end_line or node.style in ("|", ">"):
            return None
        quote = 1 if node.style else 0
        inner = Span(span.line, span.column + quote, span.line, span.end_column - quote)
        if inner.end_column <= inner.column or (node.style and self.piece(inner) != node.value):
            return None
        return inner

    def outcome(self, edits: Sequence[Edit]) -> tuple[Json, int] | None:
        """The document's value after the edits, and the number of problems in its text; None if it is unreadable."""
        return _read(edited(self.text, edits, self.before))

    def bears_out(self, mendings: Sequence[Mending]) -> bool:
        """Whether all their edits together do just what they are meant to."""
        found = self.outcome([edit for mending in mendings for edit in mending.edits])
        if found is None:
            return False
        value, meant = found[0], self.value
        # What is inside something changes before that has another name.
        for mending in sorted(mendings, key=lambda one: len(one.path), reverse=True):
            meant = mending.change(meant)
        return found[1] == self.problems - sum(one.problems for one in mendings) and same(value, meant)


def same(one: Json, other: Json) -> bool:
    """Whether two values are written alike: `true` is not 1, and keys stand in one order."""
    return json.dumps(one) == json.dumps(other)


def _read(text: str) -> tuple[Json, int] | None:
    try:
        found = Builder(text, 0).next_document()
    except _UNREADABLE:
        return None
    return None if found is None else (found[0], len(found[2]))


def countable(lines: Sequence[str]) -> bool:
    """Whether the lines of a file are the ones that YAML counts."""
    return not any("\r" in line[:-1] or any(other in line for other in _OTHER_BREAKS) for line in lines)


@lru_cache(maxsize=8)
def sheet_of(document: Document) -> Sheet | None:
    """The sheet of a document; None where its text cannot be told from the others of the file."""
    place = document.place
    if place is None or not isinstance(document.value, dict) or not countable(document.text):
        return None
    first = place.span.line - 1
    last = first + 1
    while last < len(document.text) and not _marker(document.text[last]):
        last += 1
    # What stands before the document on its first line is another's, or dashes.
    head = " " * (place.span.column - 1) + document.text[first][place.span.column - 1 :]
    text = "\n".join((head, *document.text[first + 1 : last]))
    if last < len(document.text):
        text += "\n"
    read = _read(text)
    if read is None or not same(read[0], document.value):
        return None
    root = NodeReader(text, first).root()
    return Sheet(document, first, text, root, read[1])


def _marker(line: str) -> bool:
    """Whether a line ends the document before it."""
    return line.startswith(("---", "...")) and not line[3:4].strip()
