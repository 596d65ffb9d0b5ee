"""Mending words inside texts: results of tasks in `depends`, names in tags and expressions."""

from __future__ import annotations

import re

from argocli.lint.altered import Path, at, changed, put
from argocli.lint.decoded import decoded
from argocli.lint.facts import TemplateFacts
from argocli.lint.finding import Edit, Finding
from argocli.lint.sheet import Mending, Sheet
from argocli.lint.suggest import unmistakable
from argocli.lint.tokens import token_span
from argocli.manifest.nodes import SCALAR
from argocli.model.values import Json
from argocli.model.variables import all_variables

# A bracket or quote in a plain text between brackets would end it.
_FLOW = frozenset("[]{},")
_MENTION = re.compile(r"(?<![\w.-])([A-Za-z0-9][A-Za-z0-9-]*)\.([A-Za-z]+)(?![\w-])")


def result_word(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """The results of tasks in a depends that are in the wrong case, or nearly right: all those of the text at once."""
    from argocli.lint.semantics.depends import RESULTS

    text = at(sheet.value, path)
    if not path or path[-1] != "depends" or not isinstance(text, str) or sheet.find(path) is None or "{{" in text:
        return None
    siblings = at(sheet.value, path[:-2])
    tasks = {one.get("name") for one in siblings if isinstance(one, dict)} if isinstance(siblings, list) else set()
    edits: list[Edit] = []
    new = ""
    behind = 0
    for match in _MENTION.finditer(text):
        word = match[2]
        # What begins with a small letter is only taken for a result where it is one.
        meant = unmistakable(word, RESULTS) if word[0].isupper() or word.lower() in map(str.lower, RESULTS) else ""
        if match[1] not in tasks or word in RESULTS or not meant:
            continue
        span = token_span(sheet.document, tuple(path), match.start(2), match.end(2))
        if span.line != span.end_line or span.end_column - span.column != len(word) or sheet.piece(span) != word:
            return None
        edits.append(Edit(span, meant))
        new += text[behind : match.start(2)] + meant
        behind = match.end(2)
    return Mending(edits, path, put(path, new + text[behind:])) if edits else None


def replaced_word(sheet: Sheet, finding: Finding, path: Path) -> Mending | None:
    """A word of a text, which the finding says how to put right."""
    node = sheet.find(path)
    text = at(sheet.value, path)
    if len(finding.fix) != 1 or node is None or node.form != SCALAR or not isinstance(text, str):
        return None
    edit = finding.fix[0]
    word, new = sheet.piece(edit.span), edit.text
    if node.style == "'":
        new = new.replace("'", "''")
    if not node.style and node.flow and _FLOW & set(new):
        return None
    start = _offset(sheet, path, text, edit, word)
    if start is None:
        return None
    tail = text[start + len(word) :].partition("}}")[0].strip()
    if finding.rule == "misspelt-variable" and not _is_there(sheet, path, edit.text + tail):
        return None
    # Counted from the end, because words before it may have been replaced.
    rest, behind = len(text) - start, len(text) - start - len(word)

    def replaced(now: Json) -> Json:
        now = str(now)
        return now[: len(now) - rest] + edit.text + now[len(now) - behind :]

    return Mending([Edit(edit.span, new)], path, lambda value: changed(value, path, replaced))


def _is_there(sheet: Sheet, path: Path, name: str) -> bool:
    """Whether there is such a variable in the template around a path. Without one, the tag may be meant for another
    program that reads the text."""
    family, _, rest = name.partition(".")
    starts = [end for end in range(2, len(path)) if path[end - 1] == "inline" or path[end - 2] == "templates"]
    whole, _ = decoded(sheet.value, sheet.document.kind)
    value = at(whole, path[: starts[-1]]) if starts else None
    if not isinstance(value, dict):
        return False
    template = TemplateFacts(value, tuple(path[: starts[-1]]))
    if family == "inputs":
        return name in template.declared
    if family in ("steps", "tasks"):
        return rest.partition(".")[0] in [call.name for call in template.calls if call.name]
    kind, _, wanted = rest.partition(".")
    if family == "workflow" and kind == "parameters" and wanted:
        listed = at(whole, (*path[: list(path).index("templates")], "arguments", "parameters"))
        return isinstance(listed, list) and any(isinstance(one, dict) and one.get("name") == wanted for one in listed)
    return family == "workflow" and name in [one.pattern for one in all_variables()]


def _offset(sheet: Sheet, path: Path, text: str, edit: Edit, word: str) -> int | None:
    """Where in the text the word stands that an edit replaces."""
    start = text.find(word)
    while start >= 0:
        span = token_span(sheet.document, tuple(path), start, start + len(word))
        if (span.line, span.column) == (edit.span.line, edit.span.column):
            return start
        start = text.find(word, start + 1)
    return None
