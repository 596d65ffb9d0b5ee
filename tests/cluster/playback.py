"""A workflow of two hundred nodes whose status is written down from beginning to end, and played to an API server."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from argocli.cluster.crds import GROUP, VERSION
from tests.cluster.access import Cluster

BEGIN = "2026-01-01T00:00:00Z"
END = "2026-01-01T00:10:00Z"


def node(workflow: str, number: int, phase: str) -> dict:
    name = f"{workflow}.task-{number}"
    found = {
        "id": f"{workflow}-{number}",
        "name": name,
        "displayName": f"task-{number}",
        "type": "Pod",
        "templateName": "say",
        "boundaryID": workflow,
        "phase": phase,
        "startedAt": BEGIN,
    }
    return {**found, "finishedAt": END} if phase == "Succeeded" else found


def statuses(workflow: str, nodes: int = 200, step: int = 5) -> list[dict]:
    """Every status, whole: some nodes come, the ones before them end, in the end the workflow does."""
    root = {
        "id": workflow,
        "name": workflow,
        "displayName": workflow,
        "type": "DAG",
        "templateName": "main",
        "startedAt": BEGIN,
        "children": [f"{workflow}-{number}" for number in range(nodes)],
    }
    found = []
    for begun in range(step, nodes + 1, step):
        tasks = [
            node(workflow, number, "Running" if number >= begun - step else "Succeeded") for number in range(begun)
        ]
        found.append(_status("Running", {**root, "phase": "Running"}, tasks))
    tasks = [node(workflow, number, "Succeeded") for number in range(nodes)]
    last = _status("Succeeded", {**root, "phase": "Succeeded", "finishedAt": END}, tasks)
    return [*found, {**last, "finishedAt": END}]


def _status(phase: str, root: dict, tasks: Sequence[dict]) -> dict:
    nodes = {item["id"]: item for item in (root, *tasks)}
    done = sum(item["phase"] == "Succeeded" for item in tasks)
    return {"phase": phase, "startedAt": BEGIN, "progress": f"{done}/{len(tasks)}", "nodes": nodes}


@dataclass
class Player:
    """Writes one status after the other. `versions` are those of the object, the first as it was created."""

    cluster: Cluster
    namespace: str
    name: str
    pace: float
    versions: list[str] = field(default_factory=list)
    last: dict = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/apis/{GROUP}/{VERSION}/namespaces/{self.namespace}/workflows"

    def create(self) -> None:
        template = {"name": "main", "dag": {"tasks": []}}
        made = {
            "apiVersion": f"{GROUP}/{VERSION}",
            "kind": "Workflow",
            "metadata": {"name": self.name},
            "spec": {"entrypoint": "main", "templates": [template]},
        }
        self._kept(self.cluster.request("POST", self.path, made))

    def play(self) -> None:
        for status in statuses(self.name):
            time.sleep(self.pace)
            self._kept(self.cluster.request("PUT", f"{self.path}/{self.name}", {**self.last, "status": status}))

    def _kept(self, written: dict) -> None:
        self.last = written
        self.versions.append(written["metadata"]["resourceVersion"])


@contextlib.contextmanager
def playing(cluster: Cluster, namespace: str, name: str = "played", pace: float = 0.03) -> Iterator[Player]:
    """The workflow is there; its status is written while the caller looks on."""
    player = Player(cluster, namespace, name, pace)
    player.create()
    thread = threading.Thread(target=player.play, daemon=True)
    thread.start()
    try:
        yield player
    finally:
        thread.join(60)
