"""What steps and dag templates hand out, and what becomes of outputs that the whole workflow can see."""

from __future__ import annotations

import pytest

from tests.engine.world import World, dag, steps, workflow

MAKE = {
    "name": "make",
    "outputs": {
        "parameters": [
            {"name": "p", "valueFrom": {"path": "/p"}},
            {"name": "d", "valueFrom": {"path": "/d", "default": "fallback"}},
        ],
        "artifacts": [{"name": "f", "path": "/f", "optional": True}],
    },
    "container": {"image": "busybox"},
}
SHOW = {
    "name": "show",
    "inputs": {"parameters": [{"name": "v"}]},
    "container": {"image": "busybox", "args": ["{{inputs.parameters.v}}"]},
}
GIVEN = {
    "result": "41",
    "parameters": [{"name": "p", "value": "pv"}, {"name": "d", "value": "dv"}],
    "artifacts": [{"name": "f", "path": "/f", "s3": {"key": "made/f.tgz"}}],
}
ENTRY = {"steps": "wf[0].a", "dag": "wf.a"}


def handing_out(body: str, outputs: dict, when: str = "true", template: str = "make", given: dict = GIVEN) -> World:
    """A template with one member `a` and these outputs, brought to its end; `KIND` is steps or tasks."""
    member = {"name": "a", "template": template, "when": when}
    inner = steps([member]) if body == "steps" else dag(member)
    inner["outputs"] = filled(outputs, "steps" if body == "steps" else "tasks")
    inner["inputs"] = {"parameters": [{"name": "i", "value": "iv"}]}
    world = World(workflow(inner, MAKE, SHOW, arguments={"parameters": [{"name": "g", "value": "gv"}]}))
    world.finish(outputs={ENTRY[body]: given})
    return world


def filled(value: object, kind: str) -> object:
    if isinstance(value, str):
        return value.replace("KIND", kind)
    if isinstance(value, dict):
        return {key: filled(item, kind) for key, item in value.items()}
    return [filled(item, kind) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    ("source", "value"),
    [
        ({"parameter": "{{KIND.a.outputs.parameters.p}}"}, "pv"),
        ({"parameter": "{{ KIND.a.outputs.parameters.p }}"}, "pv"),
        ({"parameter": "KIND.a.outputs.parameters.p"}, "pv"),
        ({"parameter": "{{KIND.a.outputs.result}}"}, "41"),
        ({"parameter": "{{KIND.a.exitCode}}"}, "0"),
        ({"parameter": "{{KIND.nobody.outputs.result}}", "default": "none"}, "none"),
        ({"parameter": "{{KIND.a.outputs.parameters.p}}", "default": "none"}, "pv"),
        ({"expression": "KIND.a.outputs.parameters.p + '-' + KIND['a'].outputs.parameters.d"}, "pv-dv"),
        ({"expression": "inputs.parameters.i + workflow.parameters.g"}, "ivgv"),
        ({"expression": "asInt(KIND.a.outputs.result) + 1"}, "42"),
        ({"expression": "KIND.a.status == 'Succeeded'"}, "true"),
        ({"expression": "[1, 'x', nil]"}, "[1 x <nil>]"),
        ({"expression": "{'b': 1.5, 'a': [true]}"}, "map[a:[true] b:1.5]"),
        ({"expression": "2.0 * 1000000"}, "2e+06"),
        ({"expression": "KIND.nobody.outputs.result", "default": 7}, "7"),
        ({"expression": "nil", "default": ""}, ""),
        ({"expression": "KIND?.nobody?.outputs ?? 'rescued'"}, "rescued"),
    ],
)
def test_an_output_parameter_comes_from_a_reference_or_an_expression(body: str, source: dict, value: str) -> None:
    world = handing_out(body, {"parameters": [{"name": "o", "valueFrom": source}]})
    assert world.node("wf").get("outputs") == {"parameters": [{"name": "o", "value": value}]}, world.status()


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"parameter": "{{KIND.a.outputs.parameters.no}}"}, 'Unable to resolve: "KIND.a.outputs.parameters.no"'),
        ({"parameter": "{{KIND.a.outputs.artifacts.f}}"}, "Variable {{KIND.a.outputs.artifacts.f}} is not a string"),
        ({"expression": "nil"}, 'failed to evaluate expression "nil"'),
        ({}, "output parameters must have a valueFrom specified"),
    ],
)
def test_an_output_parameter_from_nowhere_is_an_error(body: str, source: dict, message: str) -> None:
    world = handing_out(body, {"parameters": [{"name": "o", "valueFrom": source}]})
    kind = "steps" if body == "steps" else "tasks"
    assert (world.node("wf")["phase"], world.node("wf")["message"]) == ("Error", message.replace("KIND", kind))
    assert world.status()["message"] == f"error in entry template execution: {message.replace('KIND', kind)}"


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    ("source", "value"),
    [
        ({"parameter": "{{KIND.a.outputs.parameters.d}}"}, "fallback"),
        ({"parameter": "{{KIND.a.outputs.parameters.d}}", "default": "own"}, "fallback"),
        ({"parameter": "{{KIND.a.outputs.parameters.p}}", "default": "own"}, "own"),
        ({"expression": "KIND.a.outputs.parameters.p", "default": "own"}, "own"),
        ({"expression": "KIND.a.outputs.parameters.p ?? 'rescued'", "default": "own"}, "rescued"),
        ({"parameter": "{{KIND.a.outputs.parameters.p}}"}, None),
    ],
)
def test_of_a_member_that_was_skipped_only_defaults_are_left(body: str, source: dict, value: str | None) -> None:
    world = handing_out(body, {"parameters": [{"name": "o", "valueFrom": source}]}, when="1 == 2")
    if value is not None:
        assert world.node("wf")["outputs"] == {"parameters": [{"name": "o", "value": value}]}
        return
    kind = "steps" if body == "steps" else "tasks"
    absent = "is an absent optional (skipped/omitted node output with no default)"
    assert world.node("wf")["message"] == f'output parameter "o": "{{{{{kind}.a.outputs.parameters.p}}}}" {absent}'


