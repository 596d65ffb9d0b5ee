"""JSONPath as Kubernetes and Argo's expressions use it: children, indexes, slices, wildcards, descent, filters on
equality."""

from __future__ import annotations

import re

from argocli.expr.meter import Meter
from argocli.model.values import Json

_STEP = re.compile(
    r"\.\.(?P<deep>[\w-]+|\*)|\.(?P<child>[\w-]+|\*)|\[(?P<index>-?\d+)\]|\[(?P<slice>-?\d*:-?\d*)\]"
    r"|\[(?P<all>\*)\]|\[(?P<quoted>'[^']*'|\"[^\"]*\")\]"
    r"|\[\?\(@\.(?P<field>[\w.-]+)\s*(?P<operator>==|!=)\s*(?P<value>'[^']*'|\"[^\"]*\"|[\w.-]+)\)\]"
)


class JsonPathError(Exception):
    """A path that cannot be read."""


def find(document: Json, path: str, meter: Meter) -> list[Json]:
    """Every value that `path` leads to. Raises JsonPathError, and TooMuch where there are too many."""
    text = path.strip()
    if text.startswith("{") and text.endswith("}"):
        text = text[1:-1].strip()
    text = text.removeprefix("$")
    if text and text[0] not in ".[":
        text = "." + text
    found = [document]
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            raise JsonPathError(f"invalid JSONPath '{path}' at character {position}")
        found = [value for item in found for value in _step(item, match, meter)]
        meter.spend(len(found))
        position = match.end()
    return found


def _step(item: Json, match: re.Match[str], meter: Meter) -> list[Json]:
    kind = match.lastgroup or ""
    if match.group("deep"):
        return _descend(item, match.group("deep"), meter)
    if match.group("child") or match.group("quoted"):
        name = match.group("child") or match.group("quoted")[1:-1]
        return _everything(item) if name == "*" else _child(item, name)
    if kind == "index":
        index = int(match.group("index"))
        return [item[index]] if isinstance(item, list) and -len(item) <= index < len(item) else []
    if kind == "slice":
        start, _, end = match.group("slice").partition(":")
        return item[int(start) if start else None : int(end) if end else None] if isinstance(item, list) else []
    if kind == "all":
        return _everything(item)
    return [each for each in _everything(item) if _matches(each, match)]


def _child(item: Json, name: str) -> list[Json]:
    return [item[name]] if isinstance(item, dict) and name in item else []


def _everything(item: Json) -> list[Json]:
    if isinstance(item, dict):
        return list(item.values())
    return list(item) if isinstance(item, list) else []


def _descend(item: Json, name: str, meter: Meter) -> list[Json]:
    meter.spend(4)
    found = _everything(item) if name == "*" else _child(item, name)
    for each in _everything(item):
        found.extend(_descend(each, name, meter))
    return found


def _matches(item: Json, match: re.Match[str]) -> bool:
    value: Json = item
    for part in match.group("field").split("."):
        value = value.get(part) if isinstance(value, dict) else None
    wanted = match.group("value")
    text = wanted[1:-1] if wanted[:1] in "'\"" else wanted
    shown = (
        value if isinstance(value, str) else ("true" if value is True else "false" if value is False else str(value))
    )
    return (shown == text) == (match.group("operator") == "==")
