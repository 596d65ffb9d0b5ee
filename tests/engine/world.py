"""A fake runtime for the engine: pods that end when told to, on a clock that moves only when told."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta

from argocli.engine.locks.table import LockTable
from argocli.engine.memory import Memory
from argocli.engine.outcomes import settle
from argocli.engine.pods import ContainerState, CreateOutcome, PodObservation, PodRequest
from argocli.engine.reconcile import Reconciliation, reconcile
from argocli.engine.settings import EngineSettings
from argocli.engine.templates import TemplateKey

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
OK = {"name": "ok", "container": {"image": "busybox", "command": ["true"]}}
BAD = {"name": "bad", "container": {"image": "busybox", "command": ["false"]}}


def workflow(*templates: dict, name: str = "wf", labels: dict | None = None, **spec: object) -> dict:
    """A workflow whose entrypoint is `main`; the templates ok and bad are always there."""
    metadata = {"name": name, "namespace": "default", "uid": "u", "creationTimestamp": "2026-01-02T03:04:05Z"}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {**metadata, **({"labels": labels} if labels else {})},
        "spec": {"entrypoint": "main", "templates": [*templates, OK, BAD], **spec},
    }


def steps(*groups: list[dict], name: str = "main", **more: object) -> dict:
    return {"name": name, "steps": list(groups), **more}


def dag(*tasks: dict, name: str = "main", **more: object) -> dict:
    return {"name": name, "dag": {"tasks": list(tasks), **more}}


def config_map(name: str, data: dict[str, str], kind: str = "") -> tuple[TemplateKey, dict]:
    labels = {"workflows.argoproj.io/configmap-type": kind} if kind else {}
    return TemplateKey("ConfigMap", "default", name), {"metadata": {"name": name, "labels": labels}, "data": data}


class Objects(dict):
    """Objects outside the workflow: what is not there does not exist."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: object) -> None:
        return None


