"""Locks of templates and workflows: who has to wait, what it says, and when a lock is given back."""

from __future__ import annotations

import pytest

from argocli.engine.locks.lock import Holder
from argocli.engine.locks.record import restore
from argocli.engine.locks.standing import holders
from argocli.engine.locks.table import LockTable, Wish
from tests.engine.world import BAD, OK, World, config_map, dag, steps, workflow

DOOR = {"mutexes": [{"name": "door"}]}
DOOR_NAME = "default/Mutex/door"
WAITS = f"Waiting for {DOOR_NAME} lock. Lock status: 0/1"


def locked(name: str = "locked", sync: dict | None = None, **more) -> dict:
    return {**OK, "name": name, "synchronization": sync or DOOR, **more}


def member(name: str, **more) -> dict:
    return {"name": name, "template": "locked", **more}


def beside(other: World, name: str = "two", **spec) -> World:
    """Another workflow under the same controller."""
    given = workflow(locked(), entrypoint="locked", name=name)
    given["spec"].update(spec)
    return World(given, locks=other.locks, objects=dict(other.objects))


def shown(world: World, kind: str = "mutex") -> dict:
    return world.status().get("synchronization", {}).get(kind, {})


@pytest.mark.parametrize(
    "around", [steps([member("a"), member("b")]), dag(member("a"), member("b"))], ids=["steps", "dag"]
)
def test_members_that_share_a_lock_run_one_after_another(around: dict) -> None:
    world = World(workflow(around, locked()))
    world.turn()
    one, two = sorted(node["name"] for node in world.nodes() if node["type"] == "Pod")
    assert world.created == [one]
    waiting = world.node(two)
    assert (waiting["phase"], waiting["message"]) == ("Pending", WAITS)
    assert waiting["synchronizationStatus"] == {"waiting": DOOR_NAME}
    assert shown(world) == {
        "holding": [{"mutex": DOOR_NAME, "holder": f"default/wf/{world.node(one)['id']}"}],
        "waiting": [{"mutex": DOOR_NAME, "holder": f"default/wf/{world.node(one)['id']}"}],
    }
    world.end(one)
    world.rest()
    assert world.created == [one, two]
    assert "message" not in world.node(two)
    assert "synchronizationStatus" not in world.node(two)
    assert world.finish()["phase"] == "Succeeded"
    assert "synchronization" not in world.status()


def test_who_waits_has_no_pod_to_miss() -> None:
    world = World(workflow(steps([member("a"), member("b")]), locked()))
    world.turn()
    world.later(hours=1)
    world.changed = None
    world.turn()
    assert world.node("wf[0].b")["message"] == WAITS
    assert world.node("wf[0].b")["phase"] == "Pending"


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ({"container": OK["container"]}, "Pod"), ({"script": {"image": "b", "source": "x"}}, "Pod"),
        ({"resource": {"action": "get"}}, "Pod"), ({"containerSet": {"containers": [{"name": "main", "image": "b"}]}}, "Pod"),
        ({"steps": [[{"name": "x", "template": "ok"}]]}, "Steps"), ({"dag": {"tasks": [{"name": "x", "template": "ok"}]}}, "DAG"),
        ({"suspend": {}}, "Suspend"), ({"http": {"url": "u"}}, "HTTP"), ({"plugin": {"p": {}}}, "Plugin"),
        ({"container": OK["container"], "retryStrategy": {"limit": 1}}, "Retry"),
    ],
)  # fmt: skip
def test_a_node_that_waits_is_of_its_kind_already(template: dict, kind: str) -> None:
    kept = World(workflow(locked(), entrypoint="locked", name="one"))
    kept.turn()
    world = beside(kept, templates=[{"name": "locked", "synchronization": DOOR, **template}, OK])
    world.turn()
    node = world.node("two")
    assert (node["type"], node["phase"], node["message"]) == (kind, "Pending", WAITS)
    assert [node["name"] for node in world.nodes()] == ["two"]
    kept.finish()
    world.rest()
    assert world.node("two")["type"] == kind
    assert world.node("two")["phase"] == "Running"
    assert "message" not in world.node("two")


