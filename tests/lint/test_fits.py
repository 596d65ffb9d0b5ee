"""The quick look at a document beside the walk that says what is wrong: good to one is good to the other."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import pytest

from argocli.lint.fits import fits
from argocli.lint.generate import fields_text
from argocli.lint.walker import deviations
from argocli.manifest.parse import parse
from tests.lint.repository import manifests

ROOT = Path(__file__).resolve().parents[2]
FILES = {str(path): path.read_text() for path in sorted((ROOT / "examples").glob("*.yaml"))} | manifests(40)
DOCUMENTS = [document for source, text in FILES.items() for document in parse(text.encode(), source)]
STRANGE = (
    None,
    True,
    -1,
    1.5,
    "",
    "text",
    "1Gi",
    [],
    ["a"],
    [None],
    {},
    {"a": "b"},
    {"name": None},
    {"a": {}, "b": {}},
)


def clean(value: object, kind: str) -> bool:
    """Whether the walk finds nothing, neither to report nor to pass over."""
    dropped: list[tuple[str | int, ...]] = []
    return not list(deviations(value, kind, dropped=dropped)) and not dropped


def test_the_short_table_is_the_table() -> None:
    committed = (ROOT / "argocli" / "lint" / "fields.py").read_text()
    assert committed == fields_text(), "run python -m argocli.lint.generate"


def test_good_documents_fit() -> None:
    assert all(fits(document.value, document.kind) for document in DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: f"{Path(document.source).stem}-{document.index}")
def test_mutants_fit_where_the_walk_finds_nothing(document) -> None:
    chance = random.Random(3)
    verdicts = set()
    for _ in range(400):
        value = copy.deepcopy(document.value)
        where = value
        while True:
            key = chance.choice(list(where) if isinstance(where, dict) else range(len(where)))
            if not where[key] or not isinstance(where[key], dict | list) or chance.random() < 0.2:
                break
            where = where[key]
        if isinstance(where, dict) and chance.random() < 0.3:
            where[chance.choice([key.upper(), "plugin", "name", "command"])] = chance.choice(STRANGE)
        else:
            where[key] = chance.choice(STRANGE)
        verdicts.add(clean(value, document.kind))
        assert fits(value, document.kind) == clean(value, document.kind), value
    assert verdicts == {True, False}


def test_a_step_may_hold_what_the_walk_passes_over() -> None:
    steps = {"steps": [[{"name": "a", "template": "b", "arguments": {"bogus": 1}}]]}
    value = {"kind": "Workflow", "spec": {"templates": [steps]}}
    assert list(deviations(value, "Workflow")) == []
    assert not fits(value, "Workflow")
