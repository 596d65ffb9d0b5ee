"""Functions of lists and maps."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("first([1, 2, 3])", 1),
        ("first([])", None),
        ("first(['é'])", "é"),
        ("first(m.nope)", None),
        ("first(m.k)", 118),
    ],
)
def test_first(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("first(1)", "cannot get first element from int (1:1)"),
        ("first('abc')", "cannot get first element from string (1:1)"),
        ("first(nil)", "cannot get first element from %!s(<nil>) (1:1)"),
        ("first({a: 1})", "cannot get first element from map[string]interface {} (1:1)"),
        ("first()", "invalid number of arguments (expected 1, got 0) (1:1)"),
    ],
)
def test_first_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("last([1, 2, 3])", 3),
        ("last([])", None),
        ("last(split('a,b', ','))", "b"),
    ],
)
def test_last(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("last(1)", "cannot get last element from int (1:1)"),
    ],
)
def test_last_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("take([1, 2, 3, 4], 2)", [1, 2]),
        ("take([1, 2], 5)", [1, 2]),
        ("take([1, 2], 0)", []),
        ("take([], 1)", []),
        ("take(1..5, 2)", [1, 2]),
    ],
)
def test_take(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("take([1, 2], -1)", "reflect.Value.Slice: slice index out of bounds (1:1)"),
        ("take('abc', 1)", "cannot take from string (1:1)"),
        ("take([1], 1.0)", "cannot take float64 elements (1:1)"),
        ("take([1])", "invalid number of arguments (expected 2, got 1) (1:1)"),
        ("take(m.nope, 1)", "cannot take from invalid (1:1)"),
    ],
)
def test_take_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("get([1, 2], 0)", 1),
        ("get([1, 2], -1)", 2),
        ("get([1, 2], 5)", None),
        ("get({a: 1}, 'a')", 1),
        ("get({a: 1}, 'b')", None),
        ("get(m, 'k')", "v"),
        ("get(m.nope, 'k')", None),
    ],
)
def test_get(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("get(gone, 'k')", "type unknown does not support indexing (1:5)"),
        ("get(nil, 'k')", "type unknown does not support indexing (1:5)"),
        ("get({a: 1}, 1)", "cannot use int to get an element from map[string]interface {} (1:13)"),
        ("get([1], 'a')", "non-integer slice index string (1:10)"),
        ("get('abc', 0)", "type string does not support indexing (1:5)"),
        ("get(1, 2)", "type int does not support indexing (1:5)"),
        ("get([1])", "invalid number of arguments (expected 2, got 1) (1:1)"),
    ],
)
def test_get_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("keys({a: 1, b: 2}) | sort()", ["a", "b"]),
        ("keys({})", []),
        ("keys(m) | sort()", ["k", "l"]),
    ],
)
def test_keys(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("keys([1])", "cannot get keys from []interface {} (1:1)"),
        ("keys(nil)", "cannot get keys from %!s(<nil>) (1:1)"),
        ("keys(m.nope)", "cannot get keys from invalid (1:1)"),
    ],
)
def test_keys_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("values({a: 1, b: 2}) | sort()", [1, 2]),
        ("values({})", []),
    ],
)
def test_values(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("values('a')", "cannot get values from string (1:1)"),
    ],
)
def test_values_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("toPairs({a: 1})", [["a", 1]]),
        ("toPairs({})", []),
    ],
)
def test_to_pairs(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("toPairs(1)", "cannot transform int to pairs (1:1)"),
    ],
)
def test_to_pairs_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("fromPairs([['a', 1], ['b', [2]]])", {"a": 1, "b": [2]}),
        ("fromPairs([])", {}),
        ("fromPairs(toPairs({k: 'v'})).k", "v"),
        ("fromPairs([[1, 'x']])[1]", "x"),
    ],
)
def test_from_pairs(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("fromPairs([['a']])", "invalid pair length [a] (1:1)"),
        ("fromPairs(['ab'])", "invalid pair ab (1:1)"),
        ("fromPairs([1])", "invalid pair 1 (1:1)"),
        ("fromPairs('a')", "cannot transform string from pairs (1:1)"),
    ],
)
def test_from_pairs_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("concat([1, 2], [3])", [1, 2, 3]),
        ("concat([1])", [1]),
        ("concat([], [])", []),
        ("concat(['a'], [1], 1..2)", ["a", 1, 1, 2]),
    ],
)
def test_concat(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("concat()", "invalid number of arguments (expected at least 1, got 0) (1:1)"),
        ("concat([1], 2)", "cannot concat int (1:1)"),
        ("concat([1], m.nope)", "cannot concat invalid (1:1)"),
    ],
)
def test_concat_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("flatten([1, [2, [3, []]]])", [1, 2, 3]),
        ("flatten([])", []),
        ("flatten([split('a,b', ','), ['c']])", ["a", "b", "c"]),
    ],
)
def test_flatten(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("flatten(1)", "cannot flatten int (1:1)"),
        ("flatten(nil)", "cannot flatten %!s(<nil>) (1:1)"),
    ],
)
def test_flatten_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("uniq([1, 2, 1, 3, 2])", [1, 2, 3]),
        ("uniq([1, 1.0, '1'])", [1, "1"]),
        ("uniq([[1], [1], {a: 1}, {a: 1}])", [[1], {"a": 1}]),
        ("uniq([nil, nil])", [None]),
        ("uniq([])", []),
    ],
)
def test_uniq(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("uniq('aa')", "cannot uniq string (1:1)"),
    ],
)
def test_uniq_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("reverse([1, 2, 3])", [3, 2, 1]),
        ("reverse([])", []),
        ("reverse(1..3)", [3, 2, 1]),
    ],
)
def test_reverse(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("reverse('abc')", "cannot reverse string (1:1)"),
    ],
)
def test_reverse_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sort([3, 1, 2])", [1, 2, 3]),
        ("sort([3, 1, 2], 'desc')", [3, 2, 1]),
        ("sort(['b', 'a', 'é', 'B'])", ["B", "a", "b", "é"]),
        ("sort([2, 1.5, 1])", [1, 1.5, 2]),
        ("sort([])", []),
        ("sort(split('b,a', ','))", ["a", "b"]),
    ],
)
def test_sort(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sort([1, 'a'])", "invalid operation: string < int (1:1)"),
        ("sort([true, false])", "invalid operation: bool < bool (1:1)"),
        ("sort([1], 'up')", "invalid order up, expected asc or desc (1:1)"),
        ("sort('ba')", "cannot use string as argument (type []int) to call sort  (1:6)"),
        ("sort(nil)", "cannot use nil as argument (type []int) to call sort (1:6)"),
    ],
)
def test_sort_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("type({a: 1})", "map"),
        ("type([1])", "array"),
    ],
)
def test_jsonless(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)
