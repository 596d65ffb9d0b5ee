"""Objects that live beside a workflow's pods: volume claims and the disruption budget. What to create before its pods
start, and what to remove when it ends."""

from __future__ import annotations

from typing import NamedTuple

from argocli.engine.claims import claims_to_delete, left_over, plan_claims
from argocli.engine.disruption import budget_to_delete, disruption_budget
from argocli.model.values import JsonObject
from argocli.model.workflow import Status, Workflow


class Removal(NamedTuple):
    """An object to delete; one that is gone already is no error."""

    kind: str
    name: str


def at_start(workflow: Workflow, spec: JsonObject) -> list[JsonObject]:
    """The objects to create as soon as the workflow begins, although it may be suspended."""
    budget = disruption_budget(workflow, spec)
    return [budget] if budget is not None else []


def before_pods(workflow: Workflow, spec: JsonObject, status: Status) -> list[JsonObject]:
    """The objects to create before any pod; the claims are written into `status`. Raises ClaimError."""
    recorded = status.get("persistentVolumeClaims", [])
    plan = plan_claims(workflow, spec, recorded)
    if list(plan.volumes) != recorded:
        status["persistentVolumeClaims"] = list(plan.volumes)
    return list(plan.objects)


def done_with(workflow: Workflow, spec: JsonObject, status: Status, phase: str) -> list[Removal]:
    """What to remove of a workflow that has ended in `phase`; the claims leave `status`."""
    recorded = status.get("persistentVolumeClaims", [])
    claims = list(claims_to_delete(phase, spec, recorded))
    found = [Removal("PersistentVolumeClaim", name) for name in claims]
    if claims:
        rest = list(left_over(recorded, claims))
        if rest:
            status["persistentVolumeClaims"] = rest
        else:
            status.pop("persistentVolumeClaims", None)
    budget = budget_to_delete(workflow, spec, phase)
    return [*found, Removal("PodDisruptionBudget", budget)] if budget else found
