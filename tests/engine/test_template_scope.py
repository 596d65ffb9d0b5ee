"""Where the name of a template is looked up, what a node shows of that, and what is kept of templates from outside."""

from __future__ import annotations

import json

import pytest

from argocli.engine.pods import ContainerState, PodObservation
from argocli.engine.templates import TemplateKey
from tests.engine.world import World, dag, steps, workflow

IMAGE = {"image": "b"}


def leaf(name: str, **more: object) -> dict:
    return {"name": name, "container": IMAGE, **more}


def at(name: str, owner: str, template: str, *, cluster: bool = False, **more: object) -> dict:
    """A step or task that runs a template of another object."""
    reference = {"name": owner, "template": template, **({"clusterScope": True} if cluster else {})}
    return {"name": name, "templateRef": reference, **more}


def library(owner: str, *templates: dict, cluster: bool = False, **spec: object) -> tuple[TemplateKey, dict]:
    kind = "ClusterWorkflowTemplate" if cluster else "WorkflowTemplate"
    return TemplateKey(kind, "" if cluster else "default", owner), {"spec": {"templates": list(templates), **spec}}


def run(given: dict, *libraries: tuple[TemplateKey, dict]) -> World:
    world = World(given, objects=dict(libraries))
    world.finish()
    assert world.status()["phase"] == "Succeeded"
    return world


def scopes(world: World) -> dict[str, str]:
    return {node["name"]: node["templateScope"] for node in world.nodes()}


CALLS = [
    pytest.param(lambda *members: steps(list(members)), "wf[0].", id="steps"),
    pytest.param(lambda *members: dag(*members), "wf.", id="dag"),
]


@pytest.mark.parametrize(("body", "lead"), CALLS)
def test_a_node_shows_the_object_it_was_called_from(body, lead: str) -> None:
    inner = steps([{"name": "x", "template": "own"}, at("y", "other", "t")], name="inner")
    main = body({"name": "a", "template": "ok"}, at("b", "lib", "inner"))
    world = run(workflow(main), library("lib", inner, leaf("own")), library("other", leaf("t"), cluster=False))
    found = scopes(world)
    assert found["wf"] == found[f"{lead}a"] == found[f"{lead}b"] == "local/wf"
    assert found[f"{lead}b[0]"] == found[f"{lead}b[0].x"] == found[f"{lead}b[0].y"] == "namespaced/lib"
    assert set(world.status()["storedTemplates"]) == {
        "namespaced/lib/inner",
        "namespaced/lib/own",
        "namespaced/other/t",
    }


@pytest.mark.parametrize(("body", "lead"), CALLS)
def test_cluster_templates_have_a_scope_of_their_own(body, lead: str) -> None:
    inner = dag({"name": "x", "template": "own"}, at("y", "lib", "own"), name="inner")
    world = run(
        workflow(body(at("a", "lib", "inner", cluster=True))),
        library("lib", inner, leaf("own"), cluster=True),
        library("lib", leaf("own")),
    )
    found = scopes(world)
    assert found[f"{lead}a"] == "local/wf"
    assert found[f"{lead}a.x"] == found[f"{lead}a.y"] == "cluster/lib"
    assert set(world.status()["storedTemplates"]) == {"cluster/lib/inner", "cluster/lib/own", "namespaced/lib/own"}


@pytest.mark.parametrize(("body", "lead"), CALLS)
def test_every_item_of_a_loop_has_the_scope_of_the_loop(body, lead: str) -> None:
    inner = steps([{"name": "l", "template": "own", "withParam": '["p","q"]'}], name="inner")
    world = run(workflow(body(at("a", "lib", "inner"))), library("lib", inner, leaf("own")))
    assert {scopes(world)[f"{lead}a[0].l({index}:{item})"] for index, item in enumerate("pq")} == {"namespaced/lib"}
    assert set(world.status()["storedTemplates"]) == {"namespaced/lib/inner", "namespaced/lib/own"}


def test_attempts_and_hooks_have_the_scope_of_what_they_belong_to() -> None:
    inner = steps([{"name": "x", "template": "own", "hooks": {"exit": {"template": "bye"}}}], name="inner")
    own = leaf("own", retryStrategy={"limit": 1})
    world = run(workflow(steps([at("a", "lib", "inner")])), library("lib", inner, own, leaf("bye")))
    found = scopes(world)
    assert found["wf[0].a[0].x(0)"] == found["wf[0].a[0].x"] == found["wf[0].a[0].x.onExit"] == "namespaced/lib"


