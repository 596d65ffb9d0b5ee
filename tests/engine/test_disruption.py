"""The PodDisruptionBudget of a workflow."""

from __future__ import annotations

import pytest

from argocli.engine.disruption import budget_to_delete, disruption_budget

WORKFLOW = {"metadata": {"name": "wf", "namespace": "argo", "uid": "u1"}}


def test_no_budget_is_made_unless_asked_for() -> None:
    assert disruption_budget(WORKFLOW, {}) is None


def test_the_budget_selects_the_pods_of_the_workflow() -> None:
    asked = {"minAvailable": "9999"}
    budget = disruption_budget(WORKFLOW, {"podDisruptionBudget": asked})
    assert budget is not None
    assert (budget["apiVersion"], budget["kind"]) == ("policy/v1", "PodDisruptionBudget")
    metadata = budget["metadata"]
    assert (metadata["name"], metadata["namespace"]) == ("wf", "argo")
    assert metadata["ownerReferences"][0]["uid"] == "u1"
    assert budget["spec"] == {
        "minAvailable": "9999",
        "selector": {"matchLabels": {"workflows.argoproj.io/workflow": "wf"}},
    }
    assert asked == {"minAvailable": "9999"}


def test_a_selector_of_its_own_is_kept() -> None:
    asked = {"maxUnavailable": 0, "selector": {"matchLabels": {"a": "b"}}}
    budget = disruption_budget(WORKFLOW, {"podDisruptionBudget": asked})
    assert budget is not None
    assert budget["spec"] == asked


@pytest.mark.parametrize(
    ("phase", "name"), [("Running", ""), ("Succeeded", "wf"), ("Failed", "wf"), ("Error", "wf"), ("Pending", "")]
)
def test_the_budget_goes_when_the_workflow_ends(phase: str, name: str) -> None:
    assert budget_to_delete(WORKFLOW, {"podDisruptionBudget": {}}, phase) == name
    assert budget_to_delete(WORKFLOW, {}, phase) == ""
