"""Kubernetes label selectors: `a=b,c!=d,e in (x,y),f notin (z),g,!h`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from argocli.errors import UsageError

Matcher = Callable[[Mapping[str, str]], bool]

_SET = re.compile(r"\s*([^\s=!,()]+)\s+(in|notin)\s*\(([^()]*)\)\s*")
_EQUALITY = re.compile(r"\s*([^\s=!,()]+)\s*(==|=|!=)\s*([^\s=!,()]*)\s*")
_EXISTS = re.compile(r"\s*(!?)\s*([^\s=!,()]+)\s*")


def parse_selector(source: str) -> Matcher:
    """A test over labels; an empty selector matches all. Raises UsageError."""
    tests: list[Matcher] = []
    position = 0
    while source.strip() and position < len(source):
        for pattern, build in ((_SET, _set_test), (_EQUALITY, _equality_test), (_EXISTS, _exists_test)):
            match = pattern.match(source, position)
            if match and (match.end() == len(source) or source[match.end()] == ","):
                tests.append(build(match))
                position = match.end() + 1
                break
        else:
            raise UsageError(f"unable to parse requirement: {source[position:]!r} in the selector {source!r}")
    return lambda labels: all(test(labels) for test in tests)


def _set_test(match: re.Match[str]) -> Matcher:
    key, operator = match.group(1), match.group(2)
    values = {value.strip() for value in match.group(3).split(",")}
    if operator == "in":
        return lambda labels: labels.get(key) in values
    return lambda labels: labels.get(key) not in values


def _equality_test(match: re.Match[str]) -> Matcher:
    key, operator, value = match.groups()
    if operator == "!=":
        return lambda labels: labels.get(key) != value
    return lambda labels: labels.get(key) == value


def _exists_test(match: re.Match[str]) -> Matcher:
    absent, key = match.groups()
    return (lambda labels: key not in labels) if absent else (lambda labels: key in labels)
