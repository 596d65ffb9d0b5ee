"""Resubmitting: the same again under a new name, or only what did not work out."""

from __future__ import annotations

import pytest

from argocli.errors import Refused
from argocli.lifecycle.resubmit import resubmit_workflow
from argocli.model.naming import node_id
from tests.engine.world import START, World, dag, steps, workflow

PREFIX = "workflows.argoproj.io/"


def ended(given: dict, *failing: str) -> World:
    world = World(given)
    world.finish(*failing)
    return world


def test_the_new_one_is_as_it_was_submitted() -> None:
    given = workflow(entrypoint="ok", activeDeadlineSeconds=0, labels={"team": "a", PREFIX + "creator": "me"})
    given["metadata"]["annotations"] = {"note": "x"}
    world = ended(given, "wf")
    stopped = {**world.workflow, "spec": {**world.workflow["spec"], "shutdown": "Terminate"}}
    new = resubmit_workflow(stopped, START, suffix="abcde")
    assert new["metadata"]["generateName"] == "wf-"
    assert "name" not in new["metadata"]
    assert new["metadata"]["labels"] == {"team": "a", PREFIX + "resubmitted-from-workflow": "wf"}
    assert new["metadata"]["annotations"]["note"] == "x"
    assert "status" not in new
    assert "shutdown" not in new["spec"]
    assert "activeDeadlineSeconds" not in new["spec"]


def test_parameters_can_change() -> None:
    given = workflow(entrypoint="ok", arguments={"parameters": [{"name": "p", "value": "1"}]})
    new = resubmit_workflow(given, START, suffix="x", parameters=[("p", "2")])
    assert new["spec"]["arguments"]["parameters"] == [{"name": "p", "value": "2"}]


def test_a_memoized_one_has_failed() -> None:
    with pytest.raises(Refused, match="workflow must be Failed/Error to resubmit in memoized mode"):
        resubmit_workflow(ended(workflow(entrypoint="ok")).workflow, START, suffix="x", memoized=True)


@pytest.mark.parametrize(
    ("body", "failing", "rerun"),
    [
        pytest.param(
            dag({"name": "a", "template": "ok"}, {"name": "b", "template": "ok", "dependencies": ["a"]}),
            ".b",
            [".b"],
            id="dag",
        ),
        pytest.param(
            steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": "ok"}]), "[1].b", ["[1].b"], id="steps"
        ),
        pytest.param(dag({"name": "l", "template": "ok", "withItems": ["p", "q"]}), ".l(1:q)", [".l(1:q)"], id="loop"),
    ],
)
def test_a_memoized_one_runs_only_what_failed(body: dict, failing: str, rerun: list[str]) -> None:
    world = ended(workflow(body, onExit="ok"), f"wf{failing}")
    new = resubmit_workflow(world.workflow, START, suffix="new", memoized=True)
    assert new["metadata"]["name"] == "wf-new"
    for key, node in new["status"]["nodes"].items():
        assert key == node["id"] == node_id("wf-new", node["name"])
        assert ".onExit" not in node["name"]
    after = World({**new, "metadata": {**new["metadata"], "uid": "v"}})
    after.finish()
    assert after.created == [f"wf-new{name}" for name in rerun] + ["wf-new.onExit"]
    assert after.status()["phase"] == "Succeeded"


def test_good_pods_are_skipped_with_their_outputs() -> None:
    body = dag({"name": "a", "template": "ok"}, {"name": "b", "template": "ok", "dependencies": ["a"]})
    world = World(workflow(body))
    world.finish("wf.b", outputs={"wf.a": {"parameters": [{"name": "o", "value": "1"}]}})
    old = world.node("wf.a")["id"]
    new = resubmit_workflow(world.workflow, START, suffix="new", memoized=True)
    node = new["status"]["nodes"][node_id("wf-new", "wf-new.a")]
    assert (node["type"], node["phase"], node["message"]) == ("Skipped", "Skipped", f"original pod: {old}")
    assert node["outputs"]["parameters"] == [{"name": "o", "value": "1"}]


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        ({"team": "a", "workflows.argoproj.io/controller-instanceid": "i"}, {"team": "a", "workflows.argoproj.io/controller-instanceid": "i"}),
        ({PREFIX + "creator": "me", PREFIX + "creator-email": "m", PREFIX + "creator-preferred-username": "u"}, {}),
        ({PREFIX + "completed": "true", PREFIX + "phase": "Failed", PREFIX + "workflow-archiving-status": "Archived"}, {}),
        ({PREFIX + "resubmitted-from-workflow": "older", PREFIX + "cron-workflow": "c"}, {PREFIX + "cron-workflow": "c"}),
    ],
    ids=["own", "creator", "state", "origin"],
)  # fmt: skip
def test_labels_that_tell_of_the_old_run_are_left_behind(own: dict, kept: dict) -> None:
    new = resubmit_workflow(workflow(entrypoint="ok", labels=own), START, suffix="x")
    assert new["metadata"]["labels"] == {**kept, PREFIX + "resubmitted-from-workflow": "wf"}


