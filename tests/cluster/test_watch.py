"""List and watch against a server that is played: what is told once, what is waited for, what is an error."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence

import pytest

from argocli.cluster.backoff import Backoff
from argocli.cluster.failures import Busy, Gone, ServerFailed, Unauthenticated
from argocli.cluster.transport import Response
from argocli.cluster.unreachable import Dropped, Silent
from argocli.cluster.watch import Feed
from argocli.errors import Refused, Unreachable


def a(name: str, version: int, uid: str = "") -> dict:
    metadata = {"name": name, "namespace": "argo", "uid": uid or f"uid-{name}", "resourceVersion": str(version)}
    return {"metadata": metadata, "spec": {}, "status": {"phase": "Running"}}


def event(kind: str, found: dict) -> bytes:
    return json.dumps({"type": kind, "object": found}).encode()


def error(code: int) -> bytes:
    return event("ERROR", {"kind": "Status", "code": code, "message": "no"})


BOOKMARK = event("BOOKMARK", {"metadata": {"resourceVersion": "500"}})


class Played:
    """A transport whose lists and streams are written down; a stream ends with an exception or with its lines."""

    def __init__(self, lists: Sequence[tuple[int, list[dict]]], streams: Sequence[object]) -> None:
        self.lists, self.streams = list(lists), list(streams)
        self.asked: list[dict[str, str]] = []
        self.probes: list[Exception | None] = []

    def request(self, method: str, path: str, *, query=(), **more: object) -> Response:
        if ("limit", "1") in query:
            found = self.probes.pop(0) if self.probes else None
            if found is not None:
                raise found
            return Response(200, {}, b"{}")
        version, items = self.lists.pop(0)
        body = json.dumps({"items": items, "metadata": {"resourceVersion": str(version)}}, separators=(",", ":"))
        return Response(200, {}, body.encode())

    def stream(self, path: str, *, query=(), timeout=None) -> Iterator[bytes]:
        self.asked.append(dict(query))
        if not self.streams:
            raise Over
        for line in self.streams.pop(0):
            if isinstance(line, Exception):
                raise line
            yield line

    def close(self) -> None: ...


class Over(Exception):
    """The play is over."""


class Run:
    """A feed on a played server; what it told, what it said and how long it waited."""

    def __init__(self, server: Played) -> None:
        self.said: list[str] = []
        self.waits: list[float] = []
        self.server = server
        self.moment = 0.0
        self.feed = Feed(
            server, "Workflow", "argo", say=self.said.append, chance=lambda: 1.0, clock=lambda: self.moment
        )

    def pause(self, seconds: float) -> None:
        self.waits.append(seconds)

    def tell(self) -> list[str]:
        told = self.feed.first()
        with contextlib.suppress(Over):
            told += self.feed.follow(self.pause)
        return [
            f"{one.kind} {one.object['metadata']['name']} {one.object['metadata']['resourceVersion']}" for one in told
        ]


def run(streams: Sequence[object], *lists: tuple[int, list[dict]]) -> Run:
    return Run(Played(lists or [(10, [a("x", 5)])], streams))


def test_what_is_there_is_told_first_and_then_every_change() -> None:
    told = run([[event("ADDED", a("y", 11)), event("MODIFIED", a("x", 12)), event("DELETED", a("x", 13))]]).tell()
    assert told == ["added x 5", "added y 11", "modified x 12", "deleted x 13"]


def test_a_watch_goes_on_after_the_last_version() -> None:
    played = run([[event("MODIFIED", a("x", 12))], [], [BOOKMARK], []])
    played.tell()
    assert [asked["resourceVersion"] for asked in played.server.asked] == ["10", "12", "12", "500", "500"]
    assert played.server.asked[0]["allowWatchBookmarks"] == "true"


def test_what_comes_twice_is_told_once() -> None:
    twice = [event("MODIFIED", a("x", 12)), event("DELETED", a("x", 13))]
    assert run([twice + twice, twice]).tell() == ["added x 5", "modified x 12", "deleted x 13"]


def test_versions_that_are_no_numbers_are_told_apart_all_the_same() -> None:
    told = run([[event("MODIFIED", a("x", "b")), event("MODIFIED", a("x", "b")), event("MODIFIED", a("x", "c"))]])  # type: ignore[arg-type]
    assert told.tell() == ["added x 5", "modified x b", "modified x c"]


@pytest.mark.parametrize("expired", [error(410), Gone("too old")], ids=["event", "status"])
def test_what_the_server_forgot_is_listed_again_and_compared(expired: object) -> None:
    played = run([[expired]], (10, [a("x", 5), a("y", 6), a("z", 7)]), (20, [a("x", 5), a("y", 16), a("w", 17)]))
    assert played.tell()[3:] == ["modified y 16", "added w 17", "deleted z 7"]
    assert [asked["resourceVersion"] for asked in played.server.asked] == ["10", "20"]
    assert played.waits == []
    assert played.said == []


def test_a_server_that_forgets_all_the_time_is_not_pressed() -> None:
    played = run([[error(410)]] * 3, *[(10, [a("x", 5)])] * 4)
    played.tell()
    assert len(played.waits) == 2


def test_a_name_taken_again_is_another_object() -> None:
    told = run([[error(410)]], (10, [a("x", 5)]), (20, [a("x", 15, "new")])).tell()
    assert told == ["added x 5", "deleted x 5", "added x 15"]


def test_a_lost_connection_is_said_waited_for_and_said_again() -> None:
    played = run([[event("MODIFIED", a("x", 12)), Dropped("the server was lost")], [event("MODIFIED", a("x", 13))]])
    assert played.tell() == ["added x 5", "modified x 12", "modified x 13"]
    assert played.said == ["the server was lost; reconnecting in 0.5 s ...", "connected again"]
    assert [asked["resourceVersion"] for asked in played.server.asked] == ["10", "12", "13"]


def test_waits_grow_while_nothing_comes_and_begin_anew_afterwards() -> None:
    played = run([[Dropped("lost")], [event("MODIFIED", a("x", 12)), Dropped("lost")]])
    played.server.probes = [Unreachable("refused")] * 8
    played.tell()
    assert played.waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 0.5]
    assert played.said.count("connected again") == 2


def busy(kind: type, seconds: float | None) -> Exception:
    found = kind("too much to do")
    found.seconds = seconds
    return found


@pytest.mark.parametrize(
    ("failure", "wait"),
    [
        (busy(Busy, 7.0), 8.75),
        (busy(ServerFailed, 3.0), 3.75),
        (busy(Busy, None), 0.5),
        (busy(ServerFailed, None), 0.5),
    ],
)
def test_a_servers_wish_for_patience_is_met(failure: Exception, wait: float) -> None:
    played = run([[failure]])
    played.tell()
    assert played.waits == [wait]


@pytest.mark.parametrize("code", [500, 503, 504, 429])
def test_errors_in_mid_stream_are_waited_for(code: int) -> None:
    played = run([[event("MODIFIED", a("x", 12)), error(code)], [event("MODIFIED", a("x", 13))]])
    assert played.tell()[-1] == "modified x 13"
    assert len(played.waits) == 1


@pytest.mark.parametrize("line", [b'{"type":"MODIFIED","obj', b"[]", b"{}", b'{"type":"ADDED","object":3}'])
def test_half_an_event_is_asked_for_again(line: bytes) -> None:
    played = run([[line], [event("MODIFIED", a("x", 12))]])
    assert played.tell() == ["added x 5", "modified x 12"]
    assert "reconnecting" in played.said[0]


def test_silence_is_no_news() -> None:
    played = run([[Silent("nothing")], [event("MODIFIED", a("x", 12))]])
    assert played.tell() == ["added x 5", "modified x 12"]
    assert (played.said, played.waits) == ([], [])


def test_a_server_that_ends_watches_at_once_is_not_pressed() -> None:
    played = run([[], [], [event("MODIFIED", a("x", 12))]])
    played.tell()
    assert played.waits[:2] == [0.5, 1.0]


def test_watches_that_end_in_their_time_are_opened_again_without_a_word() -> None:
    played = run([])
    ended = iter([100.0, 200.0])

    def stream(path: str, **given: object) -> Iterator[bytes]:
        played.moment = next(ended, -1)
        if played.moment < 0:
            raise Over
        yield from ()

    played.server.stream = stream  # type: ignore[method-assign]
    played.tell()
    assert (played.said, played.waits) == ([], [])


def test_what_is_forbidden_stays_so() -> None:
    with pytest.raises(Refused, match="may not"):
        run([[Refused("may not watch")]]).tell()


def test_a_login_that_stays_refused_ends_the_watch() -> None:
    played = run([[Unauthenticated("who is it?")]])
    played.server.probes = [Unauthenticated("who is it?")] * 3
    with pytest.raises(Unauthenticated):
        played.tell()
    assert len(played.waits) == 2


def test_nobody_listens_any_more() -> None:
    played = run([[Dropped("lost")], [event("MODIFIED", a("x", 12))]])
    played.feed.first()
    assert list(played.feed.follow(lambda seconds: True)) == []


def test_a_first_list_that_fails_is_an_error_at_once() -> None:
    played = run([])
    played.server.request = lambda *given, **more: Response(403, {}, b"", path="/apis/argoproj.io/v1alpha1/workflows")  # type: ignore[method-assign]
    with pytest.raises(Refused):
        played.feed.first()
    assert played.said == []


def test_no_two_clients_wait_equally_long() -> None:
    least, most = Backoff(lambda: 0.0), Backoff(lambda: 1.0)
    assert [(least.wait(), most.wait()) for _ in range(3)] == [(0.25, 0.5), (0.5, 1.0), (1.0, 2.0)]
    assert (least.wait(10.0), most.wait(10.0)) == (10.0, 12.5)
