"""Text to documents: scalars, positions, broken and hostile input."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argocli.manifest.dump import to_yaml
from argocli.manifest.parse import parse
from argocli.manifest.scalars import plain

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("Null", None), ("y", True), ("Off", False), ("yes", True), ("nO", "nO"),
        ("1e3", 1000), ("1.50", 1.5), ("1.0", 1), ("0o17", 15), ("017", 15), ("08", 8), ("0x1F", 31), ("0b11", 3),
        ("1_000", 1000), ("-5", -5), ("+5", 5), (".5", 0.5), ("1:30", "1:30"), ("2020-01-01", "2020-01-01"),
        ("=", "="), ("12345678901234567890", 12345678901234567890), ("1e-7", 1e-7), ("a", "a"), ("-", "-"),
        ("v1.2.3", "v1.2.3"), ("99999999999999999999999", 1e23),
    ],
)  # fmt: skip
def test_plain_scalars_are_typed_as_upstream_types_them(text: str, value: object) -> None:
    found = plain(text)
    assert found == value
    assert isinstance(found, bool) == isinstance(value, bool)


def test_every_part_has_a_position() -> None:
    document = parse(b"kind: Workflow\nspec:\n  templates:\n  - name: a\n    container: {image: b}\n", "f.yaml")[0]
    assert (document.locate(("spec", "templates", 0, "container", "image")).line) == 5
    key = document.locate_key(("spec", "templates", 0, "name"))
    assert (key.line, key.column, key.end_column) == (4, 5, 9)
    assert document.locate(("spec", "nowhere", "below")).line == 3


def test_a_broken_document_does_not_hide_the_others() -> None:
    documents = parse(b"kind: A\n---\nkind: [\n---\nkind: C\n", "f.yaml")
    assert [document.kind for document in documents] == ["A", "", "C"]
    problem = documents[1].problems[0]
    assert problem.code == "syntax"
    assert 3 <= problem.span.line <= 4


def test_comments_and_blanks_are_no_documents() -> None:
    assert [d.kind for d in parse(b"# licence\n---\nkind: A\n---\n\n---\n# end\n", "f")] == ["A"]


def test_helm_origin_and_absolute_lines() -> None:
    documents = parse(b"---\n# Source: chart/templates/a.yaml\nkind: A\n---\n# Source: chart/b.yaml\nkind: B\n", "out")
    assert [document.origin for document in documents] == ["chart/templates/a.yaml", "chart/b.yaml"]
    assert documents[1].line == 6


def test_duplicate_keys_are_problems_and_the_last_wins() -> None:
    document = parse(b"kind: A\na: 1\na: 2\n", "f")[0]
    assert document.value == {"kind": "A", "a": 2}
    assert [problem.code for problem in document.problems] == ["duplicate-key"]
    assert document.problems[0].span.line == 3


def test_merge_keys() -> None:
    document = parse(b"kind: A\nx: &x {a: 1, b: 2}\nz:\n  <<: *x\n  c: 3\n", "f")[0]
    assert document.value["z"] == {"a": 1, "b": 2, "c": 3}
    assert document.problems == []


def test_json_bom_and_crlf() -> None:
    assert parse(b'\xef\xbb\xbf{"kind": "A"}', "f")[0].kind == "A"
    assert parse(b"kind: A\r\nb: c\r\n", "f")[0].value == {"kind": "A", "b": "c"}


@pytest.mark.parametrize(
    "data",
    [
        b"a: &a [*a]\nkind: x",
        b"[" * 5000,
        b"a: \x00b",
        b"\xff\xfe\xfa",
        b"a: &a [1,2]\n"
        + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c,*%c]\n" % ((c + 1,) * 2 + (c,) * 5) for c in range(97, 115)),
        b"kind: 1\n",
        b"kind: .inf\n",
        b"- 1\n",
        b"? \n: 1\n",
    ],
)
def test_hostile_or_useless_input_is_one_clear_problem(data: bytes) -> None:
    documents = parse(data, "f")
    assert len(documents) == 1
    assert len(documents[0].problems) == 1
    assert documents[0].value is None or documents[0].problems[0].code == "no-kind"


def test_a_file_that_is_too_large_is_not_read() -> None:
    assert parse(b"a" * 2000, "f", max_bytes=1000)[0].problems[0].code == "hostile"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcyn019:-", min_size=1, max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text("abcyn019:-", min_size=1, max_size=6), JSON, max_size=5))
def test_what_is_dumped_reads_back_the_same(value: dict[str, object]) -> None:
    wanted = {**value, "kind": "A"}
    assert parse(to_yaml(wanted).encode(), "f")[0].value == wanted


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    parse(data, "f")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(EXAMPLES.glob("*.yaml"))), st.integers(0, 2000), st.integers(0, 30), st.binary(max_size=6)
)
def test_no_mutation_makes_it_raise(path: Path, start: int, length: int, insert: bytes) -> None:
    data = path.read_bytes()
    for document in parse(data[:start] + insert + data[start + length :], "f"):
        assert document.value is not None or document.problems
