"""Handing runs to the one background controller of a store: started on demand, detached from every terminal."""

from __future__ import annotations

import fcntl
import os
import sys

from argocli.local import places
from argocli.local.bell import ring
from argocli.local.detach import spawn_detached


class ControllerLock:
    """Held by the process that drives this store; the kernel lets go of it however that process ends."""

    def __init__(self, state: str) -> None:
        places.ensure(state)
        self._file = os.open(places.controller_lock(state), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def release(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._file)


def controller_runs(state: str) -> bool:
    """Whether some process drives this store now."""
    lock = ControllerLock(state)
    free = lock.acquire()
    lock.close()
    return not free


def ensure_controller(state: str) -> None:
    """Ring the controller's bell, or start a controller where none runs.

    Two callers may both start one: the second process finds the lock taken and leaves. A controller about to leave
    looks for work once more after it has let go of the lock, so no submission falls in between.
    """
    if controller_runs(state):
        ring(state)
        return
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    boot = (
        f"import sys; sys.path.insert(0, {package!r}); "
        f"from argocli.commands.controller import background; background({state!r})"
    )
    spawn_detached([sys.executable, "-c", boot], places.controller_log(state))
