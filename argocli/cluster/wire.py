"""HTTP/1.1 over one socket: a request out, the head and the body of an answer in.

The standard library's own client brings the e-mail package with it, a third of the time that a whole command has.
"""

from __future__ import annotations

import select
import time
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Sequence

_LONGEST_LINE = 65_536
_MOST_HEADERS = 256
_PIECE = 1 << 18


class NotHttp(Exception):
    """What came is no HTTP answer."""


class Cut(Exception):
    """The connection ended where more had to come; `begun` where some of the answer was there already."""

    def __init__(self, begun: bool) -> None:
        super().__init__("the connection was closed")
        self.begun = begun


class Wire:
    """One connection. `reusable` says after an answer was read whether another request can follow."""

    __slots__ = ("_chunked", "_deadline", "_gzip", "_left", "_reader", "_silence", "_socket", "reusable")

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._reader = connected.makefile("rb")
        self._deadline: float | None = None
        self._silence: float | None = None
        self._chunked = self._gzip = False
        self._left: int | None = 0
        self.reusable = False

    def limit(self, deadline: float | None, silence: float | None = None) -> None:
        """Until when (on the monotonic clock) all has to be there, and the longest pause before a piece."""
        self._deadline, self._silence = deadline, silence

    def fresh(self) -> bool:
        """Whether an idle connection is still open: one that has something to read was closed, or is out of step."""
        try:
            return not select.select([self._socket], [], [], 0)[0]
        except (OSError, ValueError):
            return False

    def send(self, method: str, target: str, headers: Sequence[tuple[str, str]], body: bytes | None) -> None:
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        data = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
        self._wait()
        self._socket.sendall(data + body if body else data)

    def head(self, method: str) -> tuple[int, dict[str, str]]:
        """The status and the headers, by lower-case name. Raises Cut, NotHttp, OSError."""
        status = 100
        while 100 <= status < 200:
            line = self._line(begun=status != 100)
            version, _, rest = line.partition(" ")
            if version not in ("HTTP/1.1", "HTTP/1.0") or not (rest[:3].isascii() and rest[:3].isdigit()):
                raise NotHttp(f"it begins with {line[:40]!r}")
            status = int(rest[:3])
            headers = self._headers()
        encoding = headers.get("transfer-encoding", "").lower()
        length = headers.get("content-length", "")
        self._chunked = encoding == "chunked"
        self._gzip = headers.get("content-encoding", "").lower() in ("gzip", "x-gzip")
        if encoding and not self._chunked:
            raise NotHttp(f"a transfer encoding that was not asked for: {encoding[:40]}")
        if method == "HEAD" or status in (204, 304):
            self._chunked, self._left = False, 0
        elif self._chunked:
            self._left = 0
        elif length:
            if not (length.isascii() and length.isdigit()):
                raise NotHttp(f"a length that is none: {length[:40]}")
            self._left = int(length)
        else:
            self._left = None
        self.reusable = (
            version == "HTTP/1.1" and self._left is not None and "close" not in headers.get("connection", "").lower()
        )
        return status, headers

    def body(self) -> bytes:
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes. Raises Cut where the connection ends before it."""
        if not self._gzip:
            yield from self._raw()
            return
        inflate, begun = zlib.decompressobj(31), False
        try:
            for piece in self._raw():
                begun = True
                yield inflate.decompress(piece)
        except zlib.error as error:
            raise NotHttp(f"the compressed body is damaged ({error})") from None
        if begun and not inflate.eof:
            raise NotHttp("the compressed body is cut off")

    def lines(self) -> Iterator[bytes]:
        """The body by lines, without their ends; what stands after the last end is a line as well."""
        begun: list[bytes] = []
        for piece in self.pieces():
            first, *rest = piece.split(b"\n")
            begun.append(first)
            for line in rest:
                yield b"".join(begun)
                begun = [line]
        if any(begun):
            yield b"".join(begun)

    def release(self) -> None:
        """Leave the socket to somebody else."""
        self._reader.close()

    def close(self) -> None:
        self.reusable = False
        self._reader.close()
        self._socket.close()

    def _raw(self) -> Iterator[bytes]:
        if not self._chunked:
            yield from self._counted()
            return
        while True:
            size = self._line().partition(";")[0].strip()
            try:
                self._left = int(size, 16)
            except ValueError:
                raise NotHttp(f"a piece of the size {size[:40]!r}") from None
            if not self._left:
                self._headers()
                return
            yield from self._counted()
            if self._line():
                raise NotHttp("a piece that is longer than it says")

    def _counted(self) -> Iterator[bytes]:
        while self._left is None or self._left > 0:
            self._wait()
            try:
                data = self._reader.read1(_PIECE if self._left is None else min(self._left, _PIECE))
            except ConnectionResetError:
                # Who says no length and has not read the whole request (a server with TLS, asked without) ends so.
                if self._left is not None:
                    raise
                return
            if not data:
                if self._left is None:
                    return
                raise Cut(begun=True)
            if self._left is not None:
                self._left -= len(data)
            yield data

    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for _ in range(_MOST_HEADERS):
            line = self._line()
            if not line:
                return found
            name, colon, value = line.partition(":")
            if not colon:
                raise NotHttp(f"a header without a colon: {line[:40]!r}")
            name, value = name.strip().lower(), value.strip()
            found[name] = f"{found[name]}, {value}" if name in found else value
        raise NotHttp("too many headers")

    def _line(self, begun: bool = True) -> str:
        self._wait()
        line = self._reader.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            if len(line) == _LONGEST_LINE:
                raise NotHttp("a line that does not end")
            raise Cut(begun or bool(line))
        return line.rstrip(b"\r\n").decode("latin-1")

    def _wait(self) -> None:
        """How long the socket may wait from here on."""
        limit = self._silence
        if self._deadline is not None:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            limit = left if limit is None else min(left, limit)
        self._socket.settimeout(limit)
