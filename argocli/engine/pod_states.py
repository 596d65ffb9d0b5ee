"""Pod reconciliation: what the observed pods mean for their nodes, and for nodes that ought to have one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from argocli.engine import graph, memo, nodes
from argocli.engine.infer import Inference, infer, infer_members, lost_before_start, mains_done
from argocli.engine.locks.release import release
from argocli.engine.memory import at_work, waits_for_lock
from argocli.engine.node_templates import template_of
from argocli.engine.operation import TERMINATE, Operation
from argocli.engine.outputs import publish_globals
from argocli.engine.pods import POD_FAILED, POD_PENDING, POD_RUNNING, PodObservation, PodRelease
from argocli.engine.resources import resources_duration
from argocli.engine.templates import body_kind
from argocli.model import phases, timestamps
from argocli.model.values import JsonObject, objects, text
from argocli.model.workflow import Node, NodeFlag

_RECENTLY_STARTED = timedelta(seconds=10)


def observe_pods(run: Operation, changed: Iterable[str] | None) -> None:
    """Bring the nodes up to date whose pod is seen to have changed, and settle those whose pod is gone. `changed`
    narrows the search where the caller knows."""
    active = run.memory.active
    due = [node_id for node_id in run.touched if node_id in active] if changed is not None else []
    news = {*run.memory.to_look_at(run.observed, changed), *due}
    # Of outputs that share a global name the newest counts: in the order in which they came about.
    for node_id in sorted(news, key=lambda node_id: (_over_at(run.observed.get(node_id)), node_id)):
        node = run.table.get(node_id)
        if node is None or not at_work(node):
            continue
        observation = run.observed.get(node_id)
        if observation is None:
            if not waits_for_lock(node):
                _missing(run, node)
            continue
        if _is_going(node, observation):
            continue
        if active.get(node_id) is None:
            run.memory.saw(node_id)
        active[node_id] = observation
        if node["type"] == nodes.POD:
            _observe(run, node, observation)
        else:
            _observe_task(run, node, observation)
        if run.table.get(node_id) is not node:
            run.touch(node_id)


def _over_at(observation: PodObservation | None) -> float:
    ends = (container.finished_at for container in (observation.containers if observation is not None else ()))
    return max((end.timestamp() for end in ends if end is not None), default=0.0)


def _observe(run: Operation, node: Node, observation: PodObservation) -> None:
    template = template_of(run, node)
    if _restarts(run, node, observation):
        return
    inference = infer(observation, node, template, namespace=run.namespace)
    if not inference.hold:
        if inference.phase in phases.COMPLETED and (used := resources_duration(observation, template, run.spec)):
            run.table.edit(node["id"])["resourcesDuration"] = {**used}
        _apply(run, node, inference)
        if node.get("taskResultSynced") is False and (observation.outputs_complete or observation.phase == POD_FAILED):
            run.table.edit(node["id"])["taskResultSynced"] = True
        after = run.table.get(node["id"]) or node
        if after.get("outputs"):
            memo.save(run, after)
    if body_kind(template) == "containerSet":
        _members(run, node, observation, template)
    if observation.phase == POD_RUNNING and _rest_lives_on(observation):
        run.releases.append(PodRelease(observation.pod_name, "stop"))


def _rest_lives_on(observation: PodObservation) -> bool:
    """Whether containers outlive the main ones, or a main one that has failed: nobody waits for them."""
    return mains_done(observation) and any(
        container.kind in ("main", "sidecar") and container.state == "running" for container in observation.containers
    )


def _observe_task(run: Operation, node: Node, observation: PodObservation) -> None:
    """What the agent reports of a request or of a plugin's task is the node's own phase and message."""
    if observation.phase not in phases.FULFILLED and observation.phase == node["phase"]:
        return
    edited = run.table.edit(node["id"])
    if observation.outputs:
        edited["outputs"] = observation.outputs
    if observation.progress:
        edited["progress"] = observation.progress
    if observation.phase == phases.SUCCEEDED:
        total = (observation.progress or "0/1").rpartition("/")[2]
        edited["progress"] = f"{total}/{total}"
    marked = run.table.mark(node["name"], observation.phase, observation.message)
    if marked["phase"] == phases.SUCCEEDED:
        publish_globals(run, marked)
        memo.save(run, marked)


def _is_going(node: Node, observation: PodObservation) -> bool:
    """Whether this is the pod that was given up for a new one of the same name."""
    return bool(observation.uid) and observation.uid == node.get("restartingPodUID")


def _restarts(run: Operation, node: Node, observation: PodObservation) -> bool:
    """A pod that its machine lost before anything of the user's ran starts again by itself, where that is asked for."""
    most = run.settings.pod_restarts
    done = node.get("failedPodRestarts", 0)
    if not most or done >= most or not lost_before_start(observation):
        return False
    edited = run.table.edit(node["id"])
    edited["failedPodRestarts"] = done + 1
    edited["restartingPodUID"] = observation.uid
    reason = f"Pod auto-restarting due to {observation.reason}: {observation.message}"
    run.table.mark(node["name"], phases.PENDING, reason)
    run.releases.append(PodRelease(observation.pod_name, "delete"))
    run.memory.active[node["id"]] = None
    return True


