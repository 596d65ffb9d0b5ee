"""Suspend, resume, node set and stop: what they make of a workflow, and in which words they refuse."""

from __future__ import annotations

import pytest

from argocli.errors import Refused, UsageError
from argocli.lifecycle.node_set import set_nodes
from argocli.lifecycle.resume import resume_workflow
from argocli.lifecycle.stop import shut_down, stop_nodes
from argocli.lifecycle.suspend import suspend_workflow
from argocli.model.node_selectors import parse_node_selector
from tests.engine.world import START, World, steps, workflow

ASK = {
    "name": "ask",
    "inputs": {"parameters": [{"name": "env", "default": "test", "value": "test"}]},
    "suspend": {},
    "outputs": {
        "parameters": [
            {"name": "answer", "valueFrom": {"supplied": {}}, "globalName": "said"},
            {"name": "why", "valueFrom": {"supplied": {}, "default": "because"}},
        ]
    },
}
PLAIN = {"name": "plain", "suspend": {}}


def waiting(*templates: str) -> World:
    group = [{"name": f"w{index}", "template": name} for index, name in enumerate(templates)]
    world = World(workflow(steps(group, [{"name": "after", "template": "ok"}]), ASK, PLAIN))
    world.rest()
    return world


def test_resume_ends_every_waiting_node_and_the_hold() -> None:
    world = waiting("plain", "plain")
    held = suspend_workflow(world.workflow)
    assert held["spec"]["suspend"] is True
    world.workflow = resume_workflow(held, world.now, user="map[Email:me]")
    assert "suspend" not in world.workflow["spec"]
    assert world.node("wf[0].w0")["message"] == "Resumed by: map[Email:me]"
    assert world.finish()["phase"] == "Succeeded"


def test_resume_with_a_selector_ends_only_what_it_matches() -> None:
    world = waiting("plain", "plain")
    world.workflow = resume_workflow(world.workflow, world.now, node_field_selector="displayName=w1")
    assert world.phases()["wf[0].w1"] == "Succeeded"
    assert world.phases()["wf[0].w0"] == "Running"


def test_resume_needs_a_value_or_a_default_for_every_output() -> None:
    with pytest.raises(Refused) as refused:
        resume_workflow(waiting("ask").workflow, START)
    assert refused.value.message == ("raw output parameter 'answer' has not been set and does not have a default value")


def test_supplied_outputs_stay_until_somebody_resumes() -> None:
    world = waiting("ask")
    given = {"answer": "yes"}
    world.workflow = set_nodes(world.workflow, world.now, node_field_selector="displayName=w0", output_parameters=given)
    assert world.phases()["wf[0].w0"] == "Running"
    assert world.status()["outputs"]["parameters"] == [{"name": "said", "value": "yes"}]
    world.workflow = resume_workflow(world.workflow, world.now)
    values = {item["name"]: item["value"] for item in world.node("wf[0].w0")["outputs"]["parameters"]}
    assert values == {"answer": "yes", "why": "because"}
    assert world.finish()["phase"] == "Succeeded"


def test_set_can_end_a_node_with_a_message() -> None:
    world = waiting("plain")
    world.workflow = set_nodes(
        world.workflow, world.now, node_field_selector="name=wf[0].w0", phase="Failed", message="not today"
    )
    assert world.node("wf[0].w0")["message"] == "not today"
    assert world.finish()["phase"] == "Failed"


def test_stop_with_a_selector_fails_the_node_alone() -> None:
    world = waiting("plain", "plain")
    world.workflow = stop_nodes(world.workflow, world.now, node_field_selector="displayName=w0", message="no")
    assert world.phases()["wf[0].w0"] == "Failed"
    assert world.phases()["wf[0].w1"] == "Running"
    assert "shutdown" not in world.workflow["spec"]


NO_SUCH = "currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: displayName=x"


@pytest.mark.parametrize(
    ("templates", "options", "message"),
    [
        (["plain"], {"node_field_selector": "displayName=x"}, NO_SUCH),
        (
            ["plain"],
            {"node_field_selector": ""},
            "'set' currently only targets suspend nodes, use a node field selector to target them",
        ),
        (
            ["plain"],
            {"node_field_selector": "displayName=w0", "output_parameters": {"a": "1"}},
            "cannot set output parameters because node is not expecting any raw parameters",
        ),
        (
            ["ask"],
            {"node_field_selector": "displayName=w0", "output_parameters": {"a": "1"}},
            "node is not expecting output parameter 'a'",
        ),
    ],
)
def test_set_refuses_in_upstreams_words(templates: list[str], options: dict, message: str) -> None:
    with pytest.raises(Refused) as refused:
        set_nodes(waiting(*templates).workflow, START, **options)
    assert refused.value.message == message


def test_an_output_is_supplied_once() -> None:
    world = waiting("ask")
    choose = {"node_field_selector": "displayName=w0", "output_parameters": {"answer": "yes"}}
    once = set_nodes(world.workflow, START, **choose)
    with pytest.raises(Refused, match=r"because it does not use valueFrom\.raw or it was already set"):
        set_nodes(once, START, **choose)


