"""Who may run when a controller does not let all run."""

from __future__ import annotations

import pytest

from argocli.engine.throttle import Candidate, Limits, admit, candidate, holds_slot, own_limit


def queue(*entries: str) -> list[Candidate]:
    """`ns/name:priority@created`."""
    found = []
    for entry in entries:
        place, _, created = entry.partition("@")
        path, _, priority = place.partition(":")
        namespace, _, name = path.partition("/")
        found.append(Candidate(namespace, name, int(priority or 0), created))
    return found


@pytest.mark.parametrize(
    ("running", "waiting", "limits", "admitted"),
    [
        pytest.param([], ["a/1@1", "b/2@2"], Limits(), ["1", "2"], id="no limit lets all run"),
        pytest.param([], ["a/1@1", "a/2@2"], Limits(total=1), ["1"], id="the older one first"),
        pytest.param([], ["a/1@1", "a/2:9@2"], Limits(total=1), ["2"], id="priority before age"),
        pytest.param([], ["a/1:-1@1", "a/2@2"], Limits(total=1), ["2"], id="negative priority comes last"),
        pytest.param([], ["a/2@1", "a/1@1"], Limits(total=1), ["1"], id="equal ones by name"),
        pytest.param(["a/0"], ["a/1@1"], Limits(total=1), [], id="running ones count"),
        pytest.param(["a/0", "a/9"], ["a/1@1"], Limits(total=1), [], id="too many running are not made fewer"),
        pytest.param([], ["a/1@1", "a/2@2", "b/3@3"], Limits(namespace=1), ["1", "3"], id="one per namespace"),
        pytest.param(
            ["a/0"], ["a/1:9@1", "b/2@2"], Limits(total=2, namespace=1), ["2"], id="a full namespace blocks nobody else"
        ),
        pytest.param(
            [], ["a/1:1@1", "b/2:3@2", "a/3:2@3"], Limits(total=2), ["2", "3"], id="priority across namespaces"
        ),
        pytest.param(
            [], ["a/1@1", "a/2@2", "b/3@3", "b/4@4"], Limits(namespace=1, overrides={"b": 2}), ["1", "3", "4"],
            id="a namespace with its own limit",
        ),
        pytest.param(
            [], ["a/1@1", "a/2@2"], Limits(namespace=1, overrides={"a": 0}), ["1", "2"], id="own limit of zero is none"
        ),
        pytest.param(["a/1"], ["a/1@1", "a/2@2"], Limits(total=2), ["2"], id="who runs already is not admitted again"),
    ],
)  # fmt: skip
def test_admission(running: list[str], waiting: list[str], limits: Limits, admitted: list[str]) -> None:
    assert [one.name for one in admit(queue(*running), queue(*waiting), limits)] == admitted


def test_a_raised_limit_lets_more_in_and_a_slot_given_back_lets_the_next_in() -> None:
    running, waiting = queue("a/0"), queue("a/1@1", "a/2@2")
    assert [one.name for one in admit(running, waiting, Limits(total=2))] == ["1"]
    assert [one.name for one in admit([], waiting, Limits(total=1))] == ["1"]


@pytest.mark.parametrize(
    ("phase", "done", "counts"),
    [("Running", "false", True), ("Running", "true", False), ("Pending", "false", False), ("", "false", False)],
)
def test_after_a_restart_running_workflows_hold_their_slots(phase: str, done: str, counts: bool) -> None:
    labels = {"workflows.argoproj.io/completed": done}
    assert holds_slot({"metadata": {"name": "wf", "labels": labels}, "status": {"phase": phase}}) is counts


def test_the_place_in_the_queue_comes_from_the_object() -> None:
    metadata = {"name": "wf", "namespace": "argo", "creationTimestamp": "2026-01-02T03:04:05Z"}
    assert candidate({"metadata": metadata}, {"priority": 3}) == Candidate("argo", "wf", 3, "2026-01-02T03:04:05Z")
    assert candidate({"metadata": metadata}, {}).priority == 0


@pytest.mark.parametrize(("given", "limit"), [("3", 3), ("0", 0), ("many", None), ("-1", None), ("", None)])
def test_a_namespace_says_its_limit_by_label(given: str, limit: int | None) -> None:
    assert own_limit({"workflows.argoproj.io/parallelism-limit": given}) == limit
    assert own_limit({}) is None
