"""Where findings point: for every fault that is put into a good manifest there is one, at the very piece at fault."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from argocli.lint.catalogue import rules
from argocli.lint.check import Options, Report, check
from argocli.lint.choose import Choice
from argocli.lint.finding import Finding
from argocli.lint.sift import sift
from tests.lint.faults import BASES, Fault, faults
from tests.lint.ordeal import misplaced

EVERY_RULE = Choice(("all",))
# Rules that say the same of the good manifests: only what they say besides counts.
ALWAYS = ("no-retry", "image-without-tag")


class Met(NamedTuple):
    """A fault and what is said of its text."""

    fault: Fault
    findings: list[Finding]

    @property
    def found(self) -> bool:
        return any(one.line <= self.fault.line <= max(one.line, one.end_line) for one in self.findings)

    @property
    def at_the_token(self) -> list[Finding]:
        """Findings that begin at the token or within it."""
        place = self.fault
        return [
            one
            for one in self.findings
            if one.line == place.line and place.column <= one.column < max(place.end_column, place.column + 1)
        ]


def said(text: str, choice: Choice) -> list[Finding]:
    report = check([("f.yaml", text.encode())], Options(choice=choice))
    return sift(report.findings, report.marked, choice).findings


def meet(fault: Fault) -> Met:
    found = said(fault.text, EVERY_RULE)
    return Met(fault, [one for one in found if one.rule not in ALWAYS or one.rule == fault.rule])


@pytest.fixture(scope="module")
def met() -> list[Met]:
    return [meet(fault) for fault in faults()]


def test_the_good_manifests_have_no_findings() -> None:
    assert {name: said(text, Choice()) for name, text in BASES.items()} == {name: [] for name in BASES}


def test_faults_are_found_where_they_are(met: list[Met]) -> None:
    missed = [one for one in met if not one.found]
    beside = [one for one in met if not one.at_the_token]
    count = len(met)
    print(f"{count} faults, {count - len(missed)} found, {count - len(beside)} at the very token")
    assert count >= 500
    assert len(missed) <= 0.02 * count, [(one.fault.rule, one.fault.shown, one.findings) for one in missed]
    assert len(beside) <= 0.05 * count, [(one.fault.rule, one.fault.shown, one.findings) for one in beside]


def test_every_place_is_one_of_the_file(met: list[Met]) -> None:
    for one in met:
        report = Report()
        report.findings = one.findings
        assert not misplaced(report), one.fault


def test_a_fault_for_every_rule(met: list[Met]) -> None:
    pointing = {finding.rule for one in met for finding in one.at_the_token}
    assert not set(rules()) - pointing
