"""Warnings beyond what the controller refuses: what cannot work at run time, what has no effect, what is old.

One file a family of rules. Each is handed the same `Notes` and looks at the whole document.
"""

from __future__ import annotations

from importlib import import_module

from argocli.lint.advice.notes import Notes
from argocli.lint.index import TemplateIndex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from argocli.lint.choose import Choice
    from argocli.lint.finding import Finding
    from argocli.manifest.positions import Document

# Each with the words of which one has to stand in a file that it has anything to say about.
_FAMILIES = {
    "modeline": ("yaml-language-server",),
    "spelling": (),
    "templates": (),
    "parameters": (),
    "flow": ("steps", "dag"),
    "expressions": ("{{", "xpression", "when"),
    "timing": ("retryStrategy", "imeout", "uration", "maxAge", "schedules", "podGC"),
    "pods": (),
    "locks": ("synchronization", "memoize"),
}
_LOADED: dict[str, Callable[[Notes], None]] = {}


def advise(document: Document, index: TemplateIndex, choice: Choice) -> list[Finding]:
    """Everything that is worth a warning in a document; rules that do not count are not looked at."""
    notes = Notes(document, index, choice)
    file = document.file
    for name, words in _FAMILIES.items():
        if not words or (file is not None and any(map(file.holds, words))):
            _family(name)(notes)
    if notes.holder.value is not document.value:
        # Something is not as it was decoded.
        _family("ignored")(notes)
    return notes.findings


def _family(name: str) -> Callable[[Notes], None]:
    found = _LOADED.get(name)
    if found is None:
        found = _LOADED[name] = import_module(f"argocli.lint.advice.{name}").advise
    return found
