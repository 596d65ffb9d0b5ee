"""What the nodes of a workflow look like: their types and fields when they first appear, and what counts as done."""

from __future__ import annotations

import pytest

from argocli.engine.nodes import completed, fulfilled
from argocli.engine.pods import ContainerState, PodObservation
from argocli.engine.templates import TemplateKey
from tests.engine.world import START, World, dag, steps, workflow

IMAGE = {"image": "b"}
SET = {"containers": [{"name": "one", "image": "b"}, {"name": "two", "image": "b", "dependencies": ["one"]}]}
NOW = "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("body", "kind", "phase", "synced", "progress"),
    [
        ({"container": IMAGE}, "Pod", "Pending", True, "0/1"),
        ({"script": {"image": "b", "source": "x"}}, "Pod", "Pending", True, "0/1"),
        ({"resource": {"action": "get"}}, "Pod", "Pending", True, "0/1"),
        ({"data": {"source": {}, "transformation": []}}, "Pod", "Pending", True, "0/1"),
        ({"containerSet": SET}, "Pod", "Pending", True, "0/1"),
        ({"container": IMAGE, "daemon": True}, "Pod", "Pending", None, "0/1"),
        ({"suspend": {}}, "Suspend", "Running", None, "0/1"),
        ({"http": {"url": "u"}}, "HTTP", "Pending", None, "0/1"),
        ({"plugin": {"p": {}}}, "Plugin", "Pending", None, "0/1"),
        ({"steps": [[{"name": "x", "template": "ok"}]]}, "Steps", "Running", None, "0/1"),
        ({"dag": {"tasks": [{"name": "x", "template": "ok"}]}}, "DAG", "Running", None, "0/1"),
        ({"container": IMAGE, "retryStrategy": {"limit": 1}}, "Retry", "Running", None, "0/1"),
    ],
)
def test_each_body_has_its_type_of_node(body: dict, kind: str, phase: str, synced: bool | None, progress: str) -> None:
    world = World(workflow(steps([{"name": "a", "template": "t"}]), {"name": "t", **body}))
    world.turn()
    node = world.node("wf[0].a")
    assert (node["type"], node["phase"], node.get("taskResultSynced"), node["progress"]) == (
        kind,
        phase,
        synced,
        progress,
    )
    assert (node["templateName"], node["templateScope"], node["boundaryID"]) == ("t", "local/wf", "wf")
    assert (node["startedAt"], node["finishedAt"]) == (NOW, None)
    assert "nodeFlag" not in node


@pytest.mark.parametrize(
    ("member", "kind", "phase"),
    [
        ({"template": "ok", "when": "false"}, "Skipped", "Skipped"),
        ({"template": "ok", "withParam": "[]"}, "Skipped", "Skipped"),
        ({"template": "ok", "depends": "b.Failed"}, "Skipped", "Omitted"),
        ({"template": "ok", "when": "{{workflow.name}}"}, "Skipped", "Error"),
        ({"template": "ok", "withItems": [1, 2]}, "TaskGroup", "Running"),
    ],
)
def test_what_does_not_run_is_of_type_skipped_and_done_at_once(member: dict, kind: str, phase: str) -> None:
    world = World(workflow(dag({"name": "b", "template": "ok", "when": "false"}, {"name": "a", **member}, {"name": "c", "template": "ok"})))  # fmt: skip
    world.turn()
    node = world.node("wf.a")
    assert (node["type"], node["phase"]) == (kind, phase)
    assert node["finishedAt"] == (None if phase == "Running" else NOW)


def test_the_members_of_a_container_set_are_nodes_below_their_pod() -> None:
    world = World(workflow({"name": "main", "containerSet": SET}))
    world.turn()
    states = (ContainerState("one", "terminated", exit_code=0), ContainerState("two", "running"))
    world.see("wf", PodObservation("wf", "wf", "Running", containers=states))
    world.turn()
    one, two = world.node("wf.one"), world.node("wf.two")
    assert (one["type"], one["displayName"], one["boundaryID"], one["phase"]) == ("Container", "one", "wf", "Succeeded")
    assert (two["displayName"], two["phase"]) == ("two", "Running")
    assert world.node("wf")["children"] == [one["id"]]
    assert one["children"] == [two["id"]]
    assert "taskResultSynced" not in one


def test_a_node_of_a_referenced_template_names_the_reference() -> None:
    key = TemplateKey("WorkflowTemplate", "default", "lib")
    reference = {"name": "lib", "template": "t"}
    lib = {"spec": {"templates": [{"name": "t", "container": IMAGE}]}}
    world = World(workflow(steps([{"name": "a", "templateRef": reference}])), objects={key: lib})
    request = world.turn().creates[0]
    node = world.node("wf[0].a")
    assert (node["templateRef"], "templateName" in node) == (reference, False)
    assert request.pod_name == f"wf-t-{node['id'].removeprefix('wf-')}"


def test_an_inline_template_has_no_name() -> None:
    world = World(workflow(steps([{"name": "a", "inline": {"container": IMAGE}}])))
    request = world.turn().creates[0]
    node = world.node("wf[0].a")
    assert ("templateRef" in node, "templateName" in node) == (False, False)
    assert request.pod_name == node["id"]


def test_attempts_and_hooks_are_flagged_and_share_the_boundary() -> None:
    tries = {"name": "tries", "container": IMAGE, "retryStrategy": {"limit": 1}}
    step = {"name": "a", "template": "tries", "hooks": {"exit": {"template": "ok"}}}
    world = World(workflow(steps([step]), tries, onExit="ok"))
    world.finish("wf[0].a(0)")
    found = {
        node["name"]: (node.get("nodeFlag"), node.get("boundaryID"), node["displayName"]) for node in world.nodes()
    }
    assert found["wf[0].a"] == (None, "wf", "a")
    assert found["wf[0].a(0)"] == ({"retried": True}, "wf", "a(0)")
    assert found["wf[0].a(1)"] == ({"retried": True}, "wf", "a(1)")
    assert found["wf[0].a.onExit"] == ({"hooked": True}, "wf", "a.onExit")
    assert found["wf.onExit"] == ({"hooked": True}, None, "wf.onExit")


def test_a_node_ends_when_its_pod_did() -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    world.end("wf")
    world.later(seconds=30)
    world.turn()
    assert world.node("wf")["finishedAt"] == NOW
    assert world.status()["finishedAt"] == "2026-01-02T03:04:35Z"
    assert world.now != START


@pytest.mark.parametrize(
    ("node", "is_completed", "is_fulfilled"),
    [
        ({"phase": "Pending"}, False, False),
        ({"phase": "Running"}, False, False),
        ({"phase": "Succeeded"}, True, True),
        ({"phase": "Failed"}, True, True),
        ({"phase": "Error"}, True, True),
        ({"phase": "Skipped"}, False, True),
        ({"phase": "Omitted"}, False, True),
        ({"phase": "Succeeded", "taskResultSynced": True}, True, True),
        ({"phase": "Succeeded", "taskResultSynced": False}, False, False),
        ({"phase": "Failed", "taskResultSynced": False}, False, False),
        ({"phase": "Running", "daemoned": True}, False, True),
        ({"phase": "Pending", "daemoned": True}, False, False),
    ],
)
def test_what_counts_as_completed_and_what_as_fulfilled(node: dict, is_completed: bool, is_fulfilled: bool) -> None:
    assert (completed(node), fulfilled(node)) == (is_completed, is_fulfilled)