def _apply(run: Operation, node: Node, inference: Inference) -> None:
    changes = Node()
    if inference.outputs is not None and inference.outputs != node.get("outputs"):
        changes["outputs"] = inference.outputs
    if inference.host and inference.host != node.get("hostNodeName"):
        changes["hostNodeName"] = inference.host
    if inference.daemoned and inference.pod_ip and inference.pod_ip != node.get("podIP"):
        changes["podIP"] = inference.pod_ip
    if inference.daemoned and not node.get("daemoned"):
        changes["daemoned"] = True
    elif node.get("daemoned") and not inference.daemoned:
        run.table.edit(node["id"]).pop("daemoned", None)
    progress = inference.progress or node.get("progress", "0/1")
    if inference.phase == phases.SUCCEEDED:
        total = progress.rpartition("/")[2]
        progress = f"{total}/{total}"
    if progress != node.get("progress"):
        changes["progress"] = progress
    if changes:
        run.table.edit(node["id"]).update(changes)
        if changes.get("daemoned"):
            run.memory.daemons.add(node["id"])
    if inference.phase != node["phase"] or inference.message != node.get("message", ""):
        marked = run.table.mark(node["name"], inference.phase, inference.message)
        if inference.phase in phases.FULFILLED and inference.finished_at is not None:
            run.table.edit(marked["id"])["finishedAt"] = timestamps.to_text(inference.finished_at)
    after = run.table.get(node["id"])
    if after is not None and after["phase"] == phases.SUCCEEDED != node["phase"] and after.get("outputs"):
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
            graph.adopt(run.table, f"{pod['name']}.{parent}", f"{pod['name']}.{name}")
        if not parents:
            graph.adopt(run.table, pod["name"], f"{pod['name']}.{name}")
    for name, inference in infer_members(observation, template).items():
        member = run.table.named(f"{pod['name']}.{name}")
        if member is not None and member["phase"] not in phases.FULFILLED:
            _apply(run, member, inference)


def _containers(template: JsonObject) -> list[JsonObject]:
    body = template.get("containerSet")
    return objects(body, "containers") if isinstance(body, dict) else []


def _container_nodes(run: Operation, pod: Node) -> list[Node]:
    """The members of a containerSet; they hang below those that they depend on."""
    found: dict[str, Node] = {}
    pending = [pod]
    for node in pending:
        below = [child for child in graph.children(run.table, node) if child["type"] == nodes.CONTAINER]
        pending.extend(child for child in below if child["id"] not in found)
        found.update((child["id"], child) for child in below)
    return list(found.values())


