"""The workflow object as a pass leaves it: its own phase and what goes with it, on copies of metadata and status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from argocli.engine.nodes.table import NodeTable
from argocli.engine.settings import EngineSettings
from argocli.model import labels, phases, timestamps
from argocli.model.values import JsonObject
from argocli.model.workflow import Metadata, Status, Workflow


@dataclass(slots=True)
class Draft:
    """`before` stays as it was; `stored` are the templates that the status keeps."""

    before: Workflow
    metadata: Metadata
    status: Status
    stored: dict[str, JsonObject]

    @classmethod
    def of(cls, workflow: Workflow) -> Draft:
        status = workflow.get("status", Status()).copy()
        return cls(workflow, workflow["metadata"].copy(), status, dict(status.get("storedTemplates", {})))

    @property
    def phase(self) -> str:
        return self.status.get("phase") or ""

    @property
    def has_begun(self) -> bool:
        return self.phase not in ("", phases.PENDING)

    @property
    def is_over(self) -> bool:
        return self.phase in phases.WORKFLOW_COMPLETED

    def differs(self) -> bool:
        """Whether anything but the nodes has changed."""
        before = self.before.get("status", Status())
        own = {key: value for key, value in self.status.items() if key != "nodes"}
        return self.metadata != self.before["metadata"] or own != {k: v for k, v in before.items() if k != "nodes"}

    def to_workflow(self) -> Workflow:
        return {**self.before, "metadata": self.metadata, "status": self.status}


def postpone(draft: Draft, message: str) -> None:
    """The workflow has to wait before anything of it may run."""
    draft.status["phase"] = phases.PENDING
    draft.status["message"] = message
    _label(draft, phases.PENDING, completed="false")


def begin(draft: Draft, now: datetime, settings: EngineSettings) -> None:
    """The workflow runs from now on."""
    draft.status["phase"] = phases.RUNNING
    draft.status.pop("message", None)
    draft.status["startedAt"] = timestamps.to_text(now)
    draft.status["finishedAt"] = None
    _label(draft, phases.RUNNING, completed="false")
    annotations = dict(draft.metadata.get("annotations", {}))
    annotations.setdefault(labels.POD_NAME_FORMAT, settings.pod_names)
    draft.metadata["annotations"] = annotations


def finish(draft: Draft, table: NodeTable, phase: str, message: str) -> None:
    """The workflow has ended in `phase`."""
    name, status = draft.metadata["name"], draft.status
    entry = table.get(name)
    if phase == phases.ERROR and entry is not None and entry["phase"] == phases.RUNNING:
        table.mark(name, phases.ERROR, "Workflow operation error")
    status["phase"] = phase
    if not status.get("startedAt"):
        status["startedAt"] = timestamps.to_text(table.now)
    status["finishedAt"] = timestamps.to_text(table.now)
    if message:
        status["message"] = message
    else:
        status.pop("message", None)
    _label(draft, phase, completed="true")
    _set_condition(status, "Completed", "True")


def note_running_pods(draft: Draft, table: NodeTable) -> None:
    """Whether a pod runs, as the observation has just shown."""
    running = table.tally.whole().running_pods > 0
    _set_condition(draft.status, "PodRunning", "True" if running else "False")


def broken(workflow: Workflow, reason: str, now: datetime) -> Workflow:
    """A workflow that a bug of the engine has ended."""
    draft = Draft.of(workflow)
    table = NodeTable(draft.metadata["name"], draft.status.get("nodes", {}), now)
    finish(draft, table, phases.ERROR, reason)
    draft.status["nodes"] = table.to_json()
    return draft.to_workflow()


def _label(draft: Draft, phase: str, *, completed: str) -> None:
    own = draft.metadata.get("labels", {})
    draft.metadata["labels"] = {**own, labels.PHASE: phase, labels.COMPLETED: completed}


def _set_condition(status: Status, kind: str, value: str) -> None:
    entry: JsonObject = {"type": kind, "status": value}
    known = status.get("conditions", [])
    if any(condition.get("type") == kind for condition in known):
        status["conditions"] = [entry if condition.get("type") == kind else condition for condition in known]
    else:
        status["conditions"] = [*known, entry]
