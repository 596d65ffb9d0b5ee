"""Lines of many logs in the order of their times, as well as can be told before all of them were read.

A line is held back while one from elsewhere may be older: until every other log has said something younger, or for a
moment. Who was silent for that moment is not waited for again before it speaks.
"""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from argocli.ports import LogLine

# How much of one log is read ahead, in characters.
_MOST_AHEAD = 400_000
# The last line of a log may turn out to be half of one.
_YOUNG_SECONDS = 0.1
_HOLD_SECONDS = 0.2


class Log:
    """One container's log. `bound`: no further line is older. Its fields are changed under the lock of Merge."""

    __slots__ = ("bound", "container", "late", "lines", "pod", "size", "state")

    def __init__(self, pod: str, container: str, begin: datetime) -> None:
        self.pod = pod
        self.container = container
        self.bound = begin
        self.state: Literal["waiting", "reading", "over"] = "waiting"
        self.late = False
        self.lines: deque[tuple[float, LogLine]] = deque()
        self.size = 0

    @property
    def full(self) -> bool:
        return self.size > _MOST_AHEAD


class Merge:
    """Between the threads that read and the one that prints. `window` seconds is a line held back for others; in a
    `live` one they are still being written. At most `limit` logs are read at a time."""

    def __init__(self, window: float, clock: Callable[[], float], *, live: bool, limit: int) -> None:
        self._window = window
        self._limit = limit
        self._clock = clock
        self._live = live
        self._logs: list[Log] = []
        self.changed = threading.Condition()
        self.stopped = False

    def add(self, log: Log) -> None:
        with self.changed:
            self._logs.append(log)
            self.changed.notify_all()

    def put(self, log: Log, line: LogLine) -> bool:
        """Waits while more than enough was read ahead. False where nobody listens any more."""
        with self.changed:
            while log.full and not self.stopped:
                self.changed.wait(1.0)
            log.lines.append((self._clock(), line))
            log.size += len(line.text) + 100
            log.late = False
            self.changed.notify_all()
            return not self.stopped

    def take_back(self, log: Log) -> LogLine | None:
        """The last line of a log is none yet; None where it was given out already."""
        with self.changed:
            if not log.lines:
                return None
            line = log.lines.pop()[1]
            log.size -= len(line.text) + 100
            return line

    def set_state(self, log: Log, state: Literal["waiting", "reading", "over"]) -> None:
        with self.changed:
            log.state = state
            self.changed.notify_all()

    def stop(self) -> None:
        with self.changed:
            self.stopped = True
            self.changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Until something happens, at most so long."""
        with self.changed:
            self.changed.wait(seconds)

    def over(self) -> bool:
        """Whether all that was added was read and given out."""
        with self.changed:
            return all(log.state == "over" and not log.lines for log in self._logs)

    def take(self) -> list[LogLine]:
        """The lines whose turn it is by now."""
        with self.changed:
            now = self._clock()
            heads = [(log.lines[0][1].time, number) for number, log in enumerate(self._logs) if log.lines]
            heapq.heapify(heads)
            silent = [log for log in self._logs if not log.lines and log.state != "over"]
            taken: list[LogLine] = []
            while heads:
                moment, number = heads[0]
                log = self._logs[number]
                arrived, line = log.lines[0]
                if self._young(log, now - arrived) or not self._ripe(moment, now - arrived, silent):
                    break
                log.lines.popleft()
                log.size -= len(line.text) + 100
                log.bound = max(log.bound, moment)
                taken.append(line)
                if log.lines:
                    heapq.heapreplace(heads, (log.lines[0][1].time, number))
                    continue
                heapq.heappop(heads)
                if log.state != "over":
                    silent.append(log)
            if taken:
                self.changed.notify_all()
            return taken

    def _young(self, log: Log, age: float) -> bool:
        return self._live and age < _YOUNG_SECONDS and len(log.lines) == 1 and log.state == "reading"

    def _ripe(self, moment: datetime, age: float, silent: list[Log]) -> bool:
        """Whether a line is not, or no longer, held back for what silent logs may say."""
        older = [log for log in silent if log.bound < moment]
        if not older:
            return True
        if self._stuck():
            return True
        if age >= self._window:
            for log in older:
                log.late = True
        if any(not log.late for log in older):
            return False
        return not self._live or age >= _HOLD_SECONDS

    def _stuck(self) -> bool:
        """Whether those who wait for their turn get none before something is given out."""
        reading = [log for log in self._logs if log.state == "reading"]
        return len(reading) >= self._limit and all(log.full for log in reading)
