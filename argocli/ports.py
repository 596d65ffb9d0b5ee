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
from argocli.model.values import JsonObject
from argocli.model.workflow import Workflow


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, with a time zone."""


@dataclass(frozen=True, slots=True)
class Change:
    """One event of a watch; `workflow` is the whole object, for `deleted` the last one known, of which perhaps only
    metadata and phase were remembered."""

    kind: Literal["added", "modified", "deleted"]
    workflow: Workflow


# How much of a workflow is wanted: all of it; what a row of a table shows (see model.brief); or the metadata alone,
# which is all that is needed to know that it is there, and far cheaper.
Detail = Literal["whole", "row", "name"]


class WorkflowStore(Protocol):
    """Where Workflow objects live. Objects that come out belong to the caller; changing one changes nothing here."""

    def create(self, workflow: Workflow, *, dry_run: bool = False) -> Workflow:
        """Keep a new object; gives it name (from generateName), uid, creationTimestamp and resourceVersion.

        Raises Conflict where the name is taken.
        """

    def get(self, namespace: str, name: str, *, detail: Detail = "whole") -> Workflow:
        """The object as it stands. `@latest` names the newest of the namespace. Raises NotFound, and Refused where
        the whole is wanted and its nodes are out of reach."""

    def list(
        self,
        namespace: str | None = None,
        *,
        labels: str = "",
        fields: str = "",
        detail: Detail = "whole",
        chunk: int = 0,
    ) -> list[Workflow]:
        """All objects of a namespace (None: of all), filtered by Kubernetes selectors of labels and of fields; newest
        first. `chunk` is how many are fetched at a time, 0 as many as is good. Raises UsageError for a selector that
        is none."""

    def update(self, workflow: Workflow) -> Workflow:
        """Replace the object whose metadata.resourceVersion this is. Raises Conflict where it changed, NotFound."""

    def amend(self, namespace: str, name: str, change: Callable[[Workflow], Workflow]) -> Workflow:
        """Read, change, write; again from the start where somebody else was quicker. Raises NotFound and what
        `change` raises."""

    def delete(self, namespace: str, name: str, *, force: bool = False, uid: str = "") -> None:
        """Forget the object; its pods and files go too. `force` does not wait for those who hold it (finalizers); with
        a `uid` only that very object is meant. Raises NotFound, and Conflict where the uid is another."""

    def watch(self, namespace: str | None = None, name: str | None = None) -> Iterator[Change | None]:
        """The present objects as `added`, then every change, once each. Yields None about twice a second when nothing
        happens, so that a caller can look at the clock; a first None before any object says that there is none. Ends
        only when closed."""


class ResourceStore(Protocol):
    """Where WorkflowTemplates, ClusterWorkflowTemplates, CronWorkflows and ConfigMaps live. Objects say what they are
    by `kind`; for what lives in no namespace, a given one means nothing. Instances of the kinds that an adapter has
    none of are not found."""

    def create(self, resource: JsonObject, *, dry_run: bool = False) -> JsonObject:
        """Keep a new object; gives it uid, creationTimestamp and resourceVersion. Raises Conflict, Refused."""

    def get(self, kind: str, namespace: str, name: str) -> JsonObject:
        """Raises NotFound."""

    def list(self, kind: str, namespace: str | None = None, *, labels: str = "", fields: str = "") -> list[JsonObject]:
        """All objects of a kind in a namespace (None: in all), by namespace and name."""

    def update(self, resource: JsonObject) -> JsonObject:
        """Replace the object whose metadata.resourceVersion this is. Raises Conflict, NotFound."""

    def patch(self, kind: str, namespace: str, name: str, change: JsonObject) -> JsonObject:
        """Change only what `change` says: a JSON merge patch, in which null takes a field away. Raises NotFound."""

    def delete(self, kind: str, namespace: str, name: str) -> None:
        """Raises NotFound."""


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
    """Whose lines are wanted. `container` is empty for all of a pod; `labels` selects pods; `previous` is about the
    run of a container before its present one; `known` are pods that were there, of which is said when they are gone."""

    namespace: str
    workflow: str
    pod: str | None = None
    container: str = "main"
    follow: bool = False
    tail: int | None = None
    since: datetime | None = None
    labels: str = ""
    previous: bool = False
    known: Sequence[str] = ()


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
