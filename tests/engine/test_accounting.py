"""What a workflow reckons up while it runs: resources used, progress, and how long it will probably take."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from argocli.engine.pods import ContainerState, PodObservation
from tests.engine.world import START, World, dag, steps, workflow


def leaf(name: str, **resources: object) -> dict:
    return {"name": name, "container": {"image": "b", **({"resources": resources} if resources else {})}}


def ran(world: World, name: str, seconds: float, code: int = 0) -> None:
    """The pod of a node has run so long and has ended."""
    node_id = world.node(name)["id"]
    end = world.now + timedelta(seconds=seconds)
    main = ContainerState("main", "terminated", exit_code=code, reason="Error", started_at=world.now, finished_at=end)
    phase = "Failed" if code else "Succeeded"
    world.see(name, PodObservation(node_id, world.pods[node_id].pod_name, phase, containers=(main,)))


def used(world: World) -> dict[str, dict]:
    return {node["name"]: node["resourcesDuration"] for node in world.nodes() if "resourcesDuration" in node}


# -- resources


def test_resources_of_pods_add_up_to_those_around_them_and_to_the_workflow() -> None:
    big = leaf("big", requests={"cpu": "2", "memory": "1Gi"})
    inner = dag({"name": "x", "template": "big"}, {"name": "y", "template": "ok", "depends": "x"}, name="inner")
    members = [{"name": "a", "template": "inner"}, {"name": "b", "template": "big"}]
    world = World(workflow(steps(members), big, inner))
    world.turn()
    ran(world, "wf[0].a.x", 10)
    world.turn()
    assert world.status()["resourcesDuration"] == {"cpu": 20, "memory": 102}
    ran(world, "wf[0].a.y", 30)
    ran(world, "wf[0].b", 5, code=1)
    world.rest()
    assert used(world) == {
        "wf": {"cpu": 20 + 3 + 10, "memory": 102 + 30 + 51},
        "wf[0]": {"cpu": 33, "memory": 183},
        "wf[0].a": {"cpu": 23, "memory": 132},
        "wf[0].a.x": {"cpu": 20, "memory": 102},
        "wf[0].a.y": {"cpu": 3, "memory": 30},
        "wf[0].b": {"cpu": 10, "memory": 51},
    }
    assert world.status()["resourcesDuration"] == {"cpu": 33, "memory": 183}
    assert world.status()["phase"] == "Failed"


def test_what_lies_below_two_nodes_is_counted_once_above_them() -> None:
    tasks = [{"name": "a", "template": "ok"}, {"name": "b", "template": "ok"}]
    world = World(workflow(dag(*tasks, {"name": "c", "template": "ok", "depends": "a && b"})))
    for names in (["a", "b"], ["c"]):
        world.turn()
        for name in names:
            ran(world, f"wf.{name}", 10)
    world.rest()
    assert world.node("wf")["resourcesDuration"] == world.status()["resourcesDuration"] == {"cpu": 3, "memory": 30}
    assert (world.node("wf")["progress"], world.status()["progress"]) == ("3/3", "3/3")


# -- progress


def report(world: World, name: str, progress: str, phase: str = "Running") -> None:
    node_id = world.node(name)["id"]
    world.see(name, replace(world.pods[node_id], progress=progress, phase=phase))


@pytest.mark.parametrize(
    ("reported", "running", "succeeded", "failed"),
    [
        ("", "0/1", "1/1", "0/1"),
        ("25/100", "25/100", "100/100", "25/100"),
        ("100/100", "100/100", "100/100", "100/100"),
        ("0/7", "0/7", "7/7", "0/7"),
        ("half", "0/1", "1/1", "0/1"),
        ("5/0", "0/1", "1/1", "0/1"),
        ("9/7", "0/1", "1/1", "0/1"),
        ("-1/7", "0/1", "1/1", "0/1"),
    ],
)
@pytest.mark.parametrize("code", [0, 1])
def test_a_pod_tells_how_far_it_is(reported: str, running: str, succeeded: str, failed: str, code: int) -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    assert world.node("wf")["progress"] == "0/1"
    report(world, "wf", reported)
    world.turn()
    assert world.node("wf")["progress"] == world.status()["progress"] == running
    world.end("wf", code, progress=reported)
    world.turn()
    assert world.node("wf")["progress"] == world.status()["progress"] == (failed if code else succeeded)


def test_a_pod_that_says_nothing_more_keeps_the_progress_it_had() -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    report(world, "wf", "3/7")
    world.turn()
    report(world, "wf", "")
    world.turn()
    assert world.node("wf")["progress"] == "3/7"
    world.end("wf")
    world.turn()
    assert world.node("wf")["progress"] == "7/7"


def test_progress_adds_up_over_what_lies_below() -> None:
    wait = {"name": "wait", "suspend": {}}
    group = [
        {"name": "a", "template": "ok"},
        {"name": "b", "template": "bad"},
        {"name": "s", "template": "ok", "when": "false"},
    ]
    world = World(workflow(steps(group, [{"name": "w", "template": "wait"}]), wait))
    world.turn()
    assert (world.status()["progress"], world.node("wf[0]")["progress"]) == ("0/2", "0/2")
    report(world, "wf[0].a", "2/8")
    world.turn()
    assert (world.status()["progress"], world.node("wf")["progress"]) == ("2/9", "2/9")
    world.end("wf[0].a", progress="8/8")
    world.end("wf[0].b", 0)
    world.turn()
    assert world.node("wf[1].w")["progress"] == "0/1"
    assert (world.status()["progress"], world.node("wf")["progress"]) == ("9/10", "9/10")


def test_attempts_count_one_by_one() -> None:
    tries = {**leaf("tries"), "retryStrategy": {"limit": 1}}
    world = World(workflow(steps([{"name": "a", "template": "tries"}]), tries))
    assert world.finish("wf[0].a(0)")["progress"] == "1/2"
    assert world.node("wf[0].a")["progress"] == "1/2"


# -- estimates


def before(**nodes: tuple[str, int]) -> dict:
    """An earlier run that took a minute, with nodes and the seconds they took."""

    def lasted(seconds: int) -> dict:
        end = START + timedelta(seconds=seconds)
        return {"startedAt": "2026-01-02T03:04:05Z", "finishedAt": end.strftime("%Y-%m-%dT%H:%M:%SZ")}

    found = {key: {"id": key, "name": name, **lasted(seconds)} for key, (name, seconds) in nodes.items()}
    return {"metadata": {"name": "old"}, "status": {"phase": "Succeeded", "nodes": found, **lasted(60)}}


def test_an_earlier_run_says_how_long_everything_will_probably_take() -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}, {"name": "new", "template": "ok"}])))
    world.precedent = before(one=("old", 50), two=("old[0]", 40), three=("old[0].a", 30), four=("older[0].new", 20))
    world.turn()
    assert world.status()["estimatedDuration"] == 60
    found = {node["name"]: node.get("estimatedDuration") for node in world.nodes()}
    assert found == {"wf": 50, "wf[0]": 40, "wf[0].a": 30, "wf[0].new": None}


def test_without_an_earlier_run_nothing_is_estimated() -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    assert "estimatedDuration" not in world.status()
    assert "estimatedDuration" not in world.node("wf")