def test_a_name_means_the_template_of_the_object_it_stands_in() -> None:
    shown = {"name": "t", "container": {**IMAGE, "args": ["outer"]}}
    other = {"name": "t", "container": {**IMAGE, "args": ["inner"]}}
    main = steps([{"name": "a", "template": "t"}, at("b", "lib", "inner")])
    world = run(workflow(main, shown), library("lib", steps([{"name": "x", "template": "t"}], name="inner"), other))
    assert (world.arguments("wf[0].a"), world.arguments("wf[0].b[0].x")) == (["outer"], ["inner"])


def test_templates_of_the_workflow_are_not_kept_in_the_status() -> None:
    assert "storedTemplates" not in run(workflow(steps([{"name": "a", "template": "ok"}]))).status()


def test_what_was_taken_once_stays_although_its_source_changes() -> None:
    inner = steps([{"name": "x", "template": "own"}], [{"name": "y", "template": "own"}], name="inner")
    before, after = ({"name": "own", "container": {**IMAGE, "args": [text]}} for text in ("old", "new"))
    main = steps([at("a", "lib", "inner")], [at("b", "lib", "own"), at("c", "lib", "late")])
    late = {"name": "late", "container": {**IMAGE, "args": ["old"]}}
    world = World(workflow(main), objects=dict([library("lib", inner, before, late)]))
    world.rest()
    key, _ = library("lib")
    changed = {"name": "late", "container": {**IMAGE, "args": ["new"]}}
    world.objects[key] = {
        "spec": {"templates": [steps([{"name": "z", "template": "own"}], name="inner"), after, changed]}
    }
    world.forget()
    world.finish()
    assert world.arguments("wf[0].a[1].y") == ["old"]
    assert world.arguments("wf[1].b") == ["old"]
    assert world.arguments("wf[1].c") == ["new"], "first used after the change"


def test_pod_metadata_of_the_source_lies_under_that_of_its_templates() -> None:
    pod = {"labels": {"a": "lib", "b": "lib"}, "annotations": {"n": "lib"}}
    inner = steps([{"name": "x", "template": "own"}], name="inner")
    own = leaf("own", metadata={"labels": {"b": "own"}})
    main = steps([at("a", "lib", "own"), at("b", "lib", "inner"), {"name": "c", "template": "ok"}])
    world = run(workflow(main), library("lib", inner, own, podMetadata=pod))
    for name in ("wf[0].a", "wf[0].b[0].x"):
        found = world.requests[world.node(name)["id"]].template["metadata"]
        assert found == {"labels": {"a": "lib", "b": "own"}, "annotations": {"n": "lib"}}
    assert "metadata" not in world.requests[world.node("wf[0].c")["id"]].template


def test_a_reference_may_be_made_of_parameters() -> None:
    member = {"name": "a", "templateRef": {"name": "{{item.lib}}", "template": "{{inputs.parameters.t}}"},
              "withItems": [{"lib": "one"}, {"lib": "two"}]}  # fmt: skip
    main = steps([member], inputs={"parameters": [{"name": "t", "value": "{{workflow.parameters.t}}"}]})
    libraries = [library(owner, {"name": "t", "container": {**IMAGE, "args": [owner]}}) for owner in ("one", "two")]
    world = run(workflow(main, arguments={"parameters": [{"name": "t", "value": "t"}]}), *libraries)
    names = ["wf[0].a(0:lib:one)", "wf[0].a(1:lib:two)"]
    assert [world.arguments(name) for name in names] == [["one"], ["two"]]
    assert [world.node(name)["templateRef"]["name"] for name in names] == ["one", "two"]


def test_a_reference_may_be_made_of_outputs() -> None:
    which = at("b", "{{steps.a.outputs.result}}", "t")
    main = steps([{"name": "a", "template": "ok"}], [which])
    world = World(workflow(main), objects=dict([library("lib", leaf("t"))]))
    assert world.finish(outputs={"wf[0].a": {"result": "lib"}})["phase"] == "Succeeded"
    assert set(world.status()["storedTemplates"]) == {"namespaced/lib/t"}


@pytest.mark.parametrize(
    ("owner", "template", "message"),
    [
        ("{{steps.a.outputs.result}}", "t", "workflow template gone not found"),
        ("lib", "{{steps.a.outputs.result}}", "template gone not found in workflow template lib"),
    ],
)
@pytest.mark.parametrize("cluster", [False, True], ids=["namespaced", "cluster"])
def test_what_a_computed_reference_does_not_find_is_an_error(
    owner: str, template: str, message: str, cluster: bool
) -> None:
    main = steps([{"name": "a", "template": "ok"}], [at("b", owner, template, cluster=cluster)])
    world = World(workflow(main), objects=dict([library("lib", leaf("t"), cluster=cluster)]))
    world.finish(outputs={"wf[0].a": {"result": "gone"}})
    node = world.node("wf[1].b")
    assert (node["type"], node["phase"], node["message"]) == ("Skipped", "Error", message)


