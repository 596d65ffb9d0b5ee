"""HTTP templates on this machine, against a server that runs in the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from argocli.local.agent import run_http


class _Echo(BaseHTTPRequestHandler):
    """Answers with the code that the path names, and with what it was sent."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(int(self.path.strip("/")))
        self.send_header("X-Method", self.command)
        self.end_headers()
        self.wfile.write(body or b"nothing")

    do_GET = do_POST = do_PUT = _answer  # noqa: N815  # the names that the server looks for

    def log_message(self, *words: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Echo) as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.mark.parametrize(
    ("fields", "code", "phase", "message", "result"),
    [
        ({}, 200, "Succeeded", "", "nothing"),
        ({"method": "POST", "body": "hello"}, 201, "Succeeded", "", "hello"),
        ({"method": "PUT", "bodyFrom": {"bytes": "aGVsbG8="}}, 200, "Succeeded", "", "hello"),
        ({}, 404, "Failed", "received non-2xx response code: 404", "nothing"),
        ({"successCondition": "response.statusCode == 404"}, 404, "Succeeded", "", "nothing"),
        (
            {"successCondition": "response.statusCode == 200"},
            201,
            "Failed",
            "successCondition 'response.statusCode == 200' evaluated false",
            "nothing",
        ),
        (
            {"method": "POST", "body": "hé", "successCondition": "len(request.bodyBytes) == 3"},
            200,
            "Succeeded",
            "",
            "hé",
        ),
        (
            {"successCondition": 'response.headers["X-Method"][0] == "GET" && request.url endsWith "/200"'},
            200,
            "Succeeded",
            "",
            "nothing",
        ),
    ],
)
def test_what_becomes_of_a_request(server: str, fields: dict, code: int, phase: str, message: str, result: str) -> None:
    assert run_http({"url": f"{server}/{code}", **fields}) == (phase, message, result)


def test_a_server_that_is_not_there_fails_the_request() -> None:
    phase, message, result = run_http({"url": "http://127.0.0.1:1/", "timeoutSeconds": 5})
    assert (phase, result) == ("Failed", "")
    assert message.startswith('Get "http://127.0.0.1:1/": ')
