"""What both transports do with a server that has its bad days."""

from __future__ import annotations

import gzip
import io
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from argocli.cluster.address import Address
from argocli.cluster.failures import Busy, NotInstalled, Unauthenticated
from argocli.cluster.kubeconfig import BrokenConfig
from argocli.cluster.official import OfficialTransport
from argocli.cluster.target import Target
from argocli.cluster.thin import ThinTransport
from argocli.cluster.trace import Trace
from argocli.cluster.transport import Transport
from argocli.cluster.unreachable import Dropped, Silent
from argocli.errors import Refused, Unreachable
from tests.cluster.scripted import Asked, Reply, reply, serving

BOTH = [ThinTransport, OfficialTransport]
Open = Callable[..., Transport]


@pytest.fixture
def pauses() -> list[float]:
    """What a transport has slept, without sleeping."""
    return []


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(params=BOTH, ids=["thin", "official"])
def open_(request: pytest.FixtureRequest, pauses: list[float], log: io.StringIO) -> Iterator[Open]:
    opened: list[Transport] = []

    def make(port: int, *, timeout: float | None = 5, prefix: str = "", **login: object) -> Transport:
        target = Target()
        target.address = Address(f"http://127.0.0.1:{port}{prefix}")
        target.origin = 'context "test"'
        for name, value in login.items():
            setattr(target.login, name, value)
        opened.append(request.param(target, Trace(log), timeout=timeout, pause=pauses.append))
        return opened[-1]

    yield make
    for transport in opened:
        transport.close()


def test_a_request_carries_what_it_should(open_: Open) -> None:
    with serving([reply(201, {"a": 1}, ("X-A", "b"))]) as server:
        transport = open_(
            server.port, prefix="/k8s", token="secret", user="ann", groups=("g", "h"), extra={"a/b": ("c",)}
        )
        response = transport.request(
            "POST", "/apis/x", query=[("dryRun", "All")], body=b'{"b": 2}', content_type="application/y"
        )
        asked = server.asked[0]
    assert (response.status, response.body, response.headers["x-a"]) == (201, b'{"a": 1}', "b")
    assert (asked.method, asked.target, asked.body) == ("POST", "/k8s/apis/x?dryRun=All", b'{"b": 2}')
    assert asked.headers["authorization"] == "Bearer secret"
    assert asked.headers["content-type"] == "application/y"
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["user-agent"].startswith("argocli/")
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"
    taken_on = [line.lower() for line in asked.lines if line.lower().startswith("impersonate")]
    assert taken_on == [
        "impersonate-user: ann",
        "impersonate-group: g",
        "impersonate-group: h",
        "impersonate-extra-a%2fb: c",
    ]


@pytest.mark.parametrize(
    ("login", "sent"),
    [
        ({"token": "abc"}, "Bearer abc"),
        ({"token": "Bearer abc"}, "Bearer abc"),
        ({"token": "Basic abc"}, "Basic abc"),
        ({"username": "ann", "password": "p:w"}, "Basic YW5uOnA6dw=="),
    ],
)
def test_logins(open_: Open, login: dict[str, object], sent: str) -> None:
    with serving([reply()]) as server:
        open_(server.port, **login).request("GET", "/")
    assert server.headers("authorization") == [sent]


def test_nobody_sends_no_login(open_: Open) -> None:
    with serving([reply()]) as server:
        open_(server.port).request("GET", "/")
    assert server.headers("authorization") == []


def test_a_header_cannot_be_smuggled_into_a_login(open_: Open) -> None:
    with serving([reply()]) as server, pytest.raises(BrokenConfig, match="no header can have"):
        open_(server.port, user="ann\r\nImpersonate-Group: system:masters").request("GET", "/")
    assert server.asked == []


def test_a_connection_is_used_again(open_: Open) -> None:
    with serving([reply()]) as server:
        transport = open_(server.port)
        for _ in range(3):
            transport.request("GET", "/")
        transport.request("POST", "/", body=b"x")
    assert [asked.connection for asked in server.asked] == [1, 1, 1, 1]


def test_a_connection_that_was_closed_meanwhile_is_replaced(open_: Open) -> None:
    with serving([reply(then="close"), reply()]) as server:
        transport = open_(server.port)
        transport.request("GET", "/")
        server.await_closed()
        assert transport.request("POST", "/", body=b"x").status == 200
    assert [asked.connection for asked in server.asked] == [1, 2]


