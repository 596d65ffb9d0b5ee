"""Pods as supervised processes of this machine: a PodRuntime without any container engine."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Literal

from argocli.engine.pods import (
    POD_FAILED,
    POD_PENDING,
    ContainerState,
    PodObservation,
    PodRequest,
)
from argocli.local import places, supervisor
from argocli.local.detach import spawn_detached
from argocli.model import timestamps
from argocli.model.values import JsonObject, integer, mapping, objects, text
from argocli.model.workflow import Outputs

_LOST = "the pod's supervisor was killed"


class ProcessRuntime:
    """A PodRuntime in the state folder. A pod is a folder; the kernel's file locks tell whether somebody minds it."""

    def __init__(self, state: str) -> None:
        self.state = places.ensure(state)

    def create(self, request: PodRequest) -> None:
        self._probe()
        parent = places.ensure(places.pods_dir(self.state, request.namespace, request.workflow))
        folder = os.path.join(parent, request.pod_name)
        if self._stale(folder, request.workflow_uid):
            self._remove(folder)
        if not os.path.isdir(folder):
            scratch = f"{folder}.{os.getpid()}.new"
            shutil.rmtree(scratch, ignore_errors=True)
            os.makedirs(scratch, mode=0o700)
            with open(os.path.join(scratch, "request.json"), "w", encoding="utf-8") as file:
                json.dump(_plain(request), file)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.rename(scratch, folder)
            except OSError:
                shutil.rmtree(scratch, ignore_errors=True)
        if not os.path.exists(os.path.join(folder, "started")):
            self._spawn(folder)

    def _spawn(self, folder: str) -> None:
        """Start a supervisor; where one is there already, the new one leaves by itself."""
        words = [sys.executable, "-I", "-S", supervisor.__file__, self.state, folder]
        spawn_detached(words, os.path.join(folder, "supervisor.log"))

    def _stale(self, folder: str, uid: str) -> bool:
        """Whether the folder is left over from an earlier workflow of that name."""
        request = _read(os.path.join(folder, "request.json"))
        return bool(request) and text(request, "workflow_uid") != uid

    def _probe(self) -> None:
        """Find out once whether this machine lets pods have namespaces of their own."""
        marker = os.path.join(self.state, "isolation")
        if os.path.exists(marker):
            return
        from argocli.local.isolation import probe

        with open(marker + ".new", "w", encoding="utf-8") as file:
            file.write(probe(self.state))
        os.replace(marker + ".new", marker)

    def observe(self, namespace: str, workflow: str) -> dict[str, PodObservation]:
        _reap()
        parent = places.pods_dir(self.state, namespace, workflow)
        try:
            names = os.listdir(parent)
        except FileNotFoundError:
            return {}
        found: dict[str, PodObservation] = {}
        for name in names:
            if name.endswith(".new"):
                continue
            observation = self._observe(os.path.join(parent, name))
            if observation is not None:
                found[observation.node_id] = observation
        return found

    def _observe(self, folder: str) -> PodObservation | None:
        request = _read(os.path.join(folder, "request.json"))
        if not request:
            return None
        node_id, pod = text(request, "node_id"), text(request, "pod_name")
        status = _read(os.path.join(folder, "status.json"))
        phase = text(status, "phase")
        if phase not in ("Succeeded", "Failed"):
            started = os.path.exists(os.path.join(folder, "started"))
            if not _minded(folder):
                # The supervisor may have finished between the two looks.
                status = _read(os.path.join(folder, "status.json"))
                phase = text(status, "phase")
                if phase not in ("Succeeded", "Failed"):
                    if not started:
                        self._spawn(folder)
                        return PodObservation(node_id, pod, POD_PENDING)
                    return PodObservation(node_id, pod, POD_FAILED, message=_LOST, host=os.uname().nodename)
        if not phase:
            return PodObservation(node_id, pod, POD_PENDING)
        return _observation(node_id, pod, folder, request, status)

    def stop(self, namespace: str, pod: str, grace: float) -> None:
        for folder in self._folders(namespace, pod):
            with contextlib.suppress(OSError), open(os.path.join(folder, "grace"), "w", encoding="ascii") as file:
                file.write(str(grace))
            _signal(folder, signal.SIGTERM)

    def delete(self, namespace: str, pod: str) -> None:
        for folder in self._folders(namespace, pod):
            self._remove(folder)

    def _remove(self, folder: str) -> None:
        _signal(folder, signal.SIGKILL)
        gone = f"{folder}.{os.getpid()}.new"
        with contextlib.suppress(OSError):
            os.rename(folder, gone)
        shutil.rmtree(gone, ignore_errors=True)

    def delete_workflow(self, namespace: str, workflow: str) -> None:
        """Everything that a workflow left on this machine but its artifacts' consumers."""
        parent = places.pods_dir(self.state, namespace, workflow)
        for name in os.listdir(parent) if os.path.isdir(parent) else ():
            self._remove(os.path.join(parent, name))
        shutil.rmtree(parent, ignore_errors=True)
        shutil.rmtree(places.volumes_dir(self.state, namespace, workflow), ignore_errors=True)
        shutil.rmtree(os.path.join(places.artifacts_dir(self.state), workflow), ignore_errors=True)

    def _folders(self, namespace: str, pod: str) -> list[str]:
        root = os.path.dirname(places.pods_dir(self.state, namespace, "x"))
        with contextlib.suppress(FileNotFoundError):
            paths = [os.path.join(root, workflow, pod) for workflow in os.listdir(root)]
            return [path for path in paths if os.path.isdir(path)]
        return []


