"""Stands before a real API server and passes everything on, until it is told to cut: faults without a stand-in."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator

SECONDS = 20


class Front:
    """TCP only, so that TLS is between the client and the API server."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._lock = threading.Lock()
        self._over = False
        self.port = self._listener.getsockname()[1]
        self.connections = 0
        self.bytes_back = 0
        self._left: int | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def cut(self) -> None:
        """Close every connection that there is."""
        with self._lock:
            self._cut()

    def cut_after(self, size: int) -> None:
        """Close them all when so many bytes more have come back from the API server."""
        with self._lock:
            self._left = size

    def close(self) -> None:
        self._over = True
        self._thread.join(SECONDS)
        self.cut()
        self._selector.close()
        self._listener.close()

    def _run(self) -> None:
        while not self._over:
            for key, _ in self._selector.select(0.02):
                with self._lock, contextlib.suppress(OSError):
                    if key.fileobj is self._listener:
                        self._accept()
                    elif key.fd in self._selector.get_map():
                        self._pass_on(key)

    def _accept(self) -> None:
        near, _ = self._listener.accept()
        far = socket.create_connection(("127.0.0.1", self._target), SECONDS)
        self._selector.register(near, selectors.EVENT_READ, (far, False))
        self._selector.register(far, selectors.EVENT_READ, (near, True))
        self.connections += 1

    def _pass_on(self, key: selectors.SelectorKey) -> None:
        other, back = key.data
        data = b""
        with contextlib.suppress(OSError):
            data = key.fileobj.recv(65536)
        if back and self._left is not None:
            data, self._left = data[: self._left], self._left - len(data)
            if self._left <= 0:
                with contextlib.suppress(OSError):
                    other.sendall(data)
                self._left = None
                self._cut()
                return
        if not data:
            for end in (key.fileobj, other):
                self._selector.unregister(end)
                end.close()
            return
        other.sendall(data)

    def _cut(self) -> None:
        for key in list(self._selector.get_map().values()):
            if key.fileobj is not self._listener:
                self._selector.unregister(key.fileobj)
                key.fileobj.close()


@contextlib.contextmanager
def before(url: str) -> Iterator[Front]:
    """A front of the server at that address."""
    front = Front(int(url.rpartition(":")[2]))
    try:
        yield front
    finally:
        front.close()
