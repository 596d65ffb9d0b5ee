"""Volume claims of a workflow: which to create from its templates, and which to delete at its end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from argocli.model import labels, phases
from argocli.model.values import JsonObject, mapping, objects, text
from argocli.model.workflow import API_VERSION, Metadata, Workflow

ON_COMPLETION = "OnWorkflowCompletion"
ON_SUCCESS = "OnWorkflowSuccess"

# Kubernetes keeps a claim alive while pods refer to it; it has to go before the deletion takes effect.
PROTECTION_FINALIZER = "kubernetes.io/pvc-protection"


class ClaimError(Exception):
    """Claims that cannot be created; the text is what the workflow says about it."""


class ClaimPlan(NamedTuple):
    """The objects to create, and `status.persistentVolumeClaims` once they are there."""

    objects: tuple[JsonObject, ...]
    volumes: tuple[JsonObject, ...]


class Setback(NamedTuple):
    """The phase and message of a workflow whose claim could not be created."""

    phase: str
    message: str


def owner_reference(kind: str, metadata: Metadata) -> JsonObject:
    """The reference that makes an Argo object the controller of another, so that both go together."""
    return {
        "apiVersion": API_VERSION,
        "kind": kind,
        "name": metadata["name"],
        "uid": metadata.get("uid", ""),
        "controller": True,
        "blockOwnerDeletion": True,
    }


def plan_claims(workflow: Workflow, spec: JsonObject, recorded: Sequence[JsonObject]) -> ClaimPlan:
    """What to create where `recorded`, the volumes of the status, is not complete yet. Raises ClaimError.

    `spec` is the executable spec. Claims that exist already have to pass `check_owner`; they are taken over.
    """
    templates = objects(spec, "volumeClaimTemplates")
    if len(templates) == len(recorded):
        return ClaimPlan((), tuple(recorded))
    created: list[JsonObject] = []
    volumes: list[JsonObject] = []
    for index, template in enumerate(templates):
        name = text(mapping(template, "metadata"), "name")
        if not name:
            raise ClaimError(f"volumeClaimTemplates[{index}].metadata.name is required")
        claim = _claim(workflow, template, name)
        created.append(claim)
        claim_name = text(mapping(claim, "metadata"), "name")
        volumes.append({"name": name, "persistentVolumeClaim": {"claimName": claim_name}})
    return ClaimPlan(tuple(created), tuple(volumes))


def _claim(workflow: Workflow, template: JsonObject, name: str) -> JsonObject:
    owner = workflow["metadata"]
    metadata: JsonObject = {
        **mapping(template, "metadata"),
        "name": f"{owner['name']}-{name}",
        "namespace": owner.get("namespace", ""),
        "labels": {**mapping(mapping(template, "metadata"), "labels"), labels.WORKFLOW: owner["name"]},
        "ownerReferences": [owner_reference("Workflow", owner)],
    }
    claim: JsonObject = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata}
    if "spec" in template:
        claim["spec"] = template["spec"]
    return claim


def check_owner(workflow: Workflow, existing: JsonObject) -> None:
    """A claim that is there already may only be used where this very workflow owns it. Raises ClaimError."""
    metadata = mapping(existing, "metadata")
    uid = workflow["metadata"].get("uid", "")
    if not uid or all(text(owner, "uid") != uid for owner in objects(metadata, "ownerReferences")):
        raise ClaimError(f"{text(metadata, 'name')} pvc already exists with different ownerreference")


def creation_failed(reason: str, *, transient: bool) -> Setback:
    """Lack of quota and the like passes by: the workflow waits. Anything else ends it."""
    if transient:
        return Setback(phases.PENDING, f"Waiting for a PVC to be created. {reason}")
    return Setback(phases.ERROR, f"pvc create error: {reason}")


def claims_to_delete(phase: str, spec: JsonObject, recorded: Sequence[JsonObject]) -> tuple[str, ...]:
    """The names of the claims to delete now that the workflow has ended in `phase`. Raises ClaimError."""
    strategy = text(mapping(spec, "volumeClaimGC"), "strategy") or ON_SUCCESS
    if strategy not in (ON_SUCCESS, ON_COMPLETION):
        raise ClaimError(f"unknown volume gc strategy: {strategy}")
    if phase not in phases.WORKFLOW_COMPLETED or (strategy == ON_SUCCESS and phase in phases.UNSUCCESSFUL):
        return ()
    return tuple(_claim_name(volume) for volume in recorded)


def left_over(recorded: Sequence[JsonObject], deleted: Collection[str]) -> list[JsonObject]:
    """`status.persistentVolumeClaims` after some claims are gone; the others are tried again."""
    return [volume for volume in recorded if _claim_name(volume) not in deleted]


def _claim_name(volume: JsonObject) -> str:
    return text(mapping(volume, "persistentVolumeClaim"), "claimName")
