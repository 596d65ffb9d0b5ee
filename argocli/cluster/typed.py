"""Lists decoded by msgspec into the fields of a row alone; everything else is skipped without being made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import msgspec

from argocli.model.values import JsonObject
from argocli.model.workflow import Workflow


class _Node(TypedDict, total=False):
    id: str
    name: str
    displayName: str
    type: str
    phase: str


class _Status(TypedDict, total=False):
    phase: str
    message: str
    startedAt: str | None
    finishedAt: str | None
    estimatedDuration: int
    progress: str
    compressedNodes: str
    offloadNodeStatusVersion: str
    nodes: dict[str, _Node] | None


class _Spec(TypedDict, total=False):
    arguments: object
    entrypoint: str
    priority: int | None
    serviceAccountName: str
    shutdown: str
    suspend: bool | None
    workflowTemplateRef: object


class _Metadata(TypedDict, total=False):
    name: str
    generateName: str
    namespace: str
    uid: str
    resourceVersion: str
    creationTimestamp: str | None
    deletionTimestamp: str | None
    labels: dict[str, str]
    annotations: dict[str, str]
    ownerReferences: object
    finalizers: object


class _Workflow(TypedDict, total=False):
    apiVersion: str
    kind: str
    metadata: _Metadata
    spec: _Spec
    status: _Status


class _List(TypedDict, total=False):
    metadata: dict[str, object]
    items: list[_Workflow] | None


_DECODER = msgspec.json.Decoder(_List)


def decode(body: bytes, row: Callable[[JsonObject], Workflow]) -> tuple[list[Workflow], JsonObject]:
    """The rows and the list's metadata. Raises ValueError where a field is of another type than it has to be."""
    found = _DECODER.decode(body)
    return [row(item) for item in found.get("items") or ()], found.get("metadata", {})
