"""What steps hand to each other: references, loops, skipped producers, artifacts, outputs of the whole."""

from __future__ import annotations

import json

import pytest

from argocli.engine.templates import TemplateKey
from tests.engine.world import World, dag, steps, workflow

ABSENT = "output is an absent optional (skipped/omitted node with no default)"


def show(name: str = "show", default: str | None = None, **more: object) -> dict:
    """A template that prints its input `v`."""
    parameter = {"name": "v"} if default is None else {"name": "v", "default": default}
    return {"name": name, "inputs": {"parameters": [parameter]}, "container": {"image": "b", "args": ["{{inputs.parameters.v}}"]}, **more}  # fmt: skip


def make(default: str | None = None) -> dict:
    """A template that declares the output `p`."""
    source = {"path": "/p"} if default is None else {"path": "/p", "default": default}
    return {
        "name": "make",
        "outputs": {"parameters": [{"name": "p", "valueFrom": source}]},
        "container": {"image": "b"},
    }


def give(value: str) -> dict:
    return {"arguments": {"parameters": [{"name": "v", "value": value}]}}


def step(name: str, template: str = "ok", **more: object) -> dict:
    return {"name": name, "template": template, **more}


def produced(**values: object) -> dict:
    return {"parameters": [{"name": name, "value": value} for name, value in values.items()]}


# -- references


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("{{steps.a.outputs.parameters.p}}", "of-a"),
        ("{{steps.a.outputs.result}}", 'say "hi"\n<&>'),
        ("{{=steps.a.outputs.parameters.p + '!'}}", "of-a!"),
        ("{{steps.a.status}} {{steps.a.exitCode}} {{steps.a.startedAt}} {{steps.a.finishedAt}}", "Succeeded 0 2026-01-02T03:04:05Z 2026-01-02T03:04:05Z"),
        ("{{steps.a.id}}", "wf-3986212215"),
        ("{{inputs.parameters.g}}/{{workflow.parameters.w}}", "of-input/of-workflow"),
        ("{{inputs.parameters}}", '[{"name":"g","value":"of-input"}]'),
    ],
)  # fmt: skip
def test_a_step_sees_what_came_before_it(value: str, shown: str) -> None:
    arguments = {"parameters": [{"name": "g", "value": "of-input"}, {"name": "w", "value": "of-workflow"}]}
    main = steps([step("a", "make")], [step("b", "show", **give(value))], inputs={"parameters": [{"name": "g"}]})
    world = World(workflow(main, make(), show(), arguments=arguments))
    world.finish(outputs={"wf[0].a": {**produced(p="of-a"), "result": 'say "hi"\n<&>'}})
    assert world.arguments("wf[1].b") == [shown]


def test_the_id_of_a_loop_is_that_of_its_group() -> None:
    main = steps([step("a", withItems=[1, 2])], [step("b", "show", **give("{{steps.a.id}} {{steps.a.status}}"))])
    world = World(workflow(main, show()))
    world.finish()
    assert world.arguments("wf[1].b") == [f"{world.node('wf[0]')['id']} Succeeded"]


@pytest.mark.parametrize(
    ("result", "phase"), [("yes", "Pending"), ("no", "Skipped")]
)  # what is skipped needs nothing else to be known
def test_a_condition_is_looked_at_before_anything_else_of_the_step(result: str, phase: str) -> None:
    given = give("{{steps.a.outputs.parameters.nobody}}")
    main = steps([step("a")], [step("b", "show", when="{{steps.a.outputs.result}} == yes", **given)])
    world = World(workflow(main, show()))
    world.turn()
    world.end("wf[0].a", 0, {"result": result})
    world.rest()
    found = world.phases()
    assert found.get("wf[1].b", "Pending") == phase
    assert found["wf"] == ("Running" if result == "yes" else "Succeeded")
    assert world.created == ["wf[0].a"]


@pytest.mark.parametrize(
    ("retry", "counts"), [({}, ["{{retries}}"]), ({"retryStrategy": {"limit": 2}}, ["0", "1", "2"])]
)
def test_retries_count_up_in_the_members_of_a_retried_steps_template(retry: dict, counts: list[str]) -> None:
    main = steps([step("a", "show", **give("{{retries}}"))], **retry)
    world = World(workflow(main, show()))
    world.finish("wf(0)[0].a", "wf(1)[0].a", "wf(2)[0].a")
    assert [world.arguments(name) for name in world.created] == [[count] for count in counts]


