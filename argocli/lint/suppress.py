"""Comments that switch a rule off where it is known to be wrong: `# argolint: disable=RULE,RULE -- reason`.

Behind a value it counts for that line; on a line of its own for the next line and all that is nested below it;
`disable-file` counts for the whole file. One that switches nothing off is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from argocli.lint.finding import WARNING, Finding
from argocli.manifest.positions import Document, Span

MARK = "argolint:"


class Suppression:
    """One comment: rules, the lines that it covers (both ends included), and where it stands."""

    __slots__ = ("first", "last", "reason", "rules", "span", "used")

    def __init__(self, rules: frozenset[str], first: int, last: int, reason: str, span: Span) -> None:
        self.rules = rules
        self.first = first
        self.last = last
        self.reason = reason
        self.span = span
        self.used: set[str] = set()


def suppressions(lines: Sequence[str]) -> list[Suppression]:
    """All comments of a file."""
    found: list[Suppression] = []
    ends: dict[int, int] = {}
    upcoming = 0
    for index, line in enumerate(lines):
        start = line.find(MARK)
        hash_at = line.rfind("#", 0, start) if start > 0 else -1
        if hash_at < 0 or line[hash_at + 1 : start].strip():
            continue
        before = line[:hash_at]
        if before.strip() and not before[-1].isspace():
            continue
        words, dashes, reason = line[start + len(MARK) :].partition("--")
        action, equals, names = words.strip().partition("=")
        rules = frozenset(name.strip() for name in names.split(",") if _is_rule(name.strip()))
        if not equals or not rules or action.strip() not in ("disable", "disable-file"):
            continue
        number = index + 1
        if action.strip() == "disable-file":
            first, last = 1, len(lines)
        elif before.strip():
            first = last = number
        else:
            # A stretch of comments is gone through once, and so is what stands below it.
            upcoming = upcoming if upcoming > index else _next_with_content(lines, number)
            if upcoming not in ends:
                ends[upcoming] = _last_below(lines, upcoming)
            first, last = (upcoming + 1, ends[upcoming] + 1) if upcoming < len(lines) else (number, number)
        span = Span(number, hash_at + 1, number, len(line) + 1)
        found.append(Suppression(rules, first, last, reason.strip() if dashes else "", span))
    return found


def _is_rule(name: str) -> bool:
    return bool(name) and name.replace("-", "").isalnum() and name.isascii() and name == name.lower()


def _next_with_content(lines: Sequence[str], position: int) -> int:
    while position < len(lines) and (not lines[position].strip() or lines[position].lstrip().startswith("#")):
        position += 1
    return position


def _last_below(lines: Sequence[str], position: int) -> int:
    """The last line that is nested below the one at `position`."""
    if position >= len(lines):
        return position
    indent, item = _indent(lines[position]), lines[position].lstrip().startswith("- ")
    last = position
    for following in range(position + 1, len(lines)):
        text = lines[following].lstrip()
        if not text or text.startswith("#"):
            continue
        # The items of a list may stand as far left as the key that holds them.
        entry = text.startswith("- ") and not item and _indent(lines[following]) == indent
        if _indent(lines[following]) <= indent and not entry:
            break
        last = following
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def apply(
    document: Document, lines: Sequence[str], findings: Sequence[Finding], counts: Callable[[str], bool]
) -> tuple[list[Finding], int]:
    """The findings of one file that no comment switches off, with those about comments that switch nothing off; and
    how many were switched off. `document` is any document of the file, `counts` tells the rules that are on."""
    marks = suppressions(lines)
    if not marks:
        return list(findings), 0
    from argocli.lint.coverage import Coverage

    coverage = Coverage(findings, marks)
    kept = [finding for finding in findings if not coverage.covers(finding)]
    dropped = len(findings) - len(kept)
    for mark in marks:
        coverage.note_used(mark)
        if not mark.reason:
            message = "the comment does not say why; add `-- reason`"
            kept.append(Finding("suppression-without-reason", message, document, mark.span, severity=WARNING))
        for rule in sorted(mark.rules - mark.used):
            if not counts(rule):
                continue
            message = f"nothing here is switched off by disable={rule}"
            kept.append(Finding("unused-suppression", message, document, mark.span, severity=WARNING))
    return kept, dropped
