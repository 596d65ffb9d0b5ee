"""Functions of texts."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("trim('  a ')", "a"),
        ("trim('__a__', '_')", "a"),
        ("trim('xyaxy', 'xy')", "a"),
        ("trim('')", ""),
        ('trim("\\u00a0a\\u3000")', "a"),
        ("trim('é', 'é')", ""),
    ],
)
def test_trim(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("trim(1)", "not enough arguments to call trim (1:1)"),
        ("trim(nil)", "not enough arguments to call trim (1:1)"),
        ("trim(m.nope)", "interface conversion: interface {} is nil, not string (1:1)"),
        ("trim('a', 1)", "cannot use int as argument (type string) to call trim  (1:11)"),
        ("trim()", "not enough arguments to call trim (1:1)"),
        ("trim('a', 'b', 'c')", "too many arguments to call trim (1:1)"),
    ],
)
def test_trim_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("trimPrefix('HelloWorld', 'Hello')", "World"),
        ("trimPrefix('abc', 'x')", "abc"),
        ("trimPrefix(' abc')", "abc"),
        ("trimPrefix('é1', 'é')", "1"),
    ],
)
def test_trim_prefix(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("trimPrefix(1, 'a')", "too many arguments to call trimPrefix (1:1)"),
        ("trimPrefix()", "not enough arguments to call trimPrefix (1:1)"),
    ],
)
def test_trim_prefix_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("trimSuffix('HelloWorld', 'World')", "Hello"),
        ("trimSuffix('abc ')", "abc"),
        ("trimSuffix('', 'a')", ""),
    ],
)
def test_trim_suffix(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("trimSuffix('a', nil)", "too many arguments to call trimSuffix (1:1)"),
    ],
)
def test_trim_suffix_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("upper('hello é')", "HELLO É"),
        ("upper('ß')", "ß"),
        ("upper('')", ""),
    ],
)
def test_upper(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("upper(1)", "cannot use int as argument (type string) to call upper  (1:7)"),
        ("upper(fromJSON('1'))", "interface conversion: interface {} is float64, not string (1:1)"),
    ],
)
def test_upper_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("lower('HELLO É')", "hello é"),
        ("lower('İ')", "i"),
    ],
)
def test_lower(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("lower(nil)", "cannot use nil as argument (type string) to call lower (1:7)"),
    ],
)
def test_lower_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("split('apple,orange,grape', ',')", ["apple", "orange", "grape"]),
        ("split('apple,orange,grape', ',', 2)", ["apple", "orange,grape"]),
        ("split('a,b', ',', 0)", []),
        ("split('a,b', ',', -1)", ["a", "b"]),
        ("split('', ',')", [""]),
        ("split('', '')", []),
        ("split('hé', '')", ["h", "é"]),
        ("split('hé!', '', 2)", ["h", "é!"]),
    ],
)
def test_split(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("split('a,b')", "not enough arguments to call split (1:1)"),
        ("split(1, ',')", "not enough arguments to call split (1:1)"),
        ("split('a', ',', 'b')", "cannot use string as argument (type int) to call split  (1:17)"),
        ("split(m.nope, ',')", "interface conversion: interface {} is nil, not string (1:1)"),
    ],
)
def test_split_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("splitAfter('a,b,c', ',')", ["a,", "b,", "c"]),
        ("splitAfter('a,b,c', ',', 2)", ["a,", "b,c"]),
        ("splitAfter('hé', '')", ["h", "é"]),
        ("splitAfter('', ',')", [""]),
    ],
)
def test_split_after(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("splitAfter('a', 1)", "not enough arguments to call splitAfter (1:1)"),
    ],
)
def test_split_after_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("replace('Hello World', 'World', 'Universe')", "Hello Universe"),
        ("replace('aaa', 'a', 'b', 2)", "bba"),
        ("replace('aaa', 'a', 'b', -1)", "bbb"),
        ("replace('aaa', 'a', 'b', 0)", "aaa"),
        ("replace('é', '', '-')", "-é-"),
        ("replace('', 'a', 'b')", ""),
    ],
)
def test_replace(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("replace('a', 'b')", "not enough arguments to call replace (1:1)"),
        ("replace('a', 'b', nil)", "cannot use nil as argument (type string) to call replace (1:19)"),
        ("replace('a', 'a', 'b', 'x')", "too many arguments to call replace (1:1)"),
    ],
)
def test_replace_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("repeat('Hi', 3)", "HiHiHi"),
        ("repeat('é', 2)", "éé"),
        ("repeat('a', 0)", ""),
        ("repeat('', 5)", ""),
    ],
)
def test_repeat(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("repeat('a', -1)", "invalid argument for repeat (expected positive integer, got -1) (1:1)"),
        ("repeat('a', 1000001)", "memory budget exceeded (1:1)"),
        ("repeat('a', 1.5)", "cannot use float64 as argument (type int) to call repeat  (1:13)"),
        ("repeat(1, 2)", "cannot use int as argument (type string) to call repeat  (1:8)"),
    ],
)
def test_repeat_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("join(['a', 'b'], ',')", "a,b"),
        ("join(['a', 'b'])", "ab"),
        ("join([], ',')", ""),
        ("join(['é'], '-')", "é"),
        ("join(split('a,b', ','), '-')", "a-b"),
    ],
)
def test_join(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("join([1, 2], ',')", "interface conversion: interface {} is int, not string (1:1)"),
        ("join(['a', nil], ',')", "interface conversion: interface {} is nil, not string (1:1)"),
        ("join('a', ',')", "too many arguments to call join (1:1)"),
        ("join(['a'], 1)", "too many arguments to call join (1:1)"),
        ("join(1..3)", "invalid argument for join (type []int) (1:1)"),
        ("join(m.nope)", "invalid argument for join (type %!s(<nil>)) (1:1)"),
    ],
)
def test_join_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("indexOf('apple pie', 'pie')", 6),
        ("indexOf('héllo', 'l')", 3),
        ("indexOf('abc', 'z')", -1),
        ("indexOf('abc', '')", 0),
    ],
)
def test_index_of(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("indexOf('abc', 1)", "cannot use int as argument (type string) to call indexOf  (1:16)"),
    ],
)
def test_index_of_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("lastIndexOf('apple pie apple', 'apple')", 10),
        ("lastIndexOf('ééa', 'a')", 4),
        ("lastIndexOf('', 'a')", -1),
    ],
)
def test_last_index_of(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("lastIndexOf(nil, 'a')", "cannot use nil as argument (type string) to call lastIndexOf (1:13)"),
    ],
)
def test_last_index_of_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("hasPrefix('HelloWorld', 'Hello')", True),
        ("hasPrefix('abc', '')", True),
        ("hasPrefix('éa', 'é')", True),
    ],
)
def test_has_prefix(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("hasPrefix('abc', 1)", "cannot use int as argument (type string) to call hasPrefix  (1:18)"),
    ],
)
def test_has_prefix_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("hasSuffix('HelloWorld', 'World')", True),
        ("hasSuffix('', 'a')", False),
    ],
)
def test_has_suffix(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("hasSuffix(1, 'a')", "cannot use int as argument (type string) to call hasSuffix  (1:11)"),
    ],
)
def test_has_suffix_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("len('héllo')", 5),
        ("len('')", 0),
        ("len([1, 2])", 2),
        ("len({a: 1})", 1),
        ("len(m)", 2),
        ("len(1..3)", 3),
    ],
)
def test_len(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("len(1)", "invalid argument for len (type int) (1:1)"),
        ("len(nil)", "invalid argument for len (type %!s(<nil>)) (1:1)"),
        ("len(m.nope)", "invalid argument for len (type <nil>) (1:1)"),
        ("len('a', 'b')", "invalid number of arguments (expected 1, got 2) (1:1)"),
    ],
)
def test_len_refused(source: str, message: str) -> None:
    assert refusal(source) == message
