"""Numbers, texts, bytes, lists and maps as they are written in expressions."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("42", 42),
        ("1_000", 1000),
        ("0x2A", 42),
        ("0XfF", 255),
        ("0o52", 42),
        ("0b101010", 42),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1.5e-3", 0.0015),
        ("1_0.5", 10.5),
        ("9223372036854775807", 9223372036854775807),
        ("-9223372036854775807", -9223372036854775807),
        ("0x7fffffffffffffff", 9223372036854775807),
    ],
)
def test_numbers(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "9223372036854775808",
            'invalid integer literal: strconv.ParseInt: parsing "9223372036854775808": value out of range (1:19)',
        ),
        (
            "0x8000000000000000",
            'invalid hex literal: strconv.ParseInt: parsing "0x8000000000000000": value out of range (1:18)',
        ),
        ("0b2", 'bad number syntax: "0b2" (1:3)'),
        ("0x", 'invalid hex literal: strconv.ParseInt: parsing "0x": invalid syntax (1:2)'),
        ("0b", 'invalid binary literal: strconv.ParseInt: parsing "0b": invalid syntax (1:2)'),
        ("1e", 'invalid float literal: strconv.ParseFloat: parsing "1e": invalid syntax (1:2)'),
        ("1e400", 'invalid float literal: strconv.ParseFloat: parsing "1e400": value out of range (1:5)'),
        ("12abc", 'bad number syntax: "12a" (1:3)'),
        ("1.2.3", 'unexpected token Number(".3") (1:4)'),
    ],
)
def test_numbers_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('"a\\tb"', "a\tb"),
        ("'it\\'s'", "it's"),
        ('"say \\"x\\""', 'say "x"'),
        ("'\"'", '"'),
        ("`raw \\n`", "raw \\n"),
        ("`a``b`", "a`b"),
        ("``", ""),
        ("''", ""),
        ("'\\a\\b\\f\\n\\r\\t\\v\\\\'", "\u0007\b\f\n\r\t\u000b\\"),
        ("'\\x41\\101\\u00e9\\U0001F600'", "AAé😀"),
        ("'\\u{1F600}\\u{e9}'", "😀é"),
        ("'\\ud800'", "�"),
        ("`a\nb`", "a\nb"),
    ],
)
def test_texts(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("'\\0'", "invalid char escape (1:4)"),
        ("'\\u{110000}'", "unable to unescape string (1:12)"),
        ("'\\400'", "unable to unescape string (1:6)"),
        ("'\\q'", "invalid char escape (1:3)"),
        ("'\\x4'", "invalid char escape (1:5)"),
        ("'\\u12'", "invalid char escape (1:6)"),
        ("'\\u{}'", "invalid char escape (1:4)"),
        ("'abc", "literal not terminated (1:5)"),
        ('"a\nb"', "literal not terminated (1:3)"),
        ("`open", "literal not terminated (1:6)"),
    ],
)
def test_texts_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("b'abc'", b"abc"),
        ('B"x"', b"x"),
        ("b'\\xff\\x00\\101'", b"\xff\x00A"),
        ("b'é'", b"\xc3\xa9"),
        ("b''", b""),
        ("len(b'é')", 2),
        ("b'abc'[0]", 97),
        ("b'abc'[1:]", b"bc"),
        ("b'abc' == b'abc'", True),
        ("b'abc' matches 'b+'", True),
    ],
)
def test_bytes(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("b'\\u00e9'", "unable to unescape string (1:9)"),
        ("b'\\400'", "unable to unescape string (1:7)"),
    ],
)
def test_bytes_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("[]", []),
        ("[1, 'a', nil, true, 2.5, [1], {k: 1}]", [1, "a", None, True, 2.5, [1], {"k": 1}]),
        ("[1, 2,]", [1, 2]),
    ],
)
def test_lists(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("[,]", 'unexpected token Operator(",") (1:2)'),
        ("[1", "unexpected token EOF (1:2)"),
    ],
)
def test_lists_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{}", {}),
        ("{a: 1, 'b-c': 2, \"d\": 3, 4: 5, true: 6}", {"4": 5, "a": 1, "b-c": 2, "d": 3, "true": 6}),
        ("{a: 1, a: 2}", {"a": 1}),
        ("{('x' + 'y'): 1}", {"xy": 1}),
        ("{a: 1,}", {"a": 1}),
    ],
)
def test_maps(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "{,}",
            'a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token Operator(",")) (1:2)',
        ),
        ("{(1): 2}", "interface conversion: interface {} is int, not string (1:1)"),
        ("{a}", 'unexpected token Bracket("}") (1:3)'),
        ("{a: 1", "unexpected token EOF (1:5)"),
        (
            "{not: 1}",
            'a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token Operator("not")) (1:2)',
        ),
    ],
)
def test_maps_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 // one", 1),
        ("1 /* two */ + /* three */ 2", 3),
        ("// one\n2", 2),
    ],
)
def test_comments(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 /* open", "unclosed comment (1:10)"),
    ],
)
def test_comments_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("nil", None),
        ("true", True),
        ("false", False),
    ],
)
def test_nothing_and_truth(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 +", "unexpected token EOF (1:3)"),
        ("1 2", 'unexpected token Number("2") (1:3)'),
        ("(", "unexpected token EOF (1:1)"),
        (")", 'unexpected token Bracket(")") (1:1)'),
        ("@", "unrecognized character: U+0040 '@' (1:1)"),
        ("é", "unknown name é (1:1)"),
        ("1 = 1", 'unexpected token Operator("=") (1:3)'),
        ("1 & 2", 'unexpected token Operator("&") (1:3)'),
        ("1 ~ 2", "unrecognized character: U+007E '~' (1:3)"),
    ],
)
def test_what_is_no_expression_refused(source: str, message: str) -> None:
    assert refusal(source) == message
