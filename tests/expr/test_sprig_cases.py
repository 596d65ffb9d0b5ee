"""The sprig functions of letter cases and words."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.upper('hello é')", "HELLO É"),
        ("sprig.lower('HELLO É')", "hello é"),
        ("sprig.upper('ß')", "ß"),
    ],
)
def test_upper_and_lower(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.upper(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_upper_and_lower_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.title('hello world')", "Hello World"),
        ('sprig.title("it\'s a-b_c éa")', "It'S A-B_c Éa"),
        ("sprig.title('HELLO')", "HELLO"),
        ("sprig.title('')", ""),
        ("sprig.untitle('Hello World É')", "hello world é"),
        ("sprig.untitle('  A B')", "  a b"),
        ("sprig.title(nil)", ""),
    ],
)
def test_title(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.title(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_title_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.swapcase('This Is A.Test')", "tHIS iS a.tEST"),
        ("sprig.swapcase('hello WORLD é')", "HELLO world É"),
        ("sprig.swapcase('')", ""),
    ],
)
def test_swapcase(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.swapcase(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_swapcase_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.camelcase('http_server')", "HttpServer"),
        ("sprig.camelcase('some words-here')", "SomeWordsHere"),
        ("sprig.camelcase('GOLANG_IS_GREAT')", "GolangIsGreat"),
        ("sprig.camelcase('_complex__case_')", "_Complex_Case_"),
        ("sprig.camelcase('a')", "A"),
        ("sprig.camelcase('')", ""),
        ("sprig.camelcase('__')", "___"),
        ("sprig.camelcase('alreadyCamel')", "AlreadyCamel"),
    ],
)
def test_camelcase(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.camelcase(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_camelcase_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.snakecase('FirstName')", "first_name"),
        ("sprig.snakecase('HTTPServer')", "http_server"),
        ("sprig.snakecase('NoHTTPS')", "no_https"),
        ("sprig.snakecase('GO PATH')", "go_path"),
        ("sprig.snakecase('GO-PATH')", "go_path"),
        ("sprig.snakecase('http2xx')", "http_2xx"),
        ("sprig.snakecase('HTTP20xOK')", "http_20x_ok"),
        ("sprig.snakecase('Duration2m3s')", "duration_2m3s"),
        ("sprig.snakecase('Bld4Floor3rd')", "bld4_floor_3rd"),
        ("sprig.snakecase('a.B')", "a.b"),
        ("sprig.snakecase('__a__B')", "__a__b"),
        ("sprig.snakecase('ÉaBc')", "éa_bc"),
        ("sprig.snakecase('x1')", "x1"),
        ("sprig.snakecase('X1Y2')", "x1_y2"),
        ("sprig.snakecase('')", ""),
        ("sprig.snakecase(nil)", ""),
    ],
)
def test_snakecase(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.snakecase(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_snakecase_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.kebabcase('FirstName')", "first-name"),
        ("sprig.kebabcase('HTTPServer')", "http-server"),
        ("sprig.kebabcase('some words_here')", "some-words-here"),
        ("sprig.kebabcase('a')", "a"),
    ],
)
def test_kebabcase(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.kebabcase(1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_kebabcase_refused(source: str, message: str) -> None:
    assert refusal(source) == message
