"""What is seen of a pod, and what becomes of its node."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.engine.pods import ContainerState, PodObservation
from argocli.engine.pods.infer import infer, infer_members, lost_before_start, mains_done
from tests.engine.world import OK, START, World, steps, workflow

DAEMON = {"daemon": True}


def waiting(
    name: str = "main", kind: str = "main", reason: str = "ImagePullBackOff", message: str = ""
) -> ContainerState:
    return ContainerState(name, "waiting", kind=kind, reason=reason, message=message)


def running(name: str = "main", kind: str = "main", *, ready: bool = True) -> ContainerState:
    return ContainerState(name, "running", kind=kind, ready=ready)


def ended(name: str = "main", code: int = 0, kind: str = "", **more) -> ContainerState:
    kinds = {"main": "main", "wait": "wait", "supervisor": "wait", "init": "init"}
    reason = more.pop("reason", "Error" if code else "Completed")
    return ContainerState(
        name, "terminated", kind=kind or kinds.get(name, "sidecar"), exit_code=code, reason=reason, **more
    )


def pod(phase: str, *containers: ContainerState, **more) -> PodObservation:
    return PodObservation("n", "p", phase, containers=containers, **more)


def verdict(seen: PodObservation, template: dict | None = None, **node) -> tuple[str, str]:
    found = infer(seen, {"phase": "Pending", **node}, template or {}, namespace="argo")
    return found.phase, found.message


@pytest.mark.parametrize(
    ("seen", "template", "node", "expected"),
    [
        pytest.param(pod("Pending"), {}, {}, ("Pending", ""), id="pending without a reason"),
        pytest.param(pod("Pending", waiting()), {}, {}, ("Pending", "ImagePullBackOff"), id="a container waits"),
        pytest.param(
            pod("Pending", waiting(message="no such image")), {}, {}, ("Pending", "ImagePullBackOff: no such image"),
            id="a container waits and says more",
        ),
        pytest.param(
            pod("Pending", waiting("init", "init", "PodInitializing"), running("wait", "wait"), waiting(reason="B")), {}, {},
            ("Pending", "B"), id="the first waiting container that is no init container",
        ),
        pytest.param(
            pod("Pending", reason="Unschedulable", message="0/3 nodes are available"), {}, {},
            ("Pending", "Unschedulable: 0/3 nodes are available"), id="nowhere to run",
        ),
        pytest.param(pod("Pending", reason="Unschedulable"), {}, {}, ("Pending", "Unschedulable"), id="nowhere, no more"),
        pytest.param(
            pod("Pending", waiting(), reason="Unschedulable"), {}, {}, ("Pending", "ImagePullBackOff"),
            id="a container's word before the scheduler's",
        ),
        pytest.param(pod("Running", running()), {}, {}, ("Running", ""), id="running"),
        pytest.param(
            pod("Running", running()), {}, {"message": "PodInitializing"}, ("Running", ""),
            id="why it was pending is no longer said",
        ),
        pytest.param(
            pod("Succeeded", ended()), {}, {"message": "PodInitializing"}, ("Succeeded", ""),
            id="neither after a quick success",
        ),
        pytest.param(
            pod("Running", running()), {}, {"phase": "Running", "message": "kept"}, ("Running", "kept"),
            id="what a running node says is kept",
        ),
        pytest.param(pod("Succeeded", ended()), {}, {"phase": "Running"}, ("Succeeded", ""), id="succeeded"),
        pytest.param(pod("Succeeded", ended()), DAEMON, {"phase": "Running"}, ("Failed", ""), id="a daemon may not end"),
        pytest.param(
            pod("Failed", ended(code=1)), DAEMON, {"phase": "Running", "daemoned": True},
            ("Failed", "main: Error (exit code 1)"), id="a daemon that fails",
        ),
        pytest.param(
            pod("Lost"), {}, {"phase": "Running"}, ("Error", "Unexpected pod phase for p: Lost"), id="unknown phase"
        ),
    ],
)  # fmt: skip
def test_the_phase_of_the_pod_is_the_phase_of_the_node(
    seen: PodObservation, template: dict, node: dict, expected: tuple[str, str]
) -> None:
    assert verdict(seen, template, **node) == expected


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ([running(), running("wait", "wait", ready=False)], ("Pending", False)),
        ([running(), running("wait", "wait")], ("Running", True)),
        ([ended("init"), running()], ("Running", True)),
    ],
    ids=["one is not ready", "all are ready", "init containers never are"],
)
def test_a_daemon_is_one_as_soon_as_all_its_containers_are_ready(
    containers: list[ContainerState], expected: tuple[str, bool]
) -> None:
    found = infer(pod("Running", *containers, pod_ip="10.0.0.1"), {"phase": "Pending"}, DAEMON)
    assert (found.phase, found.daemoned) == expected


def test_the_address_of_a_pod_matters_only_for_daemons_its_host_always() -> None:
    seen = PodObservation("", "", "Running", containers=(running(),), pod_ip="10.0.0.1", host="h")
    for template, address in ((OK, None), ({**OK, "daemon": True}, "10.0.0.1")):
        world = World(workflow({**template, "name": "main"}))
        world.turn()
        world.see("wf", seen)
        world.turn()
        assert world.node("wf").get("podIP") == address
        assert world.node("wf")["hostNodeName"] == "h"


PARAMETER = {"outputs": {"parameters": [{"name": "p", "valueFrom": {"path": "/p"}}]}}
ARTIFACT = {"outputs": {"artifacts": [{"name": "a", "path": "/a"}]}}
OPTIONAL = {"outputs": {"artifacts": [{"name": "a", "path": "/a", "optional": True}]}}
RESULT = {"outputs": {"result": ""}}
P, A = {"parameters": [{"name": "p", "value": ""}]}, {"artifacts": [{"name": "a"}]}


@pytest.mark.parametrize(
    ("seen", "template", "phase"),
    [
        pytest.param(pod("Succeeded", ended()), {}, "Succeeded", id="nothing declared"),
        pytest.param(pod("Succeeded", ended()), PARAMETER, "Running", id="parameters are missing"),
        pytest.param(pod("Succeeded", ended(), outputs=A), PARAMETER, "Running", id="only artifacts have come"),
        pytest.param(pod("Succeeded", ended(), outputs=P), PARAMETER, "Succeeded", id="parameters have come"),
        pytest.param(pod("Succeeded", ended()), ARTIFACT, "Running", id="artifacts are missing"),
        pytest.param(pod("Succeeded", ended(), outputs=A), ARTIFACT, "Succeeded", id="artifacts have come"),
        pytest.param(pod("Succeeded", ended()), OPTIONAL, "Succeeded", id="nobody waits for optional ones"),
        pytest.param(pod("Succeeded", ended()), RESULT, "Running", id="the result is missing"),
        pytest.param(pod("Succeeded", ended(), outputs={"result": ""}), RESULT, "Succeeded", id="the result has come"),
        pytest.param(pod("Succeeded", ended(), outputs_complete=False), {}, "Running", id="more will come"),
        pytest.param(pod("Failed", ended(code=1), outputs_complete=False), PARAMETER, "Failed", id="a failure does not wait"),
        pytest.param(pod("Succeeded", ended(), running("wait", "wait")), {}, "Running", id="the executor is at it"),
        pytest.param(pod("Failed", ended(code=1), running("wait", "wait")), {}, "Failed", id="or dies with the pod"),
    ],
)  # fmt: skip
def test_success_is_not_believed_before_the_outputs_are_there(seen: PodObservation, template: dict, phase: str) -> None:
    assert verdict(seen, template, phase="Running")[0] == phase


def test_what_is_known_while_success_is_held_back_is_shown() -> None:
    world = World(workflow({**OK, "name": "main", **PARAMETER}))
    world.turn()
    world.end("wf", host="h", progress="3/4")
    world.turn()
    node = world.node("wf")
    assert (node["phase"], node["hostNodeName"], node["progress"]) == ("Pending", "h", "3/4")
    assert node["outputs"] == {"exitCode": "0"}
    world.end("wf", outputs=P, progress="3/4")
    world.turn()
    node = world.node("wf")
    assert (node["phase"], node["progress"], node["outputs"]) == ("Succeeded", "4/4", {**P, "exitCode": "0"})


@pytest.mark.parametrize(
    ("told", "known", "shown"),
    [
        ("", "", "0/1"), ("2/5", "", "2/5"), ("", "2/5", "2/5"), ("3/5", "2/5", "3/5"),
        ("6/5", "2/5", "2/5"), ("0/0", "", "0/1"), ("half", "2/5", "2/5"),
    ],
)  # fmt: skip
def test_only_what_is_a_progress_is_taken_for_one(told: str, known: str, shown: str) -> None:
    assert infer(pod("Running", progress=told), {"phase": "Running", "progress": known}, {}).progress == shown


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (pod("Succeeded", ended(), ended("wait")), "0"),
        (pod("Failed", ended(code=3), ended("wait", 64)), "3"),
        (pod("Running", running()), None),
        (pod("Failed", ended("other", 3, kind="main")), None),
    ],
    ids=["success", "failure", "not yet", "none is called main"],
)
def test_the_exit_code_is_that_of_the_container_called_main(seen: PodObservation, code: str | None) -> None:
    outputs = infer(seen, {"phase": "Running"}, {}).outputs or {}
    assert outputs.get("exitCode") == code


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ([ended(finished_at=START), ended("wait", finished_at=START + timedelta(seconds=2))], timedelta(seconds=2)),
        ([ended(finished_at=START), running("side", "sidecar")], None),
        ([ended()], None),
    ],
    ids=["with the last container", "one still runs", "nobody says"],
)
def test_a_pod_finishes_with_its_last_container(containers: list[ContainerState], expected: timedelta | None) -> None:
    found = infer(pod("Failed", *containers, message="m"), {"phase": "Running"}, {})
    assert found.finished_at == (None if expected is None else START + expected)


@pytest.mark.parametrize(
    ("containers", "more", "expected"),
    [
        pytest.param([ended(code=1)], {"message": "The node was low on memory"}, ("Failed", "The node was low on memory"),
                     id="the pod's own message comes first"),
        pytest.param([], {}, ("Failed", "can't find failed message for pod p namespace argo"), id="nothing is known"),
        pytest.param([waiting(message="no")], {}, ("Error", "Pod failed before main container starts due to ImagePullBackOff: no"),
                     id="main waits"),
        pytest.param([waiting(reason="")], {}, ("Error", "Pod failed before main container starts due to : "), id="main waits, no reason"),
        pytest.param([ended(code=1), waiting("wait", "wait")], {}, ("Failed", "main: Error (exit code 1)"),
                     id="main is looked at before wait"),
        pytest.param([waiting("wait", "wait", "A", "b"), ended()], {}, ("Error", "Pod failed before wait container starts due to A: b"),
                     id="wait waits"),
        pytest.param([ended(code=1), ended("init", 1)], {}, ("Error", "init: Error (exit code 1)"), id="init before all others"),
        pytest.param([ended("init-artifact-x", 1, kind="init")], {}, ("Error", "init-artifact-x: Error (exit code 1)"),
                     id="init of an artifact plugin"),
        pytest.param([ended("mine", 1, kind="init")], {}, ("Failed", "mine: Error (exit code 1)"), id="init of the user"),
        pytest.param([ended("wait", 64, message="no space"), ended()], {}, ("Error", "wait: Error (exit code 64): no space"),
                     id="the executor fails"),
        pytest.param([ended("wait", 1), ended(code=2)], {}, ("Failed", "main: Error (exit code 2)"), id="main and executor fail"),
        pytest.param([ended(code=64, message="not found")], {}, ("Failed", "main: Error (exit code 64): not found"),
                     id="main cannot be started"),
        pytest.param([ended("side", 1), ended(), ended("wait")], {}, ("Failed", "side: Error (exit code 1)"), id="a sidecar fails"),
        pytest.param([ended(code=137, reason="OOMKilled")], {}, ("Failed", "main: OOMKilled (exit code 137)"), id="main out of memory"),
        pytest.param([ended("wait", 137, reason="OOMKilled")], {}, ("Error", "wait: OOMKilled (exit code 137)"), id="wait out of memory"),
        pytest.param([ended("init", 137, reason="OOMKilled")], {}, ("Error", "init: OOMKilled (exit code 137)"), id="init out of memory"),
        pytest.param([ended("supervisor", 1, message="no repository"), ended(code=65)], {},
                     ("Error", "supervisor: Error (exit code 1): no repository"), id="main never got ready for the supervisor's reason"),
        pytest.param([ended("supervisor", 1), ended(code=1)], {}, ("Failed", "main: Error (exit code 1)"), id="otherwise main's reason"),
        pytest.param([ended("side", 137), ended(), ended("wait")], {}, ("Succeeded", ""), id="a killed sidecar is no failure"),
        pytest.param([ended("side", 143), ended(), ended("wait")], {}, ("Succeeded", ""), id="nor one that was asked to end"),
        pytest.param([ended(), ended("side", 137)], {}, ("Failed", "pod failed: wait container did not complete successfully"),
                     id="no executor to vouch for main"),
        pytest.param([ended(), running("wait", "wait")], {}, ("Failed", "pod failed: wait container did not complete successfully"),
                     id="the executor was at work"),
        pytest.param([running(), ended("wait")], {}, ("Failed", "pod failed: main container did not complete successfully"),
                     id="main was at work"),
        pytest.param([running(), running("wait", "wait")], {},
                     ("Failed", "pod failed: neither main nor wait container completed successfully"), id="both were at work"),
        pytest.param([running(), running("wait", "wait")], {"message": "evicted"}, ("Failed", "evicted"),
                     id="both were at work and the pod says why"),
    ],
)  # fmt: skip
def test_why_a_pod_has_failed(containers: list[ContainerState], more: dict, expected: tuple[str, str]) -> None:
    assert verdict(pod("Failed", *containers, **more), phase="Running") == expected


@pytest.mark.parametrize(
    ("containers", "done"),
    [
        ([running()], False), ([ended()], True), ([ended("a", kind="main"), running("b")], False),
        ([ended("a", 1, kind="main"), running("b")], True), ([ended("side"), running()], False), ([], False),
    ],
    ids=["at work", "done", "one of two", "one has failed", "only a sidecar", "nothing is known"],
)  # fmt: skip
def test_when_the_other_containers_have_no_reason_to_live_on(containers: list[ContainerState], done: bool) -> None:
    assert mains_done(pod("Running", *containers)) is done


@pytest.mark.parametrize(
    ("containers", "stopped"),
    [
        ([ended(), running("side", "sidecar")], True),
        ([running(), running("side", "sidecar")], False),
        ([ended(), running("wait", "wait")], False),
        ([ended("a", 1, kind="main"), running("b")], True),
    ],
    ids=["sidecars", "main is at work", "the executor ends by itself", "what stands beside a failed one"],
)
def test_the_rest_of_a_pod_is_ended_when_its_main_containers_are_done(
    containers: list[ContainerState], stopped: bool
) -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    world.see("wf", PodObservation("", "p", "Running", containers=tuple(containers)))
    world.turn()
    assert world.released == ([("p", "stop")] if stopped else [])


SET = {
    "name": "main",
    "containerSet": {
        "containers": [
            {"name": "a", "image": "b"},
            {"name": "b", "image": "b", "dependencies": ["a"]},
            {"name": "main", "image": "b", "dependencies": ["b"]},
        ]
    },
}


@pytest.mark.parametrize(
    ("state", "phase", "expected"),
    [
        pytest.param(waiting("a"), "Pending", ("Pending", ""), id="waits"),
        pytest.param(running("a"), "Running", ("Running", ""), id="runs"),
        pytest.param(ended("a", kind="main"), "Running", ("Succeeded", ""), id="well"),
        pytest.param(ended("a", 1, kind="main", message="m"), "Running", ("Failed", "a: Error (exit code 1): m"), id="badly"),
        pytest.param(ended("a", 2, kind="main"), "Running", ("Failed", "a: Error (exit code 2): "), id="badly, nothing to say"),
        pytest.param(ended("a", 64, kind="main", message="m"), "Running", ("Error", "a: Error (exit code 64): m"), id="never started"),
        pytest.param(running("a"), "Failed", ("Failed", "Pod Failed whilst container running"), id="cut off"),
        pytest.param(waiting("a"), "Failed", ("Failed", "Pod Failed whilst container running"), id="cut off early"),
        pytest.param(ended("a", kind="main"), "Failed", ("Succeeded", ""), id="well, in a pod that failed"),
    ],
)  # fmt: skip
def test_the_phase_of_a_member_comes_from_its_container(
    state: ContainerState, phase: str, expected: tuple[str, str]
) -> None:
    found = infer_members(pod(phase, state), SET)["a"]
    assert (found.phase, found.message) == expected


def test_members_are_nodes_in_the_order_of_their_dependencies() -> None:
    world = World(workflow(SET))
    world.turn()
    world.see("wf", PodObservation("", "p", "Running", containers=(ended("a", kind="main"), running("b"), waiting())))
    world.turn()
    assert world.phases() == {"wf": "Running", "wf.a": "Succeeded", "wf.b": "Running", "wf.main": "Pending"}
    members = [world.node(name) for name in ("wf", "wf.a", "wf.b")]
    assert [node["children"] for node in members] == [[world.node(name)["id"]] for name in ("wf.a", "wf.b", "wf.main")]
    assert {node["type"] for node in members[1:]} == {"Container"}
    assert {node["boundaryID"] for node in members[1:]} == {world.node("wf")["id"]}


def test_with_its_pod_all_members_of_a_set_are_deleted() -> None:
    world = World(workflow(SET))
    world.turn()
    world.see("wf", PodObservation("", "p", "Running", containers=(ended("a", kind="main"), running("b"), waiting())))
    world.turn()
    world.lose("wf")
    world.later(seconds=11)
    world.turn()
    assert world.phases() == dict.fromkeys(("wf", "wf.a", "wf.b", "wf.main"), "Error")
    assert world.node("wf")["message"] == "pod deleted"
    assert {world.node(name)["message"] for name in ("wf.a", "wf.b", "wf.main")} == {"container deleted"}


def test_with_its_pod_all_members_of_a_set_are_stopped() -> None:
    world = World(workflow(SET))
    world.turn()
    world.see("wf", PodObservation("", "p", "Running", containers=(ended("a", kind="main"), running("b"), waiting())))
    world.turn()
    world.change(shutdown="Terminate")
    world.turn()
    assert world.phases() == {"wf": "Failed", "wf.a": "Succeeded", "wf.b": "Failed", "wf.main": "Failed"}


@pytest.mark.parametrize("known", [True, False], ids=["told what changed", "looking at all"])
def test_a_pod_that_vanishes_before_it_runs_is_created_again(known: bool) -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    world.see("wf", PodObservation(world.node("wf")["id"], "p", "Pending", containers=(waiting(),)))
    world.turn()
    assert world.node("wf")["message"] == "ImagePullBackOff"
    world.lose("wf")
    world.later(seconds=60)
    if not known:
        world.changed = None
    world.turn()
    assert world.created == ["wf", "wf"]
    assert world.phases() == {"wf": "Pending"}


def test_a_daemon_that_vanishes_is_none_any_more() -> None:
    helper = {**OK, "name": "helper", "daemon": True}
    world = World(workflow(steps([{"name": "d", "template": "helper"}], [{"name": "a", "template": "ok"}]), helper))
    world.turn()
    world.see("wf[0].d", PodObservation("", "p", "Running", containers=(running(),)))
    world.turn()
    assert world.node("wf[0].d")["daemoned"] is True
    world.lose("wf[0].d")
    world.later(seconds=11)
    world.turn()
    node = world.node("wf[0].d")
    assert (node["phase"], node["message"], node.get("daemoned")) == ("Error", "pod deleted", None)


@pytest.mark.parametrize(
    ("seen", "restarts"),
    [
        pytest.param(pod("Failed", reason="Evicted"), True, id="no containers are known"),
        pytest.param(pod("Failed", waiting(), reason="Evicted"), True, id="main waits"),
        pytest.param(pod("Failed", ended("init", 137), waiting(), reason="NodeShutdown"), True, id="only init ran"),
        pytest.param(pod("Failed", ended(code=137), reason="NodeAffinity"), True, id="main ended without a start"),
        pytest.param(pod("Failed", waiting(), reason="UnexpectedAdmissionError"), True, id="not admitted"),
        pytest.param(pod("Failed", running(), reason="Evicted"), False, id="main runs"),
        pytest.param(pod("Failed", ended(code=137, started_at=START), reason="Evicted"), False, id="main ran"),
        pytest.param(pod("Failed", waiting("a"), running("b"), reason="Evicted"), False, id="one of the mains runs"),
        pytest.param(pod("Failed", reason="Preempting"), False, id="another reason"),
        pytest.param(pod("Failed"), False, id="no reason"),
        pytest.param(pod("Pending", waiting(), reason="Evicted"), False, id="not failed"),
    ],
)  # fmt: skip
def test_pods_that_their_machine_lost_before_they_started(seen: PodObservation, restarts: bool) -> None:
    assert lost_before_start(seen) is restarts
