"""Tags and expressions that nothing checks before they run: misspelt names, syntax, names with a minus sign in them."""

from __future__ import annotations

from collections.abc import Iterable

from argocli.lint.advice.conditions import expressions_of, expressions_of_object, whens_of, whens_of_object
from argocli.lint.advice.notes import Notes
from argocli.lint.advice.plain import is_condition
from argocli.lint.facts import Path, Tag, TaggedText, TemplateFacts
from argocli.lint.late import late
from argocli.lint.suggest import closest

# Nobody writes more by hand: expressions of a text, and characters of one of them.
_MOST_TAGS = 5_000
_LONGEST = 50_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

# Variables of the workflow of which the rest of the name is never looked at.
_BEGINNINGS = ("creationTimestamp", "scheduledTime", "duration")
# The beginning of a tag that can only be one of Argo's, and perhaps one of its two closing braces.
_BEGUN = late(r"\{\{\s*=?\s*(?:(?:inputs|outputs|steps|tasks|workflow)[.\[][^{}\s]*|item[^{}\s\w]?[^{}\s]*)\s*\}?")
_NAMED = ("calls", "inputs.parameters", "inputs.artifacts", "outputs.parameters", "outputs.artifacts")
_FAMILIES = ("inputs", "outputs", "steps", "tasks", "workflow")
# A name with a minus sign behind a dot, not inside quotes.
_HYPHEN = late(r"(?<![\w'\"-])((?:steps|tasks|inputs\.parameters|inputs\.artifacts|workflow\.parameters"
                     r"|outputs\.parameters)\.)(\w+(?:-\w+)+)")  # fmt: skip
_BELOW = late(r"(\.outputs\.(?:parameters|artifacts)\.)(\w+(?:-\w+)+)")
# A tag within a tag: what it comes to cannot be told.
_NESTED = late(r"\{\{(?:(?!\}\}).)*\{\{")
_STEP = late(r"""(?<!['"\w.])(steps|tasks)(?:\.(\w+)|\[\s*['"]([^'"]+)['"]\s*\])(?!\w*\s*\()""")
_INPUT = late(r"""(?<!['"\w.])inputs\.(parameters|artifacts)(?:\.(\w+)|\[\s*['"]([^'"]+)['"]\s*\])""")


def advise(notes: Notes) -> None:
    for template in notes.templates:
        for text in template.strings:
            for tag in text.tags[:_MOST_TAGS]:
                if tag.expression:
                    _expression(notes, template, text.path, text.text, tag.start + 3, tag.end - 2, key=text.key)
                else:
                    _simple(notes, template, text, tag)
            if text.open:
                _left_open(notes, text)
        for path, field in whens_of(template):
            _when(notes, field, path)
        for path, field in expressions_of(template):
            if "{{" not in field:
                _expression(notes, template, path, field, 0, len(field))
    for path, field in whens_of_object(notes):
        _when(notes, field, path)
    outside = TemplateFacts({}, notes.holder.path)
    for path, field in expressions_of_object(notes):
        if "{{" not in field:
            _expression(notes, outside, path, field, 0, len(field))


def _simple(notes: Notes, template: TemplateFacts, text: TaggedText, tag: Tag) -> None:
    """A tag whose first word is nearly one that Argo knows: upstream lets it pass, and leaves it as it is."""
    first, dot, rest = tag.name.partition(".")
    if first == "workflow":
        _longer(notes, text, tag, rest)
    if not dot or first in _FAMILIES or not first.isidentifier() or not rest or " " in rest:
        return
    meant = closest(first, _FAMILIES)
    if not meant or (first, meant) in (("put", "inputs"), ("cronworkflow", "workflow")):
        return
    known = f"{meant}.{rest}" in template.declared or rest.split(".")[0] in ("parameters", "artifacts")
    if not known and meant in ("inputs", "outputs"):
        return
    start = text.text.find(first, tag.start)
    message = f"'{first}' is no variable of Argo's, did you mean '{meant}.{rest}'? It stays as it is"
    notes.warn_in("misspelt-variable", message, text.path, start, start + len(first), key=text.key, replacement=meant)


