"""The committed schemas are those of the table, are schemas, and judge as the walker does."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from argocli.lint.generate import text
from argocli.lint.walker import deviations, kinds
from argocli.manifest.parse import parse

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_regenerated_schema_is_the_committed_one(kind: str) -> None:
    committed = (ROOT / "schemas" / f"{kind.lower()}.json").read_text()
    assert committed == text(kind), "run python -m argocli.lint.generate"
    jsonschema.Draft202012Validator.check_schema(json.loads(committed))


def test_schema_and_walker_agree_on_examples_and_their_mutations() -> None:
    validator = jsonschema.Draft202012Validator(json.loads((ROOT / "schemas" / "workflow.json").read_text()))
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        for document in parse(path.read_bytes(), str(path)):
            if document.kind != "Workflow":
                continue
            for value in (
                document.value,
                {**document.value, "sepc": 1},
                {**document.value, "spec": {"templates": "no"}},
            ):
                assert validator.is_valid(value) == (not list(deviations(value, "Workflow"))), yaml.dump(value)
