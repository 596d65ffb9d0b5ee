"""Mending keys, and the two fields that say what a document is."""

from __future__ import annotations

from argocli.lint.altered import Path, at, put, with_key
from argocli.lint.finding import Edit, Finding
from argocli.lint.mend_lists import into_list
from argocli.lint.shape import admits, field_names, removed, struct_at
from argocli.lint.sheet import Mending, Sheet
from argocli.lint.suggest import unmistakable
from argocli.lint.walker import kinds
from argocli.manifest.nodes import MAPPING
from argocli.manifest.positions import Span
from argocli.model.values import Json, JsonObject, mapping
from argocli.model.workflow import API_VERSION


def unknown_field(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """A misspelt key gets its right name; a field of earlier versions becomes what has taken its place."""
    struct = struct_at(sheet.document.kind, path[:-1]) if path else None
    owner = at(sheet.value, path[:-1])
    if struct is None or not isinstance(owner, dict):
        return None
    key, fields = str(path[-1]), mapping(struct, "fields")
    old = removed(struct, key)
    if old is not None:
        now = old.get("now")
        return into_list(sheet, path, now) if isinstance(now, str) and now not in owner else None
    meant = _meant(key, list(fields))
    kind = fields.get(meant)
    if not meant or meant in owner or not isinstance(kind, dict) or not admits(kind, owner.get(key)):
        return None
    if any(other != key and other not in fields and _meant(other, list(fields)) == meant for other in owner):
        return None
    pair = sheet.pair(path)
    place = sheet.content(pair[1]) if pair is not None else None
    if place is None:
        return None
    return Mending([Edit(place, meant)], path, with_key(path, meant))


def _meant(key: str, fields: list[str]) -> str:
    """The field that a key is a misspelling of. A name that some other type has is no misspelling but stands in the
    wrong place, unless it is one of several for a single one, or the other way round."""
    meant = unmistakable(key, fields)
    if key in field_names() and meant.lower() != key.lower() and meant not in (f"{key}s", key.removesuffix("s")):
        return ""
    return meant


def unknown_kind(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """A misspelt kind."""
    meant = unmistakable(sheet.document.kind, kinds())
    node = sheet.find(path)
    place = sheet.content(node) if node is not None else None
    if not meant or place is None:
        return None
    return Mending([Edit(place, meant)], path, put(path, meant))


def deprecated_field(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """The onExit of a step or task becomes its exit hook, which means the same. Written as what is around it."""
    pair = sheet.pair(path)
    owner = at(sheet.value, path[:-1])
    if pair is None or path[-1] != "onExit" or not isinstance(owner, dict) or "hooks" in owner:
        return None
    holder, key, value = pair
    if sheet.content(key) is None or sheet.content(value) is None or key.span.line != value.span.line:
        return None
    start = key.span.column - 1
    between = Span(key.span.line, key.span.column, value.span.line, value.span.column)
    if sheet.piece(between)[len(sheet.piece(key.span)) :].strip() != ":":
        return None
    end = Span(value.span.end_line, value.span.end_column, value.span.end_line, value.span.end_column)
    if not holder.flow:
        ending = sheet.line_end(key.span.line)
        opening = f"hooks:{ending}{' ' * (start + 2)}exit:{ending}{' ' * (start + 4)}template: "
        edits = [Edit(between, opening)]
    elif key.style == '"':
        edits = [Edit(between, '"hooks": {"exit": {"template": '), Edit(end, "}}")]
    else:
        edits = [Edit(between, "hooks: {exit: {template: "), Edit(end, "}}")]
    return Mending(edits, path, with_key(path, "hooks", lambda name: {"exit": {"template": name}}))


def api_version(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """The version is written in where it is missing, and put right where it is meant to be Argo's."""
    assert isinstance(sheet.value, dict)
    given = sheet.value.get("apiVersion")
    if "apiVersion" not in sheet.value:
        return _with_version(sheet)
    node = sheet.find(path)
    place = sheet.content(node) if node is not None else None
    if place is None or not isinstance(given, str) or not _argos(given):
        return None
    return Mending([Edit(place, API_VERSION)], path, put(path, API_VERSION))


def _argos(version: str) -> bool:
    """Whether a version can only be a misspelling of Argo's: others have kinds of the same names."""
    group = API_VERSION.partition("/")[0]
    return version.partition("/")[0] == group or bool(unmistakable(version, (API_VERSION,)))


def _with_version(sheet: Sheet) -> Mending | None:
    """The version as a pair of its own before `kind`."""
    pair = sheet.pair(("kind",))
    if pair is None or pair[0] is not sheet.root or sheet.root.form != MAPPING or sheet.content(pair[1]) is None:
        return None
    span = pair[1].span
    before = sheet.line(span.line)[: span.column - 1]
    alone = not before.strip()
    separator = sheet.line_end(span.line) + before if alone else " "
    if not sheet.root.flow:
        if not alone:
            return None
        new = f"apiVersion: {API_VERSION}{separator}"
    elif pair[1].style == '"':
        new = f'"apiVersion": "{API_VERSION}",{separator}'
    else:
        new = f"apiVersion: {API_VERSION},{separator}"
    place = Span(span.line, span.column, span.line, span.column)
    return Mending([Edit(place, new)], (), _before_kind)


def _before_kind(value: Json) -> Json:
    assert isinstance(value, dict)
    result: JsonObject = {}
    for key, one in value.items():
        if key == "kind":
            result["apiVersion"] = API_VERSION
        result[key] = one
    return result
