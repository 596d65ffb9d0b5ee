"""Workflow-level variables: everything under `workflow.*`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from argocli.expr.go_values import json_text
from argocli.expr.scope import ScopeValue
from argocli.model import labels, naming, phases, timestamps
from argocli.model.values import JsonObject, any_text, integer, mapping, objects, text
from argocli.model.workflow import Node, Status, Workflow

_LETTERS = {"B": "%B", "b": "%b", "m": "%m", "A": "%A", "a": "%a", "d": "%d", "H": "%H", "I": "%I", "M": "%M",
            "S": "%S", "Y": "%Y", "y": "%y", "p": "%p", "Z": "%Z", "z": "%z"}  # fmt: skip


class GlobalsError(Exception):
    """A workflow argument without a value; the text is upstream's."""


def global_scope(workflow: Workflow, now: datetime) -> dict[str, ScopeValue]:
    """All `workflow.*` variables that are known now. Raises GlobalsError."""
    metadata, spec = workflow["metadata"], workflow["spec"]
    status = workflow.get("status", Status())
    scope: dict[str, ScopeValue] = {
        "workflow.name": metadata["name"],
        "workflow.namespace": metadata.get("namespace", ""),
        "workflow.mainEntrypoint": text(spec, "entrypoint"),
        "workflow.serviceAccountName": text(spec, "serviceAccountName"),
        "workflow.uid": metadata.get("uid", ""),
        "workflow.status": status.get("phase", ""),
        "workflow.duration": duration_text(status, now),
    }
    _creation(scope, metadata.get("creationTimestamp"))
    scheduled = metadata.get("annotations", {}).get(labels.SCHEDULED_TIME)
    if scheduled:
        scope["workflow.scheduledTime"] = scheduled
    priority = integer(spec, "priority")
    if priority is not None:
        scope["workflow.priority"] = str(priority)
    for kind, values in (("annotations", metadata.get("annotations", {})), ("labels", metadata.get("labels", {}))):
        listed = json.dumps(values, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        scope[f"workflow.{kind}"] = scope[f"workflow.{kind}.json"] = listed
        for key, value in values.items():
            scope[f"workflow.{kind}.{key}"] = value
    _parameters(scope, spec)
    outputs = status.get("outputs", {})
    for parameter in outputs.get("parameters", ()):
        scope[f"workflow.outputs.parameters.{parameter['name']}"] = any_text(parameter.get("value")) or ""
    for artifact in outputs.get("artifacts", ()):
        scope[f"workflow.outputs.artifacts.{text(artifact, 'name')}"] = artifact
    return scope


def _creation(scope: dict[str, ScopeValue], stamp: str | None) -> None:
    created = timestamps.from_text(stamp)
    if created is None:
        return
    shown = timestamps.to_text(created)
    scope["workflow.creationTimestamp"] = shown
    scope["workflow.creationTimestamp.RFC3339"] = shown
    scope["workflow.creationTimestamp.s"] = str(int(created.timestamp()))
    for letter, directive in _LETTERS.items():
        scope[f"workflow.creationTimestamp.{letter}"] = created.strftime(directive)
    scope["workflow.creationTimestamp.L"] = f".{created.microsecond // 1000:03d}"


def _parameters(scope: dict[str, ScopeValue], spec: JsonObject) -> None:
    shown: list[JsonObject] = []
    for parameter in objects(mapping(spec, "arguments"), "parameters"):
        name = text(parameter, "name")
        value = any_text(parameter.get("value"))
        source = mapping(parameter, "valueFrom")
        if value is None:
            value = any_text(source.get("default"))
        if value is None:
            raise GlobalsError(f"either value or valueFrom must be specified in order to set global parameter {name}")
        scope[f"workflow.parameters.{name}"] = value
        shown.append({**parameter, "value": value})
    listed = json_text([_ordered(parameter) for parameter in shown])
    scope["workflow.parameters"] = scope["workflow.parameters.json"] = listed


def _ordered(parameter: JsonObject) -> JsonObject:
    return {key: parameter[key] for key in ("name", "value") if key in parameter} | {
        key: value for key, value in parameter.items() if key not in ("name", "value")
    }


def duration_text(status: Status, now: datetime) -> str:
    """Seconds since the start (to the end, once there is one) with six decimals."""
    started = timestamps.from_text(status.get("startedAt"))
    ended = timestamps.from_text(status.get("finishedAt")) or now
    return f"{max(0.0, (ended - started).total_seconds()) if started else 0.0:.6f}"


def failures_json(nodes: Sequence[Node]) -> str:
    """`workflow.failures`: failed nodes as JSON, with one extra level of string escaping."""
    failures: list[JsonObject] = [
        {
            "displayName": node["displayName"],
            "message": node.get("message", ""),
            "templateName": node.get("templateName", ""),
            "phase": node["phase"],
            "podName": naming.pod_name("", node["name"], node.get("templateName", "")).removeprefix("-")
            if node["type"] == "Pod"
            else node["id"],
            "finishedAt": node.get("finishedAt"),
        }
        for node in nodes
        if node["phase"] in phases.UNSUCCESSFUL
    ]
    body = json.dumps(failures, separators=(",", ":"), ensure_ascii=False) if failures else "null"
    return json.dumps(body, ensure_ascii=False)
