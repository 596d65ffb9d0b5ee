"""What stays of an object that another takes the place of."""

from __future__ import annotations

import pytest

from argocli.lifecycle.replace import replacement

INSTANCE = "workflows.argoproj.io/controller-instanceid"
USED = "cronworkflows.argoproj.io/last-used-schedule"


def current(**status: object) -> dict:
    metadata = {"name": "a", "resourceVersion": "7", "uid": "u", "labels": {INSTANCE: "x", "left": "over"}}
    return {
        "metadata": {**metadata, "annotations": {USED: "* * * * *", "note": "old"}},
        "spec": {"old": 1},
        "status": status,
    }


def test_the_version_the_controller_and_its_notes_stay() -> None:
    given = {"metadata": {"name": "a", "labels": {"new": "one"}}, "spec": {"new": 1}}
    made = replacement(current(active=[{"name": "a-1"}]), given)
    assert made["spec"] == {"new": 1}
    assert made["status"] == {"active": [{"name": "a-1"}]}
    assert made["metadata"] == {
        "name": "a",
        "resourceVersion": "7",
        "labels": {"new": "one", INSTANCE: "x"},
        "annotations": {USED: "* * * * *"},
    }
    assert given["metadata"] == {"name": "a", "labels": {"new": "one"}}


@pytest.mark.parametrize(("phase", "kept"), [("Active", True), ("Stopped", False)])
def test_one_that_has_stopped_begins_anew(phase: str, kept: bool) -> None:
    assert ("status" in replacement(current(phase=phase), {"metadata": {"name": "a"}})) == kept
