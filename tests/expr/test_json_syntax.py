"""JSON that is none: Go's words for the first fault, and the same verdict as Python's own reader."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argocli.expr.json_syntax import json_fault

FAULTS = [
    ("", "unexpected end of JSON input"), (" \n", "unexpected end of JSON input"), ("[1,", "unexpected end of JSON input"),
    ('{"a":1', "unexpected end of JSON input"), ('"open', "unexpected end of JSON input"), ("tru", "unexpected end of JSON input"),
    ("-", "unexpected end of JSON input"), ("1.", "unexpected end of JSON input"), ('"\\', "unexpected end of JSON input"),
    ("hello", "invalid character 'h' looking for beginning of value"),
    ("nope", "invalid character 'o' in literal null (expecting 'u')"),
    ("trux", "invalid character 'x' in literal true (expecting 'e')"),
    ("fabse", "invalid character 'b' in literal false (expecting 'l')"),
    ("'a'", "invalid character '\\'' looking for beginning of value"),
    ("[1,]", "invalid character ']' looking for beginning of value"),
    ("[1 2]", "invalid character '2' after array element"),
    ("[1}", "invalid character '}' after array element"),
    ("1 2", "invalid character '2' after top-level value"),
    ("01", "invalid character '1' after top-level value"),
    ("[]]", "invalid character ']' after top-level value"),
    ("{a}", "invalid character 'a' looking for beginning of object key string"),
    ('{"a":1,}', "invalid character '}' looking for beginning of object key string"),
    ('{"a" 1}', "invalid character '1' after object key"),
    ('{"a":1 "b"}', "invalid character '\"' after object key:value pair"),
    ('{"a":1]', "invalid character ']' after object key:value pair"),
    ('"a\tb"', "invalid character '\\t' in string literal"), ('"\x01"', "invalid character '\\x01' in string literal"),
    ('"\\q"', "invalid character 'q' in string escape code"),
    ('"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"),
    ("-x", "invalid character 'x' in numeric literal"), ("1.x", "invalid character 'x' after decimal point in numeric literal"),
    ("1e+x", "invalid character 'x' in exponent of numeric literal"),
    ("é", "invalid character 'Ã' looking for beginning of value"),
    ("\x7f", "invalid character '\\x7f' looking for beginning of value"),
    ("[" * 10_001, "exceeded max depth"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), FAULTS)
def test_the_first_fault_is_told_in_gos_words(text: str, fault: str) -> None:
    assert json_fault(text) == fault


@pytest.mark.parametrize(
    "text",
    ["0", " -1.5e-3 ", "[]", "{}", '{"a":[{"b":null},true],"c":{}}', '"\\u00e9\\n"', "[" * 10_000 + "]" * 10_000],
)
def test_json_has_no_fault(text: str) -> None:
    assert json_fault(text) == ""


def no_number(written: str) -> float:
    raise ValueError(written)


@settings(max_examples=1500, deadline=None)
@given(st.text('{}[]":,0123e.-+tfnrual\\ \n\x01é', max_size=14))
def test_the_verdict_is_that_of_any_other_reader(text: str) -> None:
    try:
        json.loads(text, parse_constant=no_number)
        sound = True
    except ValueError:
        sound = False
    assert (json_fault(text) == "") is sound
