"""`argo cron` against a real API server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.stage import Object, Stage, ago, as_text

CRONS = "cronworkflows"


def cron(name: str = "", *, generate: str = "", parameters: list[Object] | None = None, **spec: Any) -> Object:
    main = {"name": "main", "container": {"image": "busybox", "command": ["true"]}}
    other = {**main, "name": "other"}
    inner: Object = {"entrypoint": "main", "templates": [main, other]}
    if parameters:
        inner["arguments"] = {"parameters": parameters}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "CronWorkflow",
        "metadata": {"name": name} if name else {"generateName": generate or "made-"},
        "spec": {"schedules": ["1 2 3 * *"], "workflowSpec": inner, **spec},
    }


def read(stage: Stage, name: str) -> Object:
    return stage.cluster.request("GET", stage.path(name, CRONS))


def fields(block: str) -> dict[str, str]:
    return {line[:30].strip().rstrip(":"): line[31:].strip() for line in block.splitlines()}


def test_a_cron_workflow_is_created_and_shown(stage: Stage) -> None:
    block = stage.out(
        "cron", "create", "-", stdin=as_text(cron("nightly", concurrencyPolicy="Forbid", startingDeadlineSeconds=0))
    )
    assert "Schedules:                     1 2 3 * *\n" in block
    found = fields(block)
    assert found.pop("Created")
    assert found.pop("NextScheduledTime").endswith("from now) (assumes workflow-controller is in UTC)")
    assert found == {
        "Name": "nightly",
        "Namespace": stage.namespace,
        "Schedules": "1 2 3 * *",
        "Suspended": "false",
        "StartingDeadlineSeconds": "0",
        "ConcurrencyPolicy": "Forbid",
    }
    assert stage.out("cron", "get", "nightly", "-o", "name") == "nightly\n"
    assert json.loads(stage.out("cron", "get", "nightly", "-o", "json"))["kind"] == "CronWorkflow"
    missing = stage.argo("cron", "get", "nope")
    assert missing.returncode == 3
    assert '"nope"' in missing.stderr
    assert stage.argo("cron", "get").returncode == 2


def test_what_a_controller_has_noted_is_shown(stage: Stage) -> None:
    made = cron("busy", schedules=["* * * * *", "*/2 * * * *"], timezone="Europe/Berlin")
    made["status"] = {
        "lastScheduledTime": ago(minutes=5),
        "active": [{"name": "busy-1"}, {"name": "busy-2"}],
        "conditions": [
            {"type": "SubmissionError", "status": "True", "message": "no quota"},
            {"type": "SpecError", "status": "True"},
        ],
    }
    stage.put(made, CRONS)
    block = stage.out("cron", "get", "busy")
    found = fields(block)
    assert found["Schedules"] == "* * * * *,*/2 * * * *"
    assert found["Timezone"] == "Europe/Berlin"
    assert found["LastScheduledTime"].endswith("(5 minutes ago)")
    assert found["Active Workflows"] == "busy-1, busy-2"
    assert (found["✖ SubmissionError"], found["SpecError"]) == ("no quota", "True")
    assert "\nConditions:\n" in block


@pytest.mark.parametrize(
    ("words", "where", "value"),
    [
        (["--schedule", "0 0 * * 1"], ("spec", "schedules"), ["0 0 * * 1"]),
        (["--entrypoint", "other"], ("spec", "workflowSpec", "entrypoint"), "other"),
        (["--serviceaccount", "robot"], ("spec", "workflowSpec", "serviceAccountName"), "robot"),
        (["-l", "app=shop"], ("metadata", "labels"), {"app": "shop"}),
        (
            ["-p", 'message="bar test passed"'],
            ("spec", "workflowSpec", "arguments", "parameters"),
            [{"name": "message", "value": '"bar test passed"'}],
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
@pytest.mark.parametrize("verb", ["create", "update"])
def test_flags_change_what_the_file_says(
    stage: Stage, verb: str, words: list[str], where: tuple[str, ...], value: object
) -> None:
    made = cron("changed", parameters=[{"name": "message", "value": "old"}])
    if verb == "update":
        stage.put(cron("changed"), CRONS)
    stage.out("cron", verb, *words, "-", stdin=as_text(made))
    found: Any = read(stage, "changed")
    for key in where:
        found = found[key]
    assert found == value


def test_names_of_the_command_line(stage: Stage) -> None:
    assert (
        stage.out("cron", "create", "--name", "given", "-o", "name", "-", stdin=as_text(cron(generate="x-")))
        == "given\n"
    )
    made = stage.out("cron", "create", "--generate-name", "new-", "-o", "name", "-", stdin=as_text(cron("given")))
    assert made.startswith("new-")


def test_a_parameter_file_gives_way_to_the_command_line(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("a: 1\nb: {c: [2]}\n")
    block = stage.out("cron", "create", "-f", str(tmp_path / "p.yaml"), "-p", "a=9", "-", stdin=as_text(cron("given")))
    assert (fields(block)["a"], fields(block)["b"]) == ("9", '{"c":[2]}')


def test_an_update_keeps_what_is_known_about_runs(stage: Stage) -> None:
    old = cron("kept")
    old["metadata"]["annotations"] = {"cronworkflows.argoproj.io/last-used-schedule": "1 2 3 * *"}
    old["status"] = {"active": [{"name": "kept-1"}], "lastScheduledTime": ago(minutes=5), "phase": "Active"}
    stage.put(old, CRONS)
    stage.out("cron", "update", "-", stdin=as_text(cron("kept", suspend=True)))
    found = read(stage, "kept")
    assert found["spec"]["suspend"] is True
    assert found["status"] == old["status"]
    assert found["metadata"]["annotations"] == old["metadata"]["annotations"]
    found["status"]["phase"] = "Stopped"
    stage.cluster.request("PUT", stage.path("kept", CRONS), found)
    stage.out("cron", "update", "-", stdin=as_text(cron("kept")))
    assert not read(stage, "kept").get("status")


def test_an_update_of_what_is_not_there_fails(stage: Stage) -> None:
    missing = stage.argo("cron", "update", "-", stdin=as_text(cron("nope")))
    assert missing.returncode == 3
    assert 'failed to get existing cron workflow "nope" to update' in missing.stderr


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"schedules": ["61 * * * *"]}, "61"),
        ({"schedules": []}, "schedule"),
        ({"timezone": "Nowhere/At-All"}, "Nowhere"),
    ],
)
def test_what_no_controller_would_take_is_refused(stage: Stage, spec: Object, words: str) -> None:
    refused = stage.argo("cron", "create", "-", stdin=as_text(cron("bad", **spec)))
    assert refused.returncode == 3
    assert words in refused.stderr
    assert stage.out("cron", "list", "-o", "name") == ""


def test_the_table(stage: Stage) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=3, minutes=30)).strftime("%M %H * * *")
    stage.put(cron("a", schedules=["0 0 1 1 *", soon]), CRONS)
    ran = cron("b", suspend=True, timezone="Asia/Tokyo")
    ran["metadata"]["labels"] = {"app": "shop"}
    ran["status"] = {"lastScheduledTime": ago(hours=2, minutes=1)}
    stage.put(ran, CRONS)
    assert (
        stage.out("cron", "list", "-l", "app=none")
        == "NAME   AGE   LAST RUN   NEXT RUN   SCHEDULES   TIMEZONE   SUSPENDED\n"
    )
    head, first, second = stage.out("cron", "list").splitlines()
    cut = {name: head.index(name) for name in ("AGE", "LAST RUN", "NEXT RUN", "SCHEDULES", "TIMEZONE", "SUSPENDED")}
    assert first[cut["LAST RUN"] :].split("   ")[:1] == ["N/A"]
    assert first[cut["NEXT RUN"] :].startswith("3h ")
    assert first[cut["SCHEDULES"] :].startswith(f"0 0 1 1 *,{soon}")
    assert first.endswith("false")
    assert second[cut["LAST RUN"] :].startswith("2h ")
    assert second[cut["NEXT RUN"] :].startswith("N/A ")
    assert second[cut["TIMEZONE"] :].split() == ["Asia/Tokyo", "true"]
    assert stage.out("cron", "list", "-l", "app=shop", "-o", "name") == "b\n"
    rows = [row.split() for row in stage.out("cron", "list", "-A").splitlines()]
    assert rows[0][:2] == ["NAMESPACE", "NAME"]
    assert [stage.namespace, "a"] in [row[:2] for row in rows]


def test_the_next_run_is_told_in_the_zone_of_the_schedule(stage: Stage) -> None:
    """Tokyo is nine hours ahead all year: its midnight is 15:00 UTC."""
    stage.put(cron("far", schedules=["0 0 * * *"], timezone="Asia/Tokyo"), CRONS)
    assert " 15:00:00 +0000 " in fields(stage.out("cron", "get", "far", TZ="UTC"))["NextScheduledTime"]
    assert " 00:00:00 +0900 " in fields(stage.out("cron", "get", "far", TZ="Asia/Tokyo"))["NextScheduledTime"]


def test_a_cron_workflow_is_held_and_let_go(stage: Stage) -> None:
    stage.put(cron("a"), CRONS)
    stage.put(cron("b"), CRONS)
    assert stage.out("cron", "suspend", "a", "b") == "CronWorkflow 'a' suspended\nCronWorkflow 'b' suspended\n"
    assert read(stage, "a")["spec"]["suspend"] is True
    assert stage.out("cron", "resume", "a") == "CronWorkflow 'a' resumed\n"
    assert not read(stage, "a")["spec"].get("suspend")
    assert stage.out("cron", "suspend") == ""
    assert stage.argo("cron", "suspend", "nope").returncode == 3


def test_cron_workflows_go(stage: Stage) -> None:
    for name in ("a", "b", "c"):
        stage.put(cron(name), CRONS)
    assert stage.out("cron", "delete", "a", "--dry-run") == "CronWorkflow 'a' deleted (dry-run)\n"
    stage.out("cron", "delete", "a")
    assert stage.out("cron", "list", "-o", "name") == "b\nc\n"
    stage.out("cron", "delete", "--all")
    assert stage.out("cron", "list", "-o", "name") == ""
    assert stage.argo("cron", "delete", "nope").returncode == 3
