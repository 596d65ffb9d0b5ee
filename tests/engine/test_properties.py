"""What holds for every workflow, whatever its pods do and whenever the controller dies."""

from __future__ import annotations

import copy
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from argocli.engine.locks.standing import holders
from argocli.engine.locks.table import LockTable
from argocli.engine.memory import Memory
from argocli.engine.reconcile import Reconciliation, reconcile
from tests.engine.pod_events import drive, fresh, pass_by, step
from tests.engine.random_workflows import MAPS, random_workflow
from tests.engine.where_order_matters import final_tree, order_matters
from tests.engine.world import World

SEEDS = st.integers(0, 10**9)


def once_more(world: World) -> Reconciliation:
    """A pass that remembers nothing and leaves no trace."""
    locks = copy.deepcopy(world.locks)
    result = reconcile(world.workflow, world.pods, world.now, world.objects, lock_table=locks)
    assert isinstance(result, Reconciliation)
    return result


def plain(result: Reconciliation) -> tuple:
    status = dict(result.workflow["status"])
    nodes = {node_id: dict(node) for node_id, node in status.pop("nodes", {}).items()}
    return result.workflow["metadata"], status, nodes, result.creates, result.releases, result.wake_at


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_reconciling_twice_is_reconciling_once(seed: int) -> None:
    """The same input gives the same output, and once nothing moves by itself, another pass has nothing to say.

    Where a lock is waited for, one that remembers nothing may: it visits all nodes, and those of one workflow may
    overtake the first in the queue while a limit holds that one back.
    """
    world, order = fresh(seed), random.Random(seed)
    for _ in range(40):
        assert plain(once_more(world)) == plain(once_more(world))
        world.rest()
        if world.status().get("finishedAt"):
            return
        again = once_more(world)
        assert (again.creates, again.releases, again.cache_writes) == ((), (), ()) or waits_for_lock(world)
        assert not again.changed or waits_for_lock(world)
        step(world, seed, order)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_pass_on_the_result_of_a_pass_asks_for_no_other_pods(seed: int) -> None:
    """Even where pods that were asked for are not there yet: they are asked for again, the same ones."""
    world, order = fresh(seed), random.Random(seed)
    for _ in range(40):
        before = world.workflow
        locks = copy.deepcopy(world.locks)
        first = reconcile(before, world.pods, world.now, world.objects, lock_table=locks)
        again = reconcile(first.workflow, world.pods, world.now, world.objects, lock_table=locks)
        asked = {request.node_id: request for request in first.creates}
        assert all(asked.get(request.node_id, request) == request for request in again.creates)
        assert again.releases == () or again.changed
        world.turn()
        if world.status().get("finishedAt"):
            return
        step(world, seed, order)


@settings(max_examples=80, deadline=None)
@given(SEEDS, SEEDS, SEEDS)
def test_pods_that_end_one_by_one_in_any_order_lead_to_the_same_tree(seed: int, one: int, other: int) -> None:
    runs = [drive(fresh(seed), seed, random.Random(chance)) for chance in (one, other)]
    if not any(order_matters(run) for run in runs):
        assert final_tree(runs[0]) == final_tree(runs[1])


@settings(max_examples=80, deadline=None)
@given(SEEDS, SEEDS, SEEDS)
def test_pods_that_end_unseen_or_at_once_lead_to_the_same_tree(seed: int, one: int, other: int) -> None:
    runs = [drive(fresh(seed), seed, random.Random(chance), together=True) for chance in (one, other)]
    if not any(order_matters(run, together=True) for run in runs):
        assert final_tree(runs[0]) == final_tree(runs[1])


def test_order_matters_in_few_workflows_only() -> None:
    """What the tests above leave out is the smaller part by far."""
    left_out = [order_matters(drive(fresh(seed), seed, random.Random(seed))) for seed in range(60)]
    assert sum(left_out) <= len(left_out) * 0.4


@settings(max_examples=80, deadline=None)
@given(SEEDS, SEEDS)
def test_a_crash_between_any_two_passes_loses_and_doubles_nothing(seed: int, chance: int) -> None:
    world = drive(fresh(seed), seed, random.Random(chance))
    crashing = drive(fresh(seed), seed, random.Random(chance), dies=True)
    assert len(crashing.created) == len(set(crashing.created)), "no pod starts twice"
    if not any(order_matters(run) for run in (world, crashing)):
        assert final_tree(world) == final_tree(crashing)


FINAL = {"Succeeded", "Failed", "Error", "Skipped", "Omitted"}
ENDED = {"Succeeded", "Failed", "Error"}
# How a node may first be seen, by its type: what runs others may be over in the very pass that begins it.
FIRST = {
    "Pod": {"Pending"},
    "Suspend": {"Pending", "Running"},
    "Retry": {"Pending", "Running", *ENDED},
    "Steps": {"Pending", "Running", *ENDED},
    "DAG": {"Pending", "Running", *ENDED},
    "StepGroup": {"Running", *ENDED},
    "TaskGroup": {"Running", *ENDED},
    "Skipped": {"Skipped", "Omitted", "Error"},
}
# Where it may go from there; what is final stays.
NEXT = {"Pending": {"Running", *ENDED}, "Running": ENDED, **{phase: set() for phase in FINAL}}
WORKFLOW_NEXT = {"": {"Pending", "Running", *ENDED}, **NEXT}


