"""What a pass starts from. Nothing of it changes while the pass goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from argocli.engine.estimate import Precedent
from argocli.engine.locks.table import LockTable
from argocli.engine.outside import Objects
from argocli.engine.pods import PodObservation
from argocli.engine.running.call import Call
from argocli.engine.settings import EngineSettings
from argocli.model.values import JsonObject
from argocli.model.workflow import Workflow

STOP = "Stop"
TERMINATE = "Terminate"


@dataclass(frozen=True, slots=True)
class Given:
    """The workflow with its metadata and status as they become, `spec` the executable one with its variables filled in
    (those of templates not), the pods as they are seen, and the moment."""

    workflow: Workflow
    spec: JsonObject
    observed: Mapping[str, PodObservation]
    now: datetime
    deadline: datetime | None  # when the workflow's own time is up
    shutdown: str  # "", STOP or TERMINATE

    @property
    def name(self) -> str:
        return self.workflow["metadata"]["name"]

    @property
    def namespace(self) -> str:
        return self.workflow["metadata"].get("namespace", "")

    @property
    def past_deadline(self) -> bool:
        return self.deadline is not None and self.now >= self.deadline

    def forbids(self, call: Call) -> bool:
        """Whether a shutdown keeps the call from starting: exit handlers are spared a Stop."""
        return bool(self.shutdown) and not (call.on_exit and self.shutdown == STOP)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a pass reads beside the workflow and its pods. `locks` is shared between workflows and changes."""

    objects: Objects
    locks: LockTable
    settings: EngineSettings
    database_limits: Mapping[str, int]  # of semaphores kept in a database, by `namespace/key`
    precedent: Precedent
    admitted: bool
    unkept: Mapping[str, str]  # by node id, why its outputs could not be kept in a cache
