"""Where things stand in a file: spans, and problems that were found while reading."""

from __future__ import annotations

from collections.abc import Sequence

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


class Place:
    """The position of a value and, for a container, of everything in it."""

    __slots__ = ("children", "keys", "span")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.children: dict[str | int, Place] = {}
        self.keys: dict[str | int, Span] = {}


class Document:
    """One document of a file: its value, and where every part of it stands."""

    __slots__ = ("index", "line", "origin", "place", "problems", "source", "text", "value")

    def __init__(self, source: str, index: int, line: int) -> None:
        self.source = source
        self.index = index
        self.line = line
        self.value: Json = None
        self.place: Place | None = None
        self.problems: list[Problem] = []
        self.origin: str | None = None
        self.text: list[str] = []

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
