"""Warnings beyond what the controller refuses: what cannot work at run time, what has no effect, what is old.

One file a family of rules. Each is handed the same `Notes` and looks at the whole document.
"""

from __future__ import annotations

from argocli.lint.advice.expressions import advise as expressions
from argocli.lint.advice.flow import advise as flow
from argocli.lint.advice.locks import advise as locks
from argocli.lint.advice.modeline import advise as modeline
from argocli.lint.advice.notes import Notes
from argocli.lint.advice.parameters import advise as parameters
from argocli.lint.advice.pods import advise as pods
from argocli.lint.advice.spelling import advise as spelling
from argocli.lint.advice.templates import advise as templates
from argocli.lint.advice.timing import advise as timing
from argocli.lint.choose import Choice
from argocli.lint.finding import Finding
from argocli.lint.index import TemplateIndex
from argocli.manifest.positions import Document

_FAMILIES = (modeline, spelling, templates, parameters, flow, expressions, timing, pods, locks)


def advise(document: Document, index: TemplateIndex, choice: Choice) -> list[Finding]:
    """Everything that is worth a warning in a document; rules that do not count are not looked at."""
    notes = Notes(document, index, choice)
    for family in _FAMILIES:
        family(notes)
    return notes.findings
