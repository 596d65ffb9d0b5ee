"""Workflows over a WorkflowTemplate over the controller's defaults: what each may say, and what is frozen."""

from __future__ import annotations

import pytest

from argocli.engine.reconcile import NeedTemplates, reconcile
from argocli.engine.settings import EngineSettings
from argocli.engine.templates import TemplateKey
from argocli.lifecycle.retry import retry_workflow
from argocli.lifecycle.stop import shut_down
from tests.engine.world import START, World, config_map, steps, workflow

LIB = TemplateKey("WorkflowTemplate", "default", "lib")
SHOW = {
    "name": "show",
    "inputs": {"parameters": [{"name": "p"}]},
    "container": {"image": "b", "args": ["{{inputs.parameters.p}}"]},
}


def referring(*, cluster: bool = False, **spec: object) -> dict:
    """A workflow that says nothing but where its spec is."""
    given = workflow()
    reference = {"name": "lib", **({"clusterScope": True} if cluster else {})}
    return {**given, "spec": {"workflowTemplateRef": reference, **spec}}


def template(*templates: dict, **spec: object) -> dict:
    return {"spec": {"entrypoint": "main", "templates": list(templates), **spec}}


def world_of(given: dict, found: dict | None, *maps: tuple, **settings: object) -> World:
    objects = dict([(LIB, found), *maps])
    return World(given, objects=objects, settings=EngineSettings(**settings))


def parameter(name: str, **more: object) -> dict:
    return {"parameters": [{"name": name, **more}]}


MAIN = {**SHOW, "name": "main"}


def test_the_spec_comes_from_the_template_and_is_kept_whole() -> None:
    world = world_of(referring(), template(MAIN, arguments=parameter("p", value="lib")))
    world.turn()
    assert world.arguments("wf") == ["lib"]
    stored = world.status()["storedWorkflowTemplateSpec"]
    assert (stored["entrypoint"], stored["templates"]) == ("main", [MAIN])
    assert world.workflow["spec"] == {"workflowTemplateRef": {"name": "lib"}}
    assert world.workflow["metadata"]["labels"]["workflows.argoproj.io/workflow-template"] == "lib"


def test_a_cluster_template_is_asked_for_without_a_namespace() -> None:
    given = referring(cluster=True)
    needed = reconcile(given, {}, START)
    assert isinstance(needed, NeedTemplates)
    key = TemplateKey("ClusterWorkflowTemplate", "", "lib")
    assert needed.keys == {key}
    world = World(given, objects={key: template(MAIN, arguments=parameter("p", value="1"))})
    world.turn()
    assert world.workflow["metadata"]["labels"]["workflows.argoproj.io/cluster-workflow-template"] == "lib"
    assert world.node("wf")["templateScope"] == "local/", "the merged spec has no name"


@pytest.mark.parametrize(
    ("cluster", "message"),
    [
        (False, 'workflowtemplates.argoproj.io "lib" not found'),
        (True, 'clusterworkflowtemplates.argoproj.io "lib" not found'),
    ],
)
def test_a_template_that_does_not_exist_is_an_error(cluster: bool, message: str) -> None:
    world = World(referring(cluster=cluster))
    world.turn()
    assert (world.status()["phase"], world.status()["message"], world.nodes()) == ("Error", message, [])


def test_what_the_merged_spec_lacks_makes_it_invalid() -> None:
    world = world_of(referring(), template(SHOW))
    world.turn()
    assert world.status()["phase"] == "Failed"
    assert world.status()["message"] == "invalid spec: template reference lib.main not found"
    assert world.nodes() == []


