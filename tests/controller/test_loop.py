"""The controller's loop over several workflows: what one gives back another gets, and nothing is lost on the way."""

from __future__ import annotations

import copy
from datetime import timedelta

from argocli.controller.loop import Controller
from argocli.engine.pods import ContainerState, PodObservation
from argocli.engine.throttle import POSTPONED, Limits
from argocli.errors import Conflict, NotFound, Unreachable
from argocli.model import phases
from tests.engine.world import OK, START, config_map, workflow


class Shelf:
    """A store in memory that counts how often somebody reads a whole object."""

    def __init__(self, *given: dict) -> None:
        self.workflows = {item["metadata"]["name"]: copy.deepcopy(item) for item in given}
        self.objects: dict = {}
        self.reads = 0
        self.count = 0
        self.conflicts = 0

    def get(self, namespace: str, name: str) -> dict:
        self.reads += 1
        if name not in self.workflows:
            raise NotFound(name)
        return copy.deepcopy(self.workflows[name])

    def version(self, namespace: str, name: str) -> str | None:
        found = self.workflows.get(name)
        return None if found is None else found["metadata"].get("resourceVersion")

    def update(self, given: dict) -> dict:
        name = given["metadata"]["name"]
        if self.conflicts:
            self.conflicts -= 1
            raise Conflict(name)
        self.count += 1
        stored = copy.deepcopy({**given, "metadata": {**given["metadata"], "resourceVersion": str(self.count)}})
        self.workflows[name] = stored
        return copy.deepcopy(stored)

    def unfinished(self) -> list[tuple[str, str]]:
        over = phases.WORKFLOW_COMPLETED
        return [
            ("default", name)
            for name, item in self.workflows.items()
            if item.get("status", {}).get("phase") not in over
        ]

    def deleted(self) -> list:
        return []

    def forget(self, uid: str) -> None: ...

    def template(self, kind: str, namespace: str, name: str) -> dict:
        for key, found in self.objects.items():
            if (key.kind, key.name) == (kind, name):
                return found
        raise NotFound(name)

    def keep_entry(self, namespace: str, name: str, key: str, value: str) -> None:
        object_key, empty = config_map(name, {}, "Cache")
        known = self.objects.get(object_key, empty)
        self.objects[object_key] = {**known, "data": {**known["data"], key: value}}


class Yard:
    """A runtime whose pods end when told to."""

    def __init__(self) -> None:
        self.pods: dict[str, dict[str, PodObservation]] = {}
        self.started: list[str] = []
        self.refuse = 0

    def create(self, request) -> None:
        if self.refuse:
            self.refuse -= 1
            raise Unreachable("no room for pods now")
        mine = self.pods.setdefault(request.workflow, {})
        if request.node_id not in mine:
            self.started.append(request.node_name)
            mine[request.node_id] = PodObservation(request.node_id, request.pod_name, "Running")

    def observe(self, namespace: str, name: str) -> dict[str, PodObservation]:
        return dict(self.pods.get(name, {}))

    def stop(self, namespace: str, pod: str, grace: float) -> None: ...

    def delete(self, namespace: str, pod: str) -> None: ...

    def delete_workflow(self, namespace: str, name: str) -> None: ...

    def end(self, name: str) -> None:
        """All pods of a workflow end well."""
        for node_id, pod in self.pods[name].items():
            state = ContainerState("main", "terminated", exit_code=0, finished_at=START)
            self.pods[name][node_id] = PodObservation(node_id, pod.pod_name, "Succeeded", containers=(state,))


class Hand:
    def __init__(self) -> None:
        self.time = START

    def now(self):
        return self.time


def locked(name: str) -> dict:
    return workflow(entrypoint="ok", name=name, synchronization={"mutexes": [{"name": "door"}]})


def phase(store: Shelf, name: str) -> str:
    return store.workflows[name].get("status", {}).get("phase", "")


def test_a_workflow_gets_the_lock_that_another_one_gives_back() -> None:
    store, yard, hand = Shelf(locked("one"), locked("two")), Yard(), Hand()
    controller = Controller(store, yard, hand)
    controller.step(news=True)
    assert (phase(store, "one"), phase(store, "two")) == ("Running", "Pending")
    waiting = store.workflows["two"]["status"]
    assert waiting["message"] == "Waiting for default/Mutex/door lock. Lock status: 0/1"
    assert waiting["synchronization"]["mutex"]["waiting"] == [{"mutex": "default/Mutex/door", "holder": "default/one"}]
    yard.end("one")
    controller.step(news=True)
    controller.step(news=False)
    assert (phase(store, "one"), phase(store, "two")) == ("Succeeded", "Running")
    assert "message" not in store.workflows["two"]["status"]