@pytest.mark.parametrize(
    ("sync", "items", "together"),
    [
        ({"mutexes": [{"name": "{{inputs.parameters.n}}"}]}, ["x", "y", "x"], ["(0:x)", "(1:y)"]),
        ({"mutexes": [{"name": "n-{{inputs.parameters.n}}"}]}, ["x", "x"], ["(0:x)"]),
        ({"mutexes": [{"name": "{{workflow.name}}"}]}, ["x", "y"], ["(0:x)"]),
        ({"mutexes": [{"name": "m", "namespace": "{{inputs.parameters.n}}"}]}, ["x", "y"], ["(0:x)", "(1:y)"]),
    ],
    ids=["an input", "with an input", "of the workflow", "namespaces"],
)  # fmt: skip
def test_the_name_of_a_lock_can_come_from_a_variable(sync: dict, items: list[str], together: list[str]) -> None:
    template = locked(sync=sync, inputs={"parameters": [{"name": "n"}]})
    arguments = {"parameters": [{"name": "n", "value": "{{item}}"}]}
    world = World(workflow(steps([member("s", withItems=items, arguments=arguments)]), template))
    world.turn()
    assert world.created == [f"wf[0].s{name}" for name in together]


def test_a_lock_belongs_to_a_namespace() -> None:
    world = World(workflow(locked(sync={"mutexes": [{"name": "door", "namespace": "other"}]}), entrypoint="locked"))
    world.turn()
    assert shown(world)["holding"] == [{"mutex": "other/Mutex/door", "holder": "default/wf/wf"}]


@pytest.mark.parametrize(
    ("sync", "name"),
    [
        ({"mutexes": [{"name": "m", "database": True}]}, "default/Database/m"),
        ({"mutexes": [{"name": "m", "database": False}]}, "default/Mutex/m"),
    ],
)
def test_a_mutex_kept_in_a_database_is_still_a_mutex(sync: dict, name: str) -> None:
    world = World(workflow(locked(sync=sync), entrypoint="locked"))
    world.turn()
    assert shown(world)["holding"] == [{"mutex": name, "holder": "default/wf/wf"}]


@pytest.mark.parametrize(
    ("sync", "why"),
    [
        ({"mutexes": [{"name": "m"}, {"name": "m"}]}, "duplicate synchronization item found"),
        ({"semaphores": [{"database": {"key": "k"}}] * 2}, "duplicate synchronization item found"),
        (
            {"semaphores": [{"namespace": "n"}]},
            "cannot get LockName for a Semaphore without a ConfigMapRef or Database",
        ),
        (
            {"semaphores": [{"configMapKeyRef": {"name": "c", "key": "k"}, "database": {"key": "k"}}]},
            "invalid semaphore with both ConfigMapKeyRef and Database",
        ),
        ({"mutexes": [{"namespace": "n"}]}, "Invalid lock key: ResourceName is missing"),
    ],
    ids=["mutex twice", "semaphore twice", "no reference", "two references", "no name"],
)
def test_locks_that_make_no_sense_are_refused(sync: dict, why: str) -> None:
    reason = f"requested configuration is invalid: {why}"
    world = World(workflow(locked(sync=sync), entrypoint="locked"))
    world.rest()
    assert (world.node("wf")["phase"], world.node("wf")["message"]) == ("Error", reason)
    assert (world.status()["phase"], world.created) == ("Error", [])
    whole = World(workflow(entrypoint="ok", synchronization=sync))
    whole.rest()
    assert whole.status()["phase"] == "Failed"
    assert whole.status()["message"] == f"Failed to acquire the synchronization lock. {reason}"


def test_a_workflow_that_asks_for_no_lock_waits_for_none() -> None:
    assert World(workflow(entrypoint="ok", synchronization={"mutexes": []})).finish()["phase"] == "Succeeded"


# Given back


FLAKY = {**BAD, "name": "locked", "synchronization": DOOR}


@pytest.mark.parametrize(
    ("template", "codes", "phase"),
    [
        (locked(), [0], "Succeeded"),
        (locked(), [1], "Failed"),
        ({**FLAKY, "retryStrategy": {"limit": 1}}, [1, 0], "Succeeded"),
        ({**FLAKY, "retryStrategy": {"limit": 1}}, [1, 1], "Failed"),
        ({"name": "locked", "synchronization": DOOR, "steps": [[{"name": "x", "template": "ok"}], [{"name": "y", "template": "ok"}]]},
         [0, 0], "Succeeded"),
        ({"name": "locked", "synchronization": DOOR, "dag": {"tasks": [{"name": "x", "template": "ok"}]}}, [1], "Failed"),
    ],
    ids=["success", "failure", "retried", "retried in vain", "steps", "dag"],
)  # fmt: skip
def test_a_lock_is_kept_to_the_very_end_of_its_node(template: dict, codes: list[int], phase: str) -> None:
    world = World(workflow(template, entrypoint="locked"))
    for code in codes:
        world.rest()
        other = beside(world)
        other.turn()
        assert other.node("two")["message"] == WAITS
        other.change(shutdown="Terminate")
        other.turn()
        (alive,) = world.running()
        world.end(alive, code)
    world.rest()
    assert world.status()["phase"] == phase
    last = beside(world)
    last.turn()
    assert last.created == ["two"]


