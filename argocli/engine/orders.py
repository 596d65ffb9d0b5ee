"""What a pass asks of the outside: objects and pods to create and to let go, outputs to keep, when to look again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from argocli.engine.companions import Removal
from argocli.engine.pods import PodRelease, PodRequest
from argocli.model.values import JsonObject


@dataclass(frozen=True, slots=True)
class CacheWrite:
    """An entry to keep for later workflows: `value` is JSON text for the ConfigMap's key, made with the label where it
    is absent."""

    namespace: str
    config_map: str
    key: str
    value: str
    node_id: str


@dataclass(slots=True)
class Orders:
    """In the order in which they came up. `new_pods`: the ids of the nodes among those in `creates` that get a pod
    of their own."""

    creates: list[PodRequest] = field(default_factory=list)
    new_pods: set[str] = field(default_factory=set)
    releases: list[PodRelease] = field(default_factory=list)
    cache_writes: list[CacheWrite] = field(default_factory=list)
    companions: list[JsonObject] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    wakes: list[datetime] = field(default_factory=list)

    def stop(self, pod_name: str) -> None:
        """End the processes of a pod."""
        self.releases.append(PodRelease(pod_name, "stop"))

    def delete(self, pod_name: str) -> None:
        """Remove a pod whole."""
        self.releases.append(PodRelease(pod_name, "delete"))

    def wake(self, moment: datetime) -> None:
        """Another pass at that moment."""
        self.wakes.append(moment)
