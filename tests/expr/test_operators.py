"""Operators: what binds how tightly, what they take, how numbers overflow."""

from __future__ import annotations

import math

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3 ** 2", 512.0),
        ("-2 ** 2", -4.0),
        ("(-2) ** 2", 4.0),
        ("2 ^ 3", 8.0),
        ("7 - 2 - 1", 4),
        ("64 / 4 / 2", 8.0),
        ("1 + 2 == 3", True),
        ("1 < 2 == true", True),
        ("not true == false", True),
        ("not (true == false)", True),
        ("!true == false", True),
        ("true or true and false", True),
        ("(true or true) and false", False),
        ("1 in [1] and 2 not in [1]", True),
        ("'a' + 'b' contains 'ab'", True),
        ("1..2 == [1, 2]", True),
        ("-1..1", [-1, 0, 1]),
        ("1 + 1..2 + 2", [2, 3, 4]),
        ("('a' ?? 'b') + 'c'", "ac"),
        ("'a' + nil ?? 'c'", "ac"),
        ("nil ?? nil ?? 3", 3),
        ("1 == 1 ? 'y' : 'n'", "y"),
        ("[1, 2] | len()", 2),
        ("'a' + 'b' | upper()", "AB"),
        ("'a,b' | split(',') | join('-')", "a-b"),
        ("- -1", 1),
        ("--1", 1),
        ("!!true", True),
    ],
)
def test_precedence(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "'a' ?? 'b' + 'c'",
            "Operator (+) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses. (1:12)",
        ),
        ("not 1 in [1]", "invalid operation: not (mismatched type int) (1:1)"),
        ("-1[0]", "type int[int] is undefined (1:3)"),
    ],
)
def test_precedence_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2", 3),
        ("1 + 2.5", 3.5),
        ("1.5 + 1.5", 3.0),
        ("5 / 2", 2.5),
        ("6 / 2", 3.0),
        ("7 % 3", 1),
        ("-7 % 3", -1),
        ("7 % -3", 1),
        ("2 * 3", 6),
        ("2 * 1.5", 3.0),
        ("2 ** -1", 0.5),
        ("2 ** 0.5", 1.4142135623730951),
        ("0 ** 0", 1.0),
        ("1 / 0", math.inf),
        ("-1 / 0", -math.inf),
        ("1 - 1", 0),
        ("9223372036854775807 + 1", -9223372036854775808),
        ("-9223372036854775807 - 2", 9223372036854775807),
        ("9223372036854775807 * 2", -2),
        ("'a' + 'b'", "ab"),
        ("+m.k", "v"),
    ],
)
def test_arithmetic(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 % 0", "integer divide by zero (1:3)"),
        ("1.5 % 1", "invalid operation: % (mismatched types float64 and int) (1:5)"),
        ("'a' - 'b'", "invalid operation: - (mismatched types string and string) (1:5)"),
        ("'a' + 1", "invalid operation: + (mismatched types string and int) (1:5)"),
        ("1 + 'a'", "invalid operation: + (mismatched types int and string) (1:3)"),
        ("nil + 1", "invalid operation: + (mismatched types unknown and int) (1:5)"),
        ("true + 1", "invalid operation: + (mismatched types bool and int) (1:6)"),
        ("[1] + [2]", "invalid operation: + (mismatched types []interface {} and []interface {}) (1:5)"),
        (
            "{a: 1} + {b: 2}",
            "invalid operation: + (mismatched types map[string]interface {} and map[string]interface {}) (1:8)",
        ),
        ("m.k + 1", "invalid operation: string + int (1:5)"),
        ("m.nope + 1", "invalid operation: <nil> + int (1:8)"),
        ("asInt(a) % asInt('0')", "runtime error: integer divide by zero (1:10)"),
        ("-'a'", "invalid operation: - (mismatched type string) (1:1)"),
        ("-nil", "invalid operation: - (mismatched type unknown) (1:1)"),
        ("-m.k", "invalid operation: - string (1:1)"),
        ("+'a'", "invalid operation: + (mismatched type string) (1:1)"),
    ],
)
def test_arithmetic_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 < 2", True),
        ("2 <= 2", True),
        ("1 > 2", False),
        ("2 >= 3", False),
        ("1 < 2 < 3", True),
        ("3 > 2 > 2", False),
        ("'a' < 'b'", True),
        ("'B' < 'a'", True),
        ("'é' > 'z'", True),
        ("1 < 1.5", True),
        ("m.k < 'w'", True),
    ],
)
def test_comparison(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 < 'a'", "invalid operation: < (mismatched types int and string) (1:3)"),
        ("true < false", "invalid operation: < (mismatched types bool and bool) (1:6)"),
        ("nil < 1", "invalid operation: < (mismatched types unknown and int) (1:5)"),
        ("[1] < [2]", "invalid operation: < (mismatched types []interface {} and []interface {}) (1:5)"),
        ("m.k < 1", "invalid operation: string < int (1:5)"),
    ],
)
def test_comparison_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 == 1", True),
        ("1 == 1.0", True),
        ("1 != 2", True),
        ("'a' == 'a'", True),
        ("'a' != 'b'", True),
        ("nil == nil", True),
        ("1 == nil", False),
        ("gone == nil", True),
        ("m.nope == nil", True),
        ("[1, 2] == [1, 2]", True),
        ("[1] == [1.0]", True),
        ("[1] == ['a']", False),
        ("{a: 1} == {a: 1}", True),
        ("{a: 1} == {a: 1.0}", False),
        ("{a: [1]} == {a: [1]}", True),
        ("true == true", True),
        ("a == '1'", True),
        ("m.k == 1", False),
    ],
)
def test_equality(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 == '1'", "invalid operation: == (mismatched types int and string) (1:3)"),
        ("a == 1", "invalid operation: == (mismatched types string and int) (1:3)"),
        ("1 == true", "invalid operation: == (mismatched types int and bool) (1:3)"),
        ("[1] == 1", "invalid operation: == (mismatched types []interface {} and int) (1:5)"),
        ("{a: 1} == [1]", "invalid operation: == (mismatched types map[string]interface {} and []interface {}) (1:8)"),
    ],
)
def test_equality_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("true and false", False),
        ("true && true", True),
        ("false or true", True),
        ("false || false", False),
        ("not true", False),
        ("!false", True),
        ("false and m.nope", False),
        ("true or m.nope", True),
        ("true and m.k", "v"),
        ("m.nope == nil and m.k", "v"),
        ("m.k and true", "v"),
        ("m.k and false", False),
        ("m.nope or true", True),
    ],
)
def test_logic(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("m.k or m.l", "interface conversion: interface {} is string, not bool (1:5)"),
        ("1 and true", "invalid operation: and (mismatched types int and bool) (1:3)"),
        ("true and nil", "invalid operation: and (mismatched types bool and unknown) (1:6)"),
        ("not 1", "invalid operation: not (mismatched type int) (1:1)"),
        ("not m.k", "interface conversion: interface {} is string, not bool (1:1)"),
        ("!nil", "invalid operation: ! (mismatched type unknown) (1:1)"),
        ("!'a'", "invalid operation: ! (mismatched type string) (1:1)"),
    ],
)
def test_logic_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 in [1, 2]", True),
        ("3 in [1, 2]", False),
        ("1.0 in [1, 2]", True),
        ("'a' in ['a', 'b']", True),
        ("nil in [nil, 1]", True),
        ("'a' in {a: 1}", True),
        ("'b' in {a: 1}", False),
        ("'b' not in {a: 1}", True),
        ("3 in 1..5", True),
        ("m.k in ['v', 'w']", True),
        ("m.k in m", False),
        ("m.nope in [1]", False),
        ("gone in ['a']", False),
        ("1 in m.nope", False),
        ("'k' in m", True),
        ("[1] in [[1]]", True),
    ],
)
def test_membership(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("'1' in [1, 2]", "cannot use string as type int in array (1:5)"),
        ("1 in {a: 1}", "cannot use int as type string in map key (1:3)"),
        ("'a' in 'abc'", "invalid operation: in (mismatched types string and string) (1:5)"),
        ("1 in nil", "invalid operation: in (mismatched types int and unknown) (1:3)"),
        (
            "fromJSON('1') in ['a', 'b']",
            "reflect.Value.MapIndex: value of type float64 is not assignable to type string (1:15)",
        ),
        ("1 not 2", 'unexpected token Number("2") (1:7)'),
    ],
)
def test_membership_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'abc' contains 'b'", True),
        ("'abc' not contains 'b'", False),
        ("'abc' startsWith 'a'", True),
        ("'abc' not startsWith 'b'", True),
        ("'abc' endsWith 'c'", True),
        ("'héllo' contains 'é'", True),
        ("'' contains ''", True),
        ("'a' endsWith m.nope", False),
        ("m.k contains 'v'", True),
    ],
)
def test_texts(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("gone contains 'a'", "invalid operation: contains (mismatched types unknown and string) (1:6)"),
        ("'abc' contains 1", "invalid operation: contains (mismatched types string and int) (1:7)"),
        ("[1] contains 1", "invalid operation: contains (mismatched types []interface {} and int) (1:5)"),
        ("fromJSON('1') contains 'a'", "interface conversion: interface {} is float64, not string (1:15)"),
    ],
)
def test_texts_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'abc' matches '^a.c$'", True),
        ("'abc' not matches 'b'", False),
        ("'abc' matches a", False),
        ("'foo123' matches `\\d+$`", True),
        ("'ÀÉ' matches '(?i)é'", True),
        ("'a' matches ''", True),
        ("'abc' matches m.k", False),
    ],
)
def test_patterns(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("gone matches 'a'", "invalid operation: matches (mismatched types unknown and string) (1:6)"),
        ("'abc' matches '['", "error parsing regexp: missing closing ]: `[` (1:7)"),
        ("'abc' matches '(?=a)'", "error parsing regexp: invalid or unsupported Perl syntax: `(?=` (1:7)"),
        ("1 matches 'a'", "invalid operation: matches (mismatched types int and string) (1:3)"),
        ("fromJSON('1') matches 'a'", "interface conversion: interface {} is float64, not []uint8 (1:15)"),
    ],
)
def test_patterns_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1..3", [1, 2, 3]),
        ("3..1", []),
        ("2..2", [2]),
        ("-2..0", [-2, -1, 0]),
        ("asInt(a)..3", [1, 2, 3]),
    ],
)
def test_ranges(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1.5..3", "invalid operation: .. (mismatched types float64 and int) (1:4)"),
        ("'a'..'b'", "invalid operation: .. (mismatched types string and string) (1:4)"),
        ("1..m.nope", "invalid operation: int(<nil>) (1:2)"),
        ("1..1000000000", "memory budget exceeded (1:2)"),
    ],
)
def test_ranges_refused(source: str, message: str) -> None:
    assert refusal(source) == message
