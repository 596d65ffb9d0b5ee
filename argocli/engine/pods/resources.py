"""How long a pod has held its resources, weighed by what its containers asked for; summed up to the workflow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from argocli.engine.nodes.table import NodeTable
from argocli.engine.pods import PodObservation
from argocli.model.values import JsonObject, any_text, integer, mapping, objects, text
from argocli.model.workflow import Node

_MAIN = "main"
_ORDER = ("init", "wait", "main", "sidecar")
_MEBI = 2**20
_SUFFIXES = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    "": Fraction(1),
    "k": Fraction(10**3),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
    "T": Fraction(10**12),
    "P": Fraction(10**15),
    "E": Fraction(10**18),
    "Ki": Fraction(2**10),
    "Mi": Fraction(_MEBI),
    "Gi": Fraction(2**30),
    "Ti": Fraction(2**40),
    "Pi": Fraction(2**50),
    "Ei": Fraction(2**60),
}
_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)(n|u|m|k|[KMGTPE]i?)?")
_DEFAULTS = {"cpu": Fraction(1, 10), "memory": Fraction(100 * _MEBI)}
_BASES = {
    "memory": Fraction(100 * _MEBI),
    "storage": Fraction(10 * 2**30),
    "ephemeral-storage": Fraction(10 * 2**30),
}


def resources_duration(pod: PodObservation, template: JsonObject, spec: JsonObject) -> dict[str, int]:
    """Whole seconds by resource, each container's run time weighed by what it asked for, summed over the pod."""
    states = sorted(pod.containers, key=lambda state: _ORDER.index(state.kind))
    own = {name: mapping(container, "resources") for name, container in _declared(template)}
    asked = {state.name: own.get(state.name, {}) for state in states}
    # What the pod as a whole asks for is one budget: the first container that asks for nothing itself stands for it.
    first = next((name for name, resources in asked.items() if not any(resources.values())), None)
    shared = mapping(template, "podResources") or mapping(spec, "podResources")
    total: dict[str, int] = {}
    for state in states:
        if state.state != "terminated" or state.started_at is None or state.finished_at is None:
            continue
        seconds = max(0, int((state.finished_at - state.started_at).total_seconds()))
        resources = shared if shared and state.name == first else asked[state.name]
        for resource, amount in _amounts(resources).items():
            used = seconds * amount / _BASES.get(resource, Fraction(1))
            total[resource] = total.get(resource, 0) + used.numerator // used.denominator
    return total


def add_up(table: NodeTable, total: JsonObject) -> JsonObject:
    """Add what this pass has measured to the groups above each pod; the workflow's new total."""
    whole = dict(total)
    for node_id, before in list(table.before.items()):
        node = table.get(node_id)
        if node is None or node["type"] != "Pod":
            continue
        new = node.get("resourcesDuration") or {}
        old = (before or Node()).get("resourcesDuration") or {}
        if new == old:
            continue
        _add(whole, new, old)
        for group_id in table.progress.above(node_id):
            group = table.edit(group_id)
            sums = dict(group.get("resourcesDuration") or {})
            _add(sums, new, old)
            group["resourcesDuration"] = sums
    return whole


def _add(sums: JsonObject, new: JsonObject, old: JsonObject) -> None:
    for resource in {*new, *old}:
        sums[resource] = _seconds(sums, resource) + _seconds(new, resource) - _seconds(old, resource)


def _seconds(source: JsonObject, resource: str) -> int:
    return integer(source, resource) or 0


def _declared(template: JsonObject) -> Iterable[tuple[str, JsonObject]]:
    for body in ("container", "script"):
        if isinstance(template.get(body), dict):
            yield _MAIN, mapping(template, body)
    members = objects(mapping(template, "containerSet"), "containers")
    for container in (*members, *objects(template, "sidecars"), *objects(template, "initContainers")):
        yield text(container, "name"), container


def _amounts(resources: JsonObject) -> dict[str, Fraction]:
    amounts = dict(_DEFAULTS)
    for section in ("limits", "requests"):
        for name in mapping(resources, section):
            amount = _quantity(any_text(mapping(resources, section)[name]) or "")
            if amount is not None:
                amounts[name] = amount
    return amounts


def _quantity(written: str) -> Fraction | None:
    match = _QUANTITY.fullmatch(written)
    return Fraction(match.group(1)) * _SUFFIXES[match.group(2) or ""] if match else None
