"""What tasks hand to one another and what a DAG hands out: references, loops, what skipped tasks leave behind."""

from __future__ import annotations

import json

import pytest

from tests.engine.world import World, dag, workflow

AGAIN = {"name": "again", "retryStrategy": {"limit": 1}, "container": {"image": "busybox"}}
SAY = {
    "name": "say",
    "inputs": {"parameters": [{"name": "v"}]},
    "container": {"image": "busybox", "args": ["{{inputs.parameters.v}}"]},
}
MAYBE = {**SAY, "name": "maybe", "inputs": {"parameters": [{"name": "v", "default": "own"}]}}
MAKES = {"name": "makes", "container": {"image": "busybox"}, "outputs": {"parameters": [{"name": "p"}]}}
FALLS_BACK = {**MAKES, "name": "falls-back", "outputs": {"parameters": [{"name": "p", "valueFrom": {"default": "d"}}]}}
EATS = {
    "name": "eats",
    "inputs": {"artifacts": [{"name": "f", "path": "/f", "optional": True}]},
    "container": {"image": "busybox"},
}
BAKES = {
    "name": "bakes",
    "container": {"image": "busybox"},
    "outputs": {"artifacts": [{"name": "f", "path": "/f", "optional": True}]},
}
FILE = {"name": "f", "s3": {"key": "a/f.tgz"}}


def task(name: str, template: str = "ok", depends: str = "", **more: object) -> dict:
    return {"name": name, "template": template, **({"depends": depends} if depends else {}), **more}


def told(name: str, value: str, depends: str = "", template: str = "say", **more: object) -> dict:
    """A task that shows `value` as its only argument."""
    given = {"parameters": [{"name": "v", "value": value}]}
    return task(name, template, depends, arguments=given, **more)


def given(*tasks: dict, outputs: list[dict] | None = None, **spec: object) -> World:
    main = {**dag(*tasks), **({"outputs": {"parameters": outputs}} if outputs else {})}
    return World(workflow(main, AGAIN, SAY, MAYBE, MAKES, FALLS_BACK, EATS, BAKES, **spec))


def p(value: str) -> dict:
    return {"parameters": [{"name": "p", "value": value}]}


def output(world: World) -> str | None:
    return world.node("wf")["outputs"]["parameters"][0].get("value")


def test_a_task_sees_everything_of_the_tasks_before_it_however_far_away() -> None:
    world = given(task("a"), told("b", "{{tasks.a.outputs.result}}", "a"), told("c", "{{tasks.a.outputs.result}}", "b"))
    world.finish(outputs={"wf.a": {"result": "A"}})
    assert world.arguments("wf.b") == world.arguments("wf.c") == ["A"]


def test_a_task_that_refers_to_one_it_does_not_depend_on_waits_for_ever() -> None:
    world = given(task("a"), told("b", "{{tasks.a.outputs.result}}"))
    world.rest()
    world.end("wf.a", outputs={"result": "A"})
    world.rest()
    assert world.phases() == {"wf": "Running", "wf.a": "Succeeded"}


@pytest.mark.parametrize("template", ["ok", "again"])
def test_ids_times_and_codes_of_a_task_can_be_referred_to(template: str) -> None:
    value = "{{tasks.a.id}} {{tasks.a.status}} {{tasks.a.exitCode}} {{tasks.a.startedAt}} {{tasks.a.finishedAt}}"
    world = given(task("a", template), told("b", value, "a"))
    world.finish("wf.a(0)")
    spoke = world.node("wf.a" if template == "ok" else "wf.a(1)")
    moments = f"{spoke['startedAt']} {spoke['finishedAt']}"
    assert world.arguments("wf.b") == [f"{spoke['id']} Succeeded 0 {moments}"]


def test_a_loop_is_referred_to_by_its_group() -> None:
    world = given(task("a", withItems=[1, 2]), told("b", "{{tasks.a.id}} {{tasks.a.status}}", "a"))
    world.finish()
    assert world.node("wf.a")["type"] == "TaskGroup"
    assert world.arguments("wf.b") == [f"{world.node('wf.a')['id']} Succeeded"]


@pytest.mark.parametrize(
    ("loop", "names", "seen"),
    [
        ({"withParam": '["x", 2, true]'}, ["a(0:x)", "a(1:2)", "a(2:true)"], ["x", "2", "true"]),
        ({"withItems": [{"k": 1, "j": "y"}]}, ["a(0:j:y,k:1)"], ['{"j":"y","k":1}']),
        ({"withSequence": {"count": "2", "start": "4"}}, ["a(0:4)", "a(1:5)"], ["4", "5"]),
        ({"withParam": "{{tasks.before.outputs.result}}"}, ["a(0:r)"], ["r"]),
        ({"withParam": "{{workflow.parameters.list}}"}, ["a(0:g)", "a(1:h)"], ["g", "h"]),
        ({"withParam": "{{=toJson([1, 2])}}"}, ["a(0:1)", "a(1:2)"], ["1", "2"]),
    ],
)
def test_a_task_with_a_loop_becomes_a_group_of_tasks(loop: dict, names: list[str], seen: list[str]) -> None:
    arguments = {"parameters": [{"name": "list", "value": '["g", "h"]'}]}
    world = given(task("before"), told("a", "{{item}}", "before", **loop), arguments=arguments)
    world.finish(outputs={"wf.before": {"result": '["r"]'}})
    group = world.node("wf.a")
    assert (group["type"], group["phase"]) == ("TaskGroup", "Succeeded")
    assert [world.status()["nodes"][child]["displayName"] for child in group["children"]] == names
    assert [world.arguments(f"wf.{name}")[0] for name in names] == seen


