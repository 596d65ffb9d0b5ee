"""A document as it is written: every key, value, anchor and alias with its own place and style, nothing resolved. For
those who edit the text; whoever only reads has values and positions from `builder`, which are made faster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yaml import events

from argocli.manifest.builder import Builder
from argocli.manifest.positions import Span
from argocli.model.values import Json

SCALAR, MAPPING, SEQUENCE, ALIAS = "scalar", "mapping", "sequence", "alias"


class Node:
    """`span` takes in anchor and tag, and ends with the last thing inside. `style` is a scalar's first character, one
    of ' " | >, empty where it is plain; `flow` tells that it stands between brackets. `value` is what it means, with
    every pair of a mapping but the last of a name left out."""

    __slots__ = ("anchor", "flow", "form", "items", "pairs", "span", "style", "tag", "value")

    def __init__(self, form: str, span: Span, *, flow: bool) -> None:
        self.form = form
        self.span = span
        self.flow = flow
        self.anchor = ""
        self.tag = ""
        self.style = ""
        self.value: Json = None
        self.items: list[Node] = []
        self.pairs: list[tuple[Node, Node]] = []

    @property
    def bare(self) -> bool:
        """Whether it has no anchor and no tag before it."""
        return not self.anchor and not self.tag

    def pair(self, key: str) -> tuple[Node, Node] | None:
        """The last pair of this name: the one that counts."""
        return next((pair for pair in reversed(self.pairs) if pair[0].value == key), None)

    def walk(self) -> Iterator[Node]:
        yield self
        for key, value in self.pairs:
            yield from key.walk()
            yield from value.walk()
        for item in self.items:
            yield from item.walk()


class NodeReader(Builder):
    """Reads the first document of a text. Raises what the builder raises."""

    def root(self) -> Node:
        while True:
            event = self._parser.get_event()
            if isinstance(event, events.DocumentStartEvent):
                break
        self._targets: dict[str, Node] = {}
        return self._node(self._parser.get_event(), flow=False)

    def _node(self, event: Any, *, flow: bool) -> Node:
        span = self._span(event)
        if isinstance(event, events.AliasEvent):
            node = Node(ALIAS, span, flow=flow)
            node.anchor = str(event.anchor)
            node.value = self._targets[node.anchor].value
            return node
        if isinstance(event, events.ScalarEvent):
            node = Node(SCALAR, span, flow=flow)
            node.style = event.style or ""
            node.value = self._scalar(event, span)
        elif isinstance(event, events.MappingStartEvent):
            node = Node(MAPPING, span, flow=bool(event.flow_style))
            self._fill_mapping(node)
        else:
            node = Node(SEQUENCE, span, flow=bool(event.flow_style))
            self._fill_sequence(node)
        node.anchor, node.tag = event.anchor or "", event.tag or ""
        if node.anchor:
            self._targets[node.anchor] = node
        return node

    def _fill_mapping(self, node: Node) -> None:
        value: dict[str, Json] = {}
        while True:
            event = self._parser.get_event()
            if isinstance(event, events.MappingEndEvent):
                break
            key = self._node(event, flow=node.flow)
            key.value = self._key(key.value, key.span)
            below = self._node(self._parser.get_event(), flow=node.flow)
            node.pairs.append((key, below))
            value[key.value] = below.value
        node.value = value
        self._end(node, event, node.pairs[-1] if node.pairs else ())

    def _fill_sequence(self, node: Node) -> None:
        while True:
            event = self._parser.get_event()
            if isinstance(event, events.SequenceEndEvent):
                break
            node.items.append(self._node(event, flow=node.flow))
        node.value = [item.value for item in node.items]
        self._end(node, event, node.items[-1:])

    def _end(self, node: Node, event: Any, last: tuple[Node, ...] | list[Node] | tuple[Node, Node]) -> None:
        """Brackets say where they end; a block ends with the last thing in it, not with the comments behind that."""
        if node.flow:
            line, column = self.place(event.end_mark)
        elif last:
            end = max((part.span for part in last), key=lambda span: (span.end_line, span.end_column))
            line, column = end.end_line, end.end_column
        else:
            line, column = node.span.end_line, node.span.end_column
        node.span = Span(node.span.line, node.span.column, line, column)