def _longer(notes: Notes, text: TaggedText, tag: Tag, name: str) -> None:
    """Of some variables of the workflow the controller looks at the beginning only."""
    for known in _BEGINNINGS:
        if name.startswith(known) and name[len(known) :][:1] not in ("", "."):
            message = f"'workflow.{name}' is no variable of Argo's, did you mean 'workflow.{known}'? It stays as it is"
            start = text.text.find(name, tag.start)
            notes.warn_in(
                "misspelt-variable", message, text.path, start, start + len(name), key=text.key, replacement=known
            )


def _left_open(notes: Notes, text: TaggedText) -> None:
    """A tag without its closing braces: the controller may take those of its own JSON for them."""
    start = text.text.rfind("{{")
    found = _BEGUN.match(text.text, start)
    if found:
        message = "this tag is not closed: it stays as it is"
        notes.warn_in("open-tag", message, text.path, start, found.end(), key=text.key)


def _expression(
    notes: Notes, template: TemplateFacts, path: Path, text: str, start: int, end: int, *, key: bool = False
) -> None:
    """One expression, which stands at `text[start:end]`."""
    if end - start > _LONGEST or _hyphens(notes, template, path, text, start, end, key=key):
        return
    source = text[start:end]
    from argocli.expr.references import calls, syntax_error

    error = syntax_error(source)
    if error is not None:
        last = max(0, len(source.rstrip()) - 1)
        at = start + min(error.offset or 0, last)
        message = f"this expression cannot be read: {error.message.splitlines()[0]}"
        notes.warn_in("bad-expression", message, path, at, at + 1, key=key)
        return
    for called in calls(source):
        if not called.exists:
            message = f"there is no function '{called.name}'"
            place = start + called.offset
            notes.warn_in("unknown-function", message, path, place, place + len(called.name), key=key)
    _references(notes, template, path, text, start, end)


def _when(notes: Notes, text: str, path: Path) -> None:
    """A condition in the old boolean language, whatever its tags turn out to be."""
    if len(text) > _LONGEST or is_condition(text):
        return
    if not text.strip() or text.strip().startswith("{{=") or _NESTED.search(text):
        return
    from argocli.expr.conditions import condition_error

    error = condition_error(text)
    if error is not None:
        at = min(error.offset, len(text.rstrip()) - 1)
        message = f"this condition cannot be read: {error.message.splitlines()[0]}"
        notes.warn_in("bad-when", message, path, at, at + 1)


def _hyphens(notes: Notes, template: TemplateFacts, path: Path, text: str, start: int, end: int, *, key: bool) -> bool:
    """Names with a minus sign: without brackets they are a subtraction."""
    found = False
    for pattern in (_HYPHEN, _BELOW):
        for match in pattern.finditer(text, start, end):
            name = match[2]
            if pattern is _HYPHEN and not _is_known(notes, template, name):
                continue
            found = True
            mended = f"{match[1][:-1]}['{name}']"
            message = f"'{name}' is read as a subtraction: write {mended}"
            notes.warn_in(
                "hyphen-in-expression", message, path, match.start(), match.end(), key=key, replacement=mended
            )
    return found


def _is_known(notes: Notes, template: TemplateFacts, name: str) -> bool:
    """Whether a name can stand behind a dot in this template's expressions."""
    if any(name in notes.names(template, what) for what in _NAMED):
        return True
    return name in notes.arguments


def _references(notes: Notes, template: TemplateFacts, path: Path, text: str, start: int, end: int) -> None:
    """Steps, tasks and inputs that an expression names and the template does not have."""
    if path[: len(template.path)] != template.path or "inline" in path[len(template.path) :]:
        return
    kind = {"steps": "steps", "dag": "tasks"}.get(template.type, "")
    if kind:
        calls = notes.names(template, "calls")
        for match in _STEP.finditer(text, start, end):
            name = match[2] or match[3]
            if match[1] != kind or name in calls or name == "name":
                continue
            if not any("{{" in one for one in calls):
                _unknown(notes, path, match, name, calls, kind[:-1])
    for match in _INPUT.finditer(text, start, end):
        name = match[2] or match[3]
        known = notes.names(template, f"inputs.{match[1]}")
        if name not in known and text[match.end() : match.end() + 1] != "-":
            _unknown(notes, path, match, name, known, f"input {match[1][:-1]}")


def _unknown(notes: Notes, path: Path, match: re.Match[str], name: str, known: Iterable[str], what: str) -> None:
    message = f"there is no {what} '{name}' here{notes.guess(name, known)}"
    notes.warn_in("unknown-reference", message, path, match.start(), match.end())
