"""Backfills: which times have passed, and workflows that start a run for each as the schedule would have."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from argocli.lifecycle.backfill import Backfill, drivers, times_between
from argocli.model.schedules import parse_schedule
from tests.engine.world import World

START = datetime(2024, 10, 22, 1, tzinfo=timezone(timedelta(), "GMT"))
PREFIX = "workflows.argoproj.io/"
AGAIN = Backfill("again", "day")


def passed(*schedules: str, hours: float) -> list[str]:
    found = times_between([parse_schedule(one, ZoneInfo) for one in schedules], START, START + timedelta(hours=hours))
    return [moment.strftime("%H:%M %Z") for moment in found]


@pytest.mark.parametrize(
    ("schedules", "hours", "expected"),
    [
        (["0 * * * *"], 2, ["02:00 GMT", "03:00 GMT"]),
        (["0 * * * *"], 1.9, ["02:00 GMT"]),
        (["30 * * * *", "0 * * * *"], 1, ["01:30 GMT", "02:00 GMT"]),
        (["0 * * * *", "0 2 * * *"], 1, ["02:00 GMT"]),
        (["CRON_TZ=Asia/Tokyo 0 12 * * *"], 5, ["03:00 GMT"]),
        (["@every 40m"], 2, ["01:40 GMT", "02:20 GMT", "03:00 GMT"]),
        (["0 * * * *"], -5, []),
    ],
    ids=["the end is in, the start is not", "end", "in order", "once", "zone", "interval", "backwards"],
)
def test_times_that_have_passed(schedules: list[str], hours: float, expected: list[str]) -> None:
    assert passed(*schedules, hours=hours) == expected


def cron(**spec: object) -> dict:
    inner = {
        "entrypoint": "main",
        "arguments": {
            "parameters": [{"name": "who", "value": "{{{workflow.name}}"}, {"name": "text", "value": 'a "b"'}]
        },
        "templates": [{"name": "main", "container": {"image": "x", "args": ["{{=1+1}} {{pod.name}}"]}}],
        **spec,
    }
    metadata = {"name": "nightly", "namespace": "default", "uid": "u"}
    return {"kind": "CronWorkflow", "metadata": metadata, "spec": {"schedules": ["0 * * * *"], "workflowSpec": inner}}


def runs(given: dict, backfill: Backfill = AGAIN) -> list[dict]:
    """The workflows that the pods of the first driver would create."""
    times = times_between([parse_schedule("0 * * * *", ZoneInfo)], START, START + timedelta(hours=2))
    driver = {**drivers(given, backfill, times, 10)[0]}
    driver["metadata"] = {**driver["metadata"], "name": "driver", "uid": "d"}
    world = World(driver)
    world.rest()
    found = [json.loads(request.template["resource"]["manifest"]) for request in world.requests.values()]
    return sorted(found, key=lambda run: run["metadata"]["annotations"][PREFIX + "scheduled-time"])


def test_every_pod_creates_the_run_of_its_time() -> None:
    first, second = runs(cron())
    assert [run["spec"]["arguments"]["parameters"][0] for run in (first, second)] == [
        {"name": "day", "value": "2024-10-22 02:00:00 +0000 GMT"},
        {"name": "day", "value": "2024-10-22 03:00:00 +0000 GMT"},
    ]
    assert first["metadata"]["annotations"] == {PREFIX + "scheduled-time": "2024-10-22T02:00:00Z"}
    assert first["metadata"]["labels"] == {PREFIX + "cron-workflow": "nightly"}


def test_what_the_run_has_of_tags_is_not_the_drivers() -> None:
    given = cron()
    run = runs(given)[0]
    inner = given["spec"]["workflowSpec"]
    assert run["spec"]["templates"] == inner["templates"]
    assert run["spec"]["arguments"]["parameters"][1:] == inner["arguments"]["parameters"]


def test_runs_wait_for_one_another_beside_what_they_wait_for_anyway() -> None:
    mine = {"mutexes": [{"name": "mine"}], "semaphores": [{"configMapKeyRef": {"name": "a", "key": "b"}}]}
    run = runs(cron(synchronization=mine))[0]["spec"]
    assert run["synchronization"] == {**mine, "mutexes": [{"name": "mine"}, {"name": "again"}]}
    assert run["priority"] == 2**31 - 1
    free = runs(cron(synchronization=mine), Backfill("again", "day", parallel=True))[0]["spec"]
    assert free["synchronization"] == mine
    assert "priority" not in free


@pytest.mark.parametrize(("count", "most", "sizes"), [(4, 2, [2, 2]), (5, 2, [2, 2, 1]), (1, 1000, [1]), (0, 3, [])])
def test_no_driver_is_empty(count: int, most: int, sizes: list[int]) -> None:
    times = [datetime(2024, 1, day + 1, tzinfo=UTC) for day in range(count)]
    made = drivers(cron(), AGAIN, times, most)
    assert [len(json.loads(one["spec"]["arguments"]["parameters"][0]["value"])) for one in made] == sizes