def test_the_new_name_comes_from_the_same_prefix_and_owners_stay() -> None:
    given = workflow(entrypoint="ok")
    owner = {"kind": "CronWorkflow", "name": "c", "uid": "1"}
    given["metadata"] |= {
        "generateName": "my-",
        "ownerReferences": [owner],
        "resourceVersion": "7",
        "finalizers": ["f"],
    }
    new = resubmit_workflow(given, START, suffix="x")
    assert new["metadata"] == {
        "generateName": "my-", "namespace": "default", "ownerReferences": [owner],
        "labels": {PREFIX + "resubmitted-from-workflow": "wf"},
    }  # fmt: skip


def memoized(given: dict, *failing: str, **options: object) -> tuple[World, dict]:
    world = ended(given, *failing)
    return world, resubmit_workflow(world.workflow, START, suffix="new", memoized=True, **options)


def test_what_was_left_out_is_looked_at_again_unless_something_good_hangs_below_it() -> None:
    tasks = dag(
        {"name": "a", "template": "ok"},
        {"name": "b", "template": "ok", "depends": "a.Failed"},
        {"name": "c", "template": "ok", "when": "false"},
        {"name": "d", "template": "ok", "depends": "c"},
        {"name": "e", "template": "ok"},
    )
    _, new = memoized(workflow(tasks), "wf.e")
    look = {node["displayName"]: (node["type"], node["phase"]) for node in new["status"]["nodes"].values()}
    assert "b" not in look, "left out with nothing after it"
    assert look["c"] == ("Skipped", "Skipped"), "d succeeded after it"
    assert look["a"] == look["d"] == ("Skipped", "Skipped")
    assert look["e"] == ("Pod", "Pending")
    after = World(new)
    assert after.finish()["phase"] == "Succeeded"
    assert after.created == ["wf-new.e"]


def test_groups_and_failures_wait_without_a_message() -> None:
    inner = steps([{"name": "x", "template": "ok"}], name="inner")
    _, new = memoized(workflow(steps([{"name": "a", "template": "inner"}]), inner), "wf[0].a[0].x")
    for node in new["status"]["nodes"].values():
        assert (node["phase"], node.get("message"), node["finishedAt"]) == ("Pending", None, None)
    assert World(new).finish()["phase"] == "Succeeded"


def test_edges_lead_to_the_new_nodes() -> None:
    tasks = dag({"name": "a", "template": "ok"}, {"name": "b", "template": "ok", "dependencies": ["a"]})
    world, new = memoized(workflow(tasks), "wf.b")
    known = new["status"]["nodes"]
    assert len(known) == len(world.nodes())
    for node in known.values():
        assert {*node.get("children", []), *node.get("outboundNodes", [])} <= set(known)
        assert node.get("boundaryID", "") in {*known, ""}
    assert known[node_id("wf-new", "wf-new.a")]["children"] == [node_id("wf-new", "wf-new.b")]


def test_templates_from_outside_are_kept_but_the_spec_is_merged_anew() -> None:
    status = {
        "phase": "Failed",
        "nodes": {},
        "storedTemplates": {"namespaced/lib/t": {"name": "t"}},
        "storedWorkflowTemplateSpec": {"arguments": {"parameters": [{"name": "p", "value": "old"}]}},
    }
    given = {**workflow(workflowTemplateRef={"name": "lib"}), "status": status}
    new = resubmit_workflow(given, START, suffix="x", memoized=True, parameters=[("p", "new")])
    assert new["status"]["storedTemplates"] == status["storedTemplates"]
    assert "storedWorkflowTemplateSpec" not in new["status"]
    assert new["spec"]["arguments"]["parameters"] == [{"name": "p", "value": "new"}]


@pytest.mark.parametrize("phase", ["", "Pending", "Running", "Succeeded"])
def test_only_what_has_failed_is_resubmitted_with_its_results(phase: str) -> None:
    given = {**workflow(entrypoint="ok"), "status": {"phase": phase, "nodes": {}}}
    with pytest.raises(Refused) as refused:
        resubmit_workflow(given, START, suffix="x", memoized=True)
    assert refused.value.message == "workflow must be Failed/Error to resubmit in memoized mode"
    assert "status" not in resubmit_workflow(given, START, suffix="x")