def test_locks_outlive_the_controller() -> None:
    store, yard, hand = Shelf(locked("one"), locked("two")), Yard(), Hand()
    Controller(store, yard, hand).step(news=True)
    # The other way round, the one that waits comes first.
    store.workflows = dict(reversed(store.workflows.items()))
    after = Controller(store, yard, hand)
    after.step(news=True)
    assert (phase(store, "one"), phase(store, "two")) == ("Running", "Pending")
    assert yard.started == ["one"]


def test_an_object_is_read_once_while_nobody_else_writes_it() -> None:
    store, yard, hand = Shelf(workflow(entrypoint="ok", name="one")), Yard(), Hand()
    controller = Controller(store, yard, hand)
    for _ in range(3):
        controller.step(news=True)
    before = store.reads
    for _ in range(5):
        hand.time += timedelta(seconds=1)
        controller.step(news=True)
    assert store.reads == before
    changed = store.workflows["one"]
    changed["spec"]["shutdown"] = "Terminate"
    changed["metadata"]["resourceVersion"] = "x"
    controller.step(news=True)
    assert phase(store, "one") == "Failed"


def test_a_conflict_is_tried_again_and_starts_nothing_twice() -> None:
    store, yard, hand = Shelf(workflow(entrypoint="ok", name="one")), Yard(), Hand()
    store.conflicts = 2
    controller = Controller(store, yard, hand)
    for _ in range(4):
        controller.step(news=True)
    assert yard.started == ["one"]
    yard.end("one")
    controller.step(news=True)
    assert phase(store, "one") == "Succeeded"


def test_a_pod_that_cannot_start_yet_is_asked_for_again() -> None:
    store, yard, hand = Shelf(workflow(entrypoint="ok", name="one")), Yard(), Hand()
    yard.refuse = 2
    controller = Controller(store, yard, hand)
    controller.step(news=True)
    node = store.workflows["one"]["status"]["nodes"]["one"]
    assert (node["phase"], node["message"]) == ("Pending", "no room for pods now")
    for _ in range(3):
        controller.step(news=True)
    assert yard.started == ["one"]


def test_no_more_workflows_run_than_the_limit_allows() -> None:
    given = [workflow(entrypoint="ok", name=name) for name in ("one", "two", "three")]
    given[2]["spec"]["priority"] = 5
    store, yard, hand = Shelf(*given), Yard(), Hand()
    controller = Controller(store, yard, hand, limits=Limits(total=1))
    controller.step(news=True)
    assert [phase(store, name) for name in ("one", "two", "three")] == ["Pending", "Pending", "Running"]
    assert store.workflows["one"]["status"]["message"] == POSTPONED
    yard.end("three")
    controller.step(news=True)
    controller.step(news=True)
    assert [phase(store, name) for name in ("one", "two", "three")] == ["Running", "Pending", "Succeeded"]


def test_memoized_outputs_reach_the_next_workflow() -> None:
    cached = {
        **OK,
        "name": "cached",
        "memoize": {"key": "k", "cache": {"configMap": {"name": "cache"}}},
    }
    store, yard, hand = Shelf(workflow(cached, entrypoint="cached", name="one")), Yard(), Hand()
    controller = Controller(store, yard, hand)
    controller.step(news=True)
    controller.step(news=True)
    yard.end("one")
    controller.step(news=True)
    assert phase(store, "one") == "Succeeded"
    store.workflows["two"] = workflow(cached, entrypoint="cached", name="two")
    controller.step(news=True)
    assert phase(store, "two") == "Succeeded"
    assert yard.started == ["one"]
    assert store.workflows["two"]["status"]["nodes"]["two"]["memoizationStatus"]["hit"] is True


def test_a_bug_ends_the_workflow_and_is_reported() -> None:
    broken = workflow(entrypoint="ok", name="one")
    broken["spec"]["templates"] = [{"name": "ok", "container": {"image": "b"}, "timeout": "never"}]
    store, yard, hand = Shelf(broken, workflow(entrypoint="ok", name="two")), Yard(), Hand()
    told: list[str] = []
    controller = Controller(store, yard, hand, told.append)
    for _ in range(3):
        controller.step(news=True)
    assert phase(store, "one") in ("Error", "Failed")
    assert phase(store, "two") == "Running"