def test_everything_said_of_an_output_parameter_is_kept_but_where_it_comes_from() -> None:
    declared = {"name": "o", "description": "why", "enum": ["pv"], "globalName": "g", "default": "d"}
    world = handing_out(
        "steps", {"parameters": [{**declared, "valueFrom": {"parameter": "KIND.a.outputs.parameters.p"}}]}
    )
    assert world.node("wf")["outputs"]["parameters"] == [{**declared, "value": "pv"}]


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    ("source", "key"),
    [
        ({"from": "{{KIND.a.outputs.artifacts.f}}"}, "made/f.tgz"),
        ({"fromExpression": "KIND.a.outputs.artifacts.f"}, "made/f.tgz"),
        ({"fromExpression": "KIND.a.exitCode == '0' ? KIND.a.outputs.artifacts.f : nil"}, "made/f.tgz"),
        ({"from": "{{KIND.a.outputs.artifacts.f}}", "subPath": "{{KIND.a.outputs.result}}/{{inputs.parameters.i}}"}, "made/f.tgz/41/iv"),
        ({"fromExpression": "KIND.a.outputs.artifacts.f", "subPath": "../g"}, "made/g"),
    ],
)  # fmt: skip
def test_an_output_artifact_lies_where_its_source_lies(body: str, source: dict, key: str) -> None:
    world = handing_out(body, {"artifacts": [{"name": "o", **source}]})
    assert world.node("wf")["outputs"]["artifacts"] == [{"name": "o", "s3": {"key": key}}]


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    "source", [{"from": "{{KIND.a.outputs.artifacts.f}}"}, {"fromExpression": "KIND.a.outputs.artifacts.f"}]
)
@pytest.mark.parametrize("optional", [True, False])
def test_an_output_artifact_that_was_not_made_has_to_be_optional(body: str, source: dict, optional: bool) -> None:
    given = {key: value for key, value in GIVEN.items() if key != "artifacts"}
    world = handing_out(body, {"artifacts": [{"name": "o", "optional": optional, **source}]}, given=given)
    assert world.status()["phase"] == ("Succeeded" if optional else "Error")
    assert "outputs" not in world.node("wf")
    if not optional:
        reference = f"{'steps' if body == 'steps' else 'tasks'}.a.outputs.artifacts.f"
        assert world.node("wf")["message"] == f'unable to resolve outputs from scope: Unable to resolve: "{reference}"'


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_text_is_no_artifact(body: str) -> None:
    world = handing_out(body, {"artifacts": [{"name": "o", "from": "{{KIND.a.exitCode}}", "optional": True}]})
    kind = "steps" if body == "steps" else "tasks"
    message = f"unable to resolve outputs from scope: Variable {{{{{kind}.a.exitCode}}}} is not an artifact"
    assert world.node("wf")["message"] == message


