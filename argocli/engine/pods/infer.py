"""What an observed pod says about its node: phase, message, outputs, and whether to wait before believing it.

Also the members of a containerSet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from argocli.engine.nodes.progress import is_valid
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

_MAIN = "main"
# The executor's own init containers; those of the user are like sidecars.
_EXECUTOR_INIT = "init"
_PLUGIN_INIT = "init-artifact-"
# A main container of the init-less layout ends with this when the executor beside it could not get ready.
_NOT_READY = 65
# The wrapper around a user's process ends with this when the process could not be started at all.
_WRAPPER_ERROR = 64
# Sidecars are killed once the main containers are done: that is no failure.
_KILLED = frozenset({137, 143})
_CUT_OFF = "Pod Failed whilst container running"


@dataclass(frozen=True, slots=True)
class Inference:
    """What a node has to become. With `hold` nothing is to be taken over yet.

    `finished_at` is None where the pod does not say; `outputs` is None where there are none.
    """

    phase: str
    message: str = ""
    daemoned: bool = False
    outputs: Outputs | None = None
    finished_at: datetime | None = None
    pod_ip: str = ""
    host: str = ""
    progress: str = ""
    hold: bool = False


def infer(pod: PodObservation, node: Node, template: JsonObject, *, namespace: str = "") -> Inference:
    """What `pod` means for its `node`; `template` is the one the pod runs, empty where it is not known any more."""
    before = node.get("phase", phases.PENDING)
    kept = node.get("message", "")
    daemon = flag(template, "daemon")
    daemoned = False
    phase, message = before, kept
    if pod.phase == POD_PENDING:
        phase, message = phases.PENDING, _pending_reason(pod)
    elif pod.phase == POD_RUNNING:
        if not daemon:
            phase = phases.RUNNING
        elif bool(node.get("daemoned")) or _ready(pod):
            phase, daemoned = phases.RUNNING, True
        else:
            return Inference(before, kept, hold=True)
    elif pod.phase == POD_SUCCEEDED:
        phase = phases.FAILED if daemon else phases.SUCCEEDED
    elif pod.phase == POD_FAILED:
        phase, message = _failure(pod, namespace)
    else:
        phase, message = phases.ERROR, f"Unexpected pod phase for {pod.pod_name}: {pod.phase}"
    outputs = _outputs(pod, node)
    if _too_early(pod, template, phase, outputs):
        phase, message = before, kept
    if before == phases.PENDING and phase in (phases.RUNNING, phases.SUCCEEDED) and message == kept:
        # It told why the pod was not running yet.
        message = ""
    return Inference(
        phase,
        message,
        daemoned,
        outputs,
        _finished_at(pod) if phase in phases.COMPLETED else None,
        pod.pod_ip,
        pod.host,
        next((told for told in (pod.progress, node.get("progress", "")) if is_valid(told)), "0/1"),
    )


def _too_early(pod: PodObservation, template: JsonObject, phase: str, outputs: Outputs | None) -> bool:
    """Whether the end of a pod is not to be believed yet: outputs are still on their way."""
    if phase in phases.COMPLETED and pod.phase != POD_FAILED and _executor_running(pod):
        return True
    return phase == phases.SUCCEEDED and not (pod.outputs_complete and _has_outputs(template, outputs))


def infer_members(pod: PodObservation, template: JsonObject) -> dict[str, Inference]:
    """Every container of a containerSet by its name."""
    states = {container.name: container for container in pod.containers}
    found: dict[str, Inference] = {}
    for declared in objects(mapping(template, "containerSet"), "containers"):
        state = states.get(text(declared, "name"))
        if state is not None:
            found[state.name] = _member(pod, state)
        elif pod.phase == POD_FAILED:
            found[text(declared, "name")] = Inference(phases.FAILED, _CUT_OFF)
    return found


def _member(pod: PodObservation, state: ContainerState) -> Inference:
    if state.state == "terminated":
        code = state.exit_code or 0
        if code == 0:
            return Inference(phases.SUCCEEDED, finished_at=state.finished_at)
        phase = phases.ERROR if code == _WRAPPER_ERROR else phases.FAILED
        message = f"{_exit_base(state)}: {state.message}"
        return Inference(phase, message, finished_at=state.finished_at)
    if pod.phase == POD_FAILED:
        return Inference(phases.FAILED, _CUT_OFF)
    return Inference(phases.PENDING if state.state == "waiting" else phases.RUNNING)


def mains_done(pod: PodObservation) -> bool:
    """Whether the other containers have no reason to live on: all main ones have ended, or one failed."""
    mains = _of_kind(pod, "main")
    ended = [container for container in mains if container.state == "terminated"]
    return bool(mains) and (len(ended) == len(mains) or any(container.exit_code for container in ended))


def _pending_reason(pod: PodObservation) -> str:
    for container in pod.containers:
        if container.state == "waiting" and container.kind != "init":
            return f"{container.reason}: {container.message}" if container.message else container.reason
    if pod.reason == "Unschedulable":
        return f"{pod.reason}: {pod.message}" if pod.message else pod.reason
    return ""


def _ready(pod: PodObservation) -> bool:
    return all(container.ready for container in pod.containers if container.kind != "init")


def _executor_running(pod: PodObservation) -> bool:
    return any(container.state == "running" for container in _of_kind(pod, "wait"))


def _of_kind(pod: PodObservation, kind: str) -> list[ContainerState]:
    return [container for container in pod.containers if container.kind == kind]


def _outputs(pod: PodObservation, node: Node) -> Outputs | None:
    outputs = Outputs()
    outputs.update(node.get("outputs") or Outputs())
    outputs.update(pod.outputs)
    for container in pod.containers:
        if container.name == _MAIN and container.state == "terminated" and container.exit_code is not None:
            outputs["exitCode"] = str(container.exit_code)
    return outputs or None


def _has_outputs(template: JsonObject, outputs: Outputs | None) -> bool:
    """Whether every sort of outputs that the template declares has been reported; a sort comes as a whole."""
    declared = mapping(template, "outputs")
    reported = outputs or Outputs()
    if declared.get("parameters") and not reported.get("parameters"):
        return False
    needed = any(not flag(artifact, "optional") for artifact in objects(declared, "artifacts"))
    if needed and not reported.get("artifacts"):
        return False
    return "result" not in declared or "result" in reported


def _finished_at(pod: PodObservation) -> datetime | None:
    """When the last container ended; None while one runs or nobody says."""
    if any(container.state == "running" for container in pod.containers):
        return None
    return max((container.finished_at for container in pod.containers if container.finished_at), default=None)


def _failure(pod: PodObservation, namespace: str) -> tuple[str, str]:
    """Phase and message of a failed pod; the first container with something to say decides."""
    if pod.message:
        return phases.FAILED, pod.message
    if not pod.containers:
        return phases.FAILED, f"can't find failed message for pod {pod.pod_name} namespace {namespace}"
    for container in _in_order_of_blame(pod):
        if container.state == "waiting":
            return (
                phases.ERROR,
                f"Pod failed before {container.name} container starts due to {container.reason}: {container.message}",
            )
        code = container.exit_code or 0
        if container.state != "terminated" or code == 0:
            continue
        if container.kind == "wait" or _is_executor_init(container):
            return phases.ERROR, _exit_text(container)
        if container.kind == "main" or code not in _KILLED:
            return phases.FAILED, _exit_text(container)
    mains, waits = _of_kind(pod, "main"), _of_kind(pod, "wait")
    main_done = bool(mains) and all(container.state == "terminated" for container in mains)
    wait_done = bool(waits) and all(container.state == "terminated" for container in waits)
    if main_done and wait_done:
        return phases.SUCCEEDED, ""
    if main_done:
        return phases.FAILED, "pod failed: wait container did not complete successfully"
    if wait_done:
        return phases.FAILED, "pod failed: main container did not complete successfully"
    return phases.FAILED, "pod failed: neither main nor wait container completed successfully"


def _in_order_of_blame(pod: PodObservation) -> Iterable[ContainerState]:
    mains, waits = _of_kind(pod, "main"), _of_kind(pod, "wait")
    yield from _of_kind(pod, "init")
    if any(container.exit_code == _NOT_READY for container in mains):
        yield from (container for container in waits if container.name == "supervisor")
    yield from mains
    yield from waits
    yield from _of_kind(pod, "sidecar")


def _is_executor_init(container: ContainerState) -> bool:
    name = container.name
    return container.kind == "init" and (name == _EXECUTOR_INIT or name.startswith(_PLUGIN_INIT))


def _exit_text(container: ContainerState) -> str:
    base = _exit_base(container)
    return f"{base}: {container.message}" if container.message else base


def _exit_base(container: ContainerState) -> str:
    return f"{container.name}: {container.reason or 'Error'} (exit code {container.exit_code})"


_RESTARTABLE = frozenset({"Evicted", "NodeShutdown", "NodeAffinity", "UnexpectedAdmissionError"})


def lost_before_start(pod: PodObservation) -> bool:
    """Whether the machine gave the pod up before any main container started."""
    mains = _of_kind(pod, "main")
    started = any(container.state == "running" or container.started_at for container in mains)
    return pod.phase == POD_FAILED and pod.reason in _RESTARTABLE and not started
