"""Input that means harm is refused in time and in little memory; `benchmarks/hostile.py` takes ten times as much."""

from __future__ import annotations

import pytest

from argocli.expr.govaluate import evaluate_when
from tests.expr.ordeal import MOST_MEBIBYTES, MOST_SECONDS, Case, by_hand, inputs, meet, weigh
from tests.expr.outcomes import exactly, outcome, refusal

COUNT = 2_000
LARGE = list(by_hand())


def test_hostile_input_ends_in_an_error_that_is_meant_and_soon() -> None:
    harm = []
    for case in inputs(COUNT, seed=11):
        seconds, problem = meet(case)
        # How fast it is, the benchmark says; here only what hangs is caught, on a busy machine too.
        if problem or seconds > 10 * MOST_SECONDS:
            harm.append((case.kind, case.text[:100], seconds, problem))
    assert harm == []


@pytest.mark.parametrize("case", LARGE[::12], ids=[f"{case.kind} {case.text[:30]!r}" for case in LARGE[::12]])
def test_input_built_to_be_large_stays_small(case: Case) -> None:
    assert weigh(case) <= MOST_MEBIBYTES


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1" + " + 1" * 2_000, 2_001),
        ("true" + " and a == '1'" * 900, True),
        ("false" + " or gone != nil" * 900, False),
        ("gone" + " ?? gone" * 900, None),
        ("'a'" + " + 'b'" * 900, "a" + "b" * 900),
    ],
    ids=["sum", "and", "or", "coalesce", "texts"],
)
def test_long_rows_of_operators_are_not_nested_deeply(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


def test_long_rows_of_operators_in_conditions_are_not_nested_deeply() -> None:
    assert evaluate_when("true" + " && heads == heads" * 900)


def test_parentheses_in_parentheses_are_refused_before_they_are_too_many() -> None:
    assert refusal("(" * 5_000) == "expression is nested too deeply (1:91)"
