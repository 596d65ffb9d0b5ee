"""Hooks of tasks: when they start, what waits for them, and what hangs below them."""

from __future__ import annotations

import pytest

from tests.engine.world import World, dag, steps, workflow

AGAIN = {"name": "again", "retryStrategy": {"limit": 1}, "container": {"image": "busybox"}}
WAIT = {"name": "wait", "suspend": {}}
SAY = {
    "name": "say",
    "inputs": {"parameters": [{"name": "v"}]},
    "container": {"image": "busybox", "args": ["{{inputs.parameters.v}}"]},
}
NESTED = steps([{"name": "s", "template": "ok"}], name="nested")


def task(name: str, template: str = "ok", depends: str = "", **more: object) -> dict:
    return {"name": name, "template": template, **({"depends": depends} if depends else {}), **more}


def on(name: str, status: str, template: str = "ok", **more: object) -> dict:
    """A hook for that status of a task, and another that never comes."""
    never = {"expression": f'tasks.{name}.status == "Never"', "template": "ok"}
    return {"now": {"expression": f'tasks.{name}.status == "{status}"', "template": template, **more}, "never": never}


def given(*tasks: dict, **more: object) -> World:
    return World(workflow(dag(*tasks, **more), AGAIN, WAIT, SAY, NESTED))


def children(world: World, name: str) -> list[str]:
    nodes = world.status()["nodes"]
    return [nodes[child]["name"] for child in world.node(name).get("children", [])]


def says(value: str) -> dict:
    return {"template": "say", "arguments": {"parameters": [{"name": "v", "value": value}]}}


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("field", [{"onExit": "ok"}, {"hooks": {"exit": {"template": "ok"}}}])
def test_a_dag_runs_until_the_exit_hook_of_its_target_is_over(field: dict, code: int) -> None:
    world = given(task("a", **field))
    world.rest()
    world.end("wf.a", code)
    world.rest()
    assert world.phases()["wf.a.onExit"] == "Running"
    assert world.phases()["wf"] == "Running"
    node = world.node("wf.a.onExit")
    assert (node["nodeFlag"], node["boundaryID"]) == ({"hooked": True}, "wf")
    assert world.requests[node["id"]].on_exit
    world.end("wf.a.onExit", 1)
    world.rest()
    assert world.status()["phase"] == ("Failed" if code else "Succeeded")


@pytest.mark.parametrize("depends", ["a", "a.Failed", "a.Failed || c"])
def test_what_depends_on_a_task_waits_for_its_exit_hook(depends: str) -> None:
    world = given(task("a", onExit="ok"), task("c"), task("b", depends=depends))
    world.rest()
    world.end("wf.c")
    world.end("wf.a", int("Failed" in depends))
    world.rest()
    assert "wf.b" not in world.phases()
    world.end("wf.a.onExit")
    world.rest()
    assert world.phases()["wf.b"] == "Running"
    assert children(world, "wf.a") == ["wf.a.onExit", "wf.b"]


@pytest.mark.parametrize("status", ["Running", "Succeeded", "Failed"])
def test_what_depends_on_a_task_waits_for_its_hooks(status: str) -> None:
    world = given(task("a", hooks=on("a", status)), task("b", depends="a || !a"))
    world.turn()
    world.turn()
    if status != "Running":
        world.end("wf.a", int(status == "Failed"))
        world.rest()
    assert "wf.a.hooks.now" in world.phases()
    if status == "Running":
        world.end("wf.a")
        world.rest()
    assert "wf.b" not in world.phases()
    world.end("wf.a.hooks.now", 1)
    world.rest()
    assert world.phases()["wf.b"] == "Running"
    assert "wf.a.hooks.never" not in world.phases()


def test_the_exit_hook_of_a_retried_task_starts_after_the_last_attempt() -> None:
    world = given(task("a", "again", onExit="ok"), task("b"))
    world.rest()
    world.end("wf.a(0)", 1)
    world.rest()
    assert "wf.a.onExit" not in world.phases()
    world.end("wf.a(1)", 1)
    world.end("wf.b")
    world.rest()
    assert world.phases() == {
        "wf": "Running", "wf.a": "Failed", "wf.a(0)": "Failed", "wf.a(1)": "Failed", "wf.b": "Succeeded",
        "wf.a.onExit": "Running",
    }  # fmt: skip
    assert children(world, "wf.a") == ["wf.a(0)", "wf.a(1)", "wf.a.onExit"]
    world.end("wf.a.onExit")
    world.rest()
    assert world.status()["phase"] == "Failed"


