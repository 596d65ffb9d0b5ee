"""Workflow variables in the spec outside its templates, and the labels and annotations a workflow gives itself."""

from __future__ import annotations

import json

import pytest

from argocli.engine.settings import EngineSettings
from tests.engine.world import World, config_map, steps, workflow

ARGUMENTS = {"parameters": [{"name": "p", "value": "from-parameter"}, {"name": "big", "value": "no label!"}]}


def begun(given: dict, **more) -> World:
    world = World(given, **more)
    world.turn()
    return world


def spec_of(world: World) -> dict:
    """The spec that the first pod was started with."""
    return next(iter(world.requests.values())).spec


# -- what the spec sees


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{workflow.parameters.p}}", "from-parameter"),
        ("{{= workflow.parameters.p + '-' + workflow.name }}", "from-parameter-wf"),
        ("{{workflow.labels.own}}", "of-object"),
        ("{{workflow.annotations.own}}", "noted"),
        ("{{workflow.labels.both}}", "of-metadata"),
        ("{{workflow.labels.three}}", "computed-from-parameter"),
        ("{{workflow.annotations.made}}", "made-up"),
        ("{{workflow.labels.nobody}}", "{{workflow.labels.nobody}}"),
        ("{{inputs.parameters.p}}", "{{inputs.parameters.p}}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["schedulerName", "volumes", "nodeSelector", "podSpecPatch", "affinity"])
def test_fields_of_the_spec_see_parameters_labels_and_annotations(field: str, text: str, shown: str) -> None:
    shapes = {
        "volumes": lambda value: [{"name": "v", "persistentVolumeClaim": {"claimName": value}}],
        "nodeSelector": lambda value: {"disk": value},
        "affinity": lambda value: {"nodeAffinity": {"preferred": [{"key": value}]}},
    }
    shape = shapes.get(field, lambda value: value)
    metadata = {
        "labels": {"both": "of-metadata", "three": "hidden"},
        "labelsFrom": {"three": {"expression": "'computed-' + workflow.parameters.p"}},
        "annotations": {"made": "made-up"},
    }
    spec = {"entrypoint": "ok", "arguments": ARGUMENTS, "workflowMetadata": metadata, field: shape(text)}
    given = workflow(labels={"own": "of-object", "both": "of-object", "three": "of-object"}, **spec)
    given["metadata"]["annotations"] = {"own": "noted"}
    world = begun(given)
    assert spec_of(world)[field] == shape(shown)
    assert world.workflow["spec"][field] == shape(text), "the object keeps what its author wrote"


def test_the_name_of_a_lock_of_the_workflow_can_hold_a_variable() -> None:
    world = begun(workflow(entrypoint="ok", arguments=ARGUMENTS, synchronization={"mutexes": [{"name": "m-{{workflow.parameters.p}}"}]}))  # fmt: skip
    assert world.status()["synchronization"]["mutex"]["holding"] == [{"mutex": "default/Mutex/m-from-parameter", "holder": "default/wf"}]  # fmt: skip


def test_templates_are_filled_in_only_when_they_run() -> None:
    show = {"name": "show", "inputs": {"parameters": [{"name": "p"}]}, "container": {"image": "b", "args": ["{{inputs.parameters.p}} {{workflow.parameters.p}}"]}}  # fmt: skip
    given = {"name": "p", "value": "{{workflow.name}}"}
    main = steps([{"name": "a", "template": "show", "arguments": {"parameters": [given]}}])
    world = begun(workflow(main, show, arguments=ARGUMENTS))
    assert spec_of(world)["templates"] == world.workflow["spec"]["templates"]
    assert world.arguments("wf[0].a") == ["wf from-parameter"]


def test_what_changes_while_the_workflow_runs_is_left_for_hooks_and_handlers() -> None:
    arguments = {"parameters": [{"name": "s", "value": "{{workflow.status}} {{workflow.failures}}"}]}
    show = {"name": "show", "inputs": {"parameters": [{"name": "s"}]}, "container": {"image": "b", "args": ["{{inputs.parameters.s}}"]}}  # fmt: skip
    world = World(workflow(show, entrypoint="ok", hooks={"exit": {"template": "show", "arguments": arguments}}))
    world.finish("wf")
    (said,) = world.arguments("wf.onExit")
    status, _, failures = said.partition(" ")
    assert status == "Failed"
    assert json.loads(failures.replace('\\"', '"').strip('"'))[0]["displayName"] == "wf"


# -- the values of workflow parameters


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ({"value": "v"}, "v"),
        ({"value": 3}, "3"),
        ({"value": True}, "true"),
        ({"value": "v", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k"}}}, "v"),
        ({"valueFrom": {"configMapKeyRef": {"name": "m", "key": "k"}}}, "of-map"),
        ({"valueFrom": {"configMapKeyRef": {"name": "m", "key": "none"}, "default": "d"}}, "d"),
        ({"valueFrom": {"configMapKeyRef": {"name": "none", "key": "k"}, "default": "d"}}, "d"),
        ({"valueFrom": {"configMapKeyRef": {"name": "plain", "key": "k"}, "default": "d"}}, "d"),
    ],
)  # fmt: skip
def test_a_parameter_has_its_value_or_that_of_a_config_map_or_its_default(parameter: dict, value: str) -> None:
    show = {"name": "main", "container": {"image": "b", "args": ["{{workflow.parameters.x}}"]}}
    maps = dict([config_map("m", {"k": "of-map"}, "Parameter"), config_map("plain", {"k": "of-plain"})])
    world = begun(workflow(show, arguments={"parameters": [{"name": "x", **parameter}]}), objects=maps)
    assert world.arguments("wf") == [value]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ({"configMapKeyRef": {"name": "m", "key": "none"}}, "failed to set global parameter x from configmap with name m and key none: ConfigMap 'm' does not have the key 'none'"),
        ({"configMapKeyRef": {"name": "none", "key": "k"}}, "failed to set global parameter x from configmap with name none and key k: ConfigMap 'none' does not exist. "),
        ({"event": "payload"}, "either value or valueFrom must be specified in order to set global parameter x"),
    ],
)  # fmt: skip
def test_a_parameter_that_gets_no_value_fails_the_workflow(source: dict, reason: str) -> None:
    maps = dict([config_map("m", {"k": "of-map"}, "Parameter")])
    given = workflow(entrypoint="ok", arguments={"parameters": [{"name": "x", "valueFrom": source}]})
    status = begun(given, objects=maps).status()
    assert status["phase"] == "Failed"
    assert status["message"].startswith(f"failed to set global parameters: {reason}")


