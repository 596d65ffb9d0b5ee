"""The spec that really runs: the workflow's own, over that of the WorkflowTemplate it refers to, over the controller's
defaults.
"""

from __future__ import annotations

from argocli.engine.outside import Objects
from argocli.engine.settings import EngineSettings
from argocli.engine.templates import (
    CLUSTER_WORKFLOW_TEMPLATE,
    WORKFLOW_TEMPLATE,
    TemplateKey,
    TemplatesMissing,
)
from argocli.engine.templates.merge import overlay
from argocli.model.values import JsonObject, flag, mapping, objects, text
from argocli.model.workflow import Metadata, Status, Workflow

SECURE = "Secure"

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
# Of `artifactGC` only the rest: these decide as whom, and with what, its pods run.
_OPERATOR_ONLY = frozenset({"serviceAccountName", "podSpecPatch", "podMetadata"})
_LOCATIONS = ("s3", "gcs", "azure", "oss", "hdfs", "git", "http", "artifactory", "raw", "plugin")


class SpecError(Exception):
    """A spec that is invalid: the workflow fails."""


class SpecRefused(Exception):
    """A spec that this controller cannot or may not run: the workflow ends as Error, with this text."""


def executable_spec(workflow: Workflow, status: Status, fetched: Objects, settings: EngineSettings) -> JsonObject:
    """The spec to run. With workflowTemplateRef the merged spec is kept in `status` on first use, so that later edits
    of the template do not reach a running workflow. Raises SpecRefused, TemplatesMissing."""
    own = workflow["spec"]
    reference = mapping(own, "workflowTemplateRef")
    if settings.reference_mode:
        own = _permitted(own, reference, settings)
    defaults = mapping(settings.workflow_defaults, "spec")
    if not reference:
        return _as_asked(merge_specs(defaults, own), own) if defaults else own
    stored = status.get("storedWorkflowTemplateSpec")
    if stored is None:
        stored = _from_template(workflow, own, reference, defaults, fetched)
    elif _moved(stored, own):
        stored = _as_asked(merge_specs(stored, own), own)
    elif settings.reference_mode == SECURE and stored != _from_template(workflow, own, reference, defaults, fetched):
        raise SpecRefused(
            "WorkflowSpec may not change during execution when the controller is set `templateReferencing: Secure`"
        )
    status["storedWorkflowTemplateSpec"] = stored
    return stored


def _from_template(
    workflow: Workflow, own: JsonObject, reference: JsonObject, defaults: JsonObject, fetched: Objects
) -> JsonObject:
    cluster, name = flag(reference, "clusterScope"), text(reference, "name")
    namespace = "" if cluster else workflow["metadata"].get("namespace", "")
    key = TemplateKey(CLUSTER_WORKFLOW_TEMPLATE if cluster else WORKFLOW_TEMPLATE, namespace, name)
    if key not in fetched:
        raise TemplatesMissing(frozenset({key}))
    found = fetched[key]
    if found is None:
        raise SpecRefused(f'{key.kind.lower()}s.argoproj.io "{name}" not found')
    return _as_asked(merge_specs(merge_specs(defaults, mapping(found, "spec")), own), own)


def _moved(stored: JsonObject, own: JsonObject) -> bool:
    """Whether somebody has asked for something that reaches a workflow at work."""
    new_entry = bool(text(own, "entrypoint")) and not text(stored, "entrypoint")
    return (
        new_entry
        or flag(own, "suspend") != flag(stored, "suspend")
        or text(own, "shutdown") != text(stored, "shutdown")
    )


def _as_asked(spec: JsonObject, own: JsonObject) -> JsonObject:
    """Whether to wait and whether to stop is for the workflow alone to say."""
    rest = {key: value for key, value in spec.items() if key not in ("suspend", "shutdown")}
    return {**rest, **{key: own[key] for key in ("suspend", "shutdown") if key in own}}


def _permitted(own: JsonObject, reference: JsonObject, settings: EngineSettings) -> JsonObject:
    """The workflow's own spec where templates are the only way in. Raises SpecRefused."""
    if not reference:
        raise SpecRefused(
            "workflows must use workflowTemplateRef to be executed when the controller is in reference mode"
        )
    allowed = _USER_FIELDS | settings.user_fields
    refused = sorted(key for key, value in own.items() if key not in allowed and value not in (None, [], {}, ""))
    if refused:
        names = " ".join(refused)
        raise SpecRefused(
            f"fields [{names}] are not permitted when using workflowTemplateRef with templateReferencing restriction"
        )
    gc = mapping(own, "artifactGC")
    if not gc:
        return own
    return {**own, "artifactGC": {key: value for key, value in gc.items() if key not in _OPERATOR_ONLY}}


def default_metadata(metadata: Metadata, settings: EngineSettings) -> None:
    """Labels and annotations that the controller gives every workflow which has none of that name."""
    defaults = mapping(settings.workflow_defaults, "metadata")
    labels = {key: str(value) for key, value in mapping(defaults, "labels").items()}
    annotations = {key: str(value) for key, value in mapping(defaults, "annotations").items()}
    if labels:
        metadata["labels"] = {**labels, **metadata.get("labels", {})}
    if annotations:
        metadata["annotations"] = {**annotations, **metadata.get("annotations", {})}


def merge_specs(below: JsonObject, above: JsonObject) -> JsonObject:
    """One workflow spec over another. Hooks, computed labels and arguments are each taken whole from one of them."""
    merged = overlay(below, above)
    hooks = {**mapping(below, "hooks"), **mapping(above, "hooks")}
    if hooks:
        merged["hooks"] = hooks
    given = mapping(merged, "workflowMetadata")
    if given.get("labelsFrom"):
        lower = mapping(mapping(below, "workflowMetadata"), "labelsFrom")
        upper = mapping(mapping(above, "workflowMetadata"), "labelsFrom")
        merged["workflowMetadata"] = {**given, "labelsFrom": {**lower, **upper}}
    arguments = mapping(merged, "arguments")
    lower, upper = mapping(below, "arguments"), mapping(above, "arguments")
    for field, pick in (("parameters", _parameter), ("artifacts", _artifact)):
        if arguments.get(field):
            under = {text(item, "name"): item for item in objects(lower, field)}
            over = {text(item, "name"): item for item in objects(upper, field)}
            named = [(text(item, "name"), item) for item in objects(arguments, field)]
            chosen = [pick(under.get(name), over.get(name), item) for name, item in named]
            merged["arguments"] = arguments = {**arguments, field: list(chosen)}
    return merged


def _parameter(below: JsonObject | None, above: JsonObject | None, merged: JsonObject) -> JsonObject:
    for source in (above, below):
        if source is not None and (source.get("value") is not None or source.get("valueFrom")):
            return source
    return merged


def _artifact(below: JsonObject | None, above: JsonObject | None, merged: JsonObject) -> JsonObject:
    upper, lower = _place(above), _place(below)
    if above is None or below is None or not (upper or lower):
        return merged
    if not upper:
        return below
    if upper == lower and upper in _LOCATIONS:
        return {**above, upper: overlay(mapping(below, upper), mapping(above, upper))}
    return above


def _place(artifact: JsonObject | None) -> str:
    """The field by which an artifact says where it comes from; empty where it says nothing."""
    fields = (*_LOCATIONS, "from", "fromExpression")
    return next((field for field in fields if artifact is not None and artifact.get(field)), "")
