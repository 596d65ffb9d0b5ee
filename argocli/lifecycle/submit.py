"""What the options of a submission make of a workflow. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from argocli.errors import UsageError
from argocli.model.values import Json, JsonObject, mapping, objects, text
from argocli.model.workflow import Metadata, Workflow


class SubmitChanges(NamedTuple):
    """What to change; empty values change nothing. `parameters` are in the order of their weight, the last wins."""

    name: str = ""
    generate_name: str = ""
    namespace: str = ""
    entrypoint: str = ""
    service_account: str = ""
    priority: int | None = None
    labels: Mapping[str, str] = {}
    parameters: Sequence[tuple[str, str]] = ()


def apply_options(workflow: Workflow, changes: SubmitChanges) -> Workflow:
    """A new workflow with the changes made."""
    metadata: Metadata = {**workflow["metadata"]}
    spec: JsonObject = dict(workflow["spec"])
    if changes.generate_name:
        metadata["generateName"] = changes.generate_name
        if not changes.name:
            metadata.pop("name", None)
    if changes.name:
        metadata["name"] = changes.name
    if changes.namespace and not metadata.get("namespace"):
        metadata["namespace"] = changes.namespace
    if changes.labels:
        metadata["labels"] = {**metadata.get("labels", {}), **changes.labels}
    if changes.entrypoint:
        spec["entrypoint"] = changes.entrypoint
    if changes.service_account:
        spec["serviceAccountName"] = changes.service_account
    if changes.priority is not None:
        spec["priority"] = changes.priority
    if changes.parameters:
        spec["arguments"] = with_parameters(mapping(spec, "arguments"), changes.parameters)
    result: Workflow = {**workflow, "metadata": metadata, "spec": spec}
    result.pop("status", None)
    return result


def with_parameters(arguments: JsonObject, given: Sequence[tuple[str, str]]) -> JsonObject:
    """Arguments with values set; of a name given twice the last value counts, new names are added."""
    values = dict(given)
    merged: list[Json] = [{"name": name, "value": value} for name, value in values.items()]
    merged += [item for item in objects(arguments, "parameters") if text(item, "name") not in values]
    return {**arguments, "parameters": merged}


def parse_parameter(given: str) -> tuple[str, str]:
    """`NAME=VALUE`. Raises UsageError."""
    name, equals, value = given.partition("=")
    if not equals or not name:
        raise UsageError(f"expected parameter of the form: NAME=VALUE. Received: {given}")
    return name, value


def parse_labels(given: str) -> dict[str, str]:
    """`a=b,c=d`. Raises UsageError."""
    labels: dict[str, str] = {}
    for item in filter(None, (part.strip() for part in given.split(","))):
        name, equals, value = item.partition("=")
        if not equals or not name or "=" in value:
            raise UsageError(f"expected labels of the form: NAME1=VALUE2,NAME2=VALUE2. Received: {given}")
        labels[name] = value
    return labels


def missing_arguments(workflow: Workflow) -> list[str]:
    """The names of workflow parameters that nothing gives a value."""
    return [
        text(parameter, "name")
        for parameter in objects(mapping(workflow["spec"], "arguments"), "parameters")
        if parameter.get("value") is None and not mapping(parameter, "valueFrom")
    ]
