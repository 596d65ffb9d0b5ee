"""Lifecycle hooks of workflows, steps and tasks: when they start, what they see, who waits for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from argocli.engine.templates import TemplateKey
from tests.engine.world import World, dag, steps, workflow

RUNNING = 'workflow.status == "Running"'
SHOW = {
    "name": "show",
    "inputs": {"parameters": [{"name": "v", "default": "default"}]},
    "container": {"image": "b", "args": ["{{inputs.parameters.v}}"]},
}
FAILURES = {"name": "failures", "container": {"image": "b", "args": ["{{workflow.failures}}"]}}
WAIT = {"name": "wait", "suspend": {}}


def tag(kind: str, path: str) -> str:
    """A reference to something of a step or task."""
    return "{{" + f"{kind}.{path}" + "}}"


def hook(expression: str = "true", template: str = "ok", **arguments: str) -> dict:
    given = [{"name": name, "value": value} for name, value in arguments.items()]
    return {"expression": expression, "template": template, **({"arguments": {"parameters": given}} if given else {})}


def around(kind: str, template: str, *after: dict, **hooks: dict) -> dict:
    """The entry template: one step or task `a` with hooks, and others after it."""
    member = {"name": "a", "template": template, "hooks": hooks}
    if kind == "steps":
        return steps([member], *([one] for one in after))
    return dag(member, *({**one, "dependencies": ["a"]} for one in after))


KINDS = pytest.mark.parametrize(("kind", "name"), [("steps", "wf[0].a"), ("tasks", "wf.a")])


def pending(world: World, name: str) -> None:
    world.see(name, replace(world.pods[world.node(name)["id"]], phase="Pending"))


@pytest.mark.parametrize(
    ("expression", "exists"),
    [
        (RUNNING, True),
        ('workflow.status == "Failed"', False),
        ('workflow.parameters.p == "yes"', True),
        ('workflow.name != "wf"', False),
        ("len(workflow.parameters.p) > 2 && true", True),
    ],
)
def test_a_hook_of_the_workflow_exists_once_its_expression_is_true(expression: str, exists: bool) -> None:
    arguments = {"parameters": [{"name": "p", "value": "yes"}]}
    world = World(workflow(entrypoint="ok", arguments=arguments, hooks={"x": hook(expression)}))
    world.rest()
    assert ("wf.hooks.x" in world.phases()) is exists
    if exists:
        node = world.node("wf.hooks.x")
        assert (node["nodeFlag"], node.get("boundaryID"), node["displayName"]) == ({"hooked": True}, None, "wf.hooks.x")
        assert world.node("wf")["children"] == [node["id"]]


@KINDS
@pytest.mark.parametrize("wanted", ["Pending", "Running", "Succeeded", "Failed"])
def test_a_hook_of_a_member_asks_for_the_members_status(kind: str, name: str, wanted: str) -> None:
    template = "bad" if wanted == "Failed" else "ok"
    world = World(workflow(around(kind, template, x=hook(f'{kind}["a"].status == "{wanted}"'))))
    world.turn()
    seen = {"Pending": set(), "Running": set(), "Succeeded": set(), "Failed": set()}
    for phase in ("Pending", "Running", "Succeeded"):
        if phase == "Pending":
            pending(world, name)
        elif phase == "Running":
            world.see(name, replace(world.pods[world.node(name)["id"]], phase="Running"))
        else:
            world.end(name, 1 if template == "bad" else 0)
        world.rest()
        seen[world.phases()[name]].update(world.phases())
    made = [phase for phase, names in seen.items() if f"{name}.hooks.x" in names]
    # A task that is still waiting for its pod is not asked yet.
    assert made[:1] == ([] if wanted == "Pending" and kind == "tasks" else [wanted])
    if made:
        node = world.node(f"{name}.hooks.x")
        assert (node["nodeFlag"], node["boundaryID"]) == ({"hooked": True}, "wf")
        assert node["id"] in world.node(name)["children"]


@KINDS
def test_a_hook_whose_moment_has_been_missed_never_comes(kind: str, name: str) -> None:
    world = World(workflow(around(kind, "ok", x=hook(f'{kind}["a"].status == "Running"'))))
    world.turn()
    world.end(name)
    assert world.finish()["phase"] == "Succeeded"
    assert f"{name}.hooks.x" not in world.phases()


@pytest.mark.parametrize("kind", ["steps", "tasks"])
@pytest.mark.parametrize("remembers", [True, False])
def test_a_hook_of_a_member_sees_the_status_of_the_workflow_as_it_is_now(kind: str, remembers: bool) -> None:
    world = World(workflow(around(kind, "ok", x=hook(RUNNING))), remembers=remembers)
    world.rest()
    assert any(name.endswith(".hooks.x") for name in world.created)


@KINDS
def test_all_hooks_whose_time_has_come_start_together(kind: str, name: str) -> None:
    world = World(workflow(around(kind, "ok", x=hook(), y=hook("false"), z=hook())))
    world.rest()
    assert set(world.created) == {name, f"{name}.hooks.x", f"{name}.hooks.z"}


@pytest.mark.parametrize(
    ("hooks", "body", "phase", "message"),
    [
        ({"x": hook("nonsense ==")}, None, "Error", None),
        ({"x": hook("unknown == 1")}, None, "Error", None),
        ({"x": hook('"text"')}, None, "Error", "unable to cast expression result 'text' to bool"),
        ({"x": hook(template="absent")}, None, "Error", "template absent not found"),
        ({}, ("tasks", {"x": hook("unknown == 1")}), "Error", None),
        ({}, ("tasks", {"x": {"template": "ok"}}), "Error", None),
        ({}, ("steps", {"x": hook("unknown == 1")}), "Failed", None),
    ],
)
def test_a_hook_that_cannot_be_decided_or_started_is_an_error(
    hooks: dict, body: tuple[str, dict] | None, phase: str, message: str | None
) -> None:
    main = [around(body[0], "ok", **body[1])] if body else []
    world = World(workflow(*main, entrypoint="main" if body else "ok", hooks=hooks))
    world.rest()
    status = world.finish()
    assert status["phase"] == phase
    if message:
        assert message in status["message"]
    if body and body[0] == "steps":
        assert world.phases()["wf[0]"] == "Error"
    elif body:
        assert world.phases()["wf.a"] == "Error"


def test_a_hook_of_a_workflow_template_without_an_expression_is_an_error_at_run_time() -> None:
    key, library = _library(entrypoint="there", hooks={"x": {"template": "there"}})
    given = workflow()
    given["spec"] = {"workflowTemplateRef": {"name": "lib"}}
    world = World(given, objects={key: library})
    world.rest()
    assert (world.status()["phase"], world.status()["message"]) == (
        "Error",
        "Expression required for hook wf.hooks.x",
    )


def test_a_task_says_which_of_its_hooks_lacks_an_expression() -> None:
    world = World(workflow(around("tasks", "ok", x={"template": "ok"})))
    world.finish()
    assert world.node("wf.a")["message"] == "Expression required for hook wf.a.hooks.x"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (workflow(entrypoint="ok", hooks={"x": {"template": "ok"}}), "invalid spec: hooks.x Expression required"),
        (
            workflow(around("steps", "ok", x={"template": "ok"})),
            "invalid spec: templates.main.steps[0].a.x Expression required",
        ),
    ],
)
def test_hooks_without_an_expression_are_refused_with_their_path(given: dict, message: str) -> None:
    world = World(given)
    world.turn()
    assert (world.status()["phase"], world.status()["message"], world.nodes()) == ("Failed", message, [])


@pytest.mark.parametrize("given", [
    workflow(entrypoint="ok", hooks={"exit": {"template": "ok"}}), workflow(around("steps", "ok", exit={"template": "ok"})),
    workflow(around("tasks", "ok", exit={"template": "ok"})),
])  # fmt: skip
def test_the_hook_for_the_end_needs_no_expression(given: dict) -> None:
    world = World(given)
    assert world.finish()["phase"] == "Succeeded"
    assert any(name.endswith(".onExit") for name in world.created)


def _library(**spec: object) -> tuple[TemplateKey, dict]:
    container = {"name": "there", "container": {"image": "b"}}
    return TemplateKey("WorkflowTemplate", "default", "lib"), {"spec": {"templates": [container], **spec}}


@pytest.mark.parametrize("where", ["workflow", "steps", "tasks"])
def test_a_hook_can_be_a_template_of_another_object(where: str) -> None:
    key, library = _library()
    there = {"expression": "true", "templateRef": {"name": "lib", "template": "there"}}
    if where == "workflow":
        given, name = workflow(entrypoint="ok", hooks={"x": there}), "wf.hooks.x"
    else:
        given, name = workflow(around(where, "ok", x=there)), ("wf[0].a" if where == "steps" else "wf.a") + ".hooks.x"
    world = World(given, objects={key: library})
    world.rest()
    assert world.node(name)["templateRef"] == {"name": "lib", "template": "there"}
    assert name in world.created
    assert "namespaced/lib/there" in world.status()["storedTemplates"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, {"wf.hooks.x": "there", "wf.onExit": "there"}),
        ({"y": hook(template="other")}, {"wf.hooks.x": "there", "wf.hooks.y": "other", "wf.onExit": "there"}),
        ({"x": hook(template="other")}, {"wf.hooks.x": "other", "wf.onExit": "there"}),
        ({"exit": {"template": "other"}}, {"wf.hooks.x": "there", "wf.onExit": "other"}),
    ],
)
def test_hooks_of_a_workflow_template_come_along_unless_the_workflow_has_its_own(own: dict, expected: dict) -> None:
    hooks = {
        "x": {"expression": "true", "template": "there", "arguments": {"parameters": [{"name": "v", "value": "1"}]}},
        "exit": {"template": "there"},
    }
    other = {"name": "other", "container": {"image": "b"}}
    key, library = _library(entrypoint="there", hooks=hooks)
    library["spec"]["templates"].append(other)
    given = workflow()
    given["spec"] = {"workflowTemplateRef": {"name": "lib"}, **({"hooks": own} if own else {})}
    world = World(given, objects={key: library})
    assert world.finish()["phase"] == "Succeeded"
    assert {node["name"]: node["templateName"] for node in world.nodes() if node["name"] != "wf"} == expected
    if "x" in own:
        assert "inputs" not in world.node("wf.hooks.x")


@pytest.mark.parametrize(
    ("hooks", "name", "beside"),
    [
        ({"x": hook('workflow.status == "Failed"', "failures")}, "wf.hooks.x", "ok"),
        ({"x": hook('workflow.failures contains "exit code 1"', "failures")}, "wf.hooks.x", "wait"),
        ({"x": hook("workflow.parameters.p != '2'", "late")}, "wf.hooks.x[1].x", "wait"),
        ({"exit": {"template": "failures"}}, "wf.onExit", "ok"),
        ({"exit": {"template": "late"}}, "wf.onExit[1].x", "ok"),
    ],
)
@pytest.mark.parametrize("remembers", [True, False])
def test_hooks_of_the_workflow_see_what_has_failed(hooks: dict, name: str, beside: str, remembers: bool) -> None:
    body = dag({"name": "a", "template": "bad"}, {"name": "b", "template": beside})
    late = steps([{"name": "w", "template": "ok"}], [{"name": "x", "template": "failures"}], name="late")
    arguments = {"parameters": [{"name": "p", "value": "1"}]}
    world = World(workflow(body, FAILURES, WAIT, late, hooks=hooks, arguments=arguments), remembers=remembers)
    world.turn()
    for ended in ("wf.a", "wf.b", "wf.hooks.x[0].w", "wf.onExit[0].w"):
        world.rest()
        if ended in world.running():
            world.end(ended, 1 if ended == "wf.a" else 0)
    world.rest()
    (shown,) = world.arguments(name)
    assert '\\"displayName\\":\\"a\\"' in shown
    assert '\\"templateName\\":\\"bad\\"' in shown


@pytest.mark.parametrize("expression", [RUNNING, 'workflow.status == "Succeeded"'])
def test_the_workflow_waits_for_a_hook_that_was_started(expression: str) -> None:
    world = World(workflow(entrypoint="ok", onExit="ok", hooks={"x": hook(expression), "never": hook("false")}))
    world.rest()
    world.end("wf")
    world.rest()
    assert world.phases() == {"wf": "Succeeded", "wf.hooks.x": "Running"}
    assert world.status()["phase"] == "Running"
    world.end("wf.hooks.x")
    world.rest()
    assert world.phases() == {"wf": "Succeeded", "wf.hooks.x": "Succeeded", "wf.onExit": "Running"}


@KINDS
def test_what_comes_after_a_member_waits_for_its_hooks(kind: str, name: str) -> None:
    world = World(workflow(around(kind, "ok", {"name": "b", "template": "ok"}, x=hook(), y=hook("false"))))
    world.rest()
    world.end(name)
    world.rest()
    assert set(world.created) == {name, f"{name}.hooks.x"}
    world.end(f"{name}.hooks.x")
    world.rest()
    assert len(world.created) == 3


@pytest.mark.parametrize("where", ["workflow", "steps", "tasks"])
def test_a_hook_that_fails_does_no_harm(where: str) -> None:
    x = hook(template="bad")
    world = World(
        workflow(entrypoint="ok", hooks={"x": x})
        if where == "workflow"
        else workflow(around(where, "ok", {"name": "b", "template": "ok"}, x=x))
    )
    world.rest()
    assert world.finish()["phase"] == "Succeeded"
    assert [node["phase"] for node in world.nodes() if node["name"].endswith(".hooks.x")] == ["Failed"]


def test_a_hook_is_driven_on_although_its_expression_is_not_true_any_more() -> None:
    group = steps([{"name": "x", "template": "ok"}], [{"name": "y", "template": "ok"}], name="group")
    world = World(workflow(group, entrypoint="ok", hooks={"x": hook(RUNNING, "group")}))
    world.rest()
    world.end("wf")
    world.rest()
    world.end("wf.hooks.x[0].x")
    world.rest()
    assert world.created == ["wf", "wf.hooks.x[0].x", "wf.hooks.x[1].y"]
    assert world.status()["phase"] == "Running"


@KINDS
def test_hooks_of_a_retried_member_hang_below_the_whole_and_see_its_last_attempt(kind: str, name: str) -> None:
    tried = {"name": "tried", "container": {"image": "b"}, "retryStrategy": {"limit": 1}}
    x = hook(f'{kind}["a"].status == "Succeeded"', "show", v=tag(kind, "a.outputs.parameters.p"))
    world = World(workflow(around(kind, "tried", x=x), tried, SHOW))
    world.rest()
    world.end(f"{name}(0)", 1)
    world.rest()
    assert f"{name}.hooks.x" not in world.phases()
    world.end(f"{name}(1)", 0, {"parameters": [{"name": "p", "value": "second"}]})
    world.rest()
    assert world.arguments(f"{name}.hooks.x") == ["second"]
    assert world.node(name)["children"][-1] == world.node(f"{name}.hooks.x")["id"]
    assert world.finish()["phase"] == "Succeeded"


@pytest.mark.parametrize(
    ("value", "default", "expected"),
    [
        ("{{%s.gone.outputs.parameters.p}}", "default", "default"),
        ("{{%s.gone.outputs.parameters.q}}", "default", "of the producer"),
        ("{{=%s.gone.outputs.parameters.p ?? 'none'}}", "default", "none"),
        ("{{%s.gone.outputs.parameters.p}}", None, None),
        ("about {{%s.gone.outputs.parameters.p}}", "default", None),
    ],
)
@pytest.mark.parametrize("kind", ["steps", "tasks"])
@pytest.mark.parametrize("name", ["x", "exit"])
def test_arguments_of_hooks_read_what_was_skipped_as_those_of_members_do(
    kind: str, name: str, value: str, default: str | None, expected: str | None
) -> None:
    producer = {
        "name": "producer",
        "outputs": {"parameters": [
            {"name": "p", "valueFrom": {"path": "/p"}},
            {"name": "q", "valueFrom": {"path": "/q", "default": "of the producer"}}]},
        "container": {"image": "b"},
    }  # fmt: skip
    show = {**SHOW, "inputs": {"parameters": [{"name": "v", **({"default": default} if default else {})}]}}
    gone = {"name": "gone", "template": "producer", "when": "false"}
    member = {"name": "a", "template": "ok", "hooks": {name: hook(template="show", v=value % kind)}}
    body = steps([gone], [member]) if kind == "steps" else dag(gone, {**member, "dependencies": ["gone"]})
    world = World(workflow(body, producer, show))
    status = world.finish()
    node = ("wf[1].a" if kind == "steps" else "wf.a") + (".onExit" if name == "exit" else ".hooks.x")
    if expected is not None:
        assert world.arguments(node) == [expected]
        assert status["phase"] == "Succeeded"
    else:
        assert node not in world.created
        assert status["phase"] == ("Failed" if kind == "steps" else "Error")


@pytest.mark.parametrize(
    ("expression", "exists"), [('{}["a"].status == "Skipped"', True), ('{}["a"].status == "Succeeded"', False)]
)
@KINDS
def test_a_member_that_was_skipped_has_hooks_as_well(kind: str, name: str, expression: str, exists: bool) -> None:
    member = {"name": "a", "template": "ok", "when": "false", "hooks": {"x": hook(expression.format(kind))}}
    world = World(workflow(steps([member]) if kind == "steps" else dag(member, {"name": "b", "template": "ok"})))
    assert world.finish()["phase"] == "Succeeded"
    assert (f"{name}.hooks.x" in world.phases()) is exists


def test_a_hook_waits_for_a_lock_like_any_other_node() -> None:
    mutex = {"synchronization": {"mutexes": [{"name": "m"}]}, "container": {"image": "b"}}
    held, locked = {"name": "held", **mutex}, {"name": "locked", **mutex}
    world = World(workflow(around("steps", "held", x=hook('steps["a"].status == "Running"', "locked")), held, locked))
    world.rest()
    assert world.phases()["wf[0].a.hooks.x"] == "Pending"
    world.end("wf[0].a")
    world.rest()
    assert world.phases()["wf[0].a.hooks.x"] == "Running"
    assert world.finish()["phase"] == "Succeeded"
