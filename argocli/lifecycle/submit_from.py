"""Workflows made of what is on a cluster already: of a template of either kind, or of a cron workflow. Pure."""

from __future__ import annotations

from typing import cast

from argocli.errors import UsageError
from argocli.model import labels
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import API_VERSION, Workflow

_SPELLINGS = {
    "CronWorkflow": ("cronworkflow", "cronworkflows", "cronwf"),
    "WorkflowTemplate": ("workflowtemplate", "workflowtemplates", "wftmpl"),
    "ClusterWorkflowTemplate": ("clusterworkflowtemplate", "clusterworkflowtemplates", "cwftmpl"),
}
_KINDS = {spelling: kind for kind, short in _SPELLINGS.items() for spelling in (kind, *short)}
_LABELS = {
    "CronWorkflow": labels.CRON_WORKFLOW,
    "WorkflowTemplate": labels.WORKFLOW_TEMPLATE,
    "ClusterWorkflowTemplate": labels.CLUSTER_WORKFLOW_TEMPLATE,
}


def parse_source(given: str) -> tuple[str, str]:
    """`wftmpl/build`: a kind and a name. Raises UsageError."""
    word, slash, name = given.partition("/")
    if not slash or not name:
        raise UsageError(
            f"--from is a kind and a name with a slash between, not '{given}'", hint="--from cronwf/nightly"
        )
    if word not in _KINDS:
        raise UsageError(
            f"Resource kind '{word}' is not supported for submitting",
            hint="a workflowtemplate, a clusterworkflowtemplate or a cronworkflow is",
        )
    return _KINDS[word], name


def workflow_from(source: JsonObject, kind: str, *, scheduled: str = "") -> Workflow:
    """A workflow that runs it; `scheduled` is the time a cron workflow's run is for, in RFC 3339."""
    metadata = mapping(source, "metadata")
    name = text(metadata, "name")
    made: JsonObject = {"generateName": f"{name}-", "labels": {_LABELS[kind]: name}}
    if kind != "CronWorkflow":
        reference: JsonObject = {"name": name}
        if kind == "ClusterWorkflowTemplate":
            reference["clusterScope"] = True
        return _workflow(made, {"workflowTemplateRef": reference})
    spec = mapping(source, "spec")
    extra = mapping(spec, "workflowMetadata")
    given = mapping(metadata, "labels")
    own: JsonObject = {labels.INSTANCE_ID: given[labels.INSTANCE_ID]} if labels.INSTANCE_ID in given else {}
    made["labels"] = {**own, **mapping(extra, "labels"), _LABELS[kind]: name}
    made["annotations"] = {labels.SCHEDULED_TIME: scheduled, **mapping(extra, "annotations")}
    if extra.get("finalizers"):
        made["finalizers"] = extra["finalizers"]
    made["ownerReferences"] = [
        {
            "apiVersion": API_VERSION,
            "kind": kind,
            "name": name,
            "uid": text(metadata, "uid"),
            "controller": True,
            "blockOwnerDeletion": True,
        }
    ]
    return _workflow(made, dict(mapping(spec, "workflowSpec")))


def _workflow(metadata: JsonObject, spec: JsonObject) -> Workflow:
    return cast("Workflow", {"apiVersion": API_VERSION, "kind": "Workflow", "metadata": metadata, "spec": spec})
