"""Exit handlers: of the workflow, of steps and of tasks."""

from __future__ import annotations

import pytest

from argocli.engine.memory import Memory
from argocli.engine.pods import PodObservation
from tests.engine.world import OK, World, dag, steps, workflow

SHOW = {
    "name": "show",
    "inputs": {"parameters": [{"name": "v", "default": "default"}]},
    "container": {"image": "b", "args": ["{{inputs.parameters.v}}"]},
}
WRITE = {
    "name": "write",
    "outputs": {
        "parameters": [{"name": "p", "valueFrom": {"path": "/p"}}],
        "artifacts": [{"name": "file", "path": "/file", "optional": True}],
    },
    "container": {"image": "b"},
}
TAKE = {
    "name": "take",
    "inputs": {"artifacts": [{"name": "file", "path": "/in"}]},
    "container": {"image": "b"},
}
ASK = {"name": "ask", "http": {"url": "http://example.com"}}
STORED = {"name": "file", "s3": {"key": "kept/file.tgz"}}
KINDS = pytest.mark.parametrize(("kind", "name"), [("steps", "wf[0].a"), ("tasks", "wf.a")])
# Both ways of asking for an exit handler of a member.
WAYS = pytest.mark.parametrize("way", ["onExit", "hook"])


def tag(kind: str, path: str) -> str:
    """A reference to something of a step or task."""
    return "{{" + f"{kind}.{path}" + "}}"


def exit_of(way: str, template: str = "ok", **arguments: str) -> dict:
    if way == "onExit":
        return {"onExit": template}
    given = [{"name": name, "value": value} for name, value in arguments.items()]
    return {"hooks": {"exit": {"template": template, **({"arguments": {"parameters": given}} if given else {})}}}


def around(kind: str, member: dict, *after: dict, **more: object) -> dict:
    """The entry template: one step or task `a`, and others after it."""
    member = {"name": "a", **member}
    if kind == "steps":
        return steps([member], *([one] for one in after), **more)
    return {**dag(member, *({**one, "dependencies": ["a"]} for one in after)), **more}


@KINDS
@WAYS
@pytest.mark.parametrize("template", ["ok", "bad"])
def test_a_member_that_has_ended_has_its_exit_handler(kind: str, name: str, way: str, template: str) -> None:
    world = World(workflow(around(kind, {"template": template, **exit_of(way)})))
    world.rest()
    assert world.created == [name]
    world.end(name, 1 if template == "bad" else 0)
    world.rest()
    node = world.node(f"{name}.onExit")
    assert (node["nodeFlag"], node["boundaryID"], node["displayName"]) == ({"hooked": True}, "wf", "a.onExit")
    assert world.node(name)["children"] == [node["id"]]
    assert world.requests[node["id"]].on_exit
    assert world.status()["phase"] == "Running"
    assert world.finish()["phase"] == ("Failed" if template == "bad" else "Succeeded")


@WAYS
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("steps", {"when": "false"}),
        ("steps", {"withParam": "[]"}),
        ("tasks", {"when": "false"}),
        ("tasks", {"withParam": "[]"}),
        ("tasks", {"depends": "b.Failed"}),
    ],
)
def test_what_has_not_run_has_no_exit_handler(kind: str, fields: dict, way: str) -> None:
    member = {"name": "a", "template": "ok", **exit_of(way), **fields}
    world = World(workflow(steps([member]) if kind == "steps" else dag(member, {"name": "b", "template": "ok"})))
    assert world.finish()["phase"] == "Succeeded"
    assert not [node for node in world.nodes() if node["name"].endswith(".onExit")]


@KINDS
@WAYS
def test_what_comes_after_a_member_waits_for_its_exit_handler(kind: str, name: str, way: str) -> None:
    world = World(workflow(around(kind, {"template": "ok", **exit_of(way)}, {"name": "b", "template": "ok"})))
    world.rest()
    world.end(name)
    world.rest()
    assert world.created == [name, f"{name}.onExit"]
    world.end(f"{name}.onExit")
    world.rest()
    assert len(world.created) == 3


@KINDS
@WAYS
def test_an_exit_handler_that_fails_changes_nothing_for_its_member(kind: str, name: str, way: str) -> None:
    world = World(workflow(around(kind, {"template": "ok", **exit_of(way, "bad")}, {"name": "b", "template": "ok"})))
    assert world.finish()["phase"] == "Succeeded"
    assert (world.phases()[name], world.phases()[f"{name}.onExit"]) == ("Succeeded", "Failed")