@pytest.mark.parametrize(
    ("below", "above", "defaults", "seen"),
    [
        pytest.param(parameter("p", value="lib"), {}, {}, "lib", id="template"),
        pytest.param(parameter("p", value="lib"), parameter("p", value="own"), {}, "own", id="workflow"),
        pytest.param({}, parameter("p", value="own"), parameter("p", value="def"), "own", id="before defaults"),
        pytest.param(parameter("p", value="lib"), {}, parameter("p", value="def"), "lib", id="template before defaults"),
        pytest.param(parameter("q", value="x"), {}, parameter("p", value="def"), "def", id="defaults"),
        pytest.param(parameter("p", value=""), {}, parameter("p", value="def"), "", id="an empty text is a value"),
        pytest.param(parameter("p"), parameter("p", value="own"), {}, "own", id="declared below"),
        pytest.param(parameter("p", value="lib"), parameter("p"), {}, "lib", id="only named above"),
        pytest.param(
            parameter("p", value="lib"), parameter("p", valueFrom={"configMapKeyRef": {"name": "m", "key": "k"}}), {},
            "map", id="a source above hides a value below",
        ),
        pytest.param(
            parameter("p", valueFrom={"configMapKeyRef": {"name": "m", "key": "k"}}), parameter("p", value="own"), {},
            "own", id="a value above hides a source below",
        ),
        pytest.param(
            parameter("p", valueFrom={"configMapKeyRef": {"name": "m", "key": "no"}, "default": "lib"}),
            parameter("p", valueFrom={"configMapKeyRef": {"name": "m", "key": "k"}}), {}, "map",
            id="sources are not mixed",
        ),
    ],
)  # fmt: skip
def test_each_parameter_comes_from_the_highest_that_gives_it(
    below: dict, above: dict, defaults: dict, seen: str
) -> None:
    call = steps([{"name": "a", "template": "show", "arguments": parameter("p", value="{{workflow.parameters.p}}")}])
    world = world_of(
        referring(arguments=above),
        template(call, SHOW, arguments=below),
        config_map("m", {"k": "map"}, "Parameter"),
        workflow_defaults={"spec": {"arguments": defaults}},
    )
    world.turn()
    assert world.arguments("wf[0].a") == [seen]


def test_the_parameter_that_counts_is_taken_whole() -> None:
    below = parameter("p", value="lib", default="lib", description="lib")
    world = world_of(referring(arguments=parameter("p", value="own")), template(MAIN, arguments=below))
    world.turn()
    assert world.status()["storedWorkflowTemplateSpec"]["arguments"] == parameter("p", value="own")


@pytest.mark.parametrize(
    ("below", "above", "found"),
    [
        pytest.param({"s3": {"key": "lib", "bucket": "l"}}, {"s3": {"key": "own"}}, {"s3": {"key": "own", "bucket": "l"}},
                     id="the same kind of place is filled up"),
        pytest.param({"s3": {"key": "lib", "bucket": "l"}}, {"raw": {"data": "x"}}, {"raw": {"data": "x"}},
                     id="another kind replaces"),
        pytest.param({"raw": {"data": "lib"}}, {}, {"raw": {"data": "lib"}}, id="no place above"),
    ],
)  # fmt: skip
def test_artifacts_are_not_mixed_across_kinds_of_places(below: dict, above: dict, found: dict) -> None:
    read = {"name": "main", "inputs": {"artifacts": [{"name": "a", "path": "/a"}]}, "container": {"image": "b"}}
    world = world_of(
        referring(arguments={"artifacts": [{"name": "a", **above}]}),
        template(read, arguments={"artifacts": [{"name": "a", **below}]}),
    )
    world.turn()
    assert world.requests["wf"].template["inputs"]["artifacts"] == [{"name": "a", "path": "/a", **found}]


