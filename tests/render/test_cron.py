"""Cron workflows as people see them: when the next run is, and nothing that drives a terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from argocli.render.cron import cron_block, cron_table, next_run

NOW = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)


def zones(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except KeyError as error:
        raise ValueError(name) from error


def cron(**spec: object) -> dict:
    return {
        "kind": "CronWorkflow",
        "metadata": {"name": "a", "namespace": "n"},
        "spec": {"schedules": ["0 3 * * *"], **spec},
    }


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, "2026-03-29 03:00"),
        ({"timezone": "Europe/Berlin"}, "2026-03-29 01:00"),
        ({"schedules": ["0 3 * * *", "45 22 * * *"]}, "2026-03-28 22:45"),
        ({"schedules": ["@every 90s"]}, "2026-03-28 22:31"),
        ({"schedules": ["0 3 30 2 *"]}, None),
        ({"schedules": ["0 3 * * *", "nonsense"]}, None),
        ({"timezone": "Nowhere/At-All"}, None),
        ({"schedules": []}, None),
    ],
    ids=["UTC", "zone, in summer time by then", "the earliest", "interval", "never", "no schedule", "no zone", "none"],
)
def test_the_next_run(spec: dict, expected: str | None) -> None:
    found = next_run(cron(**spec), NOW, zones)
    assert (found.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if found else None) == expected
    assert ("NextScheduledTime:" in cron_block(cron(**spec), NOW, zones)) == (expected is not None)


@pytest.mark.parametrize(("suspend", "due"), [(False, "4h"), (True, "N/A")])
def test_what_is_suspended_has_no_next_run_in_the_table(suspend: bool, due: str) -> None:
    row = cron_table([cron(suspend=suspend)], NOW, zones).splitlines()[1].split()
    assert row[:4] == ["a", "0s", "N/A", due]
    assert row[-1] == ("true" if suspend else "false")


def test_a_text_of_an_object_drives_no_terminal() -> None:
    block = cron_block(
        cron(timezone="\x1b[31m", workflowSpec={"arguments": {"parameters": [{"name": "p", "value": "a\x1bb"}]}}),
        NOW,
        zones,
    )
    assert "\x1b" not in block
    assert "  p:                           a b\n" in block
