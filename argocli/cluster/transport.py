"""The seam between what is asked of an API server and how it gets there.

`path` begins with `/apis` or `/api`; the transport puts the server's own prefix before it, and the login into the
headers. Whatever is no HTTP answer is raised as one of argocli.errors; an answer of any status is a Response, which
failures.raise_for turns into an error where it is one.
"""

from __future__ import annotations

# Known to type checkers by its name; importing typing would cost every command its time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Protocol
else:
    Protocol = object


class Response:
    """One answer. `where` says who gave it; `note` is what the transport knows about a refused login."""

    __slots__ = ("body", "headers", "method", "note", "path", "status", "where")

    def __init__(
        self,
        status: int,
        headers: dict[str, str],
        body: bytes,
        *,
        method: str = "GET",
        path: str = "",
        where: str = "",
        note: str = "",
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.method = method
        self.path = path
        self.where = where
        self.note = note


class Transport(Protocol):
    """Sends requests to one API server as one user."""

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Sequence[tuple[str, str]] = (),
        body: bytes | None = None,
        content_type: str = "application/json",
        accept: str = "application/json",
        timeout: float | None = None,
    ) -> Response:
        """One request and its whole answer; `timeout` in seconds for all of it, else the one of --request-timeout."""

    def stream(
        self, path: str, *, query: Sequence[tuple[str, str]] = (), timeout: float | None = None
    ) -> Iterator[bytes]:
        """GET whose body comes line by line (watch, logs), without the line ends; ends when the server closes.

        Closing the iterator closes the connection. `timeout` is the longest silence in seconds, for ever where None.
        The request is sent when the first line is asked for; a status that is an error is raised then.
        """

    def close(self) -> None:
        """Let go of all connections."""