@pytest.mark.parametrize(
    ("field", "below", "above", "merged"),
    [
        ("entrypoint", "show", "main", "main"),
        ("nodeSelector", {"a": "1", "b": "1"}, {"b": "2"}, {"a": "1", "b": "2"}),
        ("tolerations", [{"key": "a"}], [{"key": "b"}], [{"key": "a"}, {"key": "b"}]),
        ("imagePullSecrets", [{"name": "a"}], [{"name": "b"}], [{"name": "a"}, {"name": "b"}]),
        (
            "volumes",
            [{"name": "v", "emptyDir": {}}, {"name": "w", "emptyDir": {}}],
            [{"name": "v", "configMap": {"name": "c"}}],
            [{"name": "v", "emptyDir": {}, "configMap": {"name": "c"}}, {"name": "w", "emptyDir": {}}],
        ),
        ("ttlStrategy", {"secondsAfterSuccess": 1}, {"secondsAfterFailure": 2}, {"secondsAfterSuccess": 1, "secondsAfterFailure": 2}),
        ("podGC", {"strategy": "OnPodSuccess"}, {}, {"strategy": "OnPodSuccess"}),
        ("activeDeadlineSeconds", 5, 9, 9),
    ],
)  # fmt: skip
def test_maps_merge_keyed_lists_merge_and_the_rest_is_replaced(
    field: str, below: object, above: object, merged: object
) -> None:
    world = world_of(
        referring(arguments=parameter("p", value="1"), **{field: above}),
        template(MAIN, SHOW, **{"entrypoint": "main", field: below}),
    )
    world.turn()
    stored = world.status()["storedWorkflowTemplateSpec"][field]
    by_name = lambda item: str(sorted(item.items()))  # noqa: E731
    if isinstance(merged, list):
        assert sorted(stored, key=by_name) == sorted(merged, key=by_name)
    else:
        assert stored == merged


def test_hooks_are_taken_one_by_one_and_each_whole() -> None:
    below = {
        "exit": {"template": "show", "arguments": parameter("p", value="lib")},
        "x": {"template": "ok", "expression": "false"},
    }
    above = {"exit": {"template": "bye"}}
    bye = {"name": "bye", "container": {"image": "b"}}
    given = referring(arguments=parameter("p", value="1"), hooks=above)
    world = world_of(given, template(MAIN, SHOW, bye, {**SHOW, "name": "ok"}, hooks=below))
    world.turn()
    assert world.status()["storedWorkflowTemplateSpec"]["hooks"] == {"exit": {"template": "bye"}, "x": below["x"]}
    assert world.finish()["phase"] == "Succeeded"


def test_the_exit_handler_of_the_template_runs() -> None:
    bye = {"name": "bye", "container": {"image": "b"}}
    world = world_of(referring(arguments=parameter("p", value="1")), template(MAIN, bye, onExit="bye"))
    assert world.finish()["phase"] == "Succeeded"
    assert world.created == ["wf", "wf.onExit"]


def test_a_change_of_the_template_does_not_reach_a_workflow_at_work() -> None:
    two = steps([{"name": "a", "template": "leaf"}], [{"name": "b", "template": "leaf"}])
    leaf = {"name": "leaf", "container": {"image": "b", "args": ["old"]}}
    world = world_of(referring(), template(two, leaf))
    world.rest()
    world.objects[LIB] = template(steps(), {"name": "leaf", "container": {"image": "b", "args": ["new"]}})
    world.forget()
    assert world.finish()["phase"] == "Succeeded"
    assert world.arguments("wf[1].b") == ["old"]


def test_a_workflow_at_work_does_not_need_its_template_any_more() -> None:
    world = world_of(referring(arguments=parameter("p", value="1")), template(MAIN))
    world.turn()
    world.objects[LIB] = None
    world.forget()
    assert world.finish()["phase"] == "Succeeded"


def test_other_changes_of_the_workflow_do_not_reach_it_either() -> None:
    two = steps([{"name": "a", "template": "show", "arguments": parameter("p", value="1")}],
                [{"name": "b", "template": "show", "arguments": parameter("p", value="{{workflow.parameters.q}}")}])  # fmt: skip
    world = world_of(referring(arguments=parameter("q", value="old")), template(two, SHOW))
    world.rest()
    world.change(arguments=parameter("q", value="new"))
    world.finish()
    assert world.arguments("wf[1].b") == ["old"]


