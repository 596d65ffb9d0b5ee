"""Errors point at what is at fault: a message, an offset, and the line with a mark under the place."""

from __future__ import annotations

import pytest

from argocli.expr.errors import ExpressionError
from argocli.expr.expression import evaluate
from argocli.expr.govaluate import WhenError, evaluate_when

SCOPE = {"a": "1", "m.k": "v"}


def failure(source: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        evaluate(source, SCOPE)
    return caught.value


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        # what cannot be read
        ("1 + ", "unexpected token EOF", 3), ("a ==", "unexpected token EOF", 3), ("(a", "unexpected token EOF", 1),
        ("a b", 'unexpected token Identifier("b")', 2), ("[1, 2", "unexpected token EOF", 4),
        ("a ~ b", "unrecognized character: U+007E '~'", 2), ("'open", "literal not terminated", 5),
        ("'a\\q'", "invalid char escape", 3), ("12x", 'bad number syntax: "12x"', 2), ("a.", "unexpected end of expression", 1),
        ("a..b.", "unexpected end of expression", 4), ("", "unexpected token EOF", 0), ("map([1])", "expected at least 2 arguments", 7),
        ("a ?? 'b' + 'c'",
         "Operator (+) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.", 9),
        # what there is not
        ("a == nope", "unknown name nope", 5), ("len(nope)", "unknown name nope", 4), ("nope(1)", "unknown name nope", 0),
        ("map([1], #acc)", "unknown pointer #acc", 9), ("$env.nope", "unknown name nope", 5),
        # what does not fit
        ("a + 1", "invalid operation: + (mismatched types string and int)", 2),
        ("'x' + upper(1)", "cannot use int as argument (type string) to call upper ", 12),
        ("a == '1' ? len(1) : 2", "invalid argument for len (type int)", 11),
        ("not a", "invalid operation: not (mismatched type string)", 0),
        ("a ? 1 : 2", "non-bool expression (type string) used as condition", 0),
        ("filter([1], # + 1)", "predicate should return boolean (got int)", 12),
        ("[1]['x']", "array elements can only be selected using an integer (got string)", 4),
        ("a matches '('", "error parsing regexp: missing closing ): `(`", 2),
        ("1 % 0", "integer divide by zero", 2), ("let a = 1; a", "cannot redeclare a", 4),
        # what only turns out when it runs
        ("m.k + 1", "invalid operation: string + int", 4), ("[1, 2][5]", "index out of range: 5 (array length is 2)", 6),
        ("m.x.y", "cannot fetch y from <nil>", 4), ("1 + asInt('x')", "invalid operation: int(x)", 4),
        ("sprig.nope(1)", "invalid operation: cannot call nil", 6),
        ("'a' + sprig.fail('no')", "no", 12), ("sprig.trim(1)", "reflect: Call using int as type string", 6),
    ],
)  # fmt: skip
def test_an_error_says_what_and_where(source: str, message: str, offset: int) -> None:
    error = failure(source)
    assert (error.message, error.offset) == (message, offset)


def test_the_text_of_an_error_shows_line_column_and_a_mark() -> None:
    assert str(failure("a == nope")) == "unknown name nope (1:6)\n | a == nope\n | .....^"


def test_lines_are_counted_and_only_the_line_at_fault_is_shown() -> None:
    assert str(failure("[1,\n  a + 2,\n 3]")) == (
        "invalid operation: + (mismatched types string and int) (2:5)\n |   a + 2,\n | ....^"
    )


def test_tabs_count_as_one_blank_and_letters_as_one_each() -> None:
    assert str(failure("\t'é' + nope")) == "unknown name nope (1:8)\n |  'é' + nope\n | .......^"


def test_the_error_of_an_empty_expression_shows_no_line() -> None:
    assert str(failure("")) == "unexpected token EOF"


def test_a_result_that_json_cannot_hold_has_no_place() -> None:
    error = failure("1 / 0")
    assert (str(error), error.offset) == ("json: unsupported value: +Inf", None)


@pytest.mark.parametrize(
    ("source", "offset"),
    [
        ("a ==", 4), ("a === b", 2), ("a 'b'", 2), ("a == 'b", 5), ("(a == b", 0), ("a == b)", 6), ("[a", 0), ("1.2.3 == 1", 0),
        ("!a", 1), ("a =~ '('", 5), ("foo(1)", 0), ("a. == b", 0), ("0xzz == 1", 0), ("a == b && && c", 10),
    ],
)  # fmt: skip
def test_conditions_that_cannot_be_read_point_at_the_token(source: str, offset: int) -> None:
    with pytest.raises(WhenError) as caught:
        evaluate_when(source)
    assert caught.value.offset == offset
