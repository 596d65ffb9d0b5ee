"""The quick way to read what most files are: the builder's values, or none; and a parser without its package."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from argocli.manifest import ordinary
from argocli.manifest.parse import _read, parse
from tests.lint.repository import manifests

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TEXTS = [path.read_text() for path in sorted(EXAMPLES.glob("*.yaml"))] + list(manifests(40).values())


def same(text: str) -> bool:
    """Whether the quick way has read the text; if so, just as the builder does."""
    try:
        found = ordinary.read(text)
    except ordinary.Unusual:
        return False
    built, _ = _read(text, "", 0)
    assert [problem for document in built for problem in document.problems] == []
    assert [(document.value, document.line) for document in built] == found
    assert [list(document.value) for document in built] == [list(value) for value, _ in found]
    return True


def test_ordinary_files_are_read_as_the_builder_reads_them() -> None:
    assert all(same(text) for text in TEXTS)
    assert same('{"a": [1, "2", null, true, {"b": 1.50, "c d": "x"}], "1": {}}')
    assert same("a: 0x1f\n'b': yes\n\"n\": |\n  text\n---\nc: [~, .5, 1_0]\n...\n---\nd: e\n")


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\n", "a: !!str 1\n", "a: {<<: {b: 1}}\n", "a: 1\na: 2\n", "1: a\n", "y: a\n", "? [a]\n: b\n",
        "a: [1\n", "text\n", "[1]\n", "---\n---\na: 1\n", "a: .inf\n", "a: *x\n", "~: 1\n", "! a: 1\n", "&a b: 1\n",
        "[" * 300, "a: " + "[" * 150 + "]" * 150, "!!map {a: 1}\n", "a: \x01\n",
    ],
)  # fmt: skip
def test_whatever_is_out_of_the_ordinary_is_left_to_the_builder(text: str) -> None:
    assert not same(text)


def test_texts_with_random_faults_are_read_in_the_same_way_or_not_at_all() -> None:
    chance = random.Random(8)
    pieces = [
        "---\n",
        "{{",
        ": ",
        "\n",
        "- ",
        "&a ",
        "*a ",
        "null",
        "\t",
        "[",
        "'",
        '"',
        "!!str ",
        "<<: ",
        "#",
        "1",
        "|",
        "y",
    ]
    read = 0
    for _ in range(3000):
        text = chance.choice(TEXTS)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(pieces) + text[at + chance.randrange(4) :]
        read += same(text)
    assert read > 500


def test_positions_are_found_when_they_are_asked_for() -> None:
    first, second = parse(b"# Source: c/t.yaml\nkind: A\n---\nkind: B\nspec: {a: [b]}\n", "f.yaml")
    assert (first.origin, second.origin) == ("c/t.yaml", None)
    span = second.locate(("spec", "a", 0))
    assert (span.line, span.column, span.end_column) == (5, 12, 13)
    assert (second.line, second.excerpt(5), second.excerpt(9)) == (4, "spec: {a: [b]}", "")


LATER = """
import sys
from argocli.manifest import libyaml
assert "yaml.constructor" not in sys.modules
import yaml
{first}
assert yaml.safe_load("a: [1, 2020-01-01]")["a"][0] == 1
assert yaml.__version__ and yaml.error and yaml.events and yaml.CSafeLoader
assert yaml._yaml.ScannerError is yaml.scanner.ScannerError
for loader in (yaml.CSafeLoader, yaml.SafeLoader):
    for text, error in (("a: [", yaml.parser.ParserError), ("a: \\x01", yaml.reader.ReaderError), ("a: '", yaml.scanner.ScannerError)):
        try:
            yaml.load(text, Loader=loader)
        except error:
            continue
        raise AssertionError(text)
"""


@pytest.mark.parametrize("first", ["", "from yaml import safe_load", "import yaml.representer", "from yaml import *"])
def test_the_rest_of_yaml_is_there_for_whoever_needs_it(first: str) -> None:
    subprocess.run([sys.executable, "-c", LATER.format(first=first)], check=True)
