"""Waking the controller of a store: a datagram socket in the state folder. Ringing never blocks and never fails; who
misses a ring finds the news at the next look."""

from __future__ import annotations

import contextlib
import os
import socket

from argocli.local import places


def _address(state: str, folder: int | None = None) -> str:
    """The socket's address; long paths go through an open folder, because addresses end at 107 bytes."""
    path = places.bell(state)
    if len(os.fsencode(path)) <= 100 or folder is None:
        return path
    return f"/proc/self/fd/{folder}/bell"


def ring(state: str) -> None:
    """Tell the controller that something happened."""
    folder = None
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        if len(os.fsencode(places.bell(state))) > 100:
            folder = os.open(state, os.O_RDONLY)
        sender.sendto(b"!", _address(state, folder))
    if folder is not None:
        os.close(folder)


class Bell:
    """The listening end; only the process that holds the controller's lock opens it."""

    def __init__(self, state: str) -> None:
        places.ensure(state)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(places.bell(state))
        self._folder = os.open(state, os.O_RDONLY)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(_address(state, self._folder))

    def wait(self, timeout: float) -> bool:
        """True as soon as somebody rings, False after `timeout` seconds of silence."""
        self._socket.settimeout(max(timeout, 0.001))
        try:
            self._socket.recv(16)
        except (TimeoutError, BlockingIOError, InterruptedError):
            return False
        self._socket.setblocking(False)
        with contextlib.suppress(OSError):
            while True:
                self._socket.recv(16)
        return True

    def close(self) -> None:
        self._socket.close()
        os.close(self._folder)
