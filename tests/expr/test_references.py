"""What an expression refers to is known without evaluating it, with places."""

from __future__ import annotations

import pytest

from argocli.expr.errors import ExpressionError
from argocli.expr.references import calls, references, syntax_error, type_error
from argocli.expr.static_types import MAP, STRING


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a", [("a", 0, False)]),
        ("steps['my-step'].outputs.result + b", [("steps.my-step.outputs.result", 0, False), ("b", 34, False)]),
        ("inputs?.parameters?.x ?? y", [("inputs.parameters.x", 0, True), ("y", 25, False)]),
        ("a ?? b ?? c", [("a", 0, True), ("b", 5, True), ("c", 10, False)]),
        ("m[key].x", [("m", 0, False), ("key", 2, False)]),
        ("a.b[0].c", [("a.b", 0, False)]),
        ("let x = a; x + b", [("a", 8, False), ("b", 15, False)]),
        ("(let x = 1; x) + x", [("x", 17, False)]),
        ("map(list, #.a + .b + other)", [("list", 4, False), ("other", 21, False)]),
        ("len(a) + sprig.trim(b) + asInt(c)", [("a", 4, False), ("b", 20, False), ("c", 31, False)]),
        ("$env.a + $env['b'].c", [("a", 0, False), ("b.c", 9, False)]),
        ("date(a).Format(b)", [("a", 5, False), ("b", 15, False)]),
        ("x.Year() > 1", [("x.Year", 0, False)]),
        ("{k: a}[b] ? [c] : d[e:f]", [(name, at, False) for name, at in zip("abcdef", (4, 7, 13, 18, 20, 22), strict=True)]),
        ("'a' + nil", []),
        ("a" + " + a" * 900, [("a", 4 * index, False) for index in range(901)]),
    ],
)  # fmt: skip
def test_names_are_found_with_their_places(source: str, found: list[tuple[str, int, bool]]) -> None:
    assert [tuple(each) for each in references(source)] == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("len(a) + max(1, 2)", [("len", 0, 1, True, ""), ("max", 9, 2, True, "")]),
        ("a | upper() | split(',')", [("upper", 4, 1, True, ""), ("split", 14, 2, True, "")]),
        ("map(a, len(#))", [("map", 0, 2, True, ""), ("len", 7, 1, True, "")]),
        ("sprig.trim(a)", [("sprig.trim", 0, 1, True, "")]),
        ("sprig.nope()", [("sprig.nope", 0, 0, False, "")]),
        ("sprig.uuidv4()", [("sprig.uuidv4", 0, 0, True, "gives another result every time")]),
        ("nope(1) + asInt('1')", [("nope", 0, 1, False, ""), ("asInt", 10, 1, True, "")]),
        ("date(a).Format('x')", [("date", 0, 1, True, "")]),
        ("let f = sprig.upper; f('a')", []),
        ("len", []),
    ],
)  # fmt: skip
def test_calls_are_found_with_their_places(source: str, found: list[tuple[str, int, int, bool, str]]) -> None:
    assert [tuple(each) for each in calls(source)] == found


def test_what_cannot_be_read_refers_to_nothing() -> None:
    for look in (references, calls):
        with pytest.raises(ExpressionError):
            look("a +")


@pytest.mark.parametrize(("source", "offset"), [("a +", 2), ("(\n1", 2), ("a ~ b", 2), ("'x", 2)])
def test_a_syntax_error_has_its_offset(source: str, offset: int) -> None:
    error = syntax_error(source)
    assert error is not None
    assert error.offset == offset


@pytest.mark.parametrize("source", ["a", "nope.x + 1", "nope(1)", "1 + 'a'", "1 % 0"])
def test_what_can_be_read_has_no_syntax_error(source: str) -> None:
    assert syntax_error(source) is None


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        ("a + nope", "unknown name nope", 4),
        ("a + 1", "invalid operation: + (mismatched types string and int)", 2),
        ("steps.x + 1 + len(1)", "invalid argument for len (type int)", 14),
        ("len(a, a)", "invalid number of arguments (expected 1, got 2)", 0),
        ("nope(a)", "unknown name nope", 0),
        ("1 % 0", "integer divide by zero", 2),
        ("a +", "unexpected token EOF", 2),
    ],
)
def test_types_are_checked_against_the_names_that_are_known(source: str, message: str, offset: int) -> None:
    error = type_error(source, {"a": STRING, "steps": MAP})
    assert error is not None
    assert (error.message, error.offset) == (message, offset)


@pytest.mark.parametrize("source", ["a + steps.x", "steps['s'].outputs.result == '1'", "asInt(a) + 1", "a ?? steps"])
def test_what_fits_has_no_type_error(source: str) -> None:
    assert type_error(source, {"a": STRING, "steps": MAP}) is None


def test_with_other_names_only_what_is_surely_wrong_counts() -> None:
    assert type_error("whatever.x + other(1)", {}, others=True) is None
    error = type_error("whatever + len(1)", {}, others=True)
    assert error is not None
    assert error.message == "invalid argument for len (type int)"
