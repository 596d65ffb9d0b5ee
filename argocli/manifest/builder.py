"""Events of libyaml to values and positions, with bounded depth, aliases and size."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from argocli.manifest import libyaml as events
from argocli.manifest import scalars
from argocli.manifest.breaks import Breaks, counted_otherwise
from argocli.manifest.ordinary import DOCUMENT, MAX_VALUES
from argocli.manifest.positions import Place, Problem, Span
from argocli.model.values import Json

MAX_DEPTH = 200
MAX_COPIES = 100_000

Built = tuple[Json, Place, int]  # value, position, number of values in it


class Hostile(Exception):
    """Input that would take more depth, memory or time than a manifest can need."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


class TooMany(Hostile):
    """More values than there may be in a file: the rest of it is not read."""


class Builder:
    """Reads one text document by document. `offset` is the number of lines before the text in its file, `left` how many
    values there may be in it."""

    errors = (events.YAMLError, ValueError)

    def __init__(self, text: str, offset: int, left: int = MAX_VALUES) -> None:
        self._parser = events.Parser(text)
        self._offset = offset
        self._breaks = Breaks(text) if counted_otherwise(text) else None
        self.left = left
        self._anchors: dict[str, Built | None] = {}
        self._problems: list[Problem] = []
        self._copies = 0
        self._depth = 0
        self.span = Span(offset + 1, 1, offset + 1, 2)

    def next_line(self) -> int:
        return self.span.end_line

    def next_document(self) -> tuple[Json, Place, list[Problem]] | None:
        """Value, positions and problems of the next document; None at the end of the text."""
        while True:
            event = self._parser.get_event()
            if event is None or isinstance(event, events.StreamEndEvent):
                return None
            if isinstance(event, events.DocumentStartEvent):
                break
        self._anchors, self._problems, self._copies, self._depth = {}, [], 0, 0
        self.left -= DOCUMENT
        value, place, _ = self._build(self._parser.get_event())
        self._parser.get_event()
        return value, place, self._problems

    def place(self, mark: Any) -> tuple[int, int]:
        """Line and column of one of the parser's marks."""
        if self._breaks is None:
            return mark.line + 1 + self._offset, mark.column + 1
        line, column = self._breaks.place(mark.index)
        return line + self._offset, column

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        if self._breaks is None:
            offset = self._offset + 1
            self.span = Span(start.line + offset, start.column + 1, end.line + offset, end.column + 1)
        else:
            self.span = Span(*self.place(start), *self.place(end))
        return self.span

    def _build(self, event: Any) -> Built:
        span = self._span(event)
        if isinstance(event, events.AliasEvent):
            return self._alias(event, span)
        self.left -= 1
        if self.left < 0:
            raise TooMany(f"the file holds more than {MAX_VALUES} values; what follows is not read", span)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Hostile(f"nested more than {MAX_DEPTH} levels deep", span)
        anchor = event.anchor
        if anchor is not None:
            self._anchors[anchor] = None
        if isinstance(event, events.ScalarEvent):
            built: Built = (self._scalar(event, span), Place(span), 1)
        elif isinstance(event, events.MappingStartEvent):
            built = self._mapping(span)
        else:
            built = self._sequence(span)
        self._depth -= 1
        if anchor is not None:
            self._anchors[anchor] = built
        return built

    def _alias(self, event: Any, span: Span) -> Built:
        if event.anchor not in self._anchors:
            raise events.MarkedYAMLError(None, None, f"unknown anchor '{event.anchor}' referenced", event.start_mark)
        found = self._anchors[event.anchor]
        if found is None:
            raise Hostile(f"the anchor '{event.anchor}' contains itself", span)
        self._copies += found[2]
        if self._copies > MAX_COPIES:
            raise Hostile("aliases expand to more than a manifest can need", span)
        return found

    def _scalar(self, event: Any, span: Span) -> Json:
        text: str = event.value
        tag = event.tag
        if tag is None or tag == "!":
            return scalars.plain(text) if event.implicit[0] else text
        if tag == "tag:yaml.org,2002:binary":
            try:
                return base64.b64decode(text, validate=False).decode("utf-8", "replace")
            except binascii.Error as error:
                raise scalars.UnusableScalar(f"!!binary value is no base64: {error}") from error
        if tag == "tag:yaml.org,2002:str":
            return text
        if tag.startswith("tag:yaml.org,2002:"):
            return scalars.plain(text)
        return text if not event.implicit[0] and event.style else scalars.plain(text)

    def _sequence(self, span: Span) -> Built:
        items: list[Json] = []
        place = Place(span, {})
        size = 1
        while True:
            event = self._parser.get_event()
            if isinstance(event, events.SequenceEndEvent):
                self._close(place, event)
                return items, place, size
            value, below, count = self._build(event)
            place.children[len(items)] = below
            items.append(value)
            size += count

    def _mapping(self, span: Span) -> Built:
        values: dict[str, Json] = {}
        place = Place(span, {}, {})
        merged: set[str] = set()
        size = 1
        while True:
            event = self._parser.get_event()
            if isinstance(event, events.MappingEndEvent):
                self._close(place, event)
                return values, place, size
            merge = isinstance(event, events.ScalarEvent) and event.value == "<<" and event.implicit[0]
            key_span = self._span(event)
            raw, _, _ = ("<<", None, 0) if merge else self._build(event)
            value, below, count = self._build(self._parser.get_event())
            size += count
            if merge:
                self._merge(values, place, merged, value, below, key_span)
                continue
            key = self._key(raw, key_span)
            if key in values:
                code = "merge-collision" if key in merged else "duplicate-key"
                first = place.keys.get(key)
                where = f" (first on line {first.line})" if first else ""
                self._problems.append(Problem(code, f"duplicate field {key!r}{where}", key_span))
                merged.discard(key)
            values[key] = value
            place.children[key] = below
            place.keys[key] = key_span

    def _key(self, raw: Json, span: Span) -> str:
        try:
            return scalars.key(raw)
        except scalars.UnusableScalar:
            self.span = span
            raise

    def _merge(
        self, values: dict[str, Json], place: Place, merged: set[str], value: Json, below: Place, span: Span
    ) -> None:
        sources = value if isinstance(value, list) else [value]
        for index, source in enumerate(sources):
            if not isinstance(source, dict):
                raise scalars.UnusableScalar("map merge requires map or sequence of maps as the value")
            inner = below.children.get(index, below) if isinstance(value, list) else below
            for key, item in source.items():
                if key in values and key not in merged:
                    self._problems.append(
                        Problem("merge-collision", f"the key {key!r} stands here and in what is merged", span)
                    )
                    values[key] = item
                    continue
                if key in merged:
                    continue
                merged.add(key)
                values[key] = item
                if key in inner.children:
                    place.children[key] = inner.children[key]
                    place.keys[key] = inner.keys.get(key, span)

    def _close(self, place: Place, event: Any) -> None:
        place.span.end_line, place.span.end_column = self.place(event.end_mark)
