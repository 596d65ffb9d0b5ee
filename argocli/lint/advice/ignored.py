"""What the decoder passes over in silence: keys below a step that are no fields, lists and mappings for a text."""

from __future__ import annotations

from argocli.lint.advice.notes import Notes
from argocli.lint.semantics.validation import KEY
from argocli.lint.shape import struct_at, type_at
from argocli.lint.walker import deviations
from argocli.model.values import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.facts import Path


def advise(notes: Notes) -> None:
    """Only for documents that are not just what their type allows. Where unknown fields are let through, they are."""
    document = notes.document
    if not notes.index.strict:
        return
    dropped: list[Path] = []
    for _ in deviations(document.value, document.kind, dropped=dropped):
        pass
    for path in dropped:
        _report(notes, path)


def _report(notes: Notes, path: Path) -> None:
    document = notes.document
    if type_at(document.kind, path) is not None:
        message = "a list or a mapping counts for nothing here: the value has to be a text, such as JSON in quotes"
        notes.warn("ignored-value", message, path, span=document.locate(path))
        return
    key = str(path[-1])
    around = struct_at(document.kind, path[:-1])
    fields = mapping(around, "fields") if around is not None else {}
    other = next((field for field in fields if field.lower() == key.lower()), "")
    if other:
        message = f"'{key}' is read as '{other}' here, but a cluster drops it"
    else:
        message = f"'{key}' is no field, and passed over in silence{notes.guess(key, fields)}"
    notes.warn("ignored-field", message, path, KEY, span=document.locate_key(path))
