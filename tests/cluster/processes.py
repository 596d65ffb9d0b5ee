"""Processes that end with the one that started them, ports that are free, and waiting for something to come true."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def start(name: str, command: list[str], logs: Path, **environment: str) -> subprocess.Popen[bytes]:
    """A child that the kernel kills when this process ends, however it ends; what it says goes to a file."""
    libc = ctypes.CDLL(None)
    with (logs / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=logs,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **environment},
            start_new_session=True,
            preexec_fn=lambda: libc.prctl(_DIES_WITH_PARENT, signal.SIGKILL),
        )


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """At once: what they hold is thrown away anyhow."""
    for child in children:
        child.kill()
    for child in children:
        child.wait()


def await_true(
    what: str, true: Callable[[], bool], children: list[subprocess.Popen[bytes]], logs: Path, seconds: float = 120
) -> None:
    """Waits for something that children bring about; their last words are in the error when they do not."""
    over = time.monotonic() + seconds
    while not true():
        dead = any(child.poll() is not None for child in children)
        if dead or time.monotonic() > over:
            raise RuntimeError(f"{what}: {'a process ended' if dead else f'not after {seconds:.0f} s'}\n{_tails(logs)}")
        time.sleep(0.03)


def _tails(logs: Path, lines: int = 8) -> str:
    return "\n".join(
        f"{log.name}: {line}"
        for log in sorted(logs.glob("*.log"))
        for line in log.read_text(errors="replace").splitlines()[-lines:]
    )


def free_ports(count: int) -> list[int]:
    """Ports below those that the kernel gives to connections, so that nobody takes one between now and its use."""
    ports: list[int] = []
    while len(ports) < count:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports:
            ports.append(port)
    return ports
