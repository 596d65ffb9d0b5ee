"""`argo cron backfill` against a real API server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from argocli.model.naming import GENERATED
from tests.cluster.stage import PREFIX, Object, Stage
from tests.cluster.test_cron_commands import CRONS, cron

START = ("--start", "Tue, 22 Oct 2024 01:00:00 GMT")


def put(stage: Stage, name: str = "nightly", **spec: Any) -> None:
    stage.put(cron(name, **spec), CRONS)


def made(stage: Stage) -> list[Object]:
    """The drivers, in the order of their times."""
    found = stage.cluster.request("GET", stage.path())["items"]
    return sorted(found, key=lambda item: times(item)[0])


def times(driver: Object) -> list[str]:
    return [item["time"] for item in json.loads(driver["spec"]["arguments"]["parameters"][0]["value"])]


def child(driver: Object, number: int = 0) -> Object:
    """The run that the driver's resource template makes of one of the times."""
    text = driver["spec"]["templates"][1]["resource"]["manifest"]
    item = json.loads(driver["spec"]["arguments"]["parameters"][0]["value"])[number]
    for name, value in item.items():
        text = text.replace("{{inputs.parameters." + name + "}}", value)
    assert "{{" not in text, "nothing but our own tags is there to be substituted"
    found: Object = json.loads(text)
    return found


def test_one_run_for_each_time_that_has_passed(stage: Stage) -> None:
    put(stage, schedules=["0 * * * *"])
    told = stage.out("cron", "backfill", "nightly", *START, "--end", "Sun, 22 Oct 2024 04:00:00 GMT", "--name", "Again")
    (driver,) = made(stage)
    assert times(driver) == [f"2024-10-22 0{hour}:00:00 +0000 GMT" for hour in (2, 3, 4)]
    assert driver["metadata"]["labels"][PREFIX + "backfill"] == "nightly"
    name = driver["metadata"]["name"]
    assert name.startswith("backfill-wf-")
    rule = "=" * 50
    assert told.splitlines() == [
        "Created Again Backfill task for Cronworkflow nightly ",
        rule,
        "Backfill Period :",
        "Start Time : Tue, 22 Oct 2024 01:00:00 GMT ",
        "  End Time : Sun, 22 Oct 2024 04:00:00 GMT ",
        "Total Backfill Schedule: 3 ",
        rule,
        "Backfill Workflows: ",
        "   NAMESPACE\t WORKFLOW: ",
        f"1. {stage.namespace} \t {name} ",
    ]
    run = child(driver, 1)
    assert run["metadata"]["generateName"] == "nightly-backfill-again-"
    assert run["metadata"]["annotations"][PREFIX + "scheduled-time"] == "2024-10-22T03:00:00Z"
    assert run["spec"]["arguments"]["parameters"] == [
        {"name": "cronScheduleTime", "value": "2024-10-22 03:00:00 +0000 GMT"}
    ]
    assert run["spec"]["priority"] == 2147483647
    assert run["spec"]["synchronization"]["mutexes"] == [{"name": "Again"}]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"schedules": ["0 2 * * *", "30 3 * * *"]}, ["02:00:00", "03:30:00"]),
        ({"schedules": ["0 2 * * *", "0 */2 * * *"]}, ["02:00:00", "04:00:00"]),
        ({"schedules": ["0 12 * * *"], "timezone": "Asia/Tokyo"}, ["03:00:00"]),
        ({"schedules": ["CRON_TZ=Asia/Tokyo 0 12 * * *"]}, ["03:00:00"]),
    ],
    ids=["several schedules", "a time that two of them mean", "time zone", "time zone of one"],
)
def test_all_schedules_and_the_time_zone_count(stage: Stage, spec: Object, expected: list[str]) -> None:
    put(stage, **spec)
    stage.out("cron", "backfill", "nightly", *START, "--end", "Tue, 22 Oct 2024 05:00:00 GMT")
    (driver,) = made(stage)
    assert [moment.split()[1] for moment in times(driver)] == expected


@pytest.mark.parametrize(("most", "sizes"), [(2, [2, 2]), (3, [3, 1]), (4, [4]), (1, [1, 1, 1, 1])])
def test_a_driver_starts_so_many_and_none_is_empty(stage: Stage, most: int, sizes: list[int]) -> None:
    put(stage, schedules=["0 * * * *"])
    stage.out(
        "cron", "backfill", "nightly", *START, "--end", "Tue, 22 Oct 2024 05:00:00 GMT", "--maxworkflowcount", str(most)
    )
    assert [len(times(driver)) for driver in made(stage)] == sizes


def test_tags_of_the_runs_reach_them_as_they_are(stage: Stage) -> None:
    put(
        stage,
        parameters=[
            {"name": "when", "value": "{{workflow.scheduledTime}}"},
            {"name": "cronScheduleTime", "value": "x"},
        ],
    )
    stage.out("cron", "backfill", "nightly", *START, "--end", "Sun, 03 Nov 2024 04:00:00 GMT", "--parallel", "true")
    run = child(made(stage)[0])
    given = {item["name"]: item["value"] for item in run["spec"]["arguments"]["parameters"]}
    assert given == {"cronScheduleTime": "2024-11-03 02:01:00 +0000 GMT", "when": "{{workflow.scheduledTime}}"}
    assert "priority" not in run["spec"]
    assert "synchronization" not in run["spec"]
    word = run["metadata"]["generateName"].removeprefix("nightly-backfill-").removesuffix("-")
    assert len(word) == 5
    assert set(word) <= set(GENERATED)


def test_the_driver_is_what_lint_passes(stage: Stage) -> None:
    put(stage, parameters=[{"name": "when", "value": "{{workflow.scheduledTime}}"}])
    stage.out("cron", "backfill", "nightly", "--start", "2024-01-01", "--format", "2006-01-02", "--argname", "day")
    driver = made(stage)[0]
    plain = {key: driver[key] for key in ("apiVersion", "kind", "spec")} | {
        "metadata": {"generateName": "backfill-wf-"}
    }
    done = stage.argo("lint", "-", stdin=json.dumps(plain))
    assert done.returncode == 0, done.stdout
    assert child(driver)["spec"]["arguments"]["parameters"][0]["name"] == "day"


def test_no_time_is_no_failure(stage: Stage) -> None:
    put(stage, schedules=["0 0 1 1 *"])
    told = stage.out("cron", "backfill", "nightly", *START, "--end", "Tue, 22 Oct 2024 05:00:00 GMT")
    assert told == "There is no suitable scheduling time.\n"
    assert made(stage) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nightly"], 2, "start date should not be empty"),
        ([*START], 2, "requires at least 1 arg(s)"),
        (["nightly", "--start", "yesterday"], 2, 'parsing time "yesterday"'),
        (["nightly", *START, "--end", "now"], 2, "--end"),
        (["nightly", *START, "--maxworkflowcount", "0"], 2, "--maxworkflowcount"),
        (["nope", *START], 3, '"nope"'),
    ],
)
def test_what_cannot_be_done_is_said(stage: Stage, words: list[str], code: int, said: str) -> None:
    done = stage.argo("cron", "backfill", *words)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
