"""Manifests with the verdict that each must have, where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argocli.lint.catalogue import rules
from argocli.lint.check import LINTED, PLURAL, Options, Report, check

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "lint"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")


def judged(case: dict) -> Report:
    flags = [flag.partition("=")[2] for flag in case["options"]["flags"] if flag.startswith("--kinds=")]
    selected = [PLURAL[flag] for flag in flags] or LINTED
    options = Options(strict=case["options"]["strict"], compatible=True, selected=selected)
    return check([(case["file"], (CASES / case["file"]).read_bytes())], options)


def test_verdicts_and_messages() -> None:
    differing, missing = [], []
    known = rules()
    cases = json.loads((CASES / "index.json").read_text())["cases"]
    for case in cases:
        report = judged(case)
        verdict = "ok" if report.linted and not report.errors else "error"
        if verdict != case["expect"]:
            differing.append((case["name"], [repr(finding) for finding in report.findings]))
        said = "\n".join(finding.message for finding in report.findings).lower()
        said += "" if report.linted else "found nothing to lint in the specified paths, failing..."
        if any(fragment.lower() not in said for fragment in case.get("error_contains") or ()):
            missing.append((case["name"], case["error_contains"], said))
        for finding in report.findings:
            assert finding.rule in known
            assert 1 <= finding.line <= len(finding.document.text)
            assert 1 <= finding.column <= len(finding.document.text[finding.line - 1]) + 1
    assert not differing
    assert len(missing) <= len(cases) // 100, missing
