"""From flags, environment and kubeconfigs to a connection. Nothing is sent before the first request."""

from __future__ import annotations

from argocli.cluster import thin
from argocli.cluster.proxy import choose
from argocli.cluster.settings import Settings
from argocli.cluster.target import ACCOUNT, find
from argocli.cluster.trace import Trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from argocli.cluster.target import Target
    from argocli.cluster.transport import Transport


class Connection:
    """A cluster, the way to it, and the namespace that commands work in where they are told no other."""

    __slots__ = ("namespace", "target", "transport")

    def __init__(self, transport: Transport, target: Target) -> None:
        self.transport = transport
        self.target = target
        self.namespace = target.namespace

    @property
    def context(self) -> str:
        """The context's name; empty where there is none."""
        return self.target.context

    def describe(self) -> str:
        """`https://10.0.0.1:6443 (context "dev")`."""
        return self.target.where

    def authorization(self) -> str:
        """What requests carry to say who is asking, such as `Bearer TOKEN`. Raises Unauthenticated where that is a
        certificate, or nothing."""
        login = self.target.login
        if login.plain:
            from argocli.cluster.identity import Identity

            headers = Identity(login).headers()
        else:
            from argocli.cluster.official_login import OfficialLogin

            given = OfficialLogin(self.target)
            given.plain()
            headers = given.headers()
        found = dict(headers).get("Authorization", "")
        if not found:
            from argocli.cluster.failures import Unauthenticated

            raise Unauthenticated(
                f"could not find a token: {login} has none",
                hint="ARGO_TOKEN, --token, or another user of the kubeconfig",
            )
        return found

    def close(self) -> None:
        self.transport.close()


def connect(
    values: Mapping[str, object],
    environ: Mapping[str, str],
    *,
    stderr: TextIO | None = None,
    account: str = ACCOUNT,
) -> Connection:
    """`values` are the global flags by field name, as given on the command line. Raises UsageError, Unreachable."""
    settings = Settings(values, environ)
    trace = Trace(stderr if settings.trace else None)
    target = find(settings, environ, account)
    proxy = choose(target.address, target.proxy_url, environ)
    for path in target.files:
        trace.say(f"Config loaded from file: {path}")
    trace.say(f"{target.where}, namespace {target.namespace or '(all)'}{f', through {proxy}' if proxy else ''}")
    if thin.claims(target, proxy):
        return Connection(thin.ThinTransport(target, trace, proxy=proxy, timeout=settings.timeout), target)
    from argocli.cluster.official import OfficialTransport

    return Connection(OfficialTransport(target, trace, proxy=proxy, timeout=settings.timeout), target)
