"""Printed expressions are read as the trees that they were printed from."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from argocli.expr.errors import ExpressionError
from argocli.expr.evaluate import Evaluator
from argocli.expr.go_values import print_value
from argocli.expr.parser import parse
from argocli.expr.printer import print_expression
from argocli.expr.syntax import Binary, Expr, Literal, Name, Unary
from argocli.expr.values import Value
from tests.expr.trees import TREES

ENVIRONMENT: dict[str, Value] = {
    "a": "text", "b": 3, "items": [{"k": 1}, {"k": 2}], "m": {"a": {"k": None}}, "$x": 1.5, "é": True,
}  # fmt: skip


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(TREES)
def test_a_printed_tree_is_read_as_the_same_tree_with_the_same_value(tree: Expr) -> None:
    again = parse(print_expression(tree))
    assert again == tree
    assert outcome(again) == outcome(tree)


def outcome(tree: Expr) -> str:
    """The value, or what is wrong, as text; NaN is no reason for two outcomes to differ."""
    try:
        return "value " + print_value(Evaluator(ENVIRONMENT).run(tree))
    except ExpressionError as error:
        return f"error {error}"


@pytest.mark.parametrize(
    "source",
    [
        "a + b * c", "(a + b) * c", "a - (b - c)", "a - b - c", "a ** b ** c", "(a ** b) ** c", "-a ** b", "(-a) ** b",
        "not a == b", "not (a == b)", "a not in b", "a in [1, 2]", "(a < b) < c", "a == b < c", "(a ?? b) + c",
        "a + b ?? c", "a ? b : c ? d : e", "(a ? b : c) ? d : e", "let x = 1; x + 1", "(let x = 1; x) + 1",
        "[let x = 1; x, 2]", "1; 2; 3", "[(1; 2)]", "map(a, # + 1)", "map(a, {{k: #}})", "filter(a, .k > 1)",
        "sortBy(a, .k?.z)", "a?.b.c", "a['b-c']", "a?.[b]", "a?.b['c']", "a?.b[0].c?.d", "a?.b.c()", "a?.['b-c'].d", "b'\\xffa'", "a[1:]", "a[:-1]", "a[b:c]", "(1)[0]", "'x'[0]",
        "{a: 1, 'b-c': 2, (d): 3, 'in': 4}", "sprig.trim(' a ')", "a.Format('x').y", "1 .. 3", "a * -b", "a ** -1",
        "a * (not b)", "nil", "2.5", "'it\\'s \\\\ \\n'", "reduce(a, #acc + #index, 0)", "[]", "{}", "--a", "!a && b",
    ],
)  # fmt: skip
def test_text_with_no_parenthesis_too_many_is_printed_as_it_was(source: str) -> None:
    assert print_expression(parse(source)) == source


def test_a_pipe_is_printed_as_the_call_that_it_means() -> None:
    assert print_expression(parse("a | upper() | split(',')")) == "split(upper(a), ',')"


def test_a_sign_before_a_sum_keeps_its_parentheses() -> None:
    assert print_expression(Unary("-", Binary("+", Name("a"), Literal(1)))) == "-(a + 1)"
