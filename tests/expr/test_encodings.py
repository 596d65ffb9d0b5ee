"""JSON, base64 and the text of values."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("toJSON({b: 1, a: [1.5, 'x']})", '{\n  "a": [\n    1.5,\n    "x"\n  ],\n  "b": 1\n}'),
        ("toJSON([])", "[]"),
        ("toJSON({})", "{}"),
        ("toJSON([[], {}])", "[\n  [],\n  {}\n]"),
        ("toJSON(nil)", "null"),
        ("toJSON('é\"\\\\')", '"é\\"\\\\"'),
        ("toJSON('<&>')", '"\\u003c\\u0026\\u003e"'),
        ("toJSON(1.0)", "1"),
        ("toJSON(1e21)", "1e+21"),
        ("toJSON(1e-7)", "1e-7"),
        ("toJSON(100000000000000000000.0)", "100000000000000000000"),
        ("toJSON(b'abc')", '"YWJj"'),
    ],
)
def test_pretty_json(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("toJSON(1 / 0)", "json: unsupported value: +Inf (1:1)"),
        ("toJSON(0 / 0)", "json: unsupported value: NaN (1:1)"),
        ("toJSON()", "not enough arguments to call toJSON (1:1)"),
    ],
)
def test_pretty_json_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("toJson({b: 1, a: [1.5, nil, true]})", '{"a":[1.5,null,true],"b":1}'),
        ('toJson("a\\nb\\u0001\\u2028")', '"a\\nb\\u0001\\u2028"'),
        ("toJson(1.0)", "1"),
        ("toJson([1, 2])", "[1,2]"),
    ],
)
def test_compact_json(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("toJson(1 / 0)", "json: unsupported value: +Inf (1:1)"),
        ("toJson()", "not enough arguments to call toJson (1:1)"),
        ("toJson(1, 2)", "too many arguments to call toJson (1:1)"),
    ],
)
def test_compact_json_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("fromJSON('{\"a\": [1, 2.5, null, true]}')", {"a": [1.0, 2.5, None, True]}),
        ("fromJSON('1')", 1.0),
        ("fromJSON(' \"é\" ')", "é"),
        ("fromJSON('\"\\\\u00e9\\\\n\"')", "é\n"),
        ('fromJSON(\'{"a": 1, "a": 2}\')', {"a": 2.0}),
        ("fromJSON('\"\\\\ud800\"')", "�"),
        ('fromJSON(\'{"a": {"b": 1}}\').a.b + 1', 2.0),
        ("fromJSON('[1, 2]')[0] == 1", True),
        ("fromJSON(toJSON({k: [1]})).k[0]", 1.0),
    ],
)
def test_json_read(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("fromJSON('')", "unexpected end of JSON input (1:1)"),
        ("fromJSON('x')", "invalid character 'x' looking for beginning of value (1:1)"),
        ("fromJSON('[1')", "unexpected end of JSON input (1:1)"),
        ("fromJSON('{\"a\" 1}')", "invalid character '1' after object key (1:1)"),
        ("fromJSON('01')", "invalid character '1' after top-level value (1:1)"),
        ("fromJSON('NaN')", "invalid character 'N' looking for beginning of value (1:1)"),
        ("fromJSON('1e400')", "json: cannot unmarshal number 1e400 into Go value of type float64 (1:1)"),
        ("fromJSON('[1] 2')", "invalid character '2' after top-level value (1:1)"),
        ("fromJSON(1)", "cannot use int as argument (type string) to call fromJSON  (1:10)"),
        ("fromJSON(nil)", "cannot use nil as argument (type string) to call fromJSON (1:10)"),
    ],
)
def test_json_read_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("toBase64('Hello World')", "SGVsbG8gV29ybGQ="),
        ("toBase64('é')", "w6k="),
        ("toBase64('')", ""),
        ("fromBase64('SGVsbG8gV29ybGQ=')", "Hello World"),
        ("fromBase64('w6k=')", "é"),
        ("fromBase64('')", ""),
    ],
)
def test_base64(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("toBase64(1)", "cannot use int as argument (type string) to call toBase64  (1:10)"),
        ("fromBase64('a')", "illegal base64 data at input byte 0 (1:1)"),
        ("fromBase64('aGk')", "illegal base64 data at input byte 0 (1:1)"),
        ("fromBase64('!!!!')", "illegal base64 data at input byte 0 (1:1)"),
        ("fromBase64('aG=k')", "illegal base64 data at input byte 2 (1:1)"),
        ("fromBase64(nil)", "cannot use nil as argument (type string) to call fromBase64 (1:12)"),
    ],
)
def test_base64_refused(source: str, message: str) -> None:
    assert refusal(source) == message
