"""Controllers that run only what templates allow: workflows without one, with more than they may say, or changed."""

from __future__ import annotations

import pytest

from argocli.engine.settings import EngineSettings
from argocli.engine.templates import TemplateKey
from argocli.lifecycle.stop import shut_down
from tests.engine.world import World, workflow

LIB = TemplateKey("WorkflowTemplate", "default", "lib")
MAIN = {"name": "main", "container": {"image": "b", "args": ["{{workflow.parameters.p}}"]}}
MODES = ["Strict", "Secure"]
CHANGED = "WorkflowSpec may not change during execution when the controller is set `templateReferencing: Secure`"


def restricted(mode: str, given: dict, **settings: object) -> World:
    found = {
        "spec": {"entrypoint": "main", "templates": [MAIN], "arguments": {"parameters": [{"name": "p", "value": "1"}]}}
    }
    return World(given, objects={LIB: found}, settings=EngineSettings(reference_mode=mode, **settings))


def referring(**spec: object) -> dict:
    return {**workflow(), "spec": {"workflowTemplateRef": {"name": "lib"}, **spec}}


@pytest.mark.parametrize("mode", MODES)
def test_a_workflow_has_to_come_from_a_template(mode: str) -> None:
    world = restricted(mode, workflow(entrypoint="ok"))
    world.turn()
    message = "workflows must use workflowTemplateRef to be executed when the controller is in reference mode"
    assert (world.status()["phase"], world.status()["message"], world.nodes()) == ("Error", message, [])
    assert world.created == []


def test_without_restrictions_it_need_not() -> None:
    assert restricted("", workflow(entrypoint="ok")).finish()["phase"] == "Succeeded"


@pytest.mark.parametrize("mode", MODES)
def test_one_that_comes_from_a_template_runs(mode: str) -> None:
    world = restricted(mode, referring())
    assert world.finish()["phase"] == "Succeeded"
    assert world.arguments("wf") == ["1"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("arguments", {"parameters": [{"name": "p", "value": "2"}]}), ("entrypoint", "main"),
        ("activeDeadlineSeconds", 100), ("priority", 3), ("ttlStrategy", {"secondsAfterCompletion": 1}),
        ("podGC", {"strategy": "OnPodSuccess"}), ("volumeClaimGC", {"strategy": "OnWorkflowCompletion"}),
        ("archiveLogs", True), ("workflowMetadata", {"labels": {"a": "b"}}), ("metrics", {"prometheus": []}),
        ("artifactGC", {"strategy": "Never"}),
    ],
)  # fmt: skip
def test_what_it_may_still_say_for_itself(mode: str, field: str, value: object) -> None:
    world = restricted(mode, referring(**{field: value}))
    assert world.finish()["phase"] == "Succeeded"
    assert world.status()["storedWorkflowTemplateSpec"][field] == value


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("spec", "named"),
    [
        ({"serviceAccountName": "root"}, "serviceAccountName"),
        ({"podSpecPatch": "{}"}, "podSpecPatch"),
        ({"templates": [MAIN]}, "templates"),
        ({"volumes": [{"name": "v"}], "hostNetwork": True, "priority": 1}, "hostNetwork volumes"),
    ],
)
def test_everything_else_is_refused_by_name(mode: str, spec: dict, named: str) -> None:
    world = restricted(mode, referring(**spec))
    world.turn()
    message = f"fields [{named}] are not permitted when using workflowTemplateRef with templateReferencing restriction"
    assert (world.status()["phase"], world.status()["message"], world.created) == ("Error", message, [])


@pytest.mark.parametrize(
    "empty", [{"serviceAccountName": ""}, {"volumes": []}, {"securityContext": {}}, {"hooks": None}]
)
def test_an_empty_field_says_nothing(empty: dict) -> None:
    assert restricted("Strict", referring(**empty)).finish()["phase"] == "Succeeded"


def test_the_controller_can_allow_more() -> None:
    world = restricted("Strict", referring(serviceAccountName="mine"), user_fields=frozenset({"serviceAccountName"}))
    assert world.finish()["phase"] == "Succeeded"
    assert world.status()["storedWorkflowTemplateSpec"]["serviceAccountName"] == "mine"


def test_as_whom_artifacts_are_deleted_is_not_for_the_workflow_to_say() -> None:
    gc = {
        "strategy": "OnWorkflowDeletion",
        "serviceAccountName": "root",
        "podSpecPatch": "{}",
        "podMetadata": {"labels": {}},
    }
    world = restricted("Secure", referring(artifactGC=gc))
    assert world.finish()["phase"] == "Succeeded"
    assert world.status()["storedWorkflowTemplateSpec"]["artifactGC"] == {"strategy": "OnWorkflowDeletion"}


def changed_at_work(mode: str) -> World:
    """A workflow whose kept spec is not what its template says any more."""
    world = restricted(mode, referring())
    world.rest()
    stored = {**world.status()["storedWorkflowTemplateSpec"], "parallelism": 5}
    world.workflow = {**world.workflow, "status": {**world.status(), "storedWorkflowTemplateSpec": stored}}
    world.forget()
    world.turn()
    return world


def test_only_secure_compares_the_spec_with_its_template_again() -> None:
    assert (changed_at_work("Secure").status()["phase"], changed_at_work("Secure").status()["message"]) == (
        "Error",
        CHANGED,
    )
    assert changed_at_work("Strict").status()["phase"] == "Running"
    assert changed_at_work("").status()["phase"] == "Running"


def test_a_template_that_changes_ends_what_runs_by_it_under_secure() -> None:
    world = restricted("Secure", referring())
    world.rest()
    world.objects[LIB] = {"spec": {**world.objects[LIB]["spec"], "parallelism": 1}}
    world.forget()
    world.turn()
    assert (world.status()["phase"], world.status()["message"]) == ("Error", CHANGED)


@pytest.mark.parametrize("mode", MODES)
def test_stopping_and_holding_are_always_allowed(mode: str) -> None:
    world = restricted(mode, referring())
    world.rest()
    world.change(suspend=True)
    world.rest()
    world.forget()
    world.rest()
    assert world.status()["phase"] == "Running"
    world.change(suspend=None)
    world.workflow = shut_down(world.workflow, "Terminate")
    world.finish()
    assert world.status()["message"] == "Stopped with strategy 'Terminate'"
