"""The process that watches over one pod: started once, detached from everybody, it leaves the pod's outcome on disk.

Run as `python supervisor.py STATE POD_FOLDER`. The lock makes a second one leave; the `started` mark makes sure that
the user's program is never started twice.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
import time

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from argocli.local import executor, places, sandbox
from argocli.model import timestamps
from argocli.model.values import JsonObject, mapping, objects, text

_DEADLINE_MESSAGE = "Pod was active on the node longer than the specified deadline"
_EXECUTOR_DEADLINE_MESSAGE = "Step exceeded its deadline"
_EXECUTOR_ERROR = 64
# The controller ends pods at the workflow's deadline by itself, and has more to say about it.
_HEAD_START = 1.0
_GRACE = 30.0


class _Supervisor:
    def __init__(self, state: str, folder: str) -> None:
        self.state = state
        self.folder = folder
        with open(os.path.join(folder, "request.json"), encoding="utf-8") as file:
            self.request: JsonObject = json.load(file)
        self.child = 0
        self.stopped_at = 0.0
        self.gave_up = False
        self.begun = time.time()

    def run(self) -> None:
        write_status(self.folder, {"phase": "Running", "started": self.begun, "pid": os.getpid()})
        _ring(self.state)
        signal.signal(signal.SIGTERM, self._on_stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.child = os.fork()
        if self.child == 0:
            _inside(self.state, self.folder, self.request)
        expired = self._wait()
        result = self._result()
        if expired:
            result = {**result, "phase": "Failed", "message": _DEADLINE_MESSAGE, "reason": "DeadlineExceeded"}
        if self.gave_up:
            result = given_up(result)
        result["started"] = self.begun
        result["finished"] = time.time()
        result["progress"] = progress(self.folder)
        write_status(self.folder, result, durable=True)
        _ring(self.state)

    def _on_stop(self, *_: object) -> None:
        self.stopped_at = self.stopped_at or time.time()
        if self.child:
            os.kill(self.child, signal.SIGTERM)

    def _wait(self) -> bool:
        """Until the pod is over; True where its deadline ended it."""
        seconds = self.request.get("active_deadline_seconds")
        deadline = self.begun + seconds if isinstance(seconds, int) else 0.0
        executors = timestamps.from_text(text(self.request, "deadline"))
        patience = executors.timestamp() + _HEAD_START if executors else 0.0
        expired = False
        while True:
            pid, _ = os.waitpid(self.child, os.WNOHANG if deadline or patience or self.stopped_at else 0)
            if pid:
                return expired
            now = time.time()
            if deadline and now >= deadline and not expired:
                expired = True
                self._on_stop()
            if patience and now >= patience and not self.stopped_at:
                self.gave_up = True
                self._on_stop()
            if self.stopped_at:
                # A pod that is still being set up does not listen yet.
                os.kill(self.child, signal.SIGTERM)
            if self.stopped_at and now >= self.stopped_at + grace(self.folder) + 2:
                os.kill(self.child, signal.SIGKILL)
            time.sleep(0.02)

    def _result(self) -> JsonObject:
        try:
            with open(os.path.join(self.folder, "result.json"), encoding="utf-8") as file:
                result: JsonObject = json.load(file)
        except (OSError, ValueError):
            code = 137
            state: JsonObject = {
                "name": "main",
                "kind": "main",
                "state": "terminated",
                "exit_code": code,
                "reason": "Error",
            }
            return {"phase": "Failed", "containers": [state], "outputs": {}}
        return result


def given_up(result: JsonObject) -> JsonObject:
    """The outcome of a pod whose executor has ended it: that is the first thing that the executor has to say."""
    states = objects(result, "containers")
    for state in states:
        if text(state, "kind") == "wait":
            state.update(exit_code=_EXECUTOR_ERROR, reason="Error", message=_EXECUTOR_DEADLINE_MESSAGE)
    return {**result, "phase": "Failed", "containers": list(states)}


def grace(folder: str) -> float:
    """Seconds between SIGTERM and SIGKILL, as whoever stops the pod asked."""
    try:
        with open(os.path.join(folder, "grace"), encoding="ascii") as file:
            return float(file.read())
    except (OSError, ValueError):
        return _GRACE


def progress(folder: str) -> str:
    """The last `N/M` that the pod reported."""
    try:
        with open(os.path.join(folder, "shared", "progress"), encoding="utf-8", errors="replace") as file:
            lines = file.read().split()
    except OSError:
        return ""
    for line in reversed(lines):
        done, _, total = line.partition("/")
        if done.isdigit() and total.isdigit() and 0 < int(total) >= int(done):
            return f"{int(done)}/{int(total)}"
    return ""


def _inside(state: str, folder: str, request: JsonObject) -> None:
    """The pod's side of the fork; never returns."""
    try:
        sandbox.die_with_parent()
        os.makedirs(os.path.join(folder, "shared"), exist_ok=True)
        places.ensure(places.artifacts_dir(state))
        if isolated(state):
            _isolated(state, folder, request)
        else:
            home = os.path.join(folder, "home")
            os.makedirs(home, exist_ok=True)
            os.chdir(folder)
            _execute(executor.Pod(
                request, folder, places.artifacts_dir(state), os.path.join(folder, "shared"),
                os.path.join(folder, "script"), home, sandboxed=False,
            ))  # fmt: skip
    except BaseException as error:  # whatever it is, the pod has to end with it
        executor.write_result(
            os.path.join(folder, "result.json"),
            {"phase": "Failed", "outputs": {}, "containers": [
                {"name": "wait", "kind": "wait", "state": "terminated", "exit_code": 64, "reason": "Error",
                 "message": f"{type(error).__name__}: {error}"}]},
        )  # fmt: skip
    finally:
        os._exit(0)


