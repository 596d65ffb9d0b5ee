"""Choosing lines by a regular expression in the syntax of Go."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from argocli.errors import UsageError
from argocli.expr.errors import FunctionError
from argocli.expr.meter import Meter
from argocli.expr.regex import find
from argocli.expr.regex_program import compiled

# Python goes back and tries again: with few repetitions on a line of this length that does not take long.
_REPEATS, _LENGTH = 2, 500
# What means the same to Python, whose matching is quicker, and cannot take it long: nothing repeated that is repeated.
_ALIKE = re.compile(
    r"(?:[^\\(){}*+?\[\]]|\[\^?[\w .,:;/=-]+\]|\((?!\?)|\)(?![*+?{])|(?<=[\w\].])[*+?](?![*+?{]))*", re.ASCII
)


def matcher(pattern: str) -> Callable[[str], bool]:
    """A test over lines; an empty pattern lets all through. Raises UsageError."""
    if not pattern:
        return lambda line: True
    try:
        regex = compiled(pattern)
    except FunctionError as error:
        raise UsageError(f'failed to compile "{pattern}": {error}') from error
    literal = regex.literal
    if literal is not None:
        return lambda line: literal in line

    def slowly(line: str) -> bool:
        return find(regex, line, 0, Meter(sys.maxsize)) is not None

    if not _ALIKE.fullmatch(pattern) or sum(map(pattern.count, "*+?")) > _REPEATS:
        return slowly
    search = re.compile(pattern).search
    return lambda line: search(line) is not None if len(line) <= _LENGTH else slowly(line)
