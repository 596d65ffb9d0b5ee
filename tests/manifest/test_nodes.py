"""A document as it is written: places, styles, anchors."""

from __future__ import annotations

import pytest

from argocli.manifest.nodes import ALIAS, MAPPING, SCALAR, SEQUENCE, Node, NodeReader

TEXT = """\
a: &x {b: 'c', "d": e} # f
g:
- h: |
    one

    two

  # i
- *x
- !!str 5
j:
k: [
  l ]

# end
"""


def root(text: str = TEXT, before: int = 0) -> Node:
    return NodeReader(text, before).root()


def value(node: Node, *path: str | int) -> Node:
    for part in path:
        if isinstance(part, int):
            node = node.items[part]
        else:
            pair = node.pair(part)
            assert pair is not None
            node = pair[1]
    return node


@pytest.mark.parametrize(
    ("path", "form", "flow", "style", "span"),
    [
        ((), MAPPING, False, "", (1, 1, 13, 6)),
        (("a",), MAPPING, True, "", (1, 4, 1, 23)),
        (("a", "b"), SCALAR, True, "'", (1, 11, 1, 14)),
        (("a", "d"), SCALAR, True, "", (1, 21, 1, 22)),
        (("g",), SEQUENCE, False, "", (3, 1, 10, 10)),
        (("g", 0), MAPPING, False, "", (3, 3, 8, 1)),
        (("g", 0, "h"), SCALAR, False, "|", (3, 6, 8, 1)),
        (("g", 1), ALIAS, False, "", (9, 3, 9, 5)),
        (("g", 2), SCALAR, False, "", (10, 3, 10, 10)),
        (("j",), SCALAR, False, "", (11, 3, 11, 3)),
        (("k",), SEQUENCE, True, "", (12, 4, 13, 6)),
    ],
)
def test_every_piece_has_its_place(
    path: tuple[str | int, ...], form: str, flow: bool, style: str, span: tuple[int, int, int, int]
) -> None:
    node = value(root(), *path)
    place = node.span
    assert (node.form, node.flow, node.style) == (form, flow, style)
    assert (place.line, place.column, place.end_line, place.end_column) == span


def test_values_and_what_stands_before_them() -> None:
    tree = root()
    assert tree.value == {
        "a": {"b": "c", "d": "e"}, "g": [{"h": "one\n\ntwo\n"}, {"b": "c", "d": "e"}, "5"], "j": None, "k": ["l"],
    }  # fmt: skip
    assert (value(tree, "a").anchor, value(tree, "g", 1).anchor) == ("x", "x")
    assert [value(tree, *path).bare for path in (("a",), ("g", 2), ("j",))] == [False, False, True]


def test_of_two_pairs_the_last_counts_and_both_are_there() -> None:
    tree = root("a: 1\nb: 2\n'a': 3\n")
    assert [key.value for key, _ in tree.pairs] == ["a", "b", "a"]
    assert value(tree, "a").value == 3
    assert tree.value == {"a": 3, "b": 2}


def test_lines_before_the_text_are_counted() -> None:
    assert value(root(before=10), "j").span.line == 21


def test_everything_below_is_walked_over() -> None:
    assert [node.value for node in root("a: {b: [1]}\n").walk() if node.form == SCALAR] == ["a", "b", 1]
