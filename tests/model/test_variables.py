"""The catalogue of template variables: every name is found, in its places, once."""

from __future__ import annotations

import pytest

from argocli.model.variables import LATE_BOUND, Place, all_variables, find_variable, variables_for


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("workflow.name", "workflow.name"),
        ("workflow.parameters", "workflow.parameters"),
        ("workflow.parameters.json", "workflow.parameters.json"),
        ("workflow.parameters.my-message_1", "workflow.parameters.<parameter>"),
        ("workflow.labels.json", "workflow.labels.json"),
        ("workflow.labels.app.kubernetes.io/name", "workflow.labels.<key>"),
        ("workflow.annotations.a", "workflow.annotations.<key>"),
        ("workflow.creationTimestamp", "workflow.creationTimestamp"),
        ("workflow.creationTimestamp.Y", "workflow.creationTimestamp.Y"),
        ("workflow.creationTimestamp.RFC3339", "workflow.creationTimestamp.RFC3339"),
        ("workflow.outputs.parameters.g", "workflow.outputs.parameters.<parameter>"),
        ("inputs.parameters", "inputs.parameters"),
        ("inputs.parameters.p", "inputs.parameters.<parameter>"),
        ("inputs.artifacts.a", "inputs.artifacts.<artifact>"),
        ("inputs.artifacts.a.path", "inputs.artifacts.<artifact>.path"),
        ("outputs.parameters.p", "outputs.parameters.<parameter>"),
        ("outputs.parameters.p.path", "outputs.parameters.<parameter>.path"),
        ("steps.name", "steps.name"),
        ("steps.my-step.outputs.parameters.p", "steps.<step>.outputs.parameters.<parameter>"),
        ("steps.name.status", "steps.<step>.status"),
        ("tasks.A.outputs.artifacts.x", "tasks.<task>.outputs.artifacts.<artifact>"),
        ("tasks.A.exitCode", "tasks.<task>.exitCode"),
        ("item", "item"),
        ("item.a.b", "item.<key>"),
        ("pod.name", "pod.name"),
        ("lastRetry.exitCode", "lastRetry.exitCode"),
        ("resourcesDuration.nvidia", "resourcesDuration.<resource>"),
        ("cronworkflow.labels.x.y", "cronworkflow.labels.<key>"),
        ("response.statusCode", "response.statusCode"),
    ],
)
def test_a_name_is_found_as_the_family_it_belongs_to(name: str, pattern: str) -> None:
    found = find_variable(name)
    assert found is not None
    assert found.pattern == pattern


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "workflow", "workflow.nmae", "workflow.parameters.", "workflow.parameters.a.b", "steps", "steps.a",
        "steps.a.outputs", "steps.a.message", "steps.a.outputs.artifacts.x.path", "steps..id", "item.", "inputs.a",
        "workflow.creationTimestamp.Q", "lastRetry.x", "pod.name.x", "foo", "tasks.a.outputs.parameters.p.q",
    ],
)  # fmt: skip
def test_a_name_that_is_no_variable_is_not_found(name: str) -> None:
    assert find_variable(name) is None


def test_every_pattern_is_there_once_finds_itself_and_says_what_it_is() -> None:
    patterns = [variable.pattern for variable in all_variables()]
    assert len(patterns) == len(set(patterns))
    for variable in all_variables():
        assert find_variable(variable.pattern.replace("<", "").replace(">", "x")) == variable
        assert variable.places
        assert variable.type
        assert variable.summary


@pytest.mark.parametrize(
    ("places", "there", "not_there"),
    [
        ({Place.ANYWHERE}, "workflow.name", "inputs.parameters"),
        ({Place.TEMPLATE, Place.POD}, "outputs.artifacts.<artifact>.path", "steps.<step>.id"),
        ({Place.TEMPLATE, Place.STEPS}, "steps.<step>.outputs.result", "tasks.<task>.outputs.result"),
        ({Place.TEMPLATE, Place.DAG}, "tasks.<task>.status", "pod.name"),
        ({Place.STEPS, Place.LOOP}, "item.<key>", "retries"),
        ({Place.POD, Place.RETRY}, "lastRetry.message", "item"),
        ({Place.EXIT}, "workflow.failures", "cronworkflow.name"),
        ({Place.METRICS}, "resourcesDuration.<resource>", "lastRetry.status"),
        ({Place.HTTP_CONDITION}, "response.body", "data"),
        ({Place.CRON}, "cronworkflow.failed", "workflow.name"),
        ({Place.DATA}, "workflow.name", "response.body"),
    ],
)
def test_a_place_has_its_variables_and_those_of_the_workflow(places: set[Place], there: str, not_there: str) -> None:
    patterns = {variable.pattern for variable in variables_for(places)}
    assert there in patterns
    assert not_there not in patterns


def test_nowhere_there_is_nothing() -> None:
    assert variables_for(()) == ()


def test_names_that_come_late_are_variables() -> None:
    assert all(find_variable(name) for name in LATE_BOUND)