@pytest.mark.parametrize(
    ("main", "node", "shown"),
    [
        (steps([step("a", "t")]), "wf[0].a", "a {{tasks.name}}"),
        (dag(step("a", "t")), "wf.a", "{{steps.name}} a"),
    ],
)
def test_a_template_knows_its_node_its_pod_and_the_step_or_task_that_calls_it(
    main: dict, node: str, shown: str
) -> None:
    text = "{{node.name}} {{pod.name}} {{steps.name}} {{tasks.name}}"
    world = World(workflow(main, {"name": "t", "container": {"image": "b", "args": [text]}}))
    world.turn()
    assert world.arguments(node) == [f"{node} {world.requests[world.node(node)['id']].pod_name} {shown}"]


# -- loops


@pytest.mark.parametrize(
    ("loop", "shown"),
    [
        ({"withItems": ["x", 'say "hi"', "a\\b\nc"]}, {"0:x": "x w", '1:say \\"hi\\"': 'say "hi" w', "2:a\\\\b\\nc": "a\\b\nc w"}),
        ({"withParam": '["s", 1, true, {"k": "v"}, [1, 2]]'}, {"0:s": "s w", "1:1": "1 w", "2:true": "true w", "3:k:v": '{"k":"v"} w', "4:[1 2]": "[1,2] w"}),
        ({"withParam": "{{workflow.parameters.list}}"}, {"0:one": "one w", "1:two": "two w"}),
        ({"withSequence": {"start": "1", "end": "2"}}, {"0:1": "1 w", "1:2": "2 w"}),
    ],
)  # fmt: skip
def test_an_item_and_a_variable_of_the_workflow_stand_side_by_side(loop: dict, shown: dict) -> None:
    arguments = {"parameters": [{"name": "g", "value": "w"}, {"name": "list", "value": '["one", "two"]'}]}
    main = steps([step("a", "show", **loop, **give("{{item}} {{workflow.parameters.g}}"))])
    world = World(workflow(main, show(), arguments=arguments))
    world.turn()
    assert {name: world.arguments(f"wf[0].a({name})") for name in shown} == {k: [v] for k, v in shown.items()}
    assert len(world.created) == len(shown)


def test_each_item_is_decided_by_itself() -> None:
    loop = step("a", "show", withParam='[{"n": "x", "on": "true"}, {"n": "y", "on": "false"}]', **give("{{item.n}}"))
    world = World(workflow(steps([{**loop, "when": "{{item.on}} == true && {{=1 + 1}} == 2"}]), show()))
    world.finish()
    assert {name.partition("(")[2]: phase for name, phase in world.phases().items() if "(" in name} == {
        "0:n:x,on:true)": "Succeeded",
        "1:n:y,on:false)": "Skipped",
    }
    assert world.node("wf[0].a(1:n:y,on:false)")["message"] == "when 'false == true && 2 == 2' evaluated false"


# -- producers that were skipped


@pytest.mark.parametrize(
    ("producer", "consumer", "value", "shown"),
    [
        ("of-producer", None, "{{steps.a.outputs.parameters.p}}", "of-producer"),
        ("of-producer", "of-consumer", "{{steps.a.outputs.parameters.p}}", "of-producer"),
        (None, "of-consumer", "{{steps.a.outputs.parameters.p}}", "of-consumer"),
        (None, None, "{{=steps.a.outputs.parameters.p ?? 'fallback'}}", "fallback"),
    ],
)  # fmt: skip
def test_a_default_stands_in_for_what_was_skipped(
    producer: str | None, consumer: str | None, value: str, shown: str
) -> None:
    main = steps([step("a", "make", when="false")], [step("b", "show", **give(value))])
    world = World(workflow(main, make(producer), show(default=consumer)))
    assert world.finish()["phase"] == "Succeeded"
    assert world.arguments("wf[1].b") == [shown]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (give("{{steps.a.outputs.parameters.p}}"), "step group deemed errored due to child wf[1].b error: inputs.parameters.v: argument references an absent optional (skipped/omitted node output with no default)"),
        (give("x-{{steps.a.outputs.parameters.p}}"), f"failed to resolve references: unable to substitute {{{{steps.a.outputs.parameters.p}}}}: {ABSENT}"),
        ({**give("x"), "withParam": "{{steps.a.outputs.parameters.p}}"}, f"failed to resolve references: unable to substitute {{{{steps.a.outputs.parameters.p}}}}: {ABSENT}"),
        ({**give("x"), "when": "{{steps.a.outputs.parameters.p}} == 1"}, f"failed to resolve references: unable to substitute {{{{steps.a.outputs.parameters.p}}}}: {ABSENT}"),
        ({**give("{{steps.a.outputs.parameters.p}}"), "when": "false"}, ""),
    ],
)  # fmt: skip
def test_without_a_default_a_consumer_that_runs_is_an_error(more: dict, message: str) -> None:
    main = steps([step("a", "make", when="false")], [step("b", "show", **more)])
    world = World(workflow(main, make(), show()))
    status = world.finish()
    assert (status["phase"], status.get("message", "")) == ("Failed" if message else "Succeeded", message)
    if not message:
        assert world.phases()["wf[1].b"] == "Skipped"


