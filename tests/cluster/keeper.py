"""Keeps one cluster for a test session, for as long as any of its processes holds a lease, and not a moment longer.

Workers of a session share a folder. Whoever comes first starts the keeper; every process holds a lock that the kernel
lets go of when it ends, however it ends; then the keeper gets that lock, and ends the cluster.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.cluster.access import Cluster
from tests.cluster.apiserver import ApiServer
from tests.cluster.node import Node
from tests.cluster.programs import Programs

_ROOT = Path(__file__).resolve().parents[2]
_LEAVING = 3.0  # seconds a holder waits for the end, in case it was the last


class _Desk:
    """The files by which holders and keeper know of each other."""

    def __init__(self, folder: Path) -> None:
        self.lease = folder / "lease"
        self.first = folder / "first"
        self.ready = folder / "ready"
        self.failed = folder / "failed"
        self.log = folder / "log"


@contextmanager
def hold(programs: Programs, kind: str, folder: Path) -> Iterator[Cluster]:
    """A running cluster (`api` or `node`), shared by all who hold one in the same folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    desk, keeper = _Desk(folder), 0
    with desk.lease.open("a+") as lease:
        fcntl.lockf(lease, fcntl.LOCK_SH)
        with desk.first.open("a+") as first:
            fcntl.flock(first, fcntl.LOCK_EX)
            if not desk.ready.exists() and not desk.failed.exists():
                keeper = _start(programs, kind, folder, desk)
        if desk.failed.exists():
            raise RuntimeError(desk.failed.read_text())
        yield Cluster.from_json(desk.ready.read_text())
    over = time.monotonic() + _LEAVING
    while desk.ready.exists() and time.monotonic() < over:
        time.sleep(0.02)
    if keeper and not desk.ready.exists():
        os.waitpid(keeper, 0)


def _start(programs: Programs, kind: str, folder: Path, desk: _Desk) -> int:
    command = [sys.executable, "-m", "tests.cluster.keeper", kind, str(programs.bin), str(folder)]
    log = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    keeper = os.posix_spawn(  # not a Popen, which complains when its process outlives it
        command[0],
        command,
        {**os.environ, "PYTHONPATH": str(_ROOT)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(desk.log), log, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    while not desk.ready.exists() and not desk.failed.exists():
        if os.waitpid(keeper, os.WNOHANG)[0]:
            if not desk.failed.exists():
                _write(desk.failed, f"the keeper of the {kind} cluster ended:\n{desk.log.read_text()}")
            return 0
        time.sleep(0.02)
    return keeper


def _write(path: Path, text: str) -> None:
    half = path.with_suffix(".half")
    half.write_text(text)
    half.replace(path)


def running(programs: Programs, kind: str, folder: Path) -> AbstractContextManager[Cluster]:
    """A cluster of the caller's own, in a folder that is removed in the end."""
    return (Node if kind == "node" else ApiServer)(programs, folder)


def keep(programs: Programs, kind: str, folder: Path) -> None:
    desk = _Desk(folder)
    data = Path(tempfile.mkdtemp(prefix="argocli-")) / kind
    with desk.lease.open("a+") as lease:
        try:
            with running(programs, kind, data) as cluster:
                _write(desk.ready, cluster.to_json())
                fcntl.lockf(lease, fcntl.LOCK_EX)
        except Exception as error:
            _write(desk.failed, f"{type(error).__name__}: {error}")
            raise
        finally:
            shutil.rmtree(data.parent, ignore_errors=True)
            desk.ready.unlink(missing_ok=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    keep(Programs(Path(sys.argv[2])), sys.argv[1], Path(sys.argv[3]))
    os._exit(0)
