"""What the observed pods mean for their nodes, and for nodes that ought to have one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from argocli.engine import nodes
from argocli.engine.nodes import at_work, waits_for_lock
from argocli.engine.nodes.progress import full
from argocli.engine.pods import POD_FAILED, POD_RUNNING, PodObservation
from argocli.engine.pods.container_set import members_of, observe_members
from argocli.engine.pods.infer import infer, lost_before_start, mains_done
from argocli.engine.pods.resources import resources_duration
from argocli.engine.pods.take_over import take_over
from argocli.engine.run import Run
from argocli.engine.running import memo
from argocli.engine.templates import body_kind
from argocli.engine.templates.of_node import template_of
from argocli.model import phases, timestamps
from argocli.model.workflow import Node

_RECENTLY_STARTED = timedelta(seconds=10)


def observe_pods(run: Run, changed: Iterable[str] | None) -> None:
    """Bring the nodes up to date whose pod is seen to have changed, and settle those whose pod is gone. `changed`
    narrows the search where the caller knows."""
    pods = run.memory.pods
    due = [node_id for node_id in run.agenda.touched if node_id in pods.active] if changed is not None else []
    news = {*pods.to_look_at(run.given.observed, changed), *due}
    # Of outputs that share a global name the newest counts: in the order in which they came about.
    for node_id in sorted(news, key=lambda node_id: (_over_at(run.given.observed.get(node_id)), node_id)):
        node = run.table.get(node_id)
        if node is None or not at_work(node):
            continue
        observation = run.given.observed.get(node_id)
        if observation is None:
            if not waits_for_lock(node):
                _missing(run, node)
            continue
        if _is_going(node, observation):
            continue
        pods.see(node_id, observation)
        if node["type"] == nodes.POD:
            _observe(run, node, observation)
        else:
            _observe_task(run, node, observation)
        if run.table.get(node_id) is not node:
            run.agenda.touch(node_id)


def _over_at(observation: PodObservation | None) -> float:
    ends = (container.finished_at for container in (observation.containers if observation is not None else ()))
    return max((end.timestamp() for end in ends if end is not None), default=0.0)


def _observe(run: Run, node: Node, observation: PodObservation) -> None:
    template = template_of(run, node)
    if _restarts(run, node, observation):
        return
    inference = infer(observation, node, template, namespace=run.given.namespace)
    if not inference.hold:
        if inference.phase in phases.COMPLETED and (used := resources_duration(observation, template, run.given.spec)):
            run.table.edit(node["id"])["resourcesDuration"] = {**used}
        take_over(run, node, inference)
        if node.get("taskResultSynced") is False and (observation.outputs_complete or observation.phase == POD_FAILED):
            run.table.edit(node["id"])["taskResultSynced"] = True
        after = run.table.get(node["id"]) or node
        if after.get("outputs"):
            memo.save(run, after)
    if body_kind(template) == "containerSet":
        observe_members(run, node, observation, template)
    if observation.phase == POD_RUNNING and _rest_lives_on(observation):
        run.orders.stop(observation.pod_name)


def _rest_lives_on(observation: PodObservation) -> bool:
    """Whether containers outlive the main ones, or a main one that has failed: nobody waits for them."""
    return mains_done(observation) and any(
        container.kind in ("main", "sidecar") and container.state == "running" for container in observation.containers
    )


def _observe_task(run: Run, node: Node, observation: PodObservation) -> None:
    """What the agent reports of a request or of a plugin's task is the node's own phase and message."""
    if observation.phase not in phases.FULFILLED and observation.phase == node["phase"]:
        return
    edited = run.table.edit(node["id"])
    if observation.outputs:
        edited["outputs"] = observation.outputs
    if observation.progress:
        edited["progress"] = observation.progress
    if observation.phase == phases.SUCCEEDED:
        edited["progress"] = full(observation.progress)
    marked = run.table.mark(node["name"], observation.phase, observation.message)
    if marked["phase"] == phases.SUCCEEDED:
        run.shared.publish(marked)
        memo.save(run, marked)


def _is_going(node: Node, observation: PodObservation) -> bool:
    """Whether this is the pod that was given up for a new one of the same name."""
    return bool(observation.uid) and observation.uid == node.get("restartingPodUID")


def _restarts(run: Run, node: Node, observation: PodObservation) -> bool:
    """A pod that its machine lost before anything of the user's ran starts again by itself, where that is asked for."""
    most = run.around.settings.pod_restarts
    done = node.get("failedPodRestarts", 0)
    if not most or done >= most or not lost_before_start(observation):
        return False
    edited = run.table.edit(node["id"])
    edited["failedPodRestarts"] = done + 1
    edited["restartingPodUID"] = observation.uid
    reason = f"Pod auto-restarting due to {observation.reason}: {observation.message}"
    run.table.mark(node["name"], phases.PENDING, reason)
    run.orders.delete(observation.pod_name)
    run.memory.pods.expect(node["id"])
    return True


def _missing(run: Run, node: Node) -> None:
    """No pod: one that never started is created again, one that ran was deleted by somebody."""
    if node["phase"] == phases.PENDING:
        if not run.memory.pods.is_awaited(node["id"]):
            run.memory.pods.expect(node["id"])
            run.agenda.touch(node["id"])
        return
    if node["phase"] in phases.FULFILLED:
        # Whatever its executor still had to tell, nobody will.
        run.table.edit(node["id"])["taskResultSynced"] = True
        run.agenda.touch(node["id"])
        return
    started = timestamps.from_text(node.get("startedAt"))
    if started is not None and run.given.now - started < _RECENTLY_STARTED:
        run.agenda.wake(node["id"], started + _RECENTLY_STARTED)
        return
    for member in members_of(run.table, node):
        run.table.mark(member["name"], phases.ERROR, "container deleted")
    if node.get("daemoned"):
        run.table.edit(node["id"]).pop("daemoned", None)
    run.table.mark(node["name"], phases.ERROR, "pod deleted")
    run.agenda.touch(node["id"])
