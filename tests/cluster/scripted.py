"""A local server that answers what a test tells it to, byte for byte: for faults that a real API server does not have."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

SECONDS = 20
TLS = b"\x16\x03"


@dataclass(frozen=True)
class Asked:
    """One request as it came; `connection` counts from 1."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """What goes back; then the connection is closed, torn, left alone, or kept."""

    data: bytes
    then: str = "keep"  # keep, close, tear, hang


Answer = Callable[[Asked], Reply]


def reply(
    status: int = 200, body: bytes | object = b"{}", *headers: tuple[str, str], then: str = "keep", length: bool = True
) -> Reply:
    """An ordinary answer; a body that is no bytes goes as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers)]
    if length:
        lines.append(f"Content-Length: {len(data)}")
    return Reply(("\r\n".join(lines) + "\r\n\r\n").encode() + data, then)


@dataclass
class Scripted:
    port: int
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    closed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def await_closed(self) -> None:
        """Until one more connection has been closed from this side."""
        assert self.closed.acquire(timeout=SECONDS)

    def headers(self, name: str) -> list[str]:
        """The values of a header in all requests, those that have it."""
        return [asked.headers[name] for asked in self.asked if name in asked.headers]


@contextlib.contextmanager
def serving(answer: Answer | Sequence[Reply], tls: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """The server, on an address of this machine; a sequence is answered in its order, its last part for ever."""
    if not callable(answer):
        replies = list(answer)

        def in_turn(_: Asked) -> Reply:
            return replies.pop(0) if len(replies) > 1 else replies[0]

        answer = in_turn
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    server = Scripted(listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def attend(connected: socket.socket, number: int) -> None:
        _attend(server, connected, tls, answer, number)
        server.closed.release()

    def listen() -> None:
        while not server.over.is_set():
            try:
                connected, _ = listener.accept()
            except OSError:
                continue
            connected.settimeout(SECONDS)
            server.connections += 1
            threads.append(threading.Thread(target=attend, args=(connected, server.connections)))
            threads[-1].start()

    listening = threading.Thread(target=listen)
    listening.start()
    try:
        yield server
    finally:
        server.over.set()
        listening.join(SECONDS)
        listener.close()
        for thread in threads:
            thread.join(SECONDS)


def _attend(
    server: Scripted, connected: socket.socket, tls: ssl.SSLContext | None, answer: Answer, number: int
) -> None:
    with contextlib.suppress(OSError), contextlib.closing(connected):
        if tls is not None:
            connected = tls.wrap_socket(connected, server_side=True)
        connected.settimeout(0.1)
        with contextlib.closing(connected):
            reader = _Reader(server, connected)
            while (asked := reader.request(number)) is not None:
                server.asked.append(asked)
                said = answer(asked)
                connected.sendall(said.data)
                if said.then == "hang":
                    server.over.wait(SECONDS)
                if said.then == "tear":
                    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                if said.then != "keep":
                    return


def _head(data: bytes) -> int:
    """How long the head of a request is; whoever begins TLS where there is none has said enough."""
    return len(data) if data.startswith(TLS) else data.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in data else 0


class _Reader:
    """Requests off a socket; gives up when the server is to end."""

    def __init__(self, server: Scripted, connected: socket.socket) -> None:
        self._server = server
        self._socket = connected
        self._data = b""

    def request(self, number: int) -> Asked | None:
        head = self._until(_head)
        if head is None:
            return None
        if head.startswith(TLS):
            return Asked("TLS", "", {}, head, number)
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        size = int(headers.get("content-length", 0))
        body = self._until(lambda data: size if len(data) >= size else 0) if size else b""
        method, target, _ = first.split(" ", 2)
        return Asked(method, target, headers, body or b"", number, tuple(lines))

    def _until(self, enough: Callable[[bytes], int]) -> bytes | None:
        while not (end := enough(self._data)):
            try:
                more = self._socket.recv(65536)
            except TimeoutError:
                if self._server.over.is_set():
                    return None
                continue
            if not more:
                return None
            self._data += more
        found, self._data = self._data[:end], self._data[end:]
        return found
