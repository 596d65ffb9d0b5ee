"""What is passed at a glance would be passed by the full look as well."""

from __future__ import annotations

import itertools

import pytest

from argocli.expr.conditions import condition_error
from argocli.expr.depends import depends_error
from argocli.lint.advice.plain import is_condition, is_dependency, is_duration
from argocli.model.durations import parse, parse_go

_NAMES = ("a", "A-1", "task-with-name", "b.Succeeded", "c.AnySucceeded", "x1.Failed")
_OPERANDS = ("{{steps.a-b.outputs.result}}", "{{item}}", "{{inputs.parameters.x_y}}", "3", "0", "Succeeded", "yes")


@pytest.mark.parametrize("number", ["0", "1", "15", "999999"])
@pytest.mark.parametrize("unit", ["s", "m", "h"])
def test_durations(number: str, unit: str) -> None:
    assert is_duration(number + unit)
    assert parse(number + unit) == parse_go(number + unit)


@pytest.mark.parametrize("text", ["", "s", "5", "5d", "-5s", "5ms", "1h30m", "5 s", "٣s", "99999999999999s"])
def test_other_durations_are_looked_at(text: str) -> None:
    assert not is_duration(text)


def test_dependencies() -> None:
    for one, joint, other, last in itertools.product(_NAMES, ("&&", "||"), _NAMES, _NAMES):
        text = f"{one} {joint} {other} && {last}"
        assert is_dependency(text)
        assert depends_error(text) is None, text


@pytest.mark.parametrize(
    "text", ["", "a &&", "a b", "!a", "a.Finished", "not", "a && (b)", "1a", "a  && b", "a && in", "a\n&& b", "a ** b"]
)
def test_other_dependencies_are_looked_at(text: str) -> None:
    assert not is_dependency(text)


def test_conditions() -> None:
    for one, sign, other in itertools.product(_OPERANDS, ("==", "!=", "<", ">", "<=", ">="), _OPERANDS):
        for text in (f"{one} {sign} {other}", f"{one} {sign} {other} || {other} == {one}"):
            assert is_condition(text)
            assert condition_error(text) is None, text


@pytest.mark.parametrize(
    "text",
    ["", "a", "{{a}}", "a = b", "a == b &&", "'a' == b", "{{=a}} == b", "a == 1.5", "a =~ b", "a == in", "true == a"],
)
def test_other_conditions_are_looked_at(text: str) -> None:
    assert not is_condition(text)
