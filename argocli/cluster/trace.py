"""What -v shows: one line a request, without anything that a login is made of."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_SECRET = ("token", "password", "secret", "key", "authorization", "credential")


class Trace:
    """Writes lines to a stream; with none it writes nothing."""

    __slots__ = ("_stream",)

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def __bool__(self) -> bool:
        return self._stream is not None

    def now(self) -> float:
        return time.monotonic()

    def say(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(f"{text}\n")
            self._stream.flush()

    def answered(self, method: str, path: str, status: int, begin: float, size: int, more: str = "") -> None:
        """`GET /apis/... 200 12 ms 3.4 KB`."""
        if self._stream is not None:
            spent = (self.now() - begin) * 1000
            self.say(f"{method} {shown(path)} {status} {spent:.0f} ms {amount(size)}{more and ' ' + more}")

    def failed(self, method: str, path: str, begin: float, why: str) -> None:
        """`GET /apis/... failed after 12 ms: ...`."""
        if self._stream is not None:
            self.say(f"{method} {shown(path)} failed after {(self.now() - begin) * 1000:.0f} ms: {why}")


def shown(path: str) -> str:
    """A path whose query tells no secret."""
    plain, mark, query = path.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&")] if mark else []
    for index, (key, equals, _) in enumerate(pairs):
        if any(word in key.lower() for word in _SECRET):
            pairs[index] = (key, equals, "***")
    return plain + mark + "&".join("".join(pair) for pair in pairs)


def amount(size: int) -> str:
    """`312 B`, `3.4 KB`, `10.1 MB`."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} KB" if size < 999_950 else f"{size / 1_000_000:.1f} MB"
