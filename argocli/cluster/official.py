"""The transport over the official Kubernetes client: logins by a program or by OIDC, SOCKS proxies, proxies with TLS.

Half a second to import, so it is only imported for what thin.py does not claim.
"""

from __future__ import annotations

import time
from typing import Any

import urllib3
from kubernetes.client import ApiClient, Configuration
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError, ProxyError, SSLError

from argocli import __version__
from argocli.cluster.address import unpercent, with_query
from argocli.cluster.expiry import refusal, refused
from argocli.cluster.failures import raise_for
from argocli.cluster.identity import check_text
from argocli.cluster.kubeconfig import BrokenConfig
from argocli.cluster.official_login import OfficialLogin
from argocli.cluster.patience import CONNECT_SECONDS, SILENCE_SECONDS, Tries
from argocli.cluster.tls import certificate, context_of
from argocli.cluster.transport import Response
from argocli.cluster.unreachable import MOST_BODY, ProxyRefused, closed, connecting, talking
from argocli.errors import ArgoError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from argocli.cluster.address import Address
    from argocli.cluster.identity import Login
    from argocli.cluster.target import Target
    from argocli.cluster.trace import Trace

_TUNNEL = "Tunnel connection failed: "
_PIECE = 1 << 16


class OfficialTransport:
    """See transport.Transport; takes the same as thin.ThinTransport, and behaves as it does."""

    def __init__(
        self,
        target: Target,
        trace: Trace,
        *,
        proxy: Address | None = None,
        timeout: float | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._target = target
        self._trace = trace
        self._proxy = proxy
        self._timeout = timeout
        self._pause = pause
        self._login = OfficialLogin(target)
        self._client: ApiClient | None = None
        self._used: Login | None = None

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
        """See transport.Transport."""
        limit = timeout or self._timeout
        deadline = time.monotonic() + limit if limit else None
        path = with_query(path, query)
        more = [("Accept", accept), *([("Content-Type", content_type)] if body is not None else [])]
        tries = Tries(deadline)
        while True:
            begin = self._trace.now()
            left = max(deadline - time.monotonic(), 0.001) if deadline is not None else None
            try:
                answer = self._ask(method, path, more, body, left or SILENCE_SECONDS)
                try:
                    response = self._response(answer, answer.read(), method, path)
                finally:
                    answer.release_conn()
            except HTTPError as error:
                found = self._failure(error, method, path, limit or SILENCE_SECONDS, len(body or b""))
                self._trace.failed(method, path, begin, found.message)
                raise found from error
            if not self._again(response, tries, begin):
                return response

    def stream(
        self, path: str, *, query: Sequence[tuple[str, str]] = (), timeout: float | None = None
    ) -> Iterator[bytes]:
        """See transport.Transport."""
        path = with_query(path, query)
        tries = Tries(None)
        while True:
            begin = self._trace.now()
            answer: Any = None
            # The log of a silent pod has no head before its first line.
            limit = min(self._timeout or SILENCE_SECONDS, timeout or SILENCE_SECONDS)
            try:
                answer = self._ask("GET", path, [("Accept", "application/json, */*")], None, limit)
                if answer.status == 200:
                    self._trace.answered("GET", path, 200, begin, 0, "and goes on")
                    _set_silence(answer, timeout)
                    yield from _lines(answer)
                    return
                response = self._response(answer, answer.read(), "GET", path)
            except HTTPError as error:
                raise self._failure(error, "GET", path, timeout) from error
            finally:
                if answer is not None:
                    answer.close()
            if not self._again(response, tries, begin):
                raise_for(response)
                return

    def close(self) -> None:
        """See transport.Transport."""
        if self._client is not None:
            self._client.rest_client.pool_manager.clear()
            self._client = None

    def _ask(self, method: str, path: str, more: list[tuple[str, str]], body: bytes | None, limit: float | None) -> Any:
        pool = self._pool(self._login.plain())
        headers = [("User-Agent", f"argocli/{__version__}"), *more, *self._login.headers()]
        headers.append(("Accept-Encoding", "gzip" if self._target.compression else "identity"))
        check_text(headers)
        sent = urllib3.HTTPHeaderDict()
        for name, value in headers:
            sent.add(name, value)
        again = method in ("GET", "HEAD")
        while True:
            try:
                return pool.request(
                    method,
                    f"{self._target.address}{path}",
                    body=body,
                    headers=sent,
                    preload_content=False,
                    redirect=False,
                    retries=False,
                    timeout=urllib3.Timeout(connect=min(limit or CONNECT_SECONDS, CONNECT_SECONDS), read=limit),
                )
            except ProtocolError:
                # A server may close a kept connection at any moment; that says nothing about the request.
                if not again:
                    raise
                again = False

    def _pool(self, login: Login) -> Any:
        """The client's connections; new ones where the login has brought another certificate."""
        if self._client is not None and self._used is not None and self._used.cert_data != login.cert_data:
            self.close()
        if self._client is None:
            self._client = self._open(login)
        self._used = login
        return self._client.rest_client.pool_manager

    def _open(self, login: Login) -> ApiClient:
        target, proxy = self._target, self._proxy
        configuration = Configuration(host=str(target.address))
        configuration.verify_ssl = not target.insecure
        if target.insecure:
            # It was asked for; there is no need to be warned at every request.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        configuration.tls_server_name = target.tls_server_name or None
        configuration.no_proxy = ""
        configuration.proxy = None
        if proxy is not None and proxy.scheme.startswith("socks"):
            # The proxy looks the name up, as with kubectl.
            login_text = f"{proxy.login}@" if proxy.login else ""
            configuration.proxy = f"socks5h://{login_text}{proxy.place}"
        elif proxy is not None:
            configuration.proxy = str(proxy)
            if proxy.login:
                configuration.proxy_headers = urllib3.make_headers(proxy_basic_auth=unpercent(proxy.login))
        try:
            client = ApiClient(configuration)
        except ImportError:
            raise BrokenConfig(f"the SOCKS proxy {proxy} needs a package: pip install pysocks") from None
        if target.address.scheme == "https":
            client.rest_client.pool_manager.connection_pool_kw["ssl_context"] = context_of(target, login)
        return client

    def _again(self, response: Response, tries: Tries, begin: float) -> bool:
        """See patience.Tries."""
        if tries.again(response, self._login.renew, self._trace, begin, self._pause):
            return True
        login = self._used
        if login is not None and refused(response.status, response.body):
            held = certificate(login) if login.certificate else b""
            response.note = refusal(login, self._login.token(), held, time.time())
        return False

    def _response(self, answer: Any, body: bytes, method: str, path: str) -> Response:
        headers: dict[str, str] = {}
        for name, value in answer.headers.items():
            key = name.lower()
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        return Response(answer.status, headers, body, method=method, path=path, where=self._target.where)

    def _failure(self, error: HTTPError, method: str, path: str, seconds: float | None, size: int = 0) -> ArgoError:
        """What the client raises, as the error that it stands for."""
        target = self._target
        name = target.tls_server_name or target.address.host
        reached, root = _root(error)
        if reached or (size > MOST_BODY and closed(root)):
            return talking(root, target.where, method, path, seconds, size)
        proxy = self._proxy if not isinstance(root, Exception) or not hasattr(root, "verify_code") else None
        return connecting(root, target.where, target.address, name, proxy, CONNECT_SECONDS)


def _root(error: BaseException) -> tuple[bool, Exception]:
    """Whether there was a connection already, and what the system said."""
    reached = True
    found: BaseException = error
    while True:
        if isinstance(found, (NewConnectionError, ConnectTimeoutError, SSLError, ProxyError)):
            reached = False
        inner = (
            getattr(found, "original_error", None)
            or (getattr(found, "reason", None) if isinstance(getattr(found, "reason", None), Exception) else None)
            or found.__cause__
            or next((part for part in found.args if isinstance(part, Exception)), None)
            or (found.__context__ if isinstance(found, HTTPError) else None)
        )
        if inner is None or inner is found:
            break
        found = inner
    text = str(found)
    if _TUNNEL in text:
        code, _, reason = text.partition(_TUNNEL)[2].partition(" ")
        return False, ProxyRefused(int(code) if code.isdigit() else 0, reason)
    if isinstance(found, HTTPError) and "timed out" in text.lower():
        return reached, TimeoutError(text)
    return reached, found if isinstance(found, Exception) else OSError(text)


def _set_silence(answer: Any, seconds: float | None) -> None:
    """The longest pause within a stream, which the client sets for whole requests only."""
    connection = getattr(answer, "connection", None)
    connected = getattr(connection, "sock", None)
    if connected is not None:
        connected.settimeout(seconds)


def _lines(answer: Any) -> Iterator[bytes]:
    begun: list[bytes] = []
    while piece := answer.read1(_PIECE):
        first, *rest = piece.split(b"\n")
        begun.append(first)
        for line in rest:
            yield b"".join(begun)
            begun = [line]
    if any(begun):
        yield b"".join(begun)
