"""What the rest of the program asks of the outside world: Protocols and the values that cross them, nothing else.

A store keeps Workflow objects, a runtime runs pods; any pair works together. Every adapter passes the contract tests
in tests/ports/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from argocli.engine.pods import PodObservation, PodRequest
from argocli.model.workflow import Workflow


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, with a time zone."""


@dataclass(frozen=True, slots=True)
class Change:
    """One event of a watch; `workflow` is the whole object, for `deleted` the last one known."""

    kind: Literal["added", "modified", "deleted"]
    workflow: Workflow


class WorkflowStore(Protocol):
    """Where Workflow objects live. Objects that come out belong to the caller; changing one changes nothing here."""

    def create(self, workflow: Workflow, *, dry_run: bool = False) -> Workflow:
        """Keep a new object; gives it name (from generateName), uid, creationTimestamp and resourceVersion.

        Raises Conflict where the name is taken.
        """

    def get(self, namespace: str, name: str) -> Workflow:
        """The object as it stands. `@latest` names the newest of the namespace. Raises NotFound."""

    def list(self, namespace: str | None = None, *, labels: str = "") -> list[Workflow]:
        """All objects of a namespace (None: of all), filtered by a Kubernetes label selector; newest first."""

    def update(self, workflow: Workflow) -> Workflow:
        """Replace the object whose metadata.resourceVersion this is. Raises Conflict where it changed, NotFound."""

    def amend(self, namespace: str, name: str, change: Callable[[Workflow], Workflow]) -> Workflow:
        """Read, change, write; again from the start where somebody else was quicker. Raises NotFound and what
        `change` raises."""

    def delete(self, namespace: str, name: str) -> None:
        """Forget the object; its pods and files go too. Raises NotFound."""

    def watch(self, namespace: str | None = None, name: str | None = None) -> Iterator[Change | None]:
        """The present objects as `added`, then every change. Yields None about twice a second when nothing happens,
        so that a caller can look at the clock. Ends only when closed."""


class PodRuntime(Protocol):
    """Where pods run. Pods are told apart by their name, which derives from the node's name."""

    def create(self, request: PodRequest) -> None:
        """Start a pod. A pod of that name that exists already is left as it is (adopted). Raises Refused where the
        pod can never start, Unreachable where it may start later."""

    def observe(self, namespace: str, workflow: str) -> dict[str, PodObservation]:
        """All pods of one workflow (by its uid-independent name) as they stand, by node id."""

    def stop(self, namespace: str, pod: str, grace: float) -> None:
        """SIGTERM now, SIGKILL after `grace` seconds; returns at once. A pod that is gone is no error."""

    def delete(self, namespace: str, pod: str) -> None:
        """Stop at once and forget the pod, its logs and files. A pod that is gone is no error."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line that a pod's container printed; `text` has no line end."""

    pod: str
    container: str
    time: datetime
    text: str


@dataclass(frozen=True, slots=True)
class LogQuery:
    namespace: str
    workflow: str
    pod: str | None = None
    container: str = "main"
    follow: bool = False
    tail: int | None = None
    since: datetime | None = None


class LogSource(Protocol):
    def lines(self, query: LogQuery, finished: Callable[[], bool]) -> Iterator[LogLine | None]:
        """The lines of all pods that the query names, by time. With `follow` goes on until `finished()` is true and
        everything was read, and yields None when idle."""


class ArtifactStore(Protocol):
    def save(self, key: str, source: str) -> None:
        """Keep the file or folder at the path `source` under `key`; replaces what was there, atomically."""

    def load(self, key: str, target: str) -> None:
        """Put what is kept under `key` at the path `target`. Raises NotFound."""

    def delete(self, keys: Sequence[str]) -> None:
        """Forget these; what is gone already is no error."""
