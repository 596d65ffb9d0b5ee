"""What holds for every workflow that is stopped, terminated or out of time, whatever it is doing at that moment."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argocli.lifecycle.stop import shut_down
from tests.engine.pod_events import fails, is_daemon, make_ready
from tests.engine.random_workflows import MAPS, random_workflow
from tests.engine.world import World

FINAL = {"Succeeded", "Failed", "Error", "Skipped", "Omitted"}
LEAVES = {"Pod", "Suspend", "HTTP", "Plugin", "Container"}


def move(world: World, seed: int, order: random.Random, names: list[str]) -> None:
    """One of these pods ends, or comes up where it is a daemon; time passes where none of them does."""
    for name in names:
        if is_daemon(world, name) and not world.node(name).get("daemoned"):
            make_ready(world, name)
    ending = sorted(name for name in names if not is_daemon(world, name))
    if ending:
        name = order.choice(ending)
        world.end(name, int(fails(seed, name)))
    elif world.wake_at and world.wake_at > world.now:
        world.now = world.wake_at


@pytest.mark.parametrize("how", ["Stop", "Terminate", "deadline"])
@pytest.mark.parametrize("remembers", [True, False])
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_only_exit_handlers_go_on(how: str, remembers: bool, seed: int) -> None:
    workflow = random_workflow(seed)
    if how == "deadline":
        workflow["spec"]["activeDeadlineSeconds"] = 30
    world, order = World(workflow, objects=MAPS, remembers=remembers), random.Random(seed)
    for _ in range(order.randint(1, 12)):
        world.rest()
        if world.status().get("finishedAt"):
            return
        move(world, seed, order, world.running())
    before = set(world.created)
    if how == "deadline":
        world.later(seconds=60)
    else:
        world.workflow = shut_down(world.workflow, how)  # type: ignore[arg-type]
    for _ in range(300):
        world.turn()
        if world.status().get("finishedAt"):
            break
        running = world.running()
        # Daemons end with what is around them, which may wait for an exit handler.
        assert all(".onExit" in name or is_daemon(world, name) for name in running)
        move(world, seed, order, running)
    new = set(world.created) - before
    assert not new if how == "Terminate" else all(".onExit" in name for name in new)
    assert world.status().get("finishedAt"), world.phases()
    if how != "deadline" and world.phases()["wf"] not in ("Succeeded", "Skipped"):
        assert world.status()["message"] == f"Stopped with strategy '{how}'"
    if not any(template.get("failFast") for template in workflow["spec"]["templates"]):
        # What failFast has given up stays as it is.
        left = [node for node in world.nodes() if node["type"] in LEAVES and node["phase"] not in FINAL]
        assert [node["name"] for node in left if ".onExit" not in node["name"]] == []
