"""What the engine asks of a runtime: which pods, with what on them, and what it does when a pod cannot be had."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.controller.rate import REACHED, CreationRate
from argocli.engine.pods import CreateOutcome, PodObservation, PodRequest
from argocli.engine.settings import EngineSettings
from argocli.engine.templates import with_defaults
from tests.engine.world import BAD, OK, START, World, dag, steps, workflow


def requested(given: dict, name: str = "wf", **more) -> PodRequest:
    """The request for the pod of a node, once all before it are done."""
    world = World(given, **more)
    for _ in range(10):
        world.turn()
        found = [request for request in world.requests.values() if request.node_name == name]
        if found:
            return found[0]
        for other in world.running():
            world.end(other)
    raise AssertionError(world.phases())


# A pod that cannot be had


@pytest.mark.parametrize("reason", ["exceeded quota", REACHED])
def test_what_may_be_had_later_leaves_the_node_pending_and_is_asked_for_again(reason: str) -> None:
    world = World(workflow(entrypoint="ok"))
    world.refuse[world.workflow["metadata"]["name"]] = CreateOutcome("wf", reason, transient=True)
    world.turn()
    node = world.node("wf")
    assert (node["phase"], node["message"], world.created) == ("Pending", reason, [])
    world.turn()
    assert world.created == ["wf"]
    world.turn()
    assert (world.node("wf")["phase"], world.node("wf").get("message")) == ("Running", None)


MEMBER = {"name": "a", "template": "ok"}
NEVER = "pods is forbidden"


@pytest.mark.parametrize(
    ("given", "node", "said", "phase", "message"),
    [
        (workflow(entrypoint="ok"), "wf", NEVER, "Error", f"error in entry template execution: {NEVER}"),
        (workflow(steps([MEMBER])), "wf[0].a", NEVER, "Failed", f"step group deemed errored due to child wf[0].a error: {NEVER}"),
        (workflow(dag(MEMBER)), "wf.a", f"task 'wf.a' errored: {NEVER}", "Error", None),
        (workflow(dag({**MEMBER, "template": "try"}), {**BAD, "name": "try", "retryStrategy": {"limit": 3}}), "wf.a(0)", NEVER, "Error", None),
    ],
    ids=["entry", "step", "task", "attempt"],
)  # fmt: skip
def test_what_can_never_be_had_is_an_error_of_whoever_runs_the_node(
    given: dict, node: str, said: str, phase: str, message: str | None
) -> None:
    world = World(given)
    world.refuse[ids(given)[node]] = CreateOutcome(ids(given)[node], NEVER)
    world.rest()
    assert (world.node(node)["phase"], world.node(node)["message"]) == ("Error", said)
    assert (world.status()["phase"], world.status().get("message")) == (phase, message)
    assert world.created == []


def ids(given: dict) -> dict[str, str]:
    """The ids of the nodes that a workflow starts with."""
    world = World(given)
    world.turn()
    return {node["name"]: node["id"] for node in world.nodes()}


def test_an_error_of_creation_is_retried_where_errors_are() -> None:
    given = workflow({**OK, "name": "main", "retryStrategy": {"limit": 1, "retryPolicy": "Always"}})
    world = World(given)
    world.refuse[ids(given)["wf(0)"]] = CreateOutcome(ids(given)["wf(0)"], NEVER)
    world.rest()
    assert (world.phases()["wf(0)"], world.created) == ("Error", ["wf(1)"])


def test_pods_that_are_there_already_take_no_place_twice() -> None:
    loop = [{"name": "s", "template": "ok", "withSequence": {"count": "4"}}]
    world = World(workflow(steps(loop), parallelism=2))
    world.turn()
    kept, world.pods = world.pods, {}
    world.turn()
    assert world.created == ["wf[0].s(0:0)", "wf[0].s(1:1)"] * 2, "the watch lags behind: the same two are asked for"
    world.pods = kept
    world.changed = set(kept)
    world.turn()
    assert len(world.created) == 4


@pytest.mark.parametrize(
    ("seconds", "allowed"),
    [([0, 0, 0], [True, True, False]), ([0, 0, 1], [True, True, True]), ([0, 0, 0.4, 0.6], [True, True, False, True]),
     ([0, 0, 60, 60, 60], [True, True, True, True, False])],
    ids=["a burst", "refilled", "half a token is none", "never more than a burst"],
)  # fmt: skip
def test_pods_are_created_at_a_rate(seconds: list[float], allowed: list[bool]) -> None:
    rate = CreationRate(limit=2, burst=2)
    assert [rate.take(START + timedelta(seconds=moment)) for moment in seconds] == allowed


# A pod that its machine lost


def lost(world: World, uid: str = "u1", reason: str = "Evicted") -> None:
    node = world.node("wf")
    seen = PodObservation(node["id"], "p", "Failed", reason=reason, message="no room", uid=uid)
    world.see("wf", seen)


def test_a_pod_that_was_lost_before_it_started_starts_again_under_its_name() -> None:
    world = World(workflow(entrypoint="ok"), settings=EngineSettings(pod_restarts=1))
    world.turn()
    lost(world)
    world.turn()
    node = world.node("wf")
    assert (node["phase"], node["message"]) == ("Pending", "Pod auto-restarting due to Evicted: no room")
    assert (node["failedPodRestarts"], node["restartingPodUID"]) == (1, "u1")
    assert world.released == [("p", "delete")]
    for _ in range(3):
        world.changed = None
        world.turn()
    assert (world.node("wf")["failedPodRestarts"], world.created) == (1, ["wf"]), "the old pod is still going"
    world.lose("wf")
    world.turn()
    assert world.created == ["wf", "wf"]
    world.end("wf", uid="u2")
    world.turn()
    assert world.status()["phase"] == "Succeeded"


@pytest.mark.parametrize(
    ("most", "reason", "phase"),
    [(0, "Evicted", "Failed"), (2, "Evicted", "Pending"), (2, "DeadlineExceeded", "Failed")],
    ids=["not asked for", "asked for", "another reason"],
)
def test_lost_pods_start_again_only_where_that_is_asked_for(most: int, reason: str, phase: str) -> None:
    world = World(workflow(entrypoint="ok"), settings=EngineSettings(pod_restarts=most))
    world.turn()
    lost(world, reason=reason)
    world.turn()
    assert world.phases() == {"wf": phase}


def test_a_pod_starts_again_only_so_often() -> None:
    world = World(workflow(entrypoint="ok"), settings=EngineSettings(pod_restarts=2))
    world.turn()
    for uid in ("u1", "u2", "u3"):
        lost(world, uid)
        world.turn()
        if world.status()["phase"] != "Failed":
            world.lose("wf")
            world.turn()
    assert (world.node("wf")["phase"], world.node("wf")["message"]) == ("Failed", "no room")
    assert world.created == ["wf"] * 3


# What is on a pod


@pytest.mark.parametrize("controller", [True, False])
@pytest.mark.parametrize(
    ("template", "whole", "archived"),
    [(None, None, False), (None, True, True), (True, None, True), (False, True, False), (True, False, True)],
)
def test_logs_are_archived_by_the_word_of_controller_template_workflow_in_this_order(
    controller: bool, template: bool | None, whole: bool | None, archived: bool
) -> None:
    own = {} if template is None else {"archiveLocation": {"archiveLogs": template}}
    spec = {} if whole is None else {"archiveLogs": whole}
    settings = EngineSettings(archive_logs=controller)
    request = requested(workflow({**OK, **own, "name": "main"}, **spec), settings=settings)
    assert request.archive_logs is (controller or archived)


KEYS = ("nodeSelector", "affinity", "tolerations")


def constraints(who: str) -> dict:
    return {
        "nodeSelector": {who: "x"},
        "affinity": {"nodeAffinity": {who: {}}},
        "tolerations": [{"key": who, "operator": "Exists"}],
    }


@pytest.mark.parametrize("around", [steps([MEMBER]), dag(MEMBER)], ids=["steps", "dag"])
@pytest.mark.parametrize(
    ("own", "outer", "whole", "winner"),
    [
        (True, True, True, "own"),
        (False, True, True, "outer"),
        (False, False, True, "whole"),
        (True, False, True, "own"),
    ],
)
def test_a_pod_is_placed_by_its_template_or_what_is_around_it_or_the_workflow(
    around: dict, own: bool, outer: bool, whole: bool, winner: str
) -> None:
    templates = [{**around, **(constraints("outer") if outer else {})}, {**OK, **(constraints("own") if own else {})}]
    given = workflow(*templates, **(constraints("whole") if whole else {}))
    given["spec"]["templates"] = templates
    name = "wf[0].a" if "steps" in around else "wf.a"
    assert requested(given, name).placement == constraints(winner)


def test_each_constraint_is_taken_as_a_whole_and_for_itself() -> None:
    ok = {**OK, "name": "one", "nodeSelector": {"own": "x"}}
    outer = {**steps([{"name": "a", "template": "one"}]), "tolerations": [{"key": "outer"}]}
    given = workflow(outer, ok, nodeSelector={"whole": "x"}, affinity={"podAffinity": {}}, tolerations=[{"key": "w"}])
    assert requested(given, "wf[0].a").placement == {
        "nodeSelector": {"own": "x"},
        "affinity": {"podAffinity": {}},
        "tolerations": [{"key": "outer"}],
    }


def test_pods_without_constraints_may_run_anywhere() -> None:
    assert requested(workflow(entrypoint="ok")).placement == {}


@pytest.mark.parametrize(
    ("own", "whole", "patches"),
    [
        ("", "", ()),
        ('{"a": 1}', "", ('{"a": 1}',)),
        ("", "a: 1\n", ("a: 1\n",)),
        ('{"a": 1}', "a: 2\n", ("a: 2\n", '{"a": 1}')),
        ('{"cpu": "{{inputs.parameters.cpu}}"}', "", ('{"cpu": "2"}',)),
        ("", '{"cpu": "{{inputs.parameters.cpu}}"}', ('{"cpu": "2"}',)),
        ("", '{"n": "{{workflow.name}}"}', ('{"n": "wf"}',)),
        ('{"n": "{{pod.name}}"}', '{"n": "{{pod.name}}"}', ('{"n": "wf"}', '{"n": "wf"}')),
    ],
    ids=["none", "template", "workflow, yaml", "workflow before template", "input", "input in the workflow's", "workflow variable",
         "pod name"],
)  # fmt: skip
def test_patches_of_a_pod(own: str, whole: str, patches: tuple[str, ...]) -> None:
    inputs = {"parameters": [{"name": "cpu", "value": "2"}]}
    given = workflow({**OK, "name": "main", "inputs": inputs, "podSpecPatch": own}, podSpecPatch=whole)
    assert requested(given).patches == patches


def test_a_patch_names_the_pod_of_the_attempt() -> None:
    template = {**OK, "name": "main", "podSpecPatch": "{{pod.name}}", "retryStrategy": {"limit": 1}}
    request = requested(workflow(template), "wf(0)")
    assert request.patches == (request.pod_name,)


LABEL = "workflows.argoproj.io/"


@pytest.mark.parametrize(
    ("defaults", "whole", "own", "shown"),
    [
        ({}, {}, {}, None),
        ({"k": "defaults"}, {}, {}, "defaults"),
        ({"k": "defaults"}, {"k": "workflow"}, {}, "workflow"),
        ({"k": "defaults"}, {"k": "workflow"}, {"k": "template"}, "template"),
        ({}, {}, {"k": "{{workflow.name}}"}, "wf"),
        ({}, {"k": "{{workflow.name}}"}, {}, "wf"),
    ],
    ids=["none", "defaults", "workflow", "template", "variable of the template", "variable of the workflow"],
)
@pytest.mark.parametrize("field", ["labels", "annotations"])
def test_template_over_workflow_over_defaults(field: str, defaults: dict, whole: dict, own: dict, shown: str) -> None:
    settings = EngineSettings(workflow_defaults={"spec": {"podMetadata": {field: defaults}}} if defaults else {})
    spec = {"podMetadata": {field: whole}} if whole else {}
    request = requested(workflow({**OK, "name": "main", "metadata": {field: own}}, **spec), settings=settings)
    assert request.metadata[field].get("k") == shown


def test_every_pod_says_what_it_belongs_to() -> None:
    settings = EngineSettings(instance_id="mine")
    request = requested(
        workflow(entrypoint="ok", podGC={"strategy": "OnPodSuccess", "deleteDelayDuration": "9s"}), settings=settings
    )
    assert request.metadata["labels"] == {
        f"{LABEL}workflow": "wf", f"{LABEL}completed": "false", f"{LABEL}controller-instanceid": "mine"
    }  # fmt: skip
    assert request.metadata["annotations"] == {
        f"{LABEL}node-name": "wf", f"{LABEL}node-id": "wf", f"{LABEL}pod-gc-strategy": "OnPodSuccess/9s",
        "kubectl.kubernetes.io/default-container": "main",
    }  # fmt: skip


def test_pods_of_exit_handlers_say_so() -> None:
    request = requested(workflow(entrypoint="ok", onExit="ok"), "wf.onExit")
    assert request.metadata["labels"][f"{LABEL}on-exit"] == "true"
    assert request.on_exit is True


@pytest.mark.parametrize(
    ("names", "default"), [(("a", "main", "b"), "main"), (("a", "b"), "b")], ids=["main", "the last"]
)
def test_the_container_that_is_meant_where_none_is_named(names: tuple[str, ...], default: str) -> None:
    template = {"name": "main", "containerSet": {"containers": [{"name": name, "image": "b"} for name in names]}}
    annotations = requested(workflow(template)).metadata["annotations"]
    assert annotations["kubectl.kubernetes.io/default-container"] == default


def env(**given: str) -> list[dict]:
    return [{"name": name, "value": value} for name, value in given.items()]


def test_environment_and_limits_of_defaults_lie_beneath_those_of_the_template() -> None:
    defaults = {
        "container": {"image": "d", "env": env(A="d", B="d"), "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}
    }
    template = {**OK, "container": {"image": "t", "env": env(B="t", C="t"), "resources": {"limits": {"cpu": "2"}}}}
    merged = with_defaults(template, defaults)["container"]
    assert merged["image"] == "t"
    assert {entry["name"]: entry["value"] for entry in merged["env"]} == {"A": "d", "B": "t", "C": "t"}
    assert merged["resources"] == {"limits": {"cpu": "2", "memory": "1Gi"}}


PATHS = {
    "name": "main",
    "inputs": {"artifacts": [{"name": "i", "path": "/in", "raw": {"data": "x"}}]},
    "outputs": {
        "artifacts": [{"name": "o", "path": "/out"}],
        "parameters": [{"name": "p", "valueFrom": {"path": "/{{workflow.name}}/{{pod.name}}"}}],
    },
}


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("{{inputs.artifacts.i.path}}", "/in"),
        ("{{outputs.artifacts.o.path}}", "/out"),
        ("{{outputs.parameters.p.path}}", "/wf/wf"),
    ],
)
def test_paths_of_inputs_and_outputs_are_known_by_name(tag: str, text: str) -> None:
    request = requested(workflow({**PATHS, "container": {"image": "b", "args": [tag]}}))
    assert request.template["container"]["args"] == [text]
    assert request.template["outputs"]["parameters"][0]["valueFrom"]["path"] == "/wf/wf"


@pytest.mark.parametrize("pause", ["ARGO_DEBUG_PAUSE_BEFORE", "ARGO_DEBUG_PAUSE_AFTER", ""])
@pytest.mark.parametrize("body", ["container", "script", "containerSet"])
def test_somebody_who_debugs_a_pod_may_take_any_time(body: str, pause: str) -> None:
    container = {"name": "main", "image": "b", "env": env(**({pause: "true"} if pause else {"A": "1"}))}
    content = {"containers": [container]} if body == "containerSet" else {**container, "source": "x"}
    template = {"name": "main", body: content, "activeDeadlineSeconds": 30}
    request = requested(workflow(template, activeDeadlineSeconds=60))
    assert request.active_deadline_seconds == (None if pause else 30)
