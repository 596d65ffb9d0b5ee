"""What a command works with: streams, clock, namespace, and the adapters, opened when first asked for.

The only place that knows which store and which runtime there are.
"""

from __future__ import annotations

import os
import sys

from argocli.errors import Unreachable

# Known to type checkers by its name; importing typing would cost every command its time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from argocli.local.bell import Bell
    from argocli.local.clock import SystemClock
    from argocli.local.fidelity import FidelityNote
    from argocli.local.handoff import ControllerLock
    from argocli.local.process import ProcessRuntime
    from argocli.local.store import SqliteStore
    from argocli.model.workflow import Workflow
    from argocli.ports import LogSource, WorkflowStore


class Session:
    """One command's surroundings."""

    def __init__(
        self,
        *,
        local: bool = False,
        namespace: str = "",
        state: str = "",
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self.local = local or os.environ.get("ARGO_LOCAL", "").lower() in ("1", "true", "yes")
        self.namespace = namespace or os.environ.get("ARGO_NAMESPACE") or "default"
        self._state = state
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr
        self._store: SqliteStore | None = None
        self._clock: SystemClock | None = None

    @property
    def clock(self) -> SystemClock:
        if self._clock is None:
            from argocli.local.clock import SystemClock

            self._clock = SystemClock()
        return self._clock

    @property
    def state(self) -> str:
        """The folder of local runs."""
        if not self._state:
            from argocli.local.places import state_dir

            self._state = state_dir()
        return self._state

    def stdin(self) -> bytes:
        return sys.stdin.buffer.read()

    def store(self) -> WorkflowStore:
        """Where workflows live. Raises Unreachable where there is neither --local nor a cluster."""
        self.need_local()
        return self.local_store()

    def need_local(self) -> None:
        if not self.local:
            raise Unreachable(
                "there is no cluster connection: this version of argo runs workflows on this machine only",
                hint="add --local, or set ARGO_LOCAL=1",
            )

    def local_store(self) -> SqliteStore:
        if self._store is None:
            from argocli.local.store import SqliteStore

            self._store = SqliteStore(self.state, self.clock)
        return self._store

    def process_runtime(self) -> ProcessRuntime:
        from argocli.local.process import ProcessRuntime

        return ProcessRuntime(self.state)

    def logs(self) -> LogSource:
        from argocli.local.logs import FileLogs

        self.need_local()
        return FileLogs(self.state)

    def hand_over(self) -> None:
        """See to it that somebody drives the store."""
        from argocli.local.handoff import ensure_controller

        ensure_controller(self.state)

    def controller_lock(self) -> ControllerLock:
        from argocli.local.handoff import ControllerLock

        return ControllerLock(self.state)

    def bell(self) -> Bell:
        from argocli.local.bell import Bell

        return Bell(self.state)

    def fidelity(self, workflow: Workflow) -> list[FidelityNote]:
        """How exactly a local run does what the workflow says."""
        from argocli.local.fidelity import assess

        return assess(workflow, self.state)

    def missing_programs(self, workflow: Workflow) -> list[str]:
        """What steps of a local run needed and this machine does not have."""
        from argocli.local.fidelity import missing_programs

        return missing_programs(workflow)
