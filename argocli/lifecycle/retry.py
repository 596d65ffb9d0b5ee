"""Running an ended workflow on: the same object, without what failed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from argocli.errors import Refused
from argocli.lifecycle.node_graph import without
from argocli.lifecycle.retry_plan import plan_retry
from argocli.lifecycle.submit import with_parameters
from argocli.model import labels, phases, timestamps
from argocli.model.node_selectors import parse_node_selector
from argocli.model.pod_names import pod_name_of
from argocli.model.values import JsonObject, mapping
from argocli.model.workflow import Metadata, Node, Parameter, Status, Workflow

_ARCHIVING = labels.PREFIX + "workflow-archiving-status"


class Retried(NamedTuple):
    """The workflow as it has to be written back, and the pods to delete before that."""

    workflow: Workflow
    deleted_pods: tuple[str, ...]


def retry_workflow(
    workflow: Workflow,
    now: datetime,
    *,
    restart_successful: bool = False,
    node_field_selector: str = "",
    parameters: Sequence[tuple[str, str]] = (),
) -> Retried:
    """The workflow ready to run on. `restart_successful` with a selector runs good nodes again as well.

    Raises Refused for one that has not failed, UsageError for a selector that is none.
    """
    status = workflow.get("status", Status())
    phase = status.get("phase", "")
    if phase == phases.SUCCEEDED:
        if not (restart_successful and node_field_selector):
            raise Refused("To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector")
    elif phase not in phases.UNSUCCESSFUL:
        raise Refused(f"Cannot retry a workflow in phase {phase}")
    selected = parse_node_selector(node_field_selector) if restart_successful and node_field_selector else None
    name, nodes = workflow["metadata"]["name"], status.get("nodes", {})
    plan = plan_retry(name, nodes, selected, expand_again=bool(parameters))
    kept = without(nodes, plan.forget)
    for node_id in plan.reset:
        if node_id in kept:
            kept[node_id] = _back_at_work(kept[node_id], now)
    pods = tuple(pod_name_of(workflow, nodes[node_id]) for node_id in plan.forget if nodes[node_id]["type"] == "Pod")
    result: Workflow = {
        **workflow,
        "metadata": _metadata(workflow["metadata"]),
        "spec": _spec(workflow["spec"], parameters),
        "status": _status(status, kept, now, parameters),
    }
    return Retried(result, pods)


def _metadata(metadata: Metadata) -> Metadata:
    kept = {
        key: value
        for key, value in metadata.get("labels", {}).items()
        if key not in (labels.COMPLETED, labels.PHASE, _ARCHIVING)
    }
    return {**metadata, "labels": kept}


def _spec(spec: JsonObject, parameters: Sequence[tuple[str, str]]) -> JsonObject:
    changed = {key: value for key, value in spec.items() if key != "shutdown"}
    if changed.get("activeDeadlineSeconds") == 0:
        del changed["activeDeadlineSeconds"]
    if parameters:
        changed["arguments"] = with_parameters(mapping(changed, "arguments"), parameters)
    return changed


def _status(status: Status, nodes: dict[str, Node], now: datetime, parameters: Sequence[tuple[str, str]]) -> Status:
    changed = status.copy()
    for key in ("message", "persistentVolumeClaims", "synchronization"):
        changed.pop(key, None)  # type: ignore[misc]  # keys of the type, spelled once
    changed["phase"] = ""
    changed["startedAt"] = timestamps.to_text(now)
    changed["finishedAt"] = None
    changed["nodes"] = nodes
    changed["conditions"] = [
        {"type": "Completed", "status": "False"} if condition.get("type") == "Completed" else condition
        for condition in status.get("conditions", [])
    ]
    stored = status.get("storedWorkflowTemplateSpec")
    if stored:
        changed["storedWorkflowTemplateSpec"] = _spec(stored, parameters)
    return changed


def _back_at_work(node: Node, now: datetime) -> Node:
    changed = node.copy()
    if node["phase"] != phases.SKIPPED:
        changed["phase"] = phases.RUNNING
    changed.pop("message", None)
    changed["startedAt"] = timestamps.to_text(now)
    changed["finishedAt"] = None
    if node["type"] == "Suspend" and node.get("outputs", {}).get("parameters"):
        outputs = node["outputs"].copy()
        outputs["parameters"] = [_unset(parameter) for parameter in outputs["parameters"]]
        changed["outputs"] = outputs
    return changed


def _unset(parameter: Parameter) -> Parameter:
    changed: Parameter = {**parameter, "valueFrom": {"supplied": {}}}
    changed.pop("value", None)
    return changed
