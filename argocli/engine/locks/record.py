"""What a workflow's status records of its locks: written at the end of a pass, read after a restart."""

from __future__ import annotations

from argocli.engine.locks import standing
from argocli.engine.locks.names import LockError, limit_of, named_by
from argocli.engine.locks.table import LockTable
from argocli.engine.locks.view import WorkflowLocks
from argocli.engine.outside import Objects, Unavailable
from argocli.model import phases
from argocli.model.values import JsonObject, mapping, objects, sequence, text
from argocli.model.workflow import Status, Workflow


def recorded(locks: WorkflowLocks) -> JsonObject:
    """What the status says; empty where the workflow has to do with no lock."""
    table = locks.table
    holding = [(lock, keys) for lock, keys in sorted(table.held.of_workflow(locks.own).items())]
    # A lock that is waited for shows who has it.
    waiting = [(lock, standing.holders(table, lock)) for lock in sorted(table.waits.locks_of(locks.own))]
    result: JsonObject = {}
    for kind in ("semaphore", "mutex"):
        section: JsonObject = {}
        for field, found in (("holding", holding), ("waiting", waiting)):
            mine = [found_one for found_one in found if standing.is_mutex(table, found_one[0]) is (kind == "mutex")]
            entries = [_entry(kind, lock, keys) for lock, keys in mine]
            if shown := [entry for entry in entries if len(entry) > 1 or kind == "semaphore"]:
                section[field] = list(shown)
        if section:
            result[kind] = section
    return result


def _entry(kind: str, lock: str, keys: list[str]) -> JsonObject:
    if kind == "mutex":
        return {"mutex": lock, "holder": keys[0]} if keys else {"mutex": lock}
    return {"semaphore": lock, "holders": list(keys)} if keys else {"semaphore": lock}


def restore(table: LockTable, workflow: Workflow, known: Objects | None = None) -> None:
    """Take over the holds that the status of a running workflow records, from before a restart.

    Where `known` is given, a semaphore whose limit cannot be read is given to nobody any more.
    """
    if workflow.get("status", Status()).get("phase") != phases.RUNNING:
        return
    status = workflow.get("status", Status()).get("synchronization", {})
    for entry in objects(mapping(status, "mutex"), "holding"):
        name = text(entry, "mutex")
        table.restore(name, [_full_key(workflow, name, text(entry, "holder"))], mutex=True)
    for entry in objects(mapping(status, "semaphore"), "holding"):
        name = text(entry, "semaphore")
        holders = [holder for holder in sequence(entry, "holders") if isinstance(holder, str)]
        table.restore(name, [_full_key(workflow, name, holder) for holder in holders])
        if known is not None and not _readable(name, known):
            table.poison(name, f"failed to initialize semaphore {name} with limit")


def _readable(name: str, known: Objects) -> bool:
    try:
        return bool(limit_of(name, known, {}))
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
        whole = lock in named_by(mapping(spec, "synchronization"), namespace)
    except LockError:
        whole = False
    return own if whole else f"{own}/{holder}"
