"""What an observed pod means for its node: phase, message and what the node takes over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from argocli.engine.pods import (
    POD_FAILED,
    POD_PENDING,
    POD_RUNNING,
    POD_SUCCEEDED,
    ContainerState,
    PodObservation,
)
from argocli.model import phases
from argocli.model.values import JsonObject, flag, mapping, objects, text
from argocli.model.workflow import Node, Outputs

_SYSTEM_EXIT = 64
_KILLED = frozenset({137, 143})


@dataclass(frozen=True, slots=True)
class Inference:
    """`hold` says that the pod has ended but its results are not in yet: the node stays as it is."""

    phase: str
    message: str = ""
    daemoned: bool = False
    outputs: Outputs | None = None
    finished_at: datetime | None = None
    pod_ip: str = ""
    host: str = ""
    progress: str = ""
    hold: bool = False


def infer(pod: PodObservation, node: Node, template: JsonObject) -> Inference:
    """The state of a Pod node (controller semantics, pod observation)."""
    daemon = flag(template, "daemon")
    phase, message, daemoned = _phase(pod, node, daemon)
    outputs = _outputs(pod, node)
    waiting = phase in phases.COMPLETED and (
        not pod.outputs_complete
        or (pod.phase != POD_FAILED and any(c.kind == "wait" and c.state == "running" for c in pod.containers))
    )
    return Inference(
        phase=phase,
        message=message,
        daemoned=daemoned,
        outputs=outputs,
        finished_at=_finished(pod) if phase in phases.FULFILLED else None,
        pod_ip=pod.pod_ip,
        host=pod.host,
        progress=pod.progress,
        hold=waiting,
    )


def _phase(pod: PodObservation, node: Node, daemon: bool) -> tuple[str, str, bool]:
    if pod.phase == POD_PENDING:
        return phases.PENDING, _pending_message(pod), False
    if pod.phase == POD_RUNNING:
        if daemon:
            ready = bool(pod.containers) and all(c.ready for c in pod.containers if c.kind in ("main", "sidecar"))
            if not ready:
                return node["phase"], node.get("message", ""), bool(node.get("daemoned"))
            return phases.RUNNING, "", True
        return phases.RUNNING, "", False
    if pod.phase == POD_SUCCEEDED:
        return (phases.FAILED if daemon else phases.SUCCEEDED), "", False
    if pod.phase == POD_FAILED:
        phase, message = failure(pod)
        return (phases.FAILED if daemon and phase == phases.SUCCEEDED else phase), message, False
    return phases.ERROR, f"Unexpected pod phase for {pod.pod_name}: {pod.phase}", False


def _pending_message(pod: PodObservation) -> str:
    for container in pod.containers:
        if container.state == "waiting" and container.reason:
            return f"{container.reason}: {container.message}" if container.message else container.reason
    return pod.message


def failure(pod: PodObservation) -> tuple[str, str]:
    """Phase and message of a pod that failed; the first cause in upstream's order counts."""
    if pod.message:
        return phases.FAILED, pod.message
    if not pod.containers:
        return phases.FAILED, f"can't find failed message for pod {pod.pod_name} namespace "
    for container in sorted(pod.containers, key=lambda c: _ORDER[c.kind]):
        if container.state == "waiting":
            return (
                phases.ERROR,
                f"Pod failed before {container.name} container starts due to {container.reason}: {container.message}",
            )
        if container.state != "terminated" or not container.exit_code:
            continue
        if container.kind == "sidecar" and container.exit_code in _KILLED:
            continue
        phase = phases.ERROR if container.kind in ("init", "wait") else phases.FAILED
        return phase, termination_message(container)
    main = any(c.kind == "main" and c.exit_code == 0 for c in pod.containers)
    wait = any(c.kind == "wait" and c.exit_code == 0 for c in pod.containers)
    if main and wait:
        return phases.SUCCEEDED, ""
    if main:
        return phases.FAILED, "pod failed: wait container did not complete successfully"
    if wait:
        return phases.FAILED, "pod failed: main container did not complete successfully"
    return phases.FAILED, "pod failed: neither main nor wait container completed successfully"


_ORDER = {"init": 0, "main": 1, "wait": 2, "sidecar": 3}


def termination_message(container: ContainerState) -> str:
    """`main: Error (exit code 1)`, with the container's own words where it left any."""
    message = f"{container.name}: {container.reason or 'Error'} (exit code {container.exit_code})"
    return f"{message}: {container.message}" if container.message else message


def _outputs(pod: PodObservation, node: Node) -> Outputs | None:
    main = next((c for c in pod.containers if c.name == "main" and c.state == "terminated"), None)
    code = main.exit_code if main is not None else None
    if not pod.outputs and code is None:
        return None
    outputs = Outputs(**{**node.get("outputs", Outputs()), **pod.outputs})
    if code is not None:
        outputs["exitCode"] = str(code)
    return outputs


def _finished(pod: PodObservation) -> datetime | None:
    ended = [container.finished_at for container in pod.containers]
    moments = [moment for moment in ended if moment is not None]
    return max(moments) if moments and len(moments) == len(ended) else None


def infer_members(pod: PodObservation, template: JsonObject) -> dict[str, Inference]:
    """The state of each member of a containerSet, by name."""
    declared = {text(item, "name") for item in objects(mapping(template, "containerSet"), "containers")}
    return {container.name: _member(pod, container) for container in pod.containers if container.name in declared}


def _member(pod: PodObservation, container: ContainerState) -> Inference:
    if container.state == "terminated":
        if not container.exit_code:
            return Inference(phases.SUCCEEDED, finished_at=container.finished_at)
        phase = phases.ERROR if container.exit_code == _SYSTEM_EXIT else phases.FAILED
        message = f"{container.name}: {container.reason or 'Error'} (exit code {container.exit_code})"
        if container.message:
            message += f": {container.message}"
        return Inference(phase, message, finished_at=container.finished_at)
    if pod.phase == POD_FAILED:
        return Inference(phases.FAILED, "Pod Failed whilst container running")
    return Inference(phases.PENDING if container.state == "waiting" else phases.RUNNING)
