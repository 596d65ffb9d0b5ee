"""What a table of workflows shows of one: no templates, and of its nodes only those that wait for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from argocli.model import phases
from argocli.model.values import Json, JsonObject, mapping
from argocli.model.workflow import Workflow

METADATA = (
    "name", "generateName", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp",
    "labels", "annotations", "ownerReferences", "finalizers",
)  # fmt: skip
SPEC = ("arguments", "entrypoint", "priority", "serviceAccountName", "shutdown", "suspend", "workflowTemplateRef")
STATUS = ("phase", "message", "startedAt", "finishedAt", "estimatedDuration", "progress")
NODE = ("id", "name", "displayName", "type", "phase")


def brief(workflow: Workflow) -> Workflow:
    """A new object with the fields above; the given one is left as it is."""
    given = cast(Mapping[str, Json], workflow)
    found: JsonObject = {key: given[key] for key in ("apiVersion", "kind") if key in given}
    found["metadata"] = _only(mapping(given, "metadata"), METADATA)
    found["spec"] = _only(mapping(given, "spec"), SPEC)
    if "status" in given:
        status = mapping(given, "status")
        waiting = _waiting(status)
        found["status"] = {**_only(status, STATUS), **({"nodes": waiting} if waiting else {})}
    return cast(Workflow, found)


def _waiting(status: JsonObject) -> JsonObject:
    if status.get("phase") != phases.RUNNING:
        return {}
    return {
        key: _only(node, NODE)
        for key, node in mapping(status, "nodes").items()
        if isinstance(node, dict) and node.get("type") == "Suspend" and node.get("phase") == phases.RUNNING
    }


def _only(source: JsonObject, keys: tuple[str, ...]) -> JsonObject:
    return {key: source[key] for key in keys if key in source}
