"""Inputs of templates: which value counts, what a ConfigMap gives, and what is said where there is nothing."""

from __future__ import annotations

import pytest

from argocli.engine.settings import EngineSettings
from argocli.engine.templates.arguments import ABSENT, InputError, fill_inputs
from tests.engine.world import World, config_map, dag, steps, workflow

MAPS = {"m": {"k": "map", "k2": "other"}}
KNOWN = {"workflow.parameters.map": "m", "workflow.parameters.key": "k2"}


def from_map(name: str = "m", key: str = "k", **more: object) -> dict:
    return {"valueFrom": {"configMapKeyRef": {"name": name, "key": key}, **more}}


def filled(declared: dict, argument: dict | None) -> dict:
    """The input `p` as the template's body sees it."""
    template = {"inputs": {"parameters": [{"name": "p", **declared}]}}
    arguments = {"parameters": [{"name": "p", **argument}]} if argument is not None else {}
    (parameter,) = fill_inputs(template, arguments, KNOWN, MAPS.get)["inputs"]["parameters"]
    return parameter


@pytest.mark.parametrize(
    ("declared", "argument", "value"),
    [
        pytest.param({}, {"value": "arg"}, "arg", id="argument"),
        pytest.param({"default": "def"}, None, "def", id="default"),
        pytest.param({"default": "def"}, {"value": "arg"}, "arg", id="argument before default"),
        pytest.param({"value": "own"}, None, "own", id="hard-wired"),
        pytest.param({"value": "own", "default": "def"}, None, "own", id="hard-wired before default"),
        pytest.param({"value": "own"}, {"value": "arg"}, "arg", id="argument before hard-wired"),
        pytest.param({"default": "def"}, {"value": ""}, "", id="an empty argument is one"),
        pytest.param({"default": ""}, None, "", id="an empty default is one"),
        pytest.param({}, {"value": 1}, "1", id="a number as text"),
        pytest.param({}, {"value": True}, "true", id="a boolean as text"),
        pytest.param(from_map(), None, "map", id="map"),
        pytest.param(from_map(), {"value": "arg"}, "arg", id="argument before map"),
        pytest.param({"value": "own", "default": "def"}, from_map(), "map", id="a source as argument"),
        pytest.param(from_map(), from_map(key="k2"), "other", id="source before source"),
        pytest.param(from_map("{{workflow.parameters.map}}", "{{workflow.parameters.key}}"), None, "other", id="names of parameters"),
        pytest.param(from_map(key="no", default="def"), None, "def", id="no such key"),
        pytest.param(from_map("no", default=""), None, "", id="no such map"),
    ],
)  # fmt: skip
def test_which_value_counts(declared: dict, argument: dict | None, value: str) -> None:
    assert filled(declared, argument)["value"] == value


def test_an_argument_clears_the_source_of_the_input() -> None:
    assert not filled(from_map(), {"value": "arg"}).get("valueFrom")


@pytest.mark.parametrize(
    ("declared", "argument", "message"),
    [
        pytest.param({}, None, "inputs.parameters.p was not supplied", id="nothing"),
        pytest.param({"default": None}, None, "inputs.parameters.p was not supplied", id="null"),
        pytest.param(
            from_map("{{workflow.parameters.no}}"), None,
            "unable to retrieve inputs.parameters.p from ConfigMap: failed to resolve {{workflow.parameters.no}}",
            id="no such variable",
        ),
        pytest.param(
            from_map("{{workflow.parameters.no}}", default="def"), None,
            "unable to retrieve inputs.parameters.p from ConfigMap: failed to resolve {{workflow.parameters.no}}",
            id="a default does not help a name that cannot be",
        ),
        pytest.param(
            from_map(key="no"), None,
            "unable to retrieve inputs.parameters.p from ConfigMap: ConfigMap 'm' does not have the key 'no'", id="key",
        ),
        pytest.param(
            from_map("no"), None,
            "unable to retrieve inputs.parameters.p from ConfigMap: ConfigMap 'no' does not exist. Please make sure it "
            "has the label workflows.argoproj.io/configmap-type: Parameter to be detectable by the controller", id="map",
        ),
        pytest.param(
            {}, {"value": None, ABSENT: True},
            "inputs.parameters.p: argument references an absent optional (skipped/omitted node output with no default)",
            id="absent",
        ),
    ],
)  # fmt: skip
def test_what_is_said_where_there_is_no_value(declared: dict, argument: dict | None, message: str) -> None:
    with pytest.raises(InputError) as missing:
        filled(declared, argument)
    assert str(missing.value) == message


@pytest.mark.parametrize(
    ("declared", "value"),
    [({"default": "def"}, "def"), ({"value": "own"}, "own"), (from_map(), "map")],
    ids=["default", "hard-wired", "map"],
)
def test_an_absent_optional_counts_as_no_argument(declared: dict, value: str) -> None:
    assert filled(declared, {"value": None, ABSENT: True})["value"] == value