def isolated(state: str) -> bool:
    """Whether pods get namespaces here; found out once and kept in the state folder."""
    if os.environ.get("ARGO_LOCAL_ISOLATION") == "none":
        return False
    try:
        with open(os.path.join(state, "isolation"), encoding="utf-8") as file:
            return file.read().startswith("namespaces")
    except OSError:
        return False


def _isolated(state: str, folder: str, request: JsonObject) -> None:
    """Build the pod's own root, and run as its first process."""
    sandbox.unshare()
    child = os.fork()
    if child:
        signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
        while True:
            try:
                os.waitpid(child, 0)
                return
            except InterruptedError:
                continue
    sandbox.die_with_parent()
    pod_handle = os.open(folder, os.O_PATH)
    store_handle = os.open(places.artifacts_dir(state), os.O_PATH)
    root = os.path.join(folder, "root")
    os.makedirs(root, exist_ok=True)
    home = os.path.expanduser("~")
    hidden = [path for path in dict.fromkeys(("/tmp", home, state)) if path != "/"]  # noqa: S108
    binds: list[sandbox.Bind] = [(os.path.join(folder, "shared"), "/var/run/argo", False)]
    binds.extend(_volumes(state, folder, request))
    sandbox.build_root(root, hidden, binds)
    _execute(executor.Pod(
        request, f"/proc/self/fd/{pod_handle}", f"/proc/self/fd/{store_handle}", "/var/run/argo",
        "/argo/staging/script", home, sandboxed=True,
    ))  # fmt: skip
    os._exit(0)


def _volumes(state: str, folder: str, request: JsonObject) -> list[sandbox.Bind]:
    """Where the volumes that the template mounts live on this machine."""
    spec, template = mapping(request, "spec"), mapping(request, "template")
    sources: dict[str, str] = {}
    shared = places.volumes_dir(state, text(request, "namespace"), text(request, "workflow"))
    for volume in [*objects(spec, "volumes"), *objects(template, "volumes")]:
        name = text(volume, "name")
        claim = text(mapping(volume, "persistentVolumeClaim"), "claimName")
        host = text(mapping(volume, "hostPath"), "path")
        sources[name] = host or (os.path.join(shared, claim) if claim else os.path.join(folder, "volumes", name))
    for claim_template in objects(spec, "volumeClaimTemplates"):
        name = text(mapping(claim_template, "metadata"), "name")
        sources[name] = os.path.join(shared, name)
    found: dict[str, sandbox.Bind] = {}
    for body in _bodies(template):
        for mount in objects(body, "volumeMounts"):
            source = sources.get(text(mount, "name"))
            target = text(mount, "mountPath")
            if source is None or not target.startswith("/"):
                continue
            source = os.path.join(source, text(mount, "subPath")) if text(mount, "subPath") else source
            if not os.path.exists(source):
                os.makedirs(source, exist_ok=True)
            found[target] = (source, target, mount.get("readOnly") is True)
    return [found[target] for target in sorted(found)]


def _bodies(template: JsonObject) -> list[JsonObject]:
    """Everything in a template that can mount volumes; a containerSet does so for all its containers."""
    return [
        *(mapping(template, kind) for kind in ("container", "script", "containerSet")),
        *objects(mapping(template, "containerSet"), "containers"),
        *objects(template, "sidecars"),
        *objects(template, "initContainers"),
    ]


def _execute(pod: executor.Pod) -> None:
    pod.on_stop = lambda stop: signal.signal(signal.SIGTERM, lambda *_: stop(grace(pod.folder)))
    executor.write_result(os.path.join(pod.folder, "result.json"), executor.execute(pod))


def write_status(folder: str, status: JsonObject, *, durable: bool = False) -> None:
    """The pod's state as others read it, replaced whole."""
    path = os.path.join(folder, "status.json")
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(status, file)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    os.replace(path + ".new", path)


def _ring(state: str) -> None:
    from argocli.local.bell import ring

    ring(state)


def main() -> None:
    state, folder = sys.argv[1:3]
    lock = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mark = os.open(os.path.join(folder, "started"), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError:
        return
    os.fsync(mark)
    os.close(mark)
    _Supervisor(state, folder).run()


if __name__ == "__main__":
    main()
