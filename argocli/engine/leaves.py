"""Templates that do work themselves: those that run in a pod, and suspend."""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta

from argocli.engine import nodes
from argocli.engine.call import Call, Prepared
from argocli.engine.operation import ExecutionError, Operation
from argocli.engine.outputs import publish_globals
from argocli.engine.pod_metadata import pod_metadata
from argocli.engine.pods import PodRequest
from argocli.engine.substitution import input_scope
from argocli.engine.templates import body_kind
from argocli.expr.tags import ScopeValue, SubstitutionError, replace
from argocli.model import durations, naming, phases, timestamps
from argocli.model.values import Json, JsonObject, any_text, flag, mapping, objects, text
from argocli.model.workflow import Node, Parameter

_DEBUG_PAUSES = frozenset({"ARGO_DEBUG_PAUSE_BEFORE", "ARGO_DEBUG_PAUSE_AFTER"})
_POD_BODIES = frozenset({"container", "script", "resource", "data", "containerSet"})


def runs_in_pod(template: JsonObject) -> bool:
    return body_kind(template) in _POD_BODIES


def run_pod(run: Operation, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """A pod for the node, unless it has one. After the deadline and under shutdown nothing new starts."""
    if node is None:
        node = run.start(call, nodes.POD, phases.PENDING, template=prepared.template)
    if node["id"] in run.observed or node["phase"] != phases.PENDING:
        return node
    if "taskResultSynced" not in node and not flag(prepared.template, "daemon"):
        node = run.table.edit(node["id"])
        node["taskResultSynced"] = True
    if run.forbids(call):
        return run.table.mark(call.name, phases.FAILED, f"workflow shutdown with strategy: {run.shutdown}")
    run.memory.unseen.add(node["id"])
    _check_refusal(run, node)
    if _may_start(run, call):
        _request_pod(run, call, prepared, node)
        run.asked.add(node["id"])
    return node


def run_task(run: Operation, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """An HTTP request or a plugin's task for the node: nothing of its own in the cluster, an agent does it."""
    if node is None:
        kind = nodes.HTTP if body_kind(prepared.template) == "http" else nodes.PLUGIN
        node = run.start(call, kind, phases.PENDING, template=prepared.template)
    if "progress" not in node:
        node = run.table.edit(node["id"])
        node["progress"] = "0/1"
    if run.forbids(call):
        return run.stop(node)
    if node["id"] not in run.observed and node["phase"] == phases.PENDING and _may_start(run, call):
        run.memory.unseen_tasks.add(node["id"])
        _check_refusal(run, node)
        _request_pod(run, call, prepared, node)
    return node


def _check_refusal(run: Operation, node: Node) -> None:
    """Raises ExecutionError, with the node marked, where its pod was asked for and can never be."""
    reason = run.memory.refused.pop(node["id"], "")
    if reason:
        run.table.mark(node["name"], phases.ERROR, reason)
        raise ExecutionError(reason)


def _may_start(run: Operation, call: Call) -> bool:
    return not run.forbids(call) and (call.on_exit or not run.past_deadline())


def _request_pod(run: Operation, call: Call, prepared: Prepared, node: Node) -> None:
    template = prepared.template
    limit = _active_deadline(run, call, template, node)
    deadlines = [moment for moment in (None if call.on_exit else run.deadline, call.attempt_deadline) if moment]
    run.creates.append(
        PodRequest(
            namespace=run.namespace,
            workflow=run.name,
            workflow_uid=run.workflow["metadata"].get("uid", ""),
            node_id=node["id"],
            node_name=node["name"],
            pod_name=naming.pod_name(run.name, node["name"], prepared.name, v1=run.old_pod_names),
            template=template,
            spec=run.spec,
            include_result=call.reads_result or body_kind(template) == "data",
            deadline=min(deadlines) if deadlines else None,
            active_deadline_seconds=limit,
            on_exit=call.on_exit,
            archive_logs=_archives_logs(run, template),
            avoid=call.avoid,
            placement=_placement(run, call, template),
            metadata=pod_metadata(run, node, template, on_exit=call.on_exit),
            patches=_patches(run, prepared, node),
        )
    )


def _archives_logs(run: Operation, template: JsonObject) -> bool:
    """The controller's word where it says yes, else the template's, else the workflow's."""
    own = mapping(template, "archiveLocation").get("archiveLogs")
    if run.settings.archive_logs:
        return True
    return own if isinstance(own, bool) else flag(run.spec, "archiveLogs")


def _placement(run: Operation, call: Call, template: JsonObject) -> JsonObject:
    """Where the pod may run: each constraint as a whole from the template, the steps or dag around it, or the
    workflow."""
    sources = (template, run.memory.template_at_work(call.boundary), run.spec)
    found: JsonObject = {}
    for key in ("nodeSelector", "affinity", "tolerations"):
        value = next((source[key] for source in sources if source.get(key)), None)
        if value is not None:
            found[key] = value
    return found


def _patches(run: Operation, prepared: Prepared, node: Node) -> tuple[str, ...]:
    """The pod spec patches with variables filled in. Raises ExecutionError."""
    own, whole = text(prepared.template, "podSpecPatch"), text(run.spec, "podSpecPatch")
    if not own and not whole:
        return ()
    name = naming.pod_name(run.name, node["name"], prepared.name, v1=run.old_pod_names)
    scope: dict[str, ScopeValue] = {**run.globals, **input_scope(prepared.template), "pod.name": name}
    try:
        return tuple(replace(patch, scope) for patch in (whole, own) if patch)
    except SubstitutionError as error:
        message = "Failed to substitute the PodSpecPatch variables"
        run.table.mark(node["name"], phases.ERROR, message)
        raise ExecutionError(message) from error


def _active_deadline(run: Operation, call: Call, template: JsonObject, node: Node) -> int | None:
    """The pod's own limit in seconds: what is left of the workflow's time, of the template's timeout, or its own."""
    if _pauses(template):
        return None
    limits: list[int] = []
    own = any_text(template.get("activeDeadlineSeconds"))
    if own and own.lstrip("-").isdigit():
        limits.append(int(own))
    timeout = text(template, "timeout")
    started = timestamps.from_text(node.get("startedAt")) or run.now
    if timeout:
        try:
            left = durations.parse(timeout) - (run.now - started).total_seconds()
        except ValueError as error:
            message = f"invalid timeout format. {error}"
            run.table.mark(node["name"], phases.ERROR, message)
            raise ExecutionError(message) from error
        if left <= 1:
            message = f"{node['name']} exceeded its deadline"
            run.table.mark(node["name"], phases.ERROR, message)
            raise ExecutionError(message)
        limits.append(math.floor(left))
    if run.deadline is not None and not call.on_exit:
        limits.append(max(1, math.ceil((run.deadline - run.now).total_seconds())))
    return min(limits) if limits else None


def _pauses(template: JsonObject) -> bool:
    """Whether a container waits for somebody who debugs it: that may take as long as it takes."""
    bodies = [template[kind] for kind in ("container", "script") if isinstance(template.get(kind), dict)]
    bodies += objects(mapping(template, "containerSet"), "containers")
    return any(text(entry, "name") in _DEBUG_PAUSES for body in bodies for entry in _env(body))


def _env(body: Json) -> list[JsonObject]:
    return objects(body, "env") if isinstance(body, dict) else []


def run_suspend(run: Operation, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """A node that waits until it is resumed or its time is up."""
    template = prepared.template
    if node is None or node["phase"] == phases.PENDING:
        if node is None:
            run.start(call, nodes.SUSPEND, phases.PENDING, template=template)
        node = run.table.mark(call.name, phases.RUNNING)
        node["progress"] = "0/1"
        _offer_choices(run, node)
        supplied = [_copy(parameter) for parameter in objects(mapping(template, "outputs"), "parameters")]
        supplied = [parameter for parameter in supplied if "supplied" in parameter.get("valueFrom", {})]
        if supplied:
            node["outputs"] = {"parameters": supplied}
    if run.forbids(call):
        return run.stop(node)
    until = _suspended_until(run, template, node)
    if until is not None and run.now >= until:
        return resume(run, node)
    ends = [moment for moment in (until, None if call.on_exit else run.deadline) if moment is not None]
    if ends:
        run.wake(min(ends), node["id"])
    return node


def _offer_choices(run: Operation, node: Node) -> None:
    """An input that is a JSON object with `enum` tells whoever resumes the node what there is to choose from."""
    given = node.get("inputs", {}).get("parameters", [])
    offered = [_offered(parameter) for parameter in given]
    if offered != given:
        edited = run.table.edit(node["id"])
        edited["inputs"] = {**edited["inputs"], "parameters": offered}


def _offered(parameter: Parameter) -> Parameter:
    try:
        value = json.loads(any_text(parameter.get("value")) or "")
    except ValueError:
        return parameter
    if not isinstance(value, dict) or not isinstance(value.get("enum"), list) or not value["enum"]:
        return parameter
    result: Parameter = {**parameter, "enum": value["enum"]}
    result["default"] = value.get("default") or value["enum"][0]
    return result


def _suspended_until(run: Operation, template: JsonObject, node: Node) -> datetime | None:
    duration = text(mapping(template, "suspend"), "duration")
    if not duration:
        return None
    started = timestamps.from_text(node.get("startedAt")) or run.now
    try:
        return started + timedelta(seconds=durations.parse(duration))
    except ValueError as error:
        message = f"unable to parse {duration} as a duration: {error}"
        run.table.mark(node["name"], phases.ERROR, message)
        raise ExecutionError(message) from error


def resume(run: Operation, node: Node) -> Node:
    """End a suspend node by itself: supplied outputs without a value take their default. Raises ExecutionError."""
    for parameter in node.get("outputs", {}).get("parameters", ()):
        if parameter.get("value") is not None:
            continue
        default = _default(node, parameter)
        if default is None:
            message = f"raw output parameter '{parameter['name']}' has not been set and does not have a default value"
            run.table.mark(node["name"], phases.ERROR, message)
            raise ExecutionError(message)
        edited = run.table.edit(node["id"])
        edited["outputs"] = {
            **edited["outputs"],
            "parameters": [
                _set(other, default) if other["name"] == parameter["name"] else other
                for other in edited["outputs"]["parameters"]
            ],
        }
        node = edited
    edited = run.table.mark(node["name"], phases.SUCCEEDED)
    edited["progress"] = "1/1"
    publish_globals(run, edited)
    return edited


def _set(parameter: Parameter, value: str) -> Parameter:
    changed: Parameter = {**parameter, "value": value}
    changed.pop("valueFrom", None)
    return changed


def _default(node: Node, parameter: Parameter) -> str | None:
    own = any_text(parameter.get("valueFrom", {}).get("default"))
    if own is not None:
        return own
    for given in node.get("inputs", {}).get("parameters", ()):
        if given["name"] == parameter["name"]:
            return any_text(given.get("default"))
    return None


def _copy(parameter: JsonObject) -> Parameter:
    copied = Parameter(name=text(parameter, "name"))
    if "valueFrom" in parameter:
        copied["valueFrom"] = mapping(parameter, "valueFrom")  # type: ignore[typeddict-item]
    if "globalName" in parameter:
        copied["globalName"] = text(parameter, "globalName")
    return copied
