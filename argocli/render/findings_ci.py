"""Lint findings for build services: workflow annotations, code-quality reports, test reports."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby

from argocli.lint.check import Report
from argocli.lint.finding import ERROR, INFO, UNRESOLVED, WARNING, Finding
from argocli.lint.fingerprint import fingerprints
from argocli.render.colour import clean

_COMMANDS = {ERROR: "error", UNRESOLVED: "error", WARNING: "warning", INFO: "notice"}
_GITLAB = {ERROR: "major", UNRESOLVED: "major", WARNING: "minor", INFO: "info"}
# So many annotations of a kind are shown for one step; the rest vanish without a word.
_SHOWN = 10


def github(report: Report) -> str:
    """Annotations as workflow commands, failing ones first; what will not be shown is said in the last one's place."""
    lines: list[str] = [f"::error file={_property(source)}::{_data(reason)}" for source, reason in report.unreadable]
    ordered = sorted(report.findings, key=lambda finding: not finding.failing)
    for command, group in groupby(ordered, key=lambda finding: _COMMANDS[finding.severity]):
        found = list(group)
        room = _SHOWN - len(lines) if command == "error" else _SHOWN
        if len(found) <= room:
            lines += [_annotation(command, finding) for finding in found]
            continue
        shown = max(0, room - 1)
        lines += [_annotation(command, finding) for finding in found[:shown]]
        rest = len(found) - shown
        lines.append(f"::{command} title=argo lint::{rest} more findings of this kind are in the log of this step")
        lines += [_plain(finding) for finding in found[shown:]]
    return "".join(line + "\n" for line in lines)


def _annotation(command: str, finding: Finding) -> str:
    properties = {
        "file": finding.source,
        "line": finding.line,
        "endLine": max(finding.line, finding.end_line),
        "col": finding.column,
        "endColumn": finding.end_column,
        "title": f"argo lint: {finding.rule}",
    }
    if finding.end_line > finding.line:
        del properties["endColumn"]
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {shown}::{_data(finding.message)}"


def _plain(finding: Finding) -> str:
    place = f"{finding.source}:{finding.line}:{finding.column}"
    return f"{place}: {finding.severity}: {_data(finding.message)} [{finding.rule}]"


def _data(value: object) -> str:
    return clean(str(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def gitlab(report: Report) -> str:
    """A code-quality report: one entry a finding, each with a fingerprint of its own."""
    entries = [
        {
            "description": finding.message,
            "check_name": finding.rule,
            "fingerprint": mark,
            "severity": _GITLAB[finding.severity],
            "location": {"path": _relative(finding.source), "lines": {"begin": finding.line}},
        }
        for finding, mark in fingerprints(report.findings)
    ]
    for source, reason in report.unreadable:
        entries.append(
            {
                "description": reason,
                "check_name": "unreadable",
                "fingerprint": f"unreadable {source}",
                "severity": "major",
                "location": {"path": _relative(source), "lines": {"begin": 1}},
            }
        )
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _relative(source: str) -> str:
    return source.replace("\\", "/").removeprefix("./")


def junit(report: Report) -> str:
    """A test report: a suite for each file with a case for each finding; one without any has a case that passes."""
    by_file: dict[str, list[Finding]] = {source: [] for source in report.sources}
    for finding in report.findings:
        by_file.setdefault(finding.source, []).append(finding)
    unreadable = dict(report.unreadable)
    suites = [
        _unreadable(source, unreadable[source]) if source in unreadable else _suite(source, found)
        for source, found in by_file.items()
    ]
    tests = sum(max(1, len(found)) for found in by_file.values())
    head = f'<testsuites name="argo lint" tests="{tests}" failures="{report.errors}">\n'
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + head + "".join(suites) + "</testsuites>\n"


def _suite(source: str, found: Iterable[Finding]) -> str:
    cases, failures = [], 0
    for finding in found:
        name = _attribute(f"{finding.rule} {finding.line}:{finding.column}")
        place = f"{finding.source}:{finding.line}:{finding.column}: {finding.message}"
        if finding.failing:
            failures += 1
            body = (
                f'      <failure type="{_attribute(finding.severity)}" message="{_attribute(finding.message)}">'
                f"{_text(place)}</failure>\n"
            )
        else:
            body = f"      <system-out>{_text(f'{finding.severity}: {place}')}</system-out>\n"
        cases.append(f'    <testcase name="{name}" classname="{_attribute(source)}">\n{body}    </testcase>\n')
    if not cases:
        cases.append(f'    <testcase name="no findings" classname="{_attribute(source)}"/>\n')
    return (
        f'  <testsuite name="{_attribute(source)}" tests="{len(cases)}" failures="{failures}">\n'
        + "".join(cases)
        + "  </testsuite>\n"
    )


def _unreadable(source: str, reason: str) -> str:
    name = _attribute(source)
    return (
        f'  <testsuite name="{name}" tests="1" failures="1">\n    <testcase name="unreadable" classname="{name}">\n'
        f'      <failure type="error" message="{_attribute(reason)}"/>\n    </testcase>\n  </testsuite>\n'
    )


def _text(value: str) -> str:
    from xml.sax.saxutils import escape

    return escape("".join(character for character in value if character >= " " or character in "\t\n"))


def _attribute(value: str) -> str:
    return _text(value).replace('"', "&quot;").replace("\n", "&#10;")