@pytest.mark.parametrize("strategy", ["Stop", "Terminate"])
def test_a_shutdown_reaches_it_and_is_kept(strategy: str) -> None:
    world = world_of(referring(arguments=parameter("p", value="1")), template(MAIN))
    world.rest()
    world.workflow = shut_down(world.workflow, strategy)
    world.finish()
    assert world.status()["message"] == f"Stopped with strategy '{strategy}'"
    assert world.status()["storedWorkflowTemplateSpec"]["shutdown"] == strategy


def test_being_held_and_let_go_reaches_it() -> None:
    two = steps([{"name": "a", "template": "leaf"}], [{"name": "b", "template": "leaf"}])
    world = world_of(referring(), template(two, {"name": "leaf", "container": {"image": "b"}}))
    world.rest()
    world.change(suspend=True)
    world.end("wf[0].a")
    world.rest()
    assert world.created == ["wf[0].a"]
    assert world.status()["storedWorkflowTemplateSpec"]["suspend"] is True
    world.change(suspend=None)
    assert world.finish()["phase"] == "Succeeded"


@pytest.mark.parametrize(
    ("below", "own", "held"), [(True, {}, False), (False, {"suspend": True}, True), (True, {"suspend": True}, True)]
)
def test_only_the_workflow_itself_says_whether_it_is_held(below: bool, own: dict, held: bool) -> None:
    spec = {"suspend": True} if below else {}
    world = world_of(
        referring(arguments=parameter("p", value="1"), **own),
        template(MAIN, **spec),
        workflow_defaults={"spec": spec},
    )
    world.rest()
    assert world.created == ([] if held else ["wf"])


def test_a_retried_one_runs_on_with_the_spec_it_had() -> None:
    world = world_of(referring(arguments=parameter("p", value="1")), template(MAIN))
    world.finish("wf")
    retried = retry_workflow(shut_after(world), world.now, parameters=[("p", "2")])
    again = world_of(retried.workflow, template({**MAIN, "container": {"image": "b", "args": ["changed"]}}))
    assert again.finish()["phase"] == "Succeeded"
    assert again.arguments("wf") == ["2"]


def shut_after(world: World) -> dict:
    """The workflow as if somebody had stopped it at its end."""
    stored = {**world.status()["storedWorkflowTemplateSpec"], "shutdown": "Stop"}
    status = {**world.status(), "storedWorkflowTemplateSpec": stored}
    return {**world.workflow, "spec": {**world.workflow["spec"], "shutdown": "Stop"}, "status": status}


DEFAULTS = {
    "metadata": {"labels": {"team": "def", "cost": "def"}, "annotations": {"note": "def"}},
    "spec": {"activeDeadlineSeconds": 7, "entrypoint": "show", "hooks": {}, "nodeSelector": {"a": "def", "b": "def"}},
}


def test_defaults_fill_in_only_what_is_missing() -> None:
    given = workflow(entrypoint="ok", nodeSelector={"b": "own"}, labels={"team": "own"})
    world = World(given, settings=EngineSettings(workflow_defaults=DEFAULTS))
    result = world.turn()
    assert result.wake_at is not None
    assert (result.wake_at - START).total_seconds() == 7
    assert world.requests["wf"].placement == {"nodeSelector": {"a": "def", "b": "own"}}
    labels = world.workflow["metadata"]["labels"]
    assert (labels["team"], labels["cost"]) == ("own", "def")
    assert world.workflow["metadata"]["annotations"]["note"] == "def"
    assert world.workflow["spec"] == given["spec"], "the object stays as it was submitted"


