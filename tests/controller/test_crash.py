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


class MortalYard(Yard):
    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self.fate = fate
        self.stopped: list[str] = []

    def create(self, request) -> None:
        self.fate.act(lambda: super(MortalYard, self).create(request))

    def stop(self, namespace: str, pod: str, grace: float) -> None:
        self.fate.act(lambda: self.stopped.append(pod))


def large() -> dict:
    """Two hundred nodes of every make."""
    flaky = {"name": "flaky", "retryStrategy": {"limit": 1}, "container": {"image": "b"}}
    helper = {"name": "helper", "daemon": True, "container": {"image": "b"}}
    inner = steps(
        [{"name": "l", "template": "flaky", "withSequence": {"count": 22}}],
        [{"name": "m", "template": "ok", "withSequence": {"count": 22}, "onExit": "ok"}],
        name="inner",
    )
    tasks = [
        {"name": "d", "template": "helper"},
        {"name": "a", "template": "inner", "dependencies": ["d"]},
        {"name": "b", "template": "inner", "dependencies": ["d"]},
        {"name": "c", "template": "ok", "withSequence": {"count": 10}, "dependencies": ["a", "b"]},
    ]
    return workflow(dag(*tasks), inner, flaky, helper, name="one", onExit="ok")


def run(fate: Fate) -> tuple[dict[str, str], list[str]]:
    """To the end; a dead controller is followed by a new one. Phases by node, and the pods that were started."""
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
            return {node["name"]: node["phase"] for node in status["nodes"].values()}, yard.started
        finish_pods(store, yard)
    raise AssertionError(store.workflows["one"]["status"])


def finish_pods(store: Shelf, yard: Yard) -> None:
    """Every pod ends, the first attempts of every third loop item badly; the daemon gets ready and stays."""
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
        code = int(name.endswith("(0)") and "3:" in name)
        state = ContainerState("main", "terminated", exit_code=code, reason="Error", finished_at=START)
        phase = "Failed" if code else "Succeeded"
        yard.pods["one"][node_id] = PodObservation(node_id, pod.pod_name, phase, containers=(state,))


@pytest.fixture(scope="module")
def reference() -> tuple[dict[str, str], int]:
    fate = Fate(0, before=True)
    phases, started = run(fate)
    assert len(phases) >= 200
    assert len(started) == len(set(started))
    return phases, fate.count


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_dying_at_any_action_loses_and_doubles_nothing(reference: tuple[dict[str, str], int], before: bool) -> None:
    phases, actions = reference
    assert actions > 150
    for action in range(1, actions + 1):
        survived, started = run(Fate(action, before=before))
        assert survived == phases, f"action {action}"
        assert len(started) == len(set(started)), f"action {action}"
