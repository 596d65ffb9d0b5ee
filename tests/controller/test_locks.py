"""Locks, limits and pods that cannot be had, as the controller's loop deals with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.controller.loop import Controller
from argocli.controller.rate import REACHED, CreationRate
from argocli.errors import Refused, Unreachable
from tests.controller.test_loop import Hand, Shelf, Yard, locked, phase
from tests.engine.world import config_map, steps, workflow


class Rack(Shelf):
    """A shelf that workflows are taken from, and whose objects cannot be read while it is `dark`."""

    dark = False
    gone: list

    def take(self, name: str) -> None:
        self.gone = [self.workflows.pop(name)]

    def deleted(self) -> list:
        found, self.gone = getattr(self, "gone", []), []
        return found

    def template(self, kind: str, namespace: str, name: str) -> dict:
        if self.dark:
            raise Unreachable("the API server is away")
        return super().template(kind, namespace, name)


class Wall(Yard):
    """A runtime that takes no pods."""

    def create(self, request) -> None:
        raise Refused("service account does not exist")


def limited(name: str) -> dict:
    sync = {"semaphores": [{"configMapKeyRef": {"name": "limits", "key": "k"}}]}
    return workflow(entrypoint="ok", name=name, synchronization=sync)


def test_a_workflow_that_is_deleted_gives_its_locks_back() -> None:
    store, yard, hand = Rack(locked("one"), locked("two")), Yard(), Hand()
    controller = Controller(store, yard, hand)
    controller.step(news=True)
    assert phase(store, "two") == "Pending"
    store.take("one")
    controller.step(news=False)
    assert phase(store, "two") == "Running"


def test_the_next_in_the_queue_need_not_wait_for_the_next_look() -> None:
    store, yard, hand = Rack(locked("two"), locked("one")), Yard(), Hand()
    controller = Controller(store, yard, hand)
    controller.step(news=True)
    yard.end("two")
    hand.time += timedelta(seconds=1)
    controller.step(news=True)
    assert controller.step(news=False) > 0
    assert phase(store, "one") == "Running"


@pytest.mark.parametrize("readable", [True, False])
def test_at_the_start_limits_are_read_for_what_is_held(readable: bool) -> None:
    store, yard, hand = Rack(limited("one"), limited("two")), Yard(), Hand()
    store.objects = dict([config_map("limits", {"k": "1"})])
    Controller(store, yard, hand).step(news=True)
    store.dark = not readable
    after = Controller(store, yard, hand)
    after.step(news=True)
    store.dark = False
    yard.end("one")
    for _ in range(3):
        hand.time += timedelta(seconds=20)
        after.step(news=True)
    assert phase(store, "one") == "Succeeded"
    assert phase(store, "two") == ("Running" if readable else "Pending")
    assert ("poisoned" in store.workflows["two"]["status"].get("message", "")) is not readable


def test_a_limit_that_cannot_be_read_now_fails_nothing() -> None:
    store, yard, hand = Rack(limited("one")), Yard(), Hand()
    store.objects = dict([config_map("limits", {"k": "1"})])
    store.dark = True
    controller = Controller(store, yard, hand)
    controller.step(news=True)
    assert phase(store, "one") == "Pending"
    assert store.workflows["one"]["status"]["message"].startswith("Waiting to acquire the synchronization lock. ")
    store.dark = False
    hand.time += timedelta(seconds=10)
    controller.step(news=True)
    assert phase(store, "one") == "Running"


def test_a_template_that_cannot_be_read_now_fails_nothing() -> None:
    given = workflow(steps([{"name": "a", "templateRef": {"name": "lib", "template": "t"}}]), name="one")
    store, yard, hand = Rack(given), Yard(), Hand()
    store.dark = True
    told: list[str] = []
    controller = Controller(store, yard, hand, told.append)
    controller.step(news=True)
    assert (phase(store, "one"), told, store.count) == ("", [], 0)


def test_a_pod_that_can_never_be_had_ends_the_workflow_at_once() -> None:
    store, hand = Rack(workflow(entrypoint="ok", name="one")), Hand()
    controller = Controller(store, Wall(), hand)
    assert controller.step(news=True) == 0
    controller.step(news=False)
    status = store.workflows["one"]["status"]
    assert status["phase"] == "Error"
    assert status["message"] == "error in entry template execution: service account does not exist"


def test_pods_come_no_faster_than_the_rate() -> None:
    loop = steps([{"name": "s", "template": "ok", "withSequence": {"count": "4"}}])
    store, yard, hand = Rack(workflow(loop, name="one")), Yard(), Hand()
    controller = Controller(store, yard, hand, rate=CreationRate(limit=1, burst=2))
    assert controller.step(news=True) > 0, "trying again at once is of no use"
    assert len(yard.started) == 2
    nodes = {node["name"]: node for node in store.workflows["one"]["status"]["nodes"].values()}
    assert (nodes["one[0].s(2:2)"]["phase"], nodes["one[0].s(2:2)"]["message"]) == ("Pending", REACHED)
    for expected in (3, 4, 4):
        hand.time += timedelta(seconds=1)
        controller.step(news=True)
        assert len(yard.started) == expected
