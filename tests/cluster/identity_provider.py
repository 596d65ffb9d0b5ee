"""An OpenID Connect provider, as much of one as a client needs that renews a token."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from urllib.parse import parse_qs

from tests.cluster.scripted import Asked, Reply, Scripted, reply, serving


@contextlib.contextmanager
def provider(token: str, tls: ssl.SSLContext) -> Iterator[Scripted]:
    """Gives `token` for the refresh token `good`, which is `next` from then on."""

    def answer(asked: Asked) -> Reply:
        if asked.method == "GET":
            return reply(200, {"token_endpoint": f"https://{asked.headers['host']}/token"}, then="close")
        if parse_qs(asked.body.decode()).get("refresh_token") != ["good"]:
            return reply(400, {"error": "invalid_grant"}, ("Content-Type", "application/json"), then="close")
        given = {"id_token": token, "access_token": "x", "token_type": "Bearer", "refresh_token": "next"}
        return reply(200, given, ("Content-Type", "application/json"), then="close")

    with serving(answer, tls) as server:
        yield server