def test_a_hook_is_retried_and_waited_for_all_the_time() -> None:
    world = given(task("a", hooks=on("a", "Failed", "again")), task("b", depends="a.Failed"))
    world.rest()
    world.end("wf.a", 1)
    for attempt in range(2):
        world.rest()
        assert world.phases()["wf.a.hooks.now"] == "Running"
        assert "wf.b" not in world.phases()
        world.end(f"wf.a.hooks.now({attempt})", 1)
    world.rest()
    assert world.phases()["wf.a.hooks.now"] == "Failed"
    assert world.finish()["phase"] == "Succeeded"


@pytest.mark.parametrize("after", [[], [task("b", depends="a")]])
@pytest.mark.parametrize("template", ["wait", "nested", "again", "ok"])
def test_a_hook_for_running_starts_soon_after_the_task_does(template: str, after: list[dict]) -> None:
    world = given(task("a", template, hooks=on("a", "Running")), *after)
    world.rest()
    assert world.phases()["wf.a.hooks.now"] == "Running"


@pytest.mark.parametrize("template", ["nested", "again", "ok"])
def test_a_hook_of_a_target_starts_before_the_dag_can_end(template: str) -> None:
    world = given(task("a", template, hooks=on("a", "Succeeded")))
    world.rest()
    world.end({"nested": "wf.a[0].s", "again": "wf.a(0)", "ok": "wf.a"}[template])
    world.rest()
    assert world.phases()["wf.a"] == "Succeeded"
    assert world.phases()["wf.a.hooks.now"] == "Running"
    assert world.finish()["phase"] == "Succeeded"


@pytest.mark.parametrize(
    ("target", "status"),
    [({"when": "1 == 2"}, "Skipped"), ({"depends": "b"}, "Omitted"), ({"withParam": "[]"}, "Skipped")],
)
def test_a_target_that_does_not_run_has_hooks_but_no_exit_hook(target: dict, status: str) -> None:
    world = given(task("b", "bad"), {**task("a", onExit="ok", hooks=on("a", status)), **target})
    world.finish()
    assert world.phases()["wf.a"] == status
    assert world.phases()["wf.a.hooks.now"] == "Succeeded"
    assert "wf.a.onExit" not in world.phases()


def test_a_hook_that_belongs_to_the_next_pass_asks_for_one() -> None:
    world = given(task("a", "nested", hooks=on("a", "Succeeded")), task("c"), task("b", depends="a && c"))
    world.rest()
    world.end("wf.a[0].s")
    world.turn()
    assert "wf.a.hooks.now" not in world.phases()
    assert world.wake_at == world.now
    world.turn()
    assert "wf.a.hooks.now" in world.phases()


def test_a_task_that_ends_within_a_pass_has_its_hooks_in_the_next_while_something_follows_it() -> None:
    world = given(task("a", "nested", hooks=on("a", "Succeeded")), task("b", depends="a"))
    world.rest()
    world.end("wf.a[0].s")
    world.rest()
    assert world.phases()["wf.b"] == world.phases()["wf.a.hooks.now"] == "Running"


@pytest.mark.parametrize("beside", [[], [task("c")]])
def test_a_task_that_ends_together_with_all_that_depend_on_it_has_no_hooks_but_for_its_end(beside: list[dict]) -> None:
    world = given(task("a", "again", hooks=on("a", "Failed")), task("b", depends="a"), *beside)
    for attempt in range(2):
        world.rest()
        world.end(f"wf.a({attempt})", 1)
    world.rest()
    assert world.phases()["wf"] == ("Running" if beside else "Failed")
    assert children(world, "wf.a(1)") == ["wf.b"]
    if beside:
        world.finish()
    assert world.status()["phase"] == "Failed"
    assert "wf.a.hooks.now" not in world.phases()


def test_a_hook_without_an_expression_is_an_error_of_its_task() -> None:
    world = given(task("a", hooks={"h": {"template": "ok"}}), task("b"))
    world.finish()
    assert world.phases()["wf.a"] == "Error"
    assert world.node("wf.a")["message"] == "Expression required for hook wf.a.hooks.h"


def test_hooks_see_what_was_before_the_task_and_the_task_itself() -> None:
    exit_hook = {**says("{{tasks.b.outputs.result}} {{tasks.a.outputs.result}} {{tasks.b.status}}")}
    done = {"expression": 'tasks.b.status == "Succeeded" && tasks.a.outputs.result == "A"'}
    hooks = {"exit": exit_hook, "done": {**done, **says("{{tasks.a.status}}")}}
    world = given(task("a"), task("b", depends="a", hooks=hooks))
    world.finish(outputs={"wf.a": {"result": "A"}, "wf.b": {"result": "B"}})
    assert world.arguments("wf.b.onExit") == ["B A Succeeded"]
    assert world.arguments("wf.b.hooks.done") == ["Succeeded"]


