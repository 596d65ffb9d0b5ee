"""Where a node ends: what the nodes that come after it are hung below."""

from __future__ import annotations

import pytest

from argocli.engine.nodes.graph import outbound
from argocli.engine.nodes.table import NodeTable
from argocli.engine.pods import ContainerState, PodObservation
from tests.engine.world import World, config_map, dag, steps, workflow

MEMBERS = [{"name": "one"}, {"name": "two"}, {"name": "main", "dependencies": ["one", "two"]}]
SET = {"name": "set", "containerSet": {"containers": [{"image": "busybox", **member} for member in MEMBERS]}}
AGAIN = {"name": "again", "retryStrategy": {"limit": 1}, "container": {"image": "busybox"}}


def node(node_id: str, kind: str, *children: str, **more: object) -> dict:
    return {"id": node_id, "name": node_id, "type": kind, "phase": "Succeeded", "children": list(children), **more}


def table(*nodes: dict) -> NodeTable:
    return NodeTable("wf", {each["id"]: each for each in nodes})  # type: ignore[misc]


LEAF, OTHER, HOOK = node("leaf", "Pod"), node("other", "Pod"), node("hook", "Pod", nodeFlag={"hooked": True})


@pytest.mark.parametrize("kind", ["Skipped", "Suspend", "HTTP", "Plugin", "Pod"])
def test_a_leaf_is_its_own_end_whatever_hangs_below_it(kind: str) -> None:
    self = node("self", kind, "leaf", "hook")
    assert outbound(table(self, LEAF, HOOK), self) == ["self"]


@pytest.mark.parametrize("kind", ["TaskGroup", "Container", "Retry", "Steps", "DAG"])
def test_a_node_without_anything_below_it_is_its_own_end(kind: str) -> None:
    self = node("self", kind)
    assert outbound(table(self), self) == ["self"]


