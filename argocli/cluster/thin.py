"""The transport of plain kubeconfigs, on the standard library: what the commands that people wait for go through.

It claims tokens, token files, names and passwords, client certificates, impersonation, and HTTP proxies; official.py
does the rest. One connection is kept between requests; every stream has one of its own.
"""

from __future__ import annotations

import time

from argocli import __version__
from argocli.cluster.address import with_query
from argocli.cluster.dial import dial
from argocli.cluster.failures import raise_for
from argocli.cluster.identity import Identity, check_text
from argocli.cluster.patience import CONNECT_SECONDS, SILENCE_SECONDS, Tries
from argocli.cluster.transport import Response
from argocli.cluster.unreachable import ProxyRefused, closed, connecting, talking
from argocli.cluster.wire import Cut, NotHttp, Wire
from argocli.errors import ArgoError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Sequence
    from ssl import SSLContext

    from argocli.cluster.address import Address
    from argocli.cluster.target import Target
    from argocli.cluster.trace import Trace

    Headers = list[tuple[str, str]]

# Asking twice for these does no harm.
_SAFE = ("GET", "HEAD")


def claims(target: Target, proxy: Address | None) -> bool:
    """Whether this transport knows how to go there."""
    return target.login.plain and (proxy is None or proxy.scheme == "http")


class ThinTransport:
    """See transport.Transport. `pause` sleeps; `timeout` is that of requests which name none."""

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
        self._identity = Identity(target.login)
        self._tls: SSLContext | None = None
        self._idle: list[Wire] = []

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
            try:
                response = self._once(method, path, more, body, deadline, limit)
            except ArgoError as error:
                self._trace.failed(method, path, begin, error.message)
                raise
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
            wire = self._connect(time.monotonic() + self._timeout if self._timeout else None)
            # The log of a silent pod has no head before its first line.
            wire.limit(None, min(self._timeout or SILENCE_SECONDS, timeout or SILENCE_SECONDS))
            try:
                status, headers = self._ask(wire, "GET", path, [("Accept", "application/json, */*")], None)
                if status == 200:
                    self._trace.answered("GET", path, status, begin, 0, "and goes on")
                    wire.limit(None, timeout)
                    yield from wire.lines()
                    return
                response = self._response(status, headers, wire.body(), "GET", path)
            except (OSError, Cut, NotHttp) as error:
                raise talking(error, self._target.where, "GET", path, timeout) from error
            finally:
                wire.close()
            if not self._again(response, tries, begin):
                raise_for(response)
                return

    def _again(self, response: Response, tries: Tries, begin: float) -> bool:
        """See patience.Tries; what this side knows about a refused login becomes a note."""
        if tries.again(response, self._identity.renew, self._trace, begin, self._pause):
            return True
        if response.status in (401, 403):
            response.note = self._refusal(response)
        return False

    def close(self) -> None:
        """See transport.Transport."""
        while self._idle:
            self._idle.pop().close()

    def _once(
        self,
        method: str,
        path: str,
        more: Headers,
        body: bytes | None,
        deadline: float | None,
        limit: float | None,
    ) -> Response:
        wire = self._kept()
        kept = wire is not None
        while True:
            wire = wire or self._connect(deadline)
            wire.limit(deadline, SILENCE_SECONDS)
            try:
                status, headers = self._ask(wire, method, path, more, body)
                response = self._response(status, headers, wire.body(), method, path)
            except (OSError, Cut, NotHttp) as error:
                wire.close()
                # A server may close a kept connection at any moment; that says nothing about the request.
                early = not error.begun if isinstance(error, Cut) else closed(error)
                if kept and early and method in _SAFE:
                    wire, kept = None, False
                    continue
                seconds, size = limit or SILENCE_SECONDS, len(body or b"")
                raise talking(error, self._target.where, method, path, seconds, size) from error
            except BaseException:
                wire.close()
                raise
            if wire.reusable:
                self._idle.append(wire)
            else:
                wire.close()
            return response

    def _ask(self, wire: Wire, method: str, path: str, more: Headers, body: bytes | None) -> tuple[int, dict[str, str]]:
        """Send a request and read the head of the answer."""
        address = self._target.address
        headers = [("Host", address.authority), ("User-Agent", f"argocli/{__version__}"), *more]
        headers += self._identity.headers()
        # Said always, since the official client and Go ask for it as well.
        headers.append(("Accept-Encoding", "gzip" if self._target.compression else "identity"))
        target = address.prefix + path
        if self._proxy is not None and address.scheme == "http":
            target = f"http://{address.authority}{target}"
            headers += _proxy_login(self._proxy)
        check_text(headers)
        try:
            wire.send(method, target, headers, body)
        except TimeoutError:
            raise
        except OSError:
            # Who closes before all was sent may have said why: too large a body, a certificate that is not good.
            return wire.head(method)
        return wire.head(method)

    def _kept(self) -> Wire | None:
        while True:
            try:
                wire = self._idle.pop()
            except IndexError:  # asked for and not looked at before: another thread may take the last one
                return None
            if wire.fresh():
                return wire
            wire.close()

    def _connect(self, deadline: float | None) -> Wire:
        address, proxy = self._target.address, self._proxy
        seconds = CONNECT_SECONDS if deadline is None else min(CONNECT_SECONDS, deadline - time.monotonic())
        name = self._target.tls_server_name or address.host
        through = proxy
        try:
            connected = dial((proxy or address).host, (proxy or address).port, max(seconds, 0.001))
            try:
                if address.scheme == "https":
                    if proxy is not None:
                        _tunnel(connected, address, proxy)
                    through = None
                    connected = self._secure(connected, name)
                return Wire(connected)
            except BaseException:
                connected.close()
                raise
        except (OSError, ProxyRefused, Cut, NotHttp) as error:
            raise connecting(error, self._target.where, address, name, through, seconds) from error

    def _secure(self, connected: socket.socket, name: str) -> socket.socket:
        if self._tls is None:
            from argocli.cluster.tls import context_of

            self._tls = context_of(self._target, self._target.login)
        return self._tls.wrap_socket(connected, server_hostname=name.encode("ascii") if name.isascii() else name)

    def _response(self, status: int, headers: dict[str, str], body: bytes, method: str, path: str) -> Response:
        return Response(status, headers, body, method=method, path=path, where=self._target.where)

    def _refusal(self, response: Response) -> str:
        """What this side knows about a login that was refused."""
        from argocli.cluster.expiry import refusal, refused

        if not refused(response.status, response.body):
            return ""
        login = self._target.login
        certificate = b""
        if login.certificate:
            from argocli.cluster.tls import certificate as read

            certificate = read(login)
        return refusal(login, self._identity.token(), certificate, time.time())


def _tunnel(connected: socket.socket, address: Address, proxy: Address) -> None:
    """Have the proxy connect to the server. Raises ProxyRefused."""
    wire = Wire(connected)
    wire.limit(None, CONNECT_SECONDS)
    try:
        wire.send("CONNECT", address.place, [("Host", address.place), *_proxy_login(proxy)], None)
        status, headers = wire.head("HEAD")
    finally:
        wire.release()
    if status != 200:
        raise ProxyRefused(status, headers.get("x-squid-error", ""))


def _proxy_login(proxy: Address) -> Headers:
    if not proxy.login:
        return []
    import binascii

    from argocli.cluster.address import unpercent

    pair = binascii.b2a_base64(unpercent(proxy.login).encode(), newline=False).decode()
    return [("Proxy-Authorization", f"Basic {pair}")]
