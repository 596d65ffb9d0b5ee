"""A proxy in front of the real API server that does, once and where a test says, what networks and servers do.

It speaks plain HTTP to its client and is the administrator towards the server.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from argocli.cluster.connect import Connection, connect
from tests.cluster.access import Cluster

_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
_MOST_SILENCE = 60.0


@dataclass
class Fault:
    """What happens to the next `times` requests whose path and query match, after `skip` others that do.

    With a `status` the server is not asked at all. Otherwise `after` lines of the answer pass, and `then`:
    cut (torn), end (closed in good order), half and half-cut (the same in the middle of a line), hang (nothing more),
    repeat (all lines so far again, and on it goes), expired (a watch's error event), on (nothing wrong). `delay` is
    waited for before every line.
    """

    path: str
    status: int = 0
    retry_after: int | None = None
    after: int = 0
    then: str = "on"
    delay: float = 0.0
    times: int = 1
    skip: int = 0
    method: str = "GET"
    hits: int = 0

    def takes(self, method: str, path: str) -> bool:
        if method != self.method or not re.search(self.path, path) or self.times <= 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        self.hits += 1
        return True


@dataclass
class Faults:
    """The running proxy. Faults are added at any time; the first that takes a request has it."""

    url: str
    cluster: Cluster
    pending: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    sockets: set[socket.socket] = field(default_factory=set)
    connections: list[Connection] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, path: str, **what: object) -> Fault:
        fault = Fault(path, **what)  # type: ignore[arg-type]
        with self.lock:
            self.pending.append(fault)
        return fault

    def count(self, path: str) -> int:
        """How often something was asked for."""
        with self.lock:
            return sum(re.search(path, line) is not None for line in self.asked)

    def connect(self, **flags: object) -> Connection:
        """A client's way through the proxy; it is closed with it."""
        self.connections.append(connect({"server": self.url, **flags}, {}))
        return self.connections[-1]

    def tear(self) -> None:
        """Ends every connection there is, without a word."""
        with self.lock:
            found = [*self.sockets]
        for one in found:
            _tear(one)

    def choose(self, method: str, path: str) -> Fault:
        with self.lock:
            self.asked.append(f"{method} {path}")
            found = next((fault for fault in self.pending if fault.takes(method, path)), Fault(""))
            return replace(found)


@contextlib.contextmanager
def faulty(cluster: Cluster) -> Iterator[Faults]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.faults = Faults(f"http://127.0.0.1:{server.server_address[1]}", cluster)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.faults
    finally:
        for connection in server.faults.connections:
            connection.close()
        server.over.set()
        server.shutdown()
        server.faults.tear()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    faults: Faults

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.over = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients come and go."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        with self.server.faults.lock:
            self.server.faults.sockets.add(self.connection)

    def finish(self) -> None:
        with self.server.faults.lock:
            self.server.faults.sockets.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, *given: object) -> None:
        """Nobody reads it."""

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.faults.choose(self.command, self.path)
        if fault.status:
            self._refuse(fault)
            return
        cluster = self.server.faults.cluster
        place = urlsplit(cluster.url)
        upstream = http.client.HTTPSConnection(place.netloc, timeout=_MOST_SILENCE, context=cluster._tls)
        headers = {key: value for key, value in self.headers.items() if key.lower() not in (*_HOP, "host")}
        headers["Accept-Encoding"] = "identity"
        if cluster.token:
            headers["Authorization"] = f"Bearer {cluster.token}"
        try:
            upstream.request(self.command, self.path, body or None, headers)
            with upstream.getresponse() as answer:
                self._relay(answer, fault)
        except (OSError, http.client.HTTPException):
            self.close_connection = True
        finally:
            upstream.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass  # noqa: N815

    def _refuse(self, fault: Fault) -> None:
        told = {
            "kind": "Status",
            "apiVersion": "v1",
            "status": "Failure",
            "code": fault.status,
            "message": "on request",
        }
        body = json.dumps(told).encode()
        self.send_response(fault.status)
        if fault.retry_after is not None:
            self.send_header("Retry-After", str(fault.retry_after))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _relay(self, answer: http.client.HTTPResponse, fault: Fault) -> None:
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in _HOP:
                self.send_header(key, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.flush()
        passed: list[bytes] = []
        while True:
            if len(passed) == fault.after and not self._befall(answer, fault, passed):
                return
            line = answer.readline()
            if not line:
                break
            if fault.delay:
                time.sleep(fault.delay)
            self._send(line)
            passed.append(line)
        self.wfile.write(b"0\r\n\r\n")

    def _befall(self, answer: http.client.HTTPResponse, fault: Fault, passed: list[bytes]) -> bool:
        """The fault; whether the answer goes on."""
        if fault.then == "on":
            return True
        if fault.then == "repeat":
            for line in passed:
                self._send(line)
            fault.then = "on"
            return True
        if fault.then in ("half", "half-cut"):
            line = answer.readline()
            self._send(line[: max(len(line) // 2, 1)])
        if fault.then == "expired":
            told = {
                "type": "ERROR",
                "object": {"kind": "Status", "code": 410, "reason": "Expired", "message": "too old"},
            }
            self._send(json.dumps(told).encode() + b"\n")
        if fault.then == "hang":
            self.server.over.wait(_MOST_SILENCE)
        if fault.then in ("cut", "half-cut", "hang"):
            _tear(self.connection)
        else:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True
        return False

    def _send(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _tear(one: socket.socket) -> None:
    """A reset instead of an end."""
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.shutdown(socket.SHUT_RDWR)
