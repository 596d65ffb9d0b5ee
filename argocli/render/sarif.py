"""Lint findings as SARIF 2.1.0, which code-scanning services read."""

from __future__ import annotations

import json

from argocli import __version__
from argocli.lint.catalogue import Rule, rules
from argocli.lint.check import Report
from argocli.lint.finding import ERROR, INFO, UNRESOLVED, WARNING, Finding
from argocli.lint.fingerprint import fingerprints

_LEVELS = {ERROR: "error", UNRESOLVED: "error", WARNING: "warning", INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(report: Report) -> str:
    """The whole report as one SARIF log."""
    used = sorted({finding.rule for finding in report.findings} | ({"unreadable"} if report.unreadable else set()))
    index = {rule: number for number, rule in enumerate(used)}
    catalogue = rules()
    results: list[dict[str, object]] = [
        _result(finding, mark, index) for finding, mark in fingerprints(report.findings)
    ]
    for source, reason in report.unreadable:
        results.append(
            {
                "ruleId": "unreadable",
                "ruleIndex": index["unreadable"],
                "level": "error",
                "message": {"text": reason},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(source)}}}],
            }
        )
    driver = {
        "name": "argocli",
        "version": __version__,
        "rules": [_rule(rule, catalogue.get(rule)) for rule in used],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def uri(source: str) -> str:
    """A file's name as part of an address: relative where it is, with slashes."""
    from urllib.parse import quote

    return quote(source.replace("\\", "/").removeprefix("./"), safe="/:-_.~")


def _rule(name: str, rule: Rule | None) -> dict[str, object]:
    described: dict[str, object] = {"id": name}
    if rule is not None:
        described["shortDescription"] = {"text": rule.summary}
        described["help"] = {"text": rule.help}
        described["defaultConfiguration"] = {"level": _LEVELS[rule.severity], "enabled": rule.on}
    return described


def _result(finding: Finding, mark: str, index: dict[str, int]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding)],
        "partialFingerprints": {"argocli/v1": mark},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "message": {"text": words},
                "physicalLocation": {
                    "artifactLocation": {"uri": uri(document.source)},
                    "region": {"startLine": span.line, "startColumn": span.column},
                },
            }
            for document, span, words in finding.related
        ]
    return result


def _location(finding: Finding) -> dict[str, object]:
    location: dict[str, object] = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(finding.source)},
            "region": {
                "startLine": finding.line,
                "startColumn": finding.column,
                "endLine": max(finding.line, finding.end_line),
                "endColumn": max(1, finding.end_column),
            },
        }
    }
    if finding.path:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.path, "kind": "member"}]
    return location
