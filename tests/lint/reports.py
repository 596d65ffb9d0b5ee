"""Reports to print: findings of every severity in files of every kind."""

from __future__ import annotations

from argocli.lint.check import Report
from argocli.lint.finding import ERROR, INFO, UNRESOLVED, WARNING, Edit, Finding
from argocli.manifest.parse import parse
from argocli.manifest.positions import Document, Span

TEXT = "# Source: chart/templates/a.yaml\nkind: Workflow\nmetadata: {name: a}\nspec: {entrypoint: <&'\">}\n"


def document(source: str = "dir/f.yaml", text: str = TEXT) -> Document:
    return parse(text.encode(), source)[0]


def finding(
    rule: str = "unknown-field",
    message: str = "what is wrong",
    span: Span | None = None,
    severity: str = ERROR,
    fix: tuple[Edit, ...] = (),
    source: str = "dir/f.yaml",
    text: str = TEXT,
) -> Finding:
    there = span or Span(4, 8, 4, 18)
    return Finding(rule, message, document(source, text), there, "$.spec.entrypoint", severity, fix=fix)


def report(*findings: Finding) -> Report:
    made = Report()
    made.findings = list(findings)
    made.sources = list(dict.fromkeys([*(one.source for one in findings), "clean.yaml", "gone.yaml"]))
    made.files, made.documents, made.linted = len(made.sources), len(made.sources), 1
    made.unreadable = [("gone.yaml", "no such file or directory")]
    return made


def of_all_severities() -> Report:
    found = [finding(severity=severity, message=f"{severity}: 100% <&\"'>\nnext") for severity in SEVERITIES]
    related = finding(rule="wrong-type")
    related.related = ((related.document, Span(2, 1, 2, 5), "the other place"),)
    return report(*found, related)


SEVERITIES = (ERROR, UNRESOLVED, WARNING, INFO)
