"""The life of a workflow: when a pass leaves it alone, how it begins, what it says on the way, and how it ends."""

from __future__ import annotations

import pytest

from argocli.engine.pods import PodObservation
from argocli.engine.settings import EngineSettings
from tests.engine.world import START, World, dag, steps, workflow

COMPLETED = "workflows.argoproj.io/completed"
PHASE = "workflows.argoproj.io/phase"
FORMAT = "workflows.argoproj.io/pod-name-format"
TOO_DEEP = "Maximum recursion depth exceeded. See "


def conditions(world: World) -> list[tuple[str, str]]:
    return [(one["type"], one["status"]) for one in world.status().get("conditions", [])]


def lone(**spec: object) -> World:
    return World(workflow(entrypoint="ok", **spec))


# -- when it is left alone


def test_a_workflow_labelled_completed_is_left_alone_whatever_its_phase() -> None:
    given = workflow(entrypoint="ok", labels={COMPLETED: "true"})
    given["status"] = {"phase": "Running", "startedAt": "2026-01-02T03:04:05Z"}
    world = World(given)
    assert not world.turn().changed
    assert world.created == []


def test_a_workflow_that_is_not_admitted_waits_and_says_why() -> None:
    world = lone()
    world.admitted = False
    world.turn()
    assert world.status() == {
        "phase": "Pending",
        "message": "Workflow processing has been postponed because too many workflows are already running",
    }
    assert world.created == []
    world.admitted = True
    world.turn()
    assert (world.status()["phase"], world.status().get("message")) == ("Running", None)


def test_a_running_workflow_is_not_postponed() -> None:
    world = lone()
    world.turn()
    world.admitted = False
    world.end("wf")
    world.turn()
    assert world.status()["phase"] == "Succeeded"


@pytest.mark.parametrize("phase", ["Running", "Succeeded"])
def test_while_it_is_suspended_pods_are_observed_and_nothing_new_starts(phase: str) -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": "ok"}])))
    world.turn()
    world.change(suspend=True)
    if phase == "Succeeded":
        world.end("wf[0].a")
    world.turn()
    assert (world.phases()["wf[0].a"], world.created) == (phase, ["wf[0].a"])
    world.change(suspend=None)
    assert world.finish()["phase"] == "Succeeded"


# -- how it begins


def test_a_pending_node_without_a_pod_gets_its_pod_in_the_next_pass() -> None:
    world = lone()
    world.turn()
    world.lose("wf")
    world.turn()
    assert world.created == ["wf", "wf"]
    assert world.finish()["phase"] == "Succeeded"


@pytest.mark.parametrize(("setting", "pod"), [("v1", "wf-3986212215"), ("v2", "wf-ok-3986212215")])
def test_the_format_of_pod_names_is_the_controllers_and_is_written_down(setting: str, pod: str) -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}])), settings=EngineSettings(pod_names=setting))
    request = world.turn().creates[0]
    assert world.workflow["metadata"]["annotations"][FORMAT] == setting
    assert request.pod_name == pod
    assert request.node_id == "wf-3986212215"


def test_the_format_of_pod_names_stays_what_it_was_at_the_start() -> None:
    given = workflow(steps([{"name": "a", "template": "ok"}]))
    given["metadata"]["annotations"] = {FORMAT: "v1"}
    world = World(given)
    assert world.turn().creates[0].pod_name == "wf-3986212215"
    assert world.workflow["metadata"]["annotations"][FORMAT] == "v1"


def test_labels_tell_the_phase() -> None:
    world = lone()
    world.turn()
    assert world.workflow["metadata"]["labels"] == {PHASE: "Running", COMPLETED: "false"}
    world.finish("wf")
    assert world.workflow["metadata"]["labels"] == {PHASE: "Failed", COMPLETED: "true"}


# -- what it says on the way


def test_conditions_come_with_the_observation_and_with_the_end() -> None:
    world = lone()
    world.turn()
    assert conditions(world) == []
    world.see("wf", PodObservation(world.node("wf")["id"], "wf", "Pending"))
    world.turn()
    assert conditions(world) == [("PodRunning", "False")]
    world.see("wf", PodObservation(world.node("wf")["id"], "wf", "Running"))
    world.turn()
    assert conditions(world) == [("PodRunning", "True")]
    world.end("wf")
    world.turn()
    assert conditions(world) == [("PodRunning", "False"), ("Completed", "True")]


def test_a_workflow_without_pods_has_only_the_condition_of_its_end() -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok", "when": "false"}])))
    world.turn()
    assert conditions(world) == [("Completed", "True")]


def test_outputs_that_have_not_arrived_hold_up_what_comes_after() -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": "ok"}])))
    world.turn()
    world.end("wf[0].a", outputs_complete=False)
    world.turn()
    assert "wf[1]" not in world.phases()
    assert world.phases()["wf[0].a"] != "Succeeded"
    world.end("wf[0].a")
    world.turn()
    assert (world.phases()["wf[0].a"], world.created) == ("Succeeded", ["wf[0].a", "wf[1].b"])


