"""Which workflows a controller lets run when its limits do not allow for all: total and per namespace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from argocli.model import labels, phases
from argocli.model.values import JsonObject, integer
from argocli.model.workflow import Status, Workflow

POSTPONED = "Workflow processing has been postponed because too many workflows are already running"
_LIMIT_LABEL = labels.PREFIX + "parallelism-limit"


class Candidate(NamedTuple):
    """A workflow in the queue; larger priorities come first, then older ones."""

    namespace: str
    name: str
    priority: int = 0
    created: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return (self.namespace, self.name)


@dataclass(frozen=True, slots=True)
class Limits:
    """Zero is no limit. `overrides` holds the limits of namespaces that have one of their own."""

    total: int = 0
    namespace: int = 0
    overrides: Mapping[str, int] = field(default_factory=dict)

    def of(self, namespace: str) -> int:
        return self.overrides.get(namespace, self.namespace)


def candidate(workflow: Workflow, spec: JsonObject) -> Candidate:
    """The place of a workflow in the queue. `spec` is the executable spec where it is known, else the own one."""
    metadata = workflow["metadata"]
    return Candidate(
        metadata.get("namespace", ""),
        metadata["name"],
        integer(spec, "priority") or 0,
        metadata.get("creationTimestamp", ""),
    )


def holds_slot(workflow: Workflow) -> bool:
    """Whether a workflow counts as running for a controller that has just started."""
    done = workflow["metadata"].get("labels", {}).get(labels.COMPLETED) == "true"
    return not done and workflow.get("status", Status()).get("phase") == phases.RUNNING


def own_limit(namespace_labels: Mapping[str, str]) -> int | None:
    """The limit that the labels of a namespace give it; None where they give none, or nothing readable."""
    given = namespace_labels.get(_LIMIT_LABEL, "")
    return int(given) if given.isascii() and given.isdigit() else None


def admit(running: Iterable[Candidate], waiting: Iterable[Candidate], limits: Limits) -> list[Candidate]:
    """Who of those that wait may start now, best first.

    Running workflows keep their slots even beyond the limits. A full namespace does not hold up the others.
    """
    held = {one.key for one in running}
    counts = Counter(namespace for namespace, _ in held)
    admitted: list[Candidate] = []
    for one in sorted(waiting, key=lambda other: (-other.priority, other.created, other.key)):
        if one.key in held:
            continue
        if limits.total and len(held) >= limits.total:
            break
        limit = limits.of(one.namespace)
        if limit and counts[one.namespace] >= limit:
            continue
        held.add(one.key)
        counts[one.namespace] += 1
        admitted.append(one)
    return admitted
