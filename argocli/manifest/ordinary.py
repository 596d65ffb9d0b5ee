"""The values of ordinary manifests, without positions: what most files are, in a fraction of the builder's time.

Whatever is out of the ordinary (anchors, aliases, tags, merges, repeated keys, faults) is left to the builder, which
also finds the positions when somebody asks for them.
"""

from __future__ import annotations

from argocli.manifest import libyaml, scalars
from argocli.model.values import Json

MAX_DEPTH = 100
# In a whole file, keys included: several times what an API server takes as one object. A document counts for several.
MAX_VALUES = 400_000
DOCUMENT = 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Next = Callable[[], Any]

# What the commonest plain scalars mean; keys above all.
_KNOWN: dict[str, Json] = {}
_MOST_KNOWN = 5_000


class Unusual(Exception):
    """The builder has to read this text."""


def read(text: str) -> list[tuple[dict[str, Json], int]]:
    """Each document's value with the line on which it begins, from 1. Raises Unusual."""
    found: list[tuple[dict[str, Json], int]] = []
    if _may_hold_too_much(text):
        raise Unusual
    try:
        get = libyaml.Parser(text).get_event
        get()
        while True:
            event = get()
            if type(event) is libyaml.StreamEndEvent:
                return found
            root: Any = get()
            if type(root) is not libyaml.MappingStartEvent or root.anchor is not None or root.tag is not None:
                raise Unusual
            start: Any = root.start_mark
            found.append((_mapping(get, 0), start.line + 1))
            get()
    except (libyaml.YAMLError, ValueError) as error:
        raise Unusual from error


def _may_hold_too_much(text: str) -> bool:
    """Whether the signs that part values are so many that these have to be counted."""
    if len(text) < MAX_VALUES:
        return False
    signs = sum(map(text.count, ":-?\n")) + 2 * sum(map(text.count, ",[{"))
    documents = text.count("\n---") + text.count("\n...")
    return signs + DOCUMENT * documents >= MAX_VALUES


def _mapping(get: Next, depth: int) -> dict[str, Json]:
    values: dict[str, Json] = {}
    if depth > MAX_DEPTH:
        raise Unusual
    scalar, end = libyaml.ScalarEvent, libyaml.MappingEndEvent
    while True:
        event = get()
        if type(event) is not scalar:
            if type(event) is end:
                return values
            raise Unusual
        if event.anchor is not None or event.tag is not None:
            raise Unusual
        key: Json = event.value
        if event.implicit[0]:
            if key == "<<":
                raise Unusual
            key = _KNOWN[event.value] if event.value in _KNOWN else _plain(event.value)
        if type(key) is not str or key in values:
            raise Unusual
        event = get()
        if type(event) is scalar:
            if event.anchor is not None or event.tag is not None:
                raise Unusual
            text: str = event.value
            if event.implicit[0]:
                values[key] = _KNOWN[text] if text in _KNOWN else _plain(text)
            else:
                values[key] = text
        else:
            values[key] = _container(get, event, depth)


def _sequence(get: Next, depth: int) -> list[Json]:
    items: list[Json] = []
    if depth > MAX_DEPTH:
        raise Unusual
    scalar, end = libyaml.ScalarEvent, libyaml.SequenceEndEvent
    while True:
        event = get()
        kind = type(event)
        if kind is scalar:
            if event.anchor is not None or event.tag is not None:
                raise Unusual
            items.append(_plain(event.value) if event.implicit[0] else event.value)
        elif kind is end:
            return items
        else:
            items.append(_container(get, event, depth))


def _container(get: Next, event: Any, depth: int) -> Json:
    kind = type(event)
    if kind is libyaml.AliasEvent or event.anchor is not None or event.tag is not None:
        raise Unusual
    if kind is libyaml.MappingStartEvent:
        return _mapping(get, depth + 1)
    return _sequence(get, depth + 1)


def _plain(text: str) -> Json:
    value = scalars.plain(text)
    if len(_KNOWN) < _MOST_KNOWN and len(text) < 40:
        _KNOWN[text] = value
    return value
