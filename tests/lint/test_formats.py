"""Every form of a report parses, and says where and what."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from argocli.lint.finding import WARNING
from argocli.manifest.positions import Span
from argocli.render.findings import FORMS, report_text
from tests.lint.reports import finding, of_all_severities, report

# The fields that GitLab's documentation of the code-quality report asks for.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_a_report_without_findings_parses(form: str) -> None:
    clean = report()
    clean.unreadable = []
    text = report_text(clean, form, colour=False)
    if form in ("json", "gitlab", "sarif"):
        json.loads(text)
    elif form == "junit":
        ElementTree.fromstring(text)
    elif form in ("jsonl", "github"):
        assert text == ""
    else:
        assert "no linting errors found!" in text


def test_pretty_marks_the_piece_below_its_line() -> None:
    lines = report_text(report(finding()), "pretty", colour=False).splitlines()
    assert lines[1] == 'dir/f.yaml:4:8: ✖ what is wrong  [unknown-field] in "a" (Workflow)'
    assert lines[2:5] == [
        "  4 | spec: {entrypoint: <&'\">}",
        "    |        ^^^^^^^^^^",
        "    rendered from chart/templates/a.yaml",
    ]


def test_pretty_cuts_long_lines_around_the_piece() -> None:
    text = "kind: " + "x" * 500 + "HERE" + "y" * 500 + "\n"
    shown = report_text(report(finding(span=Span(1, 507, 1, 511), text=text)), "pretty", colour=False).splitlines()
    line, mark = shown[2], shown[3]
    assert len(line) < 200
    assert line[mark.index("^") : mark.rindex("^") + 1] == "HERE"


def test_pretty_counts_wide_characters_as_a_terminal_shows_them() -> None:
    text = 'kind: "日本" # x\n'
    shown = report_text(report(finding(span=Span(1, 7, 1, 11), text=text)), "pretty", colour=False).splitlines()
    assert shown[3] == "    |       ^^^^^^"


def test_simple_has_a_line_for_each() -> None:
    lines = report_text(of_all_severities(), "simple", colour=False).splitlines()
    assert lines[0] == "gone.yaml: no such file or directory"
    assert lines[1].startswith('dir/f.yaml:4:8: in "a" (Workflow): error: 100%')
    assert any(line.startswith("dir/f.yaml:4:8: unresolved: ") for line in lines)


def test_json_says_everything() -> None:
    entries = json.loads(report_text(of_all_severities(), "json", colour=False))
    assert [entry["severity"] for entry in entries] == ["error", "unresolved", "warning", "info", "error", "error"]
    assert entries[0] == {
        "file": "dir/f.yaml", "line": 4, "column": 8, "endLine": 4, "endColumn": 18, "severity": "error",
        "rule": "unknown-field", "message": "error: 100% <&\"'>\nnext", "path": "$.spec.entrypoint",
        "kind": "Workflow", "name": "a", "fixable": False, "renderedFrom": "chart/templates/a.yaml",
    }  # fmt: skip
    lines = report_text(of_all_severities(), "jsonl", colour=False).splitlines()
    assert [json.loads(line) for line in lines] == entries


def test_github_escapes_and_names_the_place() -> None:
    lines = report_text(of_all_severities(), "github", colour=False).splitlines()
    assert lines[0] == "::error file=gone.yaml::no such file or directory"
    assert (
        "::error file=dir/f.yaml,line=4,endLine=4,col=8,endColumn=18,title=argo lint%3A unknown-field"
        "::error: 100%25 <&\"'>%0Anext" in lines
    )
    assert [line.split(" ")[0] for line in lines].count("::warning") == 1
    assert lines[-1].startswith("::notice ")


def test_github_says_what_it_does_not_show() -> None:
    many = report(*(finding(message=f"number {number}") for number in range(30)))
    many.unreadable = []
    text = report_text(many, "github", colour=False)
    annotations = [line for line in text.splitlines() if line.startswith("::")]
    assert len(annotations) == 10
    assert "21 more findings" in annotations[-1]
    assert all(f"number {number}" in text for number in range(30))


def test_gitlab_is_a_code_quality_report() -> None:
    entries = json.loads(report_text(of_all_severities(), "gitlab", colour=False))
    jsonschema.validate(entries, GITLAB)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == 6


def test_fingerprints_stay_when_lines_move() -> None:
    here = json.loads(report_text(report(finding(span=Span(4, 8, 4, 9))), "gitlab", colour=False))
    there = json.loads(report_text(report(finding(span=Span(9, 8, 9, 9))), "gitlab", colour=False))
    assert here[0]["fingerprint"] == there[0]["fingerprint"]
    twice = json.loads(report_text(report(finding(), finding()), "gitlab", colour=False))
    assert twice[0]["fingerprint"] != twice[1]["fingerprint"]


def test_sarif_has_a_result_for_each_with_its_rule() -> None:
    log = json.loads(report_text(of_all_severities(), "sarif", colour=False))
    run = log["runs"][0]
    levels = [result["level"] for result in run["results"]]
    assert levels == ["error", "error", "warning", "note", "error", "error"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 4, "startColumn": 8, "endLine": 4, "endColumn": 18}


def test_sarif_fits_the_standards_schema() -> None:
    given = os.environ.get("SARIF_SCHEMA", "")
    if not given:
        pytest.skip("SARIF_SCHEMA does not name the schema of SARIF 2.1.0")
    schema = json.loads(Path(given).read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    for made in (of_all_severities(), report()):
        problems = list(validator.iter_errors(json.loads(report_text(made, "sarif", colour=False))))
        assert problems == []
    broken = json.loads(report_text(report(), "sarif", colour=False))
    del broken["runs"][0]["tool"]
    assert not validator.is_valid(broken), "the schema is none"


def test_junit_has_a_suite_for_each_file() -> None:
    root = ElementTree.fromstring(report_text(of_all_severities(), "junit", colour=False))
    suites = {suite.get("name"): suite for suite in root}
    assert set(suites) == {"dir/f.yaml", "clean.yaml", "gone.yaml"}
    assert [suites[name].get("failures") for name in ("dir/f.yaml", "clean.yaml", "gone.yaml")] == ["3", "0", "1"]
    assert root.get("failures") == "4"
    assert int(root.get("tests", "0")) == len(root.findall(".//testcase")) == 7


def test_colour_only_where_it_is_wanted() -> None:
    made = report(finding(severity=WARNING))
    assert "\x1b" in report_text(made, "pretty", colour=True)
    assert all("\x1b" not in report_text(made, form, colour=False) for form in FORMS)


def test_the_closing_line_counts_warnings_and_what_was_left_out() -> None:
    made = report(finding(severity=WARNING))
    made.suppressed, made.known, made.unreadable = 2, 3, []
    closing = report_text(made, "pretty", colour=False).splitlines()[-1]
    assert re.search(r"no linting errors found! 1 warning. \(.*2 switched off by comments, 3 known", closing)
