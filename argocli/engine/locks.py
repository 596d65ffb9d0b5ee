"""Synchronization of templates and of whole workflows: which locks are asked for, and when they are given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from argocli.engine import lock_names, nodes
from argocli.engine.call import Call, Prepared
from argocli.engine.lock_names import LockError
from argocli.engine.lock_table import Holder, LockTable, Verdict, Wish
from argocli.engine.operation import ExecutionError, Operation
from argocli.engine.outside import Objects, Unavailable
from argocli.engine.retry import is_transient
from argocli.engine.templates import body_kind
from argocli.model import phases
from argocli.model.values import JsonObject, integer, mapping, objects, sequence, text
from argocli.model.workflow import Node, Status, Workflow

_KINDS = {
    "steps": nodes.STEPS,
    "dag": nodes.DAG,
    "suspend": nodes.SUSPEND,
    "http": nodes.HTTP,
    "plugin": nodes.PLUGIN,
}
# What cannot be read now is asked for again after this time.
_TRY_AGAIN = timedelta(seconds=10)


def acquire(run: Operation, call: Call, prepared: Prepared, *, retrying: bool) -> bool:
    """Whether the node of a call holds the locks of its template; one that has to wait is Pending and says for what.

    Raises ExecutionError.
    """
    node_id = run.table.id_of(call.name)
    held_before = holds(run, node_id)
    try:
        verdict = try_all(run, mapping(prepared.template, "synchronization"), holder_key(run, node_id))
    except LockError as error:
        if not error.transient:
            run.fail_call(call, str(error))
            raise ExecutionError(str(error)) from error
        run.wake(run.now + _TRY_AGAIN, node_id)
        verdict = Verdict(False, message=str(error))
    node = run.table.named(call.name)
    if verdict.acquired:
        if node is not None and not held_before:
            _say(run, node, verdict)
        return True
    if node is None:
        kind = nodes.RETRY if retrying else _KINDS.get(body_kind(prepared.template), nodes.POD)
        node = run.start(call, kind, phases.PENDING, template=prepared.template)
    _say(run, node, verdict)
    return False


def _say(run: Operation, node: Node, verdict: Verdict) -> None:
    """The node shows what it waits for and why, or no longer does."""
    waiting = node.get("synchronizationStatus", {}).get("waiting", "")
    if waiting == verdict.lock and node.get("message", "") == verdict.message:
        return
    edited = run.table.edit(node["id"])
    if verdict.lock:
        edited["synchronizationStatus"] = {"waiting": verdict.lock}
    else:
        edited.pop("synchronizationStatus", None)
    nodes.set_message(edited, verdict.message)


def acquire_for_workflow(run: Operation, wanted: JsonObject) -> Verdict:
    """The same for the locks of the workflow as a whole. Raises LockError, TemplatesMissing."""
    try:
        return try_all(run, wanted, holder_key(run))
    except LockError as error:
        if not error.transient:
            raise
        run.wake(run.now + _TRY_AGAIN)
        return Verdict(False, message=f"Waiting to acquire the synchronization lock. {error}")


def try_all(run: Operation, wanted: JsonObject, key: str) -> Verdict:
    """Ask for everything that a `synchronization` names. Raises LockError, TemplatesMissing."""
    named = lock_names.named_by(wanted, run.namespace)
    wishes = [Wish(name, 1, mutex=True) if mutex else _semaphore(run, name) for name, mutex in named.items()]
    created = run.workflow["metadata"].get("creationTimestamp", "")
    return run.locks.try_acquire(wishes, Holder(key, integer(run.spec, "priority") or 0, created))


def _semaphore(run: Operation, name: str) -> Wish:
    """The limit counts as it stands now. One that was never known is an error, one that is gone lets nobody in."""
    reason = f"failed to initialize semaphore {name} with limit"
    try:
        limit, read_at = _limit(run, name)
    except Unavailable as error:
        if name not in run.locks:
            raise LockError(f"{reason}: {error}", transient=True) from error
        limit, read_at = None, None
    if not limit and name not in run.locks:
        raise LockError(reason, transient=is_transient(reason, run.settings.transient_pattern))
    return Wish(name, limit, read_at=read_at)


def _limit(run: Operation, name: str) -> tuple[int | None, datetime | None]:
    """A semaphore's limit, and when it was looked up where it just was; one that is young enough is not looked up
    again. Raises Unavailable, TemplatesMissing."""
    age = run.settings.semaphore_limit_cache
    young = run.locks.limit_since(name, run.now - timedelta(seconds=age)) if age else None
    if young is not None:
        return young, None
    return lock_names.limit_of(name, run.objects, run.database_limits), run.now


def reread_limits(run: Operation) -> None:
    """The limits of the semaphores that nodes of the workflow wait for may have changed meanwhile."""
    own = holder_key(run)
    for name in run.locks.waited_for(own):
        if run.locks.is_mutex(name):
            continue
        try:
            limit, read_at = _limit(run, name)
        except Unavailable:
            continue
        if limit is not None and run.locks.resize(name, limit, read_at):
            for key in run.locks.wanted_by(own)[name]:
                run.touch(key[len(own) + 1 :])


def holder_key(run: Operation, node_id: str = "") -> str:
    own = f"{run.namespace}/{run.name}"
    return f"{own}/{node_id}" if node_id else own


def holds(run: Operation, node_id: str) -> bool:
    """Whether the node has got its locks."""
    return bool(run.locks.held_by(holder_key(run, node_id)))


def ready(run: Operation) -> list[str]:
    """The ids of waiting nodes that could have their locks now."""
    own = holder_key(run)
    return [key[len(own) + 1 :] for key in run.locks.ready(own) if key != own]


def restore(table: LockTable, workflow: Workflow, known: Objects | None = None) -> None:
    """Take over the holds that the status of a running workflow records, from before a restart.

    Where `known` is given, a semaphore whose limit cannot be read is given to nobody any more.
    """
    if workflow.get("status", Status()).get("phase") != phases.RUNNING:
        return
    recorded = workflow.get("status", Status()).get("synchronization", {})
    for entry in objects(mapping(recorded, "mutex"), "holding"):
        name = text(entry, "mutex")
        table.restore(name, [_full_key(workflow, name, text(entry, "holder"))], mutex=True)
    for entry in objects(mapping(recorded, "semaphore"), "holding"):
        name = text(entry, "semaphore")
        holders = [holder for holder in sequence(entry, "holders") if isinstance(holder, str)]
        table.restore(name, [_full_key(workflow, name, holder) for holder in holders])
        if known is not None and not _readable(name, known):
            table.poison(name, f"failed to initialize semaphore {name} with limit")


def _readable(name: str, known: Objects) -> bool:
    try:
        return bool(lock_names.limit_of(name, known, {}))
    except Unavailable:
        return False


def _full_key(workflow: Workflow, lock: str, holder: str) -> str:
    """Holders were once recorded by the bare name of the workflow or of its node."""
    if "/" in holder:
        return holder
    namespace = workflow["metadata"].get("namespace", "")
    own = f"{namespace}/{workflow['metadata']['name']}"
    spec = workflow.get("status", Status()).get("storedWorkflowTemplateSpec") or workflow["spec"]
    try:
        whole = lock in lock_names.named_by(mapping(spec, "synchronization"), namespace)
    except LockError:
        whole = False
    return own if whole else f"{own}/{holder}"


def release(run: Operation, node: Node) -> None:
    """Give back what the node holds or waits for."""
    key = holder_key(run, node["id"])
    if run.locks.knows(key):
        run.locks.release(key)
    if node.get("synchronizationStatus"):
        run.table.edit(node["id"]).pop("synchronizationStatus", None)


def abandon(run: Operation) -> None:
    """Give back the locks of nodes that nobody will visit again: those that have ended, and those whose steps or dag
    is over, as soon as no pod of theirs is at work."""
    own = holder_key(run)
    over = any(_over(run, node_id) for node_id in run.table.before)
    held = {key for keys in run.locks.given_to(own).values() for key in keys}
    wanted = {key for keys in run.locks.wanted_by(own).values() for key in keys} if over else set()
    for key in sorted(held | wanted):
        node = run.table.get(key[len(own) + 1 :])
        if node is None or not (node["phase"] in phases.FULFILLED or _orphaned(run, node)):
            continue
        if key not in held or not _at_work(run, node):
            run.locks.release(key)


def _over(run: Operation, node_id: str) -> bool:
    node = run.table.get(node_id)
    return node is not None and node["type"] in nodes.BOUNDARIES and node["phase"] in phases.FULFILLED


def _orphaned(run: Operation, node: Node) -> bool:
    boundary = run.table.get(node.get("boundaryID", ""))
    while boundary is not None:
        if boundary["phase"] in phases.FULFILLED:
            return True
        boundary = run.table.get(boundary.get("boundaryID", ""))
    return False


def _at_work(run: Operation, node: Node) -> bool:
    if node["type"] == nodes.RETRY:
        return any(_at_work(run, child) for child in run.table.children(node))
    if node["type"] in nodes.BOUNDARIES:
        return run.table.tally.of(node["id"]).active_pods > 0
    return node["phase"] not in phases.FULFILLED


def status_of(run: Operation) -> JsonObject:
    """What the workflow's status says about its locks; empty where it has none."""
    own, locks = holder_key(run), run.locks
    holding = [(lock, keys) for lock, keys in sorted(locks.given_to(own).items())]
    # A lock that is waited for shows who has it.
    waiting = [(lock, locks.holders(lock)) for lock in sorted(locks.waited_for(own))]
    result: JsonObject = {}
    for kind in ("semaphore", "mutex"):
        section: JsonObject = {}
        for field, found in (("holding", holding), ("waiting", waiting)):
            entries = [_entry(kind, lock, keys) for lock, keys in found if locks.is_mutex(lock) is (kind == "mutex")]
            if shown := [entry for entry in entries if len(entry) > 1 or kind == "semaphore"]:
                section[field] = list(shown)
        if section:
            result[kind] = section
    return result


def _entry(kind: str, lock: str, keys: list[str]) -> JsonObject:
    if kind == "mutex":
        return {"mutex": lock, "holder": keys[0]} if keys else {"mutex": lock}
    return {"semaphore": lock, "holders": list(keys)} if keys else {"semaphore": lock}