def art(declared: dict, argument: dict | None) -> dict:
    template = {"inputs": {"artifacts": [{"name": "a", "path": "/in", **declared}]}}
    arguments = {"artifacts": [{"name": "a", **argument}]} if argument is not None else {}
    (artifact,) = fill_inputs(template, arguments, {})["inputs"]["artifacts"]
    return artifact


@pytest.mark.parametrize(
    ("declared", "argument", "found"),
    [
        pytest.param({}, {"raw": {"data": "arg"}}, {"raw": {"data": "arg"}}, id="argument"),
        pytest.param({"raw": {"data": "own"}}, None, {"raw": {"data": "own"}}, id="own place"),
        pytest.param({"raw": {"data": "own"}}, {"s3": {"key": "k"}}, {"s3": {"key": "k"}}, id="argument before own place"),
        pytest.param({"mode": 420}, {"raw": {"data": "x"}, "path": "/else", "mode": 1}, {"raw": {"data": "x"}, "mode": 420}, id="path and mode are the input's"),
        pytest.param({"recurseMode": True}, {"raw": {"data": "x"}}, {"raw": {"data": "x"}, "recurseMode": True}, id="recurse mode"),
        pytest.param({"optional": True}, None, {"optional": True}, id="optional and missing"),
        pytest.param({"optional": True}, {"raw": {"data": "x"}}, {"optional": True, "raw": {"data": "x"}}, id="optional and there"),
    ],
)  # fmt: skip
def test_which_artifact_counts(declared: dict, argument: dict | None, found: dict) -> None:
    assert art(declared, argument) == {"name": "a", "path": "/in", **found}


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (None, "inputs.artifacts.a was not supplied"),
        ({}, "inputs.artifacts.a missing location information"),
        ({"path": "/x"}, "inputs.artifacts.a missing location information"),
    ],
)
def test_what_is_said_where_there_is_no_artifact(argument: dict | None, message: str) -> None:
    with pytest.raises(InputError) as missing:
        art({}, argument)
    assert str(missing.value) == message


SHOW = {
    "name": "show",
    "inputs": {"parameters": [{"name": "p"}]},
    "container": {"image": "b", "args": ["{{inputs.parameters.p}}"]},
}


def given(value: str) -> dict:
    return {"parameters": [{"name": "p", "value": value}]}


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        pytest.param([{"name": "g", "value": "v"}], "v", id="value"),
        pytest.param([{"name": "g", **from_map()}], "map", id="map"),
        pytest.param([{"name": "g", "value": "v", **from_map()}], "v", id="value before map"),
        pytest.param([{"name": "g", **from_map("no", default="def")}], "def", id="no such map"),
        pytest.param([{"name": "g", **from_map(key="no", default="def")}], "def", id="no such key"),
        pytest.param([{"name": "g", **from_map("plain", default="def")}], "def", id="a map that is not marked"),
    ],
)
def test_parameters_of_the_workflow(arguments: list[dict], seen: str) -> None:
    main = steps([{"name": "a", "template": "show", "arguments": given("{{workflow.parameters.g}}")}])
    maps = dict([config_map("m", MAPS["m"], "Parameter"), config_map("plain", {"k": "x"})])
    world = World(workflow(main, SHOW, arguments={"parameters": arguments}), objects=maps)
    world.turn()
    assert world.arguments("wf[0].a") == [seen]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            from_map(key="no"),
            "failed to set global parameter g from configmap with name m and key no: "
            "ConfigMap 'm' does not have the key 'no'",
        ),
        (
            {"valueFrom": {"supplied": {}}},
            "either value or valueFrom must be specified in order to set global parameter g",
        ),
    ],
)
def test_a_parameter_of_the_workflow_without_a_value_ends_it(source: dict, message: str) -> None:
    maps = dict([config_map("m", MAPS["m"], "Parameter")])
    world = World(workflow(entrypoint="ok", arguments={"parameters": [{"name": "g", **source}]}), objects=maps)
    world.turn()
    assert world.status()["phase"] == "Failed"
    assert world.status()["message"] == f"failed to set global parameters: {message}"


PRODUCE = {
    "name": "produce", "container": {"image": "b"},
    "outputs": {
        "parameters": [{"name": "o", "valueFrom": {"path": "/o"}}, {"name": "d", "valueFrom": {"path": "/d", "default": "def"}}],
        "artifacts": [{"name": "art", "path": "/a"}],
    },
}  # fmt: skip


def consume(value: str, *, body: str = "steps", default: dict | None = None) -> World:
    """A producer that is skipped, and a consumer of its outputs; `R` in the value stands for it."""
    show = {**SHOW, "inputs": {"parameters": [{"name": "p", **(default or {})}]}}
    first = {"name": "a", "template": "produce", "when": "false"}
    second = {"name": "b", "template": "show", "arguments": given(value.replace("R", f"{body}.a"))}
    main = steps([first], [second]) if body == "steps" else dag(first, {**second, "dependencies": ["a"]})
    world = World(workflow(main, PRODUCE, show))
    world.finish()
    return world