def test_defaults_lie_under_the_template_too() -> None:
    given = referring(arguments=parameter("p", value="1"), nodeSelector={"c": "own"})
    world = world_of(
        given, template(MAIN, activeDeadlineSeconds=9, nodeSelector={"b": "lib"}), workflow_defaults=DEFAULTS
    )
    world.turn()
    stored = world.status()["storedWorkflowTemplateSpec"]
    assert stored["nodeSelector"] == {"a": "def", "b": "lib", "c": "own"}
    assert (stored["activeDeadlineSeconds"], stored["entrypoint"]) == (9, "main")


@pytest.mark.parametrize(
    ("own", "general", "configured", "timeout"),
    [
        ({}, {}, {}, None),
        ({}, {}, {"activeDeadlineSeconds": 30}, 30),
        ({}, {"activeDeadlineSeconds": 20}, {"activeDeadlineSeconds": 30}, 20),
        ({"activeDeadlineSeconds": 10}, {"activeDeadlineSeconds": 20}, {"activeDeadlineSeconds": 30}, 10),
    ],
    ids=["none", "controller", "workflow", "template"],
)
def test_template_defaults_come_from_the_controller_the_workflow_and_the_template(
    own: dict, general: dict, configured: dict, timeout: int | None
) -> None:
    spec = {"templateDefaults": general} if general else {}
    defaults = {"spec": {"templateDefaults": configured}} if configured else {}
    world = World(
        workflow({"name": "main", "container": {"image": "b"}, **own}, **spec),
        settings=EngineSettings(workflow_defaults=defaults),
    )
    world.turn()
    assert world.requests["wf"].active_deadline_seconds == timeout


def test_template_defaults_merge_into_bodies_of_their_own_kind_only() -> None:
    defaults = {
        "container": {"image": "def", "env": [{"name": "E", "value": "def"}]}, "script": {"image": "def"},
        "metadata": {"labels": {"l": "def"}},
    }  # fmt: skip
    plain = {"name": "plain", "container": {"command": ["x"], "env": [{"name": "F", "value": "own"}]}}
    members = [{"name": name, "template": name} for name in ("plain", "s", "t", "w")]
    world = World(
        workflow(
            steps(members), plain, {"name": "s", "script": {"image": "own", "source": "x"}},
            {"name": "t", "steps": [[{"name": "x", "template": "plain"}]]}, {"name": "w", "suspend": {}},
            templateDefaults=defaults,
        )
    )  # fmt: skip
    world.rest()
    container = world.requests[world.node("wf[0].plain")["id"]].template
    assert container["container"] == {
        "image": "def", "command": ["x"],
        "env": [{"name": "F", "value": "own"}, {"name": "E", "value": "def"}],
    }  # fmt: skip
    assert "script" not in container
    assert container["metadata"] == {"labels": {"l": "def"}}
    script = world.requests[world.node("wf[0].s")["id"]].template
    assert (script["script"]["image"], "container" in script) == ("own", False)
    assert [world.node(f"wf[0].{name}")["type"] for name in ("t", "w")] == ["Steps", "Suspend"]


def test_template_defaults_reach_templates_of_other_objects() -> None:
    main = steps([{"name": "a", "templateRef": {"name": "lib", "template": "t"}}])
    world = World(
        workflow(main, templateDefaults={"activeDeadlineSeconds": 11}),
        objects={LIB: template({"name": "t", "container": {"image": "b"}})},
    )
    world.turn()
    assert world.requests[world.node("wf[0].a")["id"]].active_deadline_seconds == 11


def test_a_default_retry_strategy_applies_to_every_kind() -> None:
    main = {"name": "main", "dag": {"tasks": [{"name": "a", "template": "ok"}]}}
    world = World(workflow(main, templateDefaults={"retryStrategy": {"limit": 1}}))
    world.finish()
    assert [world.node(name)["type"] for name in ("wf", "wf(0)", "wf(0).a", "wf(0).a(0)")] == [
        "Retry",
        "DAG",
        "Retry",
        "Pod",
    ]