class World:
    """A workflow and its pods. `remembers`: passes keep a memory, as a controller does; without, each starts afresh."""

    def __init__(
        self,
        given: dict,
        *,
        objects: dict | None = None,
        remembers: bool = True,
        locks: LockTable | None = None,
        settings: EngineSettings | None = None,
        now: datetime = START,
    ) -> None:
        self.workflow = given
        self.pods: dict[str, PodObservation] = {}
        self.requests: dict[str, PodRequest] = {}
        self.created: list[str] = []
        self.released: list[tuple[str, str]] = []
        self.objects = Objects(objects or {})
        self.memory = Memory() if remembers else None
        self.locks = locks if locks is not None else LockTable()
        self.settings = settings or EngineSettings()
        self.now = now
        self.wake_at: datetime | None = None
        self.changed: set[str] | None = set()
        self.refuse: dict[str, CreateOutcome] = {}
        self.admitted = True
        self.precedent: dict | None = None
        self.beside: list[dict] = []
        self.removed: list[tuple[str, str]] = []

    def turn(self) -> Reconciliation:
        before = json.dumps(self.workflow, sort_keys=True, default=dict)
        result = reconcile(
            self.workflow,
            self.pods,
            self.now,
            self.objects,
            memory=self.memory,
            changed=self.changed,
            lock_table=self.locks,
            settings=self.settings,
            precedent=self.precedent,
            admitted=self.admitted,
        )
        assert isinstance(result, Reconciliation)
        assert json.dumps(self.workflow, sort_keys=True, default=dict) == before, "the input stays untouched"
        self.changed = set()
        outcomes = [self._create(request) for request in result.creates]
        self.beside += result.companions
        self.removed += [(removal.kind, removal.name) for removal in result.removals]
        self.released += [(release.pod_name, release.action) for release in result.releases]
        for write in result.cache_writes:
            key, empty = config_map(write.config_map, {}, "Cache")
            known = self.objects.get(key) or empty
            self.objects[key] = {**known, "data": {**known["data"], write.key: write.value}}
        self.workflow = settle(result.workflow, outcomes, self.now, self.memory)
        self.wake_at = result.wake_at
        return result

    def _create(self, request: PodRequest) -> CreateOutcome:
        if request.node_id in self.refuse:
            return self.refuse.pop(request.node_id)
        self.requests[request.node_id] = request
        if request.node_id not in self.pods:
            self.created.append(request.node_name)
            self.pods[request.node_id] = PodObservation(request.node_id, request.pod_name, "Running")
            self._news(request.node_id)
        return CreateOutcome(request.node_id)

    def _news(self, node_id: str) -> None:
        if self.changed is not None:
            self.changed.add(node_id)

    def rest(self) -> Reconciliation:
        """Turns until nothing moves by itself."""
        for _ in range(1000):
            result = self.turn()
            if self.status().get("finishedAt"):
                return result
            due = result.wake_at is not None and result.wake_at <= self.now
            if not result.changed and not self.changed and not due:
                return result
        raise AssertionError("it never comes to rest")

    def end(self, name: str, code: int = 0, outputs: dict | None = None, **more: object) -> None:
        """The pod of a node ends."""
        node = self.node(name)
        state = ContainerState(
            "main", "terminated", exit_code=code, reason="Error" if code else "Completed", finished_at=self.now
        )
        wait = ContainerState("wait", "terminated", kind="wait", exit_code=0, finished_at=self.now)
        old = self.pods[node["id"]]
        fields: dict = {"containers": (state, wait), "outputs": outputs or {}, **more}
        self.see(name, PodObservation(old.node_id, old.pod_name, "Failed" if code else "Succeeded", **fields))

    def see(self, name: str, observation: PodObservation) -> None:
        """The pod of a node is seen like this from now on."""
        node_id = self.node(name)["id"]
        self.pods[node_id] = observation
        self._news(node_id)

    def lose(self, name: str) -> None:
        """The pod of a node vanishes."""
        node_id = self.node(name)["id"]
        del self.pods[node_id]
        self._news(node_id)

    def change(self, **spec: object) -> None:
        """Somebody changes the object."""
        self.workflow = {**self.workflow, "spec": {**self.workflow["spec"], **spec}}

    def forget(self) -> None:
        """The controller starts again: what is not in the status is lost."""
        self.memory = Memory() if self.memory is not None else None
        self.locks = LockTable()
        self.changed = None

    def node(self, name: str) -> dict:
        return next(node for node in self.nodes() if node["name"] == name)

    def nodes(self) -> list[dict]:
        return list(self.workflow.get("status", {}).get("nodes", {}).values())

    def status(self) -> dict:
        return self.workflow.get("status", {})

    def phases(self) -> dict[str, str]:
        return {node["name"]: node["phase"] for node in self.nodes()}

    def running(self) -> list[str]:
        """Names of the nodes whose pod is at work."""
        alive = {node_id for node_id, pod in self.pods.items() if pod.phase in ("Running", "Pending")}
        return [node["name"] for node in self.nodes() if node["id"] in alive and not node.get("finishedAt")]

    def arguments(self, name: str) -> list:
        """The arguments that the pod of a node was started with."""
        return self.requests[self.node(name)["id"]].template["container"]["args"]

    def finish(self, *failing: str, outputs: dict | None = None, turns: int = 200) -> dict:
        """Let every pod end, those named in `failing` (or of template bad) badly, until the workflow is over."""
        for _ in range(turns):
            self.turn()
            if self.workflow["status"].get("finishedAt"):
                return self.workflow["status"]
            for name in self.running():
                bad = name in failing or self.node(name).get("templateName") == "bad"
                self.end(name, 1 if bad else 0, (outputs or {}).get(name))
            if self.wake_at and self.wake_at > self.now:
                self.now = self.wake_at
        raise AssertionError(self.phases())

    def tree(self) -> dict:
        """The status without what the clock puts into it."""
        status = copy.deepcopy(self.workflow.get("status", {}))
        for key in ("startedAt", "finishedAt"):
            status.pop(key, None)
            for node in status.get("nodes", {}).values():
                node.pop(key, None)
        return status

    def later(self, **duration: float) -> None:
        self.now += timedelta(**duration)


__all__ = ["BAD", "OK", "START", "Objects", "World", "config_map", "dag", "steps", "workflow"]
