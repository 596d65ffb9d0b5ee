"""Which cluster, as whom and in which namespace: from kubeconfigs, the command line, or the pod this runs in."""

from __future__ import annotations

import os

from argocli.cluster.address import Address
from argocli.cluster.identity import Login, of_entry, override
from argocli.cluster.kubeconfig import BrokenConfig, Kubeconfig, load, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from argocli.cluster.kubeconfig import Entry
    from argocli.cluster.settings import Settings

ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"


class Target:
    """One cluster and the way to it. `context` is empty where the command line or a pod says it all."""

    __slots__ = (
        "address",
        "ca_data",
        "ca_file",
        "cluster",
        "compression",
        "context",
        "files",
        "insecure",
        "login",
        "namespace",
        "origin",
        "proxy_url",
        "tls_server_name",
    )

    def __init__(self) -> None:
        self.address: Address
        self.namespace = "default"
        self.context = ""
        self.cluster: Entry | None = None
        self.ca_file, self.ca_data = "", b""
        self.insecure = False
        self.tls_server_name = ""
        self.proxy_url = ""
        self.compression = True
        self.login = Login()
        self.files: list[str] = []
        self.origin = ""

    @property
    def where(self) -> str:
        """`https://10.0.0.1:6443 (context "dev")`."""
        return f"{self.address} ({self.origin})" if self.origin else str(self.address)


def find(settings: Settings, environ: Mapping[str, str], account: str = ACCOUNT) -> Target:
    """Raises BrokenConfig where no cluster is named, or a kubeconfig cannot be used. `account` is the folder of the
    pod's service account."""
    config = load(settings.kubeconfig, environ)
    name = settings.context or config.current
    if not (name or settings.cluster or settings.server):
        if _in_cluster(environ, account):
            return _of_pod(settings, environ, account)
        raise _nothing(config, environ)
    context = _context(config, name, settings)
    target = Target()
    target.files = config.files
    target.context = name
    target.origin = f'context "{name}"' if name else ""
    target.login = override(_login(config, context, settings), settings)
    _aim(target, config, context, settings)
    if settings.namespace is not None:
        target.namespace = settings.namespace
    elif context is not None and context.text("namespace"):
        target.namespace = context.text("namespace")
    elif _in_cluster(environ, account):
        target.namespace = _pod_namespace(environ, account)
    return target


def _nothing(config: Kubeconfig, environ: Mapping[str, str]) -> BrokenConfig:
    local = "or run it on this machine: --local"
    if not config.files:
        looked = " and ".join(paths(environ))
        return BrokenConfig(
            f"no cluster is named: there is no kubeconfig ({looked})",
            hint=f"--kubeconfig FILE or KUBECONFIG names one, {local}",
        )
    if not config.contexts:
        return BrokenConfig(
            f"no cluster is named: {config.place} has no contexts", hint=f"another --kubeconfig, {local}"
        )
    return BrokenConfig(
        f"no context is chosen: {config.place} has no current-context",
        hint=f"--context is one of {_listed(config.contexts)}; kubectl config use-context keeps the choice",
    )


def _listed(names: Mapping[str, object]) -> str:
    first = list(names)[:5]
    return ", ".join(first) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _unknown(kind: str, name: str, known: Mapping[str, object]) -> tuple[str, str]:
    """What to say of a name that is not there: the message's end, and the hint."""
    from argocli.lint.suggest import closest

    guess = closest(name, list(known))
    if guess:
        return f'there is no {kind} "{name}"', f"did you mean {guess}?"
    return f'there is no {kind} "{name}"', f"there is {_listed(known)}" if known else f"there are no {kind}s at all"


def _context(config: Kubeconfig, name: str, settings: Settings) -> Entry | None:
    if not name or name in config.contexts:
        return config.contexts.get(name)
    said, hint = _unknown("context", name, config.contexts)
    if settings.context:
        raise BrokenConfig(f"{said} in {config.place or 'any kubeconfig'}", hint=hint)
    error = config.missing_current(f"{said}, though it is the current one")
    error.hint = f"{hint} kubectl config use-context chooses another"
    raise error