@KINDS
@pytest.mark.parametrize("hidden", [False, True])
def test_an_exit_handler_gets_the_outputs_of_its_member(kind: str, name: str, hidden: bool) -> None:
    """Also where the member is a template with members of its own."""
    inner = {
        **steps([{"name": "w", "template": "write"}], name="inner"),
        "outputs": {"parameters": [{"name": "p", "valueFrom": {"parameter": "{{steps.w.outputs.parameters.p}}"}}]},
    }
    member = {
        "template": "inner" if hidden else "write",
        **exit_of("hook", "show", v=tag(kind, "a.outputs.parameters.p")),
    }
    world = World(workflow(around(kind, member), inner, WRITE, SHOW))
    world.rest()
    (pod,) = world.created
    world.end(pod, 0, {"parameters": [{"name": "p", "value": "made"}]})
    world.rest()
    assert world.arguments(f"{name}.onExit") == ["made"]


@KINDS
@pytest.mark.parametrize("produced", [True, False])
def test_an_exit_handler_gets_the_artifacts_of_its_member(kind: str, name: str, produced: bool) -> None:
    hook = {"template": "take", "arguments": {"artifacts": [
        {"name": "file", "from": tag(kind, "a.outputs.artifacts.file")}]}}  # fmt: skip
    world = World(workflow(around(kind, {"template": "write", "hooks": {"exit": hook}}), WRITE, TAKE))
    world.rest()
    outputs: dict = {"parameters": [{"name": "p", "value": "x"}], **({"artifacts": [STORED]} if produced else {})}
    world.end(name, 0, outputs)
    world.rest()
    if produced:
        request = world.requests[world.node(f"{name}.onExit")["id"]]
        (taken,) = request.template["inputs"]["artifacts"]
        assert (taken["s3"], taken["path"]) == ({"key": "kept/file.tgz"}, "/in")
        return
    message = f'unable to resolve references: Unable to resolve: "{kind}.a.outputs.artifacts.file"'
    where = world.node("wf[0]" if kind == "steps" else "wf.a")
    assert (where["phase"], where["message"]) == ("Error", message)


@KINDS
@pytest.mark.parametrize("remembers", [True, False])
def test_an_exit_handler_of_a_retried_member_comes_after_the_last_attempt(
    kind: str, name: str, remembers: bool
) -> None:
    tried = {**WRITE, "name": "tried", "retryStrategy": {"limit": 2}}
    member = {"template": "tried", **exit_of("hook", "show", v=tag(kind, "a.outputs.parameters.p"))}
    world = World(workflow(around(kind, member, {"name": "b", "template": "ok"}), tried, SHOW), remembers=remembers)
    world.rest()
    for attempt in range(2):
        world.end(f"{name}({attempt})", 1, {"parameters": [{"name": "p", "value": f"attempt {attempt}"}]})
        world.rest()
        assert f"{name}.onExit" not in world.phases()
    world.end(f"{name}(2)", 0, {"parameters": [{"name": "p", "value": "attempt 2"}]})
    world.rest()
    assert world.phases()[name] == "Succeeded"
    assert world.created[-1] == f"{name}.onExit"
    assert world.arguments(f"{name}.onExit") == ["attempt 2"]
    assert world.finish()["phase"] == "Succeeded"


@KINDS
@pytest.mark.parametrize(("template", "status"), [("ok", "Succeeded"), ("bad", "Failed")])
def test_the_arguments_of_an_exit_handler_can_tell_the_status(kind: str, name: str, template: str, status: str) -> None:
    member = {"template": template, **exit_of("hook", "show", v=tag(kind, "a.status") + " of {{workflow.name}}")}
    world = World(workflow(around(kind, member), SHOW))
    world.finish()
    assert world.arguments(f"{name}.onExit") == [f"{status} of wf"]


