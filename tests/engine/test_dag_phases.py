"""What becomes of a DAG: which tasks run, and the phase the whole ends in."""

from __future__ import annotations

import itertools

import pytest

from argocli.engine.pods import PodObservation
from tests.engine.world import World, config_map, dag, steps, workflow

AGAIN = {"name": "again", "retryStrategy": {"limit": 1}, "container": {"image": "busybox"}}
WAIT = {"name": "wait", "suspend": {}}
NEEDY = {"name": "needy", "inputs": {"parameters": [{"name": "v"}]}, "container": {"image": "busybox"}}
BROKEN = {"name": "broken", "template": "no-such-template-{{inputs.parameters.x}}"}


def task(name: str, template: str = "ok", depends: str = "", **more: object) -> dict:
    return {"name": name, "template": template, **({"depends": depends} if depends else {}), **more}


def lose(world: World, name: str) -> None:
    """The pod runs, and then somebody deletes it: an Error."""
    world.rest()
    world.lose(name)
    world.later(seconds=11)
    world.rest()


@pytest.mark.parametrize(
    ("tasks", "phase"),
    [
        ([task("a"), task("b", depends="a")], "Succeeded"),
        ([task("a", "bad")], "Failed"),
        ([task("a", "bad"), task("b")], "Failed"),
        ([task("a", "bad"), task("b", depends="a")], "Failed"),
        ([task("a", "bad"), task("b", depends="a.Failed")], "Succeeded"),
        ([task("a", "bad"), task("b", depends="a"), task("c", depends="b.Omitted")], "Succeeded"),
        ([task("a", "bad"), task("b", depends="a"), task("c", depends="b.Succeeded")], "Failed"),
        ([task("a", "bad"), task("b"), task("c", depends="a || b")], "Succeeded"),
        ([task("a", "bad"), task("b"), task("c", depends="a && b")], "Failed"),
        ([task("b", "bad"), task("a"), task("c", depends="a && b")], "Failed"),
        ([task("a", when="1 == 2")], "Succeeded"),
        ([task("a", "bad"), task("b", depends="a.Failed", when="1 == 2")], "Failed"),
        ([task("a"), task("b", depends="a.Failed")], "Succeeded"),
        ([task("a", withItems=[1, 2])], "Succeeded"),
        ([task("a", "bad", withItems=[1, 2])], "Failed"),
        ([task("a", withParam="[]")], "Succeeded"),
        ([task("a", "bad", withItems=[1], when="1 == 2")], "Succeeded"),
        ([BROKEN | {"name": "a"}], "Error"),
        ([BROKEN | {"name": "a"}, task("b", depends="a")], "Error"),
        ([task("a", "bad", continueOn={"failed": True})], "Succeeded"),
        ([task("a", "bad", continueOn={"error": True})], "Failed"),
        ([BROKEN | {"name": "a", "continueOn": {"error": True}}], "Succeeded"),
        ([BROKEN | {"name": "a", "continueOn": {"failed": True}}], "Error"),
        ([task("a", "bad", continueOn={"failed": True}), task("b", depends="a")], "Succeeded"),
        ([task("a", "bad", withItems=[1, 2], continueOn={"failed": True})], "Succeeded"),
        ([task("a", "bad", withParam='["x"]', continueOn={"failed": True}), task("b", depends="a")], "Succeeded"),
    ],
    ids=str,
)
def test_the_phase_of_a_dag_is_what_its_branches_end_in(tasks: list[dict], phase: str) -> None:
    world = World(workflow(dag(*tasks)))
    assert world.finish()["phase"] == phase
    assert "message" not in world.node("wf")


def test_an_omitted_task_takes_over_the_error_before_it() -> None:
    world = World(workflow(dag(task("a"), task("b", depends="a"))))
    lose(world, "wf.a")
    assert (world.phases()["wf.b"], world.status()["phase"]) == ("Omitted", "Error")


@pytest.mark.parametrize(("body", "phase"), [(dag, "Error"), (lambda step: steps([step]), "Failed")])
def test_an_error_stays_an_error_in_a_dag_and_is_a_failure_in_steps(body, phase: str) -> None:
    world = World(workflow(body(task("a"))))
    lose(world, "wf.a" if phase == "Error" else "wf[0].a")
    assert world.status()["phase"] == phase


@pytest.mark.parametrize(
    ("fail_fast", "first", "phase"),
    [(True, "a", "Failed"), (True, "b", "Error"), (False, "a", "Error"), (False, "b", "Failed")],
)
def test_of_two_failed_targets_the_first_counts_with_fail_fast_and_the_last_without(
    fail_fast: bool, first: str, phase: str
) -> None:
    fails, errs = (first, "ab".replace(first, ""))
    world = World(workflow(dag(task("a"), task("b"), failFast=fail_fast)))
    world.rest()
    world.end(f"wf.{fails}", 1)
    lose(world, f"wf.{errs}")
    assert world.status()["phase"] == phase


