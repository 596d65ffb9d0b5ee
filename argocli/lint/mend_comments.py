"""Mending comments. One that switches rules off where nothing is found goes, or a rule's name in it."""

from __future__ import annotations

from collections.abc import Sequence

from argocli.lint.finding import UNRESOLVED, Edit, Finding
from argocli.lint.fix import Patch, edited
from argocli.lint.sheet import countable, same
from argocli.lint.suppress import MARK, Suppression, suppressions
from argocli.manifest.parse import parse
from argocli.manifest.positions import Span
from argocli.model.values import Json

_NAMED = "disable="

# What these find depends on the other files of the run.
_BESIDE_OTHERS = frozenset({"duplicate-template"})


def mend_comments(findings: Sequence[Finding]) -> None:
    """Give the findings of one file about its comments their edits; what the file means may not change."""
    lines = findings[0].document.text
    text = "\n".join(lines)
    patch = Patch(text)
    wanted: list[tuple[Finding, tuple[Edit, ...]]] = []
    marks = {mark.span.line: mark for mark in suppressions(lines)}
    for finding in findings:
        edits = finding.fix
        if finding.rule == "unused-suppression":
            edits = _unused_suppression(finding, lines, marks.get(finding.line))
        finding.fix = ()
        if edits and patch.take(edits):
            wanted.append((finding, edits))
    if not wanted or not countable(lines):
        return
    before = _values(text)
    if not same(before, _values(patch.result())):
        wanted = [(one, edits) for one, edits in wanted if same(before, _values(edited(text, edits)))]
    for finding, edits in wanted:
        finding.fix = edits


def _unused_suppression(finding: Finding, lines: list[str], mark: Suppression | None) -> tuple[Edit, ...]:
    """The name that switches nothing off, with its comma; with the last name the whole comment, and the line if there
    is nothing else on it."""
    rule = finding.message.rpartition(_NAMED)[2]
    if mark is None or rule not in mark.rules or not _certain(rule):
        return ()
    if len(mark.rules) == 1:
        return (_without_comment(lines, mark.span),)
    edit = _without_name(lines, mark.span, rule)
    return (edit,) if edit is not None else ()


def _certain(rule: str) -> bool:
    """Whether the rule is of no use there, whatever files are looked at. A misspelt name is not unused, it fails to do
    what it is there for."""
    from argocli.lint.catalogue import rules

    if rule in _BESIDE_OTHERS:
        return False
    return rule == "all" or (rule in rules() and rules()[rule].severity != UNRESOLVED)


def _without_comment(lines: list[str], span: Span) -> Edit:
    line = lines[span.line - 1]
    before = line[: span.column - 1]
    if not before.strip():
        if span.line < len(lines):
            return Edit(Span(span.line, 1, span.line + 1, 1), "")
        return Edit(Span(span.line, 1, span.line, len(line) + 1), "")
    end = len(line.removesuffix("\r"))
    return Edit(Span(span.line, len(before.rstrip()) + 1, span.line, end + 1), "")


def _without_name(lines: list[str], span: Span, rule: str) -> Edit | None:
    line = lines[span.line - 1]
    start = line.index("=", line.index(MARK, span.column - 1)) + 1
    end = line.find("--", start)
    # Names end at the dashes; a comment without any runs to the end of the line.
    names = line[start : end if end >= 0 else len(line.removesuffix("\r"))]
    at = start
    listed = names.split(",")
    for index, name in enumerate(listed):
        if name.strip() == rule:
            if index + 1 < len(listed):
                last = listed[index + 1]
                gone = Span(span.line, at + len(name) - len(name.lstrip()) + 1, span.line, 0)
                gone.end_column = at + len(name) + 1 + len(last) - len(last.lstrip()) + 1
            else:
                gone = Span(span.line, at, span.line, at + len(name.rstrip()) + 1)
            return Edit(gone, "")
        at += len(name) + 1
    return None


def _values(text: str) -> Json:
    documents = parse(text.encode("utf-8", "replace"), "")
    return [[document.value, [problem.code for problem in document.problems]] for document in documents]
