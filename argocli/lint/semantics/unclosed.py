"""Tags that are opened in one string and closed in another, or nowhere.

The controller looks for tags in the JSON text of an object, where `}}` also ends two mappings. What a tag left open
takes in is told by that text alone, so for the few objects that have one it is written out, fields in the decoder's
order.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from argocli.lint.facts import BLANKS, Fields, Path, Tag, TaggedText, TemplateFacts
from argocli.lint.walker import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from argocli.lint.semantics.scope import Scope
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation

RULE = "tag-not-closed"

# Fields that stand in the JSON even where they are empty.
_ALWAYS: dict[str, dict[str, Any]] = {
    "Template": {"inputs": {}, "outputs": {}, "metadata": {}},
    "WorkflowStep": {"arguments": {}},
    "DAGTask": {"name": "", "arguments": {}},
    "LifecycleHook": {"arguments": {}},
    "Parameter": {"name": ""},
    "Artifact": {"name": ""},
    "ContainerNode": {"name": "", "resources": {}},
    "UserContainer": {"name": "", "resources": {}},
    "ScriptTemplate": {"name": "", "resources": {}, "source": ""},
    "ResourceTemplate": {"action": ""},
    "HTTP": {"url": ""},
    "RawArtifact": {"data": ""},
    "io.k8s.api.core.v1.Container": {"name": "", "resources": {}},
}
_FOR_HTML = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})

String = tuple[int, int, Path, bool]  # where a string stands in the JSON, where in the document, whether it is a key


class _Writer:
    """The JSON text of an object, and its strings."""

    def __init__(self, view: View | None) -> None:
        self.view = view
        self.parts: list[str] = []
        self.size = 0
        self.strings: list[String] = []

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def string(self, text: str, path: Path, *, key: bool = False) -> None:
        if self.view is not None:
            text = self.view.text(text)
        self.put('"')
        start = self.size
        self.put(json.dumps(text, ensure_ascii=False)[1:-1].translate(_FOR_HTML))
        self.strings.append((start, self.size, path, key))
        self.put('"')

    def value(self, value: Any, kind: Any, path: Path) -> None:
        reference = kind.get("ref")
        if reference is not None:
            definition = types()[reference]
            if "fields" in definition:
                self._struct(value or {}, reference, definition["fields"], path)
            else:
                self.value(value, definition, path)
        elif isinstance(value, str):
            self.string(value, path)
        elif isinstance(value, list):
            self._list(value, kind.get("list") or kind, path)
        elif isinstance(value, dict):
            pairs = sorted(value.items()) if "map" in kind else value.items()
            self._pairs([(key, item, kind.get("map") or kind) for key, item in pairs], path)
        else:
            self.put(json.dumps(value))

    def _struct(self, value: Fields, name: str, fields: Any, path: Path) -> None:
        filled = {**_ALWAYS.get(name, {}), **{key: item for key, item in value.items() if _shown(item)}}
        self._pairs([(key, filled[key], fields[key]) for key in fields if key in filled], path)

    def _pairs(self, pairs: list[tuple[str, Any, Any]], path: Path) -> None:
        self.put("{")
        for number, (key, item, kind) in enumerate(pairs):
            self.put("," if number else "")
            self.string(key, (*path, key), key=True)
            self.put(":")
            self.value(item, kind, (*path, key))
        self.put("}")

    def _list(self, items: list[Any], kind: Any, path: Path) -> None:
        self.put("[")
        for index, item in enumerate(items):
            self.put("," if index else "")
            self.value(item, kind, (*path, index))
        self.put("]")


def _shown(item: Any) -> bool:
    """Whether a field is not left out for being empty; an empty mapping is a value."""
    return item is not None and item is not False and item not in ("", 0, [])


def check_template(run: Validation, base: Base, template: TemplateFacts) -> None:
    """What stops the substitution of a template: a tag that nothing ends, an expression that is torn apart."""
    text, strings = _written(template.value, "Template", template.path, None)
    for start, end, string in _tags(text, strings):
        torn = end > string[1] and text.startswith("{{=", start)
        if end < 0 or torn:
            why = "Cannot find end tag" if end < 0 else "failed to unmarshall JSON expression: the tag is not closed"
            _report(run, base, RULE, f"templates.{template.name} {why}", string, start)


def check_tags(
    run: Validation,
    base: Base,
    value: Fields,
    kind: str,
    path: Path,
    view: View,
    scope: Scope,
    words: str,
    extra: Collection[str],
) -> None:
    """As `tags.check_tags`, for an object in which a tag is left open."""
    text, strings = _written(value, kind, path, view)
    for start, end, string in _tags(text, strings):
        body = text[start + 2 : end - 2] if end >= 0 else ""
        name = "" if body.startswith("=") else body.strip(BLANKS)
        if end < 0:
            _report(run, base, RULE, f"{words} Cannot find end tag", string, start)
        elif name and name not in extra and not scope.has(name, run):
            _report(run, base, "unresolved-variable", f"{words} failed to resolve {{{{{body}}}}}", string, start)


def _written(value: Fields, kind: str, path: Path, view: View | None) -> tuple[str, list[String]]:
    writer = _Writer(view)
    writer.value(value, {"ref": kind}, path)
    return "".join(writer.parts), writer.strings


def _tags(text: str, strings: list[String]) -> list[tuple[int, int, String]]:
    """Every tag of the text with the string that it begins in; the last one may have no end (-1)."""
    found: list[tuple[int, int, String]] = []
    number = 0
    start = text.find("{{")
    while start >= 0:
        end = text.find("}}", start + 2)
        while number < len(strings) - 1 and strings[number][1] < start:
            number += 1
        found.append((start, end + 2 if end >= 0 else -1, strings[number]))
        if end < 0:
            return found
        start = text.find("{{", end + 2)
    return found


def _report(run: Validation, base: Base, rule: str, message: str, string: String, start: int) -> None:
    """Point at the tag where it stands in the file as it does in the JSON, else at the string."""
    _, _, path, key = string
    written = path[-1] if key else _value_at(base.holder.value, path)
    if not isinstance(written, str):
        return
    tagged = TaggedText(path, written, key=key)
    offset = written.rfind("{{") if tagged.open else -1
    tag = Tag(offset, min(offset + 2, len(written)), "") if offset >= 0 else None
    if tagged.tags and not tagged.open:
        tag = tagged.tags[0]
    run.add_tag(rule, message, base, tagged, tag)


def _value_at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part] if value is not None else None
    return value
