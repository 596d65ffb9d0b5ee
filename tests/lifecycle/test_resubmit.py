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
