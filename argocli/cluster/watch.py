"""List and watch: what is there, and everything that happens to it afterwards, once each, whatever the connection does.

A watch goes on from the version it has seen last. Where the server has forgotten that version everything is listed
anew, and the differences are told as if they had been seen.
"""

from __future__ import annotations

import json
import random
import time

from argocli.cluster.asked import Asked
from argocli.cluster.backoff import Backoff
from argocli.cluster.endpoints import api_version, collection
from argocli.cluster.failures import Busy, Gone, Unauthenticated, from_status, raise_for
from argocli.cluster.pages import METADATA, read_all, whole
from argocli.cluster.unreachable import Silent
from argocli.errors import Unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal

    from argocli.cluster.transport import Transport
    from argocli.model.values import JsonObject

    Kind = Literal["added", "modified", "deleted"]

# A watch that says nothing for so long is opened again: it may be dead, and asking costs next to nothing.
SILENCE_SECONDS = 45.0
# The server ends a watch after this time and up to twice as much.
_SERVER_SECONDS = 300
# A watch that ends sooner and brings nothing is a failure.
_SHORT_SECONDS = 1.0
_REFUSED_LOGINS = 3


class Event:
    """One object as it came, was changed or went."""

    __slots__ = ("kind", "object")

    def __init__(self, kind: Kind, found: JsonObject) -> None:
        self.kind = kind
        self.object = found


class Feed:
    """All objects of a kind that selectors choose. First `first`, then `follow`.

    `say` is told when the connection is lost and when it is there again; `pause` sleeps, and is true where the
    caller wants no more.
    """

    def __init__(
        self,
        transport: Transport,
        kind: str,
        namespace: str | None,
        *,
        labels: str = "",
        fields: str = "",
        say: Callable[[str], None] | None = None,
        silence: float | None = None,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._path = collection(kind, namespace)
        self._type: JsonObject = {"apiVersion": api_version(kind), "kind": kind}
        self._query = [(key, value) for key, value in (("labelSelector", labels), ("fieldSelector", fields)) if value]
        self._say = say or (lambda text: None)
        self._silence = silence or SILENCE_SECONDS
        self._chance = chance
        self._clock = clock
        self._backoff = Backoff(chance)
        self._lost = False
        self._logins = 0
        self._version = ""
        self._known: dict[tuple[str, str], JsonObject] = {}

    def first(self) -> list[Event]:
        """What is there, as `added`; called again, what has changed since the last event."""
        found, version = read_all(self._transport, self._path, whole, query=self._query)
        events: list[Event] = []
        left = dict(self._known)
        for item in found:
            left.pop(_key(item), None)
            events += self._seen({**self._type, **item})
        for key, last in left.items():
            del self._known[key]
            events.append(Event("deleted", last))
        self._version = version
        return events

    def follow(self, pause: Callable[[float], object] = time.sleep) -> Iterator[Event]:
        """Everything after `first`, for ever. Raises Refused, NotFound, and Unreachable for a login that stays
        refused; a server that cannot be reached is waited for."""
        while True:
            try:
                if self._lost:
                    self._probe()
                if not self._version:
                    yield from self.first()
                yield from self._watch()
                continue
            except Gone:
                self._version = ""
                if not self._backoff.failures:
                    self._backoff.failures = 1
                    continue
                wait = self._backoff.wait()
            except Unreachable as error:
                wait = self._failed(error)
            if pause(wait):
                return

    def _failed(self, error: Unreachable) -> float:
        """Counts and tells a failure; how long to wait. Raises it where waiting cannot help."""
        if isinstance(error, Unauthenticated):
            self._logins += 1
            if self._logins >= _REFUSED_LOGINS:
                raise error
        wait = self._backoff.wait(getattr(error, "seconds", None))
        self._lost = True
        reason = "the API server is busy" if isinstance(error, Busy) else error.message
        self._say(f"{reason}; reconnecting in {wait:.1f} s ...")
        return wait

    def _probe(self) -> None:
        """Whether the server is there again; a watch alone would not tell before something happens."""
        query = [*self._query, ("limit", "1")]
        raise_for(self._transport.request("GET", self._path, query=query, accept=METADATA))
        self._lost = False
        self._logins = 0
        self._say("connected again")

    def _watch(self) -> Iterator[Event]:
        seconds = _SERVER_SECONDS * (1 + self._chance())
        query = [
            *self._query,
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("resourceVersion", self._version),
            ("timeoutSeconds", f"{seconds:.0f}"),
        ]
        begin, heard = self._clock(), False
        lines = self._transport.stream(self._path, query=query, timeout=self._silence)
        try:
            for line in lines:
                if not line.strip():
                    continue
                yield from self._take(line)
                if not heard:
                    heard = True
                    self._backoff.reset()
        except Silent:
            return
        finally:
            close = getattr(lines, "close", None)
            if close is not None:
                close()
        if not heard and self._clock() - begin < _SHORT_SECONDS:
            raise Unreachable("the API server ends the watch at once")

    def _take(self, line: bytes) -> list[Event]:
        """One line of a watch. Raises Unreachable where it was cut off, Gone and others for what the server says."""
        try:
            told = json.loads(line)
            kind, found = told["type"], told["object"]
            metadata = found.get("metadata") or {}
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Unreachable("the connection was cut in the middle of an event") from None
        if kind == "ERROR":
            code = found.get("code")
            raise from_status(
                code if isinstance(code, int) else 500,
                found,
                Asked("GET", f"{self._path}?watch=true"),
                where="the watch",
            )
        version = str(metadata.get("resourceVersion") or "")
        if not _newer(version, self._version):
            return []
        self._version = version
        if kind == "BOOKMARK":
            return []
        if kind != "DELETED":
            return self._seen(found)
        last = self._known.pop(_key(found), None)
        return [] if last is None else [Event("deleted", found)]

    def _seen(self, found: JsonObject) -> list[Event]:
        """What an object as it stands now is, compared with what is known of it."""
        key = _key(found)
        last = self._known.get(key)
        self._known[key] = _gist(found)
        if last is None:
            return [Event("added", found)]
        before, now = last["metadata"], found["metadata"]
        if not isinstance(before, dict) or not isinstance(now, dict):
            return []
        if before.get("uid") != now.get("uid"):
            return [Event("deleted", last), Event("added", found)]
        if before.get("resourceVersion") == now.get("resourceVersion"):
            return []
        return [Event("modified", found)]


def _newer(version: str, last: str) -> bool:
    """Versions of a resource are numbers that grow; what is no number is only compared."""
    if version.isdigit() and last.isdigit():
        return int(version) > int(last)
    return version != last


def _key(found: JsonObject) -> tuple[str, str]:
    metadata = found.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return str(metadata.get("namespace") or ""), str(metadata.get("name") or "")


def _gist(found: JsonObject) -> JsonObject:
    """What is remembered, to be told when it has gone in the meantime: enough to know which one it was."""
    metadata, status = found.get("metadata"), found.get("status")
    kept: JsonObject = {
        "apiVersion": found.get("apiVersion"),
        "kind": found.get("kind"),
        "metadata": {key: value for key, value in metadata.items() if key != "managedFields"}
        if isinstance(metadata, dict)
        else {},
        "spec": {},
    }
    if isinstance(status, dict):
        kept["status"] = {key: status[key] for key in ("phase", "message", "startedAt", "finishedAt") if key in status}
    return kept
