"""The engine's one entry: workflow, observed pods and time in; new status, pods to create and pods to let go out.

Everything is derived from the status and the observation, never from what was done last time: the same input gives
the same output, and a second call on the result asks for nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from argocli.engine import completion, pod_states
from argocli.engine.execute import execute
from argocli.engine.globals import GlobalsError, global_scope
from argocli.engine.metadata import MetadataError, apply_metadata
from argocli.engine.nodes import POD, NodeTable
from argocli.engine.operation import Call, ExecutionError, Operation, ParallelismReached, TemplateTimedOut
from argocli.engine.pods import PodObservation, PodRelease, PodRequest
from argocli.engine.spec import SpecError, executable_spec
from argocli.engine.substitution import substitute_spec
from argocli.engine.templates import TemplateBase, TemplateError, TemplateKey, TemplateLibrary, TemplatesMissing
from argocli.expr.tags import ScopeValue, SubstitutionError
from argocli.model import labels, phases, timestamps
from argocli.model.values import JsonObject, flag, integer, mapping, text
from argocli.model.workflow import Metadata, Outputs, Status, Workflow

_NO_TEMPLATES: Mapping[TemplateKey, JsonObject | None] = {}


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`workflow` is a new object, or the given one where nothing changed; `wake_at` is when to look again without
    being told."""

    workflow: Workflow
    creates: tuple[PodRequest, ...] = ()
    releases: tuple[PodRelease, ...] = ()
    wake_at: datetime | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class NeedTemplates:
    """Call again with these objects (None for one that does not exist)."""

    keys: frozenset[TemplateKey]


def reconcile(
    workflow: Workflow,
    observed: Mapping[str, PodObservation],
    now: datetime,
    templates: Mapping[TemplateKey, JsonObject | None] = _NO_TEMPLATES,
) -> Reconciliation | NeedTemplates:
    """One pass over a workflow. `observed` holds all its pods by node id, `now` has a time zone."""
    if _is_over(workflow):
        return Reconciliation(workflow)
    try:
        return _Pass(workflow, observed, now, templates).run()
    except TemplatesMissing as missing:
        return NeedTemplates(missing.keys)


def _is_over(workflow: Workflow) -> bool:
    completed = workflow["metadata"].get("labels", {}).get(labels.COMPLETED) == "true"
    return completed or workflow.get("status", Status()).get("phase") in phases.WORKFLOW_COMPLETED