@pytest.mark.parametrize("fail_fast", [True, False])
def test_a_failed_task_stops_neither_its_neighbours_nor_what_comes_after_them(fail_fast: bool) -> None:
    tasks = [task("a"), task("b"), task("c", depends="b"), task("d", depends="c"), task("e", depends="a")]
    world = World(workflow(dag(*tasks, failFast=fail_fast)))
    world.rest()
    world.end("wf.a", 1)
    for name in ("wf.b", "wf.c", "wf.d"):
        world.rest()
        assert world.phases()["wf"] == "Running"
        world.end(name)
    world.rest()
    assert world.phases() == {
        "wf": "Failed", "wf.a": "Failed", "wf.b": "Succeeded", "wf.c": "Succeeded", "wf.d": "Succeeded",
        "wf.e": "Omitted",
    }  # fmt: skip


@pytest.mark.parametrize(("fail_fast", "phase"), [(True, "Failed"), (False, "Running")])
def test_fail_fast_decides_whether_a_dag_waits_for_targets_that_have_no_node_yet(fail_fast: bool, phase: str) -> None:
    held = task("b", "needy", depends="a", arguments={"parameters": [{"name": "v", "value": "{{tasks.a.ip}}"}]})
    world = World(workflow(dag(task("a"), task("c"), held, failFast=fail_fast), NEEDY))
    world.rest()
    world.end("wf.a")
    world.rest()
    assert world.phases()["wf"] == "Running"
    world.end("wf.c", 1)
    world.rest()
    assert "wf.b" not in world.phases()
    assert world.phases()["wf"] == phase


def test_a_dag_without_failures_waits_for_targets_that_have_no_node_yet() -> None:
    held = task("b", "needy", depends="a", arguments={"parameters": [{"name": "v", "value": "{{tasks.a.ip}}"}]})
    world = World(workflow(dag(task("a"), held), NEEDY))
    world.rest()
    world.end("wf.a")
    world.rest()
    assert world.phases() == {"wf": "Running", "wf.a": "Succeeded"}


@pytest.mark.parametrize(("codes", "phase"), [([0], "Succeeded"), ([1, 0], "Succeeded"), ([1, 1], "Failed")])
def test_a_retried_task_counts_by_how_its_last_attempt_ends(codes: list[int], phase: str) -> None:
    world = World(workflow(dag(task("a", "again"), task("b", depends="a")), AGAIN))
    for attempt, code in enumerate(codes):
        world.rest()
        assert world.phases()["wf.a"] == "Running"
        world.end(f"wf.a({attempt})", code)
    world.rest()
    assert (world.phases()["wf.a"], "wf.b" in world.created) == (phase, phase == "Succeeded")
    assert world.finish()["phase"] == phase


def test_an_item_out_of_attempts_fails_the_loop_and_the_workflow() -> None:
    world = World(workflow(dag(task("a", "again", withItems=["x", "y"])), AGAIN))
    assert world.finish("wf.a(0:x)(0)", "wf.a(0:x)(1)")["phase"] == "Failed"
    assert world.phases() == {
        "wf": "Failed", "wf.a": "Failed", "wf.a(0:x)": "Failed", "wf.a(0:x)(0)": "Failed", "wf.a(0:x)(1)": "Failed",
        "wf.a(1:y)": "Succeeded", "wf.a(1:y)(0)": "Succeeded",
    }  # fmt: skip
    assert world.node("wf.a(0:x)")["message"] == "No more retries left"


def test_a_group_of_items_takes_the_phase_of_the_last_that_went_wrong() -> None:
    world = World(workflow(dag(task("a", withItems=[0, 1, 2]))))
    world.rest()
    world.end("wf.a(0:0)", 1)
    world.end("wf.a(2:2)")
    lose(world, "wf.a(1:1)")
    assert (world.phases()["wf.a"], world.node("wf.a")["type"]) == ("Error", "TaskGroup")


def test_an_attempt_after_the_longest_time_is_the_last() -> None:
    retried = {"limit": 10, "backoff": {"duration": "1s", "maxDuration": "30s"}}
    world = World(workflow(dag(task("a", "again")), {**AGAIN, "retryStrategy": retried}))
    world.rest()
    world.later(seconds=31)
    world.end("wf.a(0)", 1)
    world.rest()
    assert world.node("wf.a")["message"] == "Max duration limit exceeded"
    assert world.status()["phase"] == "Failed"
    assert world.created == ["wf.a(0)"]


