"""Lint findings as people and programs read them."""

from __future__ import annotations

from argocli.lint.check import Report
from argocli.lint.finding import ERROR, WARNING, Finding
from argocli.render import colour as colours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def coloured(stream: TextIO, off: bool) -> bool:
    return colours.wanted(stream, off=off)


# Longer lines are shown in part.
_WIDEST = 160
FORMS = ("pretty", "simple", "json", "jsonl", "github", "gitlab", "sarif", "junit")


def report_text(report: Report, form: str, *, colour: bool, only: frozenset[str] | None = None) -> str:
    """The report in one of the FORMS. `only`: lines of text are about these files; the closing one accounts for all."""
    if form in ("json", "jsonl"):
        import json

        entries = [_plain(finding) for finding in report.findings] + _unreadable(report)
        if form == "jsonl":
            return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
    if form == "sarif":
        from argocli.render.sarif import sarif

        return sarif(report)
    if form in ("github", "gitlab", "junit"):
        from argocli.render import findings_ci

        writers = {"github": findings_ci.github, "gitlab": findings_ci.gitlab, "junit": findings_ci.junit}
        return writers[form](report)
    lines = [f"{source}: {reason}" for source, reason in report.unreadable if only is None or source in only]
    for finding in report.findings:
        if only is not None and finding.source not in only:
            continue
        lines.extend(_pretty(finding, colour) if form == "pretty" else [_simple(finding)])
    lines.append(_closing(report, colour if form == "pretty" else False, icons=form == "pretty"))
    return "\n".join(lines) + "\n"


def _simple(finding: Finding) -> str:
    mark = "" if finding.severity == ERROR else f"{finding.severity}: "
    text = f"{finding.source}:{finding.line}:{finding.column}: {mark}{finding.label}: {finding.message}"
    return colours.clean(text)


def _pretty(finding: Finding, colour: bool) -> list[str]:
    """The line, then the piece of the file it is about."""
    mark = "✖" if finding.failing else "⚠" if finding.severity == WARNING else "ℹ"
    name = "Failed" if finding.failing else "warning"
    place = colours.clean(f"{finding.source}:{finding.line}:{finding.column}:")
    said = colours.clean(f"{finding.message}  [{finding.rule}] {finding.label}")
    lines = [f"{place} {colours.paint(mark, name, colour)} {said}"]
    lines += _frame(finding, name, colour)
    if finding.note:
        lines.append(colours.clean(f"    {finding.note}"))
    if finding.document.origin:
        lines.append(colours.clean(f"    rendered from {finding.document.origin}"))
    for document, span, words in finding.related:
        lines.append(colours.clean(f"    {document.source}:{span.line}:{span.column}: {words}"))
    return lines


def _frame(finding: Finding, name: str, colour: bool) -> list[str]:
    """The line of the file and a mark below the piece that is meant; of a long line what stands around it."""
    lines, column = finding.document.text, finding.column
    line = lines[finding.line - 1] if 0 < finding.line <= len(lines) else ""
    end = finding.end_column if finding.end_line == finding.line else column + 1
    if len(line) > _WIDEST:
        cut = max(0, column - _WIDEST // 3)
        line, column, end = "…" + line[cut : cut + _WIDEST] + "…", column - cut + 1, end - cut + 1
    source = colours.clean(line.rstrip("\r"))
    if not source:
        return []
    number = str(finding.line)
    width = min(max(1, end - column), max(1, len(source) - column + 1))
    caret = " " * (_cells(source[: column - 1])) + "^" * max(width, _cells(source[column - 1 : column - 1 + width]))
    return [f"  {number} | {source}", f"  {' ' * len(number)} | {colours.paint(caret, name, colour)}"]


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def _closing(report: Report, colour: bool, *, icons: bool) -> str:
    """One line that accounts for every document."""
    counts = f"{report.linted} linted"
    if report.broken:
        counts += f", {report.broken} unreadable"
    if report.ignored:
        counts += f", {report.ignored} of other kinds"
    if report.suppressed:
        counts += f", {report.suppressed} switched off by comments"
    if report.known:
        counts += f", {report.known} known from the baseline"
    files = f"{report.files} file{'' if report.files == 1 else 's'}"
    documents = f"{report.documents} document{'' if report.documents == 1 else 's'}"
    tail = f"({files}, {documents}: {counts})"
    warnings = sum(finding.severity == WARNING for finding in report.findings)
    if warnings:
        tail = f"{warnings} warning{'' if warnings == 1 else 's'}. {tail}"
    if report.errors:
        noun = "error" if report.errors == 1 else "errors"
        words, mark, name = f"{report.errors} linting {noun} found!", "✖", "Failed"
    elif not report.linted and report.may_be_empty:
        words, mark, name = "there is nothing to lint", "✔", "Succeeded"
    elif not report.linted:
        words, mark, name = "found nothing to lint in the specified paths, failing...", "✖", "Failed"
    else:
        words, mark, name = "no linting errors found!", "✔", "Succeeded"
    return f"{colours.paint(mark, name, colour) + ' ' if icons else ''}{words} {tail}"


def _plain(finding: Finding) -> dict[str, object]:
    return {
        "file": finding.source,
        "line": finding.line,
        "column": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
        "severity": finding.severity,
        "rule": finding.rule,
        "message": finding.message,
        "path": finding.path,
        "kind": finding.document.kind,
        "name": finding.document.name,
        "fixable": bool(finding.fix),
        **({"note": finding.note} if finding.note else {}),
        **({"renderedFrom": finding.document.origin} if finding.document.origin else {}),
    }


def _unreadable(report: Report) -> list[dict[str, object]]:
    return [
        {"file": source, "severity": ERROR, "rule": "unreadable", "message": reason}
        for source, reason in report.unreadable
    ]
