"""Where things stand in a file: spans, and problems that were found while reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.model.values import Json

Path = Sequence[str | int]


class Span:
    """A piece of a file; lines and columns count from 1, the end is exclusive."""

    __slots__ = ("column", "end_column", "end_line", "line")

    def __init__(self, line: int, column: int, end_line: int, end_column: int) -> None:
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column

    def __repr__(self) -> str:
        return f"Span({self.line}:{self.column}-{self.end_line}:{self.end_column})"


class Problem:
    """Something wrong with the text itself. Codes: syntax, duplicate-key, merge-collision, not-a-mapping, no-kind,
    unusable-value, hostile."""

    __slots__ = ("code", "message", "span")

    def __init__(self, code: str, message: str, span: Span) -> None:
        self.code = code
        self.message = message
        self.span = span


_NO_CHILDREN: dict[str | int, Place] = {}
_NO_KEYS: dict[str | int, Span] = {}


class Place:
    """The position of a value and, for a container, of everything in it."""

    __slots__ = ("children", "keys", "span")

    def __init__(
        self, span: Span, children: dict[str | int, Place] = _NO_CHILDREN, keys: dict[str | int, Span] = _NO_KEYS
    ) -> None:
        self.span = span
        self.children = children
        self.keys = keys


class FileText:
    """The text of a file, shared by its documents: cut into lines, and searched for words and positions, when somebody
    asks."""

    __slots__ = ("_find", "_held", "_lines", "_places", "text")

    def __init__(self, text: str, find: Callable[[str], list[Place]]) -> None:
        self.text = text
        self._find = find
        self._lines: list[str] | None = None
        self._places: list[Place] | None = None
        self._held: dict[str, bool] = {}

    @property
    def lines(self) -> list[str]:
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def holds(self, word: str) -> bool:
        """Whether a word stands anywhere in it."""
        found = self._held.get(word)
        if found is None:
            found = self._held[word] = word in self.text
        return found

    def place(self, index: int) -> Place:
        """The positions of one of the documents."""
        if self._places is None:
            self._places = self._find(self.text)
        return self._places[index]


class Document:
    """One document of a file: its value, and where every part of it stands."""

    __slots__ = ("_place", "file", "index", "line", "origin", "problems", "source", "value")

    def __init__(self, source: str, index: int, line: int) -> None:
        self.source = source
        self.index = index
        self.line = line
        self.value: Json = None
        self.problems: list[Problem] = []
        self.origin: str | None = None
        self.file: FileText | None = None
        self._place: Place | None = None

    @property
    def place(self) -> Place | None:
        if self._place is None and self.value is not None and self.file is not None:
            self._place = self.file.place(self.index)
        return self._place

    @place.setter
    def place(self, place: Place | None) -> None:
        self._place = place

    @property
    def text(self) -> list[str]:
        """The lines of the file."""
        return self.file.lines if self.file is not None else []

    def excerpt(self, line: int) -> str:
        """One line of the file; empty where there is none of that number."""
        lines = self.text
        return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""

    @property
    def kind(self) -> str:
        found = self.value.get("kind") if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else ""

    @property
    def name(self) -> str:
        """metadata.name, else generateName, else nothing."""
        metadata = self.value.get("metadata") if isinstance(self.value, dict) else None
        if not isinstance(metadata, dict):
            return ""
        for field in ("name", "generateName"):
            found = metadata.get(field)
            if isinstance(found, str) and found:
                return found
        return ""

    @property
    def readable(self) -> bool:
        """Whether there is a value to work with."""
        return self.value is not None

    def locate(self, path: Path) -> Span:
        """Where the value at `path` stands, or the nearest thing around it."""
        place = self._nearest(path)
        return place.span if place else Span(self.line, 1, self.line, 2)

    def locate_key(self, path: Path) -> Span:
        """Where the last key of `path` stands, or the nearest thing around it."""
        parent = self._nearest(path[:-1])
        if parent and path and path[-1] in parent.keys:
            return parent.keys[path[-1]]
        return self.locate(path)

    def _nearest(self, path: Path) -> Place | None:
        place = self.place
        for part in path:
            below = place.children.get(part) if place else None
            if below is None:
                return place
            place = below
        return place
