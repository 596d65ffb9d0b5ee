"""Which containers of which pods have a log to be read, as pods come, start, end and go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from argocli.cluster.log_reader import Container, Readers
from argocli.cluster.watch import Event
from argocli.model import timestamps
from argocli.model.values import JsonObject, integer, mapping, objects, text
from argocli.ports import LogQuery

# The executor's own; what is left are the containers of the workflow's author.
_WAIT = "wait"
_LISTED = 5


class Pods:
    """Gives readers each container once, when it has started."""

    def __init__(self, query: LogQuery, readers: Readers, say: Callable[[str], None]) -> None:
        self._query = query
        self._readers = readers
        self._say = say
        self._logs: dict[tuple[str, str], Container] = {}
        self._waiting: set[str] = set()
        self._known: set[str] = set()

    def first(self, events: list[Event]) -> None:
        """The pods that are there at the beginning, those that started first before others; says which are missing."""
        found = []
        for event in sorted(events, key=lambda event: (_begin(event.object), _name(event.object))):
            found += self._news(event)
        self._readers.add(found)
        gone = [name for name in self._query.known if name not in self._known and self._query.pod in (None, name)]
        if gone:
            pods = f"pod {gone[0]} is" if len(gone) == 1 else f"{len(gone)} pods are"
            which = f" ({_listed(gone)})" if len(gone) > 1 else ""
            self._say(f"{pods} gone, and the logs with them{which}")
        if self._query.follow:
            return
        if self._waiting:
            self._say(f"not started yet: {_listed(sorted(self._waiting))}")
        if not self._known and not gone:
            self._say(
                f"workflow {self._query.workflow} has no pods{' that were asked for' if self._query.labels else ''}"
            )

    def update(self, event: Event) -> None:
        """What a pod is by now."""
        self._readers.add(self._news(event))

    def _news(self, event: Event) -> list[Container]:
        """The containers that have started since."""
        pod = event.object
        name, uid = _name(pod), text(mapping(pod, "metadata"), "uid")
        new = name not in self._known
        self._known.add(name)
        found, started = [], False
        for container in self._wanted(pod, say=new):
            log = self._logs.get((uid, container))
            state = self._state(pod, container)
            if log is None and state and event.kind != "deleted":
                begin = _started(state) or _begin(pod)
                log = Container(name, container, begin, tail=self._query.tail is not None)
                self._logs[uid, container] = log
                found.append(log)
            if log is None:
                continue
            started = True
            log.ended = log.ended or "terminated" in state or event.kind == "deleted"
        if started or event.kind == "deleted" or not self._wanted(pod):
            self._waiting.discard(name)
        else:
            self._waiting.add(name)
        return found

    def has(self, pod: str) -> bool:
        return pod in self._known

    def _wanted(self, pod: JsonObject, *, say: bool = False) -> list[str]:
        spec = mapping(pod, "spec")
        mains = [text(item, "name") for item in objects(spec, "containers")]
        inits = [text(item, "name") for item in objects(spec, "initContainers")]
        wanted = self._query.container
        if not wanted:
            return [*inits, *mains]
        if wanted in mains or wanted in inits:
            return [wanted]
        if wanted == "main":
            # A set of containers has none of this name: all of them are meant.
            return [item for item in mains if item != _WAIT]
        if say:
            self._say(f"pod {_name(pod)} has no container {wanted}; it has {_listed([*inits, *mains])}")
        return []

    def _state(self, pod: JsonObject, container: str) -> JsonObject:
        """The state of a container that has a log: running or terminated; else nothing."""
        status = mapping(pod, "status")
        for item in (*objects(status, "containerStatuses"), *objects(status, "initContainerStatuses")):
            if text(item, "name") != container:
                continue
            if self._query.previous:
                return mapping(item, "lastState") if integer(item, "restartCount") else {}
            state = mapping(item, "state")
            return state if "running" in state or "terminated" in state else {}
        return {}


def _name(pod: JsonObject) -> str:
    return text(mapping(pod, "metadata"), "name")


def _started(state: JsonObject) -> datetime | None:
    return timestamps.from_text(
        text(mapping(state, "running"), "startedAt") or text(mapping(state, "terminated"), "startedAt")
    )


def _begin(pod: JsonObject) -> datetime:
    """When a pod started, or was made."""
    stamp = text(mapping(pod, "status"), "startTime") or text(mapping(pod, "metadata"), "creationTimestamp")
    return timestamps.from_text(stamp) or datetime.fromtimestamp(0, UTC)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
