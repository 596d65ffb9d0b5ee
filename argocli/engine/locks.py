"""Synchronization of templates and of whole workflows: which locks are asked for, and when they are given back."""

from __future__ import annotations

from argocli.engine import nodes, outside
from argocli.engine.call import Call, Prepared
from argocli.engine.lock_table import Holder, LockTable, Verdict, Wish
from argocli.engine.operation import ExecutionError, Operation
from argocli.engine.templates import body_kind
from argocli.model import phases, timestamps
from argocli.model.values import JsonObject, integer, mapping, objects, sequence, text
from argocli.model.workflow import Node, Status, Workflow

_KINDS = {
    "steps": nodes.STEPS,
    "dag": nodes.DAG,
    "suspend": nodes.SUSPEND,
    "http": nodes.HTTP,
    "plugin": nodes.PLUGIN,
}


class LockError(Exception):
    """A synchronization that cannot be used."""


def acquire(run: Operation, call: Call, prepared: Prepared, *, retrying: bool) -> bool:
    """Whether the node of a call holds the locks of its template; one that has to wait is Pending and says for what.

    Raises ExecutionError.
    """
    name = call.name
    node_id = run.table.id_of(name)
    key = holder_key(run, node_id)
    try:
        verdict = try_all(run, mapping(prepared.template, "synchronization"), key)
    except LockError as error:
        run.fail_call(call, str(error))
        raise ExecutionError(str(error)) from error
    node = run.table.named(name)
    if verdict.acquired:
        if node is not None and node.get("synchronizationStatus", {}).get("waiting"):
            edited = run.table.edit(node_id)
            edited.pop("synchronizationStatus", None)
            edited.pop("message", None)
            # The wait is no part of what the node takes.
            edited["startedAt"] = timestamps.to_text(run.now)
        return True
    if node is None:
        kind = nodes.RETRY if retrying else _KINDS.get(body_kind(prepared.template), nodes.POD)
        node = run.start(call, kind, phases.PENDING, template=prepared.template)
    waiting: JsonObject = {"waiting": verdict.lock}
    if node.get("synchronizationStatus") != waiting or node.get("message", "") != verdict.message:
        edited = run.table.edit(node_id)
        edited["synchronizationStatus"] = waiting
        edited["message"] = verdict.message
    return False


def try_all(run: Operation, wanted: JsonObject, key: str) -> Verdict:
    """Ask for everything that a `synchronization` names. Raises LockError, TemplatesMissing."""
    wishes = [Wish(name, limit) for name, limit in _wishes(run, wanted)]
    if not wishes:
        raise LockError("no locks specified")
    created = run.workflow["metadata"].get("creationTimestamp", "")
    return run.locks.try_acquire(wishes, Holder(key, integer(run.spec, "priority") or 0, created))


def _wishes(run: Operation, wanted: JsonObject) -> list[tuple[str, int | None]]:
    found: dict[str, int | None] = {}
    for mutex in objects(wanted, "mutexes"):
        namespace = text(mutex, "namespace") or run.namespace
        kind = "Database" if mutex.get("database") is True else "Mutex"
        found[f"{namespace}/{kind}/{text(mutex, 'name')}"] = 1
    for semaphore in objects(wanted, "semaphores"):
        namespace = text(semaphore, "namespace") or run.namespace
        reference = mapping(semaphore, "configMapKeyRef")
        if reference:
            map_name, entry = text(reference, "name"), text(reference, "key")
            found[f"{namespace}/ConfigMap/{map_name}/{entry}"] = _map_limit(run, namespace, map_name, entry)
            continue
        entry = text(mapping(semaphore, "database"), "key")
        if not entry:
            raise LockError("cannot get LockName for a Sync without a ConfigMapRef or Database")
        name = f"{namespace}/Database/{entry}"
        found[name] = run.database_limits.get(f"{namespace}/{entry}")
    return list(found.items())


def _map_limit(run: Operation, namespace: str, name: str, entry: str) -> int:
    found = outside.config_map(run.objects, namespace, name)
    if found is None:
        raise LockError(
            f'failed to initialize semaphore {namespace}/ConfigMap/{name}/{entry}: configmaps "{name}" not found'
        )
    value = outside.data_of(found).get(entry)
    if value is None:
        raise LockError(
            f"failed to initialize semaphore {namespace}/ConfigMap/{name}/{entry}: "
            f"key {entry} not found in ConfigMap {name}"
        )
    try:
        return int(value)
    except ValueError:
        raise LockError(
            f'failed to initialize semaphore {namespace}/ConfigMap/{name}/{entry}: strconv.Atoi: parsing "{value}": '
            "invalid syntax"
        ) from None


def holder_key(run: Operation, node_id: str = "") -> str:
    own = f"{run.namespace}/{run.name}"
    return f"{own}/{node_id}" if node_id else own


def ready(run: Operation) -> list[str]:
    """The ids of waiting nodes that could have their locks now."""
    own = holder_key(run)
    return [key[len(own) + 1 :] for key in run.locks.ready(own) if key != own]


def restore(table: LockTable, workflow: Workflow) -> None:
    """Take over the holds that a workflow's status records, from before a restart."""
    if workflow.get("status", Status()).get("phase") not in (phases.RUNNING, phases.PENDING):
        return
    recorded = workflow.get("status", Status()).get("synchronization", {})
    for entry in objects(mapping(recorded, "mutex"), "holding"):
        table.restore(text(entry, "mutex"), [text(entry, "holder")], 1)
    for entry in objects(mapping(recorded, "semaphore"), "holding"):
        holders = [holder for holder in sequence(entry, "holders") if isinstance(holder, str)]
        table.adopt(text(entry, "semaphore"), holders)


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
    own = f"{run.namespace}/{run.name}"
    result: JsonObject = {}
    for kind, of_kind in (("mutex", True), ("semaphore", False)):
        section: JsonObject = {}
        for field, found in (("holding", run.locks.given_to(own)), ("waiting", run.locks.wanted_by(own))):
            entries = [_entry(kind, lock, keys) for lock, keys in sorted(found.items()) if _is_mutex(lock) is of_kind]
            if entries:
                section[field] = list(entries)
        if section:
            result[kind] = section
    return result


def _is_mutex(lock: str) -> bool:
    return lock.split("/")[1] == "Mutex"


def _entry(kind: str, lock: str, keys: list[str]) -> JsonObject:
    if kind == "mutex":
        return {"mutex": lock, "holder": keys[0]}
    return {"semaphore": lock, "holders": list(keys)}
