"""The order of files never counts."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from argocli.lint.check import Check, Report, without_echoes
from argocli.lint.crossing import pack
from argocli.manifest.parse import parse
from tests.lint.faulty import write_faulty
from tests.lint.judging import judgement


@pytest.mark.slow
def test_a_repository_in_a_hundred_orders_has_the_same_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a file holds is read once, what it means a hundred times.
    monkeypatch.setattr("argocli.lint.check.parse", cache(parse))
    write_faulty(tmp_path)
    data = {str(path): path.read_bytes() for path in sorted(tmp_path.rglob("*.*")) if path.exists() and path.is_file()}
    how = judgement()
    chance = random.Random(5)
    first = found(how, data, list(data))
    assert len(first) > 100
    for _ in range(100):
        order = list(data)
        chance.shuffle(order)
        assert found(how, data, order) == first


def found(how, data: dict[str, bytes], order: list[str]) -> list[object]:
    run = Check(how.options)
    for source in order:
        run.read(source, data[source])
    report = Report()
    report.findings = without_echoes(run.judge().findings)
    return sorted(pack(report)[4], key=repr)