@pytest.mark.parametrize(("body", "lead"), CALLS)
def test_inline_templates_call_those_of_the_object_around_them(body, lead: str) -> None:
    inline = {"steps": [[{"name": "x", "template": "ok"}]]}
    world = run(workflow(body({"name": "a", "inline": inline})))
    assert scopes(world)[f"{lead}a[0].x"] == "local/wf"
    assert world.created == [f"{lead}a[0].x"]


def test_inline_templates_of_an_object_are_kept_each_for_itself() -> None:
    def inline(name: str) -> dict:
        return {"name": name, "inline": {"container": {**IMAGE, "args": [name]}}}

    inner = steps([inline("x"), {**inline("y"), "withItems": [1, 2]}], name="inner")
    world = run(workflow(steps([at("a", "lib", "inner")])), library("lib", inner))
    kept = {
        key: template["container"]["args"]
        for key, template in world.status()["storedTemplates"].items()
        if "container" in template
    }
    assert kept == {"namespaced/lib/inline/x": ["x"], "namespaced/lib/inline/y": ["y"]}
    assert world.arguments("wf[0].a[0].y(1:2)") == ["y"]


def test_inline_templates_of_the_same_name_in_two_templates_do_not_mix() -> None:
    def inner(name: str) -> dict:
        return steps([{"name": "x", "inline": {"container": {**IMAGE, "args": [name]}}}], name=name)

    main = steps([at("a", "lib", "one"), at("b", "lib", "two")])
    world = run(workflow(main), library("lib", inner("one"), inner("two")))
    assert (world.arguments("wf[0].a[0].x"), world.arguments("wf[0].b[0].x")) == (["one"], ["two"])


BODIES = {
    "container": IMAGE, "containerSet": {"containers": [{"name": "main", **IMAGE}]}, "steps": [], "dag": {"tasks": []},
    "script": {**IMAGE, "source": ""}, "resource": {"action": "get"}, "data": {"source": {}}, "suspend": {},
    "http": {"url": "x"}, "plugin": {"p": {}},
}  # fmt: skip
TYPES = {"steps": "Steps", "dag": "DAG", "suspend": "Suspend", "http": "HTTP", "plugin": "Plugin"}


@pytest.mark.parametrize("first", range(len(BODIES)))
def test_of_several_bodies_the_first_kind_counts(first: int) -> None:
    """container, containerSet, steps, dag, script, resource, data, suspend, http, plugin."""
    kinds = list(BODIES)[first:]
    world = World(workflow({"name": "main", **{kind: BODIES[kind] for kind in reversed(kinds)}}))
    world.turn()
    assert world.node("wf")["type"] == TYPES.get(kinds[0], "Pod")


def test_a_template_without_a_body_is_an_error() -> None:
    world = World(workflow({"name": "main"}))
    world.turn()
    assert world.status()["phase"] == "Error"
    assert json.dumps(world.status()["message"]).endswith('missing specification"')


def serve(world: World, name: str) -> None:
    """The pod of a daemon is ready."""
    node = world.node(name)
    containers = (ContainerState("main", "running", ready=True), ContainerState("wait", "running", kind="wait"))
    world.see(name, PodObservation(node["id"], world.pods[node["id"]].pod_name, "Running", containers=containers))
    world.rest()


DAEMON = {"daemon": True, "container": IMAGE}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        pytest.param(workflow(dag({"name": "a", "inline": DAEMON}, {"name": "b", "template": "ok", "depends": "a"})), "wf.a", id="inline task"),
        pytest.param(workflow(steps([{"name": "a", "inline": DAEMON}], [{"name": "b", "template": "ok"}])), "wf[0].a", id="inline step"),
        pytest.param(
            workflow(steps([{"name": "a", "inline": DAEMON, "withItems": ["x.y"]}], [{"name": "b", "template": "ok"}])),
            "wf[0].a(0:x.y)", id="inline in a loop",
        ),
        pytest.param(
            workflow(dag({"name": "a", "inline": {"steps": [[{"name": "i", "inline": DAEMON}], [{"name": "b", "template": "ok"}]]}})),
            "wf.a[0].i", id="inline in inline",
        ),
        pytest.param(
            workflow(dag({"name": "a", "template": "leaf"}, {"name": "b", "template": "s", "depends": "a"}), leaf("leaf"),
                     {"name": "s", "suspend": {}}, templateDefaults={"daemon": True}),
            "wf.a", id="by default",
        ),
    ],
)  # fmt: skip
def test_a_pods_template_is_found_again_when_it_is_seen(given: dict, name: str) -> None:
    world = World(given)
    world.rest()
    world.forget()
    serve(world, name)
    assert world.node(name)["daemoned"] is True
    assert any(node["displayName"] == "b" for node in world.nodes())
