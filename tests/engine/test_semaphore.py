"""Semaphores: how many may hold one, and what happens where that changes or cannot be told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.engine.locks.lock import Holder
from argocli.engine.locks.record import restore
from argocli.engine.locks.standing import holders
from argocli.engine.locks.table import LockTable, Wish
from argocli.engine.outside import Unavailable
from argocli.engine.reconcile import NeedTemplates, reconcile
from argocli.engine.settings import EngineSettings
from argocli.engine.templates import TemplateKey
from tests.engine.world import OK, START, Objects, World, config_map, dag, steps, workflow

NAME = "default/ConfigMap/limits/jobs"
MAP = TemplateKey("ConfigMap", "default", "limits")
SYNC = {"semaphores": [{"configMapKeyRef": {"name": "limits", "key": "jobs"}}]}
NO_LIMIT = f"failed to initialize semaphore {NAME} with limit"
REFUSED = f"Failed to acquire the synchronization lock. {NO_LIMIT}"


class Dark(Objects):
    """Objects that nobody can read at the moment."""

    def __getitem__(self, key: object) -> dict:
        raise Unavailable("the API server is away")

    get = __getitem__


def limit(count: object, key: str = "jobs") -> dict:
    return dict([config_map("limits", {key: str(count)})])


def limited(name: str = "limited", **more) -> dict:
    return {**OK, "name": name, "synchronization": SYNC, **more}


def crowd(count: int, **more) -> dict:
    return workflow(
        steps([{"name": "s", "template": "limited", "withSequence": {"count": str(count)}}]), limited(**more)
    )


def whole(name: str, table: LockTable, objects: dict, **spec) -> World:
    given = workflow(entrypoint="ok", name=name, synchronization=SYNC, **spec)
    return World(given, locks=table, objects=objects)


@pytest.mark.parametrize("body", ["container", "script", "resource"])
def test_as_many_run_as_the_limit_says(body: str) -> None:
    content = {"action": "get"} if body == "resource" else {"image": "b", "source": "x"}
    template = {"name": "limited", "synchronization": SYNC, body: content}
    given = workflow(steps([{"name": "s", "template": "limited", "withSequence": {"count": "3"}}]), template)
    world = World(given, objects=limit(2))
    world.turn()
    assert world.created == ["wf[0].s(0:0)", "wf[0].s(1:1)"]
    waiting = world.node("wf[0].s(2:2)")
    assert (waiting["phase"], waiting["message"]) == ("Pending", f"Waiting for {NAME} lock. Lock status: 0/2")
    keys = [f"default/wf/{world.node(name)['id']}" for name in world.created]
    status = world.status()["synchronization"]["semaphore"]
    assert status["holding"] == [{"semaphore": NAME, "holders": keys}]
    assert status["waiting"] == [{"semaphore": NAME, "holders": keys}]
    world.end("wf[0].s(0:0)")
    world.rest()
    assert world.created[2:] == ["wf[0].s(2:2)"]
    assert world.finish()["phase"] == "Succeeded"


def test_the_map_may_be_in_another_namespace() -> None:
    sync = {"semaphores": [{"namespace": "other", "configMapKeyRef": {"name": "limits", "key": "jobs"}}]}
    _, found = config_map("limits", {"jobs": "1"})
    world = World(crowd(2), objects={TemplateKey("ConfigMap", "other", "limits"): found})
    world.workflow["spec"]["templates"][1]["synchronization"] = sync
    world.turn()
    assert world.node("wf[0].s(1:1)")["message"] == "Waiting for other/ConfigMap/limits/jobs lock. Lock status: 0/1"


def test_a_pass_asks_for_the_map_that_it_needs() -> None:
    found = reconcile(workflow(limited(), entrypoint="limited"), {}, START)
    assert found == NeedTemplates(frozenset({MAP}))


@pytest.mark.parametrize(
    "objects",
    [{}, limit(1, key="other"), limit(""), limit("many"), limit("1.5"), limit(" 1"), limit("1_0"), limit(0)],
    ids=["no map", "no key", "empty", "a word", "a fraction", "a space", "an underscore", "zero"],
)
def test_a_limit_that_was_never_known_is_an_error(objects: dict) -> None:
    world = World(workflow(limited(), entrypoint="limited"), objects=objects)
    world.rest()
    assert (world.node("wf")["phase"], world.node("wf")["message"]) == ("Error", NO_LIMIT)
    assert world.status()["message"] == f"error in entry template execution: {NO_LIMIT}"
    other = whole("two", LockTable(), objects)
    other.rest()
    assert (other.status()["phase"], other.status()["message"]) == ("Failed", REFUSED)


@pytest.mark.parametrize("objects", [Dark(), None], ids=["cannot be read now", "an error said to pass by itself"])
def test_an_error_that_may_pass_leaves_everything_pending(objects: Objects | None) -> None:
    settings = EngineSettings() if objects is not None else EngineSettings(transient_pattern="initialize semaphore")
    reason = f"{NO_LIMIT}: the API server is away" if objects is not None else NO_LIMIT
    node, flow = World(workflow(limited(), entrypoint="limited"), settings=settings), whole("two", LockTable(), {})
    for world in (node, flow):
        world.settings = settings
        world.objects = objects if objects is not None else Objects()
        world.turn()
        assert world.wake_at == START + timedelta(seconds=10)
    assert (node.node("wf")["phase"], node.node("wf")["message"], node.created) == ("Pending", reason, [])
    assert flow.status()["phase"] == "Pending"
    assert flow.status()["message"] == f"Waiting to acquire the synchronization lock. {reason}"
    for world in (node, flow):
        world.objects = Objects(limit(1))
        world.later(seconds=10)
        world.turn()
        assert len(world.created) == 1
    assert "message" not in node.node("wf")
    assert "message" not in flow.status()


@pytest.mark.parametrize("count", ["0", None], ids=["zero", "the map is gone"])
def test_a_limit_that_is_gone_lets_nobody_in_and_nobody_out(count: str | None) -> None:
    world = World(crowd(2), objects=limit(1))
    world.turn()
    world.objects = Objects(limit(count) if count else {})
    world.end("wf[0].s(0:0)")
    world.rest()
    waiting = world.node("wf[0].s(1:1)")
    assert (waiting["phase"], waiting["message"]) == ("Pending", f"Failed to get semaphore limit for {NAME}")
    world.objects = Objects(limit(1))
    world.changed = None
    world.rest()
    assert world.created == ["wf[0].s(0:0)", "wf[0].s(1:1)"]


def test_a_workflow_that_holds_its_lock_does_not_mind_that_the_limit_is_gone() -> None:
    world = whole("one", LockTable(), limit(1))
    world.turn()
    world.objects = Objects()
    assert world.finish()["phase"] == "Succeeded"


@pytest.mark.parametrize("told", [True, False], ids=["nothing happened to its pods", "looking at all"])
def test_a_limit_that_grows_lets_more_in(told: bool) -> None:
    world = World(crowd(3), objects=limit(1))
    world.rest()
    assert len(world.created) == 1
    world.objects = Objects(limit(2))
    if not told:
        world.changed = None
    world.rest()
    assert len(world.created) == 2


def test_a_limit_that_grows_wakes_those_that_wait_elsewhere() -> None:
    table = LockTable()
    for name in ("a", "b", "c"):
        table.try_acquire([Wish("l", 1)], Holder(f"ns/{name}"))
    table.woken.clear()
    table.resize("l", 2)
    assert table.woken == {"ns/b"}
    assert table.try_acquire([Wish("l", 2)], Holder("ns/b")).acquired


def test_who_takes_one_of_several_wakes_the_next() -> None:
    table = LockTable()
    table.try_acquire([Wish("l", 2)], Holder("ns/x"))
    table.try_acquire([Wish("l", 2)], Holder("ns/y"))
    for name in ("a", "b"):
        table.try_acquire([Wish("l", 2)], Holder(f"ns/{name}"))
    table.release("ns/x")
    table.release("ns/y")
    table.woken.clear()
    assert table.try_acquire([Wish("l", 2)], Holder("ns/a")).acquired
    assert table.woken == {"ns/b"}


def test_a_limit_that_shrinks_takes_nothing_away_and_lets_in_only_below_it() -> None:
    world = World(crowd(4), objects=limit(3))
    world.turn()
    world.objects = Objects(limit(1))
    world.turn()
    assert world.node("wf[0].s(3:3)")["message"] == f"Waiting for {NAME} lock. Lock status: -2/1"
    names = list(world.running())
    assert len(names) == 3
    created = []
    for name in names:
        world.end(name)
        world.rest()
        created.append(len(world.created))
    assert created == [3, 3, 4]


@pytest.mark.parametrize(("seconds", "grown"), [(0, True), (30, False)], ids=["no cache", "cache"])
def test_a_limit_may_be_remembered_for_a_while(seconds: float, grown: bool) -> None:
    world = World(crowd(2), objects=limit(1), settings=EngineSettings(semaphore_limit_cache=seconds))
    world.turn()
    world.objects = Objects(limit(2))
    world.later(seconds=20)
    world.rest()
    assert (len(world.created) == 2) is grown
    world.later(seconds=20)
    world.rest()
    assert len(world.created) == 2


DATABASE = {"semaphores": [{"database": {"key": "jobs"}}]}


@pytest.mark.parametrize(
    ("limits", "phase", "message"),
    [
        ({"default/jobs": 1}, "Pending", "Waiting for default/Database/jobs lock. Lock status: 0/1"),
        ({"other/jobs": 1}, "Error", "failed to initialize semaphore default/Database/jobs with limit"),
        ({}, "Error", "failed to initialize semaphore default/Database/jobs with limit"),
    ],
    ids=["known", "another namespace", "unknown"],
)
def test_limits_can_be_kept_in_a_database(limits: dict[str, int], phase: str, message: str) -> None:
    template = {**OK, "name": "limited", "synchronization": DATABASE}
    given = workflow(dag({"name": "a", "template": "limited"}, {"name": "b", "template": "limited"}), template)
    result = reconcile(given, {}, START, database_limits=limits)
    last = next(node for node in result.workflow["status"]["nodes"].values() if node["name"] == "wf.b")
    assert (last["phase"], message in last["message"]) == (phase, True)


# The workflow as a whole


def test_a_workflow_waits_as_a_whole() -> None:
    table = LockTable()
    one, two = whole("one", table, limit(1)), whole("two", table, limit(1))
    one.turn()
    two.turn()
    status = two.status()
    assert (status["phase"], status["message"]) == ("Pending", f"Waiting for {NAME} lock. Lock status: 0/1")
    assert (two.nodes(), status.get("startedAt")) == ([], None)
    assert one.status()["synchronization"] == {
        "semaphore": {"holding": [{"semaphore": NAME, "holders": ["default/one"]}]}
    }
    assert status["synchronization"] == {"semaphore": {"waiting": [{"semaphore": NAME, "holders": ["default/one"]}]}}
    one.finish()
    assert table.woken == {"default/two"}
    two.later(minutes=1)
    two.turn()
    assert (two.status()["phase"], two.status()["startedAt"], two.created) == (
        "Running",
        "2026-01-02T03:05:05Z",
        ["two"],
    )
    assert "message" not in two.status()


@pytest.mark.parametrize(("shutdown", "phase"), [("Terminate", "Failed"), ("Stop", "Pending")])
def test_only_terminate_ends_a_workflow_that_waits(shutdown: str, phase: str) -> None:
    table = LockTable()
    one, two = whole("one", table, limit(1)), whole("two", table, limit(1))
    one.turn()
    two.turn()
    two.change(shutdown=shutdown)
    two.turn()
    assert two.status()["phase"] == phase
    if shutdown == "Terminate":
        assert two.status()["message"] == "Stopped with strategy 'Terminate'"
        assert not (table.held.of("default/two") or table.waits.of("default/two"))
        assert "synchronization" not in two.status()


@pytest.mark.parametrize(
    "spec", [{}, {"entrypoint": "bad"}, {"shutdown": "Terminate"}], ids=["well", "badly", "terminated"]
)
def test_a_workflow_that_is_over_holds_nothing(spec: dict) -> None:
    table = LockTable()
    world = whole("one", table, limit(1))
    world.turn()
    world.change(**spec)
    world.finish("one")
    assert holders(table, NAME) == []
    assert "synchronization" not in world.status()


def test_a_workflow_that_runs_without_its_lock_waits_for_it() -> None:
    table = LockTable()
    one = whole("one", table, limit(1))
    one.turn()
    two = whole("two", table, limit(1))
    two.workflow["status"] = {"phase": "Running", "startedAt": "2026-01-02T03:04:05Z"}
    two.turn()
    assert (two.status()["phase"], two.created) == ("Running", [])
    assert two.status()["message"] == f"Waiting for {NAME} lock. Lock status: 0/1"
    one.finish()
    two.turn()
    assert (two.created, two.status().get("message")) == (["two"], None)


def test_a_workflow_that_was_put_off_says_so_no_longer_when_it_runs() -> None:
    result = reconcile(workflow(entrypoint="ok"), {}, START, admitted=False)
    assert "postponed" in result.workflow["status"]["message"]
    result = reconcile(result.workflow, {}, START)
    assert (result.workflow["status"]["phase"], result.workflow["status"].get("message")) == ("Running", None)


# After a restart


def held(*keys: str) -> dict:
    status = {
        "phase": "Running",
        "synchronization": {"semaphore": {"holding": [{"semaphore": NAME, "holders": list(keys)}]}},
    }
    return {**workflow(entrypoint="ok"), "status": status}


def test_holds_are_taken_over_whatever_the_limit_says_now() -> None:
    table = LockTable()
    restore(table, held("default/wf/a", "default/wf/b"), limit(1))
    verdict = table.try_acquire([Wish(NAME, 1)], Holder("default/x"))
    assert verdict.message == f"Waiting for {NAME} lock. Lock status: -1/1"
    assert table.try_acquire([Wish(NAME, 1)], Holder("default/wf/a")).acquired
    table.release("default/wf/a")
    table.release("default/wf/b")
    assert table.try_acquire([Wish(NAME, 1)], Holder("default/x")).acquired


@pytest.mark.parametrize("known", [Objects(), limit("many"), Dark()], ids=["no map", "no number", "cannot be read"])
def test_nobody_gets_a_lock_whose_limit_could_not_be_read_at_the_start(known: dict) -> None:
    table = LockTable()
    restore(table, held("default/wf/a"), known if isinstance(known, Objects) else Objects(known))
    verdict = table.try_acquire([Wish(NAME, 5)], Holder("default/x"))
    assert verdict.message == f"lock {NAME} is in a poisoned state: {NO_LIMIT}; manual intervention required"
    assert table.try_acquire([Wish(NAME, 5)], Holder("default/wf/a")).acquired, "who has it keeps it"
    table.release("default/wf/a")
    assert not table.try_acquire([Wish(NAME, 5)], Holder("default/x")).acquired
    again = LockTable()
    restore(again, held("default/wf/a"), Objects(limit(5)))
    assert again.try_acquire([Wish(NAME, 5)], Holder("default/x")).acquired


@pytest.mark.parametrize("count", [1, 2])
def test_a_controller_that_starts_again_keeps_to_what_was_held(count: int) -> None:
    world = World(crowd(4), objects=limit(count))
    world.turn()
    running = list(world.created)
    world.forget()
    world.rest()
    assert world.created == running
    assert world.finish()["phase"] == "Succeeded"
