"""Time to live and retention of finished workflows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from argocli.engine.ttl import Retention, expiry, surplus

FINISHED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DONE = "workflows.argoproj.io/completed"
ARCHIVING = "workflows.argoproj.io/workflow-archiving-status"
ALL = {"secondsAfterCompletion": 100, "secondsAfterSuccess": 10, "secondsAfterFailure": 20}


def finished(phase: str, ttl: dict | None = None, name: str = "wf", minutes: int = 0, **more: object) -> dict:
    moment = (FINISHED + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "metadata": {"name": name, "labels": {DONE: "true"}},
        "spec": {"ttlStrategy": ttl} if ttl is not None else {},
        "status": {"phase": phase, "finishedAt": moment, **more},
    }


@pytest.mark.parametrize(
    ("phase", "ttl", "seconds"),
    [
        pytest.param("Succeeded", ALL, 10, id="success has its own"),
        pytest.param("Failed", ALL, 20, id="failure has its own"),
        pytest.param("Error", ALL, 100, id="an error is no failure"),
        pytest.param("Succeeded", {"secondsAfterCompletion": 5}, 5, id="completion stands in for success"),
        pytest.param("Failed", {"secondsAfterCompletion": 5}, 5, id="completion stands in for failure"),
        pytest.param("Succeeded", {"secondsAfterSuccess": 0, "secondsAfterCompletion": 5}, 0, id="zero is a value"),
    ],
)
def test_the_most_specific_time_counts_from_the_end_plus_a_second(phase: str, ttl: dict, seconds: int) -> None:
    assert expiry(finished(phase, ttl)) == FINISHED + timedelta(seconds=seconds + 1)


@pytest.mark.parametrize(
    "workflow",
    [
        pytest.param(finished("Succeeded"), id="no strategy"),
        pytest.param(finished("Succeeded", {}), id="empty strategy"),
        pytest.param(finished("Succeeded", {"secondsAfterFailure": 1}), id="only failures"),
        pytest.param(finished("Error", {"secondsAfterFailure": 1}), id="errors are not failures"),
        pytest.param({**finished("Running", ALL), "metadata": {"name": "wf"}}, id="not completed"),
        pytest.param(
            {**finished("Succeeded", ALL), "metadata": {"name": "wf", "labels": {DONE: "false"}}}, id="retried"
        ),
        pytest.param(
            {**finished("Succeeded", ALL), "metadata": {"name": "wf", "labels": {DONE: "true", ARCHIVING: "Pending"}}},
            id="still to be archived",
        ),
        pytest.param(finished("Succeeded", ALL, finishedAt=None), id="no end"),
    ],
)
def test_a_workflow_stays(workflow: dict) -> None:
    assert expiry(workflow) is None


def test_an_archived_workflow_goes() -> None:
    workflow = finished("Succeeded", ALL)
    workflow["metadata"]["labels"][ARCHIVING] = "Archived"
    assert expiry(workflow) is not None


def test_the_own_strategy_hides_that_of_the_template_as_a_whole() -> None:
    stored = {"storedWorkflowTemplateSpec": {"ttlStrategy": {"secondsAfterSuccess": 50}}}
    assert expiry(finished("Succeeded", None, **stored)) == FINISHED + timedelta(seconds=51)
    assert expiry(finished("Succeeded", {"secondsAfterFailure": 1}, **stored)) is None


def test_defaults_count_last() -> None:
    defaults = {"ttlStrategy": {"secondsAfterCompletion": 7}}
    assert expiry(finished("Error"), defaults) == FINISHED + timedelta(seconds=8)
    assert expiry(finished("Error", {"secondsAfterCompletion": 1}), defaults) == FINISHED + timedelta(seconds=2)


def test_per_outcome_those_that_ended_last_are_kept() -> None:
    workflows = [
        finished("Succeeded", name="s3", minutes=3),
        finished("Succeeded", name="s1", minutes=1),
        finished("Failed", name="f2", minutes=2),
        finished("Succeeded", name="s5", minutes=5),
        finished("Failed", name="f4", minutes=4),
        finished("Error", name="e0", minutes=0),
    ]
    names = [workflow["metadata"]["name"] for workflow in surplus(workflows, Retention(completed=1, failed=1))]
    assert names == ["s1", "f2", "s3"]
    assert [one["metadata"]["name"] for one in surplus(workflows, Retention(errored=0))] == ["e0"]


def test_running_workflows_are_no_surplus() -> None:
    running = {"metadata": {"name": "wf"}, "spec": {}, "status": {"phase": "Running"}}
    assert surplus([running], Retention(0, 0, 0)) == []
