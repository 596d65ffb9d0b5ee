"""What is refused before an expression runs, also where it is never reached."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.upper(nope)", ""),
    ],
)
def test_names(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nope", "unknown name nope (1:1)"),
        ("true or nope == 1", "unknown name nope (1:9)"),
        ("false ? nope : 1", "unknown name nope (1:9)"),
        ("map([1], nope)", "unknown name nope (1:10)"),
        ("[1, nope]", "unknown name nope (1:5)"),
        ("{a: nope}", "unknown name nope (1:5)"),
        ("nope.x", "unknown name nope (1:1)"),
        ("nope()", "unknown name nope (1:1)"),
        ("let y = 1; z", "unknown name z (1:12)"),
        ("a + nope", "unknown name nope (1:5)"),
    ],
)
def test_names_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("reduce([1], #acc + 'a')", 1),
        ("true ? 1 : 'a'", 1),
    ],
)
def test_types(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 + 'a'", "invalid operation: + (mismatched types int and string) (1:3)"),
        ("true or 1 + 'a' == 2", "invalid operation: + (mismatched types int and string) (1:11)"),
        ("false and 'a' < 1", "invalid operation: < (mismatched types string and int) (1:15)"),
        ("[1 + 'a']", "invalid operation: + (mismatched types int and string) (1:4)"),
        ("upper(1)", "cannot use int as argument (type string) to call upper  (1:7)"),
        ("false ? upper(1) : 1", "cannot use int as argument (type string) to call upper  (1:15)"),
        ("len('a') + 'b'", "invalid operation: + (mismatched types int and string) (1:10)"),
        ("split('a', ',') + 1", "invalid operation: + (mismatched types []string and int) (1:17)"),
        ("split('a', ',')[0] + 1", "invalid operation: + (mismatched types string and int) (1:20)"),
        ("map([1], #) + 1", "invalid operation: + (mismatched types []interface {} and int) (1:13)"),
        ("map([1], # + 'a')", "invalid operation: + (mismatched types int and string) (1:12)"),
        ("filter(['a'], # + 1 == 2)", "invalid operation: + (mismatched types string and int) (1:17)"),
        ("first([1]) + 'a'", "invalid operation: int + string (1:12)"),
        ("(1..3)[0] + 'a'", "invalid operation: + (mismatched types int and string) (1:11)"),
        ("{a: 1}.a + 'a'", "invalid operation: int + string (1:10)"),
        ("sum([1]) + 'a'", "invalid operation: + (mismatched types int and string) (1:10)"),
        ("toJSON(1) + 1", "invalid operation: + (mismatched types string and int) (1:11)"),
        ("fromJSON('1') + 'a'", "invalid operation: float64 + string (1:15)"),
        ("asInt('1') + 'a'", "invalid operation: int + string (1:12)"),
        ("m.k + 1", "invalid operation: string + int (1:5)"),
        ("a + 1", "invalid operation: + (mismatched types string and int) (1:3)"),
        ("steps.s.outputs.result + 1", "invalid operation: string + int (1:24)"),
        ("string(1) == 1", "invalid operation: == (mismatched types string and int) (1:11)"),
        ("len('a') == 'a'", "invalid operation: == (mismatched types int and string) (1:10)"),
        ("date('2023-08-14') + 1", "invalid operation: + (mismatched types time.Time and int) (1:20)"),
        ("duration('1s') + 1", "invalid operation: + (mismatched types time.Duration and int) (1:16)"),
        ("(true ? 1 : 2) + 'a'", "invalid operation: + (mismatched types int and string) (1:16)"),
        ("(true ? 1 : 'a') + true", "invalid operation: + (mismatched types unknown and bool) (1:18)"),
        ("nil + nil", "invalid operation: + (mismatched types unknown and unknown) (1:5)"),
        ("not 1", "invalid operation: not (mismatched type int) (1:1)"),
        ("1 ? 2 : 3", "non-bool expression (type int) used as condition (1:1)"),
        ("a ? 1 : 2", "non-bool expression (type string) used as condition (1:1)"),
    ],
)
def test_types_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("len()", "invalid number of arguments (expected 1, got 0) (1:1)"),
        ("len(1, 2)", "invalid number of arguments (expected 1, got 2) (1:1)"),
        ("trim()", "not enough arguments to call trim (1:1)"),
        ("upper('a', 'b')", "too many arguments to call upper (1:1)"),
        ("now(1, 2)", "invalid number of arguments (expected 0, got 2) (1:1)"),
        ("concat()", "invalid number of arguments (expected at least 1, got 0) (1:1)"),
        ("toJson()", "not enough arguments to call toJson (1:1)"),
        ("asInt(1, 2)", "too many arguments to call asInt (1:1)"),
        ("map([1])", "expected at least 2 arguments (1:8)"),
        ("sum()", "expected at least 2 arguments (1:5)"),
        ("date().Year()", "invalid number of arguments (expected at least 1, got 0) (1:1)"),
        ("a.Format('x')", "type string has no method Format (1:3)"),
    ],
)
def test_arguments_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("m.nope.x == 1 and false", False),
        ("m.nope.x == 1 or true", True),
        ("true and m.k", "v"),
    ],
)
def test_constants(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 % 0", "integer divide by zero (1:3)"),
        ("true or 1 % 0 == 1", "integer divide by zero (1:11)"),
        ("1 % (2 - 2)", "integer divide by zero (1:3)"),
        ("asInt('1') % 0 == 1", "runtime error: integer divide by zero (1:12)"),
    ],
)
def test_constants_refused(source: str, message: str) -> None:
    assert refusal(source) == message