@pytest.mark.parametrize("limit", [0, 1])
def test_steps_with_a_lock_and_retries_hold_it_through_all_attempts(limit: int) -> None:
    template = {**FLAKY, "retryStrategy": {"limit": limit}}
    world = World(workflow(steps([member("a", continueOn={"failed": True}), member("b")]), template))
    world.turn()
    order = []
    for _ in range(2 * (limit + 1)):
        (alive,) = world.running()
        order.append(alive)
        world.end(alive, 1)
        world.rest()
    assert order == [f"wf[0].{name}({attempt})" for name in "ab" for attempt in range(limit + 1)]
    assert world.status()["phase"] == "Failed"


@pytest.mark.parametrize(
    ("given", "stop"),
    [
        (locked(), {"shutdown": "Stop"}), (locked(), {"shutdown": "Terminate"}), (locked(), {"activeDeadlineSeconds": 5}),
        (locked(timeout="5s"), {}),
    ],
    ids=["stop", "terminate", "deadline", "timeout"],
)  # fmt: skip
def test_who_is_ended_while_it_waits_leaves_the_queue(given: dict, stop: dict) -> None:
    kept = World(workflow(locked(), entrypoint="locked", name="one"))
    kept.turn()
    world = beside(kept, templates=[given])
    world.turn()
    world.change(**stop)
    world.later(seconds=10)
    world.rest()
    assert world.phases() == {"two": "Failed"}
    assert not (kept.locks.held.of("default/two/two") or kept.locks.waits.of("default/two/two"))
    third = beside(kept, "three")
    third.turn()
    kept.finish()
    third.rest()
    assert third.created == ["three"]


def test_a_template_that_cannot_run_gives_its_lock_back() -> None:
    world = World(workflow(locked(timeout="1s", container={"image": "b"}), entrypoint="locked"))
    world.turn()
    assert world.status()["phase"] == "Error", "a pod of one second is none"
    other = beside(world)
    other.turn()
    assert other.created == ["two"]


# Several locks at once


def two_locks(*names: str) -> dict:
    return {"mutexes": [{"name": name} for name in names]}


def test_all_locks_or_none() -> None:
    one = World(workflow(locked(sync=two_locks("b")), entrypoint="locked", name="one"))
    one.turn()
    two = beside(one, templates=[locked(sync=two_locks("a", "b"))])
    two.turn()
    assert two.node("two")["message"] == "Waiting for default/Mutex/b lock. Lock status: 0/1"
    assert shown(two) == {"waiting": [{"mutex": "default/Mutex/b", "holder": "default/one/one"}]}
    three = beside(one, "three", templates=[locked(sync=two_locks("a"))])
    three.turn()
    assert three.node("three")["message"] == "Waiting for default/Mutex/a lock. Lock status: 1/1", "two comes first"
    one.finish()
    two.rest()
    assert [entry["mutex"] for entry in shown(two)["holding"]] == ["default/Mutex/a", "default/Mutex/b"]
    two.finish()
    three.rest()
    assert three.created == ["three"]


def test_a_mutex_and_a_semaphore_the_semaphore_is_named_first() -> None:
    key, found = config_map("limits", {"k": "1"})
    sync = {**DOOR, "semaphores": [{"configMapKeyRef": {"name": "limits", "key": "k"}}]}
    one = World(workflow(locked(sync=sync), entrypoint="locked", name="one"), objects={key: found})
    one.turn()
    two = beside(one, templates=[locked(sync=sync)])
    two.turn()
    assert two.node("two")["message"] == "Waiting for default/ConfigMap/limits/k lock. Lock status: 0/1"
    assert set(two.status()["synchronization"]) == {"mutex", "semaphore"}


# Who comes next


WISH = [Wish("l", 1)]


