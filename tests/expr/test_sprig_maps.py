"""The sprig functions of maps."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.dict('a', 1, 'b', [2])", {"a": 1, "b": [2]}),
        ("sprig.dict('a')", {"a": ""}),
        ("sprig.dict(1, 2)", {"1": 2}),
        ("sprig.dict()", {}),
    ],
)
def test_dict(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.get({a: 1}, 'a')", 1),
        ("sprig.get({a: 1}, 'b')", ""),
        ("sprig.get(nil, 'a')", ""),
        ("sprig.hasKey({a: nil}, 'a')", True),
        ("sprig.hasKey({}, 'a')", False),
    ],
)
def test_get_and_has_key(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.get([1], 'a')", "reflect: Call using []interface {} as type map[string]interface {} (1:7)"),
        ("sprig.get({a: 1}, 1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_get_and_has_key_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.set({a: 1}, 'b', 2)", {"a": 1, "b": 2}),
        ("sprig.set({a: 1}, 'a', nil)", {"a": None}),
        ("sprig.unset({a: 1, b: 2}, 'a')", {"b": 2}),
        ("sprig.unset({}, 'a')", {}),
    ],
)
def test_set_and_unset(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.set(nil, 'a', 1)", "assignment to entry in nil map (1:7)"),
        ("sprig.set('a', 'b', 1)", "reflect: Call using string as type map[string]interface {} (1:7)"),
    ],
)
def test_set_and_unset_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.pick({a: 1, b: 2}, 'a', 'c')", {"a": 1}),
        ("sprig.omit({a: 1, b: 2}, 'a', 'c')", {"b": 2}),
        ("sprig.pick({a: 1})", {}),
        ("sprig.omit({})", {}),
    ],
)
def test_pick_and_omit(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.pick({a: 1}, 1)", "reflect: cannot use int as type string in Call (1:7)"),
    ],
)
def test_pick_and_omit_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.keys({a: 1})", ["a"]),
        ("sprig.keys({a: 1}, {a: 2})", ["a", "a"]),
        ("sprig.keys()", []),
        ("sprig.values({a: [1]})", [[1]]),
        ("sprig.values({})", []),
    ],
)
def test_keys_and_values(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.keys([1])", "reflect: cannot use []interface {} as type map[string]interface {} in Call (1:7)"),
        ("sprig.values(1)", "reflect: Call using int as type map[string]interface {} (1:7)"),
    ],
)
def test_keys_and_values_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.pluck('a', {a: 1}, {b: 2}, {a: 3})", [1, 3]),
        ("sprig.pluck('a')", []),
        ("sprig.pluck('a', nil)", []),
    ],
)
def test_pluck(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.pluck('a', [1])", "reflect: cannot use []interface {} as type map[string]interface {} in Call (1:7)"),
    ],
)
def test_pluck_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.merge({a: 1}, {a: 2, b: 3})", {"a": 1, "b": 3}),
        ("sprig.merge({a: {x: 1}}, {a: {x: 2, y: 3}})", {"a": {"x": 1, "y": 3}}),
        ("sprig.merge({a: ''}, {a: 'x'})", {"a": "x"}),
        ("sprig.mergeOverwrite({a: 1}, {a: 2, b: 3})", {"a": 2, "b": 3}),
        ("sprig.mergeOverwrite({a: {x: 1, z: 0}}, {a: {x: 2}})", {"a": {"x": 2, "z": 0}}),
        ("sprig.mustMerge({}, {a: 1}, {b: 2})", {"a": 1, "b": 2}),
        ("sprig.merge({a: [1]}, {a: [2]})", {"a": [1]}),
        ("sprig.mergeOverwrite({a: [1]}, {a: [2]})", {"a": [2]}),
    ],
)
def test_merge(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.merge({a: 1}, 1)", "reflect: cannot use int as type map[string]interface {} in Call (1:7)"),
        ("sprig.merge()", "invalid number of arguments: expected at least 1, got 0 (1:7)"),
    ],
)
def test_merge_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.dig('a', 'b', 'd', {a: {b: 1}})", 1),
        ("sprig.dig('a', 'c', 'd', {a: {b: 1}})", "d"),
        ("sprig.dig('x', 'd', {})", "d"),
    ],
)
def test_dig(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.dig('a', 1)", "dig needs at least three arguments (1:7)"),
        (
            "sprig.dig('a', 'b', 'd', {a: 1})",
            "interface conversion: interface {} is int, not map[string]interface {} (1:7)",
        ),
        ("sprig.dig(1, 'd', {a: 1})", "interface conversion: interface {} is int, not string (1:7)"),
        (
            "sprig.dig('a', 'd', [1])",
            "interface conversion: interface {} is []interface {}, not map[string]interface {} (1:7)",
        ),
    ],
)
def test_dig_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.deepCopy({a: [1]})", {"a": [1]}),
        ("sprig.deepEqual([1, {a: 2}], [1, {a: 2}])", True),
        ("sprig.deepEqual(1, 1.0)", False),
        ("sprig.deepEqual(nil, nil)", True),
        ("sprig.deepEqual({a: 1}, {a: 2})", False),
    ],
)
def test_deep_copy_and_deep_equal(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.deepCopy(nil)", "reflect: call of reflect.Value.Type on zero Value (1:7)"),
    ],
)
def test_deep_copy_and_deep_equal_refused(source: str, message: str) -> None:
    assert refusal(source) == message
