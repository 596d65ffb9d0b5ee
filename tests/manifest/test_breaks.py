"""Lines are those that editors count, whatever YAML takes for the end of one; what is no text is located too."""

from __future__ import annotations

import pytest

from argocli.manifest import ordinary
from argocli.manifest.parse import parse


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("kind: A\nb: c\n", (2, 4)),
        ("kind: A\r\nb: c\r\n", (2, 4)),
        ("kind: A\rb: c\r", (1, 12)),
        ("kind: A\r\rb: c\n", (1, 13)),
        ("kind: 'A\u2028'\nb: c\n", (2, 4)),
        ("kind: A\x85b: c\n", (1, 12)),
        ("# \u2029# é\nkind: A\nb: c\n", (3, 4)),
        ('kind: "A \\\n  \u2028"\nb: c\n', (3, 4)),
    ],
)
def test_lines_and_columns(text: str, place: tuple[int, int]) -> None:
    (document,) = parse(text.encode(), "f.yaml")
    span = document.locate(("b",))
    assert (span.line, span.column) == place
    assert document.text[span.line - 1][span.column - 1] == "c"


def test_a_fault_behind_unusual_line_breaks() -> None:
    (document,) = parse("kind: '\u2028\u2028'\nb: [\n".encode(), "f.yaml")
    assert document.problems[0].span.line in (2, 3)


@pytest.mark.parametrize("text", ["a: [b", "a: [b,\n  c", "kind: A\n---\na: {b: [", "a: 'b", "a:\n  - [\n"])
def test_what_is_missing_at_the_end_is_missed_within_the_file(text: str) -> None:
    document = parse(text.encode(), "f.yaml")[-1]
    span = document.problems[0].span
    lines = text.split("\n")
    assert 1 <= span.line <= len(lines)
    assert 1 <= span.column <= len(lines[span.line - 1]) + 1


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"kind: A\nb: \x00\n", (2, 4), "U+0000"),
        (b"kind: A\n---\nkind: B\nb: \xc3\xa9\x1b[2J\n", (4, 5), "U+001B"),
        (b"kind: A\n---\nkind: B\nb: \xc3\xa9\xff\n", (4, 5), "not valid Unicode"),
        ("kind: A\n---\nb: é".encode("utf-16") + b"\xd8", (3, 5), "not valid Unicode"),
        (b"\xff\xfe" + "kind: A\n---\nb: ".encode("utf-16-le") + b"\x00\xd8a\x00", (3, 4), "not valid Unicode"),
    ],
)
def test_what_is_no_text_is_located(data: bytes, place: tuple[int, int], words: str) -> None:
    document = parse(data, "f.yaml")[-1]
    (problem,) = document.problems
    assert (problem.span.line, problem.span.column) == place
    assert words in problem.message
    # What is shown of the file can be written anywhere.
    "\n".join(document.text).encode()


def test_a_file_has_so_many_values_and_the_rest_is_one_document() -> None:
    good = "kind: A\nb: c\n"
    large = f"kind: B\nb: [{'1,' * ordinary.MAX_VALUES}]\n"
    documents = parse("---\n".join([good, large, good, good]).encode(), "f.yaml")
    assert [document.kind for document in documents] == ["A", ""]
    assert documents[1].problems[0].code == "hostile"
    assert "what follows is not read" in documents[1].problems[0].message
    broken = parse("---\n".join(["a: [\n", good, large, good]).encode(), "f.yaml")
    assert [document.kind for document in broken] == ["", "A", ""]


def test_a_file_below_the_limit_is_read_whole() -> None:
    items = ordinary.MAX_VALUES // 2
    (document,) = parse(f"kind: B\nb: [{'1,' * items}]\n".encode(), "f.yaml")
    assert document.value == {"kind": "B", "b": [1] * items}


def test_a_hostile_document_hides_nothing_behind_it() -> None:
    documents = parse(b"kind: A\n---\na: &a [*a]\n---\nkind: C\n", "f.yaml")
    assert [document.kind for document in documents] == ["A", "", "C"]
