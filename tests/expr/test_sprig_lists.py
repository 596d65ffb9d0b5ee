"""The sprig functions of lists and sequences of numbers."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.first([1, 2])", 1),
        ("sprig.first([])", None),
        ("sprig.last([1, 2])", 2),
        ("sprig.last(split('a,b', ','))", "b"),
        ("sprig.mustFirst(['é'])", "é"),
    ],
)
def test_first_and_last(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.first('ab')", "Cannot find first on type string (1:7)"),
        ("sprig.last(nil)", "runtime error: invalid memory address or nil pointer dereference (1:7)"),
        ("sprig.mustLast({a: 1})", "Cannot find last on type map (1:7)"),
    ],
)
def test_first_and_last_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.rest([1, 2, 3])", [2, 3]),
        ("sprig.initial([1, 2, 3])", [1, 2]),
        ("sprig.rest([1])", []),
    ],
)
def test_rest_and_initial(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.rest(1)", "Cannot find rest on type int (1:7)"),
        ("sprig.mustInitial('a')", "Cannot find initial on type string (1:7)"),
    ],
)
def test_rest_and_initial_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.append([1], 2)", [1, 2]),
        ("sprig.push([], nil)", [None]),
        ("sprig.prepend([2], 1)", [1, 2]),
    ],
)
def test_append_and_prepend(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.append('a', 1)", "Cannot push on type string (1:7)"),
        ("sprig.prepend(nil, 1)", "runtime error: invalid memory address or nil pointer dereference (1:7)"),
    ],
)
def test_append_and_prepend_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.concat([1], [2, 3])", [1, 2, 3]),
        ("sprig.concat([1], 1..2)", [1, 1, 2]),
    ],
)
def test_concat(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.concat([1], 2)", "Cannot concat type int as list (1:7)"),
        ("sprig.concat(nil)", "runtime error: invalid memory address or nil pointer dereference (1:7)"),
    ],
)
def test_concat_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.reverse([1, 2, 3])", [3, 2, 1]),
        ("sprig.uniq([1, 1, 1.0, 'a'])", [1, 1.0, "a"]),
        ("sprig.uniq([[1], [1], nil, nil])", [[1], None]),
        ("sprig.mustUniq([])", []),
    ],
)
def test_reverse_and_uniq(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.uniq(1)", "Cannot find uniq on type int (1:7)"),
        ("sprig.reverse('ab')", "Cannot find reverse on type string (1:7)"),
    ],
)
def test_reverse_and_uniq_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.without([1, 2, 3], 2, 3)", [1]),
        ("sprig.without([1], 1.0)", [1]),
        ("sprig.has(2, [1, 2])", True),
        ("sprig.has([1], [[1]])", True),
        ("sprig.has(1, nil)", False),
        ("sprig.has(1.0, [1])", False),
    ],
)
def test_without_and_has(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.has(1, 'a')", "Cannot find has on type string (1:7)"),
        ("sprig.without('a', 'a')", "Cannot find without on type string (1:7)"),
    ],
)
def test_without_and_has_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.compact([1, 0, '', 'a', nil, false, [], {}])", [1, "a"]),
        ("sprig.compact([])", []),
    ],
)
def test_compact(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.mustCompact(1)", "Cannot compact on type int (1:7)"),
    ],
)
def test_compact_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.slice([1, 2, 3], 1)", [2, 3]),
        ("sprig.slice([1, 2, 3], 1, 2)", [2]),
        ("sprig.slice([1, 2, 3])", [1, 2, 3]),
        ("sprig.slice([])", None),
        ("sprig.slice([1, 2, 3], '1')", [2, 3]),
        ("sprig.chunk(2, [1, 2, 3])", [[1, 2], [3]]),
        ("sprig.chunk(5, [1])", [[1]]),
        ("sprig.chunk(2, [])", []),
    ],
)
def test_slice_and_chunk(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.slice([1], 2)", "reflect.Value.Slice: slice index out of bounds (1:7)"),
        ("sprig.slice([1], -1)", "reflect.Value.Slice: slice index out of bounds (1:7)"),
        ("sprig.slice('a', 1)", "list should be type of slice or array but string (1:7)"),
        ("sprig.chunk(0, [1])", "runtime error: makeslice: len out of range (1:7)"),
        ("sprig.chunk(1, nil)", "runtime error: invalid memory address or nil pointer dereference (1:7)"),
    ],
)
def test_slice_and_chunk_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.list(1, 'a', nil)", [1, "a", None]),
        ("sprig.list()", []),
        ("sprig.tuple(1, 2)", [1, 2]),
    ],
)
def test_list_and_tuple(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.until(3)", [0, 1, 2]),
        ("sprig.until(0)", []),
        ("sprig.until(-2)", [0, -1]),
        ("sprig.untilStep(3, 6, 2)", [3, 5]),
        ("sprig.untilStep(6, 3, -1)", [6, 5, 4]),
        ("sprig.untilStep(0, 3, 0)", []),
        ("sprig.untilStep(0, 3, -1)", []),
        ("sprig.seq(5)", "1 2 3 4 5"),
        ("sprig.seq(-3)", "1 0 -1 -2 -3"),
        ("sprig.seq(0, 2)", "0 1 2"),
        ("sprig.seq(2, -2)", "2 1 0 -1 -2"),
        ("sprig.seq(0, 2, 10)", "0 2 4 6 8 10"),
        ("sprig.seq(0, -2, -5)", "0 -2 -4"),
        ("sprig.seq(0, 1, -5)", ""),
        ("sprig.seq()", ""),
        ("sprig.seq(1, 2, 3, 4)", ""),
    ],
)
def test_until_and_seq(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.until('3')", "reflect: Call using string as type int (1:7)"),
        ("sprig.until(1000000000)", "memory budget exceeded (1:7)"),
    ],
)
def test_until_and_seq_refused(source: str, message: str) -> None:
    assert refusal(source) == message
