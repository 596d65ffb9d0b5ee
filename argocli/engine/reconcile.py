"""The engine's one entry: workflow, observed pods and time in; new status, pods to create and pods to let go out.

Everything is derived from the status and the observation, never from what was done last time: the same input gives
the same output, and a second call on the result asks for nothing new. A `Memory` only saves work.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from argocli.engine import companions, completion, pod_states
from argocli.engine.cache import CacheWrite
from argocli.engine.call import Call
from argocli.engine.claims import ClaimError, creation_failed
from argocli.engine.companions import Removal
from argocli.engine.emission import NO_METRICS, emission_of
from argocli.engine.estimate import Precedent
from argocli.engine.execute import execute
from argocli.engine.globals import GlobalsError, duration_text, global_scope
from argocli.engine.locks.acquire import acquire_for_workflow, reread_limits
from argocli.engine.locks.names import LockError
from argocli.engine.locks.record import restore
from argocli.engine.locks.table import LockTable
from argocli.engine.locks.view import WorkflowLocks
from argocli.engine.memory import Executable, Memory
from argocli.engine.metadata import MetadataError, apply_metadata, foreseen, name_template
from argocli.engine.metrics import Emission
from argocli.engine.operation import TERMINATE, ExecutionError, Operation, ParallelismReached
from argocli.engine.outside import Objects, parameter_data
from argocli.engine.pods import PodObservation, PodRelease, PodRequest
from argocli.engine.settings import EngineSettings
from argocli.engine.spec import SpecError, SpecRefused, default_metadata, executable_spec
from argocli.engine.substitution import substitute_spec
from argocli.engine.templates import TemplateBase, TemplateKey, TemplateLibrary, TemplatesMissing
from argocli.engine.throttle import POSTPONED
from argocli.engine.validation import first_problem
from argocli.expr.scope import NOW
from argocli.expr.tags import ScopeValue, SubstitutionError
from argocli.model import labels, phases, timestamps
from argocli.model.values import JsonObject, any_text, flag, integer, mapping, text
from argocli.model.workflow import Metadata, Outputs, Status, Workflow

_NO_OBJECTS: Objects = {}
_DEFAULTS = EngineSettings()
# Templates call each other, and each call is some frames deep: room for the usual limit, and for where there is none.
_FRAMES, _FRAMES_WITHOUT_LIMIT = 5_000, 100_000


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`workflow` is a new object, or the given one where nothing changed; `wake_at` is when to look again without
    being told."""

    workflow: Workflow
    creates: tuple[PodRequest, ...] = ()
    releases: tuple[PodRelease, ...] = ()
    cache_writes: tuple[CacheWrite, ...] = ()
    wake_at: datetime | None = None
    changed: bool = False
    companions: tuple[JsonObject, ...] = ()  # claims and budgets, to create before the pods
    removals: tuple[Removal, ...] = ()
    metrics: Emission = NO_METRICS


