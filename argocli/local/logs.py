"""What the containers of local pods printed, read from their log files."""

from __future__ import annotations

import heapq
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from argocli.local import places
from argocli.ports import LogLine, LogQuery

_POLL = 0.05


class FileLogs:
    """A LogSource over the state folder."""

    def __init__(self, state: str) -> None:
        self._state = state

    def lines(self, query: LogQuery, finished: Callable[[], bool]) -> Iterator[LogLine | None]:
        offsets: dict[str, int] = {}
        first = True
        idle = 0.0
        while True:
            over = not query.follow or finished()
            batch = sorted(self._new_lines(query, offsets), key=lambda line: line.time)
            if first and query.tail is not None:
                batch = _last_of_each(batch, query.tail)
            first = False
            yield from batch
            if over:
                return
            idle = 0.0 if batch else idle + _POLL
            if idle >= 0.5:
                idle = 0.0
                yield None
            time.sleep(_POLL)

    def _new_lines(self, query: LogQuery, offsets: dict[str, int]) -> list[LogLine]:
        parent = places.pods_dir(self._state, query.namespace, query.workflow)
        try:
            pods = sorted(name for name in os.listdir(parent) if not name.endswith(".new"))
        except FileNotFoundError:
            return []
        found: list[LogLine] = []
        for pod in pods:
            if query.pod is not None and pod != query.pod:
                continue
            folder = os.path.join(parent, pod, "logs")
            for container in [query.container] if query.container else _containers(folder):
                path = os.path.join(folder, f"{container}.log")
                found.extend(line for line in _read_on(path, pod, container, offsets) if _recent(line, query))
        return found


def _containers(folder: str) -> list[str]:
    try:
        return sorted(name.removesuffix(".log") for name in os.listdir(folder) if name.endswith(".log"))
    except FileNotFoundError:
        return []


def _recent(line: LogLine, query: LogQuery) -> bool:
    return query.since is None or line.time >= query.since


def _read_on(path: str, pod: str, container: str, offsets: dict[str, int]) -> list[LogLine]:
    try:
        with open(path, "rb") as file:
            file.seek(offsets.get(path, 0))
            data = file.read()
    except FileNotFoundError:
        return []
    end = data.rfind(b"\n") + 1
    offsets[path] = offsets.get(path, 0) + end
    return [_parse(line, pod, container) for line in data[:end].split(b"\n")[:-1]]


def _parse(line: bytes, pod: str, container: str) -> LogLine:
    stamp, _, rest = line.partition(b" ")
    _, _, content = rest.partition(b" ")
    text = stamp.decode("ascii", "replace")
    try:
        moment = datetime.fromisoformat(text[:26] + "+00:00")
    except ValueError:
        moment = datetime.fromtimestamp(0, UTC)
    return LogLine(pod, container, moment, content.decode("utf-8", "replace"))


def _last_of_each(lines: list[LogLine], count: int) -> list[LogLine]:
    by_pod: dict[str, list[LogLine]] = {}
    for line in lines:
        by_pod.setdefault(line.pod, []).append(line)
    kept = [mine[-count:] if count else [] for mine in by_pod.values()]
    return list(heapq.merge(*kept, key=lambda line: line.time))