# -- labels and annotations


@pytest.mark.parametrize(
    ("metadata", "labels", "annotations"),
    [
        ({"labels": {"a": "{{workflow.parameters.p}}"}}, {"a": "from-parameter"}, {}),
        ({"annotations": {"n": "{{workflow.parameters.big}}"}}, {}, {"n": "no label!"}),
        ({"labelsFrom": {"a": {"expression": "workflow.parameters.p"}}}, {"a": "from-parameter"}, {}),
        ({"labels": {"a": "x"}, "labelsFrom": {"b": {"expression": "workflow.labels.a + '-y'"}}}, {"a": "x", "b": "x-y"}, {}),
        ({"labels": {"a": ""}}, {"a": ""}, {}),
        ({"labels": {"own": "new"}}, {"own": "new"}, {}),
    ],
)  # fmt: skip
def test_a_workflow_labels_itself_when_it_begins(metadata: dict, labels: dict, annotations: dict) -> None:
    given = workflow(entrypoint="ok", labels={"own": "old"}, arguments=ARGUMENTS, workflowMetadata=metadata)
    world = begun(given)
    own = world.workflow["metadata"]
    assert {"own": "old", **labels}.items() <= own["labels"].items()
    assert annotations.items() <= own["annotations"].items()


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"labels": {"a": "no label!"}}, 'invalid label value "no label!" for label "a"'),
        ({"labels": {"a": "{{workflow.parameters.big}}"}}, 'invalid label value "no label!" for label "a"'),
        ({"labels": {"a": "-x"}}, 'invalid label value "-x" for label "a"'),
        ({"labels": {"a": "x" * 64}}, f'invalid label value "{"x" * 64}" for label "a"'),
        ({"labelsFrom": {"a": {"expression": "workflow.parameters.big"}}}, 'invalid label value "no label!" for label "a"'),
        ({"labelsFrom": {"a": {"expression": "1 + 1"}}}, 'failed to evaluate label "a" expression "1 + 1"'),
        ({"labelsFrom": {"a": {"expression": "nobody"}}}, 'failed to evaluate label "a" expression "nobody"'),
    ],
)  # fmt: skip
def test_a_label_that_is_none_ends_the_workflow_as_an_error(metadata: dict, message: str) -> None:
    world = begun(workflow(entrypoint="ok", arguments=ARGUMENTS, workflowMetadata=metadata))
    assert (world.status()["phase"], world.nodes()) == ("Error", [])
    assert world.status()["message"].startswith(message)
    assert "a" not in world.workflow["metadata"]["labels"]


def test_labels_are_computed_once() -> None:
    metadata = {"labelsFrom": {"a": {"expression": "workflow.parameters.p"}}}
    world = begun(workflow(entrypoint="ok", arguments=ARGUMENTS, workflowMetadata=metadata))
    world.workflow["metadata"]["labels"]["a"] = "changed"
    world.forget()
    world.turn()
    assert world.workflow["metadata"]["labels"]["a"] == "changed"


def test_the_controllers_labels_fill_gaps_only() -> None:
    defaults = {"metadata": {"labels": {"own": "d", "more": "d"}, "annotations": {"note": "d"}}}
    world = begun(
        workflow(entrypoint="ok", labels={"own": "o"}, schedulerName="{{workflow.labels.more}}"),
        settings=EngineSettings(workflow_defaults=defaults),
    )
    own = world.workflow["metadata"]
    assert (own["labels"]["own"], own["labels"]["more"], own["annotations"]["note"]) == ("o", "d", "d")
    assert spec_of(world)["schedulerName"] == "d"


@pytest.mark.parametrize("remembers", [True, False])
def test_members_that_start_later_see_the_labels_of_the_workflow_as_they_are_then(remembers: bool) -> None:
    show = {"name": "show", "container": {"image": "b", "args": ["{{workflow.labels.json}}"]}}
    main = steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": "show"}])
    world = World(workflow(main, show), remembers=remembers)
    world.finish()
    (said,) = world.arguments("wf[1].b")
    assert json.loads(said) == {"workflows.argoproj.io/completed": "false", "workflows.argoproj.io/phase": "Running"}
