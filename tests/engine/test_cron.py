"""Decisions about CronWorkflows."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta, timezone

import pytest

from argocli.engine import cron
from argocli.engine.cron import LAST_USED_SCHEDULE, Run

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
OWNED = "workflows.argoproj.io/cron-workflow"


class Every:
    """Every so many minutes, counted from midnight."""

    def __init__(self, minutes: int) -> None:
        self.step = timedelta(minutes=minutes)

    def next(self, after: datetime) -> datetime | None:
        start = NOON.replace(hour=0)
        return start + ((after - start) // self.step + 1) * self.step

    def previous(self, since: datetime, before: datetime) -> datetime | None:
        last = None
        moment = self.next(since)
        while moment is not None and moment < before:
            last, moment = moment, self.next(moment)
        return last


class Never:
    def next(self, after: datetime) -> datetime | None:
        return None

    def previous(self, since: datetime, before: datetime) -> datetime | None:
        return None


def made(status: dict | None = None, labels: dict | None = None, used: str = "0 * * * *", **spec: object) -> dict:
    return {
        "metadata": {
            "name": "tick", "namespace": "argo", "uid": "c1", "labels": labels or {},
            "annotations": {LAST_USED_SCHEDULE: used} if used else {},
        },
        "spec": {"schedules": ["0 * * * *"], "workflowSpec": {"entrypoint": "main"}, **spec},
        "status": status or {},
    }  # fmt: skip


def workflow(name: str, phase: str = "Running", minutes: int = 0, owner: str = "tick", namespace: str = "argo") -> dict:
    moment = (NOON + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata = {"name": name, "namespace": namespace, "uid": f"uid-{name}", "labels": {OWNED: owner}}
    return {"metadata": metadata, "status": {"phase": phase, "finishedAt": moment}}


def active(*names: str) -> list[dict]:
    return [{"kind": "Workflow", "name": name, "uid": f"uid-{name}"} for name in names]


def conditions(given: dict) -> dict[str, str]:
    return {each["type"]: each["message"] for each in given["status"].get("conditions", [])}


def run(given: dict, invalid: str = "") -> Run:
    untouched = copy.deepcopy(given)
    result = cron.start_run(given, NOON, invalid)
    assert given == untouched
    return result


@pytest.mark.parametrize(
    ("since", "now", "times"),
    [
        pytest.param(-10, -1, [], id="not yet"),
        pytest.param(-10, 0, [0], id="on time"),
        pytest.param(-70, 20, [-60], id="at the same time"),
        pytest.param(0, 10, [], id="not again"),
        pytest.param(-50, 20, [-45, 0], id="each schedule of its own"),
        pytest.param(-200, 10, [-195, -180], id="one per schedule however long it slept"),
    ],
)
def test_what_has_come_since_the_last_look_is_due(since: int, now: int, times: list[int]) -> None:
    schedules = [Every(60), Every(15), Never()]
    found = cron.due(made(), schedules, NOON + timedelta(minutes=since), NOON + timedelta(minutes=now))
    assert found == [NOON + timedelta(minutes=minute) for minute in times]


def test_two_schedules_at_one_time_mean_one_run() -> None:
    assert cron.due(made(), [Every(60), Every(60)], NOON - timedelta(minutes=1), NOON) == [NOON]


@pytest.mark.parametrize("given", [made(suspend=True), made({"phase": "Stopped"})], ids=["suspended", "stopped"])
def test_nothing_is_due_while_suspended_or_stopped(given: dict) -> None:
    assert cron.due(given, [Every(60)], NOON - timedelta(minutes=1), NOON) == []
    assert cron.next_time(given, [Every(60)], NOON) is None


def test_the_next_time_is_the_earliest_of_all_schedules() -> None:
    assert cron.next_time(made(), [Every(60), Every(15), Never()], NOON) == NOON + timedelta(minutes=15)
    assert cron.next_time(made(), [Never()], NOON) is None


def test_the_time_zone_goes_in_front_of_every_schedule() -> None:
    given = made(schedules=["0 1 * * *", "@daily"], timezone="Europe/Paris")
    assert cron.schedule_texts(given) == ["CRON_TZ=Europe/Paris 0 1 * * *", "CRON_TZ=Europe/Paris @daily"]
    assert cron.schedule_texts(made()) == ["0 * * * *"]


RAN = {"lastScheduledTime": "2026-01-02T09:00:00Z"}


@pytest.mark.parametrize(
    ("given", "minutes"),
    [
        pytest.param(made(RAN, startingDeadlineSeconds=600), 0, id="the latest one, within the deadline"),
        pytest.param(made(RAN, startingDeadlineSeconds=300), None, id="too late"),
        pytest.param(made(RAN, startingDeadlineSeconds=301), 0, id="just in time"),
        pytest.param(made(RAN), None, id="no deadline"),
        pytest.param(made(startingDeadlineSeconds=600), None, id="never ran"),
        pytest.param(
            made({"lastScheduledTime": "2026-01-02T12:00:00Z"}, startingDeadlineSeconds=600), None, id="not missed"
        ),
        pytest.param(made(RAN, used="5 * * * *", startingDeadlineSeconds=600), None, id="schedule changed"),
        pytest.param(made(RAN, used="", startingDeadlineSeconds=600), None, id="schedule never used"),
        pytest.param(made(RAN, timezone="UTC", startingDeadlineSeconds=600), None, id="time zone changed"),
        pytest.param(made(RAN, suspend=True, startingDeadlineSeconds=600), None, id="suspended"),
    ],
)
def test_what_was_missed_is_made_up_for(given: dict, minutes: int | None) -> None:
    expected = None if minutes is None else NOON + timedelta(minutes=minutes)
    assert cron.missed(given, [Every(60)], NOON + timedelta(minutes=5)) == expected


def test_only_the_first_schedule_that_missed_something_is_made_up_for() -> None:
    given = made(RAN, startingDeadlineSeconds=600)
    assert cron.missed(given, [Never(), Every(5), Every(60)], NOON + timedelta(minutes=7)) == NOON + timedelta(
        minutes=5
    )


def test_the_workflow_of_a_run_is_named_after_its_time_and_owned() -> None:
    given = made(labels={"workflows.argoproj.io/controller-instanceid": "i", "x": "y"})
    created = cron.child(given, NOON)
    assert (created["kind"], created["spec"]) == ("Workflow", {"entrypoint": "main"})
    metadata = created["metadata"]
    assert (metadata["name"], metadata["namespace"]) == (f"tick-{int(NOON.timestamp())}", "argo")
    assert metadata["labels"] == {"workflows.argoproj.io/controller-instanceid": "i", OWNED: "tick"}
    assert metadata["annotations"] == {"workflows.argoproj.io/scheduled-time": "2026-01-02T12:00:00Z"}
    (owner,) = metadata["ownerReferences"]
    assert (owner["kind"], owner["name"], owner["uid"], owner["controller"]) == ("CronWorkflow", "tick", "c1", True)


def test_the_metadata_for_workflows_is_merged_in() -> None:
    extra = {"labels": {"a": "b"}, "annotations": {"c": "d"}, "finalizers": ["f"]}
    metadata = cron.child(made(workflowMetadata=extra), NOON)["metadata"]
    assert metadata["labels"] == {OWNED: "tick", "a": "b"}
    assert metadata["annotations"] == {"workflows.argoproj.io/scheduled-time": "2026-01-02T12:00:00Z", "c": "d"}
    assert metadata["finalizers"] == ["f"]


def test_the_scheduled_time_is_told_in_its_zone() -> None:
    local = NOON.astimezone(timezone(timedelta(hours=2)))
    annotations = cron.child(made(), local)["metadata"]["annotations"]
    assert annotations["workflows.argoproj.io/scheduled-time"] == "2026-01-02T14:00:00+02:00"


@pytest.mark.parametrize(
    ("given", "runs", "terminated"),
    [
        pytest.param(made(), True, (), id="nothing against it"),
        pytest.param(made(suspend=True), False, (), id="suspended"),
        pytest.param(made({"phase": "Stopped"}), False, (), id="stopped"),
        pytest.param(made({"active": active("a")}), True, (), id="several by default"),
        pytest.param(made({"active": active("a")}, concurrencyPolicy="Allow"), True, (), id="several allowed"),
        pytest.param(made({"active": active("a")}, concurrencyPolicy="Forbid"), False, (), id="one at a time"),
        pytest.param(made({"active": []}, concurrencyPolicy="Forbid"), True, (), id="one at a time, none there"),
        pytest.param(
            made({"active": active("a", "b")}, concurrencyPolicy="Replace"), True, ("a", "b"), id="the new one replaces"
        ),
        pytest.param(
            made({"active": active("a")}, concurrencyPolicy="Replace", when="1 > 2"), False, (), id="when comes first"
        ),
    ],
)
def test_the_policy_decides_whether_to_run(given: dict, runs: bool, terminated: tuple) -> None:
    result = run(given)
    assert (result.submit is not None, result.terminate) == (runs, terminated)
    assert conditions(result.cron) == {}


WHEN = {"succeeded": 2, "failed": 1, "lastScheduledTime": "2026-01-02T11:00:00Z"}


@pytest.mark.parametrize(
    ("condition", "runs"),
    [
        ("true", True),
        ("1 > 2", False),
        ("'{{cronworkflow.name}}' == 'tick'", True),
        ('"{{ cronworkflow.namespace }}" == "other"', False),
        ("{{cronworkflow.succeeded}} > 1 && {{cronworkflow.failed}} < 2", True),
        ("{{=cronworkflow.succeeded + cronworkflow.failed > 3}}", False),
        ('{{=cronworkflow.labels["team"] == "a"}}', True),
        ("{{=cronworkflow.lastScheduledTime != nil}}", True),
        ("{{=(now() - cronworkflow.lastScheduledTime).Seconds() == 3600}}", True),
        ("'{{cronworkflow.lastScheduledTime}}' == '2026-01-02T11:00:00Z'", True),
        ("'{{cronworkflow.labels.team}}' == 'a'", True),
        ("'{{=cronworkflow.annotations.note}}' == 'n'", True),
        ("'x' in ('x', 'y')", True),
    ],
)
def test_when_is_a_condition_over_the_cron_workflow(condition: str, runs: bool) -> None:
    given = made(WHEN, {"team": "a"}, when=condition)
    given["metadata"]["annotations"]["note"] = "n"
    result = run(given)
    assert (result.submit is not None, conditions(result.cron)) == (runs, {})


def test_tags_elsewhere_in_the_object_do_not_matter_to_when() -> None:
    given = made(when="true", workflowSpec={"entrypoint": "{{inputs.parameters.x}}"})
    assert run(given).submit is not None


def test_a_run_that_is_made_up_for_reckons_with_the_time_it_is_now() -> None:
    given = made(WHEN, when="{{=(now() - cronworkflow.lastScheduledTime).Seconds() > 3600}}")
    assert cron.start_run(given, NOON).submit is None
    assert cron.start_run(given, NOON, now=NOON + timedelta(seconds=1)).submit is not None


def test_a_time_that_never_was_is_nil() -> None:
    assert run(made(when="{{=cronworkflow.lastScheduledTime == nil}}")).submit is not None


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"when": "{{cronworkflow.unknown}} == 1"}, "failed to resolve {{cronworkflow.unknown}}"),
        ({"when": "{{cronworkflow.lastScheduledTime}} == 1"}, "failed to resolve {{cronworkflow.lastScheduledTime}}"),
        ({"when": "{{cronworkflow.name}} == 'tick'"}, "No parameter 'tick' found."),
        ({"when": "1 + 1"}, "Expected boolean evaluation for '1 + 1'. Got 2"),
        ({"concurrencyPolicy": "Sometimes"}, "invalid ConcurrencyPolicy: Sometimes"),
    ],
    ids=["unknown tag", "no time yet", "bare word", "no boolean", "policy"],
)
def test_a_policy_that_cannot_be_read_counts_as_a_failed_submission(spec: dict, message: str) -> None:
    result = run(made({"failed": 1}, **spec))
    assert result.submit is None
    assert conditions(result.cron) == {"SubmissionError": f"run policy error: {message}"}
    assert result.cron["status"]["failed"] == 2


def test_an_invalid_object_does_not_run_until_it_is_valid() -> None:
    refused = run(made(), "no entrypoint")
    assert (refused.submit, conditions(refused.cron)) == (None, {"SpecError": "no entrypoint"})
    assert "failed" not in refused.cron["status"]
    again = run(refused.cron)
    assert again.submit is not None
    assert conditions(again.cron) == {}


@pytest.mark.parametrize("used", ["", "5 * * * *"], ids=["never", "another"])
def test_a_run_records_the_schedule_in_use(used: str) -> None:
    given = made(used=used, schedules=["0 * * * *", "5 * * * *"], timezone="UTC")
    annotations = run(given).cron["metadata"]["annotations"]
    assert annotations[LAST_USED_SCHEDULE] == "CRON_TZ=UTC 0 * * * *,CRON_TZ=UTC 5 * * * *"


def stopping(expression: str, **status: object) -> dict:
    return made(dict(status), stopStrategy={"expression": expression})


def test_a_met_stop_condition_ends_the_schedule_before_the_run() -> None:
    result = run(stopping("cronworkflow.succeeded >= 2", succeeded=2))
    assert result.submit is None
    assert result.cron["status"]["phase"] == "Stopped"
    assert result.cron["metadata"]["labels"] == {"cronworkflows.argoproj.io/completed": "true"}


def test_a_stop_condition_that_is_not_met_changes_nothing() -> None:
    result = run(stopping("cronworkflow.succeeded >= 2 || cronworkflow.failed > 5", succeeded=1))
    assert result.submit is not None
    assert "phase" not in result.cron["status"]


def test_a_stop_condition_that_cannot_be_read_is_an_error_of_the_spec() -> None:
    result = run(stopping("cronworkflow.nothing.at.all"))
    assert result.submit is None
    start = "failed to check CronWorkflow 'tick' stopping condition: failed to evaluate stop expression: "
    assert conditions(result.cron)["SpecError"].startswith(start)


def test_a_submitted_workflow_is_active() -> None:
    given = made({"active": active("a"), "conditions": [{"type": "SubmissionError", "status": "True", "message": "x"}]})
    status = cron.submitted(given, NOON, workflow("b"))["status"]
    assert [reference["name"] for reference in status["active"]] == ["a", "b"]
    assert status["active"][1] == {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "name": "b",
        "namespace": "argo",
        "uid": "uid-b",
    }
    assert (status["phase"], status["lastScheduledTime"], status["conditions"]) == (
        "Active",
        "2026-01-02T12:00:00Z",
        [],
    )


def test_a_refused_workflow_is_a_condition_and_a_failure() -> None:
    other = {"type": "SpecError", "status": "True", "message": "y"}
    given = made({"conditions": [other]})
    failed = cron.submission_failed(given, cron.submit_error("denied"))
    assert conditions(failed) == {"SpecError": "y", "SubmissionError": "Failed to submit Workflow: denied"}
    twice = cron.submission_failed(failed, "again")
    assert conditions(twice)["SubmissionError"] == "again"
    assert twice["status"]["failed"] == 2


@pytest.mark.parametrize(
    ("workflows", "left", "succeeded", "failed"),
    [
        pytest.param([workflow("a")], ["a"], 0, 0, id="still running"),
        pytest.param([workflow("a", "Succeeded")], [], 1, 0, id="succeeded"),
        pytest.param([workflow("a", "Failed")], [], 0, 1, id="failed"),
        pytest.param([workflow("a", "Error")], [], 0, 1, id="an error is a failure"),
        pytest.param([], [], 0, 0, id="gone without a trace"),
        pytest.param([workflow("a"), workflow("b", "")], ["a", "b"], 0, 0, id="a new one"),
        pytest.param([workflow("a"), workflow("b", "Succeeded")], ["a"], 0, 0, id="an old one counts no more"),
        pytest.param([workflow("a"), workflow("b", owner="other")], ["a"], 0, 0, id="someone else's"),
        pytest.param([workflow("a"), workflow("b", namespace="other")], ["a"], 0, 0, id="elsewhere"),
    ],
)
def test_the_status_follows_the_workflows(workflows: list, left: list[str], succeeded: int, failed: int) -> None:
    given = made({"active": active("a")})
    untouched = copy.deepcopy(given)
    status = cron.take_stock(given, workflows, NOON)["status"]
    assert [reference["name"] for reference in status["active"]] == left
    assert (status.get("succeeded", 0), status.get("failed", 0)) == (succeeded, failed)
    assert given == untouched


def test_taking_stock_of_nothing_new_changes_nothing() -> None:
    given = made({"active": active("a")})
    assert cron.take_stock(given, [workflow("a")], NOON) is given
    assert cron.take_stock(made(), [], NOON) == made()


def test_a_workflow_that_ends_may_stop_the_schedule() -> None:
    given = stopping("cronworkflow.failed >= 1", active=active("a", "b"))
    stopped = cron.take_stock(given, [workflow("a", "Failed"), workflow("b")], NOON)
    assert stopped["status"]["phase"] == "Stopped"
    assert [reference["name"] for reference in stopped["status"]["active"]] == ["b"]
    broken = cron.take_stock(stopping("nonsense(", active=active("a")), [workflow("a", "Failed")], NOON)
    assert broken["status"]["failed"] == 1
    assert "stopping condition" in conditions(broken)["SpecError"]


HISTORY = [
    *(workflow(f"s{minute}", "Succeeded", minute) for minute in (3, 1, 4, 2, 5)),
    *(workflow(f"f{minute}", phase, minute) for minute, phase in ((2, "Failed"), (1, "Error"))),
    workflow("running"),
    workflow("x", "Succeeded", owner="other"),
]


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        pytest.param({}, {"s1", "s2", "f1"}, id="three and one by default"),
        pytest.param({"successfulJobsHistoryLimit": 1}, {"s1", "s2", "s3", "s4", "f1"}, id="one success"),
        pytest.param({"failedJobsHistoryLimit": 0}, {"s1", "s2", "f1", "f2"}, id="no failures"),
        pytest.param({"successfulJobsHistoryLimit": 9, "failedJobsHistoryLimit": 2}, set(), id="all"),
        pytest.param({"successfulJobsHistoryLimit": -1}, {"s1", "s2", "f1"}, id="a negative limit is none"),
    ],
)
def test_only_the_newest_of_each_outcome_are_kept(spec: dict, names: set[str]) -> None:
    assert {one["metadata"]["name"] for one in cron.outdated(made(**spec), HISTORY)} == names