def test_a_kept_connection_that_drops_a_reading_request_is_replaced_once(open_: Open) -> None:
    with serving([reply(), Reply(b"", "close"), reply(202)]) as server:
        transport = open_(server.port)
        transport.request("GET", "/")
        assert transport.request("GET", "/").status == 202


def test_a_dropped_change_is_not_repeated(open_: Open) -> None:
    with serving([reply(), Reply(b"", "close"), reply(202)]) as server:
        transport = open_(server.port)
        transport.request("GET", "/")
        with pytest.raises(Dropped, match="whether it was done is not known"):
            transport.request("POST", "/apis/argoproj.io/v1alpha1/namespaces/a/workflows", body=b"x")
    assert len(server.asked) == 2


def test_a_new_connection_that_drops_everything_is_an_error(open_: Open) -> None:
    with serving([Reply(b"", "tear")]) as server, pytest.raises(Unreachable, match="was lost while waiting"):
        open_(server.port).request("GET", "/version")


@pytest.mark.parametrize("compressed", [True, False])
def test_bodies_may_be_compressed(open_: Open, compressed: bool) -> None:
    body = b'{"a": 1}' * 1000
    headers = [("Content-Encoding", "gzip")] if compressed else []
    with serving([reply(200, gzip.compress(body) if compressed else body, *headers)]) as server:
        assert open_(server.port).request("GET", "/").body == body
    assert server.headers("accept-encoding") == ["gzip"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_waited_for(open_: Open, pauses: list[float], status: int) -> None:
    busy = reply(status, b"", ("Retry-After", "2"))
    with serving([busy, busy, reply(201)]) as server:
        assert open_(server.port, timeout=None).request("POST", "/", body=b"x").status == 201
    assert pauses == [2, 2]


@pytest.mark.parametrize(
    ("seconds", "waited"),
    [("31", []), ("20", [20]), ("0", [0] * 9), ("soon", [])],
    ids=["long", "sum", "often", "words"],
)
def test_but_not_for_ever(open_: Open, pauses: list[float], seconds: str, waited: list[float]) -> None:
    with serving([reply(429, b"", ("Retry-After", seconds))]) as server:
        assert open_(server.port, timeout=None).request("GET", "/").status == 429
    assert pauses == waited


def test_nor_longer_than_the_request_may_take(open_: Open, pauses: list[float]) -> None:
    with serving([reply(429, b"", ("Retry-After", "10"))]) as server:
        assert open_(server.port, timeout=5).request("GET", "/").status == 429
    assert pauses == []


def test_a_failure_that_asks_for_no_patience_is_not_repeated(open_: Open) -> None:
    with serving([reply(500)]) as server:
        assert open_(server.port).request("GET", "/").status == 500
    assert len(server.asked) == 1


def test_redirects_are_not_followed(open_: Open) -> None:
    with serving([reply(302, b"", ("Location", "/elsewhere"))]) as server:
        assert open_(server.port, token="secret").request("GET", "/").status == 302
    assert len(server.asked) == 1


def test_a_silent_server_is_given_up(open_: Open) -> None:
    with serving([Reply(b"", "hang")]) as server:
        with pytest.raises(Silent, match=r"did not answer in 0\.2 s \(get this\)"):
            open_(server.port).request("GET", "/version", timeout=0.2)
        server.over.set()


def test_half_an_answer_is_an_error(open_: Open) -> None:
    half = Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "close")
    with serving([half]) as server, pytest.raises(Dropped):
        open_(server.port).request("GET", "/")


def test_a_large_body_that_nobody_wants_is_told_as_such(open_: Open) -> None:
    with serving([Reply(b"", "tear")]) as server, pytest.raises(Refused, match=r"too large .* while 4\.0 MB were sent"):
        open_(server.port).request("POST", "/apis/a/v1/things", body=b"x" * 4_000_000)


def test_threads_may_share_a_transport(open_: Open) -> None:
    def answer(asked: Asked) -> Reply:
        return reply(200, asked.target.encode())

    with serving(answer) as server, ThreadPoolExecutor(8) as threads:
        transport = open_(server.port)
        paths = [f"/{number}" for number in range(200)]
        bodies = list(threads.map(lambda path: transport.request("GET", path).body, paths))
    assert bodies == [path.encode() for path in paths]
    assert server.connections <= 8


def test_an_interrupt_closes_the_connection(open_: Open) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.connection == 1:
            os.kill(os.getpid(), signal.SIGINT)
            return Reply(b"", "hang")
        return reply()

    with serving(answer) as server:
        transport = open_(server.port)
        with pytest.raises(KeyboardInterrupt):
            transport.request("GET", "/")
        assert transport.request("GET", "/").status == 200
        server.over.set()
    assert [asked.connection for asked in server.asked] == [1, 2]