@pytest.mark.parametrize("remembers", [True, False])
@pytest.mark.parametrize("pod", ["ended", "announced", "gone"])
def test_a_node_that_still_owes_outputs_is_not_done(pod: str, remembers: bool) -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": "ok"}])))
    world.turn()
    world.end("wf[0].a")
    node_id = world.node("wf[0].a")["id"]
    owing = {
        **world.node("wf[0].a"),
        "phase": "Succeeded",
        "finishedAt": "2026-01-02T03:04:05Z",
        "taskResultSynced": False,
    }
    world.workflow["status"] = {**world.status(), "nodes": {**world.status()["nodes"], node_id: owing}}
    world.forget()
    if not remembers:
        world.memory = None
    if pod == "gone":
        world.lose("wf[0].a")
    if pod == "announced":
        world.end("wf[0].a", outputs_complete=False)
    world.turn()
    assert ("wf[1].b" in world.phases()) is (pod != "announced")
    assert world.node("wf[0].a")["taskResultSynced"] is (pod != "announced")
    if pod == "announced":
        world.end("wf[0].a", outputs={"result": "late"})
        world.turn()
        assert world.node("wf[0].a")["outputs"]["result"] == "late"
    assert world.phases()["wf[1].b"] == "Pending"


# -- how it ends


NEEDS = {
    "inputs": {"parameters": [{"name": "v", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k"}}}]},
    "container": {"image": "b"},
}
UNMET = "unable to retrieve inputs.parameters.v from ConfigMap: ConfigMap 'm' does not exist. "


@pytest.mark.parametrize(
    ("entry", "phase", "message"),
    [
        (steps([{"name": "a", "template": "ok", "when": "false"}]), "Succeeded", ""),
        (dag({"name": "a", "template": "ok", "when": "false"}), "Succeeded", ""),
        (steps([{"name": "a", "template": "bad"}]), "Failed", "child 'wf-3986212215' failed"),
        (dag({"name": "a", "template": "bad"}), "Failed", ""),
        (steps([{"name": "a", "template": "needs"}]), "Failed", f"step group deemed errored due to child wf[0].a error: {UNMET}"),
        (dag({"name": "a", "template": "needs"}), "Error", ""),
        ({"name": "main", **NEEDS}, "Error", f"error in entry template execution: {UNMET}"),
        ({"name": "main", "container": {"image": "b"}}, "Succeeded", ""),
    ],
)  # fmt: skip
def test_the_phase_and_message_of_the_entry_are_the_workflows(entry: dict, phase: str, message: str) -> None:
    status = World(workflow(entry, {"name": "needs", **NEEDS})).finish()
    told = status.get("message", "")
    assert (status["phase"], told[: len(message)]) == (phase, message)
    assert bool(told) is bool(message)


@pytest.mark.parametrize(("bubble", "message"), [(True, f"error in entry template execution: {UNMET}"), (False, UNMET)])
def test_that_the_entry_cannot_run_is_told_as_such_unless_that_is_switched_off(bubble: bool, message: str) -> None:
    settings = EngineSettings(bubble_entry_error=bubble)
    status = World(workflow({"name": "main", **NEEDS}, onExit="ok"), settings=settings).finish()
    assert status["phase"] == "Error"
    assert status["message"].startswith(message)
    assert ("wf.onExit" in [node["name"] for node in status["nodes"].values()]) is not bubble


@pytest.mark.parametrize(
    ("main", "phase"),
    [(dag({"name": "again", "template": "main"}), "Error"), (steps([{"name": "again", "template": "main"}]), "Failed")],
)
@pytest.mark.parametrize("spec", [{}, {"retryStrategy": {"limit": 0}}])
def test_a_template_that_calls_itself_without_end_is_cut_off(main: dict, phase: str, spec: dict) -> None:
    world = World(workflow(main, **spec))
    assert world.finish()["phase"] == phase
    assert world.created == []
    deepest = max(world.nodes(), key=lambda node: len(node["name"]))
    assert (deepest["type"], deepest["phase"]) == ("Skipped", "Error")
    assert deepest["message"].startswith(TOO_DEEP)
    assert sum(TOO_DEEP in node.get("message", "") for node in world.nodes() if node["type"] != "Retry") == 1


@pytest.mark.parametrize(
    ("settings", "phase"), [(EngineSettings(), "Failed"), (EngineSettings(deep_recursion=True), "Succeeded")]
)
def test_the_limit_of_depth_can_be_switched_off(settings: EngineSettings, phase: str) -> None:
    less = {"name": "n", "value": "{{=asInt(inputs.parameters.n) - 1}}"}
    again = {
        "name": "again",
        "template": "main",
        "when": "{{inputs.parameters.n}} > 0",
        "arguments": {"parameters": [less]},
    }
    main = steps([again], inputs={"parameters": [{"name": "n"}]})
    world = World(workflow(main, arguments={"parameters": [{"name": "n", "value": "150"}]}), settings=settings)
    assert world.finish()["phase"] == phase


def test_a_workflow_refused_at_the_start_has_begun_and_ended_but_named_no_pods() -> None:
    world = World(workflow(entrypoint="nowhere"))
    world.turn()
    assert world.status() == {
        "phase": "Failed",
        "message": "invalid spec: template name 'nowhere' undefined",
        "startedAt": "2026-01-02T03:04:05Z",
        "finishedAt": "2026-01-02T03:04:05Z",
        "conditions": [{"type": "Completed", "status": "True"}],
        "progress": "0/0",
    }
    assert FORMAT not in world.workflow["metadata"].get("annotations", {})
    assert world.now == START
