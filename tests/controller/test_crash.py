"""The controller dies at every single action of a run, before and after it: nothing is lost, nothing happens twice."""

from __future__ import annotations

import pytest

from argocli.controller.loop import Controller
from argocli.engine.pods import ContainerState, PodObservation
from tests.controller.test_loop import Hand, Shelf, Yard
from tests.engine.world import START, dag, steps, workflow


class Death(BaseException):
    """kill -9."""


class Fate:
    """Counts actions; at the one it was told, the process dies before or after it."""

    def __init__(self, at: int, *, before: bool) -> None:
        self.at = at
        self.before = before
        self.count = 0

    def act(self, action):
        self.count += 1
        mine = self.count == self.at
        if mine and self.before:
            raise Death
        result = action()
        if mine:
            raise Death
        return result


class MortalShelf(Shelf):
    def __init__(self, fate: Fate, *given: dict) -> None:
        super().__init__(*given)
        self.fate = fate

    def update(self, given: dict) -> dict:
        return self.fate.act(lambda: super(MortalShelf, self).update(given))

    def keep_entry(self, namespace: str, name: str, key: str, value: str) -> None:
        self.fate.act(lambda: super(MortalShelf, self).keep_entry(namespace, name, key, value))


class MortalYard(Yard):
    """Pods of the template `alone` are counted: there may be one at a time."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self.fate = fate
        self.stopped: list[str] = []

    def create(self, request) -> None:
        self.fate.act(lambda: super(MortalYard, self).create(request))
        alone = [pod for pod in self.pods["one"].values() if "-alone-" in pod.pod_name and pod.phase == "Running"]
        assert len(alone) <= 1, "a lock is held by one at a time"

    def stop(self, namespace: str, pod: str, grace: float) -> None:
        self.fate.act(lambda: self.stopped.append(pod))

    def delete(self, namespace: str, pod: str) -> None:
        self.fate.act(lambda: None)


def large() -> dict:
    """Two hundred nodes of every make."""
    flaky = {"name": "flaky", "retryStrategy": {"limit": 1}, "container": {"image": "b"}}
    helper = {"name": "helper", "daemon": True, "container": {"image": "b"}}
    alone = {"name": "alone", "synchronization": {"mutexes": [{"name": "door"}]}, "container": {"image": "b"}}
    kept = {"name": "kept", "memoize": {"key": "k", "cache": {"configMap": {"name": "c"}}}, "container": {"image": "b"}}
    inner = steps(
        [{"name": "l", "template": "flaky", "withSequence": {"count": 22}}],
        [{"name": "m", "template": "ok", "withSequence": {"count": 22}, "onExit": "ok"}],
        name="inner",
    )
    good = {"expression": 'tasks.h.status == "Succeeded"', "template": "ok"}
    tasks = [
        {"name": "d", "template": "helper"},
        {"name": "a", "template": "inner", "depends": "d"},
        {"name": "b", "template": "inner", "depends": "d"},
        {"name": "c", "template": "ok", "withSequence": {"count": 8}, "depends": "a && b"},
        {"name": "e", "template": "alone", "withSequence": {"count": 4}},
        {"name": "f", "template": "kept"},
        {"name": "g", "template": "kept", "depends": "f"},
        {"name": "h", "template": "ok", "depends": "e.Failed", "hooks": {"good": good}},
    ]
    return workflow(dag(*tasks), inner, flaky, helper, alone, kept, name="one", onExit="ok")


def run(fate: Fate) -> tuple[dict, MortalYard]:
    """To the end; a dead controller is followed by a new one. The status, and where the pods were."""
    store, yard, hand = MortalShelf(fate, large()), MortalYard(fate), Hand()
    controller = Controller(store, yard, hand)
    for _ in range(80):
        try:
            controller.step(news=True)
        except Death:
            controller = Controller(store, yard, hand)
            continue
        status = store.workflows["one"].get("status", {})
        if status.get("finishedAt"):
            for node in status["nodes"].values():
                # A pod that is there before its node says nothing of its own about results: as good as having them.
                node.setdefault("taskResultSynced", True)
            return status, yard
        finish_pods(store, yard)
    raise AssertionError(store.workflows["one"]["status"])


def finish_pods(store: Shelf, yard: Yard) -> None:
    """Every pod ends, the fourth of a loop badly, if only at the first attempt; the daemon gets ready and stays."""
    nodes = store.workflows["one"]["status"]["nodes"]
    for node_id, pod in yard.pods.get("one", {}).items():
        name = nodes[node_id]["name"] if node_id in nodes else ""
        if not name or pod.phase != "Running":
            continue
        if name.endswith(".d"):
            state = ContainerState("main", "running", ready=True)
            yard.pods["one"][node_id] = PodObservation(
                node_id, pod.pod_name, "Running", containers=(state,), pod_ip="10.0.0.1"
            )
            continue
        code = int("3:" in name and (name.endswith("(0)") or ".e(" in name))
        state = ContainerState("main", "terminated", exit_code=code, reason="Error", finished_at=START)
        phase = "Failed" if code else "Succeeded"
        yard.pods["one"][node_id] = PodObservation(node_id, pod.pod_name, phase, containers=(state,))


@pytest.fixture(scope="module")
def reference() -> tuple[dict, MortalYard, int]:
    fate = Fate(0, before=True)
    status, yard = run(fate)
    assert len(status.get("nodes", {})) >= 200, status
    return status, yard, fate.count


def test_the_large_run_is_what_it_is_meant_to_be(reference: tuple[dict, MortalYard, int]) -> None:
    status, yard, actions = reference
    assert actions > 150
    assert len(yard.started) == len(set(yard.started))
    assert len(yard.stopped) == 1, "the daemon"
    phases = {node["name"]: node["phase"] for node in status["nodes"].values()}
    assert (phases["one"], phases["one.h"], phases["one.h.hooks.good"]) == ("Succeeded",) * 3
    assert next(node for node in status["nodes"].values() if node["name"] == "one.g")["memoizationStatus"]["hit"]


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_dying_at_any_action_loses_and_doubles_nothing(reference: tuple[dict, MortalYard, int], before: bool) -> None:
    expected, lively, actions = reference
    for action in range(1, actions + 1):
        status, yard = run(Fate(action, before=before))
        assert status == expected, f"action {action}"
        assert sorted(yard.started) == sorted(lively.started), f"action {action}"
        assert set(yard.stopped) <= set(lively.stopped), f"action {action}"
        assert "synchronization" not in status
