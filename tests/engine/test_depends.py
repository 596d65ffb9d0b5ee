"""`depends` and `dependencies`: which outcome of a task lets those that wait for it run, and when they look at it."""

from __future__ import annotations

import pytest

from argocli.engine.dag.depends import (
    DependsError,
    TaskResult,
    default_targets,
    dependencies_of,
    depends_text,
    evaluate,
    validate,
)
from argocli.engine.pods import ContainerState, PodObservation
from tests.engine.world import World, dag, workflow

WORDS = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded", "AllFailed")
A = {"name": "a", "template": "ok"}
LOOP = {**A, "withItems": [0, 1]}
SERVER = {"name": "server", "daemon": True, "container": {"image": "busybox", "command": ["serve"]}}

# What becomes of task `a`, and the words that are true of it then.
OUTCOMES = {
    "Succeeded": {"Succeeded"},
    "Failed": {"Failed"},
    "Error": {"Errored"},
    "Skipped": {"Skipped"},
    "Omitted": {"Omitted"},
    "daemon": {"Daemoned"},
    "all items good": {"Succeeded", "AnySucceeded"},
    "one item bad": {"Failed", "AnySucceeded"},
    "all items bad": {"Failed", "AllFailed"},
    "one item lost": {"Errored", "AnySucceeded"},
    "a bad and a lost item": {"Errored"},
    "an empty loop": {"Skipped"},
    "skipped items": {"Succeeded"},
}


def waiting_for_a(outcome: str, *tasks: dict) -> World:
    """A workflow with `tasks` beside a task `a`, after `a` has come to this outcome and all has been said about it."""
    first: list[dict] = [A]
    if outcome == "Skipped":
        first = [{**A, "when": "1 == 2"}]
    elif outcome == "Omitted":
        listed = any("dependencies" in task for task in tasks)
        wait: dict = {"dependencies": ["before"]} if listed else {"depends": "before"}
        first = [{"name": "before", "template": "bad"}, {**A, **wait}]
    elif outcome == "daemon":
        first = [{**A, "template": "server"}]
    elif "item" in outcome:
        first = [{**LOOP, "when": "1 == 2"} if outcome == "skipped items" else LOOP]
    elif outcome == "an empty loop":
        first = [{**A, "withParam": "[]"}]
    world = World(workflow(dag(*first, *tasks), SERVER))
    world.rest()
    bring_about(world, outcome)
    world.rest()
    return world


def bring_about(world: World, outcome: str) -> None:
    if outcome in ("Succeeded", "Failed"):
        world.end("wf.a", int(outcome == "Failed"))
    elif outcome == "Error":
        lose(world, "wf.a")
    elif outcome == "Omitted":
        world.end("wf.before", 1)
    elif outcome == "daemon":
        get_ready(world, "wf.a")
    elif outcome in ("one item lost", "a bad and a lost item"):
        world.end("wf.a(0:0)", int("bad" in outcome))
        lose(world, "wf.a(1:1)")
    elif outcome in ("all items good", "one item bad", "all items bad"):
        world.end("wf.a(0:0)", int(outcome == "all items bad"))
        world.end("wf.a(1:1)", int(outcome != "all items good"))


def lose(world: World, name: str) -> None:
    """The pod runs, and then somebody deletes it."""
    world.rest()
    world.lose(name)
    world.later(seconds=11)


def get_ready(world: World, name: str) -> None:
    node = world.node(name)
    main = ContainerState("main", "running", ready=True)
    pod_name = world.requests[node["id"]].pod_name
    world.see(name, PodObservation(node["id"], pod_name, "Running", containers=(main,), pod_ip="10.0.0.1"))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_word_is_true_of_its_own_outcome_alone(outcome: str) -> None:
    world = waiting_for_a(outcome, *({"name": f"b-{word}", "template": "ok", "depends": f"a.{word}"} for word in WORDS))
    started = {word for word in WORDS if world.phases()[f"wf.b-{word}"] != "Omitted"}
    assert started == OUTCOMES[outcome]
    assert all(world.node(f"wf.b-{word}")["type"] == "Pod" for word in started)


