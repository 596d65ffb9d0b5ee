"""What is found wrong with a spec before anything of it runs: the workflow has failed then, and has no nodes."""

from __future__ import annotations

import pytest

from argocli.engine.templates import TemplateKey
from tests.engine.world import World, dag, steps, workflow

WANTS = {"name": "wants", "inputs": {"parameters": [{"name": "v"}]}, "container": {"image": "b"}}
DEFAULTED = {"name": "main", "inputs": {"parameters": [{"name": "v", "default": "d"}]}, "container": {"image": "b"}}
TAKES = {"name": "main", "inputs": {"artifacts": [{"name": "a", "path": "/a"}]}, "container": {"image": "b"}}
LIB = (TemplateKey("WorkflowTemplate", "default", "lib"), {"spec": {"entrypoint": "wants", "templates": [WANTS]}})
NO_LIB = 'workflowtemplates.argoproj.io "gone" not found'


def ref(name: str, template: str, **more: object) -> dict:
    return {"name": "a", "templateRef": {"name": name, "template": template, **more}}


def call(template: str, **arguments: object) -> dict:
    given = [{"name": name, "value": value} for name, value in arguments.items()]
    return {"name": "a", "template": template, "arguments": {"parameters": given}}


def told(given: dict) -> str:
    world = World(given, objects=dict([LIB]))
    world.turn()
    status = world.status()
    prefix, message = "invalid spec: ", status.get("message", "")
    if not message.startswith(prefix):
        return ""
    assert (status["phase"], world.nodes()) == ("Failed", [])
    return message.removeprefix(prefix)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"entrypoint": ""}, "spec.entrypoint is required"),
        ({"entrypoint": "nope"}, "template name 'nope' undefined"),
        ({"onExit": "nope"}, "template name 'nope' undefined"),
        ({"onExit": "wants"}, "templates.wants inputs.parameters.v was not supplied"),
        ({"hooks": {"exit": {"template": "nope"}}}, ""),
        ({"hooks": {"h": {"template": "nope", "expression": "false"}}}, ""),
        ({"hooks": {"h": {"template": "ok"}}}, "hooks.h Expression required"),
        ({"arguments": {"parameters": [{"name": "x"}]}}, "spec.arguments.x.value or spec.arguments.x.valueFrom is required"),
        ({"arguments": {"parameters": [{"name": "x", "default": "d"}]}}, "spec.arguments.x.value or spec.arguments.x.valueFrom is required"),
        ({"arguments": {"parameters": [{"name": "x", "value": ""}]}}, ""),
    ],
)  # fmt: skip
def test_of_the_spec(spec: dict, message: str) -> None:
    assert told(workflow(WANTS, **{"entrypoint": "ok", **spec})) == message


@pytest.mark.parametrize(
    ("member", "message"),
    [
        (call("nope"), "template name 'nope' undefined"),
        (call("wants"), "templates.wants inputs.parameters.v was not supplied"),
        (call("wants", v="x"), ""),
        (call("wants", v=None), "templates.wants inputs.parameters.v was not supplied"),
        (call("main"), ""),
        (ref("gone", "t"), NO_LIB),
        (ref("gone", "t", clusterScope=True), f"cluster{NO_LIB}"),
        (ref("lib", "t"), "template reference lib.t not found"),
        (ref("lib", "wants"), "templates.wants inputs.parameters.v was not supplied"),
        (ref("{{workflow.name}}", "t"), ""),
        ({"name": "a", "inline": {"steps": [[{"name": "b", "template": "nope"}]]}}, "templates..steps[0].b template name 'nope' undefined"),
        ({"name": "a", "template": "ok", "onExit": "nope"}, ""),
        ({"name": "a", "template": "ok", "hooks": {"h": {"template": "nope", "expression": "false"}}}, ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("main", "path"), [(lambda one: steps([one]), "templates.main.steps[0].a"), (dag, "templates.main.tasks.a")]
)
def test_of_a_step_or_task(main, path: str, member: dict, message: str) -> None:
    assert told(workflow(main(member), WANTS)) == (f"{path} {message}" if message else "")


@pytest.mark.parametrize(
    ("main", "arguments", "message"),
    [
        (DEFAULTED, {}, ""),
        (DEFAULTED, {"parameters": [{"name": "v", "valueFrom": {"event": "e"}}]}, "templates.main inputs.parameters.v was not supplied"),
        (DEFAULTED, {"parameters": [{"name": "v", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k"}}}]}, ""),
        (TAKES, {}, "templates.main inputs.artifacts.a was not supplied"),
        (TAKES, {"artifacts": [{"name": "a", "raw": {"data": "x"}}]}, ""),
    ],
)  # fmt: skip
def test_of_what_the_entrypoint_is_given(main: dict, arguments: dict, message: str) -> None:
    assert told(workflow(main, arguments=arguments)) == message


def test_the_way_to_what_is_wrong_is_told_in_full() -> None:
    given = workflow(steps([{"name": "a", "template": "inner"}]), dag(call("nope"), name="inner"))
    assert told(given) == "templates.main.steps[0].a templates.inner.tasks.a template name 'nope' undefined"


def test_templates_that_nobody_calls_are_looked_at_last() -> None:
    unused = steps([call("nope")], name="unused")
    assert told(workflow(unused, entrypoint="ok")) == (
        "templates.unused templates.unused.steps[0].a template name 'nope' undefined"
    )


def test_a_bad_reference_in_the_exit_handler_fails_the_workflow_at_once() -> None:
    bye = steps([ref("gone", "t")], name="bye")
    assert told(workflow(bye, entrypoint="ok", onExit="bye")) == f"templates.bye.steps[0].a {NO_LIB}"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({}, "templates.wants inputs.parameters.v was not supplied"),
        ({"arguments": {"parameters": [{"name": "v", "value": "x"}]}}, ""),
        ({"entrypoint": "nope"}, "template reference lib.nope not found"),
        ({"templates": [WANTS]}, "Templates is invalid field in spec if workflow referred WorkflowTemplate reference"),
    ],
)
def test_of_a_workflow_that_comes_from_a_template(spec: dict, message: str) -> None:
    given = workflow()
    given["spec"] = {"workflowTemplateRef": {"name": "lib"}, **spec}
    assert told(given) == message


def test_only_the_first_pass_looks() -> None:
    world = World(workflow(entrypoint="ok"))
    world.turn()
    world.change(onExit="nope")
    world.turn()
    assert world.status()["phase"] == "Running"