def test_a_default_of_the_consumer_counts_also_where_an_item_chooses_its_template() -> None:
    key = TemplateKey("WorkflowTemplate", "default", "lib")
    lib = {"spec": {"templates": [show("one", default="of-one"), show("two", default="of-two")]}}
    chosen = {"name": "b", "templateRef": {"name": "lib", "template": "{{item}}"}, "withItems": ["one", "two"]}
    main = steps([step("a", "make", when="false")], [{**chosen, **give("{{steps.a.outputs.parameters.p}}")}])
    world = World(workflow(main, make()), objects={key: lib})
    assert world.finish()["phase"] == "Succeeded"
    assert [world.arguments(f"wf[1].b({name})") for name in ("0:one", "1:two")] == [["of-one"], ["of-two"]]


# -- artifacts


RAW = {"name": "art", "raw": {"data": "x"}}


def writes(name: str = "writes") -> dict:
    return {"name": name, "outputs": {"artifacts": [{"name": "art", "path": "/o"}]}, "container": {"image": "b"}}


def reads(**artifact: object) -> dict:
    inputs = {"parameters": [{"name": "v", "default": "d"}], "artifacts": [{"name": "in", "path": "/i", **artifact}]}
    return {"name": "reads", "inputs": inputs, "container": {"image": "b"}}


def pass_on(**more: object) -> dict:
    return {"arguments": {"artifacts": [{"name": "in", "from": "{{steps.a.outputs.artifacts.art}}", **more}]}}


def inputs_of(world: World, name: str) -> list[dict]:
    return world.requests[world.node(name)["id"]].template["inputs"].get("artifacts", [])


@pytest.mark.parametrize("loop", [{}, {"withItems": ["x", "y"]}])
@pytest.mark.parametrize("skipped", [{"when": "false"}, {"when": "{{workflow.name}} != wf"}])
def test_an_optional_artifact_of_a_skipped_step_is_no_hindrance(skipped: dict, loop: dict) -> None:
    main = steps([step("a", "writes", **skipped, **loop)], [step("b", "reads", **pass_on(optional=True))])
    world = World(workflow(main, writes(), reads(optional=True)))
    assert world.finish()["phase"] == "Succeeded"
    assert [one for one in inputs_of(world, "wf[1].b") if "raw" in one or "s3" in one] == []


def test_an_optional_artifact_may_be_left_out_beside_parameters() -> None:
    main = steps([step("b", "reads", arguments={"parameters": [{"name": "v", "value": "x"}]})])
    assert World(workflow(main, reads(optional=True))).finish()["phase"] == "Succeeded"


@pytest.mark.parametrize(
    ("body", "prefix", "reference"),
    [
        (lambda a, b: steps([a], [b]), ("wf[0].", "wf[1]."), "steps"),
        (lambda a, b: dag(a, {**b, "depends": "a"}), ("wf.", "wf."), "tasks"),
    ],
)
def test_a_consumer_of_what_a_loop_may_have_written_starts(body, prefix: tuple[str, str], reference: str) -> None:
    loop = step("a", "writes", withItems=["x", "y"])
    source = {"name": "in", "from": f"{{{{{reference}.a.outputs.artifacts.art}}}}", "optional": True}
    main = body(loop, step("b", "reads", arguments={"artifacts": [source]}))
    world = World(workflow(main, writes(), reads(optional=True)))
    art = {"artifacts": [{"name": "art", "s3": {"key": "k"}}]}
    outputs = {f"{prefix[0]}a({item})": art for item in ("0:x", "1:y")}
    assert world.finish(outputs=outputs)["phase"] == "Succeeded"
    assert world.phases()[f"{prefix[1]}b"] == "Succeeded"


def test_the_sub_path_of_an_artifact_may_hold_an_item() -> None:
    loop = step("b", "reads", withItems=["x", "y"], **pass_on(subPath="{{item}}.txt"))
    world = World(workflow(steps([step("a", "writes")], [loop]), writes(), reads()))
    world.finish(outputs={"wf[0].a": {"artifacts": [{"name": "art", "s3": {"key": "k"}}]}})
    keys = [inputs_of(world, f"wf[1].b({name})")[0]["s3"]["key"] for name in ("0:x", "1:y")]
    assert keys == ["k/x.txt", "k/y.txt"]