def _entry(kind: str, flag: str, context: Entry | None, known: Mapping[str, Entry], config: Kubeconfig) -> Entry | None:
    """The cluster or user that the command line names, else the context."""
    name = flag or (context.text(kind) if context is not None else "")
    if not name or name in known:
        return known.get(name)
    said, hint = _unknown(kind, name, known)
    if flag or context is None:
        raise BrokenConfig(f"{said} in {config.place or 'any kubeconfig'}", hint=hint)
    error = context.fail(kind, f'{said}, which context "{context.name}" asks for')
    error.hint = hint
    raise error


def _login(config: Kubeconfig, context: Entry | None, settings: Settings) -> Login:
    entry = _entry("user", settings.user, context, config.users, config)
    return of_entry(entry) if entry is not None else Login()


def _aim(target: Target, config: Kubeconfig, context: Entry | None, settings: Settings) -> None:
    """The server and how it is trusted."""
    entry = target.cluster = _entry("cluster", settings.cluster, context, config.clusters, config)
    server = settings.server
    if entry is not None:
        server = server or entry.text("server")
        target.ca_data = entry.data("certificate-authority-data")
        target.ca_file = "" if target.ca_data else entry.file_path("certificate-authority")
        target.insecure = entry.flag("insecure-skip-tls-verify")
        target.tls_server_name = entry.text("tls-server-name")
        target.proxy_url = entry.text("proxy-url")
        target.compression = not entry.flag("disable-compression")
    if not server:
        if entry is not None:
            raise entry.fail("server", f'cluster "{entry.name}" has no server')
        if context is not None:
            raise context.fail("cluster", f'context "{context.name}" names no cluster')
        raise BrokenConfig("no server is named", hint="--server URL names it")
    _trust(target, settings)
    secured = target.insecure or target.ca_file or target.ca_data or target.login.certificate
    try:
        target.address = Address(server, "https" if secured else "http")
        if target.address.scheme not in ("http", "https"):
            raise ValueError(f'the scheme "{target.address.scheme}" is not known')
    except ValueError as error:
        if entry is None or settings.server:
            raise BrokenConfig(f'--server "{settings.server}" is no address: {error}') from None
        raise entry.fail("server", f'server "{server}" is no address: {error}') from None
    if target.insecure and (target.ca_file or target.ca_data):
        message = "a certificate authority and insecure-skip-tls-verify exclude each other: one of them has to go"
        raise BrokenConfig(message) if entry is None else entry.fail("insecure-skip-tls-verify", message)


def _trust(target: Target, settings: Settings) -> None:
    """What the command line says about trust goes before the kubeconfig, and does away with what it contradicts."""
    if settings.certificate_authority:
        target.ca_file, target.ca_data, target.insecure = settings.certificate_authority, b"", False
    if settings.insecure is not None:
        target.insecure = settings.insecure
        if settings.insecure and not settings.certificate_authority:
            target.ca_file, target.ca_data = "", b""
    target.tls_server_name = settings.tls_server_name or target.tls_server_name
    target.proxy_url = settings.proxy_url or target.proxy_url
    if settings.disable_compression is not None:
        target.compression = not settings.disable_compression


def _in_cluster(environ: Mapping[str, str], account: str) -> bool:
    return bool(
        environ.get("KUBERNETES_SERVICE_HOST")
        and environ.get("KUBERNETES_SERVICE_PORT")
        and os.path.isfile(os.path.join(account, "token"))
    )


def _of_pod(settings: Settings, environ: Mapping[str, str], account: str) -> Target:
    """The cluster whose pod this is."""
    target = Target()
    host, port = environ["KUBERNETES_SERVICE_HOST"], environ["KUBERNETES_SERVICE_PORT"]
    target.address = Address(f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}")
    target.origin = "the cluster of this pod"
    target.login.token_file = os.path.join(account, "token")
    target.login = override(target.login, settings)
    authority = os.path.join(account, "ca.crt")
    target.ca_file = authority if os.path.isfile(authority) else ""
    _trust(target, settings)
    target.namespace = settings.namespace if settings.namespace is not None else _pod_namespace(environ, account)
    return target


def _pod_namespace(environ: Mapping[str, str], account: str) -> str:
    if environ.get("POD_NAMESPACE"):
        return environ["POD_NAMESPACE"]
    try:
        with open(os.path.join(account, "namespace"), encoding="utf-8") as file:
            return file.read().strip() or "default"
    except OSError:
        return "default"
