"""A kubelet that has no containers but their logs: the API server asks it, tests write what it answers.

Containers end when a test says so; until then who follows a log waits for more.
"""

from __future__ import annotations

import contextlib
import secrets
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.cluster.access import Cluster
from tests.cluster.certificates import Authority

WORKFLOW = "workflows.argoproj.io/workflow"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def stamp(seconds: float, nanoseconds: int = 0) -> str:
    moment = BEGIN + timedelta(seconds=seconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06}{nanoseconds:03}Z"


@dataclass
class Written:
    """One container's log: whole lines, stamped, and perhaps the beginning of another."""

    lines: list[bytes] = field(default_factory=list)
    half: bytes = b""
    ended: bool = False


@dataclass
class Kubelet:
    cluster: Cluster
    node: str = ""
    logs: dict[tuple[str, str, str], Written] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)
    asked: list[dict[str, str]] = field(default_factory=list)
    open: int = 0
    most: int = 0
    broken: bool = False
    generation: int = 0

    def say(
        self, namespace: str, pod: str, text: str, at: float, container: str = "main", nanoseconds: int = 0
    ) -> None:
        with self.changed:
            self._log(namespace, pod, container).lines.append(f"{stamp(at, nanoseconds)} {text}\n".encode())
            self.changed.notify_all()

    def begin(self, namespace: str, pod: str, line: bytes, container: str = "main") -> None:
        """Half a line, whose rest may come; with a stamp."""
        with self.changed:
            self._log(namespace, pod, container).half = line
            self.changed.notify_all()

    def finish(self, namespace: str, pod: str, rest: bytes, container: str = "main") -> None:
        """The rest of that line."""
        with self.changed:
            log = self._log(namespace, pod, container)
            log.lines.append(log.half + rest + b"\n")
            log.half = b""
            self.changed.notify_all()

    def hang_up(self) -> None:
        """Ends all that is being followed, in good order, as a kubelet that is started again does."""
        with self.changed:
            self.generation += 1
            self.changed.notify_all()

    def start(
        self, namespace: str, pod: str, workflow: str = "wf", containers: tuple[str, ...] = ("main",), at: float = 0
    ) -> None:
        """A pod whose containers run."""
        made = {
            "metadata": {"name": pod, "labels": {WORKFLOW: workflow}},
            "spec": {
                "nodeName": self.node,
                "restartPolicy": "Never",
                "containers": [{"name": name, "image": "busybox"} for name in containers],
            },
        }
        path = f"/api/v1/namespaces/{namespace}/pods"
        self.cluster.request("POST", path, made)
        self.set(namespace, pod, "running", containers, at)

    def set(self, namespace: str, pod: str, state: str, containers: tuple[str, ...] = ("main",), at: float = 0) -> None:
        """The state of the containers, as the API server is to know it."""
        second = stamp(at)[:19] + "Z"
        states = {
            "running": {"running": {"startedAt": second}},
            "waiting": {"waiting": {"reason": "ContainerCreating"}},
            "terminated": {"terminated": {"exitCode": 0, "startedAt": second, "finishedAt": stamp(9999)[:19] + "Z"}},
        }
        statuses = [
            {"name": name, "image": "busybox", "imageID": "", "ready": False, "restartCount": 0, "state": states[state]}
            for name in containers
        ]
        phase = {"running": "Running", "waiting": "Pending", "terminated": "Succeeded"}[state]
        change = {"status": {"phase": phase, "startTime": second, "containerStatuses": statuses}}
        path = f"/api/v1/namespaces/{namespace}/pods/{pod}/status"
        self.cluster.request("PATCH", path, change, form="application/merge-patch+json")

    def end(self, namespace: str, pod: str, containers: tuple[str, ...] = ("main",), at: float = 0) -> None:
        """The containers end: the logs first, the API server hears of it afterwards."""
        with self.changed:
            for name in containers:
                self._log(namespace, pod, name).ended = True
            self.changed.notify_all()
        self.set(namespace, pod, "terminated", containers, at)

    def remove(self, namespace: str, pod: str) -> None:
        with self.changed:
            for key in [key for key in self.logs if key[:2] == (namespace, pod)]:
                self.logs[key].ended = True
            self.changed.notify_all()
        self.cluster.request("DELETE", f"/api/v1/namespaces/{namespace}/pods/{pod}?gracePeriodSeconds=0")

    def _log(self, namespace: str, pod: str, container: str) -> Written:
        return self.logs.setdefault((namespace, pod, container), Written())


@contextlib.contextmanager
def kubelet(cluster: Cluster) -> Iterator[Kubelet]:
    found = Kubelet(cluster, f"paper-{secrets.token_hex(3)}")
    pair = Authority(cluster.folder / "certificates").server(found.node, "IP:127.0.0.1")
    server = _Server(("127.0.0.1", 0), _Handler)
    server.kubelet = found
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    made = {
        "metadata": {"name": found.node},
        "status": {
            "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": server.server_address[1]}},
        },
    }
    cluster.request("POST", "/api/v1/nodes", made)
    try:
        yield found
    finally:
        cluster.request("DELETE", f"/api/v1/nodes/{found.node}")
        with found.changed:
            for log in found.logs.values():
                log.ended = True
            found.changed.notify_all()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    kubelet: Kubelet

    def handle_error(self, request: object, client_address: object) -> None:
        """Those who ask may go away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *given: object) -> None:
        """Nobody reads it."""

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(place.query).items()}
        key = tuple(place.path.strip("/").split("/")[1:])
        found = self.server.kubelet
        with found.changed:
            found.asked.append({**query, "pod": key[1] if len(key) > 1 else ""})
            log = found.logs.get(key)  # type: ignore[arg-type]
            found.open += 1
            found.most = max(found.most, found.open)
        try:
            if found.broken:
                self.send_error(500, "the disk is on fire")
                return
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._lines(found, log or Written(ended=True), query)
            self.wfile.write(b"0\r\n\r\n")
        finally:
            with found.changed:
                found.open -= 1

    def _lines(self, found: Kubelet, log: Written, query: dict[str, str]) -> None:
        at, sent, generation = 0, b"", found.generation
        since = query.get("sinceTime", "")[:19].encode()
        if "tailLines" in query:
            at = max(len(log.lines) - int(query["tailLines"]), 0)
        while True:
            with found.changed:
                while at == len(log.lines) and sent == log.half and "follow" in query:
                    if log.ended or generation != found.generation:
                        return
                    found.changed.wait(0.5)
                lines, at, half = log.lines[at:], len(log.lines), log.half
            for line in lines:
                if line[:19] >= since:
                    self._send(line.removeprefix(sent))
                sent = b""
            if half != sent:
                self._send(half.removeprefix(sent))
                sent = half
            if "follow" not in query:
                return

    def _send(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()
