"""What is left out of a report: by comments, by choice, because it is known."""

from __future__ import annotations

import pytest

from argocli.errors import ManifestError, UsageError
from argocli.lint import baseline
from argocli.lint.choose import Choice, unknown_names
from argocli.lint.settings import read_settings
from argocli.lint.sift import sift
from argocli.lint.suppress import suppressions
from argocli.manifest.positions import Span
from tests.lint.reports import document, finding

TEXT = """a:
  # argolint: disable=x -- why
  - b: 1
    c: 2

    d: 3
  - e: 1
f: 1  # argolint: disable=y, z
# argolint: disable=k
g:
- h: 1
# a comment further left
- i: 2
j: "not # argolint: disable=q"
# argolint: disable=all
"""


def test_what_a_comment_covers() -> None:
    found = [(sorted(one.rules), one.first, one.last, one.reason) for one in suppressions(TEXT.split("\n"))]
    assert found == [
        (["x"], 3, 6, "why"),
        (["y", "z"], 8, 8, ""),
        (["k"], 10, 13, ""),
        (["all"], 15, 15, ""),
    ]


@pytest.mark.parametrize(
    "comment", ["# argolint: enable=x", "# argolint: disable", "# argolint disable=x", "# see argolint: disable=x"]
)
def test_other_comments_switch_nothing_off(comment: str) -> None:
    assert suppressions([comment, "a: 1"]) == []


def sifted(text: str, rules: dict[str, int], choice: Choice | None = None):
    marked = document("f.yaml", text)
    found = [finding(rule, span=Span(line, 1, line, 2), source="f.yaml", text=text) for rule, line in rules.items()]
    return sift(found, [marked], choice or Choice())


def test_comments_leave_out_their_rules_and_unused_ones_are_reported() -> None:
    text = "kind: X\na: 1 # argolint: disable=one,two -- because\nb: 2\n"
    result = sifted(text, {"one": 2, "three": 2, "four": 3})
    assert [(one.rule, one.line) for one in result.findings] == [
        ("three", 2),
        ("unused-suppression", 2),
        ("four", 3),
    ]
    assert "disable=two" in result.findings[1].message
    assert result.suppressed == 1


def test_a_comment_without_a_reason_is_reported_where_that_is_asked_for() -> None:
    text = "kind: X # argolint: disable=one\n"
    assert sifted(text, {"one": 1}).findings == []
    strict = Choice(severity={"suppression-without-reason": "error"})
    assert [one.rule for one in sifted(text, {"one": 1}, strict).findings] == ["suppression-without-reason"]


def test_a_comment_for_a_rule_that_is_off_is_not_unused() -> None:
    text = "kind: X # argolint: disable=one -- r\n"
    assert [one.rule for one in sifted(text, {}).findings] == ["unused-suppression"]
    assert sifted(text, {}, Choice(ignore=("one",))).findings == []


def test_a_file_can_be_left_out_whole() -> None:
    text = "kind: X\na: 1\n# argolint: disable-file=one -- generated\n"
    assert sifted(text, {"one": 2}).findings == []


@pytest.mark.parametrize(
    ("choice", "counted"),
    [
        (Choice(), ["unused-a", "unused-b", "syntax"]),
        (Choice(select=("unused-",)), ["unused-a", "unused-b"]),
        (Choice(select=("all",), ignore=("unused-a",)), ["unused-b", "syntax", "suppression-without-reason"]),
        (Choice(ignore=("unused-", "syntax")), []),
        (Choice(severity={"suppression-without-reason": "info"}), ["unused-a", "unused-b", "syntax", "suppression-without-reason"]),
    ],
)  # fmt: skip
def test_chosen_rules(choice: Choice, counted: list[str]) -> None:
    rules = ["unused-a", "unused-b", "syntax", "suppression-without-reason"]
    assert [rule for rule in rules if choice.counts(rule)] == counted


def test_severities_can_be_changed_and_compatible_softens_what_upstream_lets_through() -> None:
    found = [finding("syntax"), finding("unknown-field"), finding("no-kind")]
    changed = Choice(severity={"unknown-field": "info", "no-kind": "error"}, compatible=True).apply(found)
    assert [one.severity for one in changed] == ["warning", "info", "error"]


def test_names_that_mean_no_rule() -> None:
    assert unknown_names(["a-", "abc", "all", "xyz", "x-"], ["abc", "a-b"]) == ["xyz", "x-"]


def test_a_baseline_leaves_out_what_it_knows_however_lines_move() -> None:
    old = [finding(span=Span(4, 1, 4, 2)), finding("wrong-type")]
    text = baseline.to_text(old)
    known = baseline.read(text, "b.json")
    now = [finding(span=Span(9, 1, 9, 2)), finding("wrong-type"), finding("wrong-type")]
    result = sift(now, [], Choice(), known)
    assert [one.rule for one in result.findings] == ["wrong-type"]
    assert result.known == 2
    assert text.count("\n") == 7


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "known": []}', '{"version": 1}'])
def test_what_is_no_baseline(text: str) -> None:
    with pytest.raises(ManifestError):
        baseline.read(text, "b.json")


def test_settings() -> None:
    content = """
[lint]
select = ["all"]
ignore = ["image-without-tag"]
refs = ["templates"]
baseline = "lint.json"
upstream-compatible = true
[lint.severity]
unused-template = "error"
"""
    for source, text in ((".argo.toml", content), ("pyproject.toml", content.replace("[lint", "[tool.argo.lint"))):
        settings = read_settings(text, source)
        assert settings.select == ("all",)
        assert settings.ignore == ("image-without-tag",)
        assert settings.refs == ("templates",)
        assert settings.baseline == "lint.json"
        assert settings.upstream_compatible
        assert settings.severity == {"unused-template": "error"}
    assert read_settings("[other]\na = 1\n", ".argo.toml").select == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[lint]\nselct = []", "lint.selct is not known"),
        ("[lint]\nselect = 'x'", "lint.select has a value of the wrong type"),
        ("[lint.severity]\na = 'fatal'", "lint.severity.a is 'fatal'"),
        ("[lint", ".argo.toml: "),
    ],
)
def test_settings_that_are_wrong(text: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_settings(text, ".argo.toml")
    assert said in raised.value.message