def test_what_is_not_http_is_told(open_: Open) -> None:
    with serving([Reply(b"SSH-2.0-OpenSSH\r\n\r\n", "close")]) as server, pytest.raises(Unreachable):
        open_(server.port).request("GET", "/")


def test_a_new_token_is_tried_after_a_refusal(open_: Open, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("old")

    def answer(asked: Asked) -> Reply:
        path.write_text("new")
        return reply(200 if asked.headers["authorization"] == "Bearer new" else 401)

    with serving(answer) as server:
        transport = open_(server.port, token_file=str(path))
        assert transport.request("GET", "/").status == 200
    assert server.headers("authorization") == ["Bearer old", "Bearer new"]


def test_a_token_file_is_read_again_when_it_has_changed(open_: Open, tmp_path: Path) -> None:
    path = tmp_path / "token"
    with serving([reply()]) as server:
        transport = open_(server.port, token_file=str(path))
        for token in ("one\n", "three\n"):
            path.write_text(token)
            transport.request("GET", "/")
        path.unlink()
        with pytest.raises(BrokenConfig, match="token cannot be read: no such file"):
            transport.request("GET", "/")
    assert server.headers("authorization") == ["Bearer one", "Bearer three"]


def test_a_refused_login_is_explained(open_: Open) -> None:
    with serving([reply(401)]) as server:
        response = open_(server.port, token="opaque").request("GET", "/")
    assert response.note == "the token of the login of the command line is wrong, withdrawn or expired"


def test_a_stream_comes_line_by_line_and_ends_with_the_server(open_: Open) -> None:
    chunks = b"4\r\none\n\r\n7\r\ntwo\nthr\r\n2\r\nee\r\n0\r\n\r\n"
    with serving([Reply(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)]) as server:
        lines = list(open_(server.port).stream("/a", query=[("watch", "1")]))
    assert lines == [b"one", b"two", b"three"]
    assert server.asked[0].target == "/a?watch=1"


def test_lines_come_before_the_end(open_: Open) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n"
    with serving([Reply(head, "hang")]) as server:
        lines = open_(server.port).stream("/")
        assert next(lines) == b"one"
        lines.close()
        server.over.set()


def test_a_torn_stream_is_not_an_end(open_: Open) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n9\r\ntwo"
    with serving([Reply(head, "close")]) as server:
        lines = open_(server.port).stream("/")
        assert next(lines) == b"one"
        with pytest.raises(Dropped):
            next(lines)


def test_a_silent_stream_is_given_up_where_that_was_asked_for(open_: Open) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n"
    with serving([Reply(head, "hang")]) as server:
        lines = open_(server.port).stream("/", timeout=0.2)
        assert next(lines) == b"one"
        with pytest.raises(Silent):
            next(lines)
        server.over.set()


@pytest.mark.parametrize(
    ("answer", "error"),
    [(reply(401), Unauthenticated), (reply(429), Busy), (reply(404, b"404 page not found"), NotInstalled)],
)
def test_a_stream_that_is_refused_raises_that(open_: Open, answer: Reply, error: type[Exception]) -> None:
    with serving([answer]) as server, pytest.raises(error):
        next(open_(server.port).stream("/apis/argoproj.io/v1alpha1/workflows"))


def test_a_stream_waits_for_a_busy_server(open_: Open, pauses: list[float]) -> None:
    with serving([reply(429, b"", ("Retry-After", "1")), reply(200, b"one\n")]) as server:
        assert list(open_(server.port).stream("/")) == [b"one"]
    assert pauses == [1]


def test_requests_are_shown_without_secrets(open_: Open, log: io.StringIO) -> None:
    with serving(
        [reply(200, b"x" * 1500), reply(429, b"", ("Retry-After", "1")), reply(), reply(200, b"a\n")]
    ) as server:
        transport = open_(server.port, token="hush")
        transport.request("GET", "/apis", query=[("token", "hush"), ("limit", "5")])
        transport.request("DELETE", "/b")
        list(transport.stream("/c"))
    lines = log.getvalue().splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("GET /apis?token=***&limit=5 200 ")
    assert lines[0].endswith(" ms 1.5 KB")
    assert lines[1].endswith("waiting 1 s")
    assert lines[2].startswith("DELETE /b 200 ")
    assert lines[3].startswith("GET /c 200 ")
    assert "hush" not in log.getvalue()
