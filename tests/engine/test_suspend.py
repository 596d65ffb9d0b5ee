"""Holding a workflow as a whole, and nodes that wait for somebody or for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.engine.reconcile import reconcile
from argocli.lifecycle.node_set import set_nodes
from argocli.lifecycle.resume import resume_workflow
from argocli.lifecycle.stop import stop_nodes
from argocli.lifecycle.suspend import suspend_workflow
from tests.engine.world import OK, START, World, dag, steps, workflow

SHOW = {
    "name": "show",
    "inputs": {"parameters": [{"name": "v"}]},
    "container": {"image": "b", "args": ["{{inputs.parameters.v}}"]},
}


def gate(*outputs: dict, duration: str = "", inputs: list[dict] | None = None, name: str = "gate") -> dict:
    """A suspend template."""
    template: dict = {"name": name, "suspend": {"duration": duration} if duration else {}}
    if outputs:
        template["outputs"] = {"parameters": list(outputs)}
    if inputs:
        template["inputs"] = {"parameters": inputs}
    return template


def supplied(name: str, **more: object) -> dict:
    value_from = {"supplied": {}, **({"default": more.pop("default")} if "default" in more else {})}
    return {"name": name, "valueFrom": value_from, **more}


@pytest.mark.parametrize("spec", [{"suspend": True}, {"suspend": True, "onExit": "ok"}])
def test_a_held_workflow_runs_but_nothing_of_it_starts(spec: dict) -> None:
    world = World(workflow(entrypoint="ok", **spec))
    world.rest()
    assert (world.status()["phase"], world.nodes(), world.created) == ("Running", [], [])
    world.workflow = resume_workflow(world.workflow, world.now)
    world.rest()
    assert world.created == ["wf"]


@pytest.mark.parametrize("body", [
    steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": "ok"}]),
    dag({"name": "a", "template": "ok"}, {"name": "b", "template": "ok", "dependencies": ["a"]}),
])  # fmt: skip
def test_pods_of_a_held_workflow_end_and_the_next_ones_come_with_resume(body: dict) -> None:
    world = World(workflow(body))
    world.rest()
    world.workflow = suspend_workflow(world.workflow)
    (first,) = world.created
    world.end(first)
    world.rest()
    assert world.phases()[first] == "Succeeded"
    assert world.created == [first]
    world.workflow = resume_workflow(world.workflow, world.now)
    world.rest()
    assert len(world.created) == 2
    assert world.finish()["phase"] == "Succeeded"


def test_the_deadline_passes_for_a_held_workflow_too() -> None:
    world = World(workflow(steps([{"name": "a", "template": "ok"}]), activeDeadlineSeconds=30))
    world.rest()
    world.workflow = suspend_workflow(world.workflow)
    world.rest()
    assert world.wake_at == START + timedelta(seconds=30)
    world.later(seconds=30)
    world.rest()
    assert world.node("wf[0].a")["message"] == "Step exceeded its deadline"
    assert world.status()["phase"] == "Running"
    world.workflow = resume_workflow(world.workflow, world.now)
    world.rest()
    assert world.status()["phase"] == "Failed"


def test_a_suspend_node_runs_until_it_is_resumed() -> None:
    world = World(workflow(steps([{"name": "a", "template": "gate"}], [{"name": "b", "template": "ok"}]), gate()))
    assert world.rest().wake_at is None
    node = world.node("wf[0].a")
    assert (node["type"], node["phase"], node["progress"]) == ("Suspend", "Running", "0/1")
    assert world.created == []
    world.later(hours=1)
    world.workflow = resume_workflow(world.workflow, world.now, user="map[User:jane]")
    world.rest()
    node = world.node("wf[0].a")
    assert (node["phase"], node["message"], node["progress"]) == ("Succeeded", "Resumed by: map[User:jane]", "1/1")
    assert world.created == ["wf[1].b"]


@pytest.mark.parametrize(("text", "phase", "message"), [
    ("the build is red", "Failed", "the build is red"), ("", "Failed", None),
])  # fmt: skip
def test_a_suspend_node_can_be_stopped_as_a_failure(text: str, phase: str, message: str | None) -> None:
    world = World(workflow(steps([{"name": "a", "template": "gate"}], [{"name": "b", "template": "ok"}]), gate()))
    world.rest()
    selector = "displayName=a"
    world.workflow = stop_nodes(world.workflow, world.now, node_field_selector=selector, message=text)
    world.rest()
    node = world.node("wf[0].a")
    assert (node["phase"], node.get("message")) == (phase, message)
    assert (world.status()["phase"], world.status()["message"]) == ("Failed", f"child '{node['id']}' failed")
    assert world.created == []


@pytest.mark.parametrize(
    ("selector", "open_gate"),
    [
        ("displayName=a", "wf.a"), ("name=wf.b", "wf.b"), ("inputs.parameters.v.value=two", "wf.b"),
        ("templateName=gate,inputs.parameters.v.value!=two", "wf.a"),
    ],
)  # fmt: skip
def test_a_selector_opens_one_gate_and_leaves_the_other(selector: str, open_gate: str) -> None:
    tasks = [
        {"name": name, "template": "gate", "arguments": {"parameters": [{"name": "v", "value": value}]}}
        for name, value in (("a", "one"), ("b", "two"))
    ]
    after = [{"name": f"after-{name}", "template": "ok", "dependencies": [name]} for name in "ab"]
    world = World(workflow(dag(*tasks, *after), gate(inputs=[{"name": "v"}])))
    world.rest()
    world.workflow = resume_workflow(world.workflow, world.now, node_field_selector=selector)
    world.rest()
    assert world.phases()[open_gate] == "Succeeded"
    assert world.created == [f"wf.after-{open_gate[-1]}"]


@pytest.mark.parametrize(("duration", "seconds"), [("20s", 20), ("20", 20), ("1m30s", 90), ("0.5s", 0.5)])
@pytest.mark.parametrize("remembers", [True, False])
def test_after_its_duration_a_gate_opens_by_itself(duration: str, seconds: float, remembers: bool) -> None:
    body = steps([{"name": "a", "template": "gate"}], [{"name": "b", "template": "ok"}])
    world = World(workflow(body, gate(duration=duration)), remembers=remembers)
    assert world.rest().wake_at == START + timedelta(seconds=seconds)
    world.later(seconds=seconds / 2)
    world.rest()
    assert (world.phases()["wf[0].a"], world.created) == ("Running", [])
    world.later(seconds=seconds / 2)
    world.rest()
    assert (world.phases()["wf[0].a"], world.created) == ("Succeeded", ["wf[1].b"])


def test_a_gate_resumed_before_its_duration_is_over_is_open() -> None:
    body = steps([{"name": "a", "template": "gate"}], [{"name": "b", "template": "ok"}])
    world = World(workflow(body, gate(duration="20s")))
    world.rest()
    world.workflow = resume_workflow(world.workflow, world.now)
    world.rest()
    assert world.created == ["wf[1].b"]


@pytest.mark.parametrize(
    ("spec", "wake"), [({}, 20), ({"activeDeadlineSeconds": 5}, 5), ({"activeDeadlineSeconds": 60}, 20)]
)
def test_the_deadline_of_the_workflow_wakes_a_gate_as_well(spec: dict, wake: int) -> None:
    world = World(workflow(gate(duration="20s", name="main"), **spec))
    assert world.rest().wake_at == START + timedelta(seconds=wake)
    world.later(seconds=wake)
    world.rest()
    assert world.status()["phase"] == ("Failed" if wake == 5 else "Succeeded")


def test_a_duration_that_is_none_is_an_error_of_the_node() -> None:
    world = World(workflow(gate(duration="soon", name="main")))
    world.rest()
    message = 'unable to parse soon as a duration: time: invalid duration "soon"'
    assert (world.node("wf")["phase"], world.node("wf")["message"]) == ("Error", message)
    assert (world.status()["phase"], world.status()["message"]) == (
        "Error",
        f"error in entry template execution: {message}",
    )


@pytest.mark.parametrize(
    ("output", "inputs", "value"),
    [
        (supplied("v", default="own"), [], "own"),
        (supplied("v", default="own"), [{"name": "v", "default": "of input"}], "own"),
        (supplied("v"), [{"name": "v", "default": "of input"}], "of input"),
        (supplied("v"), [{"name": "v", "value": '{"enum": ["first", "second"]}'}], "first"),
        (supplied("v"), [{"name": "v", "value": '{"enum": ["first", "second"], "default": "second"}'}], "second"),
        (supplied("v", default=3), [], "3"),
    ],
)
def test_an_output_that_nobody_supplied_in_time_takes_its_default(output: dict, inputs: list[dict], value: str) -> None:
    body = steps(
        [{"name": "a", "template": "gate"}],
        [{"name": "b", "template": "show", "arguments": {"parameters": [
            {"name": "v", "value": "{{steps.a.outputs.parameters.v}}"}]}}],
    )  # fmt: skip
    world = World(workflow(body, gate(output, duration="20s", inputs=inputs), SHOW))
    world.rest()
    world.later(seconds=20)
    world.rest()
    assert world.arguments("wf[1].b") == [value]


@pytest.mark.parametrize("inputs", [[], [{"name": "v", "value": "given"}], [{"name": "w", "default": "d"}]])
def test_an_output_without_a_default_is_an_error_when_time_is_up(inputs: list[dict]) -> None:
    world = World(workflow(dag({"name": "a", "template": "gate"}), gate(supplied("v"), duration="20s", inputs=inputs)))
    world.rest()
    world.later(seconds=20)
    world.rest()
    message = "raw output parameter 'v' has not been set and does not have a default value"
    assert world.node("wf.a")["phase"] == "Error"
    assert message in world.node("wf.a")["message"]
    assert world.status()["phase"] == "Error"


@pytest.mark.parametrize("by", ["time", "resume", "set"])
def test_what_is_supplied_is_known_to_the_whole_workflow(by: str) -> None:
    show = {
        **SHOW,
        "name": "global",
        "inputs": {},
        "container": {"image": "b", "args": ["{{workflow.outputs.parameters.g}}"]},
    }
    body = steps([{"name": "a", "template": "gate"}], [{"name": "b", "template": "global"}])
    world = World(workflow(body, gate(supplied("v", default="d", globalName="g"), duration="20s"), show))
    world.rest()
    if by == "time":
        world.later(seconds=20)
    elif by == "resume":
        world.workflow = resume_workflow(world.workflow, world.now)
    else:
        world.workflow = set_nodes(
            world.workflow, world.now, node_field_selector="displayName=a", output_parameters={"v": "chosen"}
        )
        world.workflow = resume_workflow(world.workflow, world.now)
    world.rest()
    value = "chosen" if by == "set" else "d"
    assert world.status()["outputs"]["parameters"] == [{"name": "g", "value": value}]
    assert world.arguments("wf[1].b") == [value]


def test_a_node_with_outputs_set_goes_on_waiting() -> None:
    body = steps([{"name": "a", "template": "gate"}], [{"name": "b", "template": "ok"}])
    world = World(workflow(body, gate(supplied("v"))))
    world.rest()
    world.workflow = set_nodes(
        world.workflow, world.now, node_field_selector="displayName=a", output_parameters={"v": "x"}
    )
    world.rest()
    assert (world.phases()["wf[0].a"], world.created) == ("Running", [])


def test_only_supplied_outputs_are_waited_for() -> None:
    world = World(workflow(gate(supplied("v", default="d"), {"name": "w", "value": "x"}, name="main")))
    world.rest()
    assert [parameter["name"] for parameter in world.node("wf")["outputs"]["parameters"]] == ["v"]


@pytest.mark.parametrize(
    ("value", "enum", "default"),
    [
        ('{"enum": ["yes", "no"]}', ["yes", "no"], "yes"),
        ('{"enum": ["yes", "no"], "default": "no"}', ["yes", "no"], "no"),
        ('{"enum": []}', None, None),
        ('{"default": "no"}', None, None),
        ("plain", None, None),
        ("[1, 2]", None, None),
    ],
)
def test_an_input_can_tell_what_there_is_to_choose_from(value: str, enum: list | None, default: str | None) -> None:
    body = steps([{"name": "a", "template": "gate", "arguments": {"parameters": [{"name": "v", "value": value}]}}])
    world = World(workflow(body, gate(inputs=[{"name": "v"}])))
    world.rest()
    (shown,) = world.node("wf[0].a")["inputs"]["parameters"]
    assert (shown["value"], shown.get("enum"), shown.get("default")) == (value, enum, default)


def test_a_gate_asks_for_nothing_new_when_looked_at_again() -> None:
    world = World(workflow(gate(supplied("v", default="d"), duration="20s", name="main")))
    world.rest()
    again = reconcile(world.workflow, {}, world.now)
    assert not again.changed
    assert again.wake_at == START + timedelta(seconds=20)


def test_a_gate_in_a_retry_that_was_stopped_is_tried_again() -> None:
    body = {**gate(name="main"), "retryStrategy": {"limit": 1}}
    world = World(workflow(body, OK))
    world.rest()
    world.workflow = stop_nodes(world.workflow, world.now, node_field_selector="name=wf(0)", message="no")
    world.rest()
    assert world.phases() == {"wf": "Running", "wf(0)": "Failed", "wf(1)": "Running"}