@KINDS
@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (exit_of("onExit", "show"), "of the workflow"),
        (exit_of("hook", "show"), "of the workflow"),
        (exit_of("hook", "show", v="own"), "own"),
        ({**exit_of("hook", "ok"), **exit_of("onExit", "show")}, "of the workflow"),
        (exit_of("hook", "show", w="other"), "default"),
    ],
)
def test_an_exit_handler_without_arguments_gets_those_of_the_workflow(
    kind: str, name: str, member: dict, expected: str
) -> None:
    arguments = {"parameters": [{"name": "v", "value": "of the workflow"}]}
    world = World(workflow(around(kind, {"template": "ok", **member}), SHOW, arguments=arguments))
    world.finish()
    assert world.arguments(f"{name}.onExit") == [expected]


@KINDS
@pytest.mark.parametrize(
    ("expression", "template", "exists"),
    [
        ('{}["a"].status == "Failed"', "bad", True),
        ('{}["a"].status == "Failed"', "ok", False),
        ('workflow.name == "wf"', "ok", True),
    ],
)
def test_an_expression_can_forbid_an_exit_handler(
    kind: str, name: str, expression: str, template: str, exists: bool
) -> None:
    hook = {"template": "ok", "expression": expression.format(kind)}
    world = World(workflow(around(kind, {"template": template, "hooks": {"exit": hook}})))
    world.finish()
    assert (f"{name}.onExit" in world.phases()) is exists


@KINDS
def test_every_item_of_a_loop_has_its_exit_handler(kind: str, name: str) -> None:
    member = {"template": "ok", "withItems": ["x", "y"], **exit_of("hook")}
    world = World(workflow(around(kind, member, {"name": "b", "template": "ok"})))
    assert world.finish()["phase"] == "Succeeded"
    assert {f"{name}(0:x).onExit", f"{name}(1:y).onExit"} <= set(world.created)


@pytest.mark.parametrize(
    ("on_exit", "body"),
    [
        ("ok", ["wf.onExit"]),
        ("group", ["wf.onExit[0].x", "wf.onExit[1].y"]),
        ("tree", ["wf.onExit.x", "wf.onExit.y"]),
    ],
)
@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("remembers", [True, False])
def test_the_exit_handler_of_the_workflow_runs_whole(on_exit: str, body: list[str], code: int, remembers: bool) -> None:
    group = steps([{"name": "x", "template": "ok"}], [{"name": "y", "template": "ok"}], name="group")
    tree = dag({"name": "x", "template": "ok"}, {"name": "y", "template": "ok", "dependencies": ["x"]}, name="tree")
    world = World(workflow(group, tree, entrypoint="ok", onExit=on_exit), remembers=remembers)
    world.rest()
    world.end("wf", code)
    world.rest()
    assert "children" not in world.node("wf")
    assert world.status()["phase"] == "Running"
    assert world.finish()["phase"] == ("Failed" if code else "Succeeded")
    assert world.created == ["wf", *body]
    assert all(world.requests[world.node(name)["id"]].on_exit for name in body)


@pytest.mark.parametrize(
    ("entry", "handler", "phase", "message"),
    [
        ("ok", "ok", "Succeeded", None),
        ("ok", "bad", "Failed", "main: Error (exit code 1)"),
        ("bad", "ok", "Failed", "main: Error (exit code 1)"),
        ("ok", "broken", "Error", "error in exit template execution : inputs.artifacts.file was not supplied"),
        ("none", "bad", "Failed", "main: Error (exit code 1)"),
    ],
)
def test_the_exit_handler_decides_only_over_a_good_entry(
    entry: str, handler: str, phase: str, message: str | None
) -> None:
    none = steps([{"name": "a", "template": "ok", "when": "false"}], name="none")
    broken = {**TAKE, "name": "broken"}
    world = World(workflow(none, broken, entrypoint=entry, hooks={"exit": {"template": handler}}))
    status = world.finish()
    assert (status["phase"], status.get("message")) == (phase, message)


