"""From an offset in a string to the place in the file."""

from __future__ import annotations

import pytest

from argocli.lint.facts import Path, tagged
from argocli.lint.tokens import token_span
from argocli.manifest.parse import parse


def pieces(text: str, path: Path = ("a",)) -> list[str]:
    """What stands in the file at the places of a string's tags."""
    document = parse(f"kind: X\n{text}".encode(), "f.yaml")[0]
    lines = document.text
    found = []
    for one in tagged(document.value, ()):
        if one.path != path:
            continue
        for tag in one.tags:
            span = token_span(document, path, tag.start, tag.end, key=one.key)
            if span.line == span.end_line:
                found.append(lines[span.line - 1][span.column - 1 : span.end_column - 1])
            else:
                middle = lines[span.line : span.end_line - 1]
                found.append(
                    "\n".join(
                        [
                            lines[span.line - 1][span.column - 1 :],
                            *middle,
                            lines[span.end_line - 1][: span.end_column - 1],
                        ]
                    )
                )
    return found


@pytest.mark.parametrize(
    "text",
    [
        "a: x {{one}} y {{two}} z",
        "a: 'it''s {{one}} and ''{{two}}'''",
        'a: "\\t\\"{{one}}\\u00e9\\x41 \\\\{{two}}\\n"',
        'a: "x {{one}}\\\n   y\\\n   {{two}}"',
        "a: plain {{one}}\n  folded\n\n  {{two}}",
        "a: 'quoted {{one}}\n  folded\n\n  {{two}}'",
        'a: "quoted {{one}}\n  folded\n\n  {{two}}"',
        "a: |\n  x {{one}}\n    y\n\n  {{two}}\n",
        "a: |2-   # why\n    x {{one}}\n\n  {{two}}\n",
        "a: >\n  x {{one}}\n  y\n\n    deeper\n  {{two}}\n",
        "a: >+\n\n  x {{one}}\n  {{two}}\n\n",
        "a: &anchor x {{one}} {{two}}",
        "a: !!str &b 'x {{one}} {{two}}'",
        "a: é😀 {{one}} 日本 {{two}}",
        "a: [b, c]\r\na2: d\r\n".replace("a: [b, c]", "a: x {{one}} {{two}}"),
        '{"a": "x {{one}} \\/ {{two}}"}'.replace('{"a"', '{"kind": "X", "a"'),
    ],
)
def test_tags_are_found(text: str) -> None:
    if text.startswith("{"):
        document = parse(text.encode(), "f.json")[0]
        string = tagged(document.value, ())[0]
        spans = [token_span(document, ("a",), tag.start, tag.end) for tag in string.tags]
        assert [text[span.column - 1 : span.end_column - 1] for span in spans] == ["{{one}}", "{{two}}"]
        return
    assert [piece.replace("\r", "") for piece in pieces(text)] == ["{{one}}", "{{two}}"]


def test_a_tag_over_two_lines() -> None:
    assert pieces("a: |\n  x {{one\n  two}} y\n") == ["{{one\n  two}}"]


def test_keys() -> None:
    assert pieces("'it''s {{one}}': x", ("it's {{one}}",)) == ["{{one}}"]


def test_aliases_and_merges_lead_to_what_is_meant() -> None:
    assert pieces("b: &x '{{one}}'\na: *x") == ["{{one}}"]
    assert pieces("b: &x {c: '{{one}}'}\na: {<<: *x}", ("a", "c")) == ["{{one}}"]


def test_what_cannot_be_told_is_the_whole_string() -> None:
    document = parse(b"kind: X\na: !!binary e3tvbmV9fQ==\n", "f.yaml")[0]
    assert document.value["a"] == "{{one}}"
    span = token_span(document, ("a",), 0, 7)
    assert (span.line, span.column) == (2, 4)
    assert token_span(document, ("nope", 3), 0, 2).line == 1