def _missing(run: Operation, node: Node) -> None:
    """No pod: one that never started is created again, one that ran was deleted by somebody."""
    if node["phase"] == phases.PENDING:
        if node["id"] not in run.memory.unseen and node["id"] not in run.memory.unseen_tasks:
            run.memory.active[node["id"]] = None
            run.touch(node["id"])
        return
    if node["phase"] in phases.FULFILLED:
        # Whatever its executor still had to tell, nobody will.
        run.table.edit(node["id"])["taskResultSynced"] = True
        run.touch(node["id"])
        return
    started = timestamps.from_text(node.get("startedAt"))
    if started is not None and run.now - started < _RECENTLY_STARTED:
        run.wake(started + _RECENTLY_STARTED, node["id"])
        return
    for member in _container_nodes(run, node):
        run.table.mark(member["name"], phases.ERROR, "container deleted")
    if node.get("daemoned"):
        run.table.edit(node["id"]).pop("daemoned", None)
    run.table.mark(node["name"], phases.ERROR, "pod deleted")
    run.touch(node["id"])


def end_early(run: Operation) -> None:
    """Stop what a shutdown or the workflow's deadline does not allow to go on; exit handlers are spared a Stop."""
    if not run.shutdown and not run.past_deadline():
        if run.deadline is not None:
            run.wake(run.deadline)
        return
    tried: list[Node] = []
    for node in run.table:
        if node["phase"] in phases.FULFILLED or _exempt(run, node):
            continue
        if node.get("daemoned") and node["phase"] != phases.PENDING:
            continue  # it ends with what is around it
        if node["type"] == nodes.RETRY and not waits_for_lock(node):
            tried.append(node)
            continue
        _end(run, node)
        if run.table.get(node["id"]) is not node:
            run.touch(node["id"])
    for node in tried:
        # One that waits for its next attempt has to hear of it as well, though nothing happens to its attempts.
        run.touch(node["id"])
        if run.shutdown and _gave_up(run, node):
            release(run.locks, run.table, run.stop(node))


def _end(run: Operation, node: Node) -> None:
    waits = waits_for_lock(node)
    if node["type"] == nodes.POD and not waits:
        _end_pod(run, node)
    elif waits or node["type"] in (nodes.SUSPEND, nodes.HTTP, nodes.PLUGIN):
        observation = run.observed.get(node["id"])
        if observation is not None and observation.phase not in phases.FULFILLED:
            run.releases.append(PodRelease(observation.pod_name, "stop"))
        ended = run.stop(node) if run.shutdown else run.table.mark(node["name"], phases.FAILED, _DEADLINE)
        release(run.locks, run.table, ended)


def _gave_up(run: Operation, retry: Node) -> bool:
    """Whether nothing of a Retry node is at work and its last attempt, if there was one, has not succeeded."""
    tried = graph.attempts(run.table, retry)
    return all(nodes.fulfilled(attempt) for attempt in tried) and (
        not tried or tried[-1]["phase"] in phases.UNSUCCESSFUL
    )


_DEADLINE = "Step exceeded its deadline"
_ON_EXIT = ".onExit"


def _end_pod(run: Operation, node: Node) -> None:
    observation = run.observed.get(node["id"])
    if run.shutdown:
        gap = "  " if observation is not None else " "
        message = f"workflow shutdown with strategy:{gap}{run.shutdown}"
    else:
        message = _DEADLINE
    if observation is not None:
        pending = observation.phase == POD_PENDING
        run.releases.append(PodRelease(observation.pod_name, "delete" if pending else "stop"))
    for member in _container_nodes(run, node):
        if member["phase"] not in phases.FULFILLED:
            run.table.mark(member["name"], phases.FAILED, message)
    run.table.mark(node["name"], phases.FAILED, message)


def _exempt(run: Operation, node: Node) -> bool:
    """Nodes of exit handlers go on after the deadline and under Stop."""
    if run.shutdown == TERMINATE or _ON_EXIT not in node["name"]:
        return False
    current: Node | None = node
    while current is not None:
        if nodes.hooked(current) and current["name"].endswith(_ON_EXIT):
            return True
        current = run.table.get(graph.caller_of(run.table, current["id"]))
    return False
