"""Retrying an ended workflow: what runs again, what stays, and that the engine brings it to its end from there."""

from __future__ import annotations

import json

import pytest

from argocli.errors import Refused, UsageError
from argocli.lifecycle.retry import retry_workflow
from tests.engine.world import START, World, dag, steps, workflow

COMPLETED = "workflows.argoproj.io/completed"


def ended(given: dict, *failing: str) -> World:
    world = World(given)
    world.finish(*failing)
    return world


def again(world: World, **options: object) -> World:
    """The workflow retried; its pods are those that the retry did not delete."""
    before = json.dumps(world.workflow, sort_keys=True, default=dict)
    retried = retry_workflow(world.workflow, world.now, **options)
    assert json.dumps(world.workflow, sort_keys=True, default=dict) == before, "the input stays untouched"
    after = World(retried.workflow, now=world.now)
    after.pods = {key: pod for key, pod in world.pods.items() if pod.pod_name not in retried.deleted_pods}
    after.changed = None
    return after


def task(name: str, *needed: str, template: str = "ok", **more: object) -> dict:
    return {"name": name, "template": template, **({"dependencies": list(needed)} if needed else {}), **more}


def test_only_what_failed_and_what_follows_runs_again() -> None:
    world = again(ended(workflow(dag(task("a"), task("b", "a"), task("c", "b"), task("d", "a"))), "wf.b"))
    assert world.finish()["phase"] == "Succeeded"
    assert sorted(world.created) == ["wf.b", "wf.c"]


def test_a_failed_step_runs_again_and_the_groups_after_it_for_the_first_time() -> None:
    world = ended(workflow(steps([task("a")], [task("b"), task("c")], [task("d")])), "wf[1].b")
    world = again(world)
    assert world.finish()["phase"] == "Succeeded"
    assert sorted(world.created) == ["wf[1].b", "wf[2].d"]


def test_nested_dags_and_steps_go_back_to_work_all_the_way_up() -> None:
    inner = dag(task("x"), task("y", "x"), name="inner")
    middle = steps([task("m", template="inner")], [task("n")], name="middle")
    world = ended(workflow(dag(task("a", template="middle"), task("b", "a")), middle, inner), "wf.a[0].m.y")
    world = again(world)
    assert world.phases()["wf.a[0].m"] == "Running"
    assert world.phases()["wf.a[0].m.x"] == "Succeeded"
    assert world.finish()["phase"] == "Succeeded"
    assert sorted(world.created) == ["wf.a[0].m.y", "wf.a[1].n", "wf.b"]


def test_only_the_failed_items_of_a_loop_run_again() -> None:
    world = ended(workflow(dag(task("l", withItems=["p", "q", "r"]))), "wf.l(1:q)")
    world = again(world)
    assert world.finish()["phase"] == "Succeeded"
    assert world.created == ["wf.l(1:q)"]


def test_exhausted_retries_start_over() -> None:
    retried = {"name": "r", "retryStrategy": {"limit": 1}, "container": {"image": "b"}}
    world = ended(workflow(dag(task("a", template="r")), retried), "wf.a(0)", "wf.a(1)")
    world = again(world)
    assert world.node("wf.a").get("children", []) == []
    assert world.finish()["phase"] == "Succeeded"
    assert world.created == ["wf.a(0)"]


def test_a_failure_that_was_gone_past_stays() -> None:
    tasks = dag(task("a"), {"name": "b", "template": "ok", "depends": "a.Failed"}, task("c"))
    world = again(ended(workflow(tasks), "wf.a", "wf.c"))
    assert world.finish()["phase"] in ("Succeeded", "Failed")
    assert world.created == ["wf.c"]
    assert world.phases()["wf.a"] == "Failed"


def test_the_exit_handler_runs_anew() -> None:
    first = ended(workflow(entrypoint="ok", onExit="ok"), "wf")
    world = again(first)
    assert "wf.onExit" not in world.phases()
    assert world.finish()["phase"] == "Succeeded"
    assert sorted(world.created) == ["wf", "wf.onExit"]


def test_the_object_is_ready_to_run() -> None:
    given = workflow(entrypoint="ok", activeDeadlineSeconds=0)
    world = ended(given, "wf")
    stopped = {**world.workflow, "spec": {**world.workflow["spec"], "shutdown": "Stop"}}
    result = retry_workflow(stopped, START).workflow
    assert result["status"]["phase"] == ""
    assert "message" not in result["status"]
    assert result["status"]["finishedAt"] is None
    assert COMPLETED not in result["metadata"]["labels"]
    assert {"type": "Completed", "status": "False"} in result["status"]["conditions"]
    assert "shutdown" not in result["spec"]
    assert "activeDeadlineSeconds" not in result["spec"]


def test_the_pods_to_delete_are_named() -> None:
    world = ended(workflow(dag(task("a"), task("b", "a"))), "wf.b")
    retried = retry_workflow(world.workflow, START)
    assert retried.deleted_pods == (world.pods[world.node("wf.b")["id"]].pod_name,)


def test_new_parameters_expand_loops_again() -> None:
    loop = task("l", withParam="{{workflow.parameters.items}}")
    given = workflow(steps([loop]), arguments={"parameters": [{"name": "items", "value": '["p","q"]'}]})
    world = again(ended(given, "wf[0].l(1:q)"), parameters=[("items", '["x"]')])
    assert world.finish()["phase"] == "Succeeded"
    assert world.created == ["wf[0].l(0:x)"]


def test_good_nodes_run_again_where_a_selector_picks_them() -> None:
    world = ended(workflow(dag(task("a"), task("b", "a"), task("c"))))
    world = again(world, restart_successful=True, node_field_selector="displayName=b")
    assert world.finish()["phase"] == "Succeeded"
    assert world.created == ["wf.b"]


def test_a_failed_member_of_a_container_set_takes_its_pod_along() -> None:
    members = [{"name": "one", "image": "b"}, {"name": "two", "image": "b", "dependencies": ["one"]}]
    world = World(workflow({"name": "main", "containerSet": {"containers": members}}))
    world.turn()
    world.end("wf", 1)
    world.finish()
    retried = retry_workflow(world.workflow, START)
    assert retried.workflow["status"]["nodes"] == {}
    assert retried.deleted_pods == ("wf",)


def test_nobody_refers_to_what_is_gone() -> None:
    world = again(ended(workflow(dag(task("a"), task("b", "a"), task("c", "b"))), "wf.b"))
    known = set(world.status()["nodes"])
    for node in world.nodes():
        assert set(node.get("children", [])) <= known
        assert set(node.get("outboundNodes", [])) <= known


@pytest.mark.parametrize(
    ("phase", "options", "message"),
    [
        ("Running", {}, "Cannot retry a workflow in phase Running"),
        ("", {}, "Cannot retry a workflow in phase "),
        ("Succeeded", {}, "To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector"),
        (
            "Succeeded",
            {"restart_successful": True},
            "To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector",
        ),
    ],
)
def test_what_cannot_be_retried_is_refused(phase: str, options: dict, message: str) -> None:
    given = workflow(entrypoint="ok")
    given["status"] = {"phase": phase, "nodes": {}}
    with pytest.raises(Refused) as refused:
        retry_workflow(given, START, **options)
    assert refused.value.message == message


def test_a_selector_that_is_none_is_a_usage_error() -> None:
    world = ended(workflow(entrypoint="ok"), "wf")
    with pytest.raises(UsageError):
        retry_workflow(world.workflow, START, restart_successful=True, node_field_selector="nonsense")
