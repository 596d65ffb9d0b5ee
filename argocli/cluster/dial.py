"""A TCP connection to a host: every address of its name is tried, and silence on it is noticed."""

from __future__ import annotations

import socket
import time

# The kernel asks after half a minute of silence whether the other side is still there.
_KEEP_ALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 3))


def dial(host: str, port: int, seconds: float) -> socket.socket:
    """Raises OSError: TimeoutError where no address answers in this time."""
    # As bytes, ordinary names need no table of the world's alphabets.
    name: str | bytes = host.encode("ascii") if host.isascii() else host
    deadline = time.monotonic() + seconds
    failed: OSError | None = None
    for family, kind, protocol, _, place in socket.getaddrinfo(name, port, 0, socket.SOCK_STREAM):
        left = deadline - time.monotonic()
        if left <= 0:
            raise failed if failed is not None else TimeoutError("timed out")
        found = None
        try:
            found = socket.socket(family, kind, protocol)
            found.settimeout(left)
            found.connect(place)
            _prepare(found)
            return found
        except BaseException as error:
            if found is not None:
                found.close()
            if not isinstance(error, OSError):
                raise
            failed = error
    raise failed if failed is not None else OSError("the name has no addresses")


def _prepare(connected: socket.socket) -> None:
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _KEEP_ALIVE:
        if hasattr(socket, option):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
