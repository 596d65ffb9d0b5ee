"""The engine's one entry: workflow, observed pods and time in; new status, pods to create and pods to let go out.

Everything is derived from the status and the observation, never from what was done last time: the same input gives
the same output, and a second call on the result asks for nothing new. A `Memory` only saves work.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from argocli.engine import companions
from argocli.engine.claims import ClaimError, creation_failed
from argocli.engine.companions import Removal
from argocli.engine.conclusion import conclude, let_go
from argocli.engine.draft import Draft, begin, finish, note_running_pods, postpone
from argocli.engine.early_end import end_early
from argocli.engine.emission import NO_METRICS, emission_of
from argocli.engine.estimate import Precedent
from argocli.engine.given import TERMINATE, Surroundings
from argocli.engine.locks.acquire import acquire_for_workflow, reread_limits
from argocli.engine.locks.names import LockError
from argocli.engine.locks.record import restore
from argocli.engine.locks.table import LockTable
from argocli.engine.memory import Memory
from argocli.engine.metrics import Emission
from argocli.engine.orders import CacheWrite, Orders
from argocli.engine.outside import Objects
from argocli.engine.pods import PodObservation, PodRelease, PodRequest
from argocli.engine.pods import states as pod_states
from argocli.engine.prepare import prepare
from argocli.engine.publish import publish
from argocli.engine.run import Run
from argocli.engine.running import daemons, pods_at_work
from argocli.engine.running.call import Call
from argocli.engine.settings import EngineSettings
from argocli.engine.signals import ExecutionError, ParallelismReached, WorkflowEnds
from argocli.engine.templates import TemplateKey, TemplatesMissing
from argocli.engine.throttle import POSTPONED
from argocli.model import labels, phases
from argocli.model.values import JsonObject, flag, mapping, text
from argocli.model.workflow import Status, Workflow

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
    locks = lock_table if lock_table is not None else LockTable()
    around = Surroundings(objects, locks, settings, database_limits or {}, Precedent(precedent), admitted, unkept or {})
    memory = memory if memory is not None else Memory()
    with _room(_FRAMES_WITHOUT_LIMIT if settings.deep_recursion else _FRAMES):
        try:
            result = _pass(workflow, observed, now, around, memory, changed)
        except TemplatesMissing as missing:
            return NeedTemplates(missing.keys)
    memory.close(result.workflow)
    return result


def _is_over(workflow: Workflow) -> bool:
    completed = workflow["metadata"].get("labels", {}).get(labels.COMPLETED) == "true"
    return completed or workflow.get("status", Status()).get("phase") in phases.WORKFLOW_COMPLETED


@contextmanager
def _room(frames: int) -> Iterator[None]:
    """That many nested calls, for as long as it is open."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, frames))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _pass(
    workflow: Workflow,
    observed: Mapping[str, PodObservation],
    now: datetime,
    around: Surroundings,
    memory: Memory,
    changed: Collection[str] | None,
) -> Reconciliation:
    """Bring the workflow as far as it goes now."""
    remembered = memory.open(workflow, now)
    if not remembered:
        restore(around.locks, workflow)
    draft = Draft.of(workflow)
    run: Run | None = None
    try:
        if draft.has_begun or around.admitted:
            run = prepare(draft, observed, now, around, memory)
            _advance(run, draft, changed if remembered else None)
        else:
            postpone(draft, POSTPONED)
    except ParallelismReached:
        pass  # nothing more may start now; the pods at work will bring the next pass
    except WorkflowEnds as ending:
        _end(draft, memory, around, run, ending)
    return _answer(draft, memory, run)


def _advance(run: Run, draft: Draft, changed: Collection[str] | None) -> None:
    """What a pass does, in its order. Raises WorkflowEnds, ParallelismReached."""
    if not _lock_workflow(run, draft):
        return
    if draft.has_begun:
        _take_in_news(run, draft, changed)
    else:
        _begin(run, draft)
    end_early(run)
    if flag(run.given.spec, "suspend"):
        return
    _ask_for_claims(run, draft)
    _execute_entry(run)
    conclude(run)


