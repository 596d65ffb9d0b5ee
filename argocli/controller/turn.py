"""One turn for one workflow: observe, reconcile, create, settle, persist, release.

Create before you write, delete after you write: of all orders this is the only one that loses no result and doubles
no pod, wherever the process dies.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from argocli.controller.outside import Cabinet, ObjectSource
from argocli.controller.rate import REACHED, CreationRate
from argocli.engine.draft import broken
from argocli.engine.locks.table import LockTable
from argocli.engine.memory import Memory
from argocli.engine.orders import CacheWrite
from argocli.engine.outcomes import settle
from argocli.engine.outside import Unavailable
from argocli.engine.pods import CreateOutcome, PodObservation, PodRequest
from argocli.engine.reconcile import NeedTemplates, Reconciliation, reconcile
from argocli.engine.settings import EngineSettings
from argocli.errors import ArgoError, Conflict, NotFound, Unreachable
from argocli.model import phases
from argocli.model.workflow import Status, Workflow
from argocli.ports import Clock, PodRuntime, WorkflowStore

# What could not be done now is tried again after this time.
_TRY_AGAIN = timedelta(seconds=10)


class VersionedStore(WorkflowStore, ObjectSource, Protocol):
    """A store that tells cheaply whether an object has changed."""

    def version(self, namespace: str, name: str) -> str | None:
        """The object's resourceVersion, None where there is no such object."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the turns of all workflows share."""

    store: VersionedStore
    runtime: PodRuntime
    clock: Clock
    locks: LockTable = field(default_factory=LockTable)
    settings: EngineSettings = field(default_factory=EngineSettings)
    report: Callable[[str], object] = lambda text: None  # is told about bugs
    rate: CreationRate | None = None


@dataclass(slots=True)
class Remembered:
    """What is kept of one workflow between its turns: only to save work."""

    workflow: Workflow | None = None
    memory: Memory = field(default_factory=Memory)
    objects: Cabinet | None = None


@dataclass(frozen=True, slots=True)
class TurnResult:
    """`wake_at`: when to turn again without being told; `over`: this workflow needs no more turns."""

    wake_at: datetime | None
    over: bool


def run_turn(
    around: Surroundings,
    namespace: str,
    name: str,
    kept: Remembered,
    changed: Collection[str] | None = None,
    *,
    admitted: bool = True,
) -> TurnResult:
    """Bring one workflow as far as it goes now. `changed` are the ids of nodes whose pods may have changed, where the
    caller knows; one that is not `admitted` does not begin yet."""
    workflow = _current(around.store, namespace, name, kept)
    if workflow is None:
        return TurnResult(None, over=True)
    now = around.clock.now()
    observed = around.runtime.observe(namespace, name)
    try:
        result = _reconcile_and_keep(around, workflow, observed, now, kept, changed, admitted=admitted)
    except Unavailable:
        return TurnResult(now + _TRY_AGAIN, over=False)
    except Exception as error:  # a bug ends the workflow, never the controller
        around.report(traceback.format_exc())
        result = Reconciliation(broken(workflow, f"{type(error).__name__}: {error}", now), changed=True)
    outcomes = [_create(around, request, now) for request in result.creates]
    after = settle(result.workflow, outcomes, now, kept.memory)
    wake_at = result.wake_at
    failed = [outcome for outcome in outcomes if outcome.error]
    if failed:
        again = now + _TRY_AGAIN if all(outcome.transient for outcome in failed) else now
        wake_at = min(again, wake_at) if wake_at is not None else again
    if result.changed or after is not result.workflow:
        try:
            stored = around.store.update(after)
        except Conflict:
            # Somebody asked for something meanwhile; the pods are there, the next turn adopts them.
            kept.workflow = None
            return TurnResult(now, over=False)
        except NotFound:
            return TurnResult(None, over=True)
        after = {**after, "metadata": stored["metadata"]}
        kept.memory.rename(after)
    kept.workflow = after
    for release in result.releases:
        if release.action == "stop":
            around.runtime.stop(namespace, release.pod_name, release.grace)
        else:
            around.runtime.delete(namespace, release.pod_name)
    over = after.get("status", Status()).get("phase") in phases.WORKFLOW_COMPLETED
    return TurnResult(None if over else wake_at, over)


def _current(store: VersionedStore, namespace: str, name: str, kept: Remembered) -> Workflow | None:
    """The object as it stands; the one from the last turn where nobody else has written since."""
    if kept.workflow is not None:
        version = store.version(namespace, name)
        if version is not None and version == kept.workflow["metadata"].get("resourceVersion"):
            return kept.workflow
    try:
        return store.get(namespace, name)
    except NotFound:
        return None


def _reconcile_and_keep(
    around: Surroundings,
    workflow: Workflow,
    observed: dict[str, PodObservation],
    now: datetime,
    kept: Remembered,
    changed: Collection[str] | None,
    *,
    admitted: bool,
) -> Reconciliation:
    """A pass whose memoized outputs are kept; where one cannot be, the pass is made again, knowing that."""
    unkept: dict[str, str] = {}
    done: set[CacheWrite] = set()
    while True:
        result = _reconcile(around, workflow, observed, now, kept, changed, admitted=admitted, unkept=unkept)
        failed: dict[str, str] = {}
        for write in result.cache_writes:
            reason = "" if write in done else _remember_outputs(around.store, write)
            if reason:
                failed[write.node_id] = reason
            else:
                done.add(write)
        if failed.keys() <= unkept.keys():
            return result
        unkept |= failed
        kept.memory, changed = Memory(), None


def _reconcile(
    around: Surroundings,
    workflow: Workflow,
    observed: dict[str, PodObservation],
    now: datetime,
    kept: Remembered,
    changed: Collection[str] | None,
    *,
    admitted: bool,
    unkept: Mapping[str, str],
) -> Reconciliation:
    if kept.objects is None:
        kept.objects = Cabinet(around.store)
    kept.objects.refresh()
    result = reconcile(
        workflow,
        observed,
        now,
        kept.objects,
        memory=kept.memory,
        changed=changed,
        lock_table=around.locks,
        settings=around.settings,
        admitted=admitted,
        unkept=unkept,
    )
    # The cabinet answers for every object, so nothing can be missing.
    assert not isinstance(result, NeedTemplates)
    return result


def _create(around: Surroundings, request: PodRequest, now: datetime) -> CreateOutcome:
    if around.rate is not None and not around.rate.take(now):
        return CreateOutcome(request.node_id, REACHED, transient=True)
    try:
        around.runtime.create(request)
    except Unreachable as error:
        return CreateOutcome(request.node_id, error.message, transient=True)
    except (ArgoError, OSError) as error:
        return CreateOutcome(request.node_id, str(error))
    return CreateOutcome(request.node_id)


def _remember_outputs(store: VersionedStore, write: CacheWrite) -> str:
    """Keep a memoized result; the reason where that fails."""
    try:
        store.keep_entry(write.namespace, write.config_map, write.key, write.value)
    except (ArgoError, OSError) as error:
        return f"failed to save outputs to cache: {error}"
    return ""
