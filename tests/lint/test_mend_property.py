"""One fault in a good file: mending it touches nothing but the faulty piece, brings nothing new, and mostly heals it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argocli.lint.choose import STRICTER
from argocli.lint.finding import Edit
from argocli.lint.fix import edited
from argocli.lint.sheet import sheet_of
from argocli.manifest.nodes import MAPPING, SCALAR, Node
from argocli.manifest.parse import parse
from argocli.manifest.positions import Span
from tests.lint.mending import findings, mended

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
# What a value means can only be judged when it has the right type; these say that it has not, or is no value at all.
OF_THE_TEXT = STRICTER | {"unknown-field", "wrong-type"}


@cache
def pieces(path: Path) -> list[tuple[str, Span, str]]:
    """The keys, values and whole pairs of a file: what each is, where it stands, its text."""
    found: list[tuple[str, Span, str]] = []
    for document in parse(path.read_bytes(), str(path)):
        sheet = sheet_of(document)
        assert sheet is not None
        for owner in sheet.root.walk():
            for key, value in owner.pairs if owner.form == MAPPING else ():
                found.append(("key", key.span, sheet.piece(key.span)))
                if value.form == SCALAR and not value.style and value.span.line == value.span.end_line:
                    found.append(("value", value.span, sheet.piece(value.span)))
                if not owner.flow and _is_alone(sheet.line(key.span.line), key, value):
                    lines = Span(key.span.line, 1, key.span.line + 1, 1)
                    found.append(("pair", lines, sheet.line(key.span.line) + "\n"))
    return found


def _is_alone(line: str, key: Node, value: Node) -> bool:
    return value.form == SCALAR and value.span.end_line == key.span.line and not line[: key.span.column - 1].strip()


def faults(kind: str, text: str) -> Iterator[str]:
    """The piece with something wrong in it."""
    if kind == "pair":
        yield text + text
        yield text + text.rstrip("\n") + "  # again\n"
        return
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
        yield text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        yield text[:at] + text[at].swapcase() + text[at + 1 :]
    if kind == "value":
        yield from ("5", "true", "1.50", f'"{text}"', text.lower(), text.upper())


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_single_fault(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(EXAMPLES))
    kind, span, piece = data.draw(st.sampled_from(pieces(path)))
    fault = data.draw(st.sampled_from(list(faults(kind, piece))))
    good = path.read_text()
    bad = edited(good, [Edit(span, fault)])
    result = mended(bad)
    assert result == bad or _same_around(good, bad, result), f"{path.name}: {fault!r} at {span}"
    found = {one.rule for one in findings(bad)}
    assert {one.rule for one in findings(result)} & OF_THE_TEXT <= found


def _same_around(good: str, bad: str, result: str) -> bool:
    """Whether the result is the faulty text but for the lines in which it differs from the good one, and what is on
    these lines has at least the end that it had."""
    before = _shared(good, bad)
    after = _shared(good[before:][::-1], bad[before:][::-1])
    tail = bad[len(bad) - after :]
    return result.startswith(bad[: bad.rfind("\n", 0, before) + 1]) and result.endswith(tail[tail.find("\n") :])


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_misspelt_keys_are_healed(path: Path) -> None:
    good = path.read_text()
    healed = left = 0
    for kind, span, piece in pieces(path):
        if kind != "key" or len(piece) < 4:
            continue
        bad = edited(good, [Edit(span, piece[:2] + piece[3:])])
        if not any(one.rule == "unknown-field" for one in findings(bad)):
            continue
        result = mended(bad)
        assert result in (good, bad)
        healed += result == good
        left += result == bad
    assert healed
    assert left <= healed // 10


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_pairs_given_twice_are_healed(path: Path) -> None:
    good = path.read_text()
    for kind, span, piece in pieces(path):
        if kind == "pair":
            bad = edited(good, [Edit(span, piece + piece)])
            assert any(one.rule == "duplicate-key" for one in findings(bad))
            assert mended(bad) == good


def test_whatever_is_wrong_mending_ends_and_does_no_harm() -> None:
    chance = random.Random(7)
    sources = [path.read_text() for path in EXAMPLES]
    words = [
        "---\n",
        "{{",
        ": ",
        "\n",
        "- ",
        "&a ",
        "*a ",
        "<<: ",
        "5",
        "'",
        "[",
        "\t",
        "# argolint: disable=all\n",
        "a: b, ",
    ]
    for _ in range(300):
        text = chance.choice(sources)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text))
            kind = chance.randrange(4)
            if kind == 0:
                text = text[:at] + text[at + chance.randrange(1, 4) :]
            elif kind == 1:
                text = text[:at] + chance.choice(words) + text[at:]
            elif kind == 2:
                lines = text.split("\n")
                line = chance.randrange(len(lines))
                text = "\n".join((*lines[: line + 1], *lines[line:]))
            else:
                text = text[:at] + text[at:].replace("a", "", 1)
        result = mended(text)
        before, after = ([one.rule for one in findings(one)] for one in (text, result))
        for rule in STRICTER:
            assert after.count(rule) <= before.count(rule)
