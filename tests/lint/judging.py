"""Runs of lint over files as the command makes them, for tests."""

from __future__ import annotations

from pathlib import Path

from argocli.commands.lint import Judgement
from argocli.commands.lint_run import Files, report_on
from argocli.commands.session import Session
from argocli.lint.check import Options, Report
from argocli.lint.choose import Choice
from argocli.lint.sift import sift

TEMPLATE = """\
apiVersion: argoproj.io/v1alpha1
kind: {kind}
metadata: {{name: {name}}}
spec:
  templates:
  - name: say
    inputs: {{parameters: [{{name: text}}]}}
    container: {{image: busybox, args: ["{{{{inputs.parameters.text}}}}"]}}
"""
USER = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {{generateName: user-}}
spec:
  entrypoint: main
  templates:
  - name: main
    steps:
    - - name: a
        templateRef: {{name: {name}, template: {template}}}
        arguments: {{parameters: [{{name: text, value: hello}}]}}
"""


def template(name: str = "shared", kind: str = "WorkflowTemplate") -> str:
    return TEMPLATE.format(name=name, kind=kind)


def user(name: str = "shared", template: str = "say") -> str:
    return USER.format(name=name, template=template)


def judgement(*refs: Path | str, choice: Choice | None = None, **options: object) -> Judgement:
    chosen = choice or Choice()
    return Judgement(Options(choice=chosen, **options), chosen, frozenset(), tuple(str(ref) for ref in refs))


def judged(paths: list[Path | str], how: Judgement | None = None, workers: int = 1) -> Report:
    """The report that the command would print."""
    how = how or judgement()
    report = report_on(Files([str(path) for path in paths], Session(), exclude=how.exclude), how, workers=workers)
    sifted = sift(report.findings, report.marked, how.choice, how.known, report.sources)
    report.findings, report.suppressed, report.known = sifted.findings, sifted.suppressed, sifted.known
    return report


def said(report: Report) -> list[tuple[str, int, str]]:
    """Each finding's file (its name alone), line and rule."""
    return [(Path(finding.source).name, finding.line, finding.rule) for finding in report.findings]
