"""The spec that really runs: the workflow's own, or merged onto the WorkflowTemplate that it refers to."""

from __future__ import annotations

from collections.abc import Mapping

from argocli.engine.settings import EngineSettings
from argocli.engine.templates import (
    CLUSTER_WORKFLOW_TEMPLATE,
    WORKFLOW_TEMPLATE,
    TemplateKey,
    TemplatesMissing,
    overlay,
)
from argocli.model.values import JsonObject, flag, mapping, text
from argocli.model.workflow import Status, Workflow


class SpecError(Exception):
    """A spec that cannot run."""


# What a workflow may still say for itself where templates are the only way in.
_USER_FIELDS = frozenset(
    {
        "arguments",
        "entrypoint",
        "shutdown",
        "suspend",
        "activeDeadlineSeconds",
        "priority",
        "ttlStrategy",
        "podGC",
        "volumeClaimGC",
        "archiveLogs",
        "workflowMetadata",
        "workflowTemplateRef",
        "metrics",
        "artifactGC",
    }
)


def executable_spec(
    workflow: Workflow, status: Status, fetched: Mapping[TemplateKey, JsonObject | None], settings: EngineSettings
) -> JsonObject:
    """The spec to run. With workflowTemplateRef the merged spec is kept in `status` on first use, so that later edits
    of the template do not reach a running workflow. Raises SpecError, TemplatesMissing."""
    own = workflow["spec"]
    reference = mapping(own, "workflowTemplateRef")
    _check_restrictions(own, reference, settings.reference_mode)
    defaults = mapping(settings.workflow_defaults, "spec")
    if not reference:
        return merge_specs(defaults, own) if defaults else own
    stored = status.get("storedWorkflowTemplateSpec")
    if stored is None:
        cluster = flag(reference, "clusterScope")
        name = text(reference, "name")
        namespace = "" if cluster else workflow["metadata"].get("namespace", "")
        key = TemplateKey(CLUSTER_WORKFLOW_TEMPLATE if cluster else WORKFLOW_TEMPLATE, namespace, name)
        if key not in fetched:
            raise TemplatesMissing(frozenset({key}))
        found = fetched[key]
        if found is None:
            raise SpecError(f"{'cluster ' if cluster else ''}workflow template {name} not found")
        stored = merge_specs(merge_specs(defaults, mapping(found, "spec")), own)
        status["storedWorkflowTemplateSpec"] = stored
    current = dict(stored)
    for field in ("shutdown", "suspend"):
        if field in own:
            current[field] = own[field]
        else:
            current.pop(field, None)
    return current


def _check_restrictions(own: JsonObject, reference: JsonObject, mode: str) -> None:
    if not mode:
        return
    if not reference:
        raise SpecError(
            "workflows must use workflowTemplateRef to be executed when the controller is in reference mode"
        )
    refused = sorted(key for key, value in own.items() if key not in _USER_FIELDS and value not in (None, [], {}, ""))
    if refused:
        names = " ".join(refused)
        raise SpecError(
            f"fields [{names}] are not permitted when using workflowTemplateRef with templateReferencing restriction"
        )


def merge_specs(below: JsonObject, above: JsonObject) -> JsonObject:
    """A template's spec under a workflow's: whole parameters of the workflow win over the template's."""
    merged = overlay(below, above)
    result: JsonObject = merged if isinstance(merged, dict) else dict(above)
    arguments = _merged_arguments(mapping(below, "arguments"), mapping(above, "arguments"))
    if arguments:
        result["arguments"] = arguments
    return result


def _merged_arguments(below: JsonObject, above: JsonObject) -> JsonObject:
    result: JsonObject = {}
    for field in ("parameters", "artifacts"):
        given = [item for item in _items(above, field) if len(item) > 1]
        names = {text(item, "name") for item in given}
        rest = [item for item in _items(below, field) if text(item, "name") not in names]
        bare = [item for item in _items(above, field) if len(item) <= 1]
        known = names | {text(item, "name") for item in rest}
        combined = [*given, *rest, *(item for item in bare if text(item, "name") not in known)]
        if combined:
            result[field] = list(combined)
    return result


def _items(source: JsonObject, field: str) -> list[JsonObject]:
    value = source.get(field)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
