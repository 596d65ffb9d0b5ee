"""Requests and plugins' tasks: nodes whose work an agent does and whose outcome it reports."""

from __future__ import annotations

import pytest

from argocli.engine.pods import PodObservation
from tests.engine.world import World, dag, steps, workflow

KINDS = {
    "http": ("HTTP", {"http": {"url": "{{inputs.parameters.u}}"}}),
    "plugin": ("Plugin", {"plugin": {"p": {"u": "{{inputs.parameters.u}}"}}}),
}
EACH = pytest.mark.parametrize("kind", sorted(KINDS))


def asks(kind: str, **more: object) -> dict:
    return {"name": "ask", "inputs": {"parameters": [{"name": "u", "default": "x"}]}, **KINDS[kind][1], **more}


def report(world: World, name: str, phase: str, message: str = "", **more: object) -> None:
    """What the agent says of a node."""
    node = world.node(name)
    world.see(name, PodObservation(node["id"], world.pods[node["id"]].pod_name, phase, message, **more))
    world.rest()


def started(kind: str, **more: object) -> World:
    world = World(workflow(asks(kind, **more), entrypoint="ask"))
    world.turn()
    return world


@EACH
def test_a_request_waits_for_the_agent_with_its_template_filled_in(kind: str) -> None:
    call = {"name": "a", "template": "ask", "arguments": {"parameters": [{"name": "u", "value": "{{workflow.name}}"}]}}
    world = World(workflow(steps([call]), asks(kind)))
    world.turn()
    node = world.node("wf[0].a")
    assert (node["type"], node["phase"], node["progress"]) == (KINDS[kind][0], "Pending", "0/1")
    request = world.requests[node["id"]]
    assert (request.template.get("http") or request.template["plugin"]["p"]) in ({"url": "wf"}, {"u": "wf"})


@EACH
@pytest.mark.parametrize(
    ("phase", "message", "progress"),
    [
        ("Succeeded", "", "1/1"),
        ("Failed", "received non-2xx response code: 404", "0/1"),
        ("Error", "agent is gone", "0/1"),
    ],
)
def test_what_the_agent_reports_is_what_becomes_of_the_node(kind: str, phase: str, message: str, progress: str) -> None:
    world = started(kind)
    report(world, "wf", phase, message)
    node = world.node("wf")
    assert (node["phase"], node.get("message", ""), node["progress"]) == (phase, message, progress)
    assert (world.status()["phase"], world.status().get("message", "")) == (phase, message)


@EACH
def test_a_request_that_is_under_way_is_running(kind: str) -> None:
    world = started(kind)
    report(world, "wf", "Running", "sent", progress="1/2")
    assert (world.phases(), world.node("wf")["message"]) == ({"wf": "Running"}, "sent")
    report(world, "wf", "Succeeded", progress="1/2")
    assert world.node("wf")["progress"] == "2/2"


@EACH
@pytest.mark.parametrize("body", ["steps", "dag"])
def test_the_result_is_there_for_whoever_asks(kind: str, body: str) -> None:
    place, name = ("steps", "wf[1].b") if body == "steps" else ("tasks", "wf.b")
    first = {"name": "a", "template": "ask"}
    second = {"name": "b", "template": "ok", "when": "{{" + place + ".a.outputs.result}} == yes"}
    main = steps([first], [second]) if body == "steps" else dag(first, {**second, "dependencies": ["a"]})
    world = World(workflow(main, asks(kind)))
    world.turn()
    (asked,) = world.running()
    report(world, asked, "Succeeded", outputs={"result": "yes"})
    assert world.node(name)["type"] == "Pod"


@EACH
def test_outputs_with_a_global_name_are_shared(kind: str) -> None:
    world = started(kind)
    report(world, "wf", "Succeeded", outputs={"parameters": [{"name": "o", "value": "1", "globalName": "g"}]})
    assert world.status()["outputs"] == {"parameters": [{"name": "g", "value": "1"}]}


@EACH
def test_a_request_is_tried_again_under_a_strategy(kind: str) -> None:
    world = started(kind, retryStrategy={"limit": 1})
    report(world, "wf(0)", "Failed", "no")
    assert world.node("wf")["type"] == "Retry"
    assert world.phases() == {"wf": "Running", "wf(0)": "Failed", "wf(1)": "Running"}
    report(world, "wf(1)", "Succeeded")
    assert world.status()["phase"] == "Succeeded"


@EACH
def test_a_request_is_asked_for_again_until_the_agent_has_it(kind: str) -> None:
    world = started(kind)
    world.lose("wf")
    world.forget()
    assert [request.node_name for request in world.turn().creates] == ["wf"]


@EACH
def test_agents_take_no_place_among_the_pods(kind: str) -> None:
    loop = {"name": "a", "template": "ask", "withSequence": {"count": "3"}}
    world = World(workflow(steps([loop, {"name": "b", "template": "ok"}]), asks(kind), parallelism=1))
    world.rest()
    assert {node["type"] for node in world.nodes()} >= {KINDS[kind][0], "Pod"}
