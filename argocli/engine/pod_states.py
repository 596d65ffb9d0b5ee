"""Pod reconciliation: what the observed pods mean for their nodes, and for nodes that ought to have one."""

from __future__ import annotations

from datetime import timedelta

from argocli.engine import nodes
from argocli.engine.infer import Inference, infer, infer_members
from argocli.engine.operation import TERMINATE, Operation
from argocli.engine.outputs import publish_globals
from argocli.engine.pods import POD_PENDING, PodObservation, PodRelease
from argocli.engine.templates import TemplateError, body_kind
from argocli.model import phases, timestamps
from argocli.model.values import JsonObject, objects, text
from argocli.model.workflow import Node, NodeFlag

_RECENTLY_STARTED = timedelta(seconds=10)


def observe_pods(run: Operation) -> None:
    """Bring every pod node up to date, and settle those whose pod is gone."""
    for node in run.table:
        if node["type"] != nodes.POD or node["phase"] in phases.FULFILLED:
            continue
        observation = run.observed.get(node["id"])
        if observation is None:
            _missing(run, node)
            continue
        template = template_of(run, node)
        inference = infer(observation, node, template)
        if not inference.hold:
            _apply(run, node, inference)
        if body_kind(template) == "containerSet":
            _members(run, node, observation, template)


def template_of(run: Operation, node: Node) -> JsonObject:
    """The template that a node runs, as it is declared; empty where it cannot be found any more."""
    for request in run.creates:
        if request.node_id == node["id"]:
            return request.template
    holder: JsonObject = {}
    if node.get("templateRef"):
        holder["templateRef"] = node["templateRef"]
    elif node.get("templateName"):
        holder["template"] = node["templateName"]
    else:
        return {}
    base = run.base
    scope, _, owner = node.get("templateScope", "").partition("/")
    if scope in ("namespaced", "cluster") and "template" in holder:
        reference: JsonObject = {"name": owner, "template": holder["template"], "clusterScope": scope == "cluster"}
        holder = {"templateRef": reference}
    try:
        return run.library.resolve(holder, base).template
    except TemplateError:
        return {}


def _apply(run: Operation, node: Node, inference: Inference) -> None:
    before = run.table.get(node["id"])
    changes = Node()
    if inference.outputs is not None and inference.outputs != node.get("outputs"):
        changes["outputs"] = inference.outputs
    if inference.host and inference.host != node.get("hostNodeName"):
        changes["hostNodeName"] = inference.host
    if inference.daemoned and inference.pod_ip and inference.pod_ip != node.get("podIP"):
        changes["podIP"] = inference.pod_ip
    if inference.daemoned != bool(node.get("daemoned")) and inference.phase not in phases.FULFILLED:
        changes["daemoned"] = inference.daemoned
    progress = inference.progress or node.get("progress", "0/1")
    if inference.phase == phases.SUCCEEDED:
        total = progress.rpartition("/")[2]
        progress = f"{total}/{total}"
    if progress != node.get("progress"):
        changes["progress"] = progress
    if changes:
        run.table.edit(node["id"]).update(changes)
    if inference.phase != node["phase"] or inference.message != node.get("message", ""):
        marked = run.table.mark(node["name"], inference.phase, run.now, inference.message)
        if inference.phase in phases.FULFILLED and inference.finished_at is not None:
            run.table.edit(marked["id"])["finishedAt"] = timestamps.to_text(inference.finished_at)
    after = run.table.get(node["id"])
    if after is not before and after is not None and after["phase"] == phases.SUCCEEDED and after.get("outputs"):
        publish_globals(run, after)


def _members(run: Operation, pod: Node, observation: PodObservation, template: JsonObject) -> None:
    """A node for every container of a containerSet, hung by their dependencies."""
    declared = {text(item, "name"): item for item in _containers(template)}
    for name in declared:
        node_name = f"{pod['name']}.{name}"
        if run.table.named(node_name) is None:
            node = nodes.new_node(
                run.name,
                node_name,
                nodes.CONTAINER,
                phases.PENDING,
                run.now,
                boundary=pod,
                holder={"template": pod.get("templateName", "")},
                scope=pod.get("templateScope", ""),
                flags=NodeFlag(),
            )
            node["progress"] = "0/1"
            run.table.add(node)
    for name, item in declared.items():
        before = item.get("dependencies")
        parents = [str(parent) for parent in before] if isinstance(before, list) else []
        for parent in parents:
            run.table.adopt(f"{pod['name']}.{parent}", f"{pod['name']}.{name}")
        if not parents:
            run.table.adopt(pod["name"], f"{pod['name']}.{name}")
    for name, inference in infer_members(observation, template).items():
        member = run.table.named(f"{pod['name']}.{name}")
        if member is not None and member["phase"] not in phases.FULFILLED:
            _apply(run, member, inference)


def _containers(template: JsonObject) -> list[JsonObject]:
    body = template.get("containerSet")
    return objects(body, "containers") if isinstance(body, dict) else []


def _missing(run: Operation, node: Node) -> None:
    """No pod: one that never started is created again, one that ran was deleted by somebody."""
    if node["phase"] == phases.PENDING:
        return
    started = timestamps.from_text(node.get("startedAt"))
    if started is not None and run.now - started < _RECENTLY_STARTED:
        run.wake(started + _RECENTLY_STARTED)
        return
    for child in run.table.children(node):
        if child["type"] == nodes.CONTAINER and child["phase"] not in phases.FULFILLED:
            run.table.mark(child["name"], phases.ERROR, run.now, "container deleted")
    run.table.mark(node["name"], phases.ERROR, run.now, "pod deleted")


def end_early(run: Operation) -> None:
    """Stop what a shutdown or the workflow's deadline does not allow to go on; exit handlers are spared a Stop."""
    past = run.past_deadline()
    if not run.shutdown and not past:
        if run.deadline is not None:
            run.wake(run.deadline)
        return
    for node in run.table:
        if node["phase"] in phases.FULFILLED and not node.get("daemoned"):
            continue
        if _exempt(run, node):
            continue
        if node["type"] == nodes.POD:
            _end_pod(run, node, past)
        elif node["type"] in (nodes.SUSPEND, nodes.HTTP, nodes.PLUGIN):
            message = f"Stopped with strategy '{run.shutdown}'" if run.shutdown else _DEADLINE
            run.table.mark(node["name"], phases.FAILED, run.now, message)
        elif node["type"] == nodes.RETRY and run.shutdown:
            children = run.table.children(node)
            if not children:
                run.table.mark(node["name"], phases.FAILED, run.now, f"Stopped with strategy '{run.shutdown}'")


_DEADLINE = "Step exceeded its deadline"


def _end_pod(run: Operation, node: Node, past: bool) -> None:
    observation = run.observed.get(node["id"])
    if run.shutdown:
        gap = "  " if observation is not None else " "
        message = f"workflow shutdown with strategy:{gap}{run.shutdown}"
    else:
        message = _DEADLINE
    if observation is not None:
        pending = observation.phase == POD_PENDING
        run.releases.append(PodRelease(observation.pod_name, "delete" if pending else "stop"))
    for child in run.table.children(node):
        if child["type"] == nodes.CONTAINER and child["phase"] not in phases.FULFILLED:
            run.table.mark(child["name"], phases.FAILED, run.now, message)
    run.table.mark(node["name"], phases.FAILED, run.now, message)
    del past


def _exempt(run: Operation, node: Node) -> bool:
    """Nodes of exit handlers go on after the deadline and under Stop."""
    return ".onExit" in node["name"] and run.shutdown != TERMINATE
