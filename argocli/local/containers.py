"""Container processes of one pod: started, read, stopped together."""

from __future__ import annotations

import os
import select
import signal
import time
from dataclasses import dataclass, field

from argocli.model.values import JsonObject

_NOT_STARTED = 64
_CAPTURE_LIMIT = 1024 * 1024


@dataclass(slots=True)
class Container:
    """One process to run. `after` names members of the group that have to succeed first."""

    name: str
    kind: str
    program: str
    arguments: list[str]
    environment: dict[str, str]
    folder: str = ""
    capture: bool = False
    problem: str = ""
    after: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Running:
    container: Container
    pid: int
    started: float
    log: int
    partial: dict[int, bytes]
    exit_code: int | None = None
    finished: float = 0.0
    told_to_stop: bool = False


class ContainerGroup:
    """The processes of a pod. `stop` may be called from a signal handler."""

    def __init__(self, logs: str) -> None:
        self._logs = logs
        os.makedirs(logs, exist_ok=True)
        self.captured: dict[str, bytes] = {}
        self._running: dict[str, _Running] = {}
        self._poll = select.poll()
        self._owners: dict[int, str] = {}
        self.stopping = False
        self.kill_at = 0.0

    def run(self, mains: list[Container], sidecars: list[Container]) -> list[JsonObject]:
        """Run all to the end: sidecars live as long as the mains. The state of each, in the order given."""
        done: dict[str, JsonObject] = {}
        waiting = list(mains)
        for container in sidecars:
            self._start(container, done)
        while True:
            waiting = self._start_ready(waiting, done)
            alive = [entry for entry in self._running.values() if entry.container.kind != "sidecar"]
            if not alive and not waiting:
                break
            self._turn(done)
        self._end_sidecars(done)
        return [done[container.name] for container in [*mains, *sidecars]]

    def _start_ready(self, waiting: list[Container], done: dict[str, JsonObject]) -> list[Container]:
        left = []
        for container in waiting:
            states = [done.get(name) for name in container.after]
            if any(state is None for state in states):
                left.append(container)
                continue
            codes = [state["exit_code"] for state in states if state is not None]
            failed = next((code for code in codes if code), None)
            if failed or self.stopping:
                done[container.name] = _state(container, int(str(failed or 143)), "", time.time(), time.time())
                continue
            self._start(container, done)
        return left

    def _start(self, container: Container, done: dict[str, JsonObject]) -> None:
        log = os.open(
            os.path.join(self._logs, f"{container.name}.log"),
            os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC,
            0o600,
        )
        now = time.time()
        if container.problem:
            os.write(log, _line(b"stderr", container.problem.encode()))
            os.close(log)
            done[container.name] = _state(container, _NOT_STARTED, container.problem, now, now)
            return
        out, out_write = os.pipe()
        err, err_write = os.pipe()
        pid = os.fork()
        if pid == 0:
            _become(container, out_write, err_write)
        os.close(out_write)
        os.close(err_write)
        entry = _Running(container, pid, now, log, {out: b"", err: b""})
        self._running[container.name] = entry
        for pipe in (out, err):
            os.set_blocking(pipe, False)
            self._owners[pipe] = container.name
            self._poll.register(pipe, select.POLLIN | select.POLLHUP)
        if container.capture:
            self.captured[container.name] = b""

    def _turn(self, done: dict[str, JsonObject]) -> None:
        """Wait a moment for output or an end, and take what there is."""
        busy = False
        for pipe, _ in self._poll.poll(20):
            busy = self._read(pipe) or busy
        for name, entry in list(self._running.items()):
            pid, status = os.waitpid(entry.pid, os.WNOHANG)
            if pid:
                self._finish(entry, os.waitstatus_to_exitcode(status))
                del self._running[name]
                code = entry.exit_code or 0
                done[name] = _state(entry.container, code, "", entry.started, entry.finished)
        if self.kill_at and time.time() >= self.kill_at:
            self._signal(signal.SIGKILL)

    def _read(self, pipe: int) -> bool:
        entry = self._running.get(self._owners.get(pipe, ""))
        try:
            data = os.read(pipe, 65536)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._poll.unregister(pipe)
            self._owners.pop(pipe, None)
            if entry is not None:
                self._flush(entry, pipe)
            os.close(pipe)
            return False
        if entry is None:
            return True
        first = next(iter(entry.partial)) == pipe
        stream = b"stdout" if first else b"stderr"
        if first and entry.container.capture:
            name = entry.container.name
            self.captured[name] = (self.captured[name] + data)[-_CAPTURE_LIMIT:]
        *lines, rest = (entry.partial[pipe] + data).split(b"\n")
        os.write(entry.log, b"".join(_line(stream, line) for line in lines)) if lines else None
        entry.partial[pipe] = rest
        return True

    def _flush(self, entry: _Running, pipe: int) -> None:
        rest = entry.partial.get(pipe, b"")
        if rest:
            stream = b"stdout" if next(iter(entry.partial)) == pipe else b"stderr"
            os.write(entry.log, _line(stream, rest))
            entry.partial[pipe] = b""

    def _finish(self, entry: _Running, code: int) -> None:
        entry.exit_code = code if code >= 0 else 128 - code
        entry.finished = time.time()
        for pipe in list(entry.partial):
            while pipe in self._owners and self._read(pipe):
                pass
            self._flush(entry, pipe)
            if pipe in self._owners:
                # Something the container left behind still holds the pipe; the container itself is over.
                self._poll.unregister(pipe)
                del self._owners[pipe]
                os.close(pipe)
        os.close(entry.log)

    def _end_sidecars(self, done: dict[str, JsonObject]) -> None:
        if not self._running:
            return
        self._signal(signal.SIGTERM)
        self.kill_at = self.kill_at or time.time() + 5
        while self._running:
            self._turn(done)
        self.kill_at = 0.0

    def stop(self, grace: float) -> None:
        """SIGTERM to everything now, SIGKILL after `grace` seconds. Again and again is as good as once."""
        if not self.stopping:
            self.stopping = True
            self.kill_at = time.time() + grace
        for entry in list(self._running.values()):
            if not entry.told_to_stop:
                entry.told_to_stop = _signal_group(entry.pid, signal.SIGTERM)

    def _signal(self, number: int) -> None:
        for entry in self._running.values():
            _signal_group(entry.pid, number)


def _signal_group(pid: int, number: int) -> bool:
    """Whether there was anybody to signal; a process that has just been started leads no group yet."""
    try:
        os.killpg(pid, number)
    except OSError:
        return False
    return True


def _become(container: Container, out: int, err: int) -> None:
    """The child's side: turn into the container's program."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPIPE, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        # From here on the group can be signalled; a signal before would have been this program's own, and lost.
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        if container.folder:
            os.makedirs(container.folder, exist_ok=True)
            os.chdir(container.folder)
        os.execve(container.program, container.arguments, container.environment)
    except OSError as error:
        os.write(2, f"cannot start {container.arguments[0]}: {error.strerror}\n".encode())
    finally:
        os._exit(_NOT_STARTED)


def _line(stream: bytes, content: bytes) -> bytes:
    now = time.time_ns()
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now // 10**9))
    return f"{stamp}.{now % 10**9:09d}Z ".encode() + stream + b" " + content + b"\n"


def _state(container: Container, code: int, message: str, started: float, finished: float) -> JsonObject:
    return {
        "name": container.name,
        "kind": container.kind,
        "state": "terminated",
        "exit_code": code,
        "reason": "Error" if code else "Completed",
        "message": message,
        "started": started,
        "finished": finished,
    }
