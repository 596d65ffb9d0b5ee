"""Workflows on an API server that no controller looks after: what one would write is written by the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.cluster.access import Cluster, Refused

ARGO = "/apis/argoproj.io/v1alpha1"
PREFIX = "workflows.argoproj.io/"
Object = dict[str, Any]
Done = subprocess.CompletedProcess[str]
ENDED = ("Succeeded", "Failed", "Error")


def ago(**how_long: float) -> str:
    return (datetime.now(UTC) - timedelta(**how_long)).strftime("%Y-%m-%dT%H:%M:%SZ")


def manifest(name: str = "", *, generate: str = "", parameters: Sequence[Object] = (), **spec: Any) -> Object:
    """A valid workflow of one container."""
    metadata = {"name": name} if name else {"generateName": generate or "made-"}
    templates = [{"name": "main", "container": {"image": "busybox", "command": ["true"]}}]
    arguments = {"arguments": {"parameters": list(parameters)}} if parameters else {}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": metadata,
        "spec": {"entrypoint": "main", "templates": templates, **arguments, **spec},
    }


def node(workflow: str, name: str = "", **fields: Any) -> Object:
    """An entry of status.nodes; without a name the entry node."""
    whole = f"{workflow}.{name}" if name else workflow
    plain = {
        "id": f"{workflow}-{name}" if name else workflow,
        "name": whole,
        "displayName": name or workflow,
        "type": "Pod",
        "phase": "Succeeded",
        "templateName": "main",
        "startedAt": ago(minutes=2),
        "finishedAt": ago(minutes=1),
    }
    plain.update({"boundaryID": workflow} if name else {})
    return {**plain, **fields}


class Stage:
    """One namespace of the cluster, and the command line in it."""

    def __init__(self, cluster: Cluster, namespace: str, argo: Callable[..., Done]) -> None:
        self.cluster = cluster
        self.namespace = namespace
        self._argo = argo

    def argo(self, *words: str, **more: Any) -> Done:
        """The command line, in this namespace."""
        return self._argo("-n", self.namespace, *words, **more)

    def watching(self, *words: str) -> subprocess.Popen[str]:
        """The command line in the background, as soon as it watches."""
        line = [sys.executable, "-m", "argocli", "-n", self.namespace, "-v", *words]
        env = {**os.environ, "KUBECONFIG": str(self.cluster.kubeconfig)}
        process = subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        for told in process.stderr:
            if "watch=true" in told:
                return process
        raise AssertionError("it never watches")

    def out(self, *words: str, **more: Any) -> str:
        """What a command that has to go well prints."""
        done = self.argo(*words, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def path(self, name: str = "", kind: str = "workflows") -> str:
        return f"{ARGO}/namespaces/{self.namespace}/{kind}{'/' + name if name else ''}"

    def put(self, workflow: Object, kind: str = "workflows") -> Object:
        return self.cluster.request("POST", self.path(kind=kind), workflow)

    def workflow(self, name: str, phase: str = "", *, labels: Object | None = None, **status: Any) -> Object:
        """A workflow in a phase, labelled as a controller does it."""
        made = manifest(name)
        made["metadata"]["labels"] = {**(labels or {}), **(_labels(phase) if phase else {})}
        if phase:
            made["status"] = {"phase": phase, "startedAt": ago(minutes=3), **status}
            if phase in ENDED:
                made["status"].setdefault("finishedAt", ago(minutes=1))
        return self.put(made)

    def read(self, name: str) -> Object:
        return self.cluster.request("GET", self.path(name))

    def names(self) -> set[str]:
        return {item["metadata"]["name"] for item in self.cluster.request("GET", self.path())["items"]}

    def play(self, name: str, phase: str, **status: Any) -> None:
        """Write what a controller would."""
        finished = {"finishedAt": ago()} if phase in ENDED else {}
        patch = {
            "metadata": {"labels": _labels(phase)},
            "status": {"phase": phase, "startedAt": ago(minutes=1), **finished, **status},
        }
        self.cluster.request("PATCH", self.path(name), patch, form="application/merge-patch+json")

    def later(self, name: str, *acts: Callable[[], object], pause: float = 0.3) -> threading.Thread:
        """Do this as soon as the workflow is there, with pauses; to be joined."""

        def run() -> None:
            until(lambda: name in self.names())
            for act in acts:
                time.sleep(pause)
                act()

        thread = threading.Thread(target=run)
        thread.start()
        return thread


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except Refused:
            pass
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def as_text(*workflows: Object) -> str:
    return "\n---\n".join(json.dumps(workflow) for workflow in workflows)


def _labels(phase: str) -> Object:
    return {PREFIX + "phase": phase, PREFIX + "completed": "true" if phase in ENDED else "false"}