@pytest.mark.parametrize(
    ("self", "ends"),
    [
        (node("self", "TaskGroup", "leaf", "other"), ["leaf", "other"]),
        (node("self", "TaskGroup", "leaf", "steps", "hook"), ["leaf", "other", "hook"]),
        (node("self", "TaskGroup", "leaf", "retry"), ["leaf", "steps"]),
        (node("self", "Retry", "leaf", "other"), ["other"]),
        (node("self", "Retry", "leaf", "other", "hook"), ["hook"]),
        (node("self", "Retry", "leaf", "steps"), ["steps"]),
        (node("self", "Steps", "leaf", outboundNodes=["other"]), ["other"]),
        (node("self", "DAG", "leaf", outboundNodes=["steps", "leaf"]), ["other", "leaf"]),
        (node("self", "DAG", "leaf", outboundNodes=["leaf", "steps", "other"]), ["leaf", "other"]),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "+".join(value),
)
def test_what_holds_others_ends_where_they_end(self: dict, ends: list[str]) -> None:
    inner = node("steps", "Steps", "leaf", outboundNodes=["other"])
    retry = node("retry", "Retry", "leaf", "steps")
    assert outbound(table(self, LEAF, OTHER, HOOK, inner, retry), self) == ends


@pytest.mark.parametrize("kind", ["Steps", "DAG"])
@pytest.mark.parametrize(("hit", "ends"), [(True, ["self"]), (False, ["leaf"])])
def test_what_came_from_a_cache_is_its_own_end(kind: str, hit: bool, ends: list[str]) -> None:
    self = node("self", kind, "leaf", outboundNodes=["leaf"], memoizationStatus={"hit": hit})
    assert outbound(table(self, LEAF), self) == ends


def container_set(*, after_main: list[str], hooks: tuple[str, ...] = ()) -> tuple[dict, NodeTable]:
    pod = node("pod", "Pod", "one", "two", *hooks, boundaryID="dag")
    members = [
        node("one", "Container", "main", boundaryID="pod"),
        node("two", "Container", "main", boundaryID="pod"),
        node("main", "Container", *after_main, boundaryID="pod"),
    ]
    return pod, table(pod, *members, HOOK, {**LEAF, "boundaryID": "dag"}, {**OTHER, "boundaryID": "dag"})


@pytest.mark.parametrize("after_main", [[], ["leaf"], ["leaf", "other"]])
def test_a_container_set_ends_in_its_last_members_whatever_hangs_below_them(after_main: list[str]) -> None:
    pod, nodes = container_set(after_main=after_main)
    assert outbound(nodes, pod) == ["main"]


def test_a_container_set_ends_in_its_hooks_too() -> None:
    pod, nodes = container_set(after_main=[], hooks=("hook",))
    assert outbound(nodes, pod) == ["main", "hook"]


def end_set(world: World, name: str, code: int = 0) -> None:
    each = tuple(
        ContainerState(member["name"], "terminated", exit_code=code, reason="Completed", finished_at=world.now)
        for member in MEMBERS
    )
    at_work = world.node(name)["id"]
    world.see(name, PodObservation(at_work, "pod", "Failed" if code else "Succeeded", containers=each))


def children(world: World, name: str) -> list[str]:
    nodes = world.status()["nodes"]
    return [nodes[child]["name"] for child in world.node(name).get("children", [])]


def ends(world: World, name: str) -> list[str]:
    nodes = world.status()["nodes"]
    return [nodes[end]["name"] for end in world.node(name)["outboundNodes"]]


def parents(world: World, name: str) -> list[str]:
    node_id = world.node(name)["id"]
    return [each["name"] for each in world.nodes() if node_id in each.get("children", [])]


def test_two_tasks_after_a_container_set_hang_below_its_last_container_once_each() -> None:
    after = [{"name": name, "template": "ok", "depends": "a"} for name in ("b", "c", "d")]
    world = World(workflow(dag({"name": "a", "template": "set"}, *after), SET))
    world.rest()
    end_set(world, "wf.a")
    world.rest()
    assert children(world, "wf.a") == ["wf.a.one", "wf.a.two"]
    assert children(world, "wf.a.one") == children(world, "wf.a.two") == ["wf.a.main"]
    assert children(world, "wf.a.main") == ["wf.b", "wf.c", "wf.d"]


def test_a_dag_that_ends_with_a_container_set_ends_in_its_last_container() -> None:
    inner = dag({"name": "a", "template": "set"}, name="inner")
    after = {"name": "b", "template": "ok", "depends": "inside"}
    world = World(workflow(dag({"name": "inside", "template": "inner"}, after), inner, SET))
    world.rest()
    end_set(world, "wf.inside.a")
    world.rest()
    assert ends(world, "wf.inside") == ["wf.inside.a.main"]
    assert parents(world, "wf.b") == ["wf.inside.a.main"]


def test_a_retried_container_set_ends_in_its_last_pod() -> None:
    after = {"name": "b", "template": "ok", "depends": "a"}
    world = World(workflow(dag({"name": "a", "template": "set"}, after), {**SET, "retryStrategy": {"limit": 1}}))
    world.rest()
    end_set(world, "wf.a(0)", 1)
    world.rest()
    end_set(world, "wf.a(1)")
    world.rest()
    assert parents(world, "wf.b") == ["wf.a(1)"]


MEMO = {"memoize": {"key": "k", "cache": {"configMap": {"name": "cache"}}}}
KNOWN = '{"nodeID": "x", "outputs": null, "creationTimestamp": "2026-01-02T03:04:05Z"}'


@pytest.mark.parametrize("inner", [steps([{"name": "s", "template": "ok"}]), dag({"name": "s", "template": "ok"})])
@pytest.mark.parametrize("around", ["steps", "dag"])
def test_what_follows_remembered_steps_or_a_remembered_dag_hangs_below_it(inner: dict, around: str) -> None:
    first, then = {"name": "a", "template": "inner"}, {"name": "b", "template": "ok"}
    main = steps([first], [then]) if around == "steps" else dag(first, {**then, "depends": "a"})
    objects = dict([config_map("cache", {"k": KNOWN}, "Cache")])
    world = World(workflow(main, {**inner, "name": "inner", **MEMO}), objects=objects)
    world.finish()
    group = "wf[0].a" if around == "steps" else "wf.a"
    assert world.node(group)["memoizationStatus"]["hit"] is True
    assert children(world, group) == (["wf[1]"] if around == "steps" else ["wf.b"])
    assert world.status()["phase"] == "Succeeded"


@pytest.mark.parametrize(
    ("task", "hangs_below"),
    [
        ({"template": "ok"}, ["wf.a"]),
        ({"template": "again"}, ["wf.a(1)"]),
        ({"template": "ok", "withItems": [1, 2]}, ["wf.a(0:1)", "wf.a(1:2)"]),
        ({"template": "again", "withItems": [1]}, ["wf.a(0:1)(1)"]),
        ({"template": "ok", "withParam": "[]"}, ["wf.a"]),
        ({"template": "ok", "when": "1 == 2"}, ["wf.a"]),
        ({"template": "wait"}, ["wf.a"]),
        ({"template": "two-steps"}, ["wf.a[1].y", "wf.a[1].z"]),
        ({"template": "two-tasks"}, ["wf.a.y", "wf.a.z"]),
        ({"template": "ok", "onExit": "ok"}, ["wf.a"]),
        ({"template": "again", "onExit": "ok"}, ["wf.a.onExit"]),
        ({"template": "ok", "withItems": [1], "onExit": "ok"}, ["wf.a(0:1)"]),
        ({"template": "nowhere-{{inputs.parameters.none}}"}, ["wf.a"]),
    ],
    ids=str,
)
def test_a_task_hangs_below_every_end_of_what_it_depends_on(task: dict, hangs_below: list[str]) -> None:
    done = [{"name": "x", "template": "ok"}], [{"name": "y", "template": "ok"}, {"name": "z", "template": "ok"}]
    side_by_side = dag({"name": "z", "template": "ok"}, {"name": "y", "template": "ok"}, name="two-tasks")
    wait = {"name": "wait", "suspend": {"duration": "1s"}}
    main = dag({"name": "a", **task}, {"name": "b", "template": "ok", "depends": "a || !a"})
    world = World(workflow(main, AGAIN, wait, steps(*done, name="two-steps"), side_by_side))
    world.finish("wf.a(0)", "wf.a(0:1)(0)")
    assert parents(world, "wf.b") == hangs_below
    assert parents(world, "wf.a") == ["wf"]


def test_a_task_hangs_below_each_of_its_dependencies() -> None:
    tasks = [{"name": name, "template": "ok"} for name in "ab"]
    world = World(workflow(dag(*tasks, {"name": "c", "template": "ok", "depends": "b || a"})))
    world.finish()
    assert children(world, "wf") == ["wf.b", "wf.a"]
    assert parents(world, "wf.c") == ["wf.b", "wf.a"]


def test_tasks_after_a_request_hang_below_it() -> None:
    ask = {"name": "ask", "http": {"url": "http://example.invalid"}}
    after = [{"name": name, "template": "ask", "depends": "a"} for name in ("b", "c")]
    world = World(workflow(dag({"name": "a", "template": "ask"}, *after), ask))
    world.rest()
    world.see("wf.a", PodObservation(world.node("wf.a")["id"], "", "Succeeded"))
    world.rest()
    assert (world.node("wf.a")["type"], children(world, "wf.a")) == ("HTTP", ["wf.b", "wf.c"])


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_a_dag_says_where_it_ends_whether_it_succeeds_or_not(phase: str) -> None:
    tasks = [{"name": "a", "template": "ok"}, {"name": "c", "template": "ok"}, {"name": "b", "template": "ok"}]
    world = World(workflow(dag(*tasks, {"name": "d", "template": "ok", "depends": "a"})))
    world.finish(*(["wf.a"] if phase == "Failed" else []))
    assert world.status()["phase"] == phase
    assert ends(world, "wf") == ["wf.b", "wf.c", "wf.d"]


def test_a_dag_ends_in_the_targets_it_names() -> None:
    tasks = [{"name": "a", "template": "ok"}, {"name": "b", "template": "ok", "depends": "a"}]
    world = World(workflow(dag(*tasks, target="b a")))
    world.finish()
    assert ends(world, "wf") == ["wf.b", "wf.a"]
