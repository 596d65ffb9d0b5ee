"""Answers of HTTP/1.1, well-formed and not, byte for byte."""

from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Iterator

import pytest

from argocli.cluster.wire import Cut, NotHttp, Wire

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def pair() -> Iterator[tuple[Wire, socket.socket]]:
    ours, theirs = socket.socketpair()
    wire = Wire(ours)
    wire.limit(None, 5)
    yield wire, theirs
    wire.close()
    theirs.close()


def told(
    pair: tuple[Wire, socket.socket], data: bytes, *, end: bool = False, method: str = "GET"
) -> tuple[int, bytes, bool]:
    """Status, body, and whether the connection can be used again."""
    wire, theirs = pair
    theirs.sendall(data)
    if end:
        theirs.shutdown(socket.SHUT_WR)
    status, _ = wire.head(method)
    body = wire.body()
    return status, body, wire.reusable


@pytest.mark.parametrize(
    ("data", "end", "expected"),
    [
        (HEAD + b"Content-Length: 5\r\n\r\nhello", False, (200, b"hello", True)),
        (HEAD + b"Content-Length: 0\r\n\r\n", False, (200, b"", True)),
        (HEAD + b"Content-Length: 2\r\nConnection: Close\r\n\r\nhi", False, (200, b"hi", False)),
        (HEAD + b"\r\nuntil the end", True, (200, b"until the end", False)),
        (
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
            False,
            (200, b"abc0123456789", True),
        ),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: x\r\n\r\n", False, (200, b"a", True)),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"content-length: 1\r\n\r\nx", False, (200, b"x", True)),
        (b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", False, (404, b"", True)),
        (b"HTTP/1.1 204 No Content\r\n\r\n", False, (204, b"", True)),
        (b"HTTP/1.1 304\r\n\r\n", False, (304, b"", True)),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", False, (200, b"x", False)),
        (b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx", False, (200, b"x", True)),
    ],
)
def test_answers(pair: tuple[Wire, socket.socket], data: bytes, end: bool, expected: tuple[int, bytes, bool]) -> None:
    assert told(pair, data, end=end) == expected


def test_the_answer_to_head_has_no_body(pair: tuple[Wire, socket.socket]) -> None:
    assert told(pair, HEAD + b"Content-Length: 5\r\n\r\n", method="HEAD") == (200, b"", True)


def test_headers_are_lower_case_and_repeated_ones_joined(pair: tuple[Wire, socket.socket]) -> None:
    wire, theirs = pair
    theirs.sendall(HEAD + b"X-One:  a \r\nx-one: b\r\nContent-Length: 0\r\n\r\n")
    assert wire.head("GET")[1] == {"x-one": "a, b", "content-length": "0"}


def test_compressed_bodies_are_unpacked(pair: tuple[Wire, socket.socket]) -> None:
    body = gzip.compress(b"hello" * 1000)
    head = HEAD + f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    assert told(pair, head + body)[1] == b"hello" * 1000


def test_a_compressed_stream_gives_what_was_flushed(pair: tuple[Wire, socket.socket]) -> None:
    wire, theirs = pair
    pack = zlib.compressobj(wbits=31)
    piece = pack.compress(b"one\ntwo\nthr") + pack.flush(zlib.Z_SYNC_FLUSH)
    theirs.sendall(HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
    theirs.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    wire.head("GET")
    lines = wire.lines()
    assert [next(lines), next(lines)] == [b"one", b"two"]
    lines.close()


def test_lines_come_whole_across_pieces_and_the_last_needs_no_end(pair: tuple[Wire, socket.socket]) -> None:
    wire, theirs = pair
    theirs.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\nc\nd\r\n2\r\n\n\n\r\n1\r\ne\r\n0\r\n\r\n")
    wire.head("GET")
    assert list(wire.lines()) == [b"abc", b"d", b"", b"e"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"SSH-2.0-OpenSSH\r\n\r\n", NotHttp),
        (b"HTTP/2 200 OK\r\n\r\n", NotHttp),
        (b"HTTP/1.1 abc\r\n\r\n", NotHttp),
        (HEAD + b"no colon\r\n\r\n", NotHttp),
        (HEAD + b"Content-Length: -1\r\n\r\n", NotHttp),
        (HEAD + b"Transfer-Encoding: br\r\n\r\n", NotHttp),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", NotHttp),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", NotHttp),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", NotHttp),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n" + gzip.compress(b"hello")[:12], NotHttp),
        (HEAD + b"".join(b"a%d: b\r\n" % index for index in range(300)) + b"\r\n", NotHttp),
        (b"HTTP/1.1 200 " + b"x" * 70_000, NotHttp),
        (b"", Cut),
        (HEAD, Cut),
        (HEAD + b"Content-Length: 5\r\n\r\nhel", Cut),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel", Cut),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n", Cut),
    ],
    ids=range(17),
)
def test_what_is_no_answer(pair: tuple[Wire, socket.socket], data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        told(pair, data, end=True)


def test_whether_an_answer_had_begun_is_known(pair: tuple[Wire, socket.socket]) -> None:
    with pytest.raises(Cut) as caught:
        told(pair, b"", end=True)
    assert not caught.value.begun


def test_half_a_first_line_is_a_beginning(pair: tuple[Wire, socket.socket]) -> None:
    with pytest.raises(Cut) as caught:
        told(pair, b"HTTP/1.1 20", end=True)
    assert caught.value.begun


def test_silence_ends_in_a_timeout(pair: tuple[Wire, socket.socket]) -> None:
    wire, _ = pair
    wire.limit(None, 0.01)
    with pytest.raises(TimeoutError):
        wire.head("GET")


def test_time_that_is_over_is_not_waited_for(pair: tuple[Wire, socket.socket]) -> None:
    wire, theirs = pair
    theirs.sendall(HEAD)
    wire.limit(0.0)
    with pytest.raises(TimeoutError):
        wire.head("GET")


def test_an_idle_connection_that_was_closed_or_is_out_of_step_is_not_fresh(pair: tuple[Wire, socket.socket]) -> None:
    wire, theirs = pair
    assert wire.fresh()
    theirs.sendall(b"x")
    assert not wire.fresh()
