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
    if _ALIKE.fullmatch(pattern):
        search = re.compile(pattern).search
        return lambda line: search(line) is not None
    return lambda line: find(regex, line, 0, Meter(sys.maxsize)) is not None
