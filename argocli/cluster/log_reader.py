"""Reading the logs of containers, some of them at a time, each to its end whatever the connection does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from argocli.cluster.backoff import Backoff
from argocli.cluster.endpoints import single
from argocli.cluster.failures import ServerFailed
from argocli.cluster.log_merge import Log, Merge
from argocli.cluster.log_seen import Seen
from argocli.cluster.transport import Transport
from argocli.cluster.unreachable import Silent
from argocli.errors import NotFound, Refused, Unreachable
from argocli.model import timestamps
from argocli.ports import LogLine, LogQuery

_SILENCE_SECONDS = 10.0
# Where others wait for their turn, nobody keeps it for long.
_CROWDED_SILENCE_SECONDS, _TURN_SECONDS = 2.0, 5.0
# How often a log is tried that fails all the time: one that has an end, and one whose pod's machine does not answer.
_TRIES = 6
_FORBIDDEN = "may not"


class Container(Log):
    """A log, and how far it was read. `ended` is set where the container is known to have ended; `last` is the last
    line of the present stream that was handed on, `doubted` one that was perhaps half, `owed` the same while it has not
    come again, `torn` one that has no stamp."""

    __slots__ = ("backoff", "doubted", "doubts", "ended", "last", "not_before", "opened", "owed", "seen", "torn")

    def __init__(self, pod: str, container: str, begin: datetime, *, tail: bool) -> None:
        super().__init__(pod, container, begin)
        self.ended = False
        self.seen = Seen(tail=tail)
        self.last: tuple[int, bytes] | None = None
        self.doubted: tuple[int, bytes] | None = None
        self.owed: LogLine | None = None
        self.torn = False
        self.doubts = 0
        self.backoff = Backoff()
        self.not_before = 0.0
        self.opened = 0.0


class Readers:
    """Threads that read, at most `limit` of them; who is there in larger numbers waits for a turn."""

    def __init__(
        self,
        transport: Transport,
        query: LogQuery,
        merge: Merge,
        *,
        limit: int,
        say: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self._transport = transport
        self._query = query
        self._merge = merge
        self._limit = limit
        self._say = say
        self._clock = clock
        self._waiting: list[Container] = []
        self._idle = 0
        self._threads = 0
        self._lost = False
        self._error: BaseException | None = None

    def add(self, logs: list[Container]) -> None:
        """Logs to be read, in the order of their turns."""
        for log in logs:
            self._merge.add(log)
        with self._merge.changed:
            self._waiting += logs
            self._merge.changed.notify_all()
            more = min(len(self._waiting) - self._idle, self._limit - self._threads)
            self._threads += max(more, 0)
        for _ in range(more):
            threading.Thread(target=self._work, daemon=True).start()

    def check(self) -> None:
        """Raises what one of the threads could not live with."""
        if self._error is not None:
            raise self._error

    def _queue(self, log: Container) -> None:
        with self._merge.changed:
            log.state = "waiting"
            self._waiting.append(log)
            self._merge.changed.notify_all()

    def _next(self) -> Container | None:
        """The next log whose turn it is, when there is one; None at the end."""
        changed = self._merge.changed
        with changed:
            self._idle += 1
            try:
                while not self._merge.stopped:
                    now = self._clock()
                    for number, log in enumerate(self._waiting):
                        if log.not_before <= now:
                            log.state = "reading"
                            return self._waiting.pop(number)
                    changed.wait(min((log.not_before - now for log in self._waiting), default=1.0))
                return None
            finally:
                self._idle -= 1

    def _work(self) -> None:
        while (log := self._next()) is not None:
            try:
                self._read(log)
            except BaseException as error:
                self._error = error
                self._merge.set_state(log, "over")

    def _read(self, log: Container) -> None:
        """One stream of a log, and what comes after it."""
        ended = log.ended
        try:
            whole = self._stream(log, follow=self._query.follow and not ended)
        except Silent:
            self._queue(log)
        except NotFound:
            self._give_up(log, f"pod {log.pod} is gone, and what was not read of its log with it")
        except Refused as error:
            self._refused(log, error)
        except Unreachable as error:
            self._failed(log, error)
        else:
            if not whole:
                self._queue(log)
            elif not self._query.follow or (not self._doubtful(log) and ended):
                self._merge.set_state(log, "over")
            else:
                log.not_before = self._clock() + (0.0 if ended and log.last else log.backoff.wait())
                self._queue(log)

    def _doubtful(self, log: Container) -> bool:
        """Whether there may be more than a stream brought that ended in good order. The container has ended, or
        somebody on the way has; then the last line may be half of one. It is taken back and read again, and where it
        comes again as it was, it is whole."""
        doubt = log.owed is not None if log.last is None else log.torn or log.last != log.doubted
        if not doubt or log.doubts == _TRIES:
            if log.owed is not None:
                self._merge.put(log, log.owed)
                log.owed = None
            log.doubts = 0
            return False
        log.doubts += 1
        if log.last is not None:
            log.doubted = log.last
            log.owed = self._merge.take_back(log)
            if log.owed is not None:
                log.seen.forget(*log.last)
        return True

    def _stream(self, log: Container, *, follow: bool) -> bool:
        """Whether it was read to its end, and not left for another's turn."""
        lines = self._transport.stream(
            f"{single('Pod', self._query.namespace, log.pod)}/log",
            query=self._asked(log, follow),
            timeout=self._silence(),
        )
        begin = self._clock()
        log.last = None
        try:
            for raw in lines:
                self._recovered()
                line, second = self._parsed(log, raw)
                if not log.seen.is_new(second, raw):
                    continue
                log.backoff.reset()
                log.last, log.owed = None, None
                if self._query.since is not None and line.time < self._query.since:
                    continue
                log.last = second, raw
                if not self._merge.put(log, line):
                    return False
                if self._waiting and follow and self._clock() - begin > _TURN_SECONDS:
                    return False
        finally:
            close = getattr(lines, "close", None)
            if close is not None:
                close()
        self._recovered()
        return True

    def _asked(self, log: Container, follow: bool) -> list[tuple[str, str]]:
        asked = [("container", log.container), ("timestamps", "true")]
        if follow:
            asked.append(("follow", "true"))
        if self._query.previous:
            asked.append(("previous", "true"))
        since = log.seen.resume()
        if since is None and self._query.tail is not None:
            if not log.opened:
                log.opened = time.time()
                asked.append(("tailLines", str(self._query.tail)))
            else:
                since = int(log.opened)
        if since is None and self._query.since is not None:
            since = int(self._query.since.timestamp())
        if since is not None:
            asked.append(("sinceTime", timestamps.to_text(datetime.fromtimestamp(since, UTC))))
        return asked

    def _parsed(self, log: Container, raw: bytes) -> tuple[LogLine, int]:
        """The line, and the second it is of. What has no stamp is all text, and as old as the line before."""
        stamp, _, rest = raw.partition(b" ")
        try:
            moment = datetime.fromisoformat(stamp.decode("ascii"))
            log.torn = moment.tzinfo is None
        except ValueError:
            log.torn = True
        if log.torn:
            moment, rest = log.bound, raw
        return LogLine(log.pod, log.container, moment, rest.decode("utf-8", "replace")), int(moment.timestamp())

    def _silence(self) -> float:
        return _CROWDED_SILENCE_SECONDS if self._waiting else _SILENCE_SECONDS

    def _refused(self, log: Container, error: Refused) -> None:
        """What cannot be read by this user is an error; what is only not there yet is tried again."""
        if _FORBIDDEN in error.message:
            raise error
        if "waiting to start" in error.message and self._query.follow and not log.ended:
            log.not_before = self._clock() + log.backoff.wait()
            self._queue(log)
            return
        self._give_up(log, f"the log of {log.container} in pod {log.pod} cannot be read: {error.message}")

    def _failed(self, log: Container, error: Unreachable) -> None:
        wait = log.backoff.wait(getattr(error, "seconds", None))
        if log.backoff.failures >= _TRIES:
            # A machine of the cluster that does not answer takes the logs of its pods with it, and no others.
            if isinstance(error, ServerFailed):
                self._give_up(log, f"the log of {log.container} in pod {log.pod} cannot be read: {error.message}")
                return
            if not self._query.follow:
                raise error
        # Who follows has a watch beside the logs, which tells of it.
        if not self._lost and not self._query.follow and not isinstance(error, ServerFailed):
            self._lost = True
            self._say(f"{error.message}; reconnecting ...")
        log.not_before = self._clock() + wait
        self._queue(log)

    def _recovered(self) -> None:
        if self._lost:
            self._lost = False
            self._say("connected again")

    def _give_up(self, log: Container, why: str) -> None:
        self._say(why)
        self._merge.set_state(log, "over")
