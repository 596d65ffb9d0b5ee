"""The sprig functions of defaults, types, encodings, hashes and paths."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.default('foo', 'bar')", "bar"),
        ("sprig.default('foo', '')", "foo"),
        ("sprig.default('foo', nil)", "foo"),
        ("sprig.default('foo', 0)", "foo"),
        ("sprig.default('foo', [])", "foo"),
        ("sprig.default('foo', {})", "foo"),
        ("sprig.default('foo', false)", "foo"),
        ("sprig.default('foo')", "foo"),
        ("sprig.default('foo', m.nope)", "foo"),
    ],
)
def test_default(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.default()", "invalid number of arguments: expected at least 1, got 0 (1:7)"),
    ],
)
def test_default_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.empty('')", True),
        ("sprig.empty(nil)", True),
        ("sprig.empty(0)", True),
        ("sprig.empty(0.0)", True),
        ("sprig.empty([])", True),
        ("sprig.empty({a: 1})", False),
        ("sprig.empty('a')", False),
        ("sprig.empty(duration('0s'))", True),
        ("sprig.empty(date('2023-08-14'))", False),
    ],
)
def test_empty(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.empty()", "invalid number of arguments: expected 1, got 0 (1:7)"),
    ],
)
def test_empty_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.coalesce(0, 1, 2)", 1),
        ("sprig.coalesce('', nil)", None),
        ("sprig.coalesce()", None),
    ],
)
def test_coalesce(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.all(1, 'a', [1])", True),
        ("sprig.all(1, '')", False),
        ("sprig.all()", True),
        ("sprig.any('', 0, 1)", True),
        ("sprig.any()", False),
    ],
)
def test_all_and_any(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.ternary('foo', 'bar', true)", "foo"),
        ("sprig.ternary('foo', 'bar', false)", "bar"),
        ("sprig.ternary('foo', 'bar', nil)", "bar"),
    ],
)
def test_ternary(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.ternary('foo', 'bar', 1)", "reflect: Call using int as type bool (1:7)"),
        ("sprig.ternary('foo', 'bar')", "invalid number of arguments: expected 3, got 2 (1:7)"),
    ],
)
def test_ternary_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "sprig.fail('Please accept the end user license agreement')",
            "Please accept the end user license agreement (1:7)",
        ),
        ("sprig.fail('')", " (1:7)"),
    ],
)
def test_fail_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.kindOf(1)", "int"),
        ("sprig.kindOf('a')", "string"),
        ("sprig.kindOf(nil)", "invalid"),
        ("sprig.kindOf([1])", "slice"),
        ("sprig.kindOf({a: 1})", "map"),
        ("sprig.kindOf(1.5)", "float64"),
        ("sprig.kindOf(date('2023-08-14'))", "struct"),
        ("sprig.kindIs('string', 'a')", True),
        ("sprig.kindIs('int', 1.0)", False),
        ("sprig.typeOf(1)", "int"),
        ("sprig.typeOf(nil)", "<nil>"),
        ("sprig.typeOf([1])", "[]interface {}"),
        ("sprig.typeOf(split('a', ','))", "[]string"),
        ("sprig.typeOf({a: 1})", "map[string]interface {}"),
        ("sprig.typeOf(duration('1s'))", "time.Duration"),
        ("sprig.typeIs('int', 1)", True),
        ("sprig.typeIsLike('time.Time', date('2023-08-14'))", True),
    ],
)
def test_kinds_and_types(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.kindIs(1, 1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_kinds_and_types_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.b64enc('hello é')", "aGVsbG8gw6k="),
        ("sprig.b64dec('aGVsbG8=')", "hello"),
        ("sprig.b64dec('')", ""),
        ("sprig.b64dec('a')", "illegal base64 data at input byte 0"),
        ("sprig.b64dec('!')", "illegal base64 data at input byte 0"),
        ("sprig.b32enc('hello')", "NBSWY3DP"),
        ("sprig.b32dec('NBSWY3DP')", "hello"),
        ("sprig.b32dec('1')", "illegal base32 data at input byte 0"),
    ],
)
def test_base64(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.b64enc(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_base64_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.toJson({b: 1, a: '<'})", '{"a":"\\u003c","b":1}'),
        ("sprig.toJson(1 / 0)", ""),
        ("sprig.toRawJson({a: '<&>'})", '{"a":"<&>"}'),
        ("sprig.toPrettyJson({a: [1]})", '{\n  "a": [\n    1\n  ]\n}'),
        ("sprig.fromJson('{\"a\": [1]}')", {"a": [1.0]}),
        ("sprig.fromJson('x')", None),
        ("sprig.mustFromJson('1')", 1.0),
        ("sprig.mustToJson(nil)", "null"),
    ],
)
def test_json(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.mustToJson(0 / 0)", "json: unsupported value: NaN (1:7)"),
        ("sprig.mustFromJson('x')", "invalid character 'x' looking for beginning of value (1:7)"),
        ("sprig.toRawJson(1 / 0)", "json: unsupported value: +Inf (1:7)"),
        ("sprig.fromJson(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_json_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.sha1sum('Hello world!')", "d3486ae9136e7856bc42212385ea797094475802"),
        ("sprig.sha256sum('Hello world!')", "c0535e4be2b79ffd93291305436bf889314e4a3faec05ecffcbb7df31ad9e51a"),
        (
            "sprig.sha512sum('')",
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        ),
        ("sprig.adler32sum('Hello world!')", "487130206"),
        ("sprig.sha256sum('é')", "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"),
        ("sprig.sha256sum(nil)", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ],
)
def test_hashes(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.sha1sum(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_hashes_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.base('foo/bar/baz')", "baz"),
        ("sprig.base('/')", "/"),
        ("sprig.base('')", "."),
        ("sprig.dir('foo/bar/baz')", "foo/bar"),
        ("sprig.dir('/a')", "/"),
        ("sprig.dir('a')", "."),
        ("sprig.dir('')", "."),
        ("sprig.ext('foo.tar.gz')", ".gz"),
        ("sprig.ext('foo/.x')", ".x"),
        ("sprig.ext('foo')", ""),
        ("sprig.clean('foo/bar/../baz')", "foo/baz"),
        ("sprig.clean('//a/./b/')", "/a/b"),
        ("sprig.clean('')", "."),
        ("sprig.clean('../..')", "../.."),
        ("sprig.isAbs('/a')", True),
        ("sprig.isAbs('a')", False),
        ("sprig.osBase('/a/b')", "b"),
        ("sprig.osDir('/a/b')", "/a"),
        ("sprig.osExt('a.b')", ".b"),
        ("sprig.osClean('/a//b')", "/a/b"),
        ("sprig.osIsAbs('')", False),
    ],
)
def test_paths(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.base(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_paths_refused(source: str, message: str) -> None:
    assert refusal(source) == message