BODIES = pytest.mark.parametrize(("body", "name"), [("steps", "wf[1].b"), ("tasks", "wf.b")], ids=["steps", "dag"])


@BODIES
@pytest.mark.parametrize(
    ("value", "default", "seen"),
    [
        pytest.param("{{R.outputs.parameters.d}}", {}, "def", id="the default of the output"),
        pytest.param("{{R.outputs.parameters.o}}", {"default": "in"}, "in", id="the default of the input"),
        pytest.param("{{ R.outputs.parameters.o }}", {"value": "in"}, "in", id="the value of the input"),
        pytest.param("{{=R.outputs.parameters.o ?? 'x'}}", {}, "x", id="the fallback of an expression"),
        pytest.param("{{=R.outputs.parameters.o == nil}}", {}, "true", id="nil in an expression"),
        pytest.param("<{{R.outputs.parameters.d}}>", {}, "<def>", id="within text"),
        pytest.param("{{R.status}}", {}, "Skipped", id="its phase"),
    ],
)
def test_what_a_skipped_producer_leaves(body: str, name: str, value: str, default: dict, seen: str) -> None:
    assert consume(value, body=body, default=default).arguments(name) == [seen]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            "{{R.outputs.parameters.o}}",
            "inputs.parameters.p: argument references an absent optional (skipped/omitted node output with no default)",
        ),
        (
            "<{{R.outputs.parameters.o}}>",
            "unable to substitute {{steps.a.outputs.parameters.o}}: output is an absent optional "
            "(skipped/omitted node with no default)",
        ),
        ("{{=R.outputs.parameters.o}}", 'failed to evaluate expression "steps.a.outputs.parameters.o"'),
    ],
    ids=["pure", "within text", "expression"],
)
def test_what_a_skipped_producer_cannot_be_asked_for(value: str, message: str) -> None:
    world = consume(value)
    assert message in world.status()["message"]
    assert world.status()["phase"] == "Failed"


def test_only_an_argument_that_is_nothing_but_a_tag_may_be_absent() -> None:
    world = consume("{{R.outputs.parameters.o}} ", default={"default": "in"})
    assert "unable to substitute {{steps.a.outputs.parameters.o}}" in world.status()["message"]


def test_inputs_are_read_after_the_first_pass_and_are_not_looked_into() -> None:
    show = {**SHOW, "container": {"image": "b", "args": ["{{inputs.parameters.p}} {{inputs.parameters.q}}"]},
            "inputs": {"parameters": [{"name": "p"}, {"name": "q", "value": "{{workflow.name}}"}]}}  # fmt: skip
    main = steps([{"name": "a", "template": "show", "arguments": given("{{workflow.parameters.raw}}")}])
    raw = {"parameters": [{"name": "raw", "value": "{{inputs.parameters.q}}"}]}
    world = World(workflow(main, show, arguments=raw))
    world.turn()
    assert world.arguments("wf[0].a") == ["{{inputs.parameters.q}} wf"]


def test_expressions_know_the_time_at_which_they_are_filled_in() -> None:
    show = {**SHOW, "container": {"image": "b", "args": ["{{inputs.parameters.p}} {{=now().Minute()}}"]}}
    value = "{{=now().Minute()}} {{=steps.x.status + string(now().Minute())}}"
    calls = [[{"name": name, "template": "show", "arguments": given(value)}] for name in ("a", "b")]
    world = World(workflow(steps([{"name": "x", "template": "ok"}], *calls), show))
    world.rest()
    for minute, ended, started in ((5, "wf[0].x", "wf[1].a"), (6, "wf[1].a", "wf[2].b")):
        world.later(minutes=1)
        world.end(ended)
        world.rest()
        assert world.arguments(started) == [f"{minute} Succeeded{minute} {minute}"]


def test_a_controller_may_take_expression_tags_for_names() -> None:
    texts = ["{{=1 + 1}}", "{{workflow.name}}", "{{=inputs.parameters.p}}"]
    show = {"name": "show", "inputs": {"parameters": [{"name": "p"}]}, "container": {"image": "b", "args": texts}}
    main = steps([{"name": "a", "template": "show", "arguments": given("{{=workflow.name}}")}])
    world = World(workflow(main, show), settings=EngineSettings(expression_templates=False))
    world.turn()
    assert world.arguments("wf[0].a") == ["{{=1 + 1}}", "wf", "{{=inputs.parameters.p}}"]
    assert world.node("wf[0].a")["inputs"]["parameters"] == [{"name": "p", "value": "{{=workflow.name}}"}]
