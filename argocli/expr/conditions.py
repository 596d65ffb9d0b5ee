"""The `when` of a step looked at before its tags are filled in: its words with their places, and what is wrong."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from argocli.expr.govaluate import check_patterns
from argocli.expr.when_tokens import Invalid, tokenize

_TAG = re.compile(r"\{\{.*?\}\}", re.S)


class ConditionWord(NamedTuple):
    """A word of a condition: `word` stands for itself as a text, `text` is in quotes, `tag` is not filled in yet."""

    text: str
    kind: str
    offset: int


class ConditionError(NamedTuple):
    """What is wrong with a condition, and where."""

    message: str
    offset: int


def condition_error(source: str) -> ConditionError | None:
    """What stands in the way of reading a condition, whatever its tags are filled in with; None where nothing does.

    A tag counts as one word, which may turn out to be a number, a truth value or a text.
    """
    masked, tags = _masked(source)
    try:
        tokens = tokenize(masked)
        for sign, token in pairwise(tokens):
            if sign.kind == "PREFIX" and token.kind == "VARIABLE" and token.offset not in tags:
                shown = f"Cannot transition token types from {sign} to STRING [{token.value}]"
                raise Invalid(shown, offset=token.offset)
        check_patterns([token for token in tokens if not _in_tag(token.offset, str(token.value), tags)])
    except Invalid as error:
        return ConditionError(str(error), error.offset or 0)
    return None


def condition_words(source: str) -> tuple[ConditionWord, ...]:
    """The words and texts of a condition and the tags outside of texts, in order; none where it cannot be read."""
    masked, tags = _masked(source)
    try:
        tokens = tokenize(masked)
    except Invalid:
        return ()
    found: list[ConditionWord] = []
    for token in tokens:
        if token.offset in tags:
            found.append(ConditionWord(tags[token.offset], "tag", token.offset))
        elif token.kind in ("VARIABLE", "STRING"):
            kind = "word" if token.kind == "VARIABLE" else "text"
            text = str(token.value)
            for offset, tag in tags.items():
                if token.offset < offset < token.offset + len(text) + 1:
                    text = text.replace("x" * len(tag), tag, 1)
            found.append(ConditionWord(text, kind, token.offset))
    return tuple(found)


def _masked(source: str) -> tuple[str, dict[int, str]]:
    """The condition with a word of the same length for every tag, and the tags by their places."""
    tags = {match.start(): match.group() for match in _TAG.finditer(source)}
    return _TAG.sub(lambda match: "x" * len(match.group()), source), tags


def _in_tag(offset: int, text: str, tags: dict[int, str]) -> bool:
    return any(offset <= place <= offset + len(text) for place in tags)
