"""What a command works with: streams, clock, namespace, and the adapters, opened when first asked for.

The only place that knows which store and which runtime there are.
"""

from __future__ import annotations

import contextlib
import os
import sys

from argocli import __version__
from argocli.commands.diagnostics import Diagnostics
from argocli.errors import NotFound, Refused, UsageError

# Known to type checkers by its name; importing typing would cost every command its time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from argocli.cluster.connect import Connection
    from argocli.local.bell import Bell
    from argocli.local.clock import SystemClock
    from argocli.local.fidelity import FidelityNote
    from argocli.local.handoff import ControllerLock
    from argocli.local.process import ProcessRuntime
    from argocli.local.store import SqliteStore
    from argocli.model.workflow import Workflow
    from argocli.ports import LogSource, ResourceStore, WorkflowStore

_YES = ("1", "true", "yes")


class Session:
    """One command's surroundings. `flags` are the global ones by field, as the command line gave them."""

    def __init__(
        self,
        *,
        local: bool = False,
        namespace: str = "",
        flags: Mapping[str, object] | None = None,
        state: str = "",
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self.flags = {"namespace": namespace, "local": local or None} | dict(flags or {})
        said = self.flags.get("local")
        self.local = said if isinstance(said, bool) else os.environ.get("ARGO_LOCAL", "").lower() in _YES
        self._state = state
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr
        level = "debug" if self.flags.get("verbose") else self._said("loglevel")
        self.diagnostics = Diagnostics(stderr, level, self._said("log_format"))
        self._namespace: str | None = None
        self._connection: Connection | None = None
        self._store: SqliteStore | None = None
        self._clock: SystemClock | None = None

    def _said(self, field: str) -> str:
        """A flag of the command line, else its variable."""
        given = self.flags.get(field)
        return given if isinstance(given, str) else os.environ.get(f"ARGO_{field.upper()}", "")

    @property
    def namespace(self) -> str:
        """The one that commands work in. Raises Unreachable where there is neither --local nor a cluster."""
        if self._namespace is None:
            if self.local:
                from argocli.cluster.settings import said_namespace

                self._namespace = said_namespace(self.flags, os.environ) or "default"
            else:
                self._namespace = self.connection().namespace
        return self._namespace

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
        return self.local_store() if self.local else self.new_store()

    def new_store(self) -> WorkflowStore:
        """One that another thread may use."""
        if self.local:
            from argocli.local.store import SqliteStore

            return SqliteStore(self.state, self.clock)
        from argocli.cluster.store import KubernetesStore

        return KubernetesStore(
            self.connection().transport,
            instance_id=self._said("instanceid"),
            say=self.diagnostics.info,
            propagation=os.environ.get("WF_DEL_PROPAGATION_POLICY", ""),
        )

    def resources(self) -> ResourceStore:
        """Where templates and their like live. Raises Unreachable as `store` does."""
        if self.local:
            return self.local_store().resources()
        from argocli.cluster.resources import KubernetesResources

        return KubernetesResources(self.connection().transport, instance_id=self._said("instanceid"))

    def connection(self) -> Connection:
        """The way to the cluster; nothing is sent before the first request. Raises Unreachable, UsageError."""
        if self._connection is None:
            self._refuse_argo_server()
            self.diagnostics.debug(f"CLI version: v{__version__}")
            from argocli.cluster.connect import connect

            self._connection = connect(self.flags, os.environ, stderr=self.stderr)
        return self._connection

    def _refuse_argo_server(self) -> None:
        server = self._said("argo_server") if "argo_server" in self.flags else os.environ.get("ARGO_SERVER", "")
        if server and self._said("instanceid"):
            raise UsageError("cannot use instance ID with Argo Server", hint="leave out --instanceid")
        if server:
            raise Refused(
                f"this version of argo cannot go through an Argo Server yet ({server}), only to the Kubernetes API",
                hint="leave out --argo-server and unset ARGO_SERVER, or run it on this machine: --local",
            )

    def local_store(self) -> SqliteStore:
        if self._store is None:
            from argocli.local.store import SqliteStore

            self._store = SqliteStore(self.state, self.clock)
        return self._store

    def process_runtime(self) -> ProcessRuntime:
        from argocli.local.process import ProcessRuntime

        return ProcessRuntime(self.state)

    def delete_pod(self, namespace: str, pod: str) -> None:
        """Stop a pod at once and forget it. One that is gone is no error."""
        if self.local:
            self.process_runtime().delete(namespace, pod)
            return
        with contextlib.suppress(NotFound):
            self.resources().delete("Pod", namespace, pod)

    def logs(self) -> LogSource:
        """Raises Unreachable as `store` does."""
        if self.local:
            from argocli.local.logs import FileLogs

            return FileLogs(self.state)
        from argocli.cluster.logs import PodLogs

        return PodLogs(self.connection().transport, say=self.diagnostics.info)

    def hand_over(self) -> None:
        """See to it that somebody drives the local store; a cluster has its controller."""
        if not self.local:
            return
        from argocli.local.handoff import ensure_controller

        ensure_controller(self.state)

    def controller_lock(self) -> ControllerLock:
        from argocli.local.handoff import ControllerLock

        return ControllerLock(self.state)

    def bell(self) -> Bell:
        from argocli.local.bell import Bell

        return Bell(self.state)

    def fidelity(self, workflow: Workflow) -> list[FidelityNote]:
        """How exactly a local run does what the workflow says; a cluster does just that."""
        if not self.local:
            return []
        from argocli.local.fidelity import assess

        return assess(workflow, self.state)

    def missing_programs(self, workflow: Workflow) -> list[str]:
        """What steps of a local run needed and this machine does not have."""
        if not self.local:
            return []
        from argocli.local.fidelity import missing_programs

        return missing_programs(workflow)
