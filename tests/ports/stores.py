"""Stores that every contract test runs on: each with two namespaces that nobody else uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from argocli.cluster.connect import connect
from argocli.cluster.resources import KubernetesResources
from argocli.cluster.store import KubernetesStore
from argocli.local.store import SqliteStore
from argocli.ports import ResourceStore, WorkflowStore

if TYPE_CHECKING:
    from tests.cluster.access import Cluster


class StepClock:
    """A clock that moves a second each time it is read."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass(frozen=True)
class Place:
    store: WorkflowStore
    resources: ResourceStore
    home: str
    other: str


@contextmanager
def in_sqlite(folder: Path) -> Iterator[Place]:
    store = SqliteStore(str(folder / "argo"), StepClock())
    yield Place(store, store.resources(), "default", "other")
    store.close()


@contextmanager
def in_kubernetes(cluster: Cluster) -> Iterator[Place]:
    connection = connect({"kubeconfig": str(cluster.kubeconfig)}, {})
    transport, spaces = connection.transport, (cluster.new_namespace(), cluster.new_namespace())
    yield Place(KubernetesStore(transport), KubernetesResources(transport), *spaces)
    connection.close()
    for space in spaces:
        cluster.drop_namespace(space)
