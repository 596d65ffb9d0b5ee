"""Conversions to numbers and texts, and the names of types."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("int(1.9)", 1),
        ("int(-1.9)", -1),
        ("int('12')", 12),
        ("int('-3')", -3),
        ("int('+5')", 5),
        ("int('007')", 7),
        ("int(a)", 1),
        ("int(duration('1s'))", 1000000000),
    ],
)
def test_int(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("int('')", "invalid operation: int() (1:1)"),
        ("int(' 1')", "invalid operation: int( 1) (1:1)"),
        ("int('1.5')", "invalid operation: int(1.5) (1:1)"),
        ("int('0x10')", "invalid operation: int(0x10) (1:1)"),
        ("int('1_0')", "invalid operation: int(1_0) (1:1)"),
        ("int('9223372036854775808')", "invalid operation: int(9223372036854775808) (1:1)"),
        ("int(true)", "invalid argument for int (type bool) (1:1)"),
        ("int(nil)", "invalid argument for int (type %!s(<nil>)) (1:1)"),
        ("int([1])", "invalid argument for int (type []interface {}) (1:1)"),
        ("int(m.nope)", "reflect: call of reflect.Value.Type on zero Value (1:1)"),
    ],
)
def test_int_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("float('1.5')", 1.5),
        ("float(2)", 2.0),
        ("float('1e3')", 1000.0),
        ("float('.5')", 0.5),
        ("float('0x1p-2')", 0.25),
        ("float('1_0')", 10.0),
    ],
)
def test_float(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("float('')", "invalid operation: float() (1:1)"),
        ("float(' 1')", "invalid operation: float( 1) (1:1)"),
        ("float('1e400')", "invalid operation: float(1e400) (1:1)"),
        ("float(true)", "invalid argument for float (type bool) (1:1)"),
        ("float(nil)", "invalid argument for float (type %!s(<nil>)) (1:1)"),
        ("float({})", "invalid argument for float (type map[string]interface {}) (1:1)"),
    ],
)
def test_float_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("asInt('5') + 1", 6),
        ("asInt(2.9)", 2),
        ("asInt('5') == '5'", False),
    ],
)
def test_as_int(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("asInt('x')", "invalid operation: int(x) (1:1)"),
        ("asInt(nil)", "reflect: call of reflect.Value.Type on zero Value (1:1)"),
        ("asInt()", "not enough arguments to call asInt (1:1)"),
    ],
)
def test_as_int_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("asFloat('1.5') * 2", 3.0),
        ("asFloat(1)", 1.0),
    ],
)
def test_as_float(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("asFloat('x')", "invalid operation: float(x) (1:1)"),
        ("asFloat([1])", "invalid operation: float([]interface {}) (1:1)"),
    ],
)
def test_as_float_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("string(1)", "1"),
        ("string(1.0)", "1"),
        ("string(1.5)", "1.5"),
        ("string(1000000.0)", "1e+06"),
        ("string(123456.5)", "123456.5"),
        ("string(0.00001)", "1e-05"),
        ("string(1e21)", "1e+21"),
        ("string(nil)", "<nil>"),
        ("string(true)", "true"),
        ("string('a')", "a"),
        ("string([1, 'a', nil, [2.5]])", "[1 a <nil> [2.5]]"),
        ("string({b: 1, a: 'x'})", "map[a:x b:1]"),
        ("string({})", "map[]"),
        ("string(1 / 3)", "0.3333333333333333"),
    ],
)
def test_string(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("string()", "not enough arguments to call string (1:1)"),
    ],
)
def test_string_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("type(1)", "int"),
        ("type(1.5)", "float"),
        ("type('a')", "string"),
        ("type(nil)", "nil"),
        ("type(true)", "bool"),
        ("type(m.nope)", "nil"),
        ("type(now())", "time.Time"),
        ("type(duration('1s'))", "time.Duration"),
        ("type(b'a')", "array"),
        ("type(sprig.upper)", "func"),
    ],
)
def test_type(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("type()", "not enough arguments to call type (1:1)"),
    ],
)
def test_type_refused(source: str, message: str) -> None:
    assert refusal(source) == message
