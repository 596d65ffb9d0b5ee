"""Conditions and `depends` are looked at before their tags are filled in and their tasks have run."""

from __future__ import annotations

import pytest

from argocli.expr.conditions import condition_error, condition_words
from argocli.expr.depends import depends_error, task_references


@pytest.mark.parametrize(
    "source",
    [
        "{{a}} == b", "'{{a}}' == 'b'", "{{a}}", "{{=a == 'b'}}", "!{{flag}}", "{{a}} > 5 && \"{{b}}\" =~ '^x'", "true", "a in (b, {{c}})",
        "{{steps.a.outputs.result}}-x == 'b'", "'{{a}}-{{b}}' == 'c-d'", "{{a}} =~ '{{pattern}}('", "heads == heads",
    ],
)  # fmt: skip
def test_conditions_that_can_be_read_whatever_the_tags_are(source: str) -> None:
    assert condition_error(source) is None


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        ("{{a}} ==", "unexpected end of expression", 8),
        ("{{a}} = b", "Invalid token: '='", 6),
        ("({{a}} == b", "unbalanced parenthesis", 0),
        ("{{a}} == 'b", "unclosed string literal", 9),
        ("{{a}} {{b}}", "Cannot transition token types from VARIABLE [xxxxx] to VARIABLE [xxxxx]", 6),
        ("{{a}} == b && !heads", "Cannot transition token types from PREFIX [!] to STRING [heads]", 15),
        ("{{a}} =~ '('", "error parsing regexp: missing closing ): `(`", 9),
        ("nope({{a}})", "Undefined function nope", 0),
    ],
)
def test_conditions_that_cannot_be_read_say_where(source: str, message: str, offset: int) -> None:
    error = condition_error(source)
    assert error is not None
    assert (error.message, error.offset) == (message, offset)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{{a}} == heads", [("{{a}}", "tag", 0), ("heads", "word", 9)]),
        ("'x y' != \"{{b}}!\"", [("x y", "text", 0), ("{{b}}!", "text", 9)]),
        ("[a-b] in (c, 'd') || true", [("a-b", "word", 0), ("c", "word", 10), ("d", "text", 13)]),
        ("1 < 2", []),
        ("a ==", []),
    ],
)
def test_words_of_conditions_are_found_with_their_places(source: str, found: list[tuple[str, str, int]]) -> None:
    assert [tuple(word) for word in condition_words(source)] == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a", [("a", "", 0)]),
        ("a-b.Succeeded && !(c || d_1.Failed)", [("a-b", "Succeeded", 0), ("c", "", 19), ("d_1", "Failed", 24)]),
        ("a and not b.Omitted", [("a", "", 0), ("b", "Omitted", 10)]),
        ("1st.Daemoned || true", [("1st", "Daemoned", 0)]),
    ],
)
def test_tasks_in_a_depends_are_found_with_their_places(source: str, found: list[tuple[str, str, int]]) -> None:
    assert [tuple(each) for each in task_references(source)] == found


@pytest.mark.parametrize("source", ["a", "a-b.Succeeded && (c || !d)", "1st || 2nd.Failed", "not a", "a and b or c"])
def test_a_depends_that_can_be_read(source: str) -> None:
    assert depends_error(source) is None


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        ("a-b &&", "unexpected token EOF", 5),
        ("a b-c", 'unexpected token Identifier("b_c")', 2),
        ("(a || b", "unexpected token EOF", 6),
        ("a & b", 'unexpected token Operator("&")', 2),
        ("a && 'b'", "invalid operation: && (mismatched types unknown and string)", 2),
        ("[a]", "the result has to be a boolean, not []interface {}", 0),
    ],
)
def test_a_depends_that_is_none_says_where(source: str, message: str, offset: int) -> None:
    error = depends_error(source)
    assert error is not None
    assert (error.message, error.offset) == (message, offset)
