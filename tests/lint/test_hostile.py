"""Input that means harm: nothing is raised, nothing takes long, nothing fills the memory."""

from __future__ import annotations

import copy
import random
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from argocli.manifest.dump import to_yaml
from argocli.manifest.parse import parse
from tests.lint import giants, giants_of_meaning
from tests.lint.corrupt import spoil
from tests.lint.faults import BASES
from tests.lint.mutants import mutate
from tests.lint.ordeal import judge, judge_in_all_forms, meet, misplaced
from tests.lint.repository import manifests

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
COUNT = 1_500
# Seconds of computing that only what never ends takes; how fast it is, the benchmark tells.
HANG = 15.0
SEED = 11
# What people write, only much more of it.
LARGE = (
    "templates", "chain_of_calls", "dag_chain", "dag_that_looks_far_back", "dag_dense", "dag_ring", "steps_chain", "script",
    "one_line", "many_documents_from_helm", "workflow_parameters", "outputs",
)  # fmt: skip


def texts() -> list[bytes]:
    """The examples, and files of one document and of several."""
    made = [text.encode() for text in manifests(30).values()]
    examples = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.yaml"))]
    bases = [text.encode() for text in BASES.values()]
    return [*examples, *made, *bases, b"---\n".join(made[:4]), b"---\n".join(made[10:13])]


def hostile_mutants(count: int, seed: int) -> Iterator[bytes]:
    """By turns a manifest with odd values, one spoilt as a text, and one that is both."""
    chance = random.Random(seed)
    sources = texts()
    values = [document.value for data in sources for document in parse(data, "f.yaml")]
    for number in range(count):
        if number % 3 == 0:
            yield spoil(chance.choice(sources), chance, sources)
            continue
        data = to_yaml(mutate(copy.deepcopy(chance.choice(values)), chance)).encode()
        yield data if number % 3 == 1 else spoil(data, chance, sources)


def test_mutants_raise_nothing_and_findings_stay_within_the_file() -> None:
    for data in hostile_mutants(COUNT, SEED):
        try:
            report = judge_in_all_forms(data)
        except Exception:
            pytest.fail(f"{traceback.format_exc(limit=-6)}\n{data!r}")
        assert report.documents == report.linted + report.broken + report.ignored
        assert not misplaced(report), data


@pytest.mark.parametrize("name", sorted(giants.GIANTS))
def test_small_giants(name: str) -> None:
    outcome = meet(giants.make(name, 0.05), HANG)
    assert not outcome.bad


@pytest.mark.parametrize("name", LARGE)
def test_large_manifests_never_hang(name: str) -> None:
    assert name in vars(giants_of_meaning) or name in vars(giants)
    outcome = meet(giants.make(name), HANG)
    assert not outcome.bad


def test_judging_in_a_process_of_its_own_tells_what_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.lint.ordeal.judge", lambda data: judge(None))
    assert "Traceback" in meet(b"").bad
    assert meet(b"kind: x\n").problem
