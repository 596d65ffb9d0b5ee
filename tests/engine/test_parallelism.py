"""How much may be at work at once, and how a template gives up as soon as something of it has failed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from argocli.engine.nodes.tally import Tally
from argocli.engine.pods import CreateOutcome, PodObservation
from tests.engine.world import OK, World, dag, steps, workflow

GIVEN_UP = "template has failed or errored children and failFast enabled"
FIVE = {"withSequence": {"count": "5"}}


def loop(kind: str, template: str = "ok", **more) -> dict:
    item = {"name": "s", "template": template, **FIVE}
    return {**(steps([item]) if kind == "steps" else dag(item)), **more}


def alive(world: World) -> int:
    return len(world.running())


def drive(world: World, *, watch: Callable[[], int]) -> int:
    """Let pods end one at a time until all is over; the most that `watch` ever saw."""
    most = 0
    for _ in range(200):
        world.turn()
        most = max(most, watch())
        if world.status().get("finishedAt"):
            return most
        if world.running():
            world.end(world.running()[0])
    raise AssertionError(world.phases())


@pytest.mark.parametrize("kind", ["steps", "dag"])
@pytest.mark.parametrize(
    ("whole", "own", "most"),
    [(None, None, 5), (2, None, 2), (None, 2, 2), (3, 2, 2), (2, 3, 2), (9, 9, 5), (1, 1, 1)],
)
def test_never_more_pods_than_the_limit_and_never_fewer_without_need(
    kind: str, whole: int | None, own: int | None, most: int
) -> None:
    limits = {} if own is None else {"parallelism": own}
    spec = {} if whole is None else {"parallelism": whole}
    world = World(workflow(loop(kind, **limits), **spec))
    world.turn()
    assert len(world.created) == most
    assert drive(world, watch=lambda: alive(world)) == most
    assert len(world.created) == 5
    assert world.status()["phase"] == "Succeeded"


def test_each_template_has_its_own_limit() -> None:
    outer = steps([{"name": "in", "template": "inner", "withSequence": {"count": "3"}}], parallelism=2)
    inner = steps([{"name": "s", "template": "ok", **FIVE}], name="inner", parallelism=1)
    world = World(workflow(outer, inner))
    world.turn()
    assert [node["name"] for node in world.nodes() if node["type"] == "Steps"] == [
        "wf",
        "wf[0].in(0:0)",
        "wf[0].in(1:1)",
    ]
    assert world.created == ["wf[0].in(0:0)[0].s(0:0)", "wf[0].in(1:1)[0].s(0:0)"]
    assert drive(world, watch=lambda: alive(world)) == 2
    assert len(world.created) == 15


def test_the_limit_of_what_is_around_does_not_count_what_is_deeper() -> None:
    outer = steps([{"name": "in", "template": "inner", "withSequence": {"count": "2"}}], parallelism=2)
    world = World(workflow(outer, steps([{"name": "s", "template": "ok", **FIVE}], name="inner")))
    world.turn()
    assert len(world.created) == 10


def test_the_limit_of_the_workflow_counts_everything() -> None:
    outer = steps([{"name": "in", "template": "inner", "withSequence": {"count": "2"}}])
    world = World(workflow(outer, steps([{"name": "s", "template": "ok", **FIVE}], name="inner"), parallelism=3))
    assert drive(world, watch=lambda: alive(world)) == 3
    assert len(world.created) == 10


def test_while_the_limit_is_reached_nothing_new_comes_into_being() -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}, {"name": "b", "template": "inner"}]),
                           dag({"name": "t", "template": "ok"}, name="inner"), parallelism=1))  # fmt: skip
    world.turn()
    assert sorted(world.phases()) == ["wf", "wf[0]", "wf[0].a"], "no node waits for its turn"
    world.end("wf[0].a")
    world.rest()
    assert world.created == ["wf[0].a", "wf[0].b.t"]


@pytest.mark.parametrize("kind", ["steps", "dag"])
def test_attempts_count_and_what_wraps_them_does_not(kind: str) -> None:
    flaky = {**OK, "name": "flaky", "retryStrategy": {"limit": 1}}
    world = World(workflow(loop(kind, "flaky", parallelism=2), flaky))
    world.turn()
    assert [name[-7:] for name in world.created] == ["0:0)(0)", "1:1)(0)"]
    world.end(world.created[0], 1)
    world.rest()
    assert world.created[2].endswith("0:0)(1)")
    assert alive(world) == 2


def test_a_pod_that_could_not_be_had_takes_no_place() -> None:
    for spec, own in (({"parallelism": 1}, {}), ({}, {"parallelism": 1})):
        world = World(
            workflow(steps([{"name": "a", "template": "ok"}, {"name": "b", "template": "ok"}], **own), **spec)
        )
        first = World(world.workflow)
        first.turn()
        node_id = first.node("wf[0].a")["id"]
        world.refuse[node_id] = CreateOutcome(node_id, "exceeded quota", transient=True)
        world.turn()
        world.turn()
        assert "wf[0].a" in world.created
        assert world.finish()["phase"] == "Succeeded"


def test_who_waits_for_a_lock_takes_the_place_of_a_member_but_not_that_of_a_pod() -> None:
    locked = {**OK, "name": "locked", "synchronization": {"mutexes": [{"name": "m"}]}}
    tasks = [{"name": name, "template": template} for name, template in (("a", "locked"), ("b", "locked"), ("c", "ok"))]
    by_template = World(workflow({**dag(*tasks), "parallelism": 2}, locked))
    by_template.turn()
    assert sorted(by_template.phases()) == ["wf", "wf.a", "wf.b"]
    by_workflow = World(workflow(dag(*tasks), locked, parallelism=2))
    by_workflow.turn()
    assert by_workflow.created == ["wf.a", "wf.c"]
    for world in (by_template, by_workflow):
        assert world.finish()["phase"] == "Succeeded"


def node(name: str, kind: str, phase: str, boundary: str = "b", **more) -> dict:
    return {"id": name, "name": name, "type": kind, "phase": phase, "boundaryID": boundary, **more}


WAITING = {"synchronizationStatus": {"waiting": "ns/Mutex/m"}}
RETRIED = {"nodeFlag": {"retried": True}}


@pytest.mark.parametrize(
    ("given", "pods", "members", "failed"),
    [
        (node("n", "Pod", "Pending"), 1, 1, 0), (node("n", "Pod", "Running"), 1, 1, 0),
        (node("n", "Pod", "Pending", **WAITING), 0, 1, 0), (node("n", "Pod", "Running", "other"), 0, 0, 0),
        (node("n", "Steps", "Running"), 0, 1, 0), (node("n", "DAG", "Pending"), 0, 1, 0),
        (node("n", "Retry", "Running"), 0, 0, 0), (node("n", "StepGroup", "Running"), 0, 0, 0),
        (node("n", "Suspend", "Running"), 0, 0, 0), (node("n", "HTTP", "Pending"), 0, 0, 0),
        (node("n", "Pod", "Succeeded"), 0, 0, 0), (node("n", "Pod", "Skipped"), 0, 0, 0),
        (node("n", "Pod", "Failed"), 0, 0, 1), (node("n", "Steps", "Error"), 0, 0, 1), (node("n", "DAG", "Failed"), 0, 0, 1),
        (node("n", "Pod", "Failed", **RETRIED), 0, 0, 1), (node("n", "Retry", "Failed"), 0, 0, 0),
        (node("n", "StepGroup", "Failed"), 0, 0, 0), (node("n", "Pod", "Failed", "other"), 0, 0, 0),
    ],
    ids=lambda value: f"{value['type']}-{value['phase']}" if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_counts_for_a_limit(given: dict, pods: int, members: int, failed: int) -> None:
    tally = Tally({"n": given}.get)
    tally.enter("n")
    counts = tally.of("b")
    assert (counts.active_pods, counts.active, counts.failed) == (pods, members, failed)


def test_counts_follow_a_node_that_changes() -> None:
    given = node("n", "Pod", "Running")
    tally = Tally({"n": given}.get)
    tally.enter("n")
    assert tally.whole().running_pods == 1
    tally.leave(given)
    given["phase"] = "Failed"
    assert (tally.whole().running_pods, tally.whole().failed) == (0, 1)


# failFast of a template


@pytest.mark.parametrize("kind", ["steps", "dag"])
@pytest.mark.parametrize("parallelism", [1, 2, None])
def test_after_a_failure_nothing_new_starts_and_the_template_fails_with_its_last_pod(
    kind: str, parallelism: int | None
) -> None:
    limits = {} if parallelism is None else {"parallelism": parallelism}
    world = World(workflow(loop(kind, failFast=True, **limits)))
    world.turn()
    started = list(world.created)
    assert len(started) == (parallelism or 5)
    world.end(started[0], 1)
    world.rest()
    for name in started[1:]:
        assert world.status()["phase"] == "Running"
        world.end(name)
        world.rest()
    assert world.created == started
    assert (world.status()["phase"], world.status()["message"]) == ("Failed", GIVEN_UP)
    assert world.node("wf")["message"] == GIVEN_UP
    if kind == "steps":
        group = world.node("wf[0]")
        assert (group["phase"], group["message"]) == ("Failed", GIVEN_UP)


def test_without_it_the_rest_runs_on_after_a_failure() -> None:
    world = World(workflow(loop("steps", parallelism=1)))
    status = world.finish("wf[0].s(0:0)")
    assert (status["phase"], len(world.created)) == ("Failed", 5)


def test_a_nested_template_that_fails_is_a_failed_member() -> None:
    outer = steps([{"name": "in", "template": "inner", "withSequence": {"count": "3"}}], parallelism=1, failFast=True)
    world = World(workflow(outer, steps([{"name": "s", "template": "bad"}], name="inner")))
    status = world.finish()
    assert (status["phase"], status["message"], world.created) == ("Failed", GIVEN_UP, ["wf[0].in(0:0)[0].s"])


@pytest.mark.parametrize("kind", ["steps", "dag"])
@pytest.mark.parametrize("backoff", [{}, {"backoff": {"duration": "10s"}}], ids=["at once", "later"])
def test_a_failed_attempt_is_a_failure_like_any_other(kind: str, backoff: dict) -> None:
    flaky = {**OK, "name": "flaky", "retryStrategy": {"limit": 3, **backoff}}
    world = World(workflow(loop(kind, "flaky", parallelism=1, failFast=True), flaky))
    world.turn()
    world.end(world.created[0], 1)
    world.rest()
    assert (world.status()["phase"], world.status()["message"]) == ("Failed", GIVEN_UP)
    assert len(world.created) == 1
    retry = next(node for node in world.nodes() if node["type"] == "Retry")
    assert (retry["phase"], retry["message"]) == ("Failed", GIVEN_UP), "nobody would ever end it"


def test_attempts_that_succeeded_meanwhile_count_as_successes() -> None:
    flaky = {**OK, "name": "flaky", "retryStrategy": {"limit": 3}}
    world = World(workflow(loop("dag", "flaky", parallelism=2, failFast=True), flaky))
    world.turn()
    for name, code in zip(list(world.created), (1, 0), strict=True):
        world.end(name, code)
        world.rest()
    assert [node["phase"] for node in world.nodes() if node["type"] == "Retry"] == ["Failed", "Succeeded"]


def test_what_never_got_a_pod_ends_with_the_template() -> None:
    two = [{"name": name, "template": "ok"} for name in "ab"]
    world = World(workflow({**dag(*two), "failFast": True}))
    first = World(world.workflow)
    first.turn()
    node_id = first.node("wf.b")["id"]
    world.refuse[node_id] = CreateOutcome(node_id, "exceeded quota", transient=True)
    world.turn()
    world.end("wf.a", 1)
    world.rest()
    assert world.phases() == {"wf": "Failed", "wf.a": "Failed", "wf.b": "Failed"}
    assert world.created == ["wf.a"]


def test_a_daemon_does_not_keep_a_template_that_has_failed_alive() -> None:
    helper = {**OK, "name": "helper", "daemon": True}
    world = World(
        workflow(dag({"name": "d", "template": "helper"}, {"name": "a", "template": "ok"}, failFast=True), helper)
    )
    world.turn()
    world.see("wf.d", PodObservation("", "p", "Running"))
    world.end("wf.a", 1)
    world.rest()
    assert (world.status()["phase"], world.phases()["wf.d"]) == ("Failed", "Succeeded")


def test_a_fall_in_the_number_of_pods_lets_the_next_start_in_the_same_pass() -> None:
    world = World(workflow(loop("steps"), parallelism=2))
    world.turn()
    world.end(world.created[0])
    result = world.turn()
    assert [request.node_name for request in result.creates] == ["wf[0].s(2:2)"]
