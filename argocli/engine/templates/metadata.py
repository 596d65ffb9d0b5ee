"""Labels and annotations that a workflow gives itself when it first runs."""

from __future__ import annotations

import re

from argocli.expr.expression import ExpressionError, evaluate
from argocli.expr.tags import Scope
from argocli.model import labels
from argocli.model.values import JsonObject, flag, mapping, text
from argocli.model.workflow import Metadata

_FIELDS = ("labels", "annotations")
_LABEL_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")


class MetadataError(Exception):
    """A label that cannot be computed or is no valid label."""


def name_template(metadata: Metadata, reference: JsonObject) -> None:
    """A workflow that comes from a template is labelled with its name."""
    name = text(reference, "name")
    if name:
        label = labels.CLUSTER_WORKFLOW_TEMPLATE if flag(reference, "clusterScope") else labels.WORKFLOW_TEMPLATE
        metadata["labels"] = {**metadata.get("labels", {}), label: name}


def foreseen(metadata: Metadata, spec: JsonObject) -> Metadata:
    """The metadata as the spec is to see them before anything is computed: a label that will be is left out."""
    given = mapping(spec, "workflowMetadata")
    if not given:
        return metadata
    texts = {field: {key: str(value) for key, value in mapping(given, field).items()} for field in _FIELDS}
    own = {**metadata.get("labels", {}), **texts["labels"]}
    computed = mapping(given, "labelsFrom")
    return {
        **metadata,
        "labels": {key: value for key, value in own.items() if key not in computed},
        "annotations": {**metadata.get("annotations", {}), **texts["annotations"]},
    }


def apply_metadata(metadata: Metadata, spec: JsonObject, known: Scope) -> bool:
    """Copy `spec.workflowMetadata` onto the object, computed labels last; True where something was added.

    Raises MetadataError with the text that the workflow ends with.
    """
    given = mapping(spec, "workflowMetadata")
    if not given:
        return False
    added = {key: str(value) for key, value in mapping(given, "labels").items()}
    for key, source in mapping(given, "labelsFrom").items():
        expression = text(source, "expression") if isinstance(source, dict) else ""
        try:
            value = evaluate(expression, known)
        except ExpressionError as error:
            raise MetadataError(f'failed to evaluate label "{key}" expression "{expression}": {error}') from error
        if not isinstance(value, str):
            raise MetadataError(f'failed to evaluate label "{key}" expression "{expression}" to string')
        added[key] = value
    for key, label in added.items():
        if len(label) > 63 or not _LABEL_VALUE.fullmatch(label):
            raise MetadataError(f'invalid label value "{label}" for label "{key}"')
    annotations = {key: str(value) for key, value in mapping(given, "annotations").items()}
    metadata["labels"] = {**metadata.get("labels", {}), **added}
    metadata["annotations"] = {**metadata.get("annotations", {}), **annotations}
    return bool(added or annotations)
