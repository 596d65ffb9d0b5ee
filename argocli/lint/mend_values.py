"""Mending plain values: their type, their spelling."""

from __future__ import annotations

from argocli.lint.altered import Path, at, put
from argocli.lint.finding import Edit, Finding
from argocli.lint.mend_lists import alone_in_list
from argocli.lint.shape import struct_at, type_at
from argocli.lint.sheet import Mending, Sheet
from argocli.lint.values import CHECKS
from argocli.manifest.nodes import Node
from argocli.model.durations import parse_go
from argocli.model.values import Json, mapping

_TEXTS = frozenset({"string", "duration"})
_WHOLE = frozenset({"int", "int32", "int64", "uint64"})
_TRUTH = {"true": True, "false": False}
# What people write between the words of a name where Argo writes nothing.
_JOINTS = str.maketrans("", "", "-_ ")


def wrong_type(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """A number or a truth where text belongs gets quotes, text that is one loses them."""
    kind = type_at(sheet.document.kind, path)
    node = sheet.find(path)
    if kind is None or node is None or not path:
        return None
    if "list" in kind:
        return _alone(sheet, path)
    place, value = sheet.content(node), node.value
    if place is None:
        return None
    basic = str(kind.get("is"))
    written = sheet.piece(place)
    if not node.style:
        if basic in _TEXTS and isinstance(value, int | float):
            return Mending([Edit(node.span, f'"{written}"')], path, put(path, written))
        return None
    meant = _unquoted(written, basic)
    return None if meant is None else Mending([Edit(node.span, written)], path, put(path, meant))


def _unquoted(text: str, basic: str) -> Json:
    """The number or truth that a text is just as written; None where it is none."""
    if basic == "boolean":
        return _TRUTH.get(text)
    digits = text.removeprefix("-")
    if basic not in _WHOLE or not (digits.isascii() and digits.isdigit()) or str(int(text)) != text:
        return None
    return None if CHECKS[basic](int(text)) else int(text)


def _alone(sheet: Sheet, path: Path) -> Mending | None:
    """The value that an old field had, under the name of the list that took its place."""
    struct = struct_at(sheet.document.kind, path[:-1])
    old = mapping(struct, "removed") if struct is not None else {}
    return alone_in_list(sheet, path) if path[-1] in [mapping(old, name).get("now") for name in old] else None


def timeout(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """A whole number of seconds gets its unit."""
    text = at(sheet.value, path)
    node = sheet.find(path)
    if node is None or not isinstance(text, str) or not (text.isascii() and text.isdigit()):
        return None
    try:
        parse_go(f"{text}s")
    except ValueError:
        return None
    return _respelt(sheet, node, path, f"{text}s")


def choice(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """One of a field's known values in another case, or with its words taken apart."""
    given = at(sheet.value, path)
    node = sheet.find(path)
    if node is None or not isinstance(given, str):
        return None
    plain = given.translate(_JOINTS).lower()
    meant = [one for one in _choices(finding.rule) if one.lower() == plain]
    return _respelt(sheet, node, path, meant[0]) if len(meant) == 1 else None


def _choices(rule: str) -> tuple[str, ...]:
    if rule == "pod-gc-strategy":
        from argocli.lint.semantics.pods import STRATEGIES

        return STRATEGIES
    if rule == "retry-policy":
        from argocli.lint.semantics.template import RETRY_POLICIES

        return tuple(RETRY_POLICIES)
    if rule == "concurrency-policy":
        from argocli.lint.semantics.cron import POLICIES

        return POLICIES
    from argocli.lint.semantics.resource import ACTIONS

    return ACTIONS


def _respelt(sheet: Sheet, node: Node, path: Path, new: str) -> Mending | None:
    """The text of a value replaced, its quotes left."""
    place = sheet.content(node)
    return None if place is None else Mending([Edit(place, new)], path, put(path, new))