def _lock_workflow(run: Run, draft: Draft) -> bool:
    """Whether the workflow as a whole has the locks that it needs."""
    wanted = mapping(run.given.spec, "synchronization")
    if not wanted:
        return True
    if not draft.has_begun and run.given.shutdown == TERMINATE:
        raise WorkflowEnds(phases.FAILED, f"Stopped with strategy '{TERMINATE}'")
    try:
        verdict = acquire_for_workflow(run, wanted)
    except LockError as error:
        raise WorkflowEnds(phases.FAILED, f"Failed to acquire the synchronization lock. {error}") from error
    if verdict.acquired:
        draft.status.pop("message", None)
    elif draft.has_begun:
        draft.status["message"] = verdict.message
    else:
        postpone(draft, verdict.message)
    return verdict.acquired


def _begin(run: Run, draft: Draft) -> None:
    """The workflow's first pass."""
    begin(draft, run.given.now, run.around.settings)
    run.orders.companions += companions.at_start(draft.before, run.given.spec)
    if run.around.precedent.whole:
        draft.status["estimatedDuration"] = run.around.precedent.whole


def _take_in_news(run: Run, draft: Draft, changed: Collection[str] | None) -> None:
    """Everything that has happened since the last pass: to pods, to locks, and time itself."""
    memory = run.memory
    for node_id in (*memory.visits.due(run.given.now), *memory.pods.unseen, *memory.pods.unseen_tasks):
        run.agenda.touch(node_id)
    reread_limits(run)
    for node_id in run.locks.ready():
        run.agenda.touch(node_id)
    pod_states.observe_pods(run, changed)
    note_running_pods(draft, run.table)


def _ask_for_claims(run: Run, draft: Draft) -> None:
    try:
        run.orders.companions += companions.before_pods(draft.before, run.given.spec, draft.status)
    except ClaimError as error:
        raise WorkflowEnds(*creation_failed(str(error), transient=False)) from error


def _execute_entry(run: Run) -> None:
    """Run the entry template, and with it everything that the pass has to visit."""
    spec = run.given.spec
    entrypoint: JsonObject = {"template": text(spec, "entrypoint")}
    try:
        run.execute(run, Call(run.given.name, entrypoint, run.library.own, arguments=mapping(spec, "arguments")))
    except ExecutionError as error:
        if run.around.settings.bubble_entry_error:
            raise WorkflowEnds(phases.ERROR, f"error in entry template execution: {error}") from error


def _end(draft: Draft, memory: Memory, around: Surroundings, run: Run | None, ending: WorkflowEnds) -> None:
    """The workflow is done, unless daemons have to be ended first."""
    if run is not None:
        if daemons.end_all(run):
            run.orders.wake(run.given.now)
            return
        let_go(run)
        run.orders.removals += companions.done_with(draft.before, run.given.spec, draft.status, ending.phase)
    around.locks.release_workflow(f"{draft.metadata.get('namespace', '')}/{draft.metadata['name']}")
    finish(draft, memory.table, ending.phase, ending.message)


def _answer(draft: Draft, memory: Memory, run: Run | None) -> Reconciliation:
    """What has come of the pass; `run` is None where nothing of the workflow could be looked at."""
    table, orders = memory.table, run.orders if run is not None else Orders()
    metrics, wake_at = NO_METRICS, None
    if run is not None:
        publish(run, draft)
        metrics = emission_of(run, draft.before, draft.status)
        wake_at = None if draft.is_over else _next_look(run)
    if draft.is_over:
        draft.status.setdefault("progress", table.progress.total)
    changed = table.changed or draft.differs()
    if changed and (table.changed or run is not None):
        draft.status["nodes"] = table.to_json()
    return Reconciliation(
        draft.to_workflow() if changed else draft.before,
        tuple(orders.creates),
        tuple(orders.releases),
        tuple(orders.cache_writes),
        wake_at,
        changed,
        tuple(orders.companions),
        tuple(orders.removals),
        metrics,
    )


def _next_look(run: Run) -> datetime | None:
    """When there has to be another pass, whatever happens."""
    wakes = run.orders.wakes.copy()
    if (soonest := run.memory.visits.timers.next()) is not None:
        wakes.append(soonest)
    unheard = any(node_id not in run.agenda.touched for node_id in run.locks.ready())
    # Where nothing outside will bring news, what this pass moved has to be followed up at once.
    alone = run.table.changed and not run.orders.creates and not pods_at_work.in_workflow(run)
    if unheard or alone:
        wakes.append(run.given.now)
    return min(wakes, default=None)
