"""JSONPath in expressions: what paths lead to, and what is said of those that lead nowhere."""

from __future__ import annotations

import json

import pytest

from argocli.expr.jsonpath import find
from argocli.expr.jsonpath_steps import JsonPathError
from argocli.expr.meter import Meter
from argocli.model.values import Json
from tests.expr.outcomes import exactly, outcome, refusal

STORE = {
    "book": [
        {"title": "Sayings", "price": 8.95, "tags": ["a", "b"]},
        {"title": "Sword", "price": 12.99},
        {"title": "Moby Dick", "price": 8.99, "isbn": "0-553"},
    ],
    "bicycle": {"color": "red", "price": 19.95},
}
LETTERS = ["first", "second", "third", "forth", "fifth"]


def led_to(path: str, document: object) -> Json:
    return find(json.loads(json.dumps(document), parse_int=float), path, Meter())


@pytest.mark.parametrize(
    ("path", "document", "value"),
    [
        ("$", {"a": 1}, {"a": 1}), ("$.key", {"key": "value"}, "value"), ("$['key']", {"key": "value"}, "value"),
        ('$["key"]', {"key": "value"}, "value"), ("$.['key']", {"key": 1}, 1), ("$[ 'a' ]", {" a": 1, "a": 2}, 2),
        ("$['two.some']", {"two.some": "42", "two": {"some": 1}}, "42"), ("$['\\'']", {"'": 1}, 1), ("$['']", {"": 42}, 42),
        ("$.key-dash", {"key-dash": 1, "key": 2}, 1), ("$.屬性", {"屬性": 1}, 1), ("$. a", {"a": 2}, 2), ("$.2", {"2": "x"}, "x"),
        ("$.key", {"key": None}, None), ("$[2]", LETTERS, "third"), ("$[-1]", LETTERS, "fifth"), ("$.a[1].b", {"a": [0, {"b": 1}]}, 1),
        ("$.length", [4, 5, 6], 3), ("$.length", {"length": "value"}, "value"), ("$.a.length", {"a": "abc"}, 3),
        ("$[(@.length-1)]", LETTERS, "fifth"), ("$.book[(@.length - 2)].title", STORE, "Sword"),
    ],
)  # fmt: skip
def test_a_path_to_one_place_gives_what_is_there(path: str, document: object, value: object) -> None:
    assert led_to(path, document) == value


@pytest.mark.parametrize(
    ("path", "document", "value"),
    [
        ("$[1:3]", LETTERS, ["second", "third"]), ("$[:2]", LETTERS, ["first", "second"]), ("$[3:]", LETTERS, ["forth", "fifth"]),
        ("$[-2:]", LETTERS, ["forth", "fifth"]), ("$[7:10]", LETTERS, []), ("$[:]", ["a"], ["a"]), ("$[0:4:2]", LETTERS, ["first", "third"]),
        ("$[::-2]", LETTERS, ["fifth", "third", "first"]), ("$[0:3:-2]", LETTERS, ["third", "first"]), ("$[2:1]", LETTERS, []),
        ("$[1:(@.length-1)]", LETTERS, ["second", "third", "forth"]), ("$[0,2].key", [{"key": 1}, {"key": 2}, {"key": 3}], [1, 3]),
        ("$['one','three'].key", {"one": {"key": 1}, "three": {"key": 2}}, [1, 2]), ("$['a','x']", {"a": 1}, [1]),
        ("$[*]", [40, None, 42], [40, None, 42]), ("$.*", {"b": 2, "a": 1}, [1, 2]), ("$[*]", {}, []), ("$[*].a", [{"a": 1}], [1]),
        ("$[*].a", [{"a": 1}, {"b": 1}, 3], [1]), ("$.*.*", [[1, 2], [3]], [[1, 2], [3]]), ("$.*[1]", [[1], [2, 3]], [3]),
        ("$..price", STORE, [19.95, 8.95, 12.99, 8.99]), ("$.book..title", STORE, ["Sayings", "Sword", "Moby Dick"]),
        ("$..[0]", [[1, [2]], 3], [[1, [2]], 1, 2]), ("$..*", 42, []), ("$.book[*].title", STORE, ["Sayings", "Sword", "Moby Dick"]),
    ],
)  # fmt: skip
def test_a_path_to_several_places_gives_a_list(path: str, document: object, value: object) -> None:
    assert led_to(path, document) == value


