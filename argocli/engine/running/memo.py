"""Memoization: outputs of a template kept in a ConfigMap under a key, so that it need not run again."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from argocli.engine import outside
from argocli.engine.orders import CacheWrite
from argocli.engine.run import Run
from argocli.engine.running.call import Call, Prepared
from argocli.engine.running.call_nodes import call_error, hold_call
from argocli.expr.json_syntax import json_fault
from argocli.model import durations, phases, timestamps
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Node

_KEY = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*")


def look_up(run: Run, call: Call, prepared: Prepared, *, retrying: bool) -> Node | None:
    """The node of a call, Succeeded at once where its outputs are known, else Pending and marked as a miss; None where
    the node has been at work before. Raises ExecutionError."""
    wanted = mapping(prepared.template, "memoize")
    key, cache = text(wanted, "key"), text(mapping(mapping(wanted, "cache"), "configMap"), "name")
    try:
        entry = _load(run, cache, key, text(wanted, "maxAge"))
    except _CacheError as error:
        raise call_error(run, call, str(error)) from error
    node = run.table.named(call.name)
    if node is None:
        node = hold_call(run, call, prepared, retrying=retrying)
    if entry is None:
        run.table.edit(node["id"])["memoizationStatus"] = {"hit": False, "key": key, "cacheName": cache}
        return node
    edited = run.table.edit(node["id"])
    outputs = entry.get("outputs")
    if isinstance(outputs, dict):
        edited["outputs"] = outputs  # type: ignore[typeddict-item]  # written by an earlier run
    edited["memoizationStatus"] = {"hit": True, "key": key, "cacheName": cache}
    if "progress" in edited:
        edited["progress"] = "1/1"
    hit: JsonObject = {**entry, "lastHitTimestamp": timestamps.to_text(run.given.now)}
    _write(run, cache, key, hit, node["id"])
    run.shared.publish(edited)
    return run.table.mark(call.name, phases.SUCCEEDED)


def save(run: Run, node: Node) -> Node:
    """Keep the outputs of a node that has succeeded, where its template wants that; the node, which is an Error where
    they are known not to be kept."""
    status = node.get("memoizationStatus")
    if not status or status.get("hit") is not False or node["phase"] != phases.SUCCEEDED:
        return node
    if node["id"] in run.around.unkept:
        return run.table.mark(node["name"], phases.ERROR, run.around.unkept[node["id"]])
    moment = timestamps.to_text(run.given.now)
    entry: JsonObject = {"nodeID": node["id"], "creationTimestamp": moment, "lastHitTimestamp": moment}
    outputs = node.get("outputs")
    entry["outputs"] = {**outputs} if outputs else None  # type: ignore[dict-item]  # outputs are plain JSON
    _write(run, text(status, "cacheName"), text(status, "key"), entry, node["id"])
    return node


class _CacheError(Exception):
    """A cache that cannot be used; the text is upstream's."""


def _load(run: Run, cache: str, key: str, max_age: str) -> JsonObject | None:
    if not _KEY.fullmatch(key):
        raise _CacheError(f"invalid cache key: {key}")
    written = _written(run, cache, key)
    if written is None:
        return None
    fault = json_fault(written)
    if fault:
        raise _CacheError(f"malformed cache entry: could not unmarshal JSON; unable to parse: {fault}")
    entry = json.loads(written)
    if not isinstance(entry, dict) or not text(entry, "nodeID"):
        return None
    created = timestamps.from_text(text(entry, "creationTimestamp"))
    if max_age:
        try:
            oldest = run.given.now - timedelta(seconds=durations.parse_go(max_age))
        except ValueError as error:
            raise _CacheError(f"Invalid maxAge: {error}") from error
        if created is None or created < oldest:
            return None
    return entry


def _written(run: Run, cache: str, key: str) -> str | None:
    for write in reversed(run.orders.cache_writes):
        if write.config_map == cache and write.key == key:
            return write.value
    found = outside.config_map(run.around.objects, run.given.namespace, cache)
    if found is None:
        return None
    if mapping(mapping(found, "metadata"), "labels").get(outside.TYPE_LABEL) != "Cache":
        raise _CacheError(f"memoization configmap doesn't have label {outside.TYPE_LABEL}: Cache, refusing to use it")
    return outside.data_of(found).get(key)


def _write(run: Run, cache: str, key: str, entry: JsonObject, node_id: str) -> None:
    run.orders.cache_writes.append(CacheWrite(run.given.namespace, cache, key, json.dumps(entry), node_id))
