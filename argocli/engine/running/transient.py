"""Errors that pass by themselves, told by their text."""

from __future__ import annotations

import re

_TRANSIENT = (
    "i/o timeout",
    "connection timed out",
    "connection reset by peer",
    "connect: connection refused",
    "net/http: TLS handshake timeout",
    "http2: client connection lost",
    "http2: server sent GOAWAY",
    "Connection closed by foreign host",
    "request did not complete within requested timeout",
    "invalid connection",
    "etcdserver: leader changed",
    "etcdserver: request timed out",
    "etcdserver: too many requests",
    "client rate limiter Wait returned an error",
    "unexpected error when reading response body",
    "stream error when reading response body",
    "upper: no more rows in",
)


def is_transient(message: str, pattern: str = "") -> bool:
    """Whether an error's text looks like one that passes by itself."""
    return any(part in message for part in _TRANSIENT) or bool(pattern and re.search(pattern, message))
