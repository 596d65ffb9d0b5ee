"""The sprig functions of regular expressions."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.regexMatch('^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\\\.[A-Za-z]{2,}$', 'test@acme.com')", True),
        ("sprig.regexMatch('b+', 'abc')", True),
        ("sprig.regexMatch('(', 'a')", False),
        ("sprig.regexMatch('', '')", True),
        ("sprig.mustRegexMatch('a', 'a')", True),
    ],
)
def test_regex_match(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.mustRegexMatch('(', 'a')", "error parsing regexp: missing closing ): `(` (1:7)"),
        ("sprig.regexMatch(1, 'a')", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_regex_match_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.regexFindAll('[2,4,6,8]', '123456789', -1)", ["2", "4", "6", "8"]),
        ("sprig.regexFindAll('a', 'aaa', 2)", ["a", "a"]),
        ("sprig.regexFindAll('a*', 'baac', -1)", ["", "aa", ""]),
        ("sprig.regexFindAll('x', 'abc', -1)", []),
        ("sprig.regexFindAll('é.', 'éaéb', -1)", ["éa", "éb"]),
    ],
)
def test_regex_find_all(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.mustRegexFindAll('[', 'a', -1)", "error parsing regexp: missing closing ]: `[` (1:7)"),
        (
            "sprig.regexFindAll('[', 'a', -1)",
            "regexp: Compile(`[`): error parsing regexp: missing closing ]: `[` (1:7)",
        ),
        ("sprig.regexFindAll('a', 'a', '1')", "reflect: Call using string as type int (1:7)"),
    ],
)
def test_regex_find_all_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.regexFind('[a-zA-Z][1-9]', 'abcd1234')", "d1"),
        ("sprig.regexFind('x', 'abc')", ""),
        ("sprig.regexFind('(a+?)(b*)', 'aabb')", "a"),
        ("sprig.mustRegexFind('a|ab', 'ab')", "a"),
    ],
)
def test_regex_find(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.mustRegexFind('(', '')", "error parsing regexp: missing closing ): `(` (1:7)"),
        ("sprig.regexFind('`(', '')", 'regexp: Compile("`("): error parsing regexp: missing closing ): ``(` (1:7)'),
    ],
)
def test_regex_find_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.regexReplaceAll('a(x*)b', '-ab-axxb-', '${1}W')", "-W-xxW-"),
        ("sprig.regexReplaceAll('a(x*)b', '-ab-axxb-', '$1W')", "---"),
        ("sprig.regexReplaceAll('(?P<n>b)', 'abc', '<$n>')", "a<b>c"),
        ("sprig.regexReplaceAll('', 'ab', '-')", "-a-b-"),
        ("sprig.regexReplaceAll('b', 'abc', '$$')", "a$c"),
        ("sprig.mustRegexReplaceAll('b', 'abc', '')", "ac"),
    ],
)
def test_regex_replace_all(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "sprig.regexReplaceAll('*', 'a', 'b')",
            "regexp: Compile(`*`): error parsing regexp: missing argument to repetition operator: `*` (1:7)",
        ),
    ],
)
def test_regex_replace_all_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.regexReplaceAllLiteral('a(x*)b', '-ab-axxb-', '${1}')", "-${1}-${1}-"),
        ("sprig.mustRegexReplaceAllLiteral('é', 'é', 'e')", "e"),
    ],
)
def test_regex_replace_all_literal(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "sprig.regexReplaceAllLiteral('a{2,1}', 'a', 'b')",
            "regexp: Compile(`a{2,1}`): error parsing regexp: invalid repeat count: `{2,1}` (1:7)",
        ),
    ],
)
def test_regex_replace_all_literal_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.regexSplit('z+', 'pizza', -1)", ["pi", "a"]),
        ("sprig.regexSplit('z+', 'pizza', 1)", ["pizza"]),
        ("sprig.regexSplit('', 'abc', -1)", ["a", "b", "c"]),
        ("sprig.regexSplit(',', '', -1)", [""]),
        ("sprig.regexSplit(',', 'a,b,', -1)", ["a", "b", ""]),
        ("sprig.regexSplit(',', 'a', 0)", []),
    ],
)
def test_regex_split(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.mustRegexSplit('[', 'a', -1)", "error parsing regexp: missing closing ]: `[` (1:7)"),
    ],
)
def test_regex_split_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.regexQuoteMeta('1.2.3')", "1\\.2\\.3"),
        ("sprig.regexQuoteMeta('é[a]')", "é\\[a\\]"),
        ("sprig.regexQuoteMeta('')", ""),
    ],
)
def test_regex_quote_meta(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)
