"""What holds for every workflow, whatever its pods do and whenever the controller dies."""

from __future__ import annotations

import copy
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argocli.engine.locks.standing import holders
from argocli.engine.memory import Memory
from argocli.engine.pods import ContainerState, PodObservation
from argocli.engine.reconcile import reconcile
from tests.engine.random_workflows import MAPS, random_workflow
from tests.engine.world import World

SEEDS = st.integers(0, 10**9)
FINAL = {"Succeeded", "Failed", "Error", "Skipped", "Omitted"}


def fails(seed: int, name: str) -> bool:
    return random.Random(f"{seed}/{name}").randrange(4) == 0


def drive(world: World, seed: int, order: random.Random, *, crash: bool = False, at_once: bool = False) -> None:
    """Pods end one after another in random order, with the outcome that seed and name decide, until all is over."""
    for _ in range(2000):
        world.turn()
        if crash and order.randrange(3) == 0:
            world.forget()
        if world.status().get("finishedAt"):
            return
        running = world.running()
        daemons = [name for name in running if world.node(name).get("daemoned")]
        ending = [name for name in running if name not in daemons and not is_daemon(world, name)]
        for name in running:
            if is_daemon(world, name) and not world.node(name).get("daemoned"):
                make_ready(world, name)
        if ending:
            for name in ending if at_once else [order.choice(sorted(ending))]:
                world.end(name, int(fails(seed, name)))
        elif world.wake_at and world.wake_at > world.now:
            world.now = world.wake_at
    raise AssertionError(world.phases())


def is_daemon(world: World, name: str) -> bool:
    return bool(world.requests[world.node(name)["id"]].template.get("daemon"))


def make_ready(world: World, name: str) -> None:
    old = world.pods[world.node(name)["id"]]
    main = ContainerState("main", "running", ready=True)
    world.see(name, PodObservation(old.node_id, old.pod_name, "Running", containers=(main,), pod_ip="10.0.0.1"))


def fresh(seed: int, *, remembers: bool = True) -> World:
    return World(random_workflow(seed), objects=MAPS, remembers=remembers)


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_with_memory_and_without_a_workflow_comes_to_the_same(seed: int) -> None:
    one, other = fresh(seed), fresh(seed, remembers=False)
    if limited(one.workflow, _LIMITS):
        return
    order = random.Random(seed)
    for _ in range(400):
        one.rest()
        other.changed = None
        other.rest()
        assert one.tree() == other.tree()
        assert sorted(one.created) == sorted(other.created)
        if one.status().get("finishedAt"):
            return
        step(one, seed, order.random())
        other.pods, other.now = dict(one.pods), one.now
    raise AssertionError(one.phases())


def step(world: World, seed: int, chance: float) -> None:
    """One more pod ends; where none is at work, time passes."""
    for name in world.running():
        if is_daemon(world, name) and not world.node(name).get("daemoned"):
            make_ready(world, name)
    ending = sorted(name for name in world.running() if not is_daemon(world, name))
    if ending:
        name = ending[int(chance * len(ending))]
        world.end(name, int(fails(seed, name)))
    elif world.wake_at and world.wake_at > world.now:
        world.now = world.wake_at


def copied(world: World):
    return copy.deepcopy(world.locks)


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_a_second_pass_on_the_same_input_changes_nothing(seed: int) -> None:
    world = fresh(seed)
    order = random.Random(seed)
    for _ in range(30):
        world.turn()
        if world.status().get("finishedAt"):
            return
        result = reconcile(world.workflow, world.pods, world.now, world.objects, lock_table=copied(world))
        again = reconcile(result.workflow, world.pods, world.now, world.objects, lock_table=copied(world))
        third = reconcile(again.workflow, world.pods, world.now, world.objects, lock_table=copied(world))
        if not again.creates:
            assert not third.creates or third.creates == again.creates
        running = [name for name in world.running() if not is_daemon(world, name)]
        if running:
            name = order.choice(sorted(running))
            world.end(name, int(fails(seed, name)))


