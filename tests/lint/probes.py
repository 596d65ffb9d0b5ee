"""Manifests that break one rule, with the place that a finding has to point at between angle quotes: «here»."""

from __future__ import annotations

from argocli.lint.check import Options, Report, check
from argocli.lint.finding import Finding

HEAD = "kind: Workflow\nmetadata: {name: w}\nspec:\n  entrypoint: main\n"
MAIN = "  - {name: main, container: {image: a}}\n"
OK = "  - {name: ok, container: {image: a}}\n"
ECHO = "  - {name: echo, inputs: {parameters: [{name: m}]}, container: {image: a, args: ['{{inputs.parameters.m}}']}}\n"


def workflow(*templates: str, spec: str = "", kind: str = "Workflow") -> str:
    """A workflow with these templates, each a line of flow or a block that begins with `- `."""
    lines = "".join(f"  - {template}\n" for template in templates)
    return HEAD.replace("Workflow", kind, 1) + spec + "  templates:\n" + lines


def leaf(*lines: str, spec: str = "", kind: str = "Workflow") -> str:
    """A workflow whose only template has these lines."""
    body = "".join(f"    {line}\n" for line in lines)
    return HEAD.replace("Workflow", kind, 1) + spec + "  templates:\n  - name: main\n" + body


def steps(*lines: str, more: str = "", spec: str = "", kind: str = "Workflow") -> str:
    """A workflow whose entrypoint has these steps, one group a line; `ok` and `echo` can be called."""
    body = "".join(f"    - [{{{line}}}]\n" if line[:1] not in "[-" else f"    - {line}\n" for line in lines)
    start = HEAD.replace("Workflow", kind, 1) + spec
    return f"{start}  templates:\n  - name: main\n{more}    steps:\n{body}{OK}{ECHO}"


def dag(*tasks: str, more: str = "", spec: str = "", kind: str = "Workflow") -> str:
    """A workflow whose entrypoint has these tasks; `ok` and `echo` can be called."""
    body = "".join(f"      - {{{task}}}\n" for task in tasks)
    start = HEAD.replace("Workflow", kind, 1) + spec
    return f"{start}  templates:\n  - name: main\n{more}    dag:\n      tasks:\n{body}{OK}{ECHO}"


def mended(text: str, *changes: tuple[str, str]) -> str:
    """The text without its marks and with changes made."""
    text = text.replace("«", "").replace("»", "")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def report(text: str, name: str = "f.yaml", **options: object) -> Report:
    return check([(name, text.encode())], Options(**options))  # type: ignore[arg-type]


def failing(text: str, **options: object) -> list[Finding]:
    """What makes the run fail."""
    return [finding for finding in report(text, **options).findings if finding.failing]


def said(text: str, **options: object) -> list[str]:
    return [f"{finding.rule}: {finding.message}" for finding in failing(text, **options)]


def place(text: str) -> tuple[str, tuple[int, int, int, int]]:
    """The text without marks, and what is between them as line, column, end line and end column."""
    start, end = text.index("«"), text.index("»") - 1
    clean = text.replace("«", "").replace("»", "")
    before, upto = clean[:start], clean[:end]
    return clean, (
        before.count("\n") + 1,
        start - before.rfind("\n"),
        upto.count("\n") + 1,
        end - upto.rfind("\n"),
    )


def finds(text: str, rule: str, fragment: str, **options: object) -> None:
    """The marked text has one finding, of this rule, at the mark, with these words."""
    clean, expected = place(text)
    found = failing(clean, **options)
    assert [finding.rule for finding in found] == [rule], said(clean, **options)
    first = found[0]
    assert fragment in first.message, first.message
    there = (first.line, first.column, first.end_line, first.end_column)
    assert there == expected, (there, expected)
    assert first.path.startswith("$.")


def passes(text: str, **options: object) -> None:
    """Nothing makes the run fail."""
    wrong = said(mended(text), **options)
    assert not wrong, wrong
