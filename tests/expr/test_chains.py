"""Members, indexes and slices; what `?.` and `??` stand for; conditions, variables and sequences."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{a: {b: 1}}.a.b", 1),
        ("{a: 1}.b", None),
        ("{a: 1}['a']", 1),
        ("{'a-b': 1}['a-b']", 1),
        ("m.k", "v"),
        ("m['k']", "v"),
        ("steps.s.outputs.result", "7"),
        ("steps['s'].outputs['result']", "7"),
        ("m.nope", None),
    ],
)
def test_members(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "{not: 1}?.not",
            'a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token Operator("not")) (1:2)',
        ),
        (
            "{a: {in: 2}}.a.in",
            'a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token Operator("in")) (1:6)',
        ),
        ("m.nope.more", "cannot fetch more from <nil> (1:8)"),
        ("m.nope['x']", "cannot fetch x from <nil> (1:7)"),
        ("nil.x", 'unexpected token Operator(".") (1:4)'),
        ("gone.x", "type nil has no field x (1:6)"),
        ("'abc'.x", "type string has no field x (1:7)"),
        ("[1].x", "array elements can only be selected using an integer (got string) (1:5)"),
        ("1.x", 'bad number syntax: "1.x" (1:3)'),
        ("true.x", 'unexpected token Operator(".") (1:5)'),
        ("a.b", "type string has no field b (1:3)"),
        ("m.k.z", "invalid operation: int(string) (1:5)"),
        ("m[1]", "cannot use int to get an element from map[string]interface {} (1:3)"),
        ("{a: 1}[nil]", "cannot use unknown to get an element from map[string]interface {} (1:8)"),
        ("a.", "unexpected end of expression (1:2)"),
        ("a.1", 'unexpected token Number(".1") (1:2)'),
        ("a[", "unexpected token EOF (1:2)"),
    ],
)
def test_members_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("[1, 2, 3][0]", 1),
        ("[1, 2, 3][-1]", 3),
        ("[[1, 2], [3]][0][1]", 2),
        ("[1, 2, 3][asInt(a)]", 2),
        ("m.k[0]", 118),
        ("[1][fromJSON('0')]", 1),
    ],
)
def test_indexes(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("'abc'[0]", "type string[int] is undefined (1:6)"),
        ("t[1]", "type string[int] is undefined (1:2)"),
        ("[1, 2, 3][3]", "index out of range: 3 (array length is 3) (1:10)"),
        ("[1, 2, 3][-4]", "index out of range: -1 (array length is 3) (1:10)"),
        ("[][0]", "index out of range: 0 (array length is 0) (1:3)"),
        ("[1][1.0]", "array elements can only be selected using an integer (got float64) (1:5)"),
        ("[1]['a']", "array elements can only be selected using an integer (got string) (1:5)"),
        (
            "fromJSON('{\"a\": 1}')[1]",
            "reflect.Value.MapIndex: value of type int is not assignable to type string (1:21)",
        ),
    ],
)
def test_indexes_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("m?.k", "v"),
        ("m.nope?.x", None),
        ("m.nope?.x.y.z", None),
        ("m?.nope?.more", None),
        ("(m.nope?.x).y", None),
        ("m.nope?.[0]", None),
        ("m?.['k']", "v"),
        ("m.nope?.x()", None),
        ("m.nope?.x().y", None),
        ("steps?.other?.outputs.result", None),
    ],
)
def test_optional_chains(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("gone?.x", "type nil has no field x (1:7)"),
        ("m.nope?.x['y']", "cannot fetch y from <nil> (1:10)"),
        ("[nil][0]?.x", "type nil has no field x (1:11)"),
        ("nope?.x", "unknown name nope (1:1)"),
        ("m.nope?.x[0]", "cannot fetch 0 from <nil> (1:10)"),
        ("m.k?.z", "invalid operation: int(string) (1:6)"),
    ],
)
def test_optional_chains_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("nil ?? 'd'", "d"),
        ("gone ?? 'd'", "d"),
        ("e ?? 'd'", ""),
        ("m.nope ?? 'd'", "d"),
        ("m?.nope?.more ?? 'd'", "d"),
        ("steps?.other?.outputs?.result ?? 'd'", "d"),
        ("false ?? 1", False),
        ("1 ?? 2 ?? 3", 1),
    ],
)
def test_nothing_else(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("m.nope.more ?? 'd'", "cannot fetch more from <nil> (1:8)"),
        ("nope ?? 'd'", "unknown name nope (1:1)"),
        ("1 ?? 2 + 3", "Operator (+) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses. (1:8)"),
    ],
)
def test_nothing_else_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("[1, 2, 3, 4][1:3]", [2, 3]),
        ("[1, 2, 3][:2]", [1, 2]),
        ("[1, 2, 3][1:]", [2, 3]),
        ("[1, 2, 3][:]", [1, 2, 3]),
        ("[1, 2, 3][-2:]", [2, 3]),
        ("[1, 2, 3][:-1]", [1, 2]),
        ("[1, 2, 3][2:1]", []),
        ("[1, 2, 3][5:9]", []),
        ("[1, 2, 3][-9:2]", [1, 2]),
        ("'abc'[1:]", "bc"),
        ("'abc'[:-1]", "ab"),
        ("''[0:5]", ""),
        ("'héllo'[0:1]", "h"),
        ("t[3:]", "llo"),
        ("[1, 2, 3][asInt(a):]", [2, 3]),
    ],
)
def test_slices(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1[0:1]", 'unexpected token Bracket("[") (1:2)'),
        ("{a: 1}[0:1]", "cannot slice map[string]interface {} (1:7)"),
        ("nil[0:1]", 'unexpected token Bracket("[") (1:4)'),
        ("m.nope[0:1]", "cannot slice 0 (1:7)"),
        ("[1]['a':]", "non-integer slice index string (1:5)"),
        ("[1][nil:1]", "non-integer slice index unknown (1:5)"),
        ("[1][0:1.5]", "non-integer slice index float64 (1:7)"),
    ],
)
def test_slices_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("true ? 1 : 2", 1),
        ("false ? 1 : 2", 2),
        ("false ? 1 : true ? 2 : 3", 2),
        ("(true ? false : true) ? 1 : 2", 2),
        ("true ?: 'x'", True),
        ("if true { 1 } else { 2 }", 1),
        ("if false { 1 } else if 1 < 2 { 'b' } else { 'c' }", "b"),
        ("if true { let x = 1; x + 1 } else { 0 }", 2),
        ("let x = if false { 1 } else { 2 }; x", 2),
        ("(if true { 1 } else { 2 }) + 1", 2),
    ],
)
def test_conditions(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("e ?: 'x'", "non-bool expression (type string) used as condition (1:1)"),
        ("nil ?: 'x'", "non-bool expression (type unknown) used as condition (1:1)"),
        ("1 ? 2 : 3", "non-bool expression (type int) used as condition (1:1)"),
        ("nil ? 2 : 3", "non-bool expression (type unknown) used as condition (1:1)"),
        ("m.k ? 2 : 3", "interface conversion: interface {} is string, not bool (1:11)"),
        ("if true { 1 }", "unexpected token EOF (1:13)"),
        ("if 1 { 1 } else { 2 }", "non-bool expression (type int) used as condition (1:4)"),
        ("1 ? 2", "unexpected token EOF (1:5)"),
        ("1 + if true { 1 } else { 2 }", 'unexpected token Operator("if") (1:5)'),
    ],
)
def test_conditions_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("let x = 42; x * 2", 84),
        ("let x = 1; let y = x + 1; x + y", 3),
        ("let x = 2; map(1..2, # * x)", [2, 4]),
        ("map(1..2, { let y = # * 2; y + 1 })", [3, 5]),
        ("(let x = 1; x) + 1", 2),
        ("let f = sprig.upper; f('a')", "A"),
    ],
)
def test_variables(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("let x = 1", "unexpected token EOF (1:9)"),
        ("let x = 1;", "unexpected token EOF (1:10)"),
        ("let x = 1; let x = 2; x", "cannot redeclare variable x (1:16)"),
        ("let len = 1; len", "cannot redeclare builtin len (1:5)"),
        ("let a = 1; a", "cannot redeclare a (1:5)"),
        ("let x = x; x", "unknown name x (1:9)"),
        ("let 1 = 2; 3", 'unexpected token Number("1") (1:5)'),
        ("let if = 1; 2", 'unexpected token Operator("if") (1:5)'),
    ],
)
def test_variables_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1; 2", 2),
        ("1; 2;", 2),
        ("(1; 2) + 1", 3),
        ("map([1], { #; # + 1 })", [2]),
    ],
)
def test_sequences(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1; nope", "unknown name nope (1:4)"),
        ("(1;)", 'unexpected token Bracket(")") (1:4)'),
        (";", 'unexpected token Operator(";") (1:1)'),
    ],
)
def test_sequences_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("$env.a", "1"),
        ("$env['a']", "1"),
        ("$env['m'].k", "v"),
        ("'a' in $env", True),
        ("'zz' in $env", False),
        ("$env?.zz", None),
        ("$env?.zz ?? 'd'", "d"),
        ("get($env, 'zz')", None),
    ],
)
def test_the_environment(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("$env.zz", "unknown name zz (1:6)"),
        ("$env()", "map[string]interface {} is not callable (1:1)"),
    ],
)
def test_the_environment_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("len('abc')", 3),
        ("::len('abc')", 3),
        ("len('abc',)", 3),
        ("sprig.upper('a')", "A"),
        ("len", None),
    ],
)
def test_calls(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig['upper']('a')", 'unexpected token Bracket("(") (1:15)'),
        ("nope()", "unknown name nope (1:1)"),
        ("::nope()", "unknown name nope (1:3)"),
        ("a()", "string is not callable (1:1)"),
        ("m.k()", "invalid operation: cannot call non-function of type string (1:3)"),
        ("len(", "unexpected token EOF (1:4)"),
        ("1()", 'unexpected token Bracket("(") (1:2)'),
        ("'a'()", 'unexpected token Bracket("(") (1:4)'),
        ("sprig.nope()", "invalid operation: cannot call nil (1:7)"),
    ],
)
def test_calls_refused(source: str, message: str) -> None:
    assert refusal(source) == message
