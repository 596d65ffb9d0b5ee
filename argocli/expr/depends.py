"""The `depends` of a task looked at before it runs: the tasks it names with their places, and what is wrong with it.

It is the expression language, but for hyphens, which belong to the names of tasks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from argocli.expr.check import check
from argocli.expr.errors import ExpressionError
from argocli.expr.lexer import WORDS
from argocli.expr.parser import parse
from argocli.expr.static_types import Known

_REFERENCE = re.compile(r"(?P<task>[A-Za-z0-9_][A-Za-z0-9_-]*)(?:\.(?P<result>[A-Za-z0-9_]+))?")
_LITERALS = frozenset({"true", "false", "nil"})


class TaskReference(NamedTuple):
    """A task in a `depends`, and what is asked of it, such as `Succeeded`; empty where only the task is named."""

    task: str
    result: str
    offset: int


def task_references(source: str) -> tuple[TaskReference, ...]:
    """Every place where a task is named, in order; words of the language are none."""
    return tuple(
        TaskReference(match["task"], match["result"] or "", match.start())
        for match in _REFERENCE.finditer(source)
        if match["task"] not in WORDS and match["task"] not in _LITERALS
    )


def depends_error(source: str) -> ExpressionError | None:
    """What is wrong with a `depends`, with its offset, whatever tasks there are; None where nothing is."""
    readable = _REFERENCE.sub(_as_name, source)
    try:
        found = check(parse(readable), Known(open=True))
        if found.kind != "bool" and not found.unknown:
            return ExpressionError(f"the result has to be a boolean, not {found.name}", 0).within(source)
    except ExpressionError as error:
        return error.within(source)
    except RecursionError:
        return ExpressionError("expression is nested too deeply")
    return None


def _as_name(match: re.Match[str]) -> str:
    """A name of the language of the same length."""
    text = match.group().replace("-", "_")
    return "_" + text[1:] if text[0].isdigit() else text
