"""Constant parts are worked out before an expression runs, without a change of what it comes to."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from argocli.expr.errors import ExpressionError
from argocli.expr.evaluate import Evaluator
from argocli.expr.fold import fold
from argocli.expr.go_values import print_value
from argocli.expr.parser import parse
from argocli.expr.printer import print_expression
from argocli.expr.syntax import Expr
from argocli.expr.values import Value
from tests.expr.trees import TREES

ENVIRONMENT: dict[str, Value] = {"a": "text", "b": 3, "items": [1, 2], "m": {"k": None}, "$x": 1.5, "é": True}


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("1 + 2 * 3", "7"), ("a + ('b' + 'c')", "a + 'bc'"), ("6 / 4", "1.5"), ("7 % 4", "3"), ("2 ** 3", "8.0"), ("not true", "false"),
        ("-(1)", "-1"), ("1 == 2", "false"), ("'a' == 'a'", "true"), ("true == false", "false"), ("1.0 == 1", "1.0 == 1"),
        ("true and a", "a"), ("a and true", "a"), ("a and false", "false"), ("false or a", "a"), ("a or true", "true"),
        ("map(items, # + (1 + 1))", "map(items, # + 2)"), ("sum(1..4)", "10"), ("sum(4..1)", "sum(4 .. 1)"), ("a + 1 + 1", "a + 1 + 1"),
        ("{k: 1 + 1}", "{k: 2}"), ("[1 + 1][0 + 0]", "[2][0]"), ("a[1 + 1:]", "a[2:]"), ("let x = 1 + 1; x", "let x = 2; x"),
        ("9223372036854775807 + 1", "-9223372036854775808"), ("true ? 1 : 2", "true ? 1 : 2"), ("a?.b[0 + 1]", "a?.b[1]"),
    ],
)  # fmt: skip
def test_constants_are_worked_out(source: str, folded: str) -> None:
    assert print_expression(fold(parse(source))) == folded


def test_a_constant_division_by_zero_is_refused_where_it_stands() -> None:
    with pytest.raises(ExpressionError) as caught:
        fold(parse("true or 1 % (2 - 2) == 0"))
    assert (caught.value.message, caught.value.offset) == ("integer divide by zero", 10)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(TREES)
def test_a_folded_tree_has_the_value_that_it_had(tree: Expr) -> None:
    try:
        value = print_value(Evaluator(ENVIRONMENT).run(tree))
    except ExpressionError:
        return
    assert print_value(Evaluator(ENVIRONMENT).run(fold(tree))) == value
