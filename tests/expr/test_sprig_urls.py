"""The sprig functions of URLs and versions."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (
            "sprig.urlParse('http://admin:secret@server.com:8080/api?list=false#anchor')",
            {
                "fragment": "anchor",
                "host": "server.com:8080",
                "hostname": "server.com",
                "opaque": "",
                "path": "/api",
                "query": "list=false",
                "scheme": "http",
                "userinfo": "admin:secret",
            },
        ),
        (
            "sprig.urlParse('mailto:a@b.c')",
            {
                "fragment": "",
                "host": "",
                "hostname": "",
                "opaque": "a@b.c",
                "path": "",
                "query": "",
                "scheme": "mailto",
                "userinfo": "",
            },
        ),
        (
            "sprig.urlParse('/a%20b?q')",
            {
                "fragment": "",
                "host": "",
                "hostname": "",
                "opaque": "",
                "path": "/a b",
                "query": "q",
                "scheme": "",
                "userinfo": "",
            },
        ),
        (
            "sprig.urlParse('http://[::1]:80/x')",
            {
                "fragment": "",
                "host": "[::1]:80",
                "hostname": "::1",
                "opaque": "",
                "path": "/x",
                "query": "",
                "scheme": "http",
                "userinfo": "",
            },
        ),
        (
            "sprig.urlParse('')",
            {
                "fragment": "",
                "host": "",
                "hostname": "",
                "opaque": "",
                "path": "",
                "query": "",
                "scheme": "",
                "userinfo": "",
            },
        ),
        (
            "sprig.urlParse('HTTP://h/é')",
            {
                "fragment": "",
                "host": "h",
                "hostname": "h",
                "opaque": "",
                "path": "/é",
                "query": "",
                "scheme": "http",
                "userinfo": "",
            },
        ),
        ("sprig.urlParse('a:b/c').opaque", "b/c"),
    ],
)
def test_url_parse(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "sprig.urlParse('http://h:x/')",
            'unable to parse url: parse "http://h:x/": invalid port ":x" after host (1:7)',
        ),
        ("sprig.urlParse('http://h/%zz')", 'unable to parse url: parse "http://h/%zz": invalid URL escape "%zz" (1:7)'),
        ("sprig.urlParse(':a')", 'unable to parse url: parse ":a": missing protocol scheme (1:7)'),
        (
            "sprig.urlParse('1:2/3')",
            'unable to parse url: parse "1:2/3": first path segment in URL cannot contain colon (1:7)',
        ),
        ("sprig.urlParse(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_url_parse_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (
            "sprig.urlJoin({scheme: 'http', host: 'host:80', path: '/p a', query: 'q', fragment: 'f é', userinfo: 'u:p'})",
            "http://u:p@host:80/p%20a?q#f%20%C3%A9",
        ),
        ("sprig.urlJoin({scheme: 'mailto', opaque: 'a@b'})", "mailto:a@b"),
        ("sprig.urlJoin({host: 'h', path: 'x'})", "//h/x"),
        ("sprig.urlJoin({path: 'a:b'})", "./a:b"),
        ("sprig.urlJoin({})", ""),
        ("sprig.urlJoin(nil)", ""),
    ],
)
def test_url_join(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.urlJoin({scheme: 1})", "unable to parse scheme key, must be of type string, but int found (1:7)"),
        ("sprig.urlJoin({scheme: nil})", "runtime error: invalid memory address or nil pointer dereference (1:7)"),
        ("sprig.urlJoin('a')", "reflect: Call using string as type map[string]interface {} (1:7)"),
    ],
)
def test_url_join_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.semverCompare('1.2.3', '1.2.3')", True),
        ("sprig.semverCompare('>=1.2, <2', '1.9.0')", True),
        ("sprig.semverCompare('^1.2', '1.1.0')", False),
        ("sprig.semverCompare('~1.2.3', '1.3.0')", False),
        ("sprig.semverCompare('1.2 - 1.4', '1.3.5')", True),
        ("sprig.semverCompare('<1 || >=2', '2.0.0')", True),
        ("sprig.semverCompare('1.x', '1.5.0')", True),
        ("sprig.semverCompare('*', '0.0.1')", True),
        ("sprig.semverCompare('^0.2.3', '0.3.0')", False),
        ("sprig.semverCompare('>1', '1.5.0')", False),
        ("sprig.semverCompare('!=1.2', '1.2.5')", False),
        ("sprig.semverCompare('>=1.2.3', '1.2.4-beta')", False),
        ("sprig.semverCompare('>=1.2.3-0', '1.2.4-beta')", True),
        ("sprig.semverCompare('>1.2.3-alpha.2', '1.2.3-alpha.10')", True),
    ],
)
def test_semver_compare(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.semverCompare('bad', '1.2.3')", "improper constraint: bad (1:7)"),
        ("sprig.semverCompare('1', 'x')", "invalid semantic version (1:7)"),
        ("sprig.semverCompare('', '1')", "improper constraint:  (1:7)"),
        ("sprig.semverCompare(1, '1')", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_semver_compare_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("string(sprig.semver('v1.2'))", "1.2.0"),
        ("sprig.semver('1.2.3-beta.1+build').Prerelease()", "beta.1"),
        ("sprig.semver('1.2.3+build').Metadata()", "build"),
        ("sprig.semver('v1.2').Original()", "v1.2"),
        ("int(sprig.semver('1.2.3').Minor())", 2),
        ("toJson(sprig.semver('v1.2'))", '"1.2.0"'),
    ],
)
def test_semver(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.semver('x')", "invalid semantic version (1:7)"),
        ("sprig.semver('1.2.3-01')", "version segment starts with 0 (1:7)"),
    ],
)
def test_semver_refused(source: str, message: str) -> None:
    assert refusal(source) == message
