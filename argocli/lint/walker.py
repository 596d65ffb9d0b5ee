"""The schema's verdict on a document: a walk over its values beside the table of types.

Upstream's decoder sets the rules: null is accepted everywhere, nothing is required, unknown fields are errors in
strict mode only, and below a step of a steps template only the step's own keys are checked.
"""

from __future__ import annotations

from argocli.lint.fields import KINDS
from argocli.lint.suggest import closest
from argocli.lint.values import CHECKS, QUANTITY, TIME
from argocli.model.values import mapping, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from argocli.model.values import Json, JsonObject

# What is said of text that has a form of its own, by what is expected there.
_PARSED = {
    TIME: 'parsing time "{}": cannot parse it as ' + TIME,
    QUANTITY: "quantities must match " + QUANTITY + ', not "{}"',
}

# Guesses at what was meant, for each document: every one takes a while, and nobody reads hundreds.
_MOST_GUESSES = 100

_TYPES: dict[str, JsonObject] = {}


class Deviation:
    """Something that does not fit; `key` says that the key is at fault, not its value, and `owner` which type has no
    field of that name."""

    __slots__ = ("key", "message", "owner", "path", "rule")

    def __init__(self, rule: str, message: str, path: tuple[str | int, ...], key: bool, owner: str = "") -> None:
        self.rule = rule
        self.message = message
        self.path = path
        self.key = key
        self.owner = owner


def _load() -> None:
    import json
    import os

    with open(os.path.join(os.path.dirname(__file__), "types.json"), encoding="utf-8") as file:
        _TYPES.update(json.load(file)["types"])


def kinds() -> dict[str, str]:
    """Known kinds and their types."""
    return KINDS


def types() -> dict[str, JsonObject]:
    """All types by name."""
    if not _TYPES:
        _load()
    return _TYPES


def deviations(
    value: Json, kind: str, *, strict: bool = True, dropped: list[tuple[str | int, ...]] | None = None
) -> Iterator[Deviation]:
    """Everything in a document of a known kind that its type does not allow.

    `dropped` gets the paths of what the decoder passes over in silence or takes for a field spelled otherwise.
    """
    if not _TYPES:
        _load()
    guesses = _MOST_GUESSES
    for found in _walk(value, {"ref": KINDS[kind]}, (), strict, [] if dropped is None else dropped):
        if found.owner and guesses:
            guesses -= 1
            found.message += _hint(str(found.path[-1]), found.owner)
        yield found


def object_metadata(value: Json) -> Iterator[Deviation]:
    """What keeps a document of a kind that Argo does not have from being read as the metadata of an object."""
    if not _TYPES:
        _load()
    yield from _walk(value, {"ref": "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}, (), False, [])


def _walk(
    value: Json, kind: JsonObject, path: tuple[str | int, ...], strict: bool, dropped: list[tuple[str | int, ...]]
) -> Iterator[Deviation]:
    if value is None:
        return
    reference = kind.get("ref")
    if isinstance(reference, str):
        definition = _TYPES[reference]
        fields = definition.get("fields")
        if isinstance(fields, dict):
            yield from _struct(value, reference, fields, path, strict, dropped)
            return
        if reference == "Plugin" and isinstance(value, dict) and len(value) != 1:
            yield Deviation("wrong-type", f"{dotted(path)}: expected exactly one key, got {len(value)}", path, False)
            return
        yield from _walk(value, definition, path, strict, dropped)
        return
    item = kind.get("list")
    if isinstance(item, dict):
        if not isinstance(value, list):
            yield _wrong(value, "a list", path)
            return
        for index, entry in enumerate(value):
            yield from _walk(entry, item, (*path, index), strict, dropped)
        return
    entry_kind = kind.get("map")
    if isinstance(entry_kind, dict):
        if not isinstance(value, dict):
            yield _wrong(value, "a mapping", path)
            return
        for key, entry in value.items():
            yield from _walk(entry, entry_kind, (*path, key), strict, dropped)
        return
    basic = str(kind["is"])
    wanted = CHECKS[basic](value)
    if wanted:
        yield _wrong(value, wanted, path)
    elif basic == "any-string" and isinstance(value, list | dict):
        dropped.append(path)


def _wrong(value: Json, wanted: str, path: tuple[str | int, ...]) -> Deviation:
    if isinstance(value, str) and wanted in _PARSED:
        return Deviation("wrong-type", f"{dotted(path)}: {_PARSED[wanted].format(value)}", path, False)
    import json

    shown = json.dumps(value, ensure_ascii=False) if isinstance(value, str | int | float | bool) else ""
    shown = f" {shown}" if shown and len(shown) < 40 else ""
    return Deviation(
        "wrong-type", f"cannot unmarshal {type_name(value)}{shown} into {dotted(path)}: expected {wanted}", path, False
    )


def _struct(
    value: Json,
    name: str,
    fields: JsonObject,
    path: tuple[str | int, ...],
    strict: bool,
    dropped: list[tuple[str | int, ...]],
) -> Iterator[Deviation]:
    if not isinstance(value, dict):
        yield _wrong(value, "a mapping", path)
        return
    step = name == "WorkflowStep"
    exact = strict or step
    below = strict and not step
    folded: dict[str, str] = {}
    for key, entry in value.items():
        kind = fields.get(key)
        if kind is None and not exact:
            dropped.append((*path, key))
            folded = folded or {field.lower(): field for field in fields}
            kind = fields.get(folded.get(key.lower(), ""))
        if isinstance(kind, dict):
            yield from _walk(entry, kind, (*path, key), below, dropped)
        elif exact:
            place = (*path, key)
            yield Deviation("unknown-field", f'unknown field "{dotted(place)}"', place, True, name)


def _hint(key: str, owner: str) -> str:
    """What has become of a field, or which one may be meant."""
    definition = _TYPES[owner]
    old = mapping(mapping(definition, "removed"), key)
    guess = closest(key, list(mapping(definition, "fields")))
    if old:
        # What is spelled nearly like it may well be something else.
        now = f": use {old['now']!r}" if "now" in old else ""
        return f", which Argo had until {old['until']}{now}"
    return f", did you mean {guess!r}?" if guess else ""


def dotted(path: tuple[str | int, ...]) -> str:
    """`spec.templates[0].name`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the document"
