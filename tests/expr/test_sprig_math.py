"""The sprig functions of numbers."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.add(1, 2, 3)", 6),
        ("sprig.add('1', 2.9, true, nil)", 4),
        ("sprig.add()", 0),
        ("sprig.add1(1)", 2),
        ("sprig.add1('9223372036854775807')", -9223372036854775808),
        ("sprig.sub(5, 2)", 3),
        ("sprig.sub('a', 1)", -1),
    ],
)
def test_add_and_sub(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.sub(1)", "invalid number of arguments: expected 2, got 1 (1:7)"),
        ("sprig.add1()", "invalid number of arguments: expected 1, got 0 (1:7)"),
    ],
)
def test_add_and_sub_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.mul(1, 2, 3)", 6),
        ("sprig.mul(2)", 2),
        ("sprig.div(7, 2)", 3),
        ("sprig.div(-7, 2)", -3),
        ("sprig.mod(7, 3)", 1),
        ("sprig.mod(-7, 3)", -1),
    ],
)
def test_mul_div_and_mod(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.div(1, 0)", "runtime error: integer divide by zero (1:7)"),
        ("sprig.mod(1, 0)", "runtime error: integer divide by zero (1:7)"),
        ("sprig.mul()", "invalid number of arguments: expected at least 1, got 0 (1:7)"),
    ],
)
def test_mul_div_and_mod_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.max(1, 5, 3)", 5),
        ("sprig.max('7', 2)", 7),
        ("sprig.min(4, 2, 3)", 2),
        ("sprig.biggest(1, 2)", 2),
        ("sprig.maxf(1, 2.5)", 2.5),
        ("sprig.minf(1.5, '1.2')", 1.2),
    ],
)
def test_max_and_min(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.max()", "invalid number of arguments: expected at least 1, got 0 (1:7)"),
    ],
)
def test_max_and_min_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.addf(0.1, 0.2)", 0.3),
        ("sprig.addf()", 0.0),
        ("sprig.addf('1.5', 2)", 3.5),
        ("sprig.add1f(1.5)", 2.5),
        ("sprig.subf(7.5, 2, 3)", 2.5),
        ("sprig.mulf(1.1, 2, 3)", 6.6),
        ("sprig.divf(10, 2, 4)", 1.25),
        ("sprig.divf(1, 3)", 0.3333333333333333),
        ("sprig.mulf(0.1, 3)", 0.3),
    ],
)
def test_floats(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.divf(1, 0)", "decimal division by 0 (1:7)"),
        ("sprig.addf('nan')", "Cannot create a Decimal from NaN (1:7)"),
        ("sprig.subf()", "invalid number of arguments: expected at least 1, got 0 (1:7)"),
    ],
)
def test_floats_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.floor(123.9999)", 123.0),
        ("sprig.floor(-1.5)", -2.0),
        ("sprig.ceil(123.001)", 124.0),
        ("sprig.ceil('1.2')", 2.0),
        ("sprig.round(123.555555, 3)", 123.556),
        ("sprig.round(2.5, 0)", 3.0),
        ("sprig.round(-2.5, 0)", -3.0),
        ("sprig.round(1234, -2)", 1200.0),
        ("sprig.round(1.25, 1, 0.6)", 1.2),
        ("sprig.floor('a')", 0.0),
    ],
)
def test_rounding(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.round(1.5)", "invalid number of arguments: expected at least 2, got 1 (1:7)"),
        ("sprig.round(1.5, '1')", "reflect: Call using string as type int (1:7)"),
        ("sprig.round(1.5, 1, 1)", "reflect: cannot use int as type float64 in Call (1:7)"),
    ],
)
def test_rounding_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.int('12')", 12),
        ("sprig.int(1.9)", 1),
        ("sprig.int('1.0')", 1),
        ("sprig.int('1.5')", 0),
        ("sprig.int('0x1f')", 31),
        ("sprig.int('010')", 8),
        ("sprig.int('1_000')", 1000),
        ("sprig.int(true)", 1),
        ("sprig.int(nil)", 0),
        ("sprig.int('a')", 0),
        ("sprig.int([1])", 0),
        ("sprig.int64('9223372036854775807')", 9223372036854775807),
        ("sprig.int64('9223372036854775808')", 0),
        ("sprig.float64('1.5')", 1.5),
        ("sprig.float64('a')", 0.0),
        ("sprig.float64(true)", 1.0),
        ("sprig.atoi('42')", 42),
        ("sprig.atoi('-1')", -1),
        ("sprig.atoi('a')", 0),
        ("sprig.atoi('')", 0),
        ("sprig.atoi('99999999999999999999')", 9223372036854775807),
        ("sprig.toDecimal('777')", 511),
        ("sprig.toDecimal('8')", 0),
        ("sprig.toDecimal(10)", 8),
    ],
)
def test_conversions(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.atoi(1)", "reflect: Call using int as type string (1:7)"),
        ("sprig.int()", "invalid number of arguments: expected 1, got 0 (1:7)"),
    ],
)
def test_conversions_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("[1, 2, 3][sprig.add(0, 1)]", 2),
        ("sprig.add(1, 2) == 3", True),
        ("sprig.add(1, 2) + 1", 4),
        ("sprig.add(1, 2) + 0.5", 3.5),
        ("sprig.typeOf(sprig.add(1, 2))", "int64"),
        ("sprig.typeOf(sprig.int('1'))", "int"),
        ("sprig.repeat(sprig.int('2'), 'a')", "aa"),
    ],
)
def test_types_of_results(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.repeat(sprig.add(1, 1), 'a')", "reflect: Call using int64 as type int (1:7)"),
    ],
)
def test_types_of_results_refused(source: str, message: str) -> None:
    assert refusal(source) == message