def test_an_ended_workflow_can_neither_be_held_nor_stopped() -> None:
    world = World(workflow(entrypoint="ok"))
    world.finish()
    with pytest.raises(Refused, match="cannot suspend completed workflows"):
        suspend_workflow(world.workflow)
    with pytest.raises(Refused, match="cannot shutdown a completed workflow"):
        shut_down(world.workflow, "Stop")


NODE = {
    "id": "wf-1", "name": "wf[0].a", "displayName": "a", "templateName": "t", "phase": "Running", "type": "Suspend",
    "templateRef": {"name": "lib", "template": "ask"}, "inputs": {"parameters": [{"name": "env", "value": "prod"}]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        ("", True), ("displayName=a", True), ("displayName==a", True), ("displayName!=a", False), ("displayName=b", False),
        ("name=wf[0].a", True), ("id=wf-1", True), ("templateName=t", True), ("phase=Running", True),
        ("phase!=Running", False), ("templateRef.name=lib", True), ("templateRef.template=ask", True),
        ("templateRef.name=other", False), ("inputs.parameters.env.value=prod", True),
        ("inputs.parameters.env.value!=prod", False), ("inputs.parameters.no.value=prod", False),
        ("displayName=a,phase=Running", True), ("displayName=a,phase=Failed", False),
    ],
)  # fmt: skip
def test_node_field_selectors(selector: str, matches: bool) -> None:
    assert parse_node_selector(selector)(NODE) is matches


@pytest.mark.parametrize("selector", ["nonsense", "colour=red", "=x"])
def test_a_selector_that_is_none(selector: str) -> None:
    with pytest.raises(UsageError):
        parse_node_selector(selector)


def outputs_of(world: World, name: str) -> dict[str, object]:
    return {item["name"]: item.get("value") for item in world.node(name)["outputs"]["parameters"]}


def test_resume_with_a_selector_does_not_take_defaults() -> None:
    world = waiting("ask")
    world.workflow = resume_workflow(world.workflow, world.now, node_field_selector="displayName=w0")
    assert world.phases()["wf[0].w0"] == "Succeeded"
    assert outputs_of(world, "wf[0].w0") == {"answer": None, "why": None}


def test_a_message_is_added_to_the_one_that_is_there() -> None:
    world = waiting("plain")
    choose = {"node_field_selector": "displayName=w0"}
    world.workflow = set_nodes(world.workflow, world.now, message="one", **choose)
    world.workflow = set_nodes(world.workflow, world.now, message="two", **choose)
    assert (world.phases()["wf[0].w0"], world.node("wf[0].w0")["message"]) == ("Running", "one; two")
    world.workflow = resume_workflow(world.workflow, world.now, user="map[Email:me]")
    assert world.node("wf[0].w0")["message"] == "one; two; Resumed by: map[Email:me]"


def test_resume_leaves_no_message_where_nobody_is_known() -> None:
    world = waiting("plain")
    world.workflow = resume_workflow(world.workflow, world.now)
    assert "message" not in world.node("wf[0].w0")
    assert world.node("wf[0].w0")["finishedAt"] == "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("phase", "workflow_phase"), [("Succeeded", "Succeeded"), ("Failed", "Failed"), ("Error", "Failed"), ("Skipped", "Succeeded")]
)  # fmt: skip
def test_set_decides_how_a_node_ends(phase: str, workflow_phase: str) -> None:
    world = waiting("plain")
    world.workflow = set_nodes(world.workflow, world.now, node_field_selector="displayName=w0", phase=phase)
    assert world.node("wf[0].w0")["finishedAt"] == "2026-01-02T03:04:05Z"
    assert world.finish()["phase"] == workflow_phase


def test_set_supplies_several_outputs_and_shares_those_with_a_global_name() -> None:
    world = waiting("ask", "ask")
    given = {"answer": "yes", "why": "so"}
    world.workflow = set_nodes(
        world.workflow, world.now, node_field_selector="displayName=w1", phase="Succeeded", output_parameters=given
    )
    assert outputs_of(world, "wf[0].w1") == given
    assert outputs_of(world, "wf[0].w0") == {"answer": None, "why": None}
    assert world.status()["outputs"]["parameters"] == [{"name": "said", "value": "yes"}]


def test_only_nodes_that_still_wait_can_be_set() -> None:
    world = waiting("plain", "plain")
    choose = {"node_field_selector": "displayName=w0"}
    world.workflow = set_nodes(world.workflow, world.now, phase="Succeeded", **choose)
    with pytest.raises(Refused, match="no suspend nodes matching nodeFieldSelector: displayName=w0"):
        set_nodes(world.workflow, world.now, phase="Failed", **choose)


def test_stop_without_a_selector_asks_the_workflow_to_end() -> None:
    world = waiting("plain")
    for strategy in ("Stop", "Terminate"):
        assert shut_down(world.workflow, strategy)["spec"]["shutdown"] == strategy
    world.workflow = shut_down(world.workflow, "Stop")
    world.finish()
    assert world.node("wf[0].w0")["message"] == "Stopped with strategy 'Stop'"
    with pytest.raises(Refused) as refused:
        shut_down(world.workflow, "Terminate")
    assert refused.value.message == 'cannot shutdown a completed workflow: workflow: "wf", namespace: "default"'
