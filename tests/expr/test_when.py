"""The conditions of `when`: operators, bare words, dates, and the words for what is no condition."""

from __future__ import annotations

import pytest

from argocli.expr.govaluate import WhenError, evaluate_when


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("true", True), ("false", False), ("!true", False), ("!false", True), ("(true)", True), ("!(1 == 2)", True),
        ("true && true", True), ("true && false", False), ("false || true", True), ("false || false", False),
        ("true || false && false", True), ("(true || false) && false", False), ("1 == 1 && 2 == 2", True),
        ("1 == 1", True), ("1 == 1.0", True), ("1 != 2", True), ("2 > 1", True), ("1 > 2", False), ("1 >= 1", True),
        ("1 <= 0", False), ("1 < 2", True), ("10 > 9", True), ("'10' > '9'", False), ("-1 < 0", True), ("0x10 == 16", True),
        ("1 + 2 * 3 == 7", True), ("(1 + 2) * 3 == 9", True), ("7 % 4 == 3", True), ("5 / 2 == 2.5", True),
        ("2 ** 3 == 8", True), ("6 & 3 == 2", True), ("6 | 3 == 7", True), ("6 ^ 3 == 5", True), ("1 << 4 == 16", True),
        ("16 >> 2 == 4", True), ("~0 == -1", True), ("1 == 1 ? true : false", True), ("1 == 2 ? true : false", False),
        ("true ?? false", True),
    ],
)  # fmt: skip
def test_operators(condition: str, verdict: bool) -> None:
    assert evaluate_when(condition) is verdict


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("heads == heads", True), ("heads == tails", False), ("heads != tails", True), ("'heads' == heads", True),
        ('"heads" == heads', True), ("'a b' == \"a b\"", True), ("[a-b] == 'a-b'", True), ("[a b.c] == 'a b.c'", True),
        ("Succeeded == Succeeded", True), ("'' == ''", True), ("'' == x", False), ("'it\\'s' == [it's]", True),
        ("'1' == 1", False), ("'true' == true", False), ("a < b", True), ("'a' + 'b' == ab", True), ("a1 == a1", True),
        ("größe == 'größe'", True),
    ],
)  # fmt: skip
def test_bare_words_are_texts(condition: str, verdict: bool) -> None:
    assert evaluate_when(condition) is verdict


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("a in ('a', 'b')", True), ("c in (a, b)", False), ("1 in (1, 2)", True), ("'1' in (1, 2)", False),
        ("a in (a)", True), ("a IN (a, b)", True), ("!(a in (b, c))", True),
        ("'foo-1' =~ '^foo'", True), ("foo =~ '^o'", False), ("'foo-1' !~ '^foo'", False), ("abc !~ d", True),
        ("'a1' =~ '[a-z][0-9]'", True),
    ],
)  # fmt: skip
def test_lists_and_patterns(condition: str, verdict: bool) -> None:
    assert evaluate_when(condition) is verdict


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("'2026-01-02' > '2026-01-01'", True), ("'2026-01-02' == '2026-01-02 00:00'", True),
        ("'2026-01-02T03:04:05+00:00' == '2026-01-02T05:04:05+02:00'", True), ("'2026-01-02' == 1767312000", True),
        ("'2026-01-02 10:00:00' < '2026-01-02 09:00:00'", False), ("'2026-13-02' == '2026-13-02'", True),
    ],
)  # fmt: skip
def test_quoted_dates_are_times(condition: str, verdict: bool) -> None:
    assert evaluate_when(condition) is verdict


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [("false && 1 > x", False), ("true || 1 > x", True), ("true ? true : 1 > x", True)],
)
def test_what_cannot_change_the_verdict_is_not_looked_at(condition: str, verdict: bool) -> None:
    assert evaluate_when(condition) is verdict


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("5", "Expected boolean evaluation for '5'. Got 5"),
        ("heads", "Expected boolean evaluation for 'heads'. Got heads"),
        ("1 + 1", "Expected boolean evaluation for '1 + 1'. Got 2"),
        ("'true'", "Expected boolean evaluation for ''true''. Got true"),
        ("1.5 * 2", "Expected boolean evaluation for '1.5 * 2'. Got 3"),
    ],
)
def test_a_condition_has_to_be_a_boolean(condition: str, message: str) -> None:
    with pytest.raises(WhenError) as refused:
        evaluate_when(condition)
    assert str(refused.value) == message


HINT = ' (hint: try wrapping the affected expression in quotes ("))'


@pytest.mark.parametrize(
    ("condition", "reason", "hint"),
    [
        ("{{x}} == 1", "Invalid token: '{{'", True),
        ("a $ b", "Invalid token: '$'", True),
        ("a === b", "Invalid token: '==='", True),
        ("{{steps.a.outputs.result}} == yes", "Invalid token: '{{'", True),
        ("a ==", "unexpected end of expression", False),
        ("", "unexpected end of expression", False),
        ("(a == b", "unbalanced parenthesis", False),
        ("a == 'b", "unclosed string literal", False),
        ('"it\'s" == a', "unclosed string literal", False),
        ("[a == b", "unclosed parameter bracket", False),
        ("f(1) == 1", "Undefined function f", False),
        ("a b == c", "Cannot transition token types from VARIABLE [a] to VARIABLE [b]", False),
        ("1.2.3 == 1", "Unable to parse numeric value '1.2.3' to float64\n", False),
        ("a. == b", "Hanging accessor on token 'a.'", False),
    ],
)
def test_what_cannot_be_read_says_why(condition: str, reason: str, hint: bool) -> None:
    with pytest.raises(WhenError) as refused:
        evaluate_when(condition)
    assert str(refused.value) == f"Invalid 'when' expression '{condition}': {reason}{HINT if hint else ''}"


@pytest.mark.parametrize(
    "condition", ["a > 1", "true > false", "'a' * 2 == 1", "1 && true", "!x == y", "a.b == c", "1 in 2"]
)
def test_values_that_do_not_fit_an_operator_are_refused(condition: str) -> None:
    with pytest.raises(WhenError) as refused:
        evaluate_when(condition)
    assert condition in str(refused.value)
