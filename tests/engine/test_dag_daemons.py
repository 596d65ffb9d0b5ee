"""Daemons among tasks: they let those that depend on them run, and end with their DAG."""

from __future__ import annotations

from argocli.engine.pods import ContainerState, PodObservation
from tests.engine.world import World, dag, workflow

SERVER = {"name": "server", "daemon": True, "container": {"image": "busybox"}}


def task(name: str, template: str = "ok", depends: str = "") -> dict:
    return {"name": name, "template": template, **({"depends": depends} if depends else {})}


def get_ready(world: World, name: str) -> None:
    node_id = world.node(name)["id"]
    main = ContainerState("main", "running", ready=True)
    world.see(name, PodObservation(node_id, "pod", "Running", containers=(main,), pod_ip="10.0.0.1"))
    world.rest()


def test_a_daemon_ends_with_its_dag_and_has_succeeded_then() -> None:
    world = World(workflow(dag(task("a", "server"), task("b", depends="a")), SERVER))
    world.turn()
    get_ready(world, "wf.a")
    assert world.node("wf.a")["daemoned"] is True
    world.end("wf.b")
    world.rest()
    assert world.phases() == {"wf": "Succeeded", "wf.a": "Succeeded", "wf.b": "Succeeded"}
    assert "daemoned" not in world.node("wf.a")
    assert ("pod", "stop") in world.released


def test_a_daemon_of_a_dag_within_ends_with_that() -> None:
    inner = dag(task("a", "server"), task("b", depends="a"), name="inner")
    world = World(workflow(dag(task("inside", "inner"), task("c", depends="inside")), inner, SERVER))
    world.turn()
    get_ready(world, "wf.inside.a")
    world.end("wf.inside.b")
    world.rest()
    assert world.phases() == {
        "wf": "Running", "wf.inside": "Succeeded", "wf.inside.a": "Succeeded", "wf.inside.b": "Succeeded", "wf.c": "Running",
    }  # fmt: skip
    assert world.released == [("pod", "stop")]


def test_a_daemon_that_dies_fails_a_dag_that_ends_with_it() -> None:
    world = World(workflow(dag(task("a", "server"), task("b")), SERVER))
    world.turn()
    get_ready(world, "wf.a")
    world.end("wf.a", 1)
    world.rest()
    world.end("wf.b")
    world.rest()
    assert world.status()["phase"] == "Failed"


def test_a_daemon_that_dies_is_retried_while_its_dag_is_at_work() -> None:
    served = {**SERVER, "retryStrategy": {"limit": 2}}
    world = World(workflow(dag(task("a", "server"), task("b", depends="a")), served))
    world.turn()
    get_ready(world, "wf.a(0)")
    assert world.node("wf.a")["daemoned"] is True
    assert world.phases()["wf.b"] == "Running"
    world.end("wf.a(0)", 1)
    world.rest()
    assert world.created == ["wf.a(0)", "wf.b", "wf.a(1)"]
    get_ready(world, "wf.a(1)")
    world.end("wf.b")
    world.rest()
    assert world.status()["phase"] == "Succeeded"
    assert world.phases()["wf.a"] == world.phases()["wf.a(1)"] == "Succeeded"


def test_the_address_of_a_daemon_is_known_to_those_after_it() -> None:
    ask = {"name": "ask", "inputs": {"parameters": [{"name": "v"}]}, "container": {"args": ["{{inputs.parameters.v}}"]}}
    arguments = {"parameters": [{"name": "v", "value": "{{tasks.a.ip}}"}]}
    tasks = [task("a", "server"), {**task("b", "ask", depends="a"), "arguments": arguments}]
    for served in (SERVER, {**SERVER, "retryStrategy": {"limit": 1}}):
        world = World(workflow(dag(*tasks), served, ask))
        world.turn()
        get_ready(world, "wf.a" if served is SERVER else "wf.a(0)")
        assert world.arguments("wf.b") == ["10.0.0.1"]
