"""Work shared among processes that are copies of this one: each has its part, and they tell each other what they have
found through pipes, as plain values. One that dies is an error, never a silence.
"""

from __future__ import annotations

import marshal
import os
import sys

from argocli.errors import INTERRUPTED, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SIZE = 8


class Lost(Exception):
    """The other end of a pipe is gone."""


class Channel:
    """Two pipes to another process."""

    def __init__(self, reading: int, writing: int, pid: int = 0) -> None:
        self._reading = reading
        self._writing = writing
        self.pid = pid

    def send(self, value: Any) -> None:
        data = marshal.dumps(value)
        self._write(len(data).to_bytes(_SIZE, "big") + data)

    def receive(self) -> Any:
        """Raises Lost."""
        return marshal.loads(self._read(int.from_bytes(self._read(_SIZE), "big")))  # noqa: S302  # our own copies

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._writing, rest) :]
        except BrokenPipeError as error:
            raise Lost from error

    def _read(self, size: int) -> bytes:
        parts = []
        while size:
            part = os.read(self._reading, min(size, 1 << 20))
            if not part:
                raise Lost
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)


def processors() -> int:
    """How many processes may run at the same time here; one where processes cannot be copied."""
    if not hasattr(os, "fork"):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """`count` copies of this process, each of which runs `work(number, channel)` and is gone. To be used in a `with`:
    at its end none is left. Raises OSError where they cannot be made."""

    def __init__(self, count: int, work: Callable[[int, Channel], None]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self.channels: list[Channel] = []
        try:
            for number in range(count):
                self.channels.append(self._start(number, work))
        except OSError:
            self.__exit__(OSError)
            raise

    def _start(self, number: int, work: Callable[[int, Channel], None]) -> Channel:
        down, up = os.pipe(), os.pipe()
        pid = os.fork()
        if pid:
            os.close(down[0])
            os.close(up[1])
            return Channel(up[0], down[1], pid)
        code = 1
        try:
            os.close(down[1])
            os.close(up[0])
            for other in self.channels:
                other.close()
            code = _run(number, work, Channel(down[0], up[1]))
        finally:
            os._exit(code)

    def receive(self) -> list[Any]:
        """The next thing that each of them has to say. Raises Refused for one that died, and whatever went wrong in
        one."""
        found = []
        for channel in self.channels:
            try:
                good, said = channel.receive()
            except Lost as error:
                raise Refused(
                    f"lint could not finish: one of its processes {_end(channel)}",
                    hint="perhaps memory ran out; fewer files at once need less",
                ) from error
            if not good:
                raise RuntimeError(said)
            found.append(said)
        return found

    def send(self, value: Any) -> None:
        """The same to all; that one is gone shows when it is to answer."""
        for channel in self.channels:
            try:
                channel.send(value)
            except Lost:
                continue

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        for channel in self.channels:
            if kind is not None and channel.pid:
                os.kill(channel.pid, 9)
            channel.close()
            if channel.pid:
                os.waitpid(channel.pid, 0)


def _run(number: int, work: Callable[[int, Channel], None], channel: Channel) -> int:
    try:
        work(number, channel)
    except Lost:
        return 1  # who asked is gone
    except KeyboardInterrupt:
        return INTERRUPTED
    except BaseException:
        import traceback

        channel.send((False, f"in one of lint's processes:\n{traceback.format_exc()}"))
        return 1
    return 0


def _end(channel: Channel) -> str:
    """How a process has ended."""
    pid, channel.pid = channel.pid, 0
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        return f"was killed by signal {os.WTERMSIG(status)}"
    return f"ended with code {os.waitstatus_to_exitcode(status)}"
