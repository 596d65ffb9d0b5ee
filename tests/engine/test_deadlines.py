"""When time is up: the workflow's own deadline, and the timeouts of its templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from argocli.engine.pods import CreateOutcome
from tests.engine.world import BAD, OK, START, World, dag, steps, workflow

DEADLINE = "Step exceeded its deadline"
HTTP = {"name": "ask", "http": {"url": "http://example.com"}}
WAIT = {"name": "wait", "suspend": {}}
DAEMON = {"name": "daemon", "daemon": True, "container": OK["container"]}


def timed(**fields: object) -> dict:
    return {"name": "timed", "container": OK["container"], **fields}


def pending(world: World, name: str) -> None:
    """The pod of the node is there, but does not run yet."""
    world.see(name, replace(world.pods[world.node(name)["id"]], phase="Pending"))


def begun(given: dict, *waiting: str) -> World:
    """The workflow after its first pass, with these pods waiting for a place to run."""
    world = World(given)
    world.turn()
    for name in waiting:
        pending(world, name)
    world.turn()
    return world


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"timeout": "20s"}, 20),
        ({"pendingTimeout": "20s"}, 20),
        ({"timeout": "20s", "pendingTimeout": "1h"}, 20),
        ({"timeout": "1h", "pendingTimeout": "20s"}, 20),
        ({"pendingTimeout": "20"}, 20),
        ({"pendingTimeout": "1m30s"}, 90),
    ],
)
def test_a_pod_that_is_pending_for_too_long_fails_at_the_earlier_limit(fields: dict, seconds: int) -> None:
    world = begun(workflow(timed(**fields), entrypoint="timed"), "wf")
    world.later(seconds=seconds)
    world.turn()
    assert world.phases() == {"wf": "Pending"}
    world.now = world.wake_at
    assert world.now == START + timedelta(seconds=seconds + 1)
    world.turn()
    assert (world.node("wf")["phase"], world.node("wf")["message"]) == ("Failed", "timeout")
    assert (world.pods[world.node("wf")["id"]].pod_name, "delete") in world.released


@pytest.mark.parametrize("fields", [{"timeout": "20s"}, {"pendingTimeout": "20s"}])
def test_a_pod_that_runs_in_time_is_left_to_its_own_limit(fields: dict) -> None:
    world = begun(workflow(timed(**fields), entrypoint="timed"))
    world.later(seconds=60)
    world.turn()
    assert world.phases() == {"wf": "Running"}


@pytest.mark.parametrize(
    ("body", "phase", "message", "nodes"),
    [
        (None, "Error", "error in entry template execution: timeout", {"wf": "Failed"}),
        (
            steps([{"name": "a", "template": "timed"}]),
            "Failed",
            "timeout",
            {"wf": "Failed", "wf[0]": "Failed", "wf[0].a": "Failed"},
        ),
        (dag({"name": "a", "template": "timed"}), "Failed", "", {"wf": "Failed", "wf.a": "Failed"}),
        (
            steps([{"name": "a", "template": "ok", "hooks": {"exit": {"template": "timed"}}}]),
            "Succeeded",
            "",
            {"wf": "Succeeded", "wf[0]": "Succeeded", "wf[0].a": "Succeeded", "wf[0].a.onExit": "Failed"},
        ),
        (
            dag({"name": "a", "template": "ok", "hooks": {"exit": {"template": "timed"}}}),
            "Succeeded",
            "",
            {"wf": "Succeeded", "wf.a": "Succeeded", "wf.a.onExit": "Failed"},
        ),
    ],
)
def test_a_timeout_ends_what_is_around_the_node(
    body: dict | None, phase: str, message: str, nodes: dict[str, str]
) -> None:
    templates = [timed(pendingTimeout="5s")] + ([body] if body else [])
    world = World(workflow(*templates, entrypoint="main" if body else "timed"))
    world.turn()
    for name in list(world.phases()):
        if world.node(name).get("templateName") == "ok":
            world.end(name)
    world.turn()
    pending(world, next(name for name in world.phases() if world.node(name).get("templateName") == "timed"))
    world.turn()
    world.later(seconds=6)
    world.rest()
    assert (world.status()["phase"], world.status().get("message", "")) == (phase, message)
    assert world.phases() == nodes


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"onExit": "timed"}, "error in exit template execution : timeout"),
        ({"hooks": {"late": {"template": "timed", "expression": 'workflow.status == "Succeeded"'}}}, "timeout"),
    ],
)
def test_a_timeout_of_a_handler_of_the_workflow_is_an_error_of_the_workflow(spec: dict, message: str) -> None:
    world = World(workflow(timed(pendingTimeout="5s"), entrypoint="ok", **spec))
    world.turn()
    world.end("wf")
    world.turn()
    pending(world, next(name for name in world.phases() if name != "wf"))
    world.turn()
    world.later(seconds=6)
    world.rest()
    assert (world.status()["phase"], world.status()["message"]) == ("Error", message)


def test_a_node_that_times_out_while_it_waits_for_a_lock_leaves_the_queue() -> None:
    mutex = {"synchronization": {"mutexes": [{"name": "m"}]}}
    body = dag(
        {"name": "a", "template": "holds"},
        {"name": "b", "template": "timed", "dependencies": []},
        {"name": "c", "template": "holds"},
    )
    holds = {"name": "holds", "container": OK["container"], **mutex}
    world = World(workflow(body, holds, timed(pendingTimeout="5s", **mutex)))
    world.turn()
    world.later(seconds=6)
    world.rest()
    assert (world.node("wf.b")["phase"], world.node("wf.b")["message"]) == ("Failed", "timeout")
    assert "synchronizationStatus" not in world.node("wf.b")
    assert [holder for holders in world.locks.waits.of_workflow("default/wf").values() for holder in holders] == [
        f"default/wf/{world.node('wf.c')['id']}"
    ]


@pytest.mark.parametrize(
    ("template", "spec", "waited", "limit"),
    [
        ({"timeout": "60s"}, {}, 0, 60),
        ({"timeout": "60s"}, {}, 20, 40),
        ({"activeDeadlineSeconds": 15}, {}, 0, 15),
        ({"activeDeadlineSeconds": "15"}, {}, 0, 15),
        ({}, {"activeDeadlineSeconds": 50}, 0, 50),
        ({}, {"activeDeadlineSeconds": 50}, 20, 30),
        ({"activeDeadlineSeconds": 15, "timeout": "60s"}, {"activeDeadlineSeconds": 50}, 0, 15),
        ({"activeDeadlineSeconds": 45, "timeout": "60s"}, {"activeDeadlineSeconds": 50}, 20, 30),
        ({"timeout": "60s"}, {"activeDeadlineSeconds": 100}, 50, 10),
        ({}, {}, 0, None),
    ],
)
def test_a_pod_may_run_for_what_is_left_of_every_limit(
    template: dict, spec: dict, waited: int, limit: int | None
) -> None:
    world = World(workflow(timed(**template), entrypoint="timed", **spec))
    if waited:
        world.refuse["wf"] = CreateOutcome("wf", "no room", transient=True)
        world.turn()
        world.later(seconds=waited)
    world.turn()
    assert world.requests["wf"].active_deadline_seconds == limit


def test_a_pod_that_would_have_no_time_left_is_not_created() -> None:
    world = World(workflow(steps([{"name": "a", "template": "timed"}]), timed(timeout="60s")))
    node_id = "wf-" + str(2461386410)
    world.turn()
    node_id = world.node("wf[0].a")["id"]
    world = World(workflow(steps([{"name": "a", "template": "timed"}]), timed(timeout="60s")))
    world.refuse[node_id] = CreateOutcome(node_id, "no room", transient=True)
    world.turn()
    world.later(seconds=59)
    world.turn()
    assert world.created == []
    assert (world.node("wf[0].a")["phase"], world.node("wf[0].a")["message"]) == (
        "Error",
        "wf[0].a exceeded its deadline",
    )
    assert world.status()["message"] == (
        "step group deemed errored due to child wf[0].a error: wf[0].a exceeded its deadline"
    )


@pytest.mark.parametrize("field", ["timeout", "pendingTimeout"])
def test_a_timeout_that_is_no_duration_says_so(field: str) -> None:
    world = World(workflow(timed(**{field: "soon"}), entrypoint="timed"))
    world.turn()
    if field == "pendingTimeout":
        pending(world, "wf")
    world.rest()
    assert world.node("wf")["message"] == 'invalid timeout format. time: invalid duration "soon"'
    assert world.status()["phase"] == "Error"


KINDS = {
    "running": (OK, "Failed", DEADLINE),
    "waiting": (OK, "Failed", DEADLINE),
    "uncreated": (OK, "Failed", DEADLINE),
    "suspended": (WAIT, "Failed", DEADLINE),
    "request": (HTTP, "Failed", DEADLINE),
    "locked": ({**OK, "name": "locked", "synchronization": {"mutexes": [{"name": "m"}]}}, "Failed", DEADLINE),
}


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("remembers", [True, False])
def test_the_deadline_of_the_workflow_ends_every_kind_of_node(kind: str, remembers: bool) -> None:
    template, phase, message = KINDS[kind]
    more = [template] if template is not OK else []
    world = World(
        workflow(dag({"name": "a", "template": template["name"]}), *more, activeDeadlineSeconds=30), remembers=remembers
    )
    if kind == "locked":
        from argocli.engine.locks.lock import Holder
        from argocli.engine.locks.table import Wish

        world.locks.try_acquire([Wish("default/Mutex/m", 1)], Holder("default/other"))
    if kind == "uncreated":
        probe = World(world.workflow)
        probe.turn()
        node_id = probe.node("wf.a")["id"]
        world.refuse[node_id] = CreateOutcome(node_id, "no room", transient=True)
    world.turn()
    if kind == "waiting":
        pending(world, "wf.a")
    if kind != "uncreated":
        world.rest()
    assert world.status()["phase"] == "Running"
    assert world.wake_at <= START + timedelta(seconds=30)
    world.later(seconds=30)
    world.rest()
    assert (world.node("wf.a")["phase"], world.node("wf.a")["message"]) == (phase, message)
    assert world.status()["phase"] == "Failed"
    action = {"running": ["stop"], "request": ["stop"], "waiting": ["delete"]}.get(kind, [])
    assert [found for _, found in world.released] == action


@pytest.mark.parametrize("seconds", [0, 1])
def test_the_deadline_counts_from_the_start_even_where_it_is_zero(seconds: int) -> None:
    world = World(workflow(entrypoint="ok", activeDeadlineSeconds=seconds))
    world.turn()
    world.later(seconds=seconds)
    world.rest()
    assert world.created == ([] if seconds == 0 else ["wf"])
    assert (world.status()["phase"], world.status()["message"]) == ("Failed", DEADLINE)


def test_nothing_new_starts_after_the_deadline() -> None:
    body = steps(
        [{"name": "a", "template": "ok", "continueOn": {"failed": True}}],
        [{"name": "b", "template": "ok"}],
    )
    world = begun(workflow(body, activeDeadlineSeconds=30))
    world.later(seconds=30)
    world.rest()
    assert world.created == ["wf[0].a"]
    assert world.node("wf[1].b")["message"] == DEADLINE
    assert world.status()["phase"] == "Failed"


@pytest.mark.parametrize("backoff", [{}, {"duration": "10m"}])
def test_the_deadline_ends_retrying_at_once(backoff: dict) -> None:
    retried = {"name": "main", "container": BAD["container"], "retryStrategy": {"limit": 5, "backoff": backoff}}
    if not backoff:
        del retried["retryStrategy"]["backoff"]
    world = begun(workflow(retried, activeDeadlineSeconds=30))
    if backoff:
        world.end("wf(0)", 1)
        world.rest()
        assert world.node("wf")["message"] == "Backoff for 10 minutes"
    world.later(seconds=30)
    world.rest()
    assert world.created == ["wf(0)"]
    assert (world.node("wf")["phase"], world.node("wf")["message"]) == (
        "Failed",
        "retry exceeded workflow deadline 2026-01-02 03:04:35 +0000 UTC",
    )
    assert world.status()["phase"] == "Failed"


@pytest.mark.parametrize(
    ("entry", "spec", "name"),
    [
        (OK, {"onExit": "bye"}, "wf.onExit"),
        (OK, {"hooks": {"exit": {"template": "bye"}}}, "wf.onExit"),
        (steps([{"name": "a", "template": "ok", "onExit": "bye"}]), {}, "wf[0].a.onExit"),
        (dag({"name": "a", "template": "ok", "hooks": {"exit": {"template": "bye"}}}), {}, "wf.a.onExit"),
    ],
)
@pytest.mark.parametrize("nested", [False, True])
def test_exit_handlers_know_no_deadline(entry: dict, spec: dict, name: str, nested: bool) -> None:
    bye = steps([{"name": "in", "template": "ok"}], name="bye") if nested else {"name": "bye", "container": {}}
    if not nested:
        bye["container"] = OK["container"]
    more = [entry] if entry is not OK else []
    world = begun(workflow(*more, bye, entrypoint=entry["name"], activeDeadlineSeconds=30, **spec))
    world.later(seconds=30)
    world.rest()
    pod = f"{name}[0].in" if nested else name
    assert pod in world.created
    request = world.requests[world.node(pod)["id"]]
    assert (request.on_exit, request.deadline, request.active_deadline_seconds) == (True, None, None)
    world.later(seconds=600)
    world.rest()
    assert world.node(pod)["phase"] == "Running"
    world.end(pod)
    world.rest()
    assert world.node(name)["phase"] == "Succeeded"
    assert world.status()["phase"] == "Failed"


@pytest.mark.parametrize(
    ("seconds", "longest", "expected"),
    [(60, None, 60), (None, "40s", 40), (60, "40s", 40), (30, "40s", 30), (None, None, None)],
)
def test_a_later_attempt_gets_the_earlier_of_two_deadlines(
    seconds: int | None, longest: str | None, expected: int | None
) -> None:
    backoff = {"duration": "0", **({"maxDuration": longest} if longest else {})}
    retried = {"name": "main", "container": BAD["container"], "retryStrategy": {"limit": 5, "backoff": backoff}}
    world = begun(workflow(retried, **({"activeDeadlineSeconds": seconds} if seconds else {})))
    world.end("wf(0)", 1)
    world.rest()
    deadline = world.requests[world.node("wf(1)")["id"]].deadline
    assert deadline == (None if expected is None else START + timedelta(seconds=expected))


def test_members_of_a_container_set_end_with_their_pod() -> None:
    from argocli.engine.pods import ContainerState

    body = {"name": "main", "containerSet": {"containers": [{"name": "x", "image": "b"}, {"name": "y", "image": "b"}]}}
    world = begun(workflow(body, activeDeadlineSeconds=30))
    running = ContainerState("x", "running")
    done = ContainerState("y", "terminated", exit_code=0, reason="Completed")
    world.see("wf", replace(world.pods["wf"], containers=(running, done)))
    world.turn()
    world.later(seconds=30)
    world.rest()
    assert world.phases() == {"wf": "Failed", "wf.x": "Failed", "wf.y": "Succeeded"}
    assert world.node("wf.x")["message"] == DEADLINE
