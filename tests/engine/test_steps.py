"""Steps templates: groups one after another, what a group comes to, and how its nodes hang together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.engine.pods import ContainerState, PodObservation
from tests.engine.world import START, World, dag, steps, workflow


def member(name: str, template: str = "ok", **more: object) -> dict:
    return {"name": name, "template": template, **more}


def leaf(name: str, *inputs: str, args: str = "x", **more: object) -> dict:
    given = {"inputs": {"parameters": [{"name": one} for one in inputs]}} if inputs else {}
    return {"name": name, **given, "container": {"image": "b", "args": [args]}, **more}


def two(*second: dict, first: dict | None = None) -> dict:
    """A step `a`, then others."""
    return steps([first or member("a")], list(second))


def names_of(world: World, ids: list[str]) -> list[str]:
    by_id = {node["id"]: node["name"] for node in world.nodes()}
    return [by_id[one] for one in ids]


def linked(world: World, field: str = "children") -> dict[str, list[str]]:
    return {node["name"]: names_of(world, node[field]) for node in world.nodes() if node.get(field)}


# -- what a group comes to


@pytest.mark.parametrize("problem", ["Failed", "Error"])
@pytest.mark.parametrize("accepted", [{}, {"failed": True}, {"error": True}, {"failed": True, "error": True}])
def test_a_failed_member_fails_its_group_unless_continue_on_covers_its_phase(problem: str, accepted: dict) -> None:
    world = World(workflow(two(member("b"), first=member("a", continueOn=accepted))))
    world.turn()
    if problem == "Failed":
        world.end("wf[0].a", 1)
    else:
        world.turn()
        world.lose("wf[0].a")
        world.later(seconds=11)
    world.rest()
    assert world.phases()["wf[0].a"] == problem
    if accepted.get(problem.lower()):
        assert world.phases()["wf[0]"] == "Succeeded"
        assert "wf[1].b" in world.phases()
        assert world.finish()["phase"] == "Succeeded"
        return
    message = f"child '{world.node('wf[0].a')['id']}' failed"
    for name in ("wf", "wf[0]"):
        assert (world.node(name)["phase"], world.node(name)["message"]) == ("Failed", message)
    assert "wf[1]" not in world.phases()


def test_continue_on_applies_to_every_item_of_a_loop() -> None:
    loop = member("a", withItems=["x", "y"], continueOn={"failed": True})
    world = World(workflow(two(member("b"), first=loop)))
    assert world.finish("wf[0].a(0:x)")["phase"] == "Succeeded"
    assert world.phases()["wf[0].a(0:x)"] == "Failed"


def test_a_failed_member_interrupts_nobody_in_its_group() -> None:
    group = [member("a"), member("b"), member("c")]
    world = World(workflow(steps(group, [member("d")])))
    world.turn()
    world.end("wf[0].a", 1)
    world.turn()
    assert world.phases()["wf[0]"] == world.phases()["wf"] == "Running"
    assert world.running() == ["wf[0].b", "wf[0].c"]
    assert world.released == []
    world.finish("wf[0].c")
    assert world.status()["message"] == f"child '{world.node('wf[0].a')['id']}' failed", "the first in order is told"
    assert "wf[1]" not in world.phases()


def test_an_error_of_a_group_makes_its_steps_failed() -> None:
    world = World(workflow(steps([member("a", when="{{workflow.name}} =="), member("b")])))
    world.finish()
    message = world.node("wf[0]")["message"]
    assert message.startswith("failed to resolve references: Invalid 'when' expression 'wf =='")
    found = [(node["type"], node["phase"], node["message"]) for node in world.nodes()]
    assert found == [("Steps", "Failed", message), ("StepGroup", "Error", message)]


def test_an_item_whose_condition_is_none_keeps_the_rest_of_the_group_from_starting() -> None:
    loop = member("b", when="{{item}}", withItems=[False, 4, True])
    world = World(workflow(steps([member("a"), loop, member("c")])))
    world.turn()
    message = "Expected boolean evaluation for '4'. Got 4"
    found = {node["name"]: (node["type"], node["phase"], node.get("message")) for node in world.nodes()}
    assert found == {
        "wf": ("Steps", "Failed", message),
        "wf[0]": ("StepGroup", "Error", message),
        "wf[0].a": ("Pod", "Pending", None),
        "wf[0].b(0:false)": ("Skipped", "Skipped", "when 'false' evaluated false"),
        "wf[0].b(1:4)": ("Skipped", "Error", message),
    }


def test_a_member_that_cannot_be_run_is_told_of_by_its_group() -> None:
    reads = {"name": "v", "valueFrom": {"configMapKeyRef": {"name": "none", "key": "k"}}}
    bad = {"name": "reads", "inputs": {"parameters": [reads]}, "container": {"image": "b"}}
    world = World(workflow(steps([member("a"), member("b", "reads"), member("c")]), bad))
    world.finish()
    reason = world.node("wf[0].b")["message"]
    told = f"step group deemed errored due to child wf[0].b error: {reason}"
    assert (world.node("wf[0]")["phase"], world.node("wf[0]")["message"]) == ("Error", told)
    assert (world.node("wf")["phase"], world.node("wf")["message"]) == ("Failed", told)
    assert linked(world)["wf[0]"] == ["wf[0].a", "wf[0].b"]


def test_a_member_that_times_out_before_it_starts_ends_its_group() -> None:
    world = World(workflow(two(member("b"), first=member("a", "slow")), leaf("slow", timeout="20s")))
    world.turn()
    node_id = world.node("wf[0].a")["id"]
    world.see("wf[0].a", PodObservation(node_id, "pod", "Pending"))
    world.later(seconds=22)
    world.rest()
    found = [(node["phase"], node["message"]) for node in world.nodes()]
    assert found == [("Failed", "timeout")] * 3


@pytest.mark.parametrize("remembers", [True, False])
def test_retries_used_up_fail_the_group_and_the_workflow(remembers: bool) -> None:
    tries = leaf("tries", retryStrategy={"limit": 1})
    world = World(workflow(two(member("b"), first=member("a", "tries")), tries), remembers=remembers)
    status = world.finish("wf[0].a(0)", "wf[0].a(1)")
    assert status["phase"] == "Failed"
    assert status["message"] == f"child '{world.node('wf[0].a')['id']}' failed"
    assert world.node("wf[0].a")["message"] == "No more retries left"


def test_a_second_attempt_of_a_steps_template_starts_again_from_its_first_group() -> None:
    again = {**steps([member("a")], [member("b", "show", arguments={"parameters": [{"name": "n", "value": "{{retries}}"}]})], name="again"), "retryStrategy": {"limit": 2}}  # fmt: skip
    world = World(workflow(steps([member("s", "again")]), again, leaf("show", "n", args="{{inputs.parameters.n}}")))
    assert world.finish("wf[0].s(0)[1].b", "wf[0].s(1)[0].a")["phase"] == "Succeeded"
    assert world.created == [
        "wf[0].s(0)[0].a",
        "wf[0].s(0)[1].b",
        "wf[0].s(1)[0].a",
        "wf[0].s(2)[0].a",
        "wf[0].s(2)[1].b",
    ]
    assert world.arguments("wf[0].s(0)[1].b") == ["0"]
    assert world.arguments("wf[0].s(2)[1].b") == ["2"]
    assert world.node("wf[0].s(1)")["nodeFlag"] == {"retried": True}


@pytest.mark.parametrize("parallelism", [{}, {"parallelism": 1}])
def test_fail_fast_ends_the_steps_after_one_failed_item(parallelism: dict) -> None:
    loop = member("a", withItems=[0, 1, 2])
    world = World(workflow(steps([loop], [member("b")], failFast=True, **parallelism)))
    world.finish("wf[0].a(0:0)")
    message = "template has failed or errored children and failFast enabled"
    if parallelism:
        assert world.created == ["wf[0].a(0:0)"]
        assert (world.node("wf[0]")["phase"], world.node("wf[0]")["message"]) == ("Failed", message)
    assert world.status()["phase"] == world.phases()["wf"] == world.phases()["wf[0]"] == "Failed"
    assert "wf[1]" not in world.phases()


def test_a_steps_template_with_nothing_in_it_succeeds() -> None:
    assert World(workflow(steps())).finish()["phase"] == "Succeeded"
    assert World(workflow(steps([], []))).finish()["phase"] == "Succeeded"


def test_daemons_end_with_the_steps_that_they_belong_to() -> None:
    inner = steps([member("d", "serves")], [member("b")], name="inner")
    world = World(workflow(two(member("c"), first=member("a", "inner")), inner, leaf("serves", daemon=True)))
    world.turn()
    node_id = world.node("wf[0].a[0].d")["id"]
    ready = ContainerState("main", "running", ready=True)
    world.see("wf[0].a[0].d", PodObservation(node_id, "serves-pod", "Running", containers=(ready,), pod_ip="10.0.0.1"))
    world.turn()
    assert (world.phases()["wf[0].a[0].d"], world.phases()["wf[0].a[0]"]) == ("Running", "Succeeded")
    world.end("wf[0].a[1].b")
    world.turn()
    assert world.released == [("serves-pod", "stop")]
    daemon = world.node("wf[0].a[0].d")
    assert (daemon["phase"], "daemoned" in daemon) == ("Succeeded", False)
    assert "wf[1].c" in world.phases()


# -- how nodes hang together


def test_the_first_group_hangs_below_the_steps_and_each_later_one_below_the_ends_of_the_one_before() -> None:
    inner = dag(member("x"), member("y", depends="x"), member("z"), name="inner")
    loop = member("b", withItems=["p", "q"])
    world = World(workflow(steps([member("a", "inner"), loop], [member("c")]), inner))
    world.finish()
    assert linked(world) == {
        "wf": ["wf[0]"],
        "wf[0]": ["wf[0].a", "wf[0].b(0:p)", "wf[0].b(1:q)"],
        "wf[0].a": ["wf[0].a.x", "wf[0].a.z"],
        "wf[0].a.x": ["wf[0].a.y"],
        "wf[0].a.y": ["wf[1]"],
        "wf[0].a.z": ["wf[1]"],
        "wf[0].b(0:p)": ["wf[1]"],
        "wf[0].b(1:q)": ["wf[1]"],
        "wf[1]": ["wf[1].c"],
    }
    assert linked(world, "outboundNodes") == {"wf[0].a": ["wf[0].a.y", "wf[0].a.z"], "wf": ["wf[1].c"]}


def test_after_a_retried_member_the_next_group_hangs_below_the_last_attempt() -> None:
    world = World(workflow(two(member("b"), first=member("a", "tries")), leaf("tries", retryStrategy={"limit": 1})))
    world.finish("wf[0].a(0)")
    assert linked(world)["wf[0].a"] == ["wf[0].a(0)", "wf[0].a(1)"]
    assert linked(world)["wf[0].a(1)"] == ["wf[1]"]


@pytest.mark.parametrize("skipped", [{"when": "false"}, {"withParam": "[]"}])
def test_after_a_skipped_member_the_next_group_hangs_below_it(skipped: dict) -> None:
    world = World(workflow(two(member("b"), first=member("a", **skipped))))
    world.finish()
    assert linked(world)["wf[0].a"] == ["wf[1]"]
    assert world.node("wf[0].a")["type"] == "Skipped"


def test_after_an_empty_group_the_next_one_hangs_below_it() -> None:
    world = World(workflow(steps([], [member("b")])))
    world.finish()
    assert linked(world) == {"wf": ["wf[0]"], "wf[0]": ["wf[1]"], "wf[1]": ["wf[1].b"]}


def test_failed_steps_end_in_what_their_last_group_ended_in() -> None:
    world = World(workflow(steps([member("a")], [member("b"), member("c")])))
    world.finish("wf[1].b")
    assert linked(world, "outboundNodes") == {"wf": ["wf[1].b", "wf[1].c"]}


def test_members_belong_to_the_steps_around_them() -> None:
    inner = steps([member("x")], name="inner")
    world = World(workflow(steps([member("a", "inner")]), inner))
    world.finish()
    boundaries = {node["name"]: node.get("boundaryID") for node in world.nodes()}
    entry, within = world.node("wf")["id"], world.node("wf[0].a")["id"]
    assert boundaries == {"wf": None, "wf[0]": entry, "wf[0].a": entry, "wf[0].a[0]": within, "wf[0].a[0].x": within}
    shown = {node["name"]: node["displayName"] for node in world.nodes()}
    assert shown == {"wf": "wf", "wf[0]": "[0]", "wf[0].a": "a", "wf[0].a[0]": "[0]", "wf[0].a[0].x": "x"}


@pytest.mark.parametrize(
    ("wanted", "shown", "phase"),
    [("my-{{inputs.parameters.n}}", "my-7", "Succeeded"), ("a b", "a", "Error"), ("x\n", "a", "Error")],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_template_chooses_what_its_node_is_called_on_screen(
    wanted: str, shown: str, phase: str, at_once: bool
) -> None:
    named = leaf("named", "n", metadata={"annotations": {"workflows.argoproj.io/display-name": wanted}})
    argument = {"parameters": [{"name": "n", "value": "7"}]}
    world = World(workflow(steps([member("a", "named", arguments=argument)]), named))
    world.turn()
    assert world.node("wf[0].a")["displayName"] == "a"
    if not at_once:
        world.turn()
        assert world.node("wf[0].a")["displayName"] == shown
    world.finish()
    node = world.node("wf[0].a")
    assert (node["displayName"], node["phase"]) == (shown, phase)
    assert node.get("message", "").startswith("displayName must match the regex") is (phase == "Error")


# -- what comes after failed steps


@pytest.mark.parametrize("how", ["failed", "deadline"])
def test_the_exit_handler_of_failed_steps_sees_what_failed(how: str) -> None:
    show = leaf("show", args="{{workflow.status}} {{workflow.failures}}")
    spec = {"activeDeadlineSeconds": 10} if how == "deadline" else {}
    world = World(workflow(two(member("b")), show, onExit="show", **spec))
    world.turn()
    if how == "deadline":
        world.turn()
        world.now = START + timedelta(seconds=10)
        world.rest()
    status = world.finish("wf[0].a")
    assert status["phase"] == "Failed"
    (said,) = world.arguments("wf.onExit")
    assert said.startswith("Failed ")
    reason = {"failed": "main: Error (exit code 1)", "deadline": "Step exceeded its deadline"}[how]
    assert f'\\"displayName\\":\\"a\\",\\"message\\":\\"{reason}\\"' in said
    assert world.node("wf.onExit")["phase"] == "Succeeded"
    assert "wf[1]" not in world.phases()
