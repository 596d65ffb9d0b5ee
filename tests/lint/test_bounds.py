"""What is bounded, so that a check always ends: findings, guesses, how far others are followed; and what is printed."""

from __future__ import annotations

import pytest

from argocli.lint.check import Options, Report, check
from argocli.lint.choose import Choice
from argocli.lint.finding import MAX_FINDINGS
from argocli.lint.semantics.graph import Graph
from argocli.lint.semantics.validation import FOREIGN_DEPTH
from argocli.lint.sift import sift
from argocli.lint.suggest import closest
from argocli.render.findings import FORMS, report_text
from tests.lint.giants import HEAD, LIBRARY, MAIN, TEMPLATES


def judged(text: str) -> Report:
    choice = Choice()
    report = check([("f.yaml", text.encode())], Options(choice=choice))
    report.findings = sift(report.findings, report.marked, choice).findings
    return report


def test_so_many_findings_and_no_more() -> None:
    report = judged(TEMPLATES + MAIN + "".join(f"  k{i}: v\n" for i in range(MAX_FINDINGS + 5)))
    rules = [finding.rule for finding in report.findings]
    assert rules.count("unknown-field") == MAX_FINDINGS
    assert rules.count("hostile") == 1
    less = judged(TEMPLATES + MAIN + "".join(f"  k{i}: v\n" for i in range(20)))
    assert [finding.rule for finding in less.findings] == ["unknown-field"] * 20


def test_guesses_come_to_an_end() -> None:
    report = judged(TEMPLATES + MAIN + "".join(f"  entrypoint{i}: v\n" for i in range(150)))
    guesses = [finding for finding in report.findings if "did you mean" in finding.message]
    assert 50 <= len(guesses) < 150 == len(report.findings)
    assert closest("x" * 1_000_000, ["y" * 1_000_000]) == ""
    assert closest("entrypiont", ["entrypoint"]) == "entrypoint"


@pytest.mark.parametrize(("depth", "found"), [(1, True), (FOREIGN_DEPTH - 2, True), (FOREIGN_DEPTH + 5, False)])
def test_templates_of_others_are_followed_so_far(depth: int, found: bool) -> None:
    """The last one asks for what the workflow does not have; by itself that is no fault."""
    chain = "".join(f"  - {{name: t{i}, steps: [[{{name: s, template: t{i + 1}}}]]}}\n" for i in range(depth))
    last = f"  - {{name: t{depth}, container: {{image: a, args: ['{{{{workflow.parameters.p}}}}']}}}}\n"
    lines = (LIBRARY % 0).replace("  templates", "  arguments: {parameters: [{name: p, value: v}]}\n  templates")
    caller = f"{TEMPLATES}  - {{name: main, steps: [[{{name: s, templateRef: {{name: w0, template: t0}}}}]]}}\n"
    report = judged(f"{lines}{chain}{last}---\n{caller}")
    assert bool([one for one in report.findings if one.rule == "unresolved-variable"]) == found


def test_who_comes_before_whom() -> None:
    graph = Graph({"a": [], "b": ["a"], "c": ["b"], "d": []})
    assert graph.is_before("a", "c")
    assert not graph.is_before("c", "a")
    assert not graph.is_before("d", "c")
    assert not graph.is_before("x", "a")
    ring = Graph({"a": ["c"], "b": ["a"], "c": ["b"], "d": ["c"], "e": []})
    assert ring.cycle
    assert all(ring.is_before(one, other) for one in "abc" for other in "abc")
    assert ring.is_before("a", "d")
    assert not ring.is_before("d", "a")
    assert not ring.is_before("e", "a")
    assert not ring.is_before("a", "e")


def test_comments_cover_what_is_below_them_however_many_there_are() -> None:
    lines = "".join(f"  # argolint: disable=unknown-field -- why\n  k{i}: v\n" for i in range(300))
    assert judged(f"{TEMPLATES}{MAIN}{lines}").findings == []
    unused = judged(f"{TEMPLATES}{MAIN}  # argolint: disable=all,unknown-field -- why\n  k: v\n")
    assert [finding.message for finding in unused.findings] == ["nothing here is switched off by disable=all"]
    assert judged(f"{HEAD}  # argolint: disable=all -- why\n  k: v\n  templates:\n{MAIN}").findings == []


@pytest.mark.parametrize("form", FORMS)
def test_nothing_in_a_file_drives_the_terminal(form: str) -> None:
    text = TEMPLATES + '  - {name: "\\e[2J\\r\\u202e", container: {image: "a", imge: 1}}\n---\nkind: "\x1b[2J"\n'
    report = judged(text)
    assert report.findings
    said = report_text(report, form, colour=False)
    for_people = ("\u202e",) if form in ("pretty", "simple") else ()
    assert not any(one in said for one in ("\x1b", "\r", *for_people))