def test_the_exit_hook_of_a_retried_task_sees_the_outputs_of_the_last_attempt() -> None:
    world = given(task("a", "again", hooks={"exit": says("{{tasks.a.outputs.result}}")}))
    world.finish("wf.a(0)", outputs={"wf.a(0)": {"result": "0"}, "wf.a(1)": {"result": "1"}})
    assert world.arguments("wf.a.onExit") == ["1"]


def test_the_exit_hook_of_an_item_starts_when_the_item_has_ended_whatever_the_others_do() -> None:
    world = given(task("a", withItems=[0, 1, 2], onExit="ok"), task("b"))
    world.rest()
    world.end("wf.a(1:1)")
    world.rest()
    assert world.phases()["wf.a(1:1).onExit"] == "Running"
    assert world.phases()["wf.a(0:0)"] == "Running"


def test_an_exit_hook_at_work_keeps_those_of_later_items_from_starting() -> None:
    world = given(task("a", withItems=[0, 1], onExit="ok"), task("b"))
    world.rest()
    world.end("wf.a(0:0)")
    world.end("wf.a(1:1)")
    world.rest()
    assert "wf.a(1:1).onExit" not in world.phases()
    world.end("wf.a(0:0).onExit")
    world.rest()
    assert world.phases()["wf.a(1:1).onExit"] == "Running"


def test_an_exit_hook_behind_another_is_driven_on_when_its_turn_comes() -> None:
    world = given(task("a", withItems=[0, 1], onExit="again"), task("b"))
    world.rest()
    world.end("wf.a(1:1)")
    world.rest()
    world.end("wf.a(0:0)")
    world.rest()
    world.end("wf.a(1:1).onExit(0)", 1)
    world.rest()
    assert world.phases()["wf.a(1:1).onExit"] == "Running"
    world.end("wf.a(0:0).onExit(0)")
    world.rest()
    assert "wf.a(1:1).onExit(1)" in world.phases()


def test_a_loop_has_an_exit_hook_of_its_own_after_those_of_its_items() -> None:
    world = given(task("a", withItems=[0, 1], onExit="ok", hooks=on("a", "Running")))
    world.finish()
    assert world.phases() == {
        "wf": "Succeeded", "wf.a": "Succeeded", "wf.a(0:0)": "Succeeded", "wf.a(1:1)": "Succeeded",
        "wf.a.hooks.now": "Succeeded", "wf.a(0:0).onExit": "Succeeded", "wf.a(1:1).onExit": "Succeeded",
        "wf.a.onExit": "Succeeded",
    }  # fmt: skip
    assert world.created[-1] == "wf.a.onExit"


def test_exit_hooks_of_items_see_what_was_before_the_loop_and_the_item_itself() -> None:
    hook = says("{{tasks.a.outputs.result}} {{tasks.b.status}} {{tasks.b.outputs.result}}")
    world = given(task("a"), task("b", depends="a", withItems=[7, 8], hooks={"exit": hook}))
    world.finish("wf.b(1:8)", outputs={"wf.a": {"result": "A"}, "wf.b(0:7)": {"result": "7"}})
    assert world.arguments("wf.b(0:7).onExit") == ["A Succeeded 7"]
    assert world.arguments("wf.b(1:8).onExit") == ["A Failed {{tasks.b.outputs.result}}"]


def test_skipped_items_have_no_exit_hooks() -> None:
    world = given(task("a", withItems=[1, 2], when="{{item}} == 1", onExit="ok"))
    world.finish()
    assert "wf.a(0:1).onExit" in world.phases()
    assert "wf.a(1:2).onExit" not in world.phases()


@pytest.mark.parametrize(("strategy", "runs"), [("Stop", True), ("Terminate", False)])
def test_exit_hooks_run_after_a_stop_but_not_when_terminated(strategy: str, runs: bool) -> None:
    world = given(task("a", onExit="ok"), task("b"))
    world.rest()
    world.change(shutdown=strategy)
    world.finish()
    assert world.status()["phase"] == "Failed"
    assert world.phases().get("wf.a.onExit") == ("Succeeded" if runs else None)


def test_an_exit_hook_that_a_limit_holds_back_starts_when_there_is_room() -> None:
    tasks = [task("first"), task("b", depends="first", withItems=[1, 2]), task("z", onExit="ok")]
    world = given(*tasks)
    world.change(parallelism=2)
    world.rest()
    world.end("wf.first")
    world.end("wf.z")
    world.rest()
    assert world.running() == ["wf.b(0:1)", "wf.b(1:2)"]
    world.end("wf.b(0:1)")
    world.rest()
    assert world.running() == ["wf.b(1:2)", "wf.z.onExit"]
    assert world.finish()["phase"] == "Succeeded"