@pytest.mark.parametrize(
    ("outcome", "accepted", "runs"),
    [
        ("Succeeded", {}, True), ("Skipped", {}, True), ("daemon", {}, True), ("an empty loop", {}, True),
        ("Failed", {}, False), ("Error", {}, False), ("Omitted", {}, False), ("one item bad", {}, False),
        ("Failed", {"failed": True}, True), ("Error", {"failed": True}, False), ("Omitted", {"failed": True}, False),
        ("Failed", {"error": True}, False), ("Error", {"error": True}, True),
        ("Failed", {"error": True, "failed": True}, True), ("one item bad", {"failed": True}, True),
        ("one item lost", {"failed": True}, False), ("one item lost", {"error": True}, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", [{"dependencies": ["a"]}, {"depends": "a"}])
def test_a_bare_name_accepts_success_skips_and_daemons_and_what_continue_on_covers(
    outcome: str, accepted: dict, runs: bool, field: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    for task in (A, LOOP):
        monkeypatch.setitem(task, "continueOn", accepted)
    world = waiting_for_a(outcome, {"name": "b", "template": "ok", **field})
    assert (world.phases()["wf.b"] != "Omitted") is runs


def test_an_omitted_task_says_why() -> None:
    world = waiting_for_a("Failed", {"name": "b", "template": "ok", "depends": "a"})
    node = world.node("wf.b")
    assert (node["type"], node["phase"]) == ("Skipped", "Omitted")
    assert node["message"] == "omitted: depends condition not met"
    assert node["finishedAt"] == node["startedAt"]


@pytest.mark.parametrize("depends", ["a || c", "a.Succeeded || c.Failed", "a.Failed || !c.Succeeded"])
def test_a_task_waits_for_all_it_names_even_where_one_of_them_would_do(depends: str) -> None:
    task = {"name": "b", "template": "ok", "depends": depends}
    world = waiting_for_a("Succeeded", {"name": "c", "template": "ok"}, task)
    assert "wf.b" not in world.phases()
    world.end("wf.c", 1)
    world.rest()
    assert world.phases()["wf.b"] == "Running"


@pytest.mark.parametrize("state", ["not there", "pending", "running"])
def test_a_task_has_no_node_before_what_it_depends_on_is_over(state: str) -> None:
    tasks = [A, {"name": "b", "template": "ok", "depends": "a"}, {"name": "c", "template": "ok", "depends": "b"}]
    world = World(workflow(dag(*tasks)))
    world.turn()
    waits = "wf.c" if state == "not there" else "wf.b"
    if state == "pending":
        world.see("wf.a", PodObservation(world.node("wf.a")["id"], "p", "Pending"))
    world.rest()
    assert world.phases()["wf.a"] == ("Pending" if state == "pending" else "Running")
    assert waits not in world.phases()


def test_a_daemon_that_is_not_ready_is_waited_for() -> None:
    world = World(workflow(dag({**A, "template": "server"}, {"name": "b", "template": "ok", "depends": "a"}), SERVER))
    world.turn()
    waiting = ContainerState("main", "running", ready=False)
    world.see("wf.a", PodObservation(world.node("wf.a")["id"], "p", "Running", containers=(waiting,)))
    world.rest()
    assert "wf.b" not in world.phases()
    get_ready(world, "wf.a")
    world.rest()
    assert world.phases()["wf.b"] == "Running"


@pytest.mark.parametrize(("word", "phase"), [("Daemoned", "Omitted"), ("Failed", "Running"), ("Succeeded", "Omitted")])
@pytest.mark.parametrize("code", [0, 1])
def test_a_daemon_that_has_ended_is_a_failure_and_no_daemon_any_more(word: str, phase: str, code: int) -> None:
    task = {"name": "b", "template": "ok", "depends": f"a.{word} && c"}
    world = waiting_for_a("daemon", {"name": "c", "template": "ok"}, task)
    world.end("wf.a", code)
    world.rest()
    assert world.phases()["wf.a"] == "Failed"
    assert "daemoned" not in world.node("wf.a")
    world.end("wf.c")
    world.rest()
    assert world.phases()["wf.b"] == phase


@pytest.mark.parametrize(("code", "depends"), [(0, "a.AnySucceeded"), (1, "!a.AllFailed"), (1, "a.Failed")])
def test_a_loop_is_waited_for_until_its_last_item_is_over(code: int, depends: str) -> None:
    world = World(workflow(dag(LOOP, {"name": "b", "template": "ok", "depends": depends})))
    world.rest()
    world.end("wf.a(0:0)", code)
    world.rest()
    assert "wf.b" not in world.phases()
    world.end("wf.a(1:1)")
    world.rest()
    assert world.phases()["wf.b"] == "Running"


def test_a_task_waits_while_the_one_it_depends_on_is_retried() -> None:
    again = {"name": "again", "retryStrategy": {"limit": 1}, "container": {"image": "b"}}
    tasks = [{**A, "template": "again"}, {"name": "b", "template": "ok", "depends": "a.Failed"}]
    world = World(workflow(dag(*tasks), again))
    world.rest()
    world.end("wf.a(0)", 1)
    world.rest()
    assert "wf.b" not in world.phases()
    world.end("wf.a(1)", 1)
    world.rest()
    assert world.phases()["wf.b"] == "Running"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("y.Succeeded || n.Succeeded && n.Succeeded", True), ("(y.Succeeded || n.Succeeded) && n.Succeeded", False),
        ("!n.Succeeded && y.Succeeded", True), ("!(n.Succeeded || y.Succeeded)", False),
        ("!n.Succeeded || !y.Succeeded", True), ("!!y.Succeeded", True), ("!y.Succeeded || y.Succeeded", True),
        ("y.Succeeded&&!n.Failed", False), ("y.Succeeded && n.Failed", True), ("n.Skipped || n.Failed", True),
        ("(((y.Succeeded)))", True), ("y.AllFailed || n.AnySucceeded", False), ("with-dash.Succeeded", True),
        ("!with-dash.Succeeded", False), ("y.Succeeded ? n.Failed : n.Succeeded", True), ("", True),
    ],
)  # fmt: skip
def test_not_binds_before_and_and_and_before_or(text: str, holds: bool) -> None:
    good, bad = TaskResult(Succeeded=True), TaskResult(Failed=True)
    assert evaluate(text, {"y": good, "n": bad, "with-dash": good}) is holds


@pytest.mark.parametrize(
    "text", ["y.Succeeded &&", "(y.Succeeded", "y.Succeeded n.Failed", "other.Succeeded", "y.Fine"]
)
def test_a_condition_that_is_none_cannot_be_evaluated(text: str) -> None:
    with pytest.raises(DependsError, match=r"^unable to evaluate expression '.*': "):
        evaluate(text, {"y": TaskResult(), "n": TaskResult()})


@pytest.mark.parametrize("word", ["and", "or", "not", "in", "let", "matches", "contains", "true", "nil"])
@pytest.mark.parametrize("field", ["depends", "dependencies"])
def test_a_task_called_like_a_word_of_the_language_cannot_be_depended_on(word: str, field: str) -> None:
    needed = word if field == "depends" else [word]
    world = World(workflow(dag({"name": word, "template": "ok"}, {"name": "b", "template": "ok", field: needed})))
    status = world.finish()
    node = world.node("wf.b")
    assert (node["type"], node["phase"]) == ("Skipped", "Error")
    assert node["message"].startswith(f"unable to evaluate expression '({word}.Succeeded || ")
    assert node["id"] in world.node(f"wf.{word}")["children"]
    assert status["phase"] == "Error"


@pytest.mark.parametrize(
    ("task", "names"),
    [
        ({"depends": "a || b-c.Succeeded && !a.Failed"}, ["a", "b-c"]), ({"depends": "!task-3"}, ["task-3"]),
        ({"depends": "(a&&b)||c.Omitted"}, ["a", "b", "c"]), ({"dependencies": ["b", "a", "b"]}, ["b", "a"]),
        ({"depends": "a", "dependencies": ["b"]}, ["a"]), ({}, []), ({"depends": ""}, []),
    ],
)  # fmt: skip
def test_the_tasks_a_condition_names(task: dict, names: list[str]) -> None:
    assert dependencies_of(task, {}) == names


@pytest.mark.parametrize(
    ("task", "text"),
    [
        ({"depends": "a"}, "(a.Succeeded || a.Skipped || a.Daemoned)"),
        ({"depends": "!a && task-3.Succeeded"}, "!(a.Succeeded || a.Skipped || a.Daemoned) && task-3.Succeeded"),
        ({"depends": "f || e.Failed"}, "(f.Succeeded || f.Skipped || f.Daemoned || f.Failed) || e.Failed"),
        ({"dependencies": ["e"]}, "(e.Succeeded || e.Skipped || e.Daemoned || e.Errored)"),
        (
            {"dependencies": ["a", "both"]},
            "(a.Succeeded || a.Skipped || a.Daemoned) && "
            "(both.Succeeded || both.Skipped || both.Daemoned || both.Errored || both.Failed)",
        ),
        ({}, ""),
    ],
)
def test_bare_names_and_lists_are_spelled_out(task: dict, text: str) -> None:
    tasks = {
        "f": {"continueOn": {"failed": True}},
        "e": {"continueOn": {"error": True}},
        "both": {"continueOn": {"error": True, "failed": True}},
    }
    assert depends_text(task, tasks) == text


def test_a_result_there_is_not_is_named_with_its_task() -> None:
    with pytest.raises(DependsError, match=r"^task result 'Finished' for task 'task-1' is invalid$"):
        validate({"depends": "a.Failed || task-1.Finished"})
    validate({"depends": " || ".join(f"a.{word}" for word in WORDS)})


def test_targets_are_by_default_what_nobody_depends_on_by_name() -> None:
    tasks = {"z": {}, "a": {}, "b": {"depends": "a.Failed"}, "loose": {"dependencies": ["b", "nobody"]}, "0": {}}
    assert default_targets(tasks) == ["0", "loose", "z"]


@pytest.mark.parametrize(
    ("tasks", "body", "problem"),
    [
        ([{"depends": "b"}, {"depends": "c"}, {"depends": "a"}], {}, " sorting failed: graph with cycle"),
        ([{"dependencies": ["a"]}], {}, " sorting failed: graph with cycle"),
        ([{"depends": "b.Succeeded || nope.Failed"}, {}], {}, " sorting failed: invalid dependency nope"),
        ([{"depends": "b.succeeded"}, {}], {}, " sorting failed: invalid dependency succeeded"),
        ([{}, {"name": "a"}], {}, " sorting failed: duplicated nodeName a"),
        ([{"depends": "b.Finished"}, {}], {}, ".tasks.a task result 'Finished' for task 'b' is invalid"),
        (
            [{"depends": "b"}, {}, {"dependencies": ["b"]}],
            {},
            " cannot use both 'depends' and 'dependencies' in the same DAG template",
        ),
        ([{}], {"target": "a b"}, ".targets target 'b' is not defined"),
        ([{}], {"target": "a  a"}, ".targets target '' is not defined"),
    ],
)
def test_a_dag_that_can_never_run_is_an_invalid_spec(tasks: list[dict], body: dict, problem: str) -> None:
    named = [{"name": "abc"[place], "template": "ok", **task} for place, task in enumerate(tasks)]
    world = World(workflow(dag(*named, **body)))
    status = world.finish()
    assert (status["phase"], status["message"]) == ("Failed", f"invalid spec: templates.main{problem}")
    assert not world.nodes()
