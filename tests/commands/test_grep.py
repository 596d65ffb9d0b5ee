"""Lines chosen as Go's regular expressions choose them."""

from __future__ import annotations

import time

import pytest

from argocli.commands.grep import matcher
from argocli.errors import UsageError


@pytest.mark.parametrize(
    ("pattern", "line", "found"),
    [
        ("", "anything", True),
        ("a.c", "xabcx", True),
        ("a.c", "ac", False),
        ("^begin", "begin here", True),
        ("^here", "begin here", False),
        ("end$", "the end", True),
        ("(ERROR|WARN)", "WARN x", True),
        ("[a-c]+x", "abcx", True),
        ("(?i)error", "ERROR", True),
        (r"\d{3}", "ab 123", True),
        (r"\pL", "ä", True),
        (r"\w", "ä", False),
        ("x*", "", True),
        ("a+b", "aaab", True),
        ("[^a]", "a", False),
    ],
)
def test_patterns(pattern: str, line: str, found: bool) -> None:
    assert matcher(pattern)(line) is found


@pytest.mark.parametrize("pattern", ["(", "[a", "(?=x)", "a**", r"\1", "*"])
def test_what_is_no_pattern_there(pattern: str) -> None:
    with pytest.raises(UsageError, match="failed to compile"):
        matcher(pattern)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(.*)(.*)(.*)(.*)x$"])
def test_no_pattern_takes_for_ever(pattern: str) -> None:
    begin = time.monotonic()
    matcher(pattern)("a" * 300 + "!")
    assert time.monotonic() - begin < 10
