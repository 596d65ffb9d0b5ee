"""What the engine asks of a runtime and what it is told: pod requests, observations, releases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from argocli.model.values import JsonObject
from argocli.model.workflow import Outputs

POD_PENDING = "Pending"
POD_RUNNING = "Running"
POD_SUCCEEDED = "Succeeded"
POD_FAILED = "Failed"


@dataclass(frozen=True, slots=True)
class PodRequest:
    """A pod to create. `template` is whole and substituted; its inputs carry values and artifact locations."""

    namespace: str
    workflow: str
    workflow_uid: str
    node_id: str
    node_name: str
    pod_name: str
    template: JsonObject
    spec: JsonObject  # the workflow's spec, for volumes, service account, pod metadata, archive location
    include_result: bool  # somebody reads outputs.result
    deadline: datetime | None = None
    active_deadline_seconds: int | None = None
    on_exit: bool = False
    archive_logs: bool = False
    avoid: tuple[str, ...] = ()  # hosts on which earlier attempts have failed
    placement: JsonObject = field(default_factory=dict)  # nodeSelector, affinity, tolerations as they apply
    metadata: JsonObject = field(default_factory=dict)  # the pod's labels and annotations
    patches: tuple[str, ...] = ()  # pod spec patches, the workflow's before the template's


@dataclass(frozen=True, slots=True)
class ContainerState:
    """A container of a pod; `kind` tells init containers, the user's own, the executor's wait and sidecars apart."""

    name: str
    state: Literal["waiting", "running", "terminated"]
    kind: Literal["init", "main", "wait", "sidecar"] = "main"
    reason: str = ""
    message: str = ""
    exit_code: int | None = None
    ready: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PodObservation:
    """A pod as the runtime sees it. `outputs` are those that the executor reported; `outputs_complete` says that no
    more will come."""

    node_id: str
    pod_name: str
    phase: str
    message: str = ""
    reason: str = ""
    containers: tuple[ContainerState, ...] = ()
    outputs: Outputs = field(default_factory=Outputs)
    outputs_complete: bool = True
    progress: str = ""
    pod_ip: str = ""
    host: str = ""
    uid: str = ""
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PodRelease:
    """A pod that is no longer needed as it is: stop its processes, or delete it whole."""

    pod_name: str
    action: Literal["stop", "delete"]
    grace: float = 30.0


@dataclass(frozen=True, slots=True)
class CreateOutcome:
    """What came of a PodRequest: no error, an error that may pass (`transient`), or one that will not."""

    node_id: str
    error: str = ""
    transient: bool = False
