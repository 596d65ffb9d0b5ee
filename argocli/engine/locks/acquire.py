"""Asking for the locks that a template or the workflow as a whole names."""

from __future__ import annotations

from datetime import datetime, timedelta

from argocli.engine import nodes
from argocli.engine.locks import standing
from argocli.engine.locks.lock import Holder
from argocli.engine.locks.names import LockError, limit_of, named_by
from argocli.engine.locks.table import Verdict, Wish
from argocli.engine.nodes.table import NodeTable
from argocli.engine.outside import Unavailable
from argocli.engine.run import Run
from argocli.engine.running.call import Call, Prepared
from argocli.engine.running.call_nodes import call_error, hold_call
from argocli.engine.running.transient import is_transient
from argocli.model.values import JsonObject, integer, mapping
from argocli.model.workflow import Node

# What cannot be read now is asked for again after this time.
_TRY_AGAIN = timedelta(seconds=10)


def acquire(run: Run, call: Call, prepared: Prepared, *, retrying: bool) -> bool:
    """Whether the node of a call holds the locks of its template; one that has to wait is Pending and says for what.

    Raises ExecutionError.
    """
    node_id = run.table.id_of(call.name)
    held_before = run.locks.holds(node_id)
    try:
        verdict = try_all(run, mapping(prepared.template, "synchronization"), run.locks.key(node_id))
    except LockError as error:
        if not error.transient:
            raise call_error(run, call, str(error)) from error
        run.agenda.wake(node_id, run.given.now + _TRY_AGAIN)
        verdict = Verdict(False, message=str(error))
    node = run.table.named(call.name)
    if verdict.acquired:
        if node is not None and not held_before:
            _say(run.table, node, verdict)
        return True
    if node is None:
        node = hold_call(run, call, prepared, retrying=retrying)
    _say(run.table, node, verdict)
    return False


def _say(table: NodeTable, node: Node, verdict: Verdict) -> None:
    """The node shows what it waits for and why, or no longer does."""
    waiting = node.get("synchronizationStatus", {}).get("waiting", "")
    if waiting == verdict.lock and node.get("message", "") == verdict.message:
        return
    edited = table.edit(node["id"])
    if verdict.lock:
        edited["synchronizationStatus"] = {"waiting": verdict.lock}
    else:
        edited.pop("synchronizationStatus", None)
    nodes.set_message(edited, verdict.message)


def acquire_for_workflow(run: Run, wanted: JsonObject) -> Verdict:
    """The same for the locks of the workflow as a whole. Raises LockError, TemplatesMissing."""
    try:
        return try_all(run, wanted, run.locks.own)
    except LockError as error:
        if not error.transient:
            raise
        run.orders.wake(run.given.now + _TRY_AGAIN)
        return Verdict(False, message=f"Waiting to acquire the synchronization lock. {error}")


def try_all(run: Run, wanted: JsonObject, key: str) -> Verdict:
    """Ask for everything that a `synchronization` names. Raises LockError, TemplatesMissing."""
    named = named_by(wanted, run.given.namespace)
    wishes = [Wish(name, 1, mutex=True) if mutex else _semaphore(run, name) for name, mutex in named.items()]
    created = run.given.workflow["metadata"].get("creationTimestamp", "")
    return run.locks.table.try_acquire(wishes, Holder(key, integer(run.given.spec, "priority") or 0, created))


def _semaphore(run: Run, name: str) -> Wish:
    """The limit counts as it stands now. One that was never known is an error, one that is gone lets nobody in."""
    reason = f"failed to initialize semaphore {name} with limit"
    try:
        limit, read_at = _limit(run, name)
    except Unavailable as error:
        if name not in run.locks.table.locks:
            raise LockError(f"{reason}: {error}", transient=True) from error
        limit, read_at = None, None
    if not limit and name not in run.locks.table.locks:
        raise LockError(reason, transient=is_transient(reason, run.around.settings.transient_pattern))
    return Wish(name, limit, read_at=read_at)


def _limit(run: Run, name: str) -> tuple[int | None, datetime | None]:
    """A semaphore's limit, and when it was looked up where it just was; one that is young enough is not looked up
    again. Raises Unavailable, TemplatesMissing."""
    age = run.around.settings.semaphore_limit_cache
    known = run.locks.table.locks.get(name)
    if (
        age
        and known is not None
        and known.read_at is not None
        and run.given.now - known.read_at <= timedelta(seconds=age)
    ):
        return known.limit, None
    return limit_of(name, run.around.objects, run.around.database_limits), run.given.now


def reread_limits(run: Run) -> None:
    """The limits of the semaphores that nodes of the workflow wait for may have changed meanwhile."""
    own, table = run.locks.own, run.locks.table
    for name in table.waits.locks_of(own):
        if standing.is_mutex(table, name):
            continue
        try:
            limit, read_at = _limit(run, name)
        except Unavailable:
            continue
        if limit is not None and table.resize(name, limit, read_at):
            for key in table.waits.of_workflow(own)[name]:
                run.agenda.touch(run.locks.node_of(key))
