"""The parts of a Workflow that the engine reads and writes, as typed mappings; everything else is carried along.

Field names and meanings are Argo's own (group argoproj.io, version v1alpha1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from argocli.model.api import API_VERSION as API_VERSION
from argocli.model.values import Json, JsonObject


class ValueFrom(TypedDict, total=False):
    path: str
    default: Json
    parameter: str
    expression: str
    supplied: JsonObject
    configMapKeyRef: JsonObject
    jsonPath: str
    jqFilter: str
    event: str


class Parameter(TypedDict, total=False):
    name: str
    value: Json
    default: Json
    valueFrom: ValueFrom
    globalName: str
    enum: list[Json]
    description: Json


# An artifact keeps its backend's location under the backend's name (`s3`, `raw`, ...): a plain mapping serves better
# than a type that lists them.
Artifact = JsonObject


class Inputs(TypedDict, total=False):
    parameters: list[Parameter]
    artifacts: list[Artifact]


class Outputs(TypedDict, total=False):
    parameters: list[Parameter]
    artifacts: list[Artifact]
    result: str
    exitCode: str


class NodeFlag(TypedDict, total=False):
    hooked: bool
    retried: bool


class Node(TypedDict, total=False):
    """An entry of `status.nodes`."""

    id: str
    name: str
    displayName: str
    type: str
    templateName: str
    templateRef: JsonObject
    templateScope: str
    phase: str
    boundaryID: str
    message: str
    startedAt: str | None
    finishedAt: str | None
    estimatedDuration: int
    progress: str
    resourcesDuration: JsonObject
    podIP: str
    daemoned: bool
    inputs: Inputs
    outputs: Outputs
    children: list[str]
    outboundNodes: list[str]
    hostNodeName: str
    memoizationStatus: JsonObject
    synchronizationStatus: JsonObject
    nodeFlag: NodeFlag
    taskResultSynced: bool
    failedPodRestarts: int
    restartingPodUID: str


class Status(TypedDict, total=False):
    phase: str
    message: str
    startedAt: str | None
    finishedAt: str | None
    estimatedDuration: int
    progress: str
    nodes: Mapping[str, Node]
    outputs: Outputs
    conditions: list[JsonObject]
    storedTemplates: dict[str, JsonObject]
    storedWorkflowTemplateSpec: JsonObject
    resourcesDuration: JsonObject
    synchronization: JsonObject
    persistentVolumeClaims: list[JsonObject]


class Metadata(TypedDict, total=False):
    name: str
    generateName: str
    namespace: str
    uid: str
    labels: dict[str, str]
    annotations: dict[str, str]
    creationTimestamp: str
    resourceVersion: str
    ownerReferences: list[JsonObject]
    finalizers: list[str]


class Workflow(TypedDict, total=False):
    """A Workflow object; `spec` stays a plain mapping because most of it only passes through."""

    apiVersion: str
    kind: str
    metadata: Metadata
    spec: JsonObject
    status: Status
