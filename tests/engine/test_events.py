"""Kubernetes events of workflows and nodes."""

from __future__ import annotations

import pytest

from argocli.engine.events import EventSettings, artifact_gc_failed, events_between, malformed, timed_out


def workflow(phase: str, message: str = "", **phases: str) -> dict:
    nodes = {
        name: {"id": name, "name": name, "type": "Pod", "phase": phase, "startedAt": "2026-01-02T03:04:05Z"}
        for name, phase in phases.items()
    }
    status = {"phase": phase, "nodes": nodes, **({"message": message} if message else {})}
    return {"metadata": {"name": "wf", "namespace": "argo", "uid": "u1"}, "status": status}


def told(before: dict, after: dict, **settings: bool) -> list[str]:
    events = events_between(before, after, EventSettings(**settings))
    return [f"{event.severity} {event.reason} {event.message}" for event in events]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(workflow(""), workflow("Running"), ["Normal WorkflowRunning Workflow Running"], id="starts"),
        pytest.param(workflow("Pending"), workflow("Running"), ["Normal WorkflowRunning Workflow Running"], id="waited"),
        pytest.param(workflow("Running"), workflow("Running"), [], id="goes on"),
        pytest.param(workflow(""), workflow("Pending"), [], id="waits"),
        pytest.param(
            workflow("Running"), workflow("Succeeded"), ["Normal WorkflowSucceeded Workflow completed"], id="succeeds"
        ),
        pytest.param(workflow("Running"), workflow("Failed", "no"), ["Warning WorkflowFailed no"], id="fails"),
        pytest.param(workflow("Running"), workflow("Error", "oh"), ["Warning WorkflowFailed oh"], id="errs"),
        pytest.param(
            workflow(""), workflow("Failed", "invalid spec: x"), ["Warning WorkflowFailed invalid spec: x"],
            id="never ran",
        ),
    ],
)  # fmt: skip
def test_events_of_the_workflow(before: dict, after: dict, expected: list[str]) -> None:
    assert told(before, after) == expected


def test_a_workflow_that_ends_in_its_first_pass_did_run() -> None:
    assert told(workflow(""), workflow("Succeeded", a="Skipped")) == [
        "Normal WorkflowRunning Workflow Running",
        "Normal WorkflowSucceeded Workflow completed",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, "Pending", []),
        (None, "Running", ["Normal WorkflowNodeRunning Running node a"]),
        ("Pending", "Running", ["Normal WorkflowNodeRunning Running node a"]),
        ("Running", "Running", []),
        ("Running", "Succeeded", ["Normal WorkflowNodeSucceeded Succeeded node a"]),
        ("Running", "Failed", ["Warning WorkflowNodeFailed Failed node a"]),
        (
            "Pending",
            "Succeeded",
            ["Normal WorkflowNodeRunning Running node a", "Normal WorkflowNodeSucceeded Succeeded node a"],
        ),
        (
            None,
            "Error",
            ["Normal WorkflowNodeRunning Running node a", "Warning WorkflowNodeError Error node a"],
        ),
        (None, "Skipped", []),
        (None, "Omitted", []),
        ("Succeeded", "Succeeded", []),
    ],
)
def test_events_of_a_node(old: str | None, new: str, expected: list[str]) -> None:
    before = workflow("Running", **({"a": old} if old else {}))
    assert told(before, workflow("Running", a=new)) == expected


def test_the_message_of_a_node_is_part_of_its_event() -> None:
    after = workflow("Running", a="Failed")
    after["status"]["nodes"]["a"]["message"] = "Error (exit code 1)"
    expected = ["Warning WorkflowNodeFailed Failed node a: Error (exit code 1)"]
    assert told(workflow("Running", a="Running"), after) == expected


def test_an_event_of_a_node_says_which_one() -> None:
    (event,) = events_between(workflow("Running"), workflow("Running", a="Running"))
    assert (event.about_kind, event.about_name, event.namespace) == ("Workflow", "wf", "argo")
    assert event.annotations == {
        "workflows.argoproj.io/node-type": "Pod",
        "workflows.argoproj.io/node-name": "a",
        "workflows.argoproj.io/node-id": "a",
        "workflows.argoproj.io/node-start-time": "1767323045000000000",
    }


def test_events_can_be_about_the_pod_where_there_is_one() -> None:
    after = workflow("Running", wf="Running", b="Running")
    after["status"]["nodes"]["b"]["type"] = "DAG"
    pod, other = events_between(workflow("Running"), after, EventSettings(as_pod=True))
    assert (pod.about_kind, pod.about_name) == ("Pod", "wf")
    assert pod.annotations["workflows.argoproj.io/workflow-name"] == "wf"
    assert pod.annotations["workflows.argoproj.io/workflow-uid"] == "u1"
    assert other.about_kind == "Workflow"
    assert "workflows.argoproj.io/workflow-uid" not in other.annotations


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"nodes": False}, ["Normal WorkflowRunning Workflow Running"]),
        ({"workflows": False}, ["Normal WorkflowNodeRunning Running node a"]),
    ],
    ids=["only workflows", "only nodes"],
)
def test_each_sort_can_be_switched_off(settings: dict, expected: list[str]) -> None:
    assert told(workflow(""), workflow("Running", a="Running"), **settings) == expected


def test_events_that_no_status_tells() -> None:
    given = workflow("Running")
    found = [timed_out(given), malformed(given, "cannot be read"), artifact_gc_failed(given, "gone")]
    assert [(event.severity, event.reason, event.message) for event in found] == [
        ("Warning", "WorkflowTimedOut", "Workflow timed out"),
        ("Warning", "Malformed", "cannot be read"),
        ("Warning", "ArtifactGCFailed", "gone"),
    ]
