"""What `--fix` makes of a text, without files."""

from __future__ import annotations

from collections.abc import Mapping

from argocli.commands.lint_fix import mend_files
from argocli.lint.check import Options, check
from argocli.lint.choose import Choice
from argocli.lint.finding import Finding
from argocli.lint.sift import sift

NAME = "f.yaml"
HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\n"
CRON = "apiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow\nmetadata: {name: a}\n"
MAIN = "  - name: m\n    container: {image: b}\n"
WORK = f"{HEAD}spec:\n  entrypoint: m\n  templates:\n{MAIN}"


def workflow(spec: str = "", templates: str = MAIN) -> str:
    """A workflow with these lines in its spec, whose entrypoint is `m`."""
    return f"{HEAD}spec:\n  entrypoint: m\n{spec}  templates:\n{templates}"


def dag(tasks: str) -> str:
    return workflow(templates=f"  - name: m\n    dag:\n      tasks:\n{tasks}  - name: b\n    container: {{image: b}}\n")


def findings(text: str | bytes, choice: Choice | None = None, *, strict: bool = True) -> list[Finding]:
    data = text.encode() if isinstance(text, str) else text
    wanted = choice or Choice()
    report = check([(NAME, data)], Options(strict=strict, choice=wanted))
    return sift(report.findings, report.marked, wanted).findings


def rules(text: str | bytes, choice: Choice | None = None) -> list[str]:
    return [finding.rule for finding in findings(text, choice)]


def mended(text: str, choice: Choice | None = None, *, in_full: bool = True) -> str:
    """The text as `--fix` leaves it. Mending that again may not change anything."""
    once = _mended(text.encode(), choice, in_full=in_full)
    assert _mended(once, choice, in_full=in_full) == once, "a second time changes more"
    return once.decode()


def _mended(data: bytes, choice: Choice | None, *, in_full: bool) -> bytes:
    def judge(instead: Mapping[str, bytes]) -> list[Finding]:
        return findings(instead.get(NAME, data), choice)

    files = mend_files(judge({}), judge, in_full=in_full, read=lambda path: data)
    return files[NAME].after if NAME in files else data


def check_mending(rule: str, before: str, after: str, choice: Choice | None = None) -> None:
    """The rule finds something, all of it is mended in just this way, and nothing else is found then."""
    assert rule in rules(before, choice)
    assert mended(before, choice) == after
    assert [found for found in rules(after, choice) if found not in rules(before, choice) or found == rule] == []
