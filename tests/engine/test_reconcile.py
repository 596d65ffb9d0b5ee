"""The engine as a table of situations: a workflow, what its pods do, and what becomes of it. Time is an argument."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.engine.outcomes import settle
from argocli.engine.pods import CreateOutcome
from argocli.engine.reconcile import NeedTemplates, reconcile
from argocli.engine.templates import TemplateKey
from tests.engine.world import BAD, START, World, dag, steps, workflow


def test_a_container_runs_to_success() -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    assert world.created == ["wf"]
    assert world.workflow["status"]["phase"] == "Running"
    assert world.workflow["metadata"]["annotations"]["workflows.argoproj.io/pod-name-format"] == "v2"
    world.end("wf")
    world.turn()
    assert world.workflow["status"]["phase"] == "Succeeded"
    assert world.workflow["metadata"]["labels"]["workflows.argoproj.io/completed"] == "true"
    assert world.workflow["status"]["progress"] == "1/1"


def test_a_second_pass_asks_for_nothing_new() -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}, {"name": "b", "template": "ok"}])))
    first = world.turn()
    assert len(first.creates) == 2
    again = reconcile(world.workflow, world.pods, world.now)
    second = world.turn()
    assert second.creates == ()
    assert again.workflow["status"]["nodes"].keys() == world.workflow["status"]["nodes"].keys()
    third = reconcile(world.workflow, world.pods, world.now)
    assert not third.changed


def test_a_finished_workflow_is_left_alone() -> None:
    world = World(workflow(entrypoint="ok"))
    world.finish()
    assert not reconcile(world.workflow, {}, world.now + timedelta(days=1)).changed


def test_steps_run_in_order_and_fail_with_the_childs_id() -> None:
    world = World(
        workflow(
            steps(
                [{"name": "a", "template": "bad"}, {"name": "b", "template": "ok"}], [{"name": "c", "template": "ok"}]
            )
        )
    )
    status = world.finish()
    assert status["phase"] == "Failed"
    assert world.phases() == {"wf": "Failed", "wf[0]": "Failed", "wf[0].a": "Failed", "wf[0].b": "Succeeded"}
    assert status["message"] == f"child '{world.node('wf[0].a')['id']}' failed"


def test_continue_on_lets_the_next_group_run() -> None:
    world = World(
        workflow(
            steps([{"name": "a", "template": "bad", "continueOn": {"failed": True}}], [{"name": "c", "template": "ok"}])
        )
    )
    assert world.finish()["phase"] == "Succeeded"


def test_a_dag_omits_what_depends_on_a_failure_and_fails_without_a_message() -> None:
    world = World(workflow(dag({"name": "a", "template": "bad"}, {"name": "b", "template": "ok", "depends": "a"})))
    status = world.finish()
    assert status["phase"] == "Failed"
    assert "message" not in status
    node = world.node("wf.b")
    assert (node["type"], node["phase"], node["message"]) == (
        "Skipped",
        "Omitted",
        "omitted: depends condition not met",
    )


@pytest.mark.parametrize(
    ("depends", "phase"),
    [
        ("good && bad.Failed", "Succeeded"), ("bad.Succeeded || good.Failed", "Omitted"), ("!bad.Succeeded", "Succeeded"),
        ("bad", "Omitted"), ("bad.Errored || good", "Succeeded"), ("(good || bad) && !good.Skipped", "Succeeded"),
    ],
)  # fmt: skip
def test_depends(depends: str, phase: str) -> None:
    world = World(
        workflow(
            dag(
                {"name": "good", "template": "ok"},
                {"name": "bad", "template": "bad"},
                {"name": "t", "template": "ok", "depends": depends},
            )
        )
    )
    world.finish()
    assert world.phases()["wf.t"] == phase


def test_only_targets_and_their_ancestors_run() -> None:
    tasks = [
        {"name": "a", "template": "ok"},
        {"name": "b", "template": "ok", "dependencies": ["a"]},
        {"name": "c", "template": "ok"},
    ]
    world = World(workflow(dag(*tasks, target="b")))
    world.finish()
    assert set(world.phases()) == {"wf", "wf.a", "wf.b"}


def test_a_false_when_skips_and_counts_as_done() -> None:
    world = World(
        workflow(steps([{"name": "a", "template": "ok", "when": "1 == 2"}], [{"name": "b", "template": "ok"}]))
    )
    assert world.finish()["phase"] == "Succeeded"
    assert world.node("wf[0].a")["message"] == "when '1 == 2' evaluated false"


@pytest.mark.parametrize(
    ("loop", "names"),
    [
        ({"withItems": ["x", 2, True, {"b": 1, "a": "(y)"}, [1, "z"]]}, ["s(0:x)", "s(1:2)", "s(2:true)", "s(3:a:y,b:1)", "s(4:[1 z])"]),
        ({"withSequence": {"start": "3", "end": "1"}}, ["s(0:3)", "s(1:2)", "s(2:1)"]),
        ({"withSequence": {"count": 2, "format": "n%02d"}}, ["s(0:n00)", "s(1:n01)"]),
        ({"withParam": "[\"p\", {\"k\": 1}]"}, ["s(0:p)", "s(1:k:1)"]),
    ],
)  # fmt: skip
def test_loops(loop: dict, names: list[str]) -> None:
    world = World(workflow(steps([{"name": "s", "template": "ok", **loop}])))
    world.finish()
    assert [node["displayName"] for node in world.nodes() if node["type"] == "Pod"] == names


def test_an_empty_loop_is_skipped() -> None:
    world = World(workflow(dag({"name": "s", "template": "ok", "withParam": "[]"})))
    assert world.finish()["phase"] == "Succeeded"
    assert world.node("wf.s")["message"] == "Skipped, empty params"


def test_a_bad_with_param_is_an_error() -> None:
    world = World(workflow(steps([{"name": "s", "template": "ok", "withParam": "nope"}])))
    status = world.finish()
    assert status["phase"] in ("Failed", "Error")
    assert "withParam value could not be parsed as a JSON list: nope" in status["message"]


def test_outputs_flow_into_arguments_and_conditions() -> None:
    show = {
        "name": "show",
        "inputs": {"parameters": [{"name": "v"}]},
        "container": {"image": "b", "args": ["{{inputs.parameters.v}}"]},
    }
    body = steps(
        [{"name": "a", "template": "ok"}],
        [{"name": "b", "template": "show", "when": "{{steps.a.outputs.result}} > 3",
          "arguments": {"parameters": [{"name": "v", "value": "{{steps.a.outputs.parameters.p}}-{{=asInt(steps.a.outputs.result) * 2}}"}]}}],
    )  # fmt: skip
    world = World(workflow(body, show))
    world.finish(outputs={"wf[0].a": {"result": "4", "parameters": [{"name": "p", "value": "x"}]}})
    assert world.requests[world.node("wf[1].b")["id"]].template["container"]["args"] == ["x-8"]
    assert world.requests[world.node("wf[0].a")["id"]].include_result is True
    assert world.requests[world.node("wf[1].b")["id"]].include_result is False


def test_retry_waits_and_gives_up_in_upstreams_words() -> None:
    retried = {
        "name": "main",
        "retryStrategy": {"limit": 1, "backoff": {"duration": "10s", "factor": 2}},
        "container": BAD["container"],
    }
    world = World(workflow(retried))
    world.turn()
    world.end("wf(0)", 1)
    world.rest()
    assert world.node("wf")["message"] == "Backoff for 10 seconds"
    assert world.wake_at == START + timedelta(seconds=10)
    assert world.created == ["wf(0)"]
    world.now = world.wake_at
    world.turn()
    assert world.created == ["wf(0)", "wf(1)"]
    world.end("wf(1)", 1)
    world.turn()
    assert world.workflow["status"]["message"] == "No more retries left"
    assert world.node("wf(1)")["nodeFlag"] == {"retried": True}


def test_exit_handler_runs_after_failure_and_sees_the_status() -> None:
    bye = {"name": "bye", "container": {"image": "b", "args": ["{{workflow.status}}"]}}
    world = World(workflow(bye, entrypoint="bad", onExit="bye"))
    status = world.finish()
    assert status["phase"] == "Failed"
    assert status["message"] == "main: Error (exit code 1)"
    exit_node = world.node("wf.onExit")
    assert exit_node["nodeFlag"] == {"hooked": True}
    assert world.requests[exit_node["id"]].template["container"]["args"] == ["Failed"]


def test_a_failed_exit_handler_fails_a_good_workflow() -> None:
    world = World(workflow(entrypoint="ok", onExit="bad"))
    assert world.finish()["phase"] == "Failed"


def test_stop_ends_pods_and_still_runs_the_exit_handler() -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": "ok"}]), onExit="ok"))
    world.turn()
    world.turn()
    world.workflow = {**world.workflow, "spec": {**world.workflow["spec"], "shutdown": "Stop"}}
    status = world.finish()
    assert status["message"] == "Stopped with strategy 'Stop'"
    assert world.node("wf[0].a")["message"] == "workflow shutdown with strategy:  Stop"
    assert "wf[1]" not in world.phases()
    assert world.phases()["wf.onExit"] == "Succeeded"
    assert world.released[0][1] == "stop"


def test_terminate_runs_no_exit_handler() -> None:
    world = World(workflow(entrypoint="ok", onExit="ok"))
    world.turn()
    world.workflow = {**world.workflow, "spec": {**world.workflow["spec"], "shutdown": "Terminate"}}
    world.turn()
    assert world.workflow["status"]["phase"] == "Failed"
    assert "wf.onExit" not in world.phases()


def test_the_workflows_deadline() -> None:
    world = World(workflow(entrypoint="ok", activeDeadlineSeconds=5))
    assert world.turn().wake_at == START + timedelta(seconds=5)
    world.now += timedelta(seconds=5)
    world.turn()
    assert world.node("wf")["message"] == "Step exceeded its deadline"
    assert world.workflow["status"]["phase"] == "Failed"


def test_suspend_resumes_by_itself() -> None:
    world = World(workflow({"name": "main", "suspend": {"duration": "20s"}}))
    assert world.rest().wake_at == START + timedelta(seconds=20)
    world.now += timedelta(seconds=20)
    world.turn()
    assert world.workflow["status"]["phase"] == "Succeeded"
    assert world.created == []


def test_parallelism_of_workflow_and_template() -> None:
    loop = [{"name": "s", "template": "ok", "withSequence": {"count": "5"}}]
    for spec, template in (({"parallelism": 2}, {}), ({}, {"parallelism": 2})):
        world = World(workflow({**steps(loop), **template}, **spec))
        world.turn()
        assert len(world.created) == 2
        world.end("wf[0].s(0:0)")
        world.turn()
        world.turn()
        assert len(world.created) == 3
        assert world.finish()["phase"] == "Succeeded"


def test_recursion_ends_at_its_limit() -> None:
    world = World(workflow(steps([{"name": "again", "template": "main"}])))
    status = world.finish()
    assert status["phase"] in ("Failed", "Error")
    assert any("Maximum recursion depth exceeded" in node.get("message", "") for node in world.nodes())


def test_a_vanished_pod_is_an_error_after_a_while() -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    world.turn()
    assert world.phases() == {"wf": "Running"}
    world.lose("wf")
    world.turn()
    assert world.phases() == {"wf": "Running"}
    world.now += timedelta(seconds=11)
    world.turn()
    assert world.node("wf")["message"] == "pod deleted"
    assert world.phases() == {"wf": "Error"}


def test_templates_of_other_objects_are_asked_for() -> None:
    given = workflow(steps([{"name": "a", "templateRef": {"name": "lib", "template": "t"}}]))
    needed = reconcile(given, {}, START)
    key = TemplateKey("WorkflowTemplate", "default", "lib")
    assert isinstance(needed, NeedTemplates)
    assert needed.keys == {key}
    found = reconcile(given, {}, START, {key: {"spec": {"templates": [{"name": "t", "container": {"image": "b"}}]}}})
    assert [request.node_name for request in found.creates] == ["wf[0].a"]
    assert "namespaced/lib/t" in found.workflow["status"]["storedTemplates"]
    absent = reconcile(given, {}, START, {key: None})
    message = 'invalid spec: templates.main.steps[0].a workflowtemplates.argoproj.io "lib" not found'
    assert absent.workflow["status"]["message"] == message


def test_pods_that_cannot_start() -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    node_id = world.node("wf")["id"]
    pending = settle(world.workflow, [CreateOutcome(node_id, "quota", transient=True)], world.now)
    assert pending["status"]["nodes"][node_id]["message"] == "quota"
    assert pending["status"]["nodes"][node_id]["phase"] == "Pending"
    error = settle(world.workflow, [CreateOutcome(node_id, "never")], world.now)
    assert error["status"]["nodes"][node_id]["phase"] == "Error"


def test_missing_inputs_say_so() -> None:
    needs = {"name": "needs", "inputs": {"parameters": [{"name": "v"}]}, "container": {"image": "b"}}
    world = World(workflow(steps([{"name": "a", "template": "needs"}]), needs))
    status = world.finish()
    assert "inputs.parameters.v was not supplied" in status["message"]