@pytest.mark.parametrize("field", ["args", "default", "argument", "member", "when"])
@pytest.mark.parametrize("remembers", [True, False])
def test_the_exit_handler_sees_how_the_workflow_has_ended(field: str, remembers: bool) -> None:
    """Wherever it asks: in its text, its inputs, its arguments, the arguments or conditions of its members."""
    tag = "{{workflow.status}}"
    hook: dict = {"template": "show"}
    show, group = SHOW, steps([{"name": "x", "template": "show"}], name="group")
    member = group["steps"][0][0]
    if field == "args":
        show = {"name": "show", "container": {"image": "b", "args": [tag]}}
    elif field == "default":
        show = {**SHOW, "inputs": {"parameters": [{"name": "v", "default": tag}]}}
        group = {**group, "inputs": {"parameters": [{"name": "v", "default": tag}]}}
        member["arguments"] = {"parameters": [{"name": "v", "value": "{{inputs.parameters.v}}"}]}
        hook["template"] = "group"
    elif field == "argument":
        hook["arguments"] = {"parameters": [{"name": "v", "value": tag}]}
    else:
        hook["template"] = "group"
        member["arguments"] = {"parameters": [{"name": "v", "value": tag}]}
        if field == "when":
            member["when"] = f"{tag} == Failed"
    world = World(workflow(show, group, entrypoint="bad", hooks={"exit": hook}), remembers=remembers)
    world.finish()
    (pod,) = [name for name in world.created if name != "wf"]
    assert world.arguments(pod) == ["Failed"]
    if field == "default":
        assert world.node("wf.onExit")["inputs"]["parameters"][0]["value"] == "Failed"


@pytest.mark.parametrize("kind", ["steps", "tasks"])
@pytest.mark.parametrize("remembers", [True, False])
def test_members_read_the_status_of_the_workflow_when_they_start(kind: str, remembers: bool) -> None:
    given = {"parameters": [{"name": "v", "value": "{{workflow.status}}"}]}
    body = around(kind, {"template": "ok"}, {"name": "b", "template": "show", "arguments": given})
    world = World(workflow(body, SHOW), remembers=remembers)
    world.rest()
    world.end(world.created[0])
    world.rest()
    assert world.arguments(world.created[1]) == ["Running"]


@pytest.mark.parametrize(
    "value", ["{{workflow.parameters.p}}", "{{workflow.outputs.parameters.g}}", "{{=workflow.parameters.p}}"]
)
def test_arguments_of_the_exit_handler_come_from_the_workflow(value: str) -> None:
    write = {**WRITE, "outputs": {"parameters": [{"name": "p", "valueFrom": {"path": "/p"}, "globalName": "g"}]}}
    hook = {"template": "show", "arguments": {"parameters": [{"name": "v", "value": value}]}}
    arguments = {"parameters": [{"name": "p", "value": "known"}]}
    world = World(workflow(write, SHOW, entrypoint="write", arguments=arguments, hooks={"exit": hook}))
    world.turn()
    world.end("wf", 0, {"parameters": [{"name": "p", "value": "known", "globalName": "g"}]})
    world.rest()
    assert world.arguments("wf.onExit") == ["known"]


@pytest.mark.parametrize(("seen", "phase"), [("Succeeded", "Succeeded"), ("Failed", "Failed")])
@pytest.mark.parametrize("nested", [False, True])
def test_a_request_as_exit_handler_is_waited_for(seen: str, phase: str, nested: bool) -> None:
    group = steps([{"name": "x", "template": "ask"}], name="group")
    world = World(workflow(ASK, group, entrypoint="ok", onExit="group" if nested else "ask"))
    world.turn()
    world.end("wf")
    world.rest()
    name = "wf.onExit[0].x" if nested else "wf.onExit"
    assert (world.node(name)["type"], world.status()["phase"]) == ("HTTP", "Running")
    old = world.pods[world.node(name)["id"]]
    world.see(name, PodObservation(old.node_id, old.pod_name, seen, outputs={"result": "pong"}))
    world.rest()
    assert world.node(name)["outputs"]["result"] == "pong"
    assert world.status()["phase"] == phase


@pytest.mark.parametrize("kept", [True, False])
def test_an_exit_handler_is_started_once_whatever_is_remembered(kept: bool) -> None:
    world = World(workflow(around("tasks", {"template": "ok", **exit_of("hook")}), onExit="ok"))
    world.rest()
    world.end("wf.a")
    for _ in range(3):
        if not kept:
            world.memory, world.changed = Memory(), None
        world.turn()
    world.end("wf.a.onExit")
    for _ in range(3):
        if not kept:
            world.memory, world.changed = Memory(), None
        world.turn()
    assert world.created == ["wf.a", "wf.a.onExit", "wf.onExit"]


def test_the_exit_handler_counts_in_progress_only() -> None:
    world = World(workflow(OK, entrypoint="ok", onExit="bad"))
    status = world.finish()
    assert status["progress"] == "1/2"
