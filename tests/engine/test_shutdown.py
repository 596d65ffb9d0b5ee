"""Stop and terminate: what ends, with which words, and what may go on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from argocli.engine.locks.lock import Holder
from argocli.engine.locks.standing import holders
from argocli.engine.locks.table import LockTable, Wish
from argocli.engine.outcomes import settle
from argocli.engine.pods import ContainerState, CreateOutcome
from argocli.engine.reconcile import reconcile
from argocli.lifecycle.stop import shut_down
from argocli.lifecycle.suspend import suspend_workflow
from tests.engine.world import BAD, OK, World, dag, steps, workflow

MUTEX = {"synchronization": {"mutexes": [{"name": "m"}]}}
WAIT = {"name": "wait", "suspend": {}}
ASK = {"name": "ask", "http": {"url": "http://example.com"}}
PLUG = {"name": "plug", "plugin": {"slack": {}}}
LOCKED = {**OK, "name": "locked", **MUTEX}
TRIED = {"name": "tried", "container": BAD["container"], "retryStrategy": {"limit": 5}}
BACKING = {**TRIED, "retryStrategy": {"limit": 5, "backoff": {"duration": "10m"}}}
BY_POD = "workflow shutdown with strategy:  "
NO_POD = "workflow shutdown with strategy: "
STRATEGIES = pytest.mark.parametrize("strategy", ["Stop", "Terminate"])


def taken() -> LockTable:
    """Somebody else has the mutex `m`."""
    locks = LockTable()
    locks.try_acquire([Wish("default/Mutex/m", 1)], Holder("default/other"))
    return locks


def shut(world: World, strategy: str) -> None:
    world.workflow = shut_down(world.workflow, strategy)
    world.rest()


def pending(world: World, name: str) -> None:
    world.see(name, replace(world.pods[world.node(name)["id"]], phase="Pending"))


@STRATEGIES
@pytest.mark.parametrize(
    ("kind", "template", "message", "releases"),
    [
        ("a running pod", OK, BY_POD + "{}", ["stop"]),
        ("a pending pod", OK, BY_POD + "{}", ["delete"]),
        ("a pod not created yet", OK, NO_POD + "{}", []),
        ("a suspend node", WAIT, "Stopped with strategy '{}'", []),
        ("a request", ASK, "Stopped with strategy '{}'", ["stop"]),
        ("a plugin's task", PLUG, "Stopped with strategy '{}'", ["stop"]),
        ("a node that waits for a lock", LOCKED, "Stopped with strategy '{}'", []),
    ],
)
def test_a_shutdown_ends_every_kind_of_node(
    kind: str, template: dict, message: str, releases: list[str], strategy: str
) -> None:
    more = [] if template is OK else [template]
    world = World(workflow(dag({"name": "a", "template": template["name"]}), *more), locks=taken())
    world.turn()
    if kind == "a pod not created yet":
        world.pods.clear()
        world.workflow = settle(
            world.workflow, [CreateOutcome(world.node("wf.a")["id"], "no room", transient=True)], world.now
        )
    else:
        if kind == "a pending pod":
            pending(world, "wf.a")
        world.turn()
    shut(world, strategy)
    assert (world.node("wf.a")["phase"], world.node("wf.a")["message"]) == ("Failed", message.format(strategy))
    assert [action for _, action in world.released] == releases
    assert (world.status()["phase"], world.status()["message"]) == ("Failed", f"Stopped with strategy '{strategy}'")
    assert world.phases()["wf"] == "Failed"


@STRATEGIES
@pytest.mark.parametrize("more", [{}, {"activeDeadlineSeconds": 10}])
def test_members_of_a_container_set_end_with_their_pod(strategy: str, more: dict) -> None:
    containers = [
        {"name": "x", "image": "b"},
        {"name": "y", "image": "b", "dependencies": ["x"]},
        {"name": "z", "image": "b", "dependencies": ["y"]},
    ]
    world = World(workflow({"name": "main", "containerSet": {"containers": containers}}, **more))
    world.turn()
    states = (
        ContainerState("x", "terminated", exit_code=0, reason="Completed"),
        ContainerState("y", "running"),
        ContainerState("z", "waiting"),
    )
    world.see("wf", replace(world.pods["wf"], containers=states))
    world.turn()
    world.later(seconds=20)
    shut(world, strategy)
    assert world.phases() == {"wf": "Failed", "wf.x": "Succeeded", "wf.y": "Failed", "wf.z": "Failed"}
    assert {world.node(name)["message"] for name in ("wf", "wf.y", "wf.z")} == {BY_POD + strategy}


@STRATEGIES
@pytest.mark.parametrize("template", [TRIED, BACKING])
@pytest.mark.parametrize("remembers", [True, False])
def test_no_further_attempt_is_made(strategy: str, template: dict, remembers: bool) -> None:
    world = World(workflow(dag({"name": "a", "template": "tried"}), template), remembers=remembers)
    world.turn()
    if template is BACKING:
        world.end("wf.a(0)", 1)
        world.rest()
        assert world.node("wf.a")["message"] == "Backoff for 10 minutes"
    shut(world, strategy)
    assert world.created == ["wf.a(0)"]
    assert (world.node("wf.a")["phase"], world.node("wf.a")["message"]) == (
        "Failed",
        f"Stopped with strategy '{strategy}'",
    )
    assert world.status()["phase"] == "Failed"


@STRATEGIES
def test_what_gave_up_trying_has_failed_even_after_an_error(strategy: str) -> None:
    again = {**BACKING, "retryStrategy": {**BACKING["retryStrategy"], "retryPolicy": "Always"}}
    world = World(workflow(dag({"name": "a", "template": "tried"}), again))
    world.rest()
    world.later(seconds=60)
    world.lose("wf.a(0)")
    world.rest()
    assert world.phases() == {"wf": "Running", "wf.a": "Running", "wf.a(0)": "Error"}
    shut(world, strategy)
    assert world.phases()["wf.a"] == "Failed"


@STRATEGIES
def test_a_last_attempt_that_has_succeeded_counts(strategy: str) -> None:
    world = World(workflow(dag({"name": "a", "template": "tried"}), TRIED))
    world.turn()
    world.end("wf.a(0)")
    world.workflow = shut_down(world.workflow, strategy)
    world.rest()
    assert world.phases()["wf.a"] == "Succeeded"


@STRATEGIES
@pytest.mark.parametrize(
    ("body", "nodes"),
    [
        (
            steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": "ok"}]),
            {"wf": "Failed", "wf[0]": "Failed", "wf[0].a": "Failed"},
        ),
        (
            steps(
                [{"name": "a", "template": "ok", "continueOn": {"failed": True}}],
                [{"name": "b", "template": "ok"}, {"name": "c", "template": "tried"}],
            ),
            {
                "wf": "Failed", "wf[0]": "Succeeded", "wf[0].a": "Failed",
                "wf[1]": "Failed", "wf[1].b": "Failed", "wf[1].c": "Failed", "wf[1].c(0)": "Failed",
            },
        ),
        (
            dag({"name": "a", "template": "ok"}, {"name": "b", "template": "ok", "dependencies": ["a"]}),
            {"wf": "Failed", "wf.a": "Failed", "wf.b": "Omitted"},
        ),
    ],
)  # fmt: skip
def test_nothing_new_starts_under_a_shutdown(strategy: str, body: dict, nodes: dict[str, str]) -> None:
    world = World(workflow(body, TRIED))
    world.rest()
    (first,) = world.created
    shut(world, strategy)
    assert world.created == [first]
    assert world.phases() == nodes
    assert {
        node["message"] for node in world.nodes() if node["type"] == "Pod" and node["name"] != first
    } <= {NO_POD + strategy}  # fmt: skip
    assert (world.status()["phase"], world.status()["message"]) == ("Failed", f"Stopped with strategy '{strategy}'")


@STRATEGIES
@pytest.mark.parametrize(
    "main",
    [{**OK, "name": "main"}, steps([{"name": "a", "template": "ok"}]), dag({"name": "a", "template": "ok"})],
)
def test_a_workflow_shut_down_before_its_first_pass_starts_no_pod(strategy: str, main: dict) -> None:
    world = World(workflow(main, shutdown=strategy))
    world.rest()
    assert world.created == []
    assert (world.status()["phase"], world.status()["message"]) == ("Failed", f"Stopped with strategy '{strategy}'")


def test_a_workflow_that_ends_well_under_a_shutdown_has_succeeded() -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    world.end("wf")
    shut(world, "Stop")
    assert (world.status()["phase"], world.status().get("message")) == ("Succeeded", None)


@pytest.mark.parametrize("on_exit", ["ok", "group", "tree", "wait", "tried"])
def test_under_stop_the_exit_handler_runs_to_its_end(on_exit: str) -> None:
    group = steps([{"name": "x", "template": "ok"}], [{"name": "y", "template": "ok"}], name="group")
    tree = dag({"name": "x", "template": "ok"}, {"name": "y", "template": "ok", "dependencies": ["x"]}, name="tree")
    wait = {"name": "wait", "suspend": {"duration": "10s"}}
    good = {**TRIED, "container": OK["container"]}
    world = World(workflow(group, tree, wait, good, entrypoint="ok", onExit=on_exit))
    world.turn()
    shut(world, "Stop")
    assert world.finish()["message"] == "Stopped with strategy 'Stop'"
    below = {name: phase for name, phase in world.phases().items() if name != "wf"}
    assert set(below.values()) == {"Succeeded"}
    assert len([node for node in world.nodes() if node["type"] == "Pod"]) == {"group": 3, "tree": 3, "wait": 1}.get(
        on_exit, 2
    )


@pytest.mark.parametrize("on_exit", ["ok", "group", "tree", "stubborn", "wait", "tried"])
def test_an_exit_handler_at_work_goes_on_under_stop_and_ends_under_terminate(on_exit: str) -> None:
    group = steps([{"name": "x", "template": "ok"}], [{"name": "y", "template": "ok"}], name="group")
    tree = dag({"name": "x", "template": "ok"}, {"name": "y", "template": "ok", "dependencies": ["x"]}, name="tree")
    stubborn = steps(
        [{"name": "x", "template": "ok", "continueOn": {"failed": True}}],
        [{"name": "y", "template": "ok"}],
        name="stubborn",
    )
    for strategy in ("Stop", "Terminate"):
        world = World(workflow(group, tree, stubborn, WAIT, TRIED, entrypoint="bad", onExit=on_exit))
        world.turn()
        world.end("wf", 1)
        world.rest()
        before = list(world.created)
        shut(world, strategy)
        if strategy == "Stop":
            assert world.phases()["wf.onExit"] == "Running"
            assert world.status()["phase"] == "Running"
            assert world.released == []
        else:
            assert world.phases()["wf.onExit"] == "Failed"
            assert (world.status()["phase"], world.status()["message"]) == (
                "Failed",
                "Stopped with strategy 'Terminate'",
            )
            assert world.created == before


@pytest.mark.parametrize("strategy", ["Stop", "Terminate"])
@pytest.mark.parametrize(
    "body",
    [
        steps([{"name": "a", "template": "ok", "onExit": "ok"}]),
        dag({"name": "a", "template": "ok", "hooks": {"exit": {"template": "ok"}}}),
    ],
)
def test_only_stop_runs_the_exit_hooks_of_steps_and_tasks(body: dict, strategy: str) -> None:
    world = World(workflow(body))
    world.rest()
    (name,) = world.created
    shut(world, strategy)
    assert (f"{name}.onExit" in world.created) is (strategy == "Stop")
    assert world.finish()["message"] == f"Stopped with strategy '{strategy}'"


def test_an_item_that_looks_like_an_exit_handler_is_none() -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok", "withItems": ["x.onExit", "y"]}])))
    world.rest()
    shut(world, "Stop")
    assert world.phases()["wf[0].a(0:x.onExit)"] == "Failed"
    assert world.status()["phase"] == "Failed"


@pytest.mark.parametrize("name", ["onExit", "a-onExit"])
def test_a_step_that_is_called_like_an_exit_handler_is_none(name: str) -> None:
    world = World(workflow(steps([{"name": name, "template": "ok"}])))
    world.rest()
    shut(world, "Stop")
    assert world.phases()[f"wf[0].{name}"] == "Failed"


@STRATEGIES
def test_a_hook_whose_time_comes_under_a_shutdown_does_not_run(strategy: str) -> None:
    hooks = {"failed": {"template": "ok", "expression": 'workflow.status == "Failed"'}}
    world = World(workflow(entrypoint="ok", hooks=hooks))
    world.turn()
    shut(world, strategy)
    assert world.created == ["wf"]
    assert world.node("wf.hooks.failed")["message"] == NO_POD + strategy
    assert world.status()["phase"] == "Failed"


@STRATEGIES
def test_a_node_that_waits_for_a_lock_leaves_the_queue(strategy: str) -> None:
    locks = taken()
    world = World(workflow(steps([{"name": "a", "template": "locked"}]), LOCKED), locks=locks)
    world.rest()
    assert locks.waits.of_workflow("default/wf")
    shut(world, strategy)
    assert not locks.waits.of_workflow("default/wf")
    assert "synchronizationStatus" not in world.node("wf[0].a")
    assert "synchronization" not in world.status()


@STRATEGIES
def test_a_node_that_would_wait_for_a_lock_ends_at_once(strategy: str) -> None:
    body = dag({"name": "a", "template": "ok"}, {"name": "b", "template": "locked", "depends": "a.Failed"})
    world = World(workflow(body, LOCKED), locks=taken())
    world.rest()
    shut(world, strategy)
    assert world.phases() == {"wf": "Failed", "wf.a": "Failed", "wf.b": "Failed"}


@STRATEGIES
def test_locks_of_pods_that_are_stopped_are_given_back(strategy: str) -> None:
    world = World(workflow(steps([{"name": "a", "template": "locked"}]), LOCKED))
    world.rest()
    assert holders(world.locks, "default/Mutex/m")
    shut(world, strategy)
    assert not holders(world.locks, "default/Mutex/m")


@pytest.mark.parametrize(("strategy", "phase"), [("Stop", "Pending"), ("Terminate", "Failed")])
def test_a_workflow_that_waits_for_its_lock_ends_with_terminate_only(strategy: str, phase: str) -> None:
    locks = taken()
    world = World(workflow(entrypoint="ok", **MUTEX), locks=locks)
    world.rest()
    assert world.status()["phase"] == "Pending"
    shut(world, strategy)
    assert world.status()["phase"] == phase
    assert bool(locks.waits.of_workflow("default/wf")) is (strategy == "Stop")
    if strategy == "Terminate":
        assert world.status()["message"] == "Stopped with strategy 'Terminate'"
        assert world.created == []


def test_a_workflow_that_is_held_and_stopped_ends_its_pods_at_once() -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}])))
    world.rest()
    world.workflow = suspend_workflow(world.workflow)
    shut(world, "Stop")
    assert world.node("wf[0].a")["message"] == BY_POD + "Stop"
    assert [action for _, action in world.released] == ["stop"]


@pytest.mark.parametrize("body", [
    steps([{"name": "d", "template": "daemon"}], [{"name": "a", "template": "ok"}]),
    dag({"name": "d", "template": "daemon"}, {"name": "a", "template": "ok", "dependencies": ["d"]}),
])  # fmt: skip
@pytest.mark.parametrize("how", ["good", "bad", "Stop", "Terminate", "deadline"])
def test_daemons_end_well_with_what_is_around_them(body: dict, how: str) -> None:
    daemon = {"name": "daemon", "daemon": True, "container": OK["container"]}
    world = World(workflow(body, daemon, **({"activeDeadlineSeconds": 30} if how == "deadline" else {})))
    world.turn()
    (name,) = world.created
    ready = ContainerState("main", "running", ready=True)
    world.see(name, replace(world.pods[world.node(name)["id"]], containers=(ready,), pod_ip="10.0.0.1"))
    world.rest()
    assert world.node(name)["daemoned"] is True
    if how in ("good", "bad"):
        world.end(world.created[-1], 1 if how == "bad" else 0)
    elif how == "deadline":
        world.later(seconds=30)
    else:
        world.workflow = shut_down(world.workflow, how)
    world.rest()
    node = world.node(name)
    assert (node["phase"], node.get("daemoned")) == ("Succeeded", None)
    assert (world.pods[node["id"]].pod_name, "stop") in world.released
    assert world.status()["phase"] == ("Succeeded" if how == "good" else "Failed")


@STRATEGIES
def test_a_second_pass_over_a_shutdown_asks_for_nothing_new(strategy: str) -> None:
    body = dag({"name": "a", "template": "ok", "onExit": "ok"}, {"name": "b", "template": "wait"})
    world = World(workflow(body, WAIT, onExit="ok"))
    world.rest()
    world.workflow = shut_down(world.workflow, strategy)
    first = reconcile(world.workflow, world.pods, world.now)
    second = reconcile(first.workflow, world.pods, world.now)
    assert second.workflow["status"]["nodes"].keys() == first.workflow["status"]["nodes"].keys()