@dataclass(frozen=True, slots=True)
class NeedTemplates:
    """Call again with these objects (None for one that does not exist)."""

    keys: frozenset[TemplateKey]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a pass reads beside the workflow and its pods. `locks` is shared between workflows and changes;
    `database_limits` holds the limits of semaphores kept in a database, by `namespace/key`."""

    objects: Objects
    locks: LockTable
    settings: EngineSettings = _DEFAULTS
    database_limits: Mapping[str, int] | None = None
    precedent: Workflow | None = None
    admitted: bool = True
    unkept: Mapping[str, str] | None = None


def reconcile(
    workflow: Workflow,
    observed: Mapping[str, PodObservation],
    now: datetime,
    objects: Objects = _NO_OBJECTS,
    *,
    memory: Memory | None = None,
    changed: Collection[str] | None = None,
    lock_table: LockTable | None = None,
    settings: EngineSettings = _DEFAULTS,
    database_limits: Mapping[str, int] | None = None,
    precedent: Workflow | None = None,
    admitted: bool = True,
    unkept: Mapping[str, str] | None = None,
) -> Reconciliation | NeedTemplates:
    """One pass over a workflow. `observed` holds all its pods by node id, `now` has a time zone, `objects` is what the
    workflow refers to outside of itself.

    `memory` is what the pass before left, for this very object; with `changed` the caller vouches that no other node's
    observation differs from the last one. `lock_table` is shared by all workflows of a controller. `precedent` is the
    last good run of the same template, for estimates. One that is not `admitted` waits before it begins.
    `unkept` says, by node id, which outputs this very pass would have kept in vain, and why.
    """
    if _is_over(workflow):
        return Reconciliation(workflow)
    table = lock_table if lock_table is not None else LockTable()
    around = Surroundings(objects, table, settings, database_limits, precedent, admitted, unkept)
    memory = memory if memory is not None else Memory()
    with _room(_FRAMES_WITHOUT_LIMIT if settings.deep_recursion else _FRAMES):
        try:
            result = _Pass(workflow, observed, now, around, memory).run(changed)
        except TemplatesMissing as missing:
            return NeedTemplates(missing.keys)
    memory.close(result.workflow)
    return result


@contextmanager
def _room(frames: int) -> Iterator[None]:
    """That many nested calls, for as long as it is open."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, frames))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


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
        around: Surroundings,
        memory: Memory,
    ) -> None:
        self.before = workflow
        self.observed = observed
        self.now = now
        self.around = around
        self.memory = memory
        self.status: Status = workflow.get("status", Status()).copy()
        self.metadata: Metadata = workflow["metadata"].copy()
        self.stored: dict[str, JsonObject] = dict(self.status.get("storedTemplates", {}))
        self.operation: Operation | None = None
        self.companions: list[JsonObject] = []
        self.removals: list[Removal] = []
        self.metrics = NO_METRICS

    def run(self, changed: Collection[str] | None) -> Reconciliation:
        remembered = self.memory.open(self.before, self.now)
        if not remembered:
            restore(self.around.locks, self.before)
        first = self.status.get("phase") in (None, "", phases.PENDING)
        if first and not self.around.admitted:
            completion.postpone(self.status, self.metadata, POSTPONED)
            return self._result()
        try:
            operation = self._prepare(first)
        except SpecError as error:
            return self._end(phases.FAILED, f"invalid spec: {error}")
        except SpecRefused as error:
            return self._end(phases.ERROR, str(error))
        except (GlobalsError, SubstitutionError) as error:
            return self._end(phases.FAILED, f"failed to set global parameters: {error}")
        except MetadataError as error:
            return self._end(phases.ERROR, str(error))
        self.operation = operation
        held = self._workflow_lock(operation)
        if held is not None:
            return held
        if first:
            completion.start(self.status, self.metadata, self.now, operation.settings)
            operation.deadline = deadline_of(operation.spec, self.status)
            self.companions += companions.at_start(self.before, operation.spec)
            if operation.precedent.whole:
                self.status["estimatedDuration"] = operation.precedent.whole
        else:
            self._wake_nodes(operation)
            pod_states.observe_pods(operation, changed if remembered else None)
            completion.note_running_pods(self.status, self.memory.table)
        pod_states.end_early(operation)
        if flag(operation.spec, "suspend"):
            return self._result()
        try:
            self.companions += companions.before_pods(self.before, operation.spec, self.status)
        except ClaimError as error:
            return self._end(*creation_failed(str(error), transient=False))
        return self._operate(operation)

    def _prepare(self, first: bool) -> Operation:
        remembered = self.memory.executable
        moving = {
            "workflow.status": self.status.get("phase", ""),
            "workflow.duration": duration_text(self.status, self.now),
            NOW: self.now.isoformat(),
        }
        if remembered is None:
            remembered = self._executable(first)
            if not first:
                # What the first pass writes onto the object is to be seen by the next one.
                self.memory.executable = remembered
        spec = remembered.spec
        namespace = self.metadata.get("namespace", "")
        shown: Workflow = {**self.before, "spec": spec, "metadata": self.metadata, "status": self.status}
        return Operation(
            execute=execute,
            workflow=shown,
            spec=spec,
            memory=self.memory,
            observed=self.observed,
            now=self.now,
            library=TemplateLibrary(namespace, self.around.objects, self.stored),
            base=remembered.base,
            globals={**remembered.known, **moving, **_shared_outputs(self.status.get("outputs"))},
            shutdown=text(spec, "shutdown"),
            deadline=deadline_of(spec, self.status),
            global_outputs=_copy_outputs(self.status.get("outputs")),
            settings=self.around.settings,
            objects=self.around.objects,
            locks=WorkflowLocks(self.around.locks, namespace, self.metadata["name"]),
            database_limits=self.around.database_limits or {},
            unkept=self.around.unkept or {},
            precedent=Precedent(self.around.precedent),
        )

    def _executable(self, first: bool) -> Executable:
        """The spec that runs, with the workflow's variables filled in."""
        namespace = self.metadata.get("namespace", "")
        spec = executable_spec(self.before, self.status, self.around.objects, self.around.settings)
        shown: Workflow = {**self.before, "spec": spec, "metadata": self.metadata, "status": self.status}

        def maps(name: str) -> dict[str, str] | None:
            return parameter_data(self.around.objects, namespace, name)

        def known_of(shown: Workflow) -> dict[str, str]:
            return global_scope(shown, self.now, maps, expressions=self.around.settings.expression_templates)

        reference = mapping(self.before["spec"], "workflowTemplateRef")
        base = TemplateBase.of("local/" if reference else f"local/{self.metadata['name']}", spec)
        if not first:
            known = known_of(shown)
            return Executable(substitute_spec(spec, known), base, known)
        library = TemplateLibrary(namespace, self.around.objects, self.stored)
        if problem := first_problem(self.before["spec"], spec, base, library):
            raise SpecError(problem)
        default_metadata(self.metadata, self.around.settings)
        name_template(self.metadata, reference)
        known = known_of({**shown, "metadata": foreseen(self.metadata, spec)})
        spec = substitute_spec(spec, known)
        if apply_metadata(self.metadata, spec, known):
            known = known_of(shown)
            spec = substitute_spec(spec, known)
        return Executable(spec, base, known)

    def _workflow_lock(self, operation: Operation) -> Reconciliation | None:
        """Where the workflow as a whole has to wait for a lock, the end of the pass."""
        wanted = mapping(operation.spec, "synchronization")
        if not wanted:
            return None
        pending = self.status.get("phase") in (None, "", phases.PENDING)
        if pending and operation.shutdown == TERMINATE:
            return self._end(phases.FAILED, f"Stopped with strategy '{TERMINATE}'")
        try:
            verdict = acquire_for_workflow(operation, wanted)
        except LockError as error:
            return self._end(phases.FAILED, f"Failed to acquire the synchronization lock. {error}")
        if verdict.acquired:
            self.status.pop("message", None)
            return None
        if pending:
            completion.postpone(self.status, self.metadata, verdict.message)
        else:
            self.status["message"] = verdict.message
        return self._result()

    def _wake_nodes(self, operation: Operation) -> None:
        """Nodes that have to be visited although nothing is known to have happened to them."""
        memory = self.memory
        again, memory.revisit = memory.revisit, set()
        for node_id in (*memory.timers.due(self.now), *sorted(again), *memory.unseen, *memory.unseen_tasks):
            operation.touch(node_id)
        reread_limits(operation)
        for node_id in operation.locks.ready():
            operation.touch(node_id)

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
        except ExecutionError as error:
            if operation.settings.bubble_entry_error:
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
        if operation is not None:
            completion.release_leftovers(operation)
            self.removals = companions.done_with(self.before, operation.spec, self.status, phase)
        self.around.locks.release_workflow(f"{self.metadata.get('namespace', '')}/{self.metadata['name']}")
        completion.finish(self.status, self.metadata, self.memory.table, phase, message, self.now)
        return self._result()

    def _result(self) -> Reconciliation:
        operation, table = self.operation, self.memory.table
        releases: tuple[PodRelease, ...] = ()
        creates: tuple[PodRequest, ...] = ()
        writes: tuple[CacheWrite, ...] = ()
        wakes: list[datetime] = []
        over = self.status.get("phase") in phases.WORKFLOW_COMPLETED
        if operation is not None:
            creates, releases = tuple(operation.creates), tuple(operation.releases)
            writes = tuple(operation.cache_writes)
            completion.publish(self.status, operation, self.stored)
            self.metrics = emission_of(operation, self.before, self.status)
            if not over:
                wakes = operation.wakes
                soonest = self.memory.timers.next()
                if soonest is not None:
                    wakes = [*wakes, soonest]
                if any(node_id not in operation.touched for node_id in operation.locks.ready()):
                    wakes = [*wakes, self.now]
                if table.changed and not creates and not operation.active_pods:
                    # Nothing outside will bring news, so what this pass moved has to be followed up at once.
                    wakes = [*wakes, self.now]
        if over:
            self.status.setdefault("progress", table.progress.total)
        wake_at = min(wakes, default=None)
        beside, gone = tuple(self.companions), tuple(self.removals)
        if not table.changed and not self._differs():
            return Reconciliation(self.before, creates, releases, writes, wake_at, False, beside, gone, self.metrics)
        if table.changed or operation is not None:
            self.status["nodes"] = table.to_json()
        result: Workflow = {**self.before, "metadata": self.metadata, "status": self.status}
        return Reconciliation(result, creates, releases, writes, wake_at, True, beside, gone, self.metrics)

    def _differs(self) -> bool:
        before = self.before.get("status", Status())
        own = {key: value for key, value in self.status.items() if key != "nodes"}
        return self.metadata != self.before["metadata"] or own != {k: v for k, v in before.items() if k != "nodes"}


def deadline_of(spec: JsonObject, status: Status) -> datetime | None:
    """When the workflow's own time is up."""
    seconds = integer(spec, "activeDeadlineSeconds")
    started = timestamps.from_text(status.get("startedAt"))
    if seconds is None or started is None:
        return None
    return started + timedelta(seconds=seconds)


def _shared_outputs(outputs: Outputs | None) -> dict[str, ScopeValue]:
    """Outputs that earlier passes made known to the whole workflow."""
    found: dict[str, ScopeValue] = {}
    for parameter in outputs.get("parameters", []) if outputs else []:
        value = any_text(parameter.get("value"))
        if value is not None:
            found[f"workflow.outputs.parameters.{parameter['name']}"] = value
    for artifact in outputs.get("artifacts", []) if outputs else []:
        found[f"workflow.outputs.artifacts.{text(artifact, 'name')}"] = artifact
    return found


def _copy_outputs(outputs: Outputs | None) -> Outputs:
    return outputs.copy() if outputs else Outputs()
