"""Old manifests in the present form."""

from __future__ import annotations

import copy

import pytest

from argocli.lifecycle.convert import convert_object

OLD = {"semaphore": {"configMapKeyRef": {"name": "c", "key": "k"}}, "mutex": {"name": "m"}}
NEW = {"semaphores": [{"configMapKeyRef": {"name": "c", "key": "k"}}], "mutexes": [{"name": "m"}]}


def document(kind: str, spec: dict) -> dict:
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": kind, "metadata": {"name": "x"}, "spec": spec}


@pytest.mark.parametrize("kind", ["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param({"synchronization": OLD}, {"synchronization": NEW}, id="whole"),
        pytest.param(
            {"templates": [{"name": "a", "synchronization": OLD}]},
            {"templates": [{"name": "a", "synchronization": NEW}]},
            id="template",
        ),
        pytest.param(
            {"templateDefaults": {"synchronization": OLD}},
            {"templateDefaults": {"synchronization": NEW}},
            id="defaults",
        ),
        pytest.param(
            {"templates": [{"steps": [[{"name": "s", "inline": {"synchronization": OLD}}]]}]},
            {"templates": [{"steps": [[{"name": "s", "inline": {"synchronization": NEW}}]]}]},
            id="inline step",
        ),
        pytest.param(
            {"templates": [{"dag": {"tasks": [{"name": "t", "inline": {"synchronization": OLD}}]}}]},
            {"templates": [{"dag": {"tasks": [{"name": "t", "inline": {"synchronization": NEW}}]}}]},
            id="inline task",
        ),
    ],
)
def test_single_locks_become_lists(kind: str, old: dict, new: dict) -> None:
    given = document(kind, old)
    before = copy.deepcopy(given)
    assert convert_object(given) == document(kind, new)
    assert given == before
    assert convert_object(convert_object(given)) == convert_object(given)


def test_a_single_lock_comes_after_those_already_listed() -> None:
    given = document("Workflow", {"synchronization": {"mutexes": [{"name": "a"}], "mutex": {"name": "b"}}})
    assert convert_object(given)["spec"]["synchronization"] == {"mutexes": [{"name": "a"}, {"name": "b"}]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"schedule": "* * * * *"}, {"schedules": ["* * * * *"]}),
        ({"schedule": "@daily", "schedules": ["@hourly"]}, {"schedules": ["@daily"]}),
        ({"schedule": "", "schedules": ["@hourly"]}, {"schedules": ["@hourly"]}),
        ({"schedules": ["@hourly"]}, {"schedules": ["@hourly"]}),
        (
            {"schedules": ["@daily"], "workflowSpec": {"synchronization": OLD}},
            {"schedules": ["@daily"], "workflowSpec": {"synchronization": NEW}},
        ),
    ],
)
def test_a_cron_workflow_has_a_list_of_schedules(old: dict, new: dict) -> None:
    assert convert_object(document("CronWorkflow", old)) == document("CronWorkflow", new)


@pytest.mark.parametrize(
    "given",
    [
        document("ConfigMap", {"synchronization": OLD}),
        document("Workflow", {"templates": [{"name": "a", "container": {"image": "b"}}]}),
        {"kind": "Workflow"},
        {"kind": "Workflow", "spec": None},
        document("Workflow", {"templates": ["odd", None], "synchronization": "odd"}),
    ],
)
def test_everything_else_stays_as_it_is(given: dict) -> None:
    assert convert_object(given) is given