class _Pass:
    """One pass: what it starts from and what it collects."""

    def __init__(
        self,
        workflow: Workflow,
        observed: Mapping[str, PodObservation],
        now: datetime,
        templates: Mapping[TemplateKey, JsonObject | None],
    ) -> None:
        self.before = workflow
        self.observed = observed
        self.now = now
        self.status: Status = workflow.get("status", Status()).copy()
        self.metadata: Metadata = workflow["metadata"].copy()
        self.stored: dict[str, JsonObject] = dict(self.status.get("storedTemplates", {}))
        namespace = self.metadata.get("namespace", "")
        self.library = TemplateLibrary(namespace, templates, self.stored)
        self.templates = templates
        self.table = NodeTable(self.metadata["name"], self.status.get("nodes", {}))
        self.operation: Operation | None = None

    def run(self) -> Reconciliation:
        first = not self.status.get("phase")
        try:
            operation = self._prepare(first)
        except (SpecError, TemplateError) as error:
            return self._end(phases.FAILED, f"invalid spec: {error}")
        except (GlobalsError, SubstitutionError) as error:
            return self._end(phases.FAILED, f"failed to set global parameters: {error}")
        except MetadataError as error:
            return self._end(phases.ERROR, str(error))
        self.operation = operation
        if first:
            completion.start(self.status, self.metadata, self.now)
            operation.deadline = deadline_of(operation.spec, self.status)
        else:
            pod_states.observe_pods(operation)
        pod_states.end_early(operation)
        if flag(operation.spec, "suspend"):
            return self._result()
        operation.active_pods = sum(
            1
            for node in self.table
            if node["type"] == POD and node["phase"] in (phases.PENDING, phases.RUNNING) and node["id"] in self.observed
        )
        return self._operate(operation)

    def _prepare(self, first: bool) -> Operation:
        spec = executable_spec(self.before, self.status, self.templates)
        shown: Workflow = {**self.before, "spec": spec, "metadata": self.metadata, "status": self.status}
        known = global_scope(shown, self.now)
        if first:
            changed = apply_metadata(self.metadata, spec, known)
            if changed:
                known = global_scope(shown, self.now)
        spec = substitute_spec(spec, known)
        base = TemplateBase.of(f"local/{self.metadata['name']}", spec)
        entrypoint = text(spec, "entrypoint")
        if not entrypoint:
            raise SpecError("spec.entrypoint is required")
        return Operation(
            execute=execute,
            workflow=shown,
            spec=spec,
            table=self.table,
            observed=self.observed,
            now=self.now,
            library=self.library,
            base=base,
            globals={**known, **_shared_artifacts(self.status.get("outputs"))},
            shutdown=text(spec, "shutdown"),
            deadline=deadline_of(spec, self.status),
            global_outputs=_copy_outputs(self.status.get("outputs")),
        )

    def _operate(self, operation: Operation) -> Reconciliation:
        call = Call(
            operation.name,
            {"template": text(operation.spec, "entrypoint")},
            operation.base,
            arguments=mapping(operation.spec, "arguments"),
        )
        try:
            operation.execute(operation, call)
        except ParallelismReached:
            return self._result()
        except TemplateTimedOut:
            return self._end(phases.ERROR, "error in entry template execution: timeout")
        except ExecutionError as error:
            return self._end(phases.ERROR, f"error in entry template execution: {error}")
        try:
            ending = completion.conclude(operation)
        except ParallelismReached:
            return self._result()
        if ending is None:
            return self._result()
        return self._end(*ending)

    def _end(self, phase: str, message: str) -> Reconciliation:
        """The workflow is done, unless daemons have to be ended first."""
        operation = self.operation
        if operation is not None and completion.end_daemons(operation):
            operation.wake(self.now)
            return self._result()
        if not self.status.get("startedAt"):
            completion.start(self.status, self.metadata, self.now)
        if operation is not None:
            completion.release_leftovers(operation)
        completion.finish(self.status, self.metadata, self.table, phase, message, self.now)
        return self._result()

    def _result(self) -> Reconciliation:
        operation = self.operation
        releases: tuple[PodRelease, ...] = ()
        creates: tuple[PodRequest, ...] = ()
        wakes: list[datetime] = []
        over = self.status.get("phase") in phases.WORKFLOW_COMPLETED
        if operation is not None:
            creates, releases = tuple(operation.creates), tuple(operation.releases)
            wakes = [] if over else operation.wakes
            completion.publish(self.status, operation, self.stored)
            idle = not creates and not operation.active_pods
            if self.table.changed and idle and not over:
                # Nothing outside will bring news, so what this pass moved has to be followed up at once.
                wakes = [*wakes, self.now]
        changed = self.table.changed or self._differs()
        if not changed:
            return Reconciliation(self.before, creates, releases, min(wakes, default=None))
        result: Workflow = {**self.before, "metadata": self.metadata, "status": self.status}
        return Reconciliation(result, creates, releases, min(wakes, default=None), changed=True)

    def _differs(self) -> bool:
        return self.metadata != self.before["metadata"] or self.status != self.before.get("status", {})


def deadline_of(spec: JsonObject, status: Status) -> datetime | None:
    """When the workflow's own time is up."""
    seconds = integer(spec, "activeDeadlineSeconds")
    started = timestamps.from_text(status.get("startedAt"))
    if not seconds or started is None:
        return None
    return started + timedelta(seconds=seconds)


def _shared_artifacts(outputs: Outputs | None) -> dict[str, ScopeValue]:
    """Artifacts that earlier passes made known to the whole workflow."""
    artifacts = outputs.get("artifacts", []) if outputs else []
    return {f"workflow.outputs.artifacts.{text(artifact, 'name')}": artifact for artifact in artifacts}


def _copy_outputs(outputs: Outputs | None) -> Outputs:
    return outputs.copy() if outputs else Outputs()