def test_an_item_and_a_variable_of_the_workflow_resolve_together() -> None:
    arguments = {"parameters": [{"name": "g", "value": "G"}]}
    world = given(told("a", "{{workflow.parameters.g}} {{item}}", withParam='["x"]'), arguments=arguments)
    world.finish()
    assert world.arguments("wf.a(0:x)") == ["G x"]


def test_a_loop_that_cannot_be_expanded_is_an_error_of_its_task_alone() -> None:
    world = given(task("a", withParam="nope"), task("b"), task("c", depends="a.Errored && b"))
    assert world.finish()["phase"] == "Succeeded"
    assert (world.node("wf.a")["type"], world.phases()["wf.a"]) == ("Skipped", "Error")
    assert "withParam value could not be parsed as a JSON list: nope" in world.node("wf.a")["message"]


@pytest.mark.parametrize("continues", [{}, {"continueOn": {"failed": True}}])
def test_outputs_of_a_loop_with_failures_are_those_of_the_others(continues: dict) -> None:
    reads = told("b", "{{tasks.a.outputs.parameters.p}}", "a || a.Failed")
    world = given(task("a", "makes", withItems=[0, 1, 2], **continues), reads)
    world.finish("wf.a(1:1)", outputs={f"wf.a({n}:{n})": p(str(n)) for n in range(3)})
    assert world.arguments("wf.b") == ['["0","2"]']


def test_a_dag_hands_out_lists_of_its_loops() -> None:
    outputs = [{"name": "all", "valueFrom": {"parameter": "{{tasks.a.outputs.parameters.p}}"}}]
    world = given(task("a", "makes", withItems=[0, 1]), outputs=outputs)
    world.finish(outputs={f"wf.a({n}:{n})": p(f"v{n}") for n in range(2)})
    assert json.loads(output(world) or "") == ["v0", "v1"]


def test_a_false_condition_leaves_the_arguments_alone() -> None:
    world = given(task("a"), told("b", "{{tasks.nobody.outputs.result}}", "a", when="1 == 2"))
    assert world.finish()["phase"] == "Succeeded"
    assert world.node("wf.b")["message"] == "when '1 == 2' evaluated false"


def test_a_condition_may_be_an_expression_over_tasks_before() -> None:
    condition = "{{=tasks.a.outputs.result == 'yes'}}"
    world = given(task("a"), task("b", depends="a", when=condition), task("c", depends="a", when=f"!{condition}"))
    world.finish(outputs={"wf.a": {"result": "yes"}})
    assert (world.phases()["wf.b"], world.phases()["wf.c"]) == ("Succeeded", "Skipped")
    assert world.node("wf.c")["message"] == "when '!true' evaluated false"


def test_a_condition_that_is_none_is_an_error_of_its_task() -> None:
    world = given(task("a", when="maybe"), task("b", depends="a.Errored"))
    assert world.finish()["phase"] == "Succeeded"
    assert (world.node("wf.a")["type"], world.phases()["wf.a"]) == ("Skipped", "Error")


def test_a_missing_optional_artifact_keeps_nothing_from_starting() -> None:
    wants = task("b", "eats", "a", arguments={"artifacts": [{"name": "f", "from": "{{tasks.a.outputs.artifacts.f}}"}]})
    wants["arguments"]["artifacts"][0]["optional"] = True
    for first in (task("a", "bakes"), task("a", "bakes", when="1 == 2")):
        world = given(first, wants)
        assert world.finish()["phase"] == "Succeeded"
        assert "s3" not in world.requests[world.node("wf.b")["id"]].template["inputs"]["artifacts"][0]


def test_an_artifact_of_a_task_that_was_skipped_has_to_be_optional() -> None:
    wants = task("b", "eats", "a", arguments={"artifacts": [{"name": "f", "from": "{{tasks.a.outputs.artifacts.f}}"}]})
    world = given(task("a", "bakes", when="1 == 2"), wants)
    assert world.finish()["phase"] == "Error"
    assert world.node("wf.b")["message"].endswith('Unable to resolve: "tasks.a.outputs.artifacts.f"')


def test_an_optional_artifact_that_is_there_arrives() -> None:
    artifact = {"name": "f", "from": "{{tasks.a.outputs.artifacts.f}}", "optional": True}
    world = given(task("a", "bakes"), task("b", "eats", "a", arguments={"artifacts": [artifact]}))
    world.finish(outputs={"wf.a": {"artifacts": [FILE]}})
    found = world.requests[world.node("wf.b")["id"]].template["inputs"]["artifacts"][0]
    assert (found["s3"], found["path"]) == ({"key": "a/f.tgz"}, "/f")


