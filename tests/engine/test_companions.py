"""Objects beside a workflow's pods: claims and disruption budgets come before the first pod and go with the end."""

from __future__ import annotations

import pytest

from argocli.engine.templates import TemplateKey
from tests.engine.world import World, steps, workflow

CLAIM = {"metadata": {"name": "work"}, "spec": {"resources": {"requests": {"storage": "1Gi"}}}}
RECORDED = [{"name": "work", "persistentVolumeClaim": {"claimName": "wf-work"}}]
REMOVED = ("PersistentVolumeClaim", "wf-work")


def made(world: World) -> list[tuple[str, str]]:
    return [(one["kind"], one["metadata"]["name"]) for one in world.beside]


def test_claims_are_made_in_the_first_pass_and_only_then() -> None:
    world = World(workflow(entrypoint="ok", volumeClaimTemplates=[CLAIM]))
    first = world.turn()
    assert [one["metadata"]["name"] for one in first.companions] == ["wf-work"]
    assert len(first.creates) == 1
    assert world.status()["persistentVolumeClaims"] == RECORDED
    world.turn()
    world.forget()
    world.turn()
    assert made(world) == [("PersistentVolumeClaim", "wf-work")]


@pytest.mark.parametrize(
    ("entry", "strategy", "removed"),
    [
        ("ok", None, True),
        ("bad", None, False),
        ("ok", "OnWorkflowSuccess", True),
        ("bad", "OnWorkflowSuccess", False),
        ("ok", "OnWorkflowCompletion", True),
        ("bad", "OnWorkflowCompletion", True),
        ("unable", "OnWorkflowCompletion", True),
        ("unable", None, False),
    ],
)
def test_the_strategy_decides_whether_the_claims_go_with_the_end(
    entry: str, strategy: str | None, removed: bool
) -> None:
    gone = {"name": "v", "valueFrom": {"configMapKeyRef": {"name": "none", "key": "k"}}}
    unable = {"name": "unable", "inputs": {"parameters": [gone]}, "container": {"image": "b"}}
    more = {"volumeClaimGC": {"strategy": strategy}} if strategy else {}
    world = World(workflow(unable, entrypoint=entry, volumeClaimTemplates=[CLAIM], **more))
    status = world.finish()
    assert status["phase"] == {"ok": "Succeeded", "bad": "Failed", "unable": "Error"}[entry]
    assert world.removed == ([REMOVED] if removed else [])
    assert status.get("persistentVolumeClaims", []) == ([] if removed else RECORDED)


def test_claims_of_a_template_are_the_workflows() -> None:
    key = TemplateKey("WorkflowTemplate", "default", "lib")
    templates = [{"name": "t", "container": {"image": "b"}}]
    lib = {"spec": {"entrypoint": "t", "templates": templates, "volumeClaimTemplates": [CLAIM]}}
    given = workflow()
    given["spec"] = {"workflowTemplateRef": {"name": "lib"}}
    world = World(given, objects={key: lib})
    world.turn()
    assert made(world) == [("PersistentVolumeClaim", "wf-work")]
    world.finish()
    assert world.removed == [REMOVED]


def test_a_claim_without_a_name_ends_the_workflow() -> None:
    world = World(workflow(entrypoint="ok", volumeClaimTemplates=[{"spec": {}}]))
    status = world.finish()
    reason = "pvc create error: volumeClaimTemplates[0].metadata.name is required"
    assert (status["phase"], status["message"]) == ("Error", reason)
    assert world.created == []


def test_a_suspended_workflow_has_its_budget_at_once_and_its_claims_when_it_goes_on() -> None:
    given = workflow(entrypoint="ok", volumeClaimTemplates=[CLAIM], podDisruptionBudget={"minAvailable": 1}, suspend=True)  # fmt: skip
    world = World(given)
    world.turn()
    assert made(world) == [("PodDisruptionBudget", "wf")]
    world.change(suspend=None)
    world.turn()
    assert made(world) == [("PodDisruptionBudget", "wf"), ("PersistentVolumeClaim", "wf-work")]


@pytest.mark.parametrize("entry", ["ok", "bad"])
def test_a_disruption_budget_is_made_at_the_start_and_goes_whatever_the_end(entry: str) -> None:
    main = steps([{"name": "a", "template": "ok"}], [{"name": "b", "template": entry}])
    world = World(workflow(main, podDisruptionBudget={"minAvailable": 1}))
    world.turn()
    assert made(world) == [("PodDisruptionBudget", "wf")]
    world.finish()
    assert made(world) == [("PodDisruptionBudget", "wf")]
    assert world.removed == [("PodDisruptionBudget", "wf")]


def test_without_being_asked_nothing_is_made_or_removed() -> None:
    world = World(workflow(entrypoint="ok"))
    world.finish()
    assert (world.beside, world.removed) == ([], [])
