"""The PodDisruptionBudget that protects the pods of a workflow while it runs."""

from __future__ import annotations

from argocli.engine.claims import owner_reference
from argocli.model import labels, phases
from argocli.model.values import JsonObject, mapping
from argocli.model.workflow import Workflow


def disruption_budget(workflow: Workflow, spec: JsonObject) -> JsonObject | None:
    """The object to create when a workflow starts; None where its executable spec asks for none."""
    if not isinstance(spec.get("podDisruptionBudget"), dict):
        return None
    metadata = workflow["metadata"]
    wanted = dict(mapping(spec, "podDisruptionBudget"))
    if wanted.get("selector") is None:
        wanted["selector"] = {"matchLabels": {labels.WORKFLOW: metadata["name"]}}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {
            "name": metadata["name"],
            "namespace": metadata.get("namespace", ""),
            "labels": {labels.WORKFLOW: metadata["name"]},
            "ownerReferences": [owner_reference("Workflow", metadata)],
        },
        "spec": wanted,
    }


def budget_to_delete(workflow: Workflow, spec: JsonObject, phase: str) -> str:
    """The name of the budget that is of no use any more in `phase`, or nothing. It may be gone already."""
    if phase not in phases.WORKFLOW_COMPLETED or not isinstance(spec.get("podDisruptionBudget"), dict):
        return ""
    return workflow["metadata"]["name"]
