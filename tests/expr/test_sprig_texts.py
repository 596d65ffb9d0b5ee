"""The sprig functions of texts."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('sprig.trim("  a\\n")', "a"),
        ("sprig.trim('')", ""),
        ("sprig.trim(nil)", ""),
    ],
)
def test_trim(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.trim(1)", "reflect: Call using int as type string (1:7)"),
        ("sprig.trim()", "invalid number of arguments: expected 1, got 0 (1:7)"),
        ("sprig.trim('a', 'b')", "invalid number of arguments: expected 1, got 2 (1:7)"),
    ],
)
def test_trim_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.trimAll('$', '$5.00$')", "5.00"),
        ("sprig.trimall('é', 'éaé')", "a"),
        ("sprig.trimAll('', ' a')", " a"),
    ],
)
def test_trim_all(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.trimAll('a', 1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_trim_all_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.trimPrefix('-', '-hello')", "hello"),
        ("sprig.trimPrefix('x', 'hello')", "hello"),
        ("sprig.trimSuffix('-', 'hello-')", "hello"),
        ("sprig.trimSuffix('o', '')", ""),
    ],
)
def test_trim_prefix_and_trim_suffix(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.trimSuffix(1, 'a')", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_trim_prefix_and_trim_suffix_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.nospace('hello w o r l d')", "helloworld"),
        ("sprig.nospace('é')", "é"),
        ("sprig.nospace('')", ""),
        ("sprig.initials('First Try')", "FT"),
        ("sprig.initials('')", ""),
    ],
)
def test_nospace_and_initials(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.initials(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_nospace_and_initials_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.trunc(5, 'hello world')", "hello"),
        ("sprig.trunc(-5, 'hello world')", "world"),
        ("sprig.trunc(50, 'hello')", "hello"),
        ("sprig.trunc(0, 'hello')", ""),
        ("sprig.substr(0, 5, 'hello world')", "hello"),
        ("sprig.substr(6, -1, 'hello world')", "world"),
        ("sprig.substr(-1, 5, 'hello world')", "hello"),
        ("sprig.substr(3, 50, 'hello')", "lo"),
    ],
)
def test_trunc_and_substr(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.substr(4, 2, 'hello')", "runtime error: slice bounds out of range [4:2] (1:7)"),
        ("sprig.substr(9, -1, 'hello')", "runtime error: slice bounds out of range [9:5] (1:7)"),
        ("sprig.substr(-1, 9, 'hello')", "runtime error: slice bounds out of range [:9] with length 5 (1:7)"),
        ("sprig.trunc('5', 'hello')", "reflect: Call using string as type int (1:7)"),
        ("sprig.trunc(1.5, 'hello')", "reflect: Call using float64 as type int (1:7)"),
    ],
)
def test_trunc_and_substr_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.abbrev(5, 'hello world')", "he..."),
        ("sprig.abbrev(50, 'hello')", "hello"),
        ("sprig.abbrev(2, 'hello')", "hello"),
        ("sprig.abbrev(5, '')", ""),
        ("sprig.abbrevboth(5, 10, '1234 5678 9123')", "...5678..."),
        ("sprig.abbrevboth(0, 5, 'hello world')", "he..."),
        ("sprig.abbrevboth(5, 6, 'hello world')", "hello world"),
    ],
)
def test_abbrev(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.abbrev('5', 'hello')", "reflect: Call using string as type int (1:7)"),
    ],
)
def test_abbrev_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.wrap(5, 'Hello World and more')", "Hello\nWorld\nand\nmore"),
        ("sprig.wrap(80, 'Hello')", "Hello"),
        ("sprig.wrap(3, 'Hello World')", "Hello\nWorld"),
        ("sprig.wrap(0, 'a b')", "a\nb"),
        ("sprig.wrapWith(5, \"\\t\", 'Hello World')", "Hello\tWorld"),
        ("sprig.wrapWith(3, '-', 'Hello World')", "Hel-lo-Wor-ld"),
        ("sprig.wrapWith(3, '', 'a b c d')", "a b\nc d"),
    ],
)
def test_wrap(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.wrap('5', 'a')", "reflect: Call using string as type int (1:7)"),
    ],
)
def test_wrap_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.contains('cat', 'catch')", True),
        ("sprig.contains('', 'a')", True),
        ("sprig.contains('é', 'a')", False),
        ("sprig.hasPrefix('cat', 'catch')", True),
        ("sprig.hasSuffix('tch', 'catch')", True),
        ("sprig.hasSuffix(nil, 'a')", True),
    ],
)
def test_contains(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.contains(1, 'a')", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_contains_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.quote('a', 'b\"', nil, 1)", '"a" "b\\"" "1"'),
        ('sprig.quote("é\\n\\u0001")', '"é\\n\\x01"'),
        ("sprig.quote()", ""),
        ("sprig.squote('a', 1, nil, true)", "'a' '1' 'true'"),
        ("sprig.squote([1, 2])", "'[1 2]'"),
    ],
)
def test_quote(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.cat('hello', 'beautiful', 'world')", "hello beautiful world"),
        ("sprig.cat(1, nil, 'a', [2])", "1 a [2]"),
        ("sprig.cat()", ""),
    ],
)
def test_cat(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('sprig.indent(4, "a\\nb")', "    a\n    b"),
        ("sprig.indent(0, 'a')", "a"),
        ("sprig.indent(2, '')", "  "),
        ('sprig.nindent(4, "a\\nb")', "\n    a\n    b"),
    ],
)
def test_indent(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.indent(-1, 'a')", "strings: negative Repeat count (1:7)"),
        ("sprig.nindent('4', 'a')", "reflect: Call using string as type int (1:7)"),
    ],
)
def test_indent_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.replace(' ', '-', 'I Am Henry VIII')", "I-Am-Henry-VIII"),
        ("sprig.replace('', '-', 'ab')", "-a-b-"),
        ("sprig.replace('x', 'y', '')", ""),
        ("sprig.repeat(3, 'hello')", "hellohellohello"),
        ("sprig.repeat(0, 'a')", ""),
    ],
)
def test_replace_and_repeat(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.repeat(-1, 'a')", "strings: negative Repeat count (1:7)"),
        ("sprig.repeat('3', 'a')", "reflect: Call using string as type int (1:7)"),
    ],
)
def test_replace_and_repeat_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.plural('one anchovy', 'many anchovies', 1)", "one anchovy"),
        ("sprig.plural('one', 'many', 0)", "many"),
    ],
)
def test_plural(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.plural('one', 'many', '1')", "reflect: Call using string as type int (1:7)"),
    ],
)
def test_plural_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.splitList('$', 'foo$bar$baz')", ["foo", "bar", "baz"]),
        ("sprig.splitList('', 'hé')", ["h", "é"]),
        ("sprig.splitList(',', '')", [""]),
        ("sprig.split('$', 'foo$bar')", {"_0": "foo", "_1": "bar"}),
        ("sprig.split('$', 'foo$bar')._1", "bar"),
        ("sprig.splitn('$', 2, 'foo$bar$baz')", {"_0": "foo", "_1": "bar$baz"}),
        ("sprig.splitn('$', 0, 'a')", {}),
        ("sprig.splitn('$', -1, 'a$b')", {"_0": "a", "_1": "b"}),
    ],
)
def test_split(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.splitList(1, 'a')", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_split_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.join('_', ['a', 'b'])", "a_b"),
        ("sprig.join('_', [1, nil, true, 2.5])", "1_true_2.5"),
        ("sprig.join('_', 'a')", "a"),
        ("sprig.join('_', nil)", ""),
        ("sprig.join('+', 1..3)", "1+2+3"),
    ],
)
def test_join(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.join(1, ['a'])", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_join_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.toString(1.5)", "1.5"),
        ("sprig.toString(nil)", "<nil>"),
        ("sprig.toString([1, 'a'])", "[1 a]"),
        ("sprig.toString(b'abc')", "abc"),
        ("sprig.toStrings([1, 'a', nil, true])", ["1", "a", "true"]),
        ("sprig.toStrings(1)", ["1"]),
    ],
)
def test_to_string(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.sortAlpha(['b', 'a', 'B', 'é'])", ["B", "a", "b", "é"]),
        ("sprig.sortAlpha([3, 1, nil])", ["1", "3"]),
        ("sprig.sortAlpha('b')", ["b"]),
    ],
)
def test_sort_alpha(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.hello()", "Hello!"),
    ],
)
def test_hello(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)
