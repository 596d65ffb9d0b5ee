"""Which findings the comments of a file cover, however many there are of both."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from argocli.lint.finding import Finding
from argocli.lint.suppress import Suppression


class Coverage:
    """By the lines of findings and of comments."""

    def __init__(self, findings: Sequence[Finding], marks: Sequence[Suppression]) -> None:
        self._every = sorted(finding.line for finding in findings)
        self._lines: dict[str, list[int]] = {}
        for finding in findings:
            self._lines.setdefault(finding.rule, []).append(finding.line)
        ranges: dict[str, list[tuple[int, int]]] = {}
        for mark in marks:
            for rule in mark.rules:
                if rule == "all" or rule in self._lines:
                    ranges.setdefault(rule, []).append((mark.first, mark.last))
        for lines in self._lines.values():
            lines.sort()
        # Where a stretch begins and where it ends, in turn.
        self._stretches = {rule: _merged(found) for rule, found in ranges.items()}

    def covers(self, finding: Finding) -> bool:
        found = (self._stretches.get(rule) for rule in (finding.rule, "all"))
        return any(bisect_right(ends, finding.line) % 2 for ends in found if ends is not None)

    def note_used(self, mark: Suppression) -> None:
        """Note on a comment what it switches off; `all` stands for the rules that it does not name."""
        named = {rule: _between(self._lines.get(rule, ()), mark) for rule in mark.rules - {"all"}}
        mark.used.update(rule for rule, count in named.items() if count)
        if "all" in mark.rules and _between(self._every, mark) > sum(named.values()):
            mark.used.add("all")


def _between(lines: Sequence[int], mark: Suppression) -> int:
    return bisect_right(lines, mark.last) - bisect_left(lines, mark.first)


def _merged(ranges: list[tuple[int, int]]) -> list[int]:
    ends: list[int] = []
    for first, last in sorted(ranges):
        if ends and first <= ends[-1]:
            ends[-1] = max(ends[-1], last + 1)
        else:
            ends += (first, last + 1)
    return ends