@settings(max_examples=80, deadline=None)
@given(SEEDS, st.booleans())
def test_phases_move_along_the_table_and_everything_ends(seed: int, together: bool) -> None:
    """Every node, after every pass."""
    world, order = fresh(seed), random.Random(seed)
    known: dict[str, str] = {}
    whole = ""
    for _ in range(2000):
        world.turn()
        for node in world.nodes():
            name, phase = node["name"], node["phase"]
            allowed = NEXT[known[name]] if name in known else FIRST[node["type"]]
            assert phase in allowed or phase == known.get(name), f"{name}: {known.get(name)} -> {phase}"
            assert bool(node.get("finishedAt")) == (phase in FINAL), name
            known[name] = phase
        phase = world.status()["phase"]
        assert phase == whole or phase in WORKFLOW_NEXT[whole]
        whole = phase
        assert bool(world.status().get("finishedAt")) == (phase in FINAL)
        assert known.keys() == world.phases().keys(), "no node goes away"
        if phase in FINAL:
            assert all(phase in FINAL or cut_off(world, name) for name, phase in known.items()), known
            return
        step(world, seed, order, together=together)
    raise AssertionError(world.phases())


def cut_off(world: World, name: str) -> bool:
    """Whether the steps or dag around a node is over: nobody looks at the node any more."""
    node = world.node(name)
    while node.get("boundaryID"):
        node = world.status()["nodes"][node["boundaryID"]]
        if node["phase"] in FINAL:
            return True
    return False


LIMITS = {"default/Mutex/m": 1, "default/Mutex/n": 1, "default/ConfigMap/limits/two": 2}


@settings(max_examples=50, deadline=None)
@given(SEEDS, SEEDS)
def test_a_lock_is_never_held_twice_nor_after_the_end(seed: int, other: int) -> None:
    """Two workflows that share their locks: told by the table, and by the pods at work."""
    table = LockTable()
    given_two = [(one, random_workflow(one), name) for one, name in ((seed, "wf"), (other, "ax"))]
    worlds = {one: World(renamed(given, name), objects=MAPS, locks=table) for one, given, name in given_two}
    order = random.Random(f"{seed}/{other}")
    for _ in range(3000):
        if not worlds:
            assert not any(lock.holders or lock.pending for lock in table.locks.values())
            return
        for one, world in list(worlds.items()):
            moves = pass_by(world)
            own = f"default/{world.workflow['metadata']['name']}"
            if world.status().get("finishedAt"):
                assert not table.held.of_workflow(own)
                assert not table.waits.of_workflow(own)
                del worlds[one]
            elif not moves:
                step(world, one, order)
        for lock, limit in LIMITS.items():
            assert len(holders(table, lock)) <= limit
            assert sum(at_work_under(world, lock) for world in worlds.values()) <= limit
    raise AssertionError([world.phases() for world in worlds.values()])


def renamed(given: dict, name: str) -> dict:
    return {**given, "metadata": {**given["metadata"], "name": name}}


def at_work_under(world: World, lock: str) -> int:
    """How many nodes whose templates need the lock have a pod at work."""
    locked = {one["name"] for one in world.workflow["spec"]["templates"] if needs(one, lock.rpartition("/")[2])}
    nodes = [world.node(name) for name in world.running()]
    return sum(node.get("templateName") in locked for node in nodes)


def needs(template: dict, lock: str) -> bool:
    wanted = template.get("synchronization", {})
    mutexes = [mutex["name"] for mutex in wanted.get("mutexes", [])]
    return lock in (*mutexes, *(one["configMapKeyRef"]["key"] for one in wanted.get("semaphores", [])))


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_with_memory_and_without_a_workflow_comes_to_the_same(seed: int) -> None:
    """After every event, as long as nobody has had to wait for a lock or a limit; and in the end."""
    one, other = fresh(seed), fresh(seed, remembers=False)
    order = random.Random(seed)
    exact = not queues_at_a_limit(one.workflow)
    for _ in range(400):
        one.rest()
        other.changed = None
        other.rest()
        # Nodes of one workflow may overtake each other in the queue of a lock: one that is given back in mid-pass goes
        # to whoever is visited next, and a pass that remembers does not visit all.
        exact = exact and not waits_for_lock(one) and not waits_for_lock(other)
        if not exact:
            break
        assert one.tree() == other.tree()
        assert sorted(one.created) == sorted(other.created)
        if one.status().get("finishedAt"):
            return
        step(one, seed, order)
        other.pods, other.now = dict(one.pods), one.now
    runs = [drive(fresh(seed, remembers=remembers), seed, random.Random(seed)) for remembers in (True, False)]
    if not any(order_matters(run) for run in runs):
        assert final_tree(runs[0]) == final_tree(runs[1])


def queues_at_a_limit(given: dict) -> bool:
    """Whether a limit may hold a task back while another one becomes ready: a pass that remembers tries those held back
    after those that are ready now, one that does not goes through all in the order of the template."""
    templates = given["spec"]["templates"]
    limited = "parallelism" in given["spec"] or any("parallelism" in template for template in templates)
    return limited and any(task.get("depends") for one in templates for task in one.get("dag", {}).get("tasks", []))


def waits_for_lock(world: World) -> bool:
    return any(node.get("synchronizationStatus", {}).get("waiting") for node in world.nodes())


def test_memory_of_another_object_is_not_used() -> None:
    world = fresh(3)
    world.turn()
    other = Memory()
    other.close(world.workflow)
    changed = {**world.workflow, "spec": {**world.workflow["spec"], "shutdown": "Terminate"}}
    result = reconcile(changed, world.pods, world.now, world.objects, memory=world.memory)
    assert result.workflow["status"]["phase"] == "Failed"
