"""What happens to the pods of random workflows: which outcome is theirs, and in which order they come to it."""

from __future__ import annotations

import random

from argocli.engine.pods import ContainerState, PodObservation
from tests.engine.random_workflows import MAPS, random_workflow
from tests.engine.world import World


def fresh(seed: int, *, remembers: bool = True) -> World:
    return World(random_workflow(seed), objects=MAPS, remembers=remembers)


def fails(seed: int, name: str) -> bool:
    """Whether the pod of a node ends badly: the seed and its name alone decide."""
    return random.Random(f"{seed}/{name}").randrange(4) == 0


def is_daemon(world: World, name: str) -> bool:
    return bool(world.requests[world.node(name)["id"]].template.get("daemon"))


def pending_events(world: World) -> list[str]:
    """The nodes whose pods have something left to tell, sorted: daemons that they are ready, others how they ended."""
    return sorted(
        name for name in world.running() if not world.node(name).get("daemoned") or not is_daemon(world, name)
    )


def happen(world: World, seed: int, name: str) -> None:
    """The pod of the node tells it."""
    if is_daemon(world, name):
        make_ready(world, name)
    else:
        world.end(name, int(fails(seed, name)))


def make_ready(world: World, name: str) -> None:
    old = world.pods[world.node(name)["id"]]
    main = ContainerState("main", "running", ready=True)
    world.see(name, PodObservation(old.node_id, old.pod_name, "Running", containers=(main,), pod_ip="10.0.0.1"))


def step(world: World, seed: int, order: random.Random, *, together: bool = False) -> None:
    """One more event, or with `together` some at once; where there is none time passes."""
    pending = pending_events(world)
    if pending:
        for name in order.sample(pending, order.randint(1, len(pending)) if together else 1):
            happen(world, seed, name)
    elif world.wake_at and world.wake_at > world.now:
        world.now = world.wake_at


def drive(world: World, seed: int, order: random.Random, *, together: bool = False, dies: bool = False) -> World:
    """To the end of the workflow. Between two events it comes to rest, unless they come `together`: then there is one
    pass, and a pod may have ended before it was seen running. One that `dies` starts again now and then."""
    for _ in range(3000):
        moves = pass_by(world)
        if world.status().get("finishedAt"):
            return world
        if dies and order.randrange(3) == 0:
            world.forget()
            moves = True
        if together or not moves:
            step(world, seed, order, together=together)
    raise AssertionError(world.phases())


def pass_by(world: World) -> bool:
    """One pass; whether another one may have something to do although nothing has happened to a pod."""
    result = world.turn()
    due = result.wake_at is not None and result.wake_at <= world.now
    return result.changed or bool(world.changed) or due
