"""The logs of a workflow's pods on a cluster: a LogSource."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from argocli.cluster.background import Background
from argocli.cluster.log_merge import Merge
from argocli.cluster.log_pods import Pods
from argocli.cluster.log_reader import Readers
from argocli.cluster.transport import Transport
from argocli.cluster.watch import Event, Feed
from argocli.errors import NotFound
from argocli.model.labels import WORKFLOW
from argocli.ports import LogLine, LogQuery

# For how long a line waits for older ones from elsewhere.
_LIVE_WINDOW, _WINDOW = 0.5, 10.0
_AT_A_TIME = 32
_TICK, _IDLE, _FINISHED = 0.1, 0.5, 1.0
# A workflow that has ended has no pods that write; one that does not end with it is waited for no longer.
_PATIENCE = 30.0


class PodLogs:
    """See ports.LogSource. `say` is told what is not in the lines: pods that are gone, connections that were lost;
    `at_a_time` is how many logs are read side by side, others wait."""

    def __init__(
        self,
        transport: Transport,
        *,
        say: Callable[[str], None] | None = None,
        at_a_time: int = _AT_A_TIME,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._say = say or (lambda text: None)
        self._at_a_time = at_a_time
        self._clock = clock

    def lines(self, query: LogQuery, finished: Callable[[], bool]) -> Iterator[LogLine | None]:
        feed = self._feed(query)
        present = feed.first()
        window = _LIVE_WINDOW if query.follow else _WINDOW
        merge = Merge(window, self._clock, live=query.follow, limit=self._at_a_time)
        readers = Readers(self._transport, query, merge, limit=self._at_a_time, say=self._say, clock=self._clock)
        pods = Pods(query, readers, self._say)
        pods.first(present)
        if query.pod and not query.follow and not pods.has(query.pod):
            raise NotFound(
                f"workflow {query.workflow} has no pod {query.pod}", hint="a pod that is gone takes its log with it"
            )
        watch = Background(feed.follow) if query.follow else None
        try:
            yield from self._merged(query, finished, merge, readers, pods, watch)
        finally:
            merge.stop()
            if watch is not None:
                watch.stop()

    def _merged(
        self,
        query: LogQuery,
        finished: Callable[[], bool],
        merge: Merge,
        readers: Readers,
        pods: Pods,
        watch: Background[Event] | None,
    ) -> Iterator[LogLine | None]:
        end = _End(finished, self._clock)
        idle = spoken = self._clock()
        while True:
            while watch is not None and (event := watch.take(0)) is not None:
                pods.update(event)
            batch = merge.take()
            yield from batch
            readers.check()
            now = self._clock()
            if batch:
                idle = spoken = now
                continue
            read = merge.over()
            if watch is None:
                if read:
                    return
            elif (read or now - spoken > _PATIENCE) and end.reached():
                if not read:
                    self._say("the workflow has ended, but some of its pods have not; no longer waiting for them")
                    return
                # Pods of the last moment, which the watch has not told of yet.
                for event in self._feed(query).first():
                    pods.update(event)
                if merge.over():
                    return
            if now - idle >= _IDLE:
                idle = now
                yield None
            merge.wait(_TICK)

    def _feed(self, query: LogQuery) -> Feed:
        labels = f"{WORKFLOW}={query.workflow}" + (f",{query.labels.strip()}" if query.labels.strip() else "")
        fields = f"metadata.name={query.pod}" if query.pod else ""
        return Feed(self._transport, "Pod", query.namespace, labels=labels, fields=fields, say=self._say)


class _End:
    """Whether the workflow has ended, not asked for too often."""

    def __init__(self, finished: Callable[[], bool], clock: Callable[[], float]) -> None:
        self._finished = finished
        self._clock = clock
        self._next = 0.0
        self._reached = False

    def reached(self) -> bool:
        if not self._reached and self._clock() >= self._next:
            self._reached = self._finished()
            self._next = self._clock() + _FINISHED
        return self._reached
