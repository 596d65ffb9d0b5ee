"""What has been inferred from a pod, or from one of its containers, becomes what its node says."""

from __future__ import annotations

from argocli.engine.nodes.progress import full
from argocli.engine.pods.infer import Inference
from argocli.engine.run import Run
from argocli.model import phases, timestamps
from argocli.model.workflow import Node


def take_over(run: Run, node: Node, inference: Inference) -> None:
    """Bring the node in line; outputs of one that has succeeded are made known to the workflow."""
    changes = _changes(node, inference)
    if node.get("daemoned") and not inference.daemoned:
        run.table.edit(node["id"]).pop("daemoned", None)
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
        run.shared.publish(after)


def _changes(node: Node, inference: Inference) -> Node:
    """What the node did not say before, its phase and message left out."""
    changes = Node()
    if inference.outputs is not None and inference.outputs != node.get("outputs"):
        changes["outputs"] = inference.outputs
    if inference.host and inference.host != node.get("hostNodeName"):
        changes["hostNodeName"] = inference.host
    if inference.daemoned and inference.pod_ip and inference.pod_ip != node.get("podIP"):
        changes["podIP"] = inference.pod_ip
    if inference.daemoned and not node.get("daemoned"):
        changes["daemoned"] = True
    progress = inference.progress or node.get("progress", "0/1")
    if inference.phase == phases.SUCCEEDED:
        progress = full(progress)
    if progress != node.get("progress"):
        changes["progress"] = progress
    return changes
