"""JSONPath as Argo's `jsonpath()` takes it: the text of a path read into steps."""

from __future__ import annotations

import re
from typing import NamedTuple

_INTEGER = re.compile(r"-?\d+", re.A)
_NAME_IN_FILTER = re.compile(r"[^\s.\[\]()=!<>&|+\-*/%,~]+")
_MAX_DEPTH = 30


class JsonPathError(Exception):
    """A path that cannot be read, or that leads nowhere."""


class Key(NamedTuple):
    name: str


class Index(NamedTuple):
    number: int


class Every(NamedTuple):
    """`*`: all elements."""


class Deep(NamedTuple):
    """`..`: what follows, at any depth."""


class Union(NamedTuple):
    parts: tuple[Key | Index | Script, ...]


class Range(NamedTuple):
    """`[start:end:step]`; a bound can be worked out by a script."""

    bounds: tuple[int | Script | None, ...]


class Filter(NamedTuple):
    """`[?(...)]`: the elements that a condition holds for."""

    text: str


class Script(NamedTuple):
    """`[(...)]`: an index or a key that is worked out."""

    text: str


Step = Key | Index | Every | Deep | Union | Range | Filter | Script


def read_path(text: str, *, in_filter: bool = False, start: int = 0) -> tuple[tuple[Step, ...], int]:
    """The steps after `$` or `@`, and where the path ends; in a filter other text can follow. Raises JsonPathError."""
    position = start + 1
    if text[start : start + 1] not in ("$", "@"):
        raise JsonPathError(f"unexpected token '{text[start : start + 1]}' at index {start}")
    if not in_filter and text[position : position + 1] not in ("", ".", "["):
        raise JsonPathError(f"unexpected token '{text[position]}' at index {position}")
    steps: list[Step] = []
    while position < len(text) and text[position] in ".[":
        if text[position] == "[":
            end = closing(text, position)
            steps.append(_subscript(text[position + 1 : end].strip(), text[position : end + 1]))
            position = end + 1
        elif text.startswith("..", position):
            steps.append(Deep())
            position += 2
            if text[position : position + 1] not in ("", "["):
                step, position = _child(text, position, in_filter)
                steps.append(step)
        elif text.startswith(".[", position):
            position += 1
        else:
            step, position = _child(text, position + 1, in_filter)
            steps.append(step)
    if position < len(text) and not in_filter:
        raise JsonPathError(f"unexpected token '{text[position]}' at index {position}")
    return tuple(steps), position


def _child(text: str, start: int, in_filter: bool) -> tuple[Step, int]:
    if text.startswith("*", start):
        return Every(), start + 1
    if in_filter:
        match = _NAME_IN_FILTER.match(text, start)
        end = match.end() if match else start
    else:
        end = start
        while end < len(text) and text[end] not in ".[":
            end += 1
    name = text[start:end].strip()
    if not name:
        raise JsonPathError("invalid token. token string is empty")
    return Key(name), end


def closing(text: str, start: int) -> int:
    """Where the bracket that opens at `start` closes; quotes and brackets inside are passed over."""
    depth, position, quote = 0, start, ""
    while position < len(text):
        letter = text[position]
        if quote:
            if letter == "\\":
                position += 1
            elif letter == quote:
                quote = ""
        elif letter in "'\"":
            quote = letter
        elif letter in "[(":
            depth += 1
            if depth > _MAX_DEPTH:
                raise JsonPathError("path is nested too deeply")
        elif letter in "])":
            depth -= 1
            if not depth:
                return position
        position += 1
    raise JsonPathError(f"invalid token.'{text[start:]}' does not match any token format")


def _subscript(inner: str, whole: str) -> Step:
    wrong = JsonPathError(f"invalid token.'{whole}' does not match any token format")
    if inner == "*":
        return Every()
    if inner.startswith("?"):
        if not inner.startswith("?(") or not inner.endswith(")"):
            raise wrong
        if not inner[2:-1].strip():
            raise JsonPathError("invalid expression. is empty")
        return Filter(inner[2:-1])
    commas, colons = _split(inner, ","), _split(inner, ":")
    if len(commas) > 1 and len(colons) > 1:
        raise wrong
    if len(colons) > 1:
        bounds = tuple(_bound(part.strip(), wrong) for part in colons)
        if len(bounds) > 3:
            raise wrong
        return Range(bounds)
    parts = tuple(_part(part.strip(), wrong) for part in commas)
    return parts[0] if len(parts) == 1 else Union(parts)


def _bound(text: str, wrong: JsonPathError) -> int | Script | None:
    if not text:
        return None
    found = _part(text, wrong)
    if isinstance(found, Key):
        raise wrong
    return found.number if isinstance(found, Index) else found


def _part(text: str, wrong: JsonPathError) -> Key | Index | Script:
    if _INTEGER.fullmatch(text) and len(text) < 20:
        return Index(int(text))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return Key(re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.S))
    if text.startswith("(") and text.endswith(")") and text[1:-1].strip():
        return Script(text[1:-1])
    raise wrong


def _split(text: str, by: str) -> list[str]:
    """The parts between separators that stand in no quotes and no brackets."""
    parts, begin, position = [], 0, 0
    while position < len(text):
        letter = text[position]
        if letter in "'\"":
            end = text.find(letter, position + 1)
            while end > 0 and text[end - 1] == "\\":
                end = text.find(letter, end + 1)
            position = len(text) if end < 0 else end
        elif letter in "[(":
            position = closing(text, position)
        elif letter == by:
            parts.append(text[begin:position])
            begin = position + 1
        position += 1
    return [*parts, text[begin:]]
