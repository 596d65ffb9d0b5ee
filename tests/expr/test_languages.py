"""Tags, expressions and conditions: tables of what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argocli.expr.expression import ExpressionError, evaluate, evaluate_bool
from argocli.expr.govaluate import WhenError, evaluate_when
from argocli.expr.tags import AbsentOptional, SubstitutionError, Unresolved, replace, replace_value

SCOPE = {"a": "1", "b.c": "x", "steps.my-step.outputs.result": "7", "gone": None, "item.k": "v", "item": "{}"}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("2 ** 3 ** 0", 2.0), ("7 % 4", 3), ("-7 % 4", -3), ("5 / 2", 2.5),
        ("'a' + 'b'", "ab"), ("1 < 2 and not false", True), ("true || false", True), ("'b' in ['a', 'b']", True),
        ("'c' not in ['a', 'b']", True), ("'abc' contains 'b'", True), ("'abc' startsWith 'a'", True),
        ("'abc' endsWith 'c'", True), ("'abc' matches '^a.c$'", True), ("1..3", [1, 2, 3]), ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][1:]", [2, 3]), ("'abc'[0:2]", "ab"), ("{a: 1}.a", 1), ("{'a-b': 1}['a-b']", 1),
        ("true ? 'y' : 'n'", "y"), ("nil ?? 'd'", "d"), ("gone ?? 'd'", "d"), ("b?.nope?.more ?? 'd'", "d"),
        ("asInt(a) + 1", 2), ("asFloat('1.5') * 2", 3.0), ("steps['my-step'].outputs.result", "7"), ("item.k", "v"),
        ("filter([1, 2, 3], {# > 1})", [2, 3]), ("map(1..2, # * 10)", [10, 20]), ("all([1, 2], # > 0)", True),
        ("count([1, 2, 3], # % 2 == 1)", 2), ("reduce(1..4, #acc + #)", 10), ("sum([1, 2])", 3),
        ("find([{n: 1}, {n: 2}], .n == 2).n", 2), ("sortBy([3, 1, 2], #)", [1, 2, 3]), ("len('abc')", 3),
        ("split('a,b', ',') | join('-')", "a-b"), ("upper('a') + lower('B') + trim(' c ')", "Abc"),
        ("toJson({b: [1, 'x']})", '{"b":[1,"x"]}'), ("fromJSON('[1]')[0]", 1), ("jsonpath('{\"a\": [1, 2]}', '$.a[1]')", 2),
        ("let x = 2; x * x", 4), ("max(1, 3, 2)", 3), ("sprig.trim(' a ')", "a"), ("sprig.default('d', '')", "d"),
        ("keys({b: 1, a: 2})", ["a", "b"]), ("int('5')", 5), ("string(5)", "5"), ("1.0 == 1", True), ("0x10", 16),
    ],
)  # fmt: skip
def test_expressions(source: str, value: object) -> None:
    found = evaluate(source, SCOPE)
    assert found == value
    assert isinstance(found, bool) == isinstance(value, bool)


@pytest.mark.parametrize(
    "source", ["1 +", "nope", "'a' * 2", "[1][5]", "nope()", "1 2", "(", "'open", "asInt('x')", "a.b.c"]
)
def test_expressions_that_are_none(source: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(source, SCOPE)


def test_a_condition_has_to_be_a_boolean() -> None:
    with pytest.raises(ExpressionError, match="unable to cast expression result '3' to bool"):
        evaluate_bool("3", {})


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{a}}", "1"), ("{{ a }}-{{b.c}}", "1-x"), ("{{nope}}", "{{nope}}"), ("{{=asInt(a)+1}}", "2"),
        ("{{b.{{nope}}}}", "{{b.{{nope}}}}"), ("{{=item}} stays", "{} stays"), ("no tags", "no tags"), ("{{open", "{{open"),
        ("{{=retries}}", "{{=retries}}"), ("{{x.{{a}}}}", "{{x.1}}"),
    ],
)  # fmt: skip
def test_lenient_tags(text: str, result: str) -> None:
    scope = {key: value for key, value in SCOPE.items() if key != "item.k"}
    assert replace(text, scope) == result


def test_values_are_escaped_into_json() -> None:
    assert replace_value({"x": "{{q}}"}, {"q": 'a"b\n\\'}) == {"x": 'a"b\n\\'}


def test_strict_tags_wait_and_absent_ones_fail() -> None:
    with pytest.raises(Unresolved, match=r"failed to resolve \{\{steps\.x\.id\}\}"):
        replace("{{steps.x.id}}", {}, strict=("steps",))
    assert replace("{{steps.x.outputs.artifacts.a}}", {}, strict=("steps",)) == "{{steps.x.outputs.artifacts.a}}"
    with pytest.raises(AbsentOptional, match="absent optional"):
        replace("{{gone}}", SCOPE)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("heads == heads", True), ("heads != tails", True), ("1 < 2 && 2 >= 2", True), ("'a' in ('a', 'b')", True),
        ("c in (a, b)", False), ("'abc' =~ '^a'", True), ("abc !~ b", False), ("!(1 == 2)", True), ("true", True),
        ("2 * 3 == 6", True), ("1 == 1 ? true : false", True), ("'2020-01-02' > '2020-01-01'", True), ("\"x y\" == 'x y'", True),
    ],
)  # fmt: skip
def test_conditions(source: str, value: bool) -> None:
    assert evaluate_when(source) is value


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("5", "Expected boolean evaluation for '5'. Got 5"),
        ("a ==", "Invalid 'when' expression 'a =='"),
        ("{{x}} == 1", "hint"),
    ],
)
def test_conditions_that_are_none(source: str, message: str) -> None:
    with pytest.raises(WhenError, match=message.replace("(", r"\(")):
        evaluate_when(source)


@settings(max_examples=300, deadline=None)
@given(st.text("ab01 +-*/()[]{}.'\"#?:,|&=!<>%^~@$", max_size=40))
def test_no_text_breaks_the_languages(text: str) -> None:
    for run, error in ((lambda: evaluate(text, SCOPE), ExpressionError), (lambda: evaluate_when(text), WhenError),
                       (lambda: replace("{{=" + text + "}}", SCOPE), SubstitutionError)):  # fmt: skip
        try:
            run()
        except error:
            continue


def test_deep_nesting_is_an_error_not_a_crash() -> None:
    with pytest.raises(ExpressionError):
        evaluate("(" * 3000 + "1" + ")" * 3000, {})
    with pytest.raises(WhenError):
        evaluate_when("(" * 20000 + "1" + ")" * 20000)
