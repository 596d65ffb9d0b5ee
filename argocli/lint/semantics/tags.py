"""Whether every tag of some strings can be resolved.

A tag is judged by its name alone where the values that are filled in bring no tags along; otherwise the text that comes
of it is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from argocli.lint.facts import BLANKS, TaggedText, tags_of
from argocli.lint.semantics.substitution import breaks_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.scope import Scope
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation

UNRESOLVED = "unresolved-variable"


def check_tags(
    run: Validation,
    base: Base,
    strings: Iterable[TaggedText],
    view: View,
    scope: Scope,
    words: str,
    extra: Collection[str] = (),
) -> None:
    """Report every simple tag that nothing resolves; `words` say where, `extra` are names known only here."""
    plain = view.plain
    for text in strings:
        if not plain:
            _check_result(run, base, text, view, scope, words, extra)
            continue
        for tag in text.tags:
            name = tag.name
            if "{{" in name:
                _check_result(run, base, text, view, scope, words, extra)
                break
            if not name or name in extra or scope.has(name, run) or view.replaces(name):
                continue
            run.add_tag(UNRESOLVED, unresolved(tag.body, scope, run, words, extra), base, text, tag)


def _check_result(
    run: Validation, base: Base, text: TaggedText, view: View, scope: Scope, words: str, extra: Collection[str]
) -> None:
    for tag in text.tags:
        value = _value(tag.name, view)
        if value is not None and breaks_json(value):
            run.add_tag(
                "value-not-json",
                f"{words} cannot finish template replacement because the result was invalid JSON: the value of "
                f"{{{{{tag.body}}}}} holds a character that has no place there",
                base,
                text,
                tag,
            )
    result = view.text(text.text)
    written = list(text.tags)
    for left in tags_of(result)[0]:
        name = left.name
        if not name or name in extra or scope.has(name, run):
            continue
        source = next((tag for tag in written if tag.body == left.body), None)
        if source is not None:
            written.remove(source)
        else:
            # The tag has come with a value, or with what stands in another tag.
            brought = (tag for tag in text.tags if left.body in (_value(tag.name, view) or ""))
            source = next(brought, text.tags[0] if text.tags else None)
        run.add_tag(UNRESOLVED, unresolved(left.body, scope, run, words, extra), base, text, source)


def unresolved(body: str, scope: Scope, run: Validation, words: str, extra: Collection[str]) -> str:
    """The message about a tag that nothing resolves."""
    message = f"{words} failed to resolve {{{{{body}}}}}"
    if not run.may_guess():
        return message
    from argocli.lint.semantics.hints import guess

    return message + guess(body.strip(BLANKS), scope, run, extra)


def _value(name: str, view: View) -> str | None:
    if not name:
        return None
    value = view.inputs.get(name, view.run.globals.get(name))
    if value is None and view.outer is not None:
        value = _value(name, view.outer)
    return value
