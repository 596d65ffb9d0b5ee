"""What is asked of a runtime for the pod of a node: limits of time, placement, patches."""

from __future__ import annotations

import math

from argocli.engine.given import Given
from argocli.engine.memory import Memory
from argocli.engine.nodes.table import NodeTable
from argocli.engine.pods import PodRequest
from argocli.engine.pods.identity import pod_metadata, pod_name
from argocli.engine.run import Run
from argocli.engine.running.call import Call, Prepared
from argocli.engine.running.call_nodes import node_error
from argocli.engine.templates import body_kind
from argocli.engine.templates.substitution import input_scope
from argocli.expr.tags import ScopeValue, SubstitutionError, replace
from argocli.model import durations, timestamps
from argocli.model.values import Json, JsonObject, any_text, flag, mapping, objects, text
from argocli.model.workflow import Node

_DEBUG_PAUSES = frozenset({"ARGO_DEBUG_PAUSE_BEFORE", "ARGO_DEBUG_PAUSE_AFTER"})


def request_pod(run: Run, call: Call, prepared: Prepared, node: Node) -> None:
    """Ask for the pod of a node. Raises ExecutionError, with the node marked."""
    template = prepared.template
    limit = _active_deadline(run.given, run.table, call, template, node)
    deadlines = [moment for moment in (None if call.on_exit else run.given.deadline, call.attempt_deadline) if moment]
    run.orders.creates.append(
        PodRequest(
            namespace=run.given.namespace,
            workflow=run.given.name,
            workflow_uid=run.given.workflow["metadata"].get("uid", ""),
            node_id=node["id"],
            node_name=node["name"],
            pod_name=pod_name(run, node["name"], prepared.name),
            template=template,
            spec=run.given.spec,
            include_result=call.reads_result or body_kind(template) == "data",
            deadline=min(deadlines) if deadlines else None,
            active_deadline_seconds=limit,
            on_exit=call.on_exit,
            archive_logs=run.around.settings.archive_logs or _archives_logs(run.given.spec, template),
            avoid=call.avoid,
            placement=_placement(run.given, run.memory, call, template),
            metadata=pod_metadata(run.given, run.around, node, template, on_exit=call.on_exit),
            patches=_patches(run, prepared, node),
        )
    )


def _archives_logs(spec: JsonObject, template: JsonObject) -> bool:
    """The template's word, else the workflow's."""
    own = mapping(template, "archiveLocation").get("archiveLogs")
    return own if isinstance(own, bool) else flag(spec, "archiveLogs")


def _placement(given: Given, memory: Memory, call: Call, template: JsonObject) -> JsonObject:
    """Where the pod may run: each constraint as a whole from the template, the steps or dag around it, or the
    workflow."""
    sources = (template, memory.template_at_work(call.boundary), given.spec)
    found: JsonObject = {}
    for key in ("nodeSelector", "affinity", "tolerations"):
        value = next((source[key] for source in sources if source.get(key)), None)
        if value is not None:
            found[key] = value
    return found


def _patches(run: Run, prepared: Prepared, node: Node) -> tuple[str, ...]:
    """The pod spec patches with variables filled in. Raises ExecutionError."""
    own, whole = text(prepared.template, "podSpecPatch"), text(run.given.spec, "podSpecPatch")
    if not own and not whole:
        return ()
    name = pod_name(run, node["name"], prepared.name)
    scope: dict[str, ScopeValue] = {**run.shared.variables, **input_scope(prepared.template), "pod.name": name}
    try:
        return tuple(replace(patch, scope) for patch in (whole, own) if patch)
    except SubstitutionError as error:
        message = "Failed to substitute the PodSpecPatch variables"
        raise node_error(run.table, node, message) from error


def _active_deadline(given: Given, table: NodeTable, call: Call, template: JsonObject, node: Node) -> int | None:
    """The pod's own limit in seconds: what is left of the workflow's time, of the template's timeout, or its own."""
    if _pauses(template):
        return None
    limits: list[int] = []
    own = any_text(template.get("activeDeadlineSeconds"))
    if own and own.lstrip("-").isdigit():
        limits.append(int(own))
    timeout = text(template, "timeout")
    started = timestamps.from_text(node.get("startedAt")) or given.now
    if timeout:
        try:
            left = durations.parse(timeout) - (given.now - started).total_seconds()
        except ValueError as error:
            message = f"invalid timeout format. {error}"
            raise node_error(table, node, message) from error
        if left <= 1:
            message = f"{node['name']} exceeded its deadline"
            raise node_error(table, node, message)
        limits.append(math.floor(left))
    if given.deadline is not None and not call.on_exit:
        limits.append(max(1, math.ceil((given.deadline - given.now).total_seconds())))
    return min(limits) if limits else None


def _pauses(template: JsonObject) -> bool:
    """Whether a container waits for somebody who debugs it: that may take as long as it takes."""
    bodies = [template[kind] for kind in ("container", "script") if isinstance(template.get(kind), dict)]
    bodies += objects(mapping(template, "containerSet"), "containers")
    return any(text(entry, "name") in _DEBUG_PAUSES for body in bodies for entry in _env(body))


def _env(body: Json) -> list[JsonObject]:
    return objects(body, "env") if isinstance(body, dict) else []