def globally(**more: object) -> dict:
    """A pod with a parameter and an artifact for the whole workflow."""
    return {
        "name": "global",
        "outputs": {
            "parameters": [{"name": "p", "globalName": "gp", "valueFrom": {"path": "/p"}}],
            "artifacts": [{"name": "f", "globalName": "gf", "path": "/f"}],
        },
        "container": {"image": "busybox"},
        **more,
    }


def made(value: str) -> dict:
    parameter = {"name": "p", "globalName": "gp", "value": value, "valueFrom": {"path": "/p"}}
    return {
        "parameters": [parameter],
        "artifacts": [{"name": "f", "globalName": "gf", "path": "/f", "s3": {"key": f"k/{value}"}}],
    }


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize("more", [{}, {"retryStrategy": {"limit": 1}}])
def test_outputs_with_a_global_name_belong_to_the_workflow(body: str, more: dict) -> None:
    read = {
        "name": "read",
        "inputs": {"parameters": [{"name": "v"}], "artifacts": [{"name": "i", "path": "/i"}]},
        "container": {"image": "busybox", "args": ["{{inputs.parameters.v}} {{workflow.outputs.parameters.gp}}"]},
    }
    arguments = {
        "parameters": [{"name": "v", "value": "{{=workflow.outputs.parameters.gp + '!'}}"}],
        "artifacts": [{"name": "i", "from": "{{workflow.outputs.artifacts.gf}}"}],
    }
    first, last = {"name": "a", "template": "global"}, {"name": "b", "template": "read", "arguments": arguments}
    given = steps([first], [last]) if body == "steps" else dag(first, {**last, "depends": "a"})
    world = World(workflow(given, globally(**more), read))
    pod = ENTRY[body] + ("(1)" if more else "")
    status = world.finish(*([f"{ENTRY[body]}(0)"] if more else []), outputs={pod: made("v1")})
    assert status["outputs"] == {
        "parameters": [{"name": "gp", "value": "v1"}],
        "artifacts": [{"name": "gf", "s3": {"key": "k/v1"}}],
    }
    reader = "wf[1].b" if body == "steps" else "wf.b"
    assert world.arguments(reader) == ["v1! v1"]
    assert world.node(reader)["inputs"]["artifacts"] == [{"name": "i", "s3": {"key": "k/v1"}, "path": "/i"}]


def test_only_what_succeeds_is_handed_to_the_workflow() -> None:
    world = World(workflow(globally(), entrypoint="global"))
    status = world.finish("wf", outputs={"wf": made("v1")})
    assert "outputs" not in status


def test_the_newest_global_output_of_a_name_stands_in_the_place_of_the_first() -> None:
    other = globally(
        name="other", outputs={"parameters": [{"name": "q", "globalName": "gq", "valueFrom": {"path": "/q"}}]}
    )
    groups = [
        [{"name": "a", "template": "global"}],
        [{"name": "b", "template": "other"}],
        [{"name": "c", "template": "global"}],
    ]
    world = World(workflow(steps(*groups), globally(), other))
    second = {"parameters": [{"name": "q", "globalName": "gq", "value": "q1"}]}
    status = world.finish(outputs={"wf[0].a": made("v1"), "wf[1].b": second, "wf[2].c": made("v2")})
    assert status["outputs"] == {
        "parameters": [{"name": "gp", "value": "v2"}, {"name": "gq", "value": "q1"}],
        "artifacts": [{"name": "gf", "s3": {"key": "k/v2"}}],
    }


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_global_output_of_an_inner_template_is_there_for_what_starts_next(body: str) -> None:
    handed = {"parameters": [{"name": "o", "globalName": "og", "valueFrom": {"parameter": "{{steps.x.outputs.parameters.p}}"}}],
              "artifacts": [{"name": "of", "globalName": "fg", "from": "{{steps.x.outputs.artifacts.f}}"}]}  # fmt: skip
    inner = steps([{"name": "x", "template": "make"}], name="inner", outputs=handed)
    arguments = {"parameters": [{"name": "v", "value": "{{workflow.outputs.parameters.og}}"}]}
    first, last = {"name": "a", "template": "inner"}, {"name": "b", "template": "show", "arguments": arguments}
    given = steps([first], [last]) if body == "steps" else dag(first, {**last, "depends": "a"})
    world = World(workflow(given, inner, MAKE, SHOW))
    status = world.finish(outputs={f"{ENTRY[body]}[0].x": GIVEN})
    assert status["outputs"] == {
        "parameters": [{"name": "og", "value": "pv"}],
        "artifacts": [{"name": "fg", "s3": {"key": "made/f.tgz"}}],
    }
    assert world.arguments("wf[1].b" if body == "steps" else "wf.b") == ["pv"]