def _observation(node_id: str, pod: str, folder: str, request: JsonObject, status: JsonObject) -> PodObservation:
    containers = tuple(
        ContainerState(
            name=text(entry, "name"),
            state="terminated",
            kind=_kind(text(entry, "kind")),
            reason=text(entry, "reason"),
            message=text(entry, "message"),
            exit_code=integer(entry, "exit_code"),
            started_at=_moment(entry.get("started")),
            finished_at=_moment(entry.get("finished")) or _moment(status.get("finished")),
        )
        for entry in objects(status, "containers")
    )
    if text(status, "phase") == "Running":
        containers = (ContainerState(name="main", state="running", ready=True),)
    outputs = mapping(status, "outputs")
    return PodObservation(
        node_id=node_id,
        pod_name=pod,
        phase=text(status, "phase"),
        message=text(status, "message"),
        reason=text(status, "reason"),
        containers=containers,
        outputs=Outputs(**outputs),  # type: ignore[typeddict-item]  # written by the executor in this shape
        progress=text(status, "progress") or supervisor.progress(folder),
        pod_ip="127.0.0.1",
        host=os.uname().nodename,
        started_at=_moment(status.get("started")),
    )


def _kind(kind: str) -> Literal["init", "main", "wait", "sidecar"]:
    known: dict[str, Literal["init", "main", "wait", "sidecar"]] = {
        "init": "init",
        "wait": "wait",
        "sidecar": "sidecar",
    }
    return known.get(kind, "main")


def _moment(value: object) -> datetime | None:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int | float) else None


def _plain(request: PodRequest) -> JsonObject:
    body: JsonObject = asdict(request)
    body["deadline"] = timestamps.to_text(request.deadline) if request.deadline else None
    return body


def _read(path: str) -> JsonObject:
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _minded(folder: str) -> bool:
    """Whether a supervisor holds the pod's lock."""
    try:
        lock = os.open(os.path.join(folder, "lock"), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def _signal(folder: str, number: int) -> None:
    """Signal the pod's supervisor, if it still minds the pod."""
    pid = integer(_read(os.path.join(folder, "status.json")), "pid")
    if pid and _minded(folder):
        with contextlib.suppress(OSError):
            os.kill(pid, number)


def _reap() -> None:
    """Supervisors that this process started and that are done."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
