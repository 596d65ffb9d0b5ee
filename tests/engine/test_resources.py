"""How long a pod has held its resources, by what its containers asked for, summed up to the workflow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.engine.pods import ContainerState, PodObservation
from argocli.engine.pods.resources import resources_duration
from tests.engine.world import START, World, dag, workflow


def took(seconds: float, name: str = "main", kind: str = "main") -> ContainerState:
    return ContainerState(
        name, "terminated", kind=kind, exit_code=0, started_at=START, finished_at=START + timedelta(seconds=seconds)
    )


def used(*states: ContainerState, spec: dict | None = None, resources: dict | None = None, **template) -> dict:
    body = {"image": "b", **({"resources": resources} if resources else {})}
    pod = PodObservation("n", "p", "Succeeded", containers=states)
    return resources_duration(pod, {"container": body, **template}, spec or {})


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ({}, {"cpu": 1, "memory": 10}),
        ({"requests": {"cpu": "2"}}, {"cpu": 20, "memory": 10}),
        ({"limits": {"cpu": "500m"}}, {"cpu": 5, "memory": 10}),
        ({"limits": {"cpu": "4"}, "requests": {"cpu": 1}}, {"cpu": 10, "memory": 10}),
        ({"requests": {"memory": "1Gi"}}, {"cpu": 1, "memory": 102}),
        ({"requests": {"nvidia.com/gpu": "1"}}, {"cpu": 1, "memory": 10, "nvidia.com/gpu": 10}),
        ({"requests": {"ephemeral-storage": "20Gi"}}, {"cpu": 1, "memory": 10, "ephemeral-storage": 20}),
    ],
    ids=[
        "defaults",
        "request",
        "limit",
        "request before limit",
        "memory in 100Mi",
        "others in ones",
        "storage in 10Gi",
    ],
)
def test_a_container_is_charged_for_what_it_asked_for(resources: dict, expected: dict[str, int]) -> None:
    assert used(took(10), resources=resources) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(9.9, 9), (0.9, 0), (-5, 0)], ids=["whole", "none", "not negative"])
def test_seconds_are_whole(seconds: float, expected: int) -> None:
    assert used(took(seconds), resources={"requests": {"cpu": "1"}})["cpu"] == expected


def test_all_containers_that_ended_are_charged() -> None:
    alive = ContainerState("side", "running", kind="sidecar", started_at=START)
    assert used(took(10, "init", "init"), took(20, "wait", "wait"), took(30), alive) == {"cpu": 6, "memory": 60}


POD = {"requests": {"cpu": "1"}}


@pytest.mark.parametrize(
    ("states", "resources", "more", "cpu"),
    [
        ((took(10), took(20, "wait", "wait")), {}, {"podResources": POD}, 1 + 20),
        ((took(10), took(20, "wait", "wait"), took(5, "init", "init")), {}, {"podResources": POD}, 1 + 2 + 5),
        ((took(10),), {"requests": {"cpu": "2"}}, {"podResources": POD}, 20),
        ((took(10),), {}, {"spec": {"podResources": POD}}, 10),
        ((took(10),), {}, {"podResources": {"limits": {"cpu": "3"}}, "spec": {"podResources": POD}}, 30),
    ],
    ids=[
        "the executor",
        "its init container",
        "those with their own are spared",
        "the workflow's",
        "the template's first",
    ],
)
def test_what_the_pod_as_a_whole_asks_for_is_charged_once(
    states: tuple[ContainerState, ...], resources: dict, more: dict, cpu: int
) -> None:
    assert used(*states, resources=resources, **more)["cpu"] == cpu


def test_nodes_above_sum_up_what_is_below_them_each_pod_once() -> None:
    shared = {"name": "b", "template": "ok", "depends": "a"}
    tasks = [{"name": "a", "template": "ok"}, shared, {"name": "c", "template": "ok", "depends": "a && b"}]
    world = World(workflow(dag(*tasks)))
    for name in ("wf.a", "wf.b", "wf.c"):
        world.turn()
        world.see(name, PodObservation("", "p", "Succeeded", containers=(took(100), took(100, "wait", "wait"))))
    world.rest()
    assert world.node("wf.b")["resourcesDuration"] == {"cpu": 20, "memory": 200}
    assert world.node("wf")["resourcesDuration"] == {"cpu": 60, "memory": 600}
    assert world.status()["resourcesDuration"] == {"cpu": 60, "memory": 600}