@settings(max_examples=60, deadline=None)
@given(SEEDS, SEEDS)
def test_a_crash_between_any_two_passes_loses_and_doubles_nothing(seed: int, chance: int) -> None:
    world, crashing = fresh(seed), fresh(seed)
    drive(world, seed, random.Random(chance))
    drive(crashing, seed, random.Random(chance), crash=True)
    assert len(crashing.created) == len(set(crashing.created)), "no pod starts twice"
    if not limited(world.workflow):
        assert outcome(world) == outcome(crashing)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_phases_move_along_the_table_and_everything_ends(seed: int) -> None:
    world = fresh(seed)
    order = random.Random(seed)
    seen: dict[str, str] = {}
    for _ in range(2000):
        world.turn()
        for name, phase in world.phases().items():
            before = seen.get(name)
            if before in FINAL:
                assert phase == before, f"{name}: {before} -> {phase}"
            seen[name] = phase
        if world.status().get("finishedAt"):
            assert all(phase in FINAL or cut_off(world, name) for name, phase in seen.items()), seen
            assert not world.locks.held.of_workflow("default/wf")
            assert not world.locks.waits.of_workflow("default/wf")
            return
        for name in world.running():
            if is_daemon(world, name) and not world.node(name).get("daemoned"):
                make_ready(world, name)
        ending = [name for name in world.running() if not is_daemon(world, name)]
        if ending:
            name = order.choice(sorted(ending))
            world.end(name, int(fails(seed, name)))
        elif world.wake_at and world.wake_at > world.now:
            world.now = world.wake_at
    raise AssertionError(world.phases())


def cut_off(world: World, name: str) -> bool:
    """Whether the steps or dag around a node is over: nobody looks at the node any more."""
    node = world.node(name)
    while node.get("boundaryID"):
        node = world.status()["nodes"][node["boundaryID"]]
        if node["phase"] in FINAL:
            return True
    return False


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_lock_is_never_held_by_more_than_its_limit(seed: int) -> None:
    world = fresh(seed)
    order = random.Random(seed)
    for _ in range(2000):
        world.turn()
        for name, limit in (("default/Mutex/m", 1), ("default/Mutex/n", 1), ("default/ConfigMap/limits/two", 2)):
            assert len(holders(world.locks, name)) <= limit
        if world.status().get("finishedAt"):
            return
        for name in world.running():
            if is_daemon(world, name) and not world.node(name).get("daemoned"):
                make_ready(world, name)
        ending = [name for name in world.running() if not is_daemon(world, name)]
        if ending:
            name = order.choice(sorted(ending))
            world.end(name, int(fails(seed, name)))
        elif world.wake_at and world.wake_at > world.now:
            world.now = world.wake_at


def outcome(world: World) -> tuple[str, dict[str, str]]:
    return world.status()["phase"], world.phases()


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_events_does_not_change_the_tree(seed: int) -> None:
    trees = []
    for chance in range(3):
        world = fresh(seed)
        if limited(world.workflow):
            return
        drive(world, seed, random.Random(chance))
        trees.append(outcome(world))
    assert trees[0] == trees[1] == trees[2]


_LIMITS = ("failFast': True", "parallelism", "'name': 'm'", "limits")
# Hooks that wait for Running see it or miss it.
_MATTERS = (*_LIMITS, "'running':")


def limited(given: dict, words: tuple[str, ...] = _MATTERS) -> bool:
    """Whether order may matter by design: failFast, limits and locks decide by what is there when they look, and a task
    that others depend on, and that ends within a pass, has hooks only if its DAG is still at work in the next one."""
    text = str(given)
    if any(word in text for word in words):
        return True
    bodies = [template["dag"]["tasks"] for template in given["spec"]["templates"] if "dag" in template]
    return any(
        ("hooks" in task or "onExit" in task) and any(task["name"] in other.get("depends", "") for other in tasks)
        for tasks in bodies
        for task in tasks
    )


def test_memory_of_another_object_is_not_used() -> None:
    world = fresh(3)
    world.turn()
    other = Memory()
    other.close(world.workflow)
    changed = {**world.workflow, "spec": {**world.workflow["spec"], "shutdown": "Terminate"}}
    result = reconcile(changed, world.pods, world.now, world.objects, memory=world.memory)
    assert result.workflow["status"]["phase"] == "Failed"