SKIPPED = {"when": "1 == 2"}
P = "tasks.a.outputs.parameters.p"


@pytest.mark.parametrize(
    ("maker", "template", "value", "seen"),
    [
        ("falls-back", "say", f"{{{{{P}}}}}", "d"),
        ("falls-back", "maybe", f"{{{{{P}}}}}", "d"),
        ("falls-back", "say", f"<{{{{{P}}}}}>", "<d>"),
        ("falls-back", "say", f"{{{{={P}}}}}", "d"),
        ("makes", "maybe", f"{{{{{P}}}}}", "own"),
        ("makes", "say", f"{{{{={P} ?? 'else'}}}}", "else"),
        ("makes", "maybe", f"{{{{={P} == nil ? 'none' : 'some'}}}}", "none"),
    ],
)
def test_what_a_skipped_task_leaves_to_the_next(maker: str, template: str, value: str, seen: str) -> None:
    world = given(task("a", maker, **SKIPPED), told("b", value, "a", template))
    assert world.finish()["phase"] == "Succeeded"
    assert world.arguments("wf.b") == [seen]


@pytest.mark.parametrize(
    ("value", "loop"),
    [(f"{{{{{P}}}}}", {}), (f"<{{{{{P}}}}}>", {}), ("x", {"withParam": f"{{{{{P}}}}}"})],
)
@pytest.mark.parametrize("first", [SKIPPED, {"depends": "never.Failed"}])
def test_what_a_task_that_did_not_run_cannot_give_is_an_error_at_once(first: dict, value: str, loop: dict) -> None:
    maker = {**task("a", "makes"), **first}
    world = given(task("never"), maker, told("b", value, "a || a.Omitted", **loop), task("c", depends="b"))
    assert world.finish()["phase"] == "Error"
    assert "absent optional" in world.node("wf.b")["message"]
    assert world.phases()["wf.b"] == "Error"
    assert world.phases()["wf.c"] == "Omitted"
    world.turn()
    assert world.wake_at is None


def test_an_expression_that_gives_nothing_is_an_error_at_once() -> None:
    world = given(task("a", "makes", **SKIPPED), told("b", f"{{{{={P}}}}}", "a"))
    assert world.finish()["phase"] == "Error"
    assert world.phases()["wf.b"] == "Error"


@pytest.mark.parametrize(
    ("maker", "source", "value"),
    [
        ("falls-back", {"parameter": f"{{{{{P}}}}}", "default": "mine"}, "d"),
        ("makes", {"parameter": f"{{{{{P}}}}}", "default": "mine"}, "mine"),
        ("falls-back", {"expression": P, "default": "mine"}, "d"),
        ("makes", {"expression": P, "default": "mine"}, "mine"),
        ("makes", {"expression": f"{P} ?? 'else'", "default": "mine"}, "else"),
        ("makes", {"expression": f"{P} + 'x'", "default": "mine"}, "mine"),
    ],
)
@pytest.mark.parametrize("last", ["a", "b"])
def test_a_dag_hands_out_the_producers_default_before_its_own(maker: str, source: dict, value: str, last: str) -> None:
    more = [task("b", depends="a")] if last == "b" else []
    world = given(task("a", maker, **SKIPPED), *more, outputs=[{"name": "o", "valueFrom": source}])
    assert world.finish()["phase"] == "Succeeded"
    assert output(world) == value


def test_a_dag_that_cannot_hand_out_what_it_promises_is_an_error() -> None:
    source = {"parameter": f"{{{{{P}}}}}"}
    world = given(task("a", "makes", **SKIPPED), outputs=[{"name": "o", "valueFrom": source}])
    assert world.finish()["phase"] == "Error"
    assert "absent optional" in world.node("wf")["message"]


def test_a_dag_that_fails_hands_out_nothing() -> None:
    source = {"parameter": f"{{{{{P}}}}}"}
    world = given(task("a", "makes"), task("b", "bad"), outputs=[{"name": "o", "valueFrom": source}])
    assert world.finish(outputs={"wf.a": p("1")})["phase"] == "Failed"
    assert "outputs" not in world.node("wf")


def test_the_last_to_finish_of_those_with_one_global_name_counts() -> None:
    shares = {**MAKES, "outputs": {"parameters": [{"name": "p", "valueFrom": {"path": "/p"}, "globalName": "g"}]}}
    for order in ("ab", "ba"):
        world = World(workflow(dag(task("a", "makes"), task("b", "makes"), task("c", depends="a && b")), shares))
        world.rest()
        for name in order:
            shared = {"parameters": [{"name": "p", "value": name, "globalName": "g"}]}
            world.later(seconds=1)
            world.end(f"wf.{name}", outputs=shared)
        world.rest()
        assert world.status()["outputs"]["parameters"] == [{"name": "g", "value": order[-1]}]
