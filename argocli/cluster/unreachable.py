"""What goes wrong before there is an answer: names, connections, TLS, proxies. One line each, and what to do next."""

from __future__ import annotations

import errno
import socket

from argocli.cluster.asked import Asked
from argocli.cluster.wire import Cut, NotHttp
from argocli.errors import ArgoError, Refused, Unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.cluster.address import Address

# Numbers that OpenSSL gives to what it finds wrong with a certificate.
_NOT_YET, _EXPIRED, _SELF_SIGNED, _SELF_SIGNED_CHAIN, _NO_ISSUER, _NO_FIRST = 9, 10, 18, 19, 20, 21
_WRONG_NAME, _WRONG_ADDRESS = 62, 64
_UNKNOWN = (_SELF_SIGNED, _SELF_SIGNED_CHAIN, _NO_ISSUER, _NO_FIRST)
_CLOSED = ("SSLEOFError", "SSLZeroReturnError")
# An API server reads no more of a request.
MOST_BODY = 3 * 1024 * 1024
_NO_ROUTE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN)

_ASLEEP = "is the cluster running, and the right one chosen? --context chooses another"
_NETWORK = "look at the network, the VPN and the firewall; --context chooses another cluster"


class Dropped(Unreachable):
    """A connection that was there ended too early; a watch begins again."""


class Silent(Dropped):
    """Nothing came for longer than was agreed."""


class ProxyRefused(Exception):
    """A proxy does not make the connection; `status` is its answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def connecting(
    error: Exception, where: str, address: Address, name: str, proxy: Address | None, seconds: float
) -> Unreachable:
    """Why there is no connection. `name` is the one that the certificate has to be for."""
    at = f"the proxy {proxy} on the way to {where}" if proxy is not None else where
    host = proxy.host if proxy is not None else address.host
    if isinstance(error, ProxyRefused):
        return _proxy(error, where, address, proxy)
    if isinstance(error, socket.gaierror):
        hint = "is the name right? Look at the network, the VPN and DNS; --context chooses another cluster"
        return Unreachable(f"the host {host} of {at} cannot be found", hint=hint)
    if isinstance(error, (ConnectionRefusedError, TimeoutError)) or _number(error) in _NO_ROUTE:
        if isinstance(error, ConnectionRefusedError):
            return Unreachable(f"{at} cannot be reached: connection refused", hint=_ASLEEP)
        if isinstance(error, TimeoutError) and _number(error) != errno.EHOSTUNREACH:
            return Unreachable(f"{at} cannot be reached: no answer in {seconds:g} s", hint=_NETWORK)
        return Unreachable(f"{at} cannot be reached: no route to it", hint=_NETWORK)
    return _tls(error, where, name) or Unreachable(f"{at} cannot be reached: {_reason(error)}", hint=_NETWORK)


def talking(error: Exception, where: str, method: str, path: str, seconds: float | None, size: int = 0) -> ArgoError:
    """Why a connection that was there brought no answer, or not all of it. `size` is that of the request's body."""
    asked = Asked(method, path)
    if closed(error) and size > MOST_BODY:
        message = f"{asked} is too large for the cluster: the connection was closed while {size / 1e6:.1f} MB were sent"
        return Refused(message, hint="an API server takes about 3 MB; keep large texts in ConfigMaps or artifacts")
    if isinstance(error, TimeoutError):
        limit = f" in {seconds:g} s" if seconds else " in time"
        return Silent(f"{where} did not answer{limit} ({asked.verb} {asked})", hint="--request-timeout sets the limit")
    if isinstance(error, NotHttp):
        hint = "is this the address of a Kubernetes API server, with https where it has to be?"
        return Unreachable(f"{where} does not speak HTTP as an API server does: {error}", hint=hint)
    found = _tls(error, where, "")
    if found is not None:
        return found
    doubt = "" if asked.verb in ("get", "list", "watch") else "; whether it was done is not known"
    message = f"{where} was lost while waiting for an answer ({asked.verb} {asked}): {_reason(error)}{doubt}"
    return Dropped(message, hint=_NETWORK)


def closed(error: Exception) -> bool:
    """Whether the other side closed the connection."""
    return isinstance(error, (Cut, ConnectionError)) or type(error).__name__ in _CLOSED


def _proxy(error: ProxyRefused, where: str, address: Address, proxy: Address | None) -> Unreachable:
    if error.status == 407:
        return Unreachable(
            f"the proxy {proxy} on the way to {where} asks for a login",
            hint="write it into the proxy's address, http://NAME:PASSWORD@HOST:PORT",
        )
    said = f"{error.status} {error}".strip()
    return Unreachable(
        f"the proxy {proxy} does not connect to {address.place} for {where}: {said}",
        hint="NO_PROXY lists what is to be reached directly; --proxy-url names another proxy",
    )


def _tls(error: Exception, where: str, name: str) -> Unreachable | None:
    """An error of TLS, told by what ssl gives it; None for others."""
    code = getattr(error, "verify_code", None)
    if isinstance(code, int):
        return _untrusted(code, str(getattr(error, "verify_message", "")), where, name)
    reason = str(getattr(error, "reason", None) or "")
    if "UNKNOWN_CA" in reason or "BAD_CERTIFICATE" in reason or "CERTIFICATE_UNKNOWN" in reason:
        return Unreachable(f"{where} does not accept the client certificate", hint=_CLIENT)
    if "CERTIFICATE_EXPIRED" in reason:
        return Unreachable(f"{where} does not accept the client certificate: it has expired", hint=_CLIENT)
    if "CERTIFICATE_REQUIRED" in reason or "HANDSHAKE_FAILURE" in reason:
        return Unreachable(f"{where} asks for a client certificate that it accepts", hint=_CLIENT)
    if "WRONG_VERSION" in reason or "HTTP_REQUEST" in reason or "RECORD_LAYER" in reason:
        return Unreachable(f"{where} does not speak TLS", hint="is http:// meant, or another port?")
    if "PROTOCOL_VERSION" in reason or "UNSUPPORTED_PROTOCOL" in reason:
        return Unreachable(f"{where} speaks only a TLS older than 1.2, which is not safe any more")
    if type(error).__name__.startswith("SSL") and not closed(error):
        return Unreachable(f"{where} cannot be reached: TLS failed ({_reason(error)})", hint=_NETWORK)
    return None


_CLIENT = "get a new client certificate or log in again; --context, --user and --token choose another login"


def _untrusted(code: int, message: str, where: str, name: str) -> Unreachable:
    """What is wrong with the server's certificate."""
    if code in _UNKNOWN:
        return Unreachable(
            f"the certificate of {where} is signed by an unknown authority",
            hint="--certificate-authority FILE names the right one; --insecure-skip-tls-verify trusts anybody",
        )
    if code in (_WRONG_NAME, _WRONG_ADDRESS):
        return Unreachable(
            f'the certificate of {where} is not for "{name}"',
            hint="--tls-server-name NAME says which name it is for; or the server's address is wrong",
        )
    if code == _EXPIRED:
        hint = "whoever runs the cluster has to renew it; is this machine's clock right?"
        return Unreachable(f"the certificate of {where} has expired", hint=hint)
    if code == _NOT_YET:
        hint = "is this machine's clock right?"
        return Unreachable(f"the certificate of {where} is not valid yet", hint=hint)
    return Unreachable(f"the certificate of {where} cannot be trusted: {message}")


def _number(error: Exception) -> int:
    return (error.errno or 0) if isinstance(error, OSError) else 0


def _reason(error: Exception) -> str:
    if closed(error):
        return "the connection was closed"
    said = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return " ".join(said.split())