def test_a_strategy_of_the_workflow_wraps_the_dag_and_its_tasks() -> None:
    world = World(workflow(dag(task("a")), retryStrategy={"limit": 1}))
    world.finish("wf(0).a(0)", "wf(0).a(1)")
    kinds = {node["name"]: (node["type"], node["phase"]) for node in world.nodes()}
    assert kinds["wf"] == ("Retry", "Succeeded")
    assert kinds["wf(0)"] == ("DAG", "Failed")
    assert kinds["wf(1).a"] == ("Retry", "Succeeded")
    assert world.created == ["wf(0).a(0)", "wf(0).a(1)", "wf(1).a(0)"]


@pytest.mark.parametrize("strategy", ["Stop", "Terminate"])
def test_a_dag_with_retries_ends_when_it_is_shut_down(strategy: str) -> None:
    tasks = [task("a", "again"), task("b", "again", withItems=[1, 2]), task("c", depends="a"), task("d", "wait")]
    world = World(workflow(dag(*tasks), {**AGAIN, "retryStrategy": {"limit": 5}}, WAIT))
    world.rest()
    world.change(shutdown=strategy)
    world.rest()
    assert world.phases()["wf.c"] == "Omitted"
    assert {phase for name, phase in world.phases().items() if name != "wf.c"} == {"Failed"}
    assert world.node("wf.a")["message"] == f"Stopped with strategy '{strategy}'"
    assert world.node("wf.d")["message"] == f"Stopped with strategy '{strategy}'"
    assert world.status()["message"] == f"Stopped with strategy '{strategy}'"


def test_a_dag_within_a_dag_ends_when_it_is_shut_down() -> None:
    inner = dag(task("x"), task("y", depends="x"), name="inner")
    world = World(workflow(dag(task("a", "inner"), task("b", depends="a")), inner))
    world.rest()
    world.change(shutdown="Stop")
    world.rest()
    assert world.phases() == {
        "wf": "Failed", "wf.a": "Failed", "wf.a.x": "Failed", "wf.a.y": "Omitted", "wf.b": "Omitted",
    }  # fmt: skip


def test_an_exit_handler_that_is_a_dag_goes_on_after_a_stop() -> None:
    bye = dag(task("x"), task("y", depends="x"), name="bye")
    world = World(workflow(dag(task("a")), bye, onExit="bye"))
    world.rest()
    world.end("wf.a", 1)
    world.rest()
    assert world.phases()["wf.onExit"] == "Running"
    world.change(shutdown="Stop")
    world.rest()
    world.end("wf.onExit.x")
    world.rest()
    assert world.phases()["wf.onExit.y"] == "Running"
    world.end("wf.onExit.y")
    world.rest()
    assert world.phases()["wf.onExit"] == "Succeeded"
    assert (world.status()["phase"], world.status()["message"]) == ("Failed", "Stopped with strategy 'Stop'")


@pytest.mark.parametrize(("target", "ran"), [("b", "ab"), ("c a", "ac"), ("b d", "abcd"), ("", "abcd")])
def test_only_targets_and_what_they_need_run(target: str, ran: str) -> None:
    tasks = [task("a"), task("b", depends="a"), task("c"), task("d", depends="b && c")]
    world = World(workflow(dag(*tasks, **({"target": target} if target else {}))))
    assert world.finish()["phase"] == "Succeeded"
    assert {node["displayName"] for node in world.nodes()} == {"wf", *ran}


def test_a_target_that_others_of_the_dag_need_keeps_its_own_failure() -> None:
    tasks = [task("a", "bad"), task("b", depends="a.Failed")]
    assert World(workflow(dag(*tasks, target="a b"))).finish()["phase"] == "Failed"
    assert World(workflow(dag(*tasks, target="b"))).finish()["phase"] == "Succeeded"


@pytest.mark.parametrize("where", [{}, {"parallelism": 1}])
def test_a_limit_lets_chains_of_tasks_through_one_by_one(where: dict) -> None:
    tasks = [task("a"), task("b", depends="a"), task("c", withItems=[1, 2]), task("d", depends="b && c")]
    spec = {} if where else {"parallelism": 1}
    world = World(workflow({**dag(*tasks), **where}, **spec))
    for _ in range(5):
        world.rest()
        assert len(world.running()) == 1
        world.end(world.running()[0])
    world.rest()
    assert world.status()["phase"] == "Succeeded"


def test_a_dag_of_many_paths_is_judged_in_time() -> None:
    layers = [(f"l{layer}", f"r{layer}") for layer in range(40)]
    tasks = [task(name) for name in layers[0]]
    for before, here in itertools.pairwise(layers):
        tasks += [task(name, depends=" || ".join(before)) for name in here]
    world = World(workflow(dag(*tasks)))
    assert world.finish("wf.l0")["phase"] == "Succeeded"


