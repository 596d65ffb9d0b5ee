"""Functions of numbers and bits."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("max(5, 7)", 7),
        ("max(1, 2.5)", 2.5),
        ("max(1, 1.0)", 1),
        ("max([1, 5, 3])", 5),
        ("max([1, [7, 2]], 3)", 7),
        ("max([])", None),
        ("max(m.k)", "v"),
    ],
)
def test_max(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("max('a')", "invalid argument for max (type string) (1:1)"),
        ("max()", "not enough arguments to call max (1:1)"),
        ("max(1, 'a')", "invalid argument for max (type string) (1:1)"),
        ("max(['a'])", "invalid argument for max (type string) (1:1)"),
        ("max(nil)", "invalid argument for max (type %!s(<nil>)) (1:1)"),
    ],
)
def test_max_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("min(5, 7)", 5),
        ("min([3, 1, 2])", 1),
        ("min(2, 1.5)", 1.5),
        ("min(-1, 0)", -1),
    ],
)
def test_min(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("min()", "not enough arguments to call min (1:1)"),
        ("min([nil])", "invalid argument for min (type <nil>) (1:1)"),
    ],
)
def test_min_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("mean([1, 2, 3])", 2.0),
        ("mean(1, 2)", 1.5),
        ("mean([1, [2, 3]])", 2.0),
        ("mean([])", 0.0),
    ],
)
def test_mean(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("mean()", "not enough arguments to call mean (1:1)"),
        ("mean(['a'])", "invalid argument for mean (type string) (1:1)"),
    ],
)
def test_mean_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("median([3, 1, 2])", 2.0),
        ("median([1, 2, 3, 4])", 2.5),
        ("median([])", 0.0),
        ("median(5)", 5.0),
    ],
)
def test_median(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("median(['a'])", "invalid argument for median (type string) (1:1)"),
        ("median()", "not enough arguments to call median (1:1)"),
    ],
)
def test_median_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("abs(-5)", 5),
        ("abs(2.5)", 2.5),
        ("abs(-9223372036854775807 - 1)", -9223372036854775808),
    ],
)
def test_abs(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("abs('a')", "invalid argument for abs (type string) (1:1)"),
        ("abs(nil)", "invalid argument for abs (type %!s(<nil>)) (1:1)"),
        ("abs()", "invalid number of arguments (expected 1, got 0) (1:1)"),
    ],
)
def test_abs_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("ceil(1.5)", 2.0),
        ("ceil(-1.5)", -1.0),
        ("ceil(2)", 2.0),
    ],
)
def test_ceil(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("ceil('a')", "invalid argument for ceil (type string) (1:1)"),
        ("ceil(1, 2)", "invalid number of arguments (expected 1, got 2) (1:1)"),
    ],
)
def test_ceil_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("floor(1.5)", 1.0),
        ("floor(-1.5)", -2.0),
    ],
)
def test_floor(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("floor(nil)", "invalid argument for floor (type %!s(<nil>)) (1:1)"),
    ],
)
def test_floor_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("round(1.5)", 2.0),
        ("round(2.5)", 3.0),
        ("round(-0.5)", -1.0),
        ("round(0.49999999999999994)", 0.0),
    ],
)
def test_round(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("round(true)", "invalid argument for round (type bool) (1:1)"),
    ],
)
def test_round_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("bitand(12, 10)", 8),
        ("bitor(12, 10)", 14),
        ("bitxor(12, 10)", 6),
        ("bitnand(12, 10)", 4),
        ("bitnot(5)", -6),
        ("bitnot(-1)", 0),
        ("bitshl(1, 4)", 16),
        ("bitshl(1, 63)", -9223372036854775808),
        ("bitshl(1, 64)", 0),
        ("bitshr(-8, 1)", -4),
        ("bitushr(-8, 1)", 9223372036854775804),
        ("bitushr(-1, 60)", 15),
    ],
)
def test_bits(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("bitand(1.5, 1)", "cannot use float64 as argument (type int) to call bitand  (1:8)"),
        ("bitor('a', 1)", "cannot use string as argument (type int) to call bitor  (1:7)"),
        ("bitshl(1, -1)", "invalid operation: negative shift count -1 (type int) (1:1)"),
        ("bitshr(1)", "not enough arguments to call bitshr (1:1)"),
        ("bitnot('a')", "cannot use string as argument (type int) to call bitnot  (1:8)"),
        ("bitxor(fromJSON('1'), 1)", "cannot use float64 as argument (type int) to call bitxor (1:1)"),
    ],
)
def test_bits_refused(source: str, message: str) -> None:
    assert refusal(source) == message