def test_an_artifact_that_was_not_written_and_is_not_optional_is_an_error_of_the_group() -> None:
    optional = {**writes(), "outputs": {"artifacts": [{"name": "art", "path": "/o", "optional": True}]}}
    world = World(workflow(steps([step("a", "writes")], [step("b", "reads", **pass_on())]), optional, reads()))
    status = world.finish()
    unknown = 'unable to resolve references: Unable to resolve: "steps.a.outputs.artifacts.art"'
    assert (status["phase"], status["message"]) == ("Failed", f"failed to resolve references: {unknown}")
    assert world.phases()["wf[1]"] == "Error"


# -- outputs of the whole


def test_a_global_output_of_an_inner_step_is_the_workflows_and_is_seen_by_later_steps() -> None:
    declared = {"name": "p", "globalName": "shared", "valueFrom": {"path": "/p"}}
    make_global = {**make(), "outputs": {"parameters": [declared]}}
    inner = steps([step("x", "make")], [step("y", "show", **give("{{workflow.outputs.parameters.shared}}"))], name="inner")  # fmt: skip
    main = steps([step("a", "inner")], [step("b", "show", **give("{{=workflow.outputs.parameters.shared + '!'}}"))])
    world = World(workflow(main, inner, make_global, show()))
    out = {"parameters": [{"name": "p", "value": "v", "globalName": "shared"}]}
    status = world.finish(outputs={"wf[0].a[0].x": out})
    assert status["outputs"] == {"parameters": [{"name": "shared", "value": "v"}]}
    assert world.arguments("wf[0].a[1].y") == ["v"]
    assert world.arguments("wf[1].b") == ["v!"]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ({"parameter": "{{steps.a.outputs.parameters.p}}"}, "x"),
        ({"expression": "steps.a.outputs.parameters.p + '!'"}, "x!"),
        ({"parameter": "{{steps.s.outputs.parameters.p}}", "default": "d"}, "d"),
        ({"expression": "steps.s.outputs.parameters.p ?? 'n'"}, "n"),
        ({"parameter": "{{steps.l.outputs.parameters.p}}"}, '["1","2"]'),
    ],
)  # fmt: skip
def test_the_outputs_of_steps_come_from_their_members(source: dict, value: str) -> None:
    group = [step("a", "make"), step("s", "make", when="false"), step("l", "make", withItems=[1, 2])]
    main = steps(group, outputs={"parameters": [{"name": "o", "valueFrom": source}]})
    world = World(workflow(main, make()))
    given = {"wf[0].a": produced(p="x"), "wf[0].l(0:1)": produced(p="1"), "wf[0].l(1:2)": produced(p="2")}
    assert world.finish(outputs=given)["phase"] == "Succeeded"
    assert world.node("wf")["outputs"]["parameters"] == [{"name": "o", "value": value}]


def test_outputs_that_cannot_be_had_make_the_steps_an_error() -> None:
    source = {"parameter": "{{steps.a.outputs.parameters.p}}"}
    main = steps([step("a", "make", when="false")], outputs={"parameters": [{"name": "o", "valueFrom": source}]})
    status = World(workflow(main, make())).finish()
    text = 'output parameter "o": "{{steps.a.outputs.parameters.p}}" is an absent optional '
    assert status["phase"] == "Error"
    assert status["message"].startswith(f"error in entry template execution: {text}")


def test_results_of_a_loop_that_are_no_json_are_an_error_of_the_steps() -> None:
    loop = step("a", withItems=[1, 2])
    world = World(workflow(steps([loop], [step("b", "show", **give("{{steps.a.outputs.result}}"))]), show()))
    status = world.finish(outputs={"wf[0].a(0:1)": {"result": "plain"}, "wf[0].a(1:2)": {"result": "2"}})
    assert (status["phase"], world.phases()["wf"], world.phases()["wf[0]"]) == ("Error", "Error", "Succeeded")
    assert "wf[1].b" not in world.phases()


def test_only_results_that_somebody_reads_are_asked_for() -> None:
    main = steps([step("a"), step("b"), step("l", withItems=[1])], [step("c", "show", **give("{{steps.a.outputs.result}} {{=steps['l'].outputs.result}}"))])  # fmt: skip
    world = World(workflow(main, show()))
    world.turn()
    assert {request.node_name: request.include_result for request in world.requests.values()} == {
        "wf[0].a": True,
        "wf[0].b": False,
        "wf[0].l(0:1)": True,
    }


def test_the_inputs_of_a_node_are_shown_as_they_were_given() -> None:
    world = World(workflow(steps([step("a", "show", **give("{{workflow.name}}"))]), show()))
    world.turn()
    assert world.node("wf[0].a")["inputs"] == {"parameters": [{"name": "v", "value": "wf"}]}
    assert json.dumps(world.node("wf")).count("inputs") == 0
