"""Functions that take a predicate, and what `#`, `.field`, `#index` and `#acc` mean in it."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("all([1, 2], # > 0)", True),
        ("all([], false)", True),
        ("all([1, 2], { # > 1 })", False),
        ("any([1, 2], # > 1)", True),
        ("any([], true)", False),
        ("one([1, 2, 3], # > 2)", True),
        ("one([1, 2, 3], # > 1)", False),
        ("none([1, 2], # > 2)", True),
        ("none([], true)", True),
        ("all(['a', 'é'], len(#) == 1)", True),
        ("all(m.k, # == 118)", True),
    ],
)
def test_tests(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("all([1], #)", "predicate should return boolean (got int) (1:10)"),
        ("any([1], nil)", "predicate should has one input and one output param (1:10)"),
        ("all(1, true)", "builtin all takes only array (got int) (1:5)"),
        ("all('abc', true)", "builtin all takes only array (got string) (1:5)"),
        ("all(nil, true)", "builtin all takes only array (got unknown) (1:5)"),
        ("all(m.nope, true)", "reflect: call of reflect.Value.Len on zero Value (1:1)"),
        ("all([m.k], #)", "interface conversion: interface {} is string, not bool (1:1)"),
    ],
)
def test_tests_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("filter([1, 2, 3], # > 1)", [2, 3]),
        ("filter([{n: 1}, {n: 2}], .n > 1)", [{"n": 2}]),
        ("filter([{n: {v: 1}}, {n: nil}], .n?.v == 1)", [{"n": {"v": 1}}]),
        ("filter([], true)", []),
        ("map([1, 2], # * 10)", [10, 20]),
        ("map([], #)", []),
        ("map(['a', 'b'], upper(#))", ["A", "B"]),
        ("map([{n: 1}], .n)", [1]),
        ("map([{n: 1}], #.n)", [1]),
        ("map([{n: 1}], .x)", [None]),
        ("map([1, 2], #index)", [0, 1]),
        ("map([[1, 2], [3]], map(#, # + 1))", [[2, 3], [4]]),
        ("map([[1, 2], [3]], sum(#))", [3, 3]),
        ("map([1, 2], [#])", [[1], [2]]),
        ("map([1], {{k: #}})", [{"k": 1}]),
        ("map(filter(1..5, # % 2 == 1), # * 2)", [2, 6, 10]),
        ("map(split('a,b', ','), # + '!')", ["a!", "b!"]),
    ],
)
def test_filter_and_map(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("map([1], #acc)", "unknown pointer #acc (1:10)"),
        ("filter([1], #index == 0)", "unknown pointer #index (1:13)"),
        ("filter([1], 'a')", "predicate should return boolean (got string) (1:13)"),
        ("map([1])", "expected at least 2 arguments (1:8)"),
        ("map([1], 2, 3)", 'unexpected token Number("3") (1:13)'),
        ("map()", "expected at least 2 arguments (1:5)"),
        ("map([1], # ; 1)", "wrap predicate with brackets { and } (1:12)"),
        ("map({a: 1}, #)", "builtin map takes only array (got map[string]interface {}) (1:5)"),
        ("map([1], .n)", "type int has no field n (1:11)"),
        ("#", 'unexpected token Operator("#") (1:1)'),
    ],
)
def test_filter_and_map_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("find([1, 2, 3], # > 1)", 2),
        ("find([1, 2], # > 5)", None),
        ("findIndex([1, 2, 3], # > 1)", 1),
        ("findIndex([1], # > 5)", None),
        ("findLast([1, 2, 3], # < 3)", 2),
        ("findLast([], true)", None),
        ("findLastIndex([1, 2, 3], # < 3)", 1),
        ("findLastIndex([1], # > 5)", None),
        ("filter(1..9, # > 3)[0]", 4),
        ("first(filter(1..9, # > 20))", None),
    ],
)
def test_finding(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("find([1], 'a')", "predicate should return boolean (got string) (1:11)"),
        ("find(m.nope, true)", "reflect: call of reflect.Value.Len on zero Value (1:1)"),
    ],
)
def test_finding_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("count([1, 2, 3], # > 1)", 2),
        ("count([true, false, true])", 2),
        ("count([], true)", 0),
        ("len(filter(1..9, # > 3))", 6),
        ("count(1..9, # > 3) > 2", True),
    ],
)
def test_counting(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("count([1, 2])", "interface conversion: interface {} is int, not bool (1:1)"),
        ("count([1], #)", "predicate should return boolean (got int) (1:12)"),
    ],
)
def test_counting_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sum([1, 2, 3])", 6),
        ("sum([1, 2.5])", 3.5),
        ("sum([])", 0),
        ("sum([{n: 1}, {n: 2}], .n)", 3),
        ("sum(1..100)", 5050),
        ("sum(1..1000000000)", 500000000500000000),
        ("sum(map(1..3, # * #))", 14),
    ],
)
def test_sums(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sum(['a'])", "invalid operation: string + int (1:1)"),
        ("sum([1], 'a')", "invalid operation: string + int (1:1)"),
        ("sum(m.nope)", "reflect: call of reflect.Value.Len on zero Value (1:1)"),
        ("sum('a')", "builtin sum takes only array (got string) (1:5)"),
    ],
)
def test_sums_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("groupBy([1, 2, 3], # % 2)[1]", [1, 3]),
        ("groupBy(['a', 'bb', 'c'], len(#))[1]", ["a", "c"]),
        ("groupBy([{k: 'x'}, {k: 'y'}], .k).y", [{"k": "y"}]),
        ("groupBy([{k: 'x'}, {k: 'y'}, {k: 'x'}], .k)", {"x": [{"k": "x"}, {"k": "x"}], "y": [{"k": "y"}]}),
        ("groupBy([1, 1.0, true], #)", {"1": [1.0], "true": [True]}),
        ("keys(groupBy(['b', 'a'], #)) | sort()", ["a", "b"]),
        ("groupBy([], #)", {}),
    ],
)
def test_groups(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("groupBy([1], [1])", "hash of unhashable type: []interface {} (1:1)"),
        ("toJSON(groupBy([1], #))", "json: unsupported type: map[interface {}][]interface {} (1:1)"),
        ("groupBy(1, #)", "builtin groupBy takes only array (got int) (1:9)"),
    ],
)
def test_groups_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sortBy([3, 1, 2], #)", [1, 2, 3]),
        ("sortBy([3, 1, 2], -#)", [3, 2, 1]),
        ("sortBy([{n: 2}, {n: 1}], .n)", [{"n": 1}, {"n": 2}]),
        ("sortBy([{n: 2}, {n: 1}], .n, 'desc')", [{"n": 2}, {"n": 1}]),
        ("sortBy(['b', 'a'], #, 'asc')", ["a", "b"]),
        ("sortBy([], #)", []),
    ],
)
def test_sorting(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sortBy([1, 'a'], #)", "invalid operation: string < int (1:1)"),
        ("sortBy([1], #, 'up')", "unknown order, use asc or desc (1:1)"),
        ("sortBy([1], #, 1)", "sortBy order argument must be a string (got int) (1:16)"),
        ("sortBy('ab', #)", "builtin sortBy takes only array (got string) (1:8)"),
    ],
)
def test_sorting_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("reduce([1, 2, 3], #acc + #)", 6),
        ("reduce([1, 2, 3], #acc + #, 10)", 16),
        ("reduce(['a', 'b'], #acc + #)", "ab"),
        ("reduce([1, 2], #acc + #index, 0)", 1),
        ("reduce([[1], [2]], concat(#acc, #))", [1, 2]),
        ("reduce([], #acc + #, 0)", 0),
        ("reduce(1..9, # + #acc)", 45),
    ],
)
def test_reducing(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("reduce([], #acc + #)", "reduce of empty array with no initial value (1:1)"),
        ("reduce([1], #nope)", "unknown pointer #nope (1:13)"),
        ("reduce([1])", "expected at least 3 arguments (1:11)"),
        ("reduce(1, #)", "builtin reduce takes only array (got int) (1:8)"),
    ],
)
def test_reducing_refused(source: str, message: str) -> None:
    assert refusal(source) == message