@pytest.mark.parametrize(
    ("waiting", "first"),
    [
        ([("a", 0, "1"), ("b", 0, "2")], "a"),
        ([("a", 0, "2"), ("b", 0, "1")], "b"),
        ([("a", 0, "1"), ("b", 5, "2")], "b"),
        ([("a", -1, "1"), ("b", 0, "2")], "b"),
        ([("a", 1, "2"), ("b", 1, "1"), ("c", 0, "0")], "b"),
        ([("b", 0, "1"), ("a", 0, "1")], "b"),
    ],
    ids=["older", "older, though it came later", "priority", "negative priority", "both", "who came first"],
)
def test_the_queue_goes_by_priority_then_by_age(waiting: list[tuple[str, int, str]], first: str) -> None:
    table = LockTable()
    table.try_acquire(WISH, Holder("ns/holds"))
    for name, priority, created in waiting:
        assert not table.try_acquire(WISH, Holder(f"ns/{name}", priority, created)).acquired
    table.woken.clear()
    table.release("ns/holds")
    assert table.woken == {f"ns/{first}"}
    got = [
        name
        for name, priority, created in waiting
        if table.try_acquire(WISH, Holder(f"ns/{name}", priority, created)).acquired
    ]
    assert got == [first]
    assert holders(table, "l") == [f"ns/{first}"]


@pytest.mark.parametrize(
    ("head", "asks", "acquired"),
    [
        ("ns/a/1", "ns/a/2", True), ("ns/a/1", "ns/b/1", False), ("ns/a", "ns/a/1", False), ("ns/a/1", "ns/a", False),
        ("ns/a", "other/a", False),
    ],
    ids=["nodes of one workflow", "another workflow", "the workflow before its node", "the node before its workflow", "namespaces"],
)  # fmt: skip
def test_only_nodes_of_one_workflow_overtake_each_other(head: str, asks: str, acquired: bool) -> None:
    table = LockTable()
    table.try_acquire(WISH, Holder("ns/holds"))
    table.try_acquire(WISH, Holder(head))
    table.release("ns/holds")
    table.woken.clear()
    assert table.try_acquire(WISH, Holder(asks)).acquired is acquired
    assert table.woken == (set() if acquired else {"/".join(head.split("/")[:2])}), "a head that sleeps is woken"


def test_asking_again_neither_queues_nor_takes_twice() -> None:
    table = LockTable()
    for _ in range(2):
        assert table.try_acquire(WISH, Holder("ns/a")).acquired
        assert not table.try_acquire(WISH, Holder("ns/b")).acquired
    table.release("ns/a")
    assert table.try_acquire(WISH, Holder("ns/b")).acquired
    table.release("ns/b")
    assert not (table.held.of("ns/b") or table.waits.of("ns/b"))
    assert table.try_acquire(WISH, Holder("ns/c")).acquired


def test_who_leaves_the_queue_lets_the_next_one_be_woken() -> None:
    table = LockTable()
    table.try_acquire([Wish("l", 1), Wish("m", 1)], Holder("ns/holds"))
    for name in ("ns/a/1", "ns/b/1"):
        table.try_acquire(WISH, Holder(name))
    table.release("ns/holds")
    table.woken.clear()
    table.release_workflow("ns/a")
    assert table.woken == {"ns/b"}


# After a restart


def recorded(**section: list[dict]) -> dict:
    given = workflow(locked(), entrypoint="locked", synchronization={"mutexes": [{"name": "whole"}]})
    return {**given, "status": {"phase": "Running", "synchronization": section}}


@pytest.mark.parametrize(
    ("lock", "holder", "key"),
    [
        ("default/Mutex/whole", "wf", "default/wf"),
        ("default/Mutex/door", "wf-123", "default/wf/wf-123"),
        ("default/Mutex/door", "wf", "default/wf/wf"),
        ("default/Mutex/door", "default/wf/wf-123", "default/wf/wf-123"),
        ("default/Mutex/whole", "default/wf", "default/wf"),
    ],
    ids=["workflow", "node", "a node called like the workflow", "node in full", "workflow in full"],
)
def test_holders_recorded_by_their_bare_name_are_known_again(lock: str, holder: str, key: str) -> None:
    table = LockTable()
    restore(table, recorded(mutex={"holding": [{"mutex": lock, "holder": holder}]}))
    assert holders(table, lock) == [key]


@pytest.mark.parametrize(("phase", "held"), [("Running", True), ("Pending", False), ("Succeeded", False)])
def test_only_running_workflows_get_their_locks_back(phase: str, held: bool) -> None:
    given = recorded(mutex={"holding": [{"mutex": DOOR_NAME, "holder": "default/wf/x"}]})
    given["status"]["phase"] = phase
    table = LockTable()
    restore(table, given)
    assert bool(holders(table, DOOR_NAME)) is held
