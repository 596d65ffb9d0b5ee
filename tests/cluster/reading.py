"""Logs read as `argo logs` reads them, in this thread or in one of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from argocli.cluster.logs import PodLogs
from argocli.cluster.transport import Transport
from argocli.ports import LogLine, LogQuery

WORKFLOW = "wf"


@dataclass
class Reading:
    """Reads until it is told that the workflow has ended, or by itself where it does not follow."""

    transport: Transport
    query: LogQuery
    at_a_time: int = 32
    said: list[str] = field(default_factory=list)
    lines: list[LogLine] = field(default_factory=list)
    ticks: int = 0
    error: Exception | None = None
    ended: bool = False
    thread: threading.Thread | None = None

    def run(self) -> Reading:
        logs = PodLogs(self.transport, say=self.said.append, at_a_time=self.at_a_time)
        try:
            for line in logs.lines(self.query, lambda: self.ended):
                if line is None:
                    self.ticks += 1
                else:
                    self.lines.append(line)
        except Exception as error:
            self.error = error
        return self

    def finish(self) -> Reading:
        assert self.thread
        self.ended = True
        self.thread.join(60)
        assert not self.thread.is_alive(), (len(self.lines), self.said)
        assert self.error is None
        return self

    def until(self, true: Callable[[], bool]) -> None:
        over = time.monotonic() + 30
        while not true():
            assert time.monotonic() < over, (self.error, self.texts, self.said)
            time.sleep(0.02)

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]


def read(transport: Transport, namespace: str, *, at_a_time: int = 32, **query: object) -> Reading:
    reading = Reading(transport, LogQuery(namespace, WORKFLOW, **query), at_a_time).run()  # type: ignore[arg-type]
    if reading.error:
        raise reading.error
    return reading


def follow(transport: Transport, namespace: str, *, at_a_time: int = 32, **query: object) -> Reading:
    reading = Reading(transport, LogQuery(namespace, WORKFLOW, follow=True, **query), at_a_time)  # type: ignore[arg-type]
    reading.thread = threading.Thread(target=reading.run, daemon=True)
    reading.thread.start()
    return reading
