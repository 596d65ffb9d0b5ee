"""Artifacts handed from one member of a template to the next: found, narrowed down, or missing."""

from __future__ import annotations

import pytest

from argocli.engine.templates.locations import LocationError, below
from tests.engine.world import World, dag, steps, workflow

KEPT = {"s3": {"key": "k/f.tgz"}}


@pytest.mark.parametrize(
    ("artifact", "sub_path", "result"),
    [
        ({"s3": {"key": "a/b", "bucket": "c"}}, "d/e", {"s3": {"key": "a/b/d/e", "bucket": "c"}}),
        ({"gcs": {"key": "a/"}}, "/d/", {"gcs": {"key": "a/d"}}),
        ({"oss": {"key": "a"}}, "./d", {"oss": {"key": "a/d"}}),
        ({"azure": {"blob": "a"}}, "d", {"azure": {"blob": "a/d"}}),
        ({"hdfs": {"path": "/a"}}, "d", {"hdfs": {"path": "/a/d"}}),
        ({"plugin": {"key": "a"}}, "d", {"plugin": {"key": "a/d"}}),
        ({"http": {"url": "https://h/a?q=1"}}, "d", {"http": {"url": "https://h/a/d?q=1"}}),
        ({"artifactory": {"url": "http://h:80"}}, "d", {"artifactory": {"url": "http://h:80/d"}}),
        ({"s3": {"key": "a/b"}}, "../../../d", {"s3": {"key": "d"}}),
        ({"s3": {"key": "a//b/"}}, "", {"s3": {"key": "a//b/"}}),
        ({}, "d", {}),
    ],
)
def test_a_sub_path_is_appended_where_the_backend_keeps_its_key(artifact: dict, sub_path: str, result: dict) -> None:
    assert below(artifact, sub_path) == result


@pytest.mark.parametrize("backend", ["raw", "git"])
def test_some_backends_know_no_keys(backend: str) -> None:
    with pytest.raises(LocationError, match="key unsupported"):
        below({backend: {}}, "d")


MAKE = {
    "name": "make",
    "outputs": {"artifacts": [{"name": "f", "path": "/f", "optional": True, "globalName": "g"}]},
    "container": {"image": "busybox"},
}
MADE = {"artifacts": [{"name": "f", "path": "/f", "globalName": "g", "archive": {"zip": {}}, **KEPT}]}
NOTHING: dict = {}


def handed(body: str, argument: dict, declared: dict, outputs: dict, when: str = "true", **loop: object) -> World:
    """An artifact of `a` handed to `b`, brought to its end; `KIND` is steps or tasks."""
    kind = "steps" if body == "steps" else "tasks"
    source = {key: value.replace("KIND", kind) if isinstance(value, str) else value for key, value in argument.items()}
    take = {
        "name": "take",
        "inputs": {"artifacts": [{"name": "i", "path": "/i", **declared}]},
        "container": {"image": "busybox"},
    }
    first = {"name": "a", "template": "make", "when": when}
    last = {"name": "b", "template": "take", "arguments": {"artifacts": [{"name": "i", **source}]}, **loop}
    world = World(
        workflow(steps([first], [last]) if body == "steps" else dag(first, {**last, "depends": "a"}), MAKE, take)
    )
    world.finish(outputs={"wf[0].a" if body == "steps" else "wf.a": outputs})
    return world


FROM = {"from": "{{KIND.a.outputs.artifacts.f}}"}
BY_EXPRESSION = {"fromExpression": "KIND.a.outputs.artifacts.f"}


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize(
    ("argument", "key"),
    [
        (FROM, "k/f.tgz"),
        (BY_EXPRESSION, "k/f.tgz"),
        ({**FROM, "subPath": "x/{{workflow.name}}"}, "k/f.tgz/x/wf"),
        ({"fromExpression": "KIND.a.exitCode == '1' ? nil : KIND.a.outputs.artifacts.f", "subPath": "y"}, "k/f.tgz/y"),
    ],
)
def test_an_artifact_of_one_member_is_found_by_the_next(body: str, argument: dict, key: str) -> None:
    world = handed(body, argument, {"mode": 420}, MADE)
    [given] = world.node("wf[1].b" if body == "steps" else "wf.b")["inputs"]["artifacts"]
    assert given == {"name": "i", "path": "/i", "mode": 420, "archive": {"zip": {}}, "s3": {"key": key}}


@pytest.mark.parametrize("body", ["steps", "dag"])
def test_a_sub_path_may_take_the_item_of_a_loop(body: str) -> None:
    world = handed(body, {**FROM, "subPath": "part-{{item}}"}, {}, MADE, withItems=["x", "y"])
    lead = "wf[1].b" if body == "steps" else "wf.b"
    keys = [world.node(f"{lead}({item})")["inputs"]["artifacts"][0]["s3"]["key"] for item in ("0:x", "1:y")]
    assert keys == ["k/f.tgz/part-x", "k/f.tgz/part-y"]


@pytest.mark.parametrize("body", ["steps", "dag"])
@pytest.mark.parametrize("argument", [FROM, BY_EXPRESSION])
@pytest.mark.parametrize(("spared", "declared"), [(True, {"optional": True}), (False, {"optional": True}), (True, {})])
def test_an_artifact_that_was_not_made_has_to_be_optional_where_it_is_handed_on(
    body: str, argument: dict, spared: bool, declared: dict
) -> None:
    world = handed(body, {**argument, **({"optional": True} if spared else {})}, declared, NOTHING)
    if spared and declared:
        assert world.status()["phase"] == "Succeeded"
        assert world.node("wf[1].b" if body == "steps" else "wf.b")["inputs"]["artifacts"][0].keys() == {
            "name",
            "path",
            "optional",
        }
        return
    message = str([node.get("message") for node in world.nodes()])
    assert world.status()["phase"] == ("Failed" if body == "steps" else "Error")
    assert ("inputs.artifacts.i was not supplied" if spared else "Unable to resolve: ") in message


@pytest.mark.parametrize(
    ("body", "argument", "declared", "outcome"),
    [
        ("steps", FROM, {"optional": True}, ""),
        ("steps", FROM, {}, "inputs.artifacts.i missing location information"),
        ("steps", {**FROM, "optional": True}, {}, "inputs.artifacts.i missing location information"),
        (
            "dag",
            FROM,
            {"optional": True},
            'unable to resolve references: Unable to resolve: "tasks.a.outputs.artifacts.f"',
        ),
        ("dag", {**FROM, "optional": True}, {"optional": True}, ""),
        ("dag", {**FROM, "optional": True}, {}, "inputs.artifacts.i was not supplied"),
    ],
)
def test_an_artifact_of_a_skipped_step_is_one_without_a_place_of_a_skipped_task_none(
    body: str, argument: dict, declared: dict, outcome: str
) -> None:
    world = handed(body, argument, declared, NOTHING, when="1 == 2")
    assert (world.status()["phase"] == "Succeeded") is (not outcome)
    assert outcome in str([node.get("message") for node in world.nodes()]).replace("\\'", "'")
