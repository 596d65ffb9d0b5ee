"""Taking pairs out that have no effect: keys given twice, defaults that never count."""

from __future__ import annotations

from argocli.lint.altered import Path, at, without
from argocli.lint.finding import Edit, Finding
from argocli.lint.sheet import Mending, Sheet, same
from argocli.manifest.nodes import Node
from argocli.manifest.positions import Span
from argocli.model.values import Json, mapping


def duplicate_key(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """The later of two pairs that say the same."""
    found = sheet.key_at(finding.line, finding.column)
    if found is None:
        return None
    owner, index = found
    key, value = owner.pairs[index]
    earlier = [one for name, one in owner.pairs[:index] if name.value == key.value]
    gone = whole_pair(sheet, owner, index)
    if not earlier or gone is None or not same(earlier[-1].value, value.value):
        return None
    return Mending([Edit(gone, "")], (), lambda whole: whole, problems=len(_twice(value)) + 1)


def _twice(node: Node) -> list[Node]:
    """The keys below a node that its mapping has already: they go with it."""
    found = []
    for owner in node.walk():
        names = [key.value for key, _ in owner.pairs]
        found += [key for index, (key, _) in enumerate(owner.pairs) if key.value in names[:index]]
    return found


def shadowed_default(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """A default beside a value. It is shown to people by suspend templates, handed to plugins, and part of the
    inputs where these are used as a whole."""
    pair = sheet.pair(path)
    if pair is None or tuple(path[-4:-2]) != ("inputs", "parameters"):
        return None
    template = at(sheet.value, path[:-4])
    if not isinstance(template, dict) or any(template.get(kind) is not None for kind in ("suspend", "plugin")):
        return None
    if mapping(template, "inputs") and _used_whole(template):
        return None
    owner, key, _ = pair
    index = next(number for number, (name, _) in enumerate(owner.pairs) if name is key)
    gone = whole_pair(sheet, owner, index)
    return Mending([Edit(gone, "")], path, without(path)) if gone is not None else None


def _used_whole(value: Json) -> bool:
    """Whether a text in the value takes all input parameters at once."""
    if isinstance(value, str):
        parts = value.split("inputs.parameters")[1:] + value.split("inputs[")[1:]
        return any(part[:1] not in (".", "[") for part in parts)
    if isinstance(value, dict):
        return any(_used_whole(one) for one in value.values())
    return isinstance(value, list) and any(_used_whole(one) for one in value)


def whole_pair(sheet: Sheet, owner: Node, index: int) -> Span | None:
    """The text that goes with a pair: its lines in a block, or what follows the pair before it between brackets."""
    key, value = owner.pairs[index]
    if owner.flow:
        if index == 0:
            return None
        before = owner.pairs[index - 1][1].span
        gap = Span(before.end_line, before.end_column, key.span.line, key.span.column)
        if sheet.piece(gap).strip() != ",":
            return None
        return Span(before.end_line, before.end_column, value.span.end_line, value.span.end_column)
    if sheet.line(key.span.line)[: key.span.column - 1].strip():
        return None
    last = _last_line(sheet, value)
    rest = sheet.line(last)[value.span.end_column - 1 :] if last == value.span.end_line else ""
    if rest.strip() and not rest.lstrip().startswith("#"):
        return None
    return Span(key.span.line, 1, last + 1, 1)


def _last_line(sheet: Sheet, value: Node) -> int:
    """The last line of a value; block texts end before the line on which the next thing begins."""
    span = value.span
    if span.end_column > 1 or span.end_line == span.line:
        return span.end_line
    last = span.end_line - 1
    while last > span.line and not sheet.line(last).strip():
        last -= 1
    return last
