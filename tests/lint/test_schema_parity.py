"""The walk over the table of types and the JSON Schemas made from it say the same of every document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from argocli.lint.check import Options, check
from argocli.lint.fits import fits
from argocli.lint.schema import validator
from argocli.lint.walker import deviations, kinds, types
from argocli.manifest.parse import parse
from tests.lint.mutants import mutants, positions, whole

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
COUNT = 1500
SEED = 7


def manifests() -> list[dict[str, Any]]:
    """The examples, and for every kind a document with all of its fields."""
    read = [one.value for path in sorted(EXAMPLES.glob("*.yaml")) for one in parse(path.read_bytes(), path.name)]
    return [*read, *(whole(kind, depth) for kind in kinds() for depth in (2, 4))]


def places(value: dict[str, Any]) -> tuple[set[tuple[str | int, ...]], set[tuple[str | int, ...]]]:
    """What the walk and what the schema finds wrong, each by the path of the value or of the mapping with the key."""
    kind = value["kind"]
    walked = {found.path[:-1] if found.key else found.path for found in deviations(value, kind)}
    read = set()
    for error in validator(kind).iter_errors(value):
        path = tuple(error.absolute_path)
        # The bytes of a list of bytes are one value to the walk.
        read.add(path[:-1] if "bytes" in path[-2:-1] else path)
    return walked, read


def disagreement(value: dict[str, Any]) -> str:
    walked, read = places(value)
    dropped: list[tuple[str | int, ...]] = []
    list(deviations(value, value["kind"], dropped=dropped))
    if fits(value, value["kind"]) != (not walked and not dropped):
        return f"the quick look, against {walked} and {dropped}: {value}"
    return f"walk {sorted(walked, key=str)}, schema {sorted(read, key=str)}: {value}" if walked != read else ""


def test_walk_and_schema_agree_on_mutants_of_everything() -> None:
    found = list(filter(None, map(disagreement, mutants(COUNT, SEED, manifests()))))
    assert not found, found[:3]


def test_walk_and_schema_accept_a_document_with_every_field() -> None:
    for kind in kinds():
        assert places(whole(kind, 4)) == (set(), set())


def test_every_type_is_reached_in_and_out_of_steps() -> None:
    reached = {(at.type, at.lenient) for at in positions()}
    structs = {name for name, declared in types().items() if "fields" in declared}
    assert {name for name, _ in reached} == structs
    assert len({name for name, lenient in reached if lenient}) > 150


def test_mutants_are_of_both_sorts() -> None:
    wrong = [bool(places(value)[0]) for value in mutants(300, SEED, manifests())]
    assert 60 < sum(wrong) < 290


WORKFLOW = {"kind": "Workflow", "apiVersion": "argoproj.io/v1alpha1"}


def step(body: dict[str, Any]) -> dict[str, Any]:
    return {**WORKFLOW, "spec": {"templates": [{"steps": [[body]]}]}}


@pytest.mark.parametrize(
    ("reason", "value", "walk", "schema"),
    [
        (
            "a pattern cannot tell leap years",
            {**WORKFLOW, "metadata": {"creationTimestamp": "2023-02-29T00:00:00Z"}},
            {("metadata", "creationTimestamp")},
            set(),
        ),
        (
            "the reader makes integers of whole numbers; to a schema 1.0 is one",
            {**WORKFLOW, "spec": {"parallelism": 1.0}},
            {("spec", "parallelism")},
            set(),
        ),
        (
            "below a step keys count in any case; properties of a schema have one spelling",
            step({"Name": "a", "arguments": {"Parameters": 1}}),
            {("spec", "templates", 0, "steps", 0, 0), ("spec", "templates", 0, "steps", 0, 0, "arguments", "Parameters")},
            {("spec", "templates", 0, "steps", 0, 0)},
        ),
    ],
)  # fmt: skip
def test_what_a_schema_cannot_see(reason: str, value: dict[str, Any], walk: set[Any], schema: set[Any]) -> None:
    assert places(value) == (walk, schema), reason


def test_repeated_keys_are_for_the_reader_to_see() -> None:
    text = b"kind: Workflow\nmetadata: {name: a}\nspec: {}\nspec: {entrypoint: m}\n"
    (document,) = parse(text, "f.yaml")
    assert places(document.value) == (set(), set())
    assert [finding.rule for finding in check([("f.yaml", text)], Options()).findings][:1] == ["duplicate-key"]