@pytest.mark.parametrize(
    ("condition", "titles"),
    [
        ("@.price < 9", ["Sayings", "Moby Dick"]), ("@.price>=12.99", ["Sword"]), ("@.isbn", ["Moby Dick"]), ("@.title == 'Sword'", ["Sword"]),
        ('@.title != "Sword"', ["Sayings", "Moby Dick"]), ("@.price < 9 && @.title=='Sayings'", ["Sayings"]), ("@.price > 12 || false", ["Sword"]),
        ("@.price*2 > 20", ["Sword"]), ("(@.price + 1) / 2 < 5", ["Sayings", "Moby Dick"]), ("@.tags[0] == 'a'", ["Sayings"]),
        ("@.tags == ['a', 'b']", []), ('@.tags == ["a", "b"]', ["Sayings"]), ("@.title =~ '^S'", ["Sayings", "Sword"]), ("@['price'] < $.book[1].price", ["Sayings", "Moby Dick"]),
        ("@.isbn == null", []), ("true", ["Sayings", "Sword", "Moby Dick"]), ("false", []), ("@.title > 1", []), ("@.nope == 1", []), ("@.tags.length == 2", ["Sayings"]),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_its_condition_holds_for(condition: str, titles: list[str]) -> None:
    assert led_to(f"$.book[?({condition})].title", STORE) == titles


@pytest.mark.parametrize(
    ("path", "document", "message"),
    [
        ("$.x", {"a": 1}, "key: invalid token key 'x' not found"), ("$.x", [1], "key: invalid token target. expected [map] got [slice]"),
        ("$.a.b", {"a": None}, "key: invalid token target. expected [map] got [nil]"), ("$[5]", [1], "index: invalid token out of range"),
        ("$[0]", {"0": 1}, "index: invalid token target. expected [array slice] got [map]"),
        ("$.*", 1, "wildcard: invalid token target. expected [array map slice] got [float64]"),
        ("$[0:1]", {}, "range: invalid token target. expected [array slice] got [map]"), ("$[0:2:0]", [1], "range: invalid token out of range"),
        ("key", {}, "unexpected token 'k' at index 0"), ("", {}, "unexpected token '' at index 0"), ("$a", {}, "unexpected token 'a' at index 1"),
        ("$.", {}, "invalid token. token string is empty"), ("$[", {}, "invalid token.'[' does not match any token format"),
        ("$[]", {}, "invalid token.'[]' does not match any token format"), ("$[key]", {}, "invalid token.'[key]' does not match any token format"),
        ("$[?()]", [1], "invalid expression. is empty"), ("$[?(@.a ==)]", [1], "invalid expression. invalid format '@.a =='"),
        ("$[('a')]", [1], "key: invalid token target. expected [map] got [slice]"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_says_why(path: str, document: object, message: str) -> None:
    with pytest.raises(JsonPathError) as caught:
        led_to(path, document)
    assert str(caught.value) == f"invalid JSONPath selector '{path}' {message}"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("jsonpath('{\"a\": [1, 2]}', '$.a[1]')", 2.0),
        ("jsonpath('{\"a\": [1]}', '$.a[*]')", [1.0]),
        ('jsonpath(\'{"a": {"b": "é"}}\', \'$.a\').b', "é"),
        ("asInt(jsonpath('[{\"n\": 7}]', '$[0].n')) + 1", 8),
    ],
)
def test_expressions_read_paths(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("jsonpath('{}', '$.a')", "invalid JSONPath selector '$.a' key: invalid token key 'a' not found (1:1)"),
        ("jsonpath('x', '$')", "invalid character 'x' looking for beginning of value (1:1)"),
        (
            "jsonpath({a: 1}, '$')",
            "cannot use map[string]interface {} as argument (type string) to call jsonpath  (1:10)",
        ),
        ("jsonpath('{}')", "not enough arguments to call jsonpath (1:1)"),
    ],
)
def test_expressions_say_what_is_wrong_with_paths(source: str, message: str) -> None:
    assert refusal(source) == message