def orphaned(with_param: str, children: dict[str, str]) -> World:
    """A loop whose group still runs although these children are over, as an earlier controller left it."""
    world = World(workflow(dag(task("a", withParam='["x", "y"]'), task("b", depends="a"))))
    world.turn()
    for name, phase in children.items():
        world.end(name, int(phase == "Failed"))
    nodes = world.status()["nodes"]
    for name, phase in children.items():
        nodes[world.node(name)["id"]].update(phase=phase, finishedAt="2026-01-02T03:04:05Z")
    main = dag(task("a", withParam=with_param), task("b", depends="a"))
    world.change(templates=[main, *world.workflow["spec"]["templates"][1:]])
    world.forget()
    return world


@pytest.mark.parametrize("with_param", ['["x", "y"]', "[]", "{{tasks.gone.outputs.result}}"])
@pytest.mark.parametrize("last", ["Succeeded", "Failed"])
def test_a_group_whose_children_are_over_ends_whatever_has_become_of_its_list(with_param: str, last: str) -> None:
    world = orphaned(with_param, {"wf.a(0:x)": "Succeeded", "wf.a(1:y)": last})
    world.rest()
    assert world.phases()["wf.a"] == last


def test_a_group_left_over_takes_the_phase_of_its_last_child_that_went_wrong() -> None:
    world = orphaned("[]", {"wf.a(0:x)": "Error", "wf.a(1:y)": "Failed"})
    world.rest()
    assert world.phases()["wf.a"] == "Failed"


def test_a_group_with_a_child_at_work_does_not_end() -> None:
    world = orphaned("{{tasks.gone.outputs.result}}", {"wf.a(0:x)": "Succeeded"})
    world.rest()
    assert world.phases()["wf.a"] == "Running"


SET = {"name": "set", "containerSet": {"containers": [{"name": name, "image": "busybox"} for name in ("x", "main")]}}


def test_a_container_set_whose_pod_is_lost_before_its_containers_start_fails_with_all_of_them() -> None:
    world = World(workflow(dag(task("a", "set"), task("b", depends="a.Failed")), SET))
    world.rest()
    world.see("wf.a", PodObservation(world.node("wf.a")["id"], "pod", "Failed", message="evicted"))
    assert world.finish()["phase"] == "Succeeded"
    assert world.node("wf.a")["message"] == "evicted"
    for name in ("wf.a.x", "wf.a.main"):
        assert (world.phases()[name], world.node(name)["message"]) == ("Failed", "Pod Failed whilst container running")
    assert world.node("wf.b")["id"] in world.node("wf.a.x")["children"]


MEMO = {"memoize": {"key": "k", "cache": {"configMap": {"name": "cache"}}}}
KNOWN = '{"nodeID": "x", "outputs": null, "creationTimestamp": "2026-01-02T03:04:05Z"}'


def test_a_remembered_task_has_no_attempts_but_its_hooks() -> None:
    objects = dict([config_map("cache", {"k": KNOWN}, "Cache")])
    hooks = {"done": {"expression": 'tasks.a.status == "Succeeded"', "template": "ok"}}
    world = World(workflow(dag(task("a", "again", onExit="ok", hooks=hooks)), {**AGAIN, **MEMO}), objects=objects)
    assert world.finish()["phase"] == "Succeeded"
    assert world.phases() == dict.fromkeys(("wf", "wf.a", "wf.a.onExit", "wf.a.hooks.done"), "Succeeded")


def test_a_task_that_cannot_start_is_an_error_that_names_it() -> None:
    memo = {**MEMO["memoize"], "key": "no key!"}
    broken = {"name": "broken-memo", "memoize": memo, "container": {"image": "busybox"}}
    world = World(workflow(dag(task("a", "broken-memo"), task("b", depends="a.Errored")), broken))
    assert world.finish()["phase"] == "Succeeded"
    assert world.node("wf.a")["message"] == "task 'wf.a' errored: invalid cache key: no key!"
    assert (world.node("wf.a")["type"], world.phases()["wf.a"]) == ("Skipped", "Error")


def test_a_task_that_stays_pending_for_too_long_has_timed_out() -> None:
    slow = {"name": "slow", "timeout": "10s", "container": {"image": "busybox"}}
    world = World(workflow(dag(task("a", "slow"), task("b", depends="a.Failed")), slow))
    world.turn()
    world.see("wf.a", PodObservation(world.node("wf.a")["id"], "pod", "Pending"))
    world.rest()
    world.later(seconds=12)
    world.rest()
    assert (world.phases()["wf.a"], world.node("wf.a")["message"]) == ("Failed", "timeout")
    assert world.finish()["phase"] == "Succeeded"
