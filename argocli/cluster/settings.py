"""What the command line and the environment say about the connection: every flag has its variable, ARGO_<FLAG>.

The flag wins; an empty variable says nothing.
"""

from __future__ import annotations

from argocli.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})


class Settings:
    """The connection flags by name; what nobody said is empty."""

    __slots__ = (
        "as_groups",
        "as_uid",
        "as_user",
        "certificate_authority",
        "client_certificate",
        "client_key",
        "cluster",
        "context",
        "disable_compression",
        "insecure",
        "kubeconfig",
        "namespace",
        "password",
        "proxy_url",
        "server",
        "timeout",
        "tls_server_name",
        "token",
        "trace",
        "user",
        "username",
    )

    def __init__(self, values: Mapping[str, object], environ: Mapping[str, str]) -> None:
        """`values` are the global flags by field name (`tls_server_name`), as the command line gave them."""
        said = _Said(values, environ)
        self.kubeconfig = said.text("kubeconfig")
        self.context = said.text("context")
        self.cluster = said.text("cluster")
        self.user = said.text("user")
        # ARGO_SERVER is the address of an Argo Server, and never that of a Kubernetes API server.
        self.server = _text(values, "server")
        self.token = said.text("token")
        self.username = said.text("username")
        self.password = said.text("password")
        self.client_certificate = said.text("client_certificate")
        self.client_key = said.text("client_key")
        self.certificate_authority = said.text("certificate_authority")
        self.insecure = said.flag("insecure_skip_tls_verify")
        self.tls_server_name = said.text("tls_server_name")
        self.as_user = said.text("as")
        self.as_groups = said.many("as_group")
        self.as_uid = said.text("as_uid")
        self.proxy_url = said.text("proxy_url")
        self.disable_compression = said.flag("disable_compression")
        self.timeout = said.seconds("request_timeout")
        self.trace = bool(said.flag("verbose")) or said.number("gloglevel") >= 6
        self.namespace = said_namespace(values, environ)
        if bool(self.client_certificate) != bool(self.client_key):
            raise UsageError("--client-certificate and --client-key belong together, and only one is given")


def said_namespace(values: Mapping[str, object], environ: Mapping[str, str]) -> str | None:
    """None where nobody said one; an ARGO_NAMESPACE that is there and empty is the empty namespace: all of them."""
    given = _text(values, "namespace") or environ.get("ARGO_NAMESPACE")
    if not given:
        return given
    kind, slash, name = given.partition("/")
    return name if slash and kind.lower() in ("ns", "namespace", "namespaces") else given


class _Said:
    """A flag's value from the command line, else from its variable."""

    __slots__ = ("_environ", "_values")

    def __init__(self, values: Mapping[str, object], environ: Mapping[str, str]) -> None:
        self._values = values
        self._environ = environ

    def text(self, name: str) -> str:
        return _text(self._values, name) or self._variable(name)

    def many(self, name: str) -> tuple[str, ...]:
        given = self._values.get(name)
        if isinstance(given, (list, tuple)) and given:
            return tuple(str(item) for item in given)
        variable = self._variable(name)
        return (variable,) if variable else ()

    def flag(self, name: str) -> bool | None:
        given = self._values.get(name)
        if isinstance(given, bool):
            return given
        text = self._variable(name)
        if text and text not in _TRUE | _FALSE:
            raise UsageError(f'ARGO_{name.upper()} is "{text}"; it has to be true or false')
        return text in _TRUE if text else None

    def number(self, name: str) -> int:
        given = self._values.get(name)
        text = str(given) if isinstance(given, int) else self._variable(name)
        try:
            return int(text or "0")
        except ValueError:
            raise UsageError(f'{self._source(name)} is "{text}"; it has to be a whole number') from None

    def seconds(self, name: str) -> float | None:
        """A Go duration or whole seconds; 0 is no limit."""
        text = self.text(name)
        if not text or text == "0":
            return None
        from argocli.model.durations import parse

        try:
            found = parse(text)
        except ValueError:
            found = -1.0
        if found < 0:
            raise UsageError(
                f'{self._source(name)} is "{text}"; it has to be a duration such as 30s or 2m, or 0 for none'
            )
        return found or None

    def _source(self, name: str) -> str:
        return f"--{name.replace('_', '-')}" if _text(self._values, name) else f"ARGO_{name.upper()}"

    def _variable(self, name: str) -> str:
        return self._environ.get(f"ARGO_{name.upper()}", "")


def _text(values: Mapping[str, object], name: str) -> str:
    given = values.get(name)
    return given if isinstance(given, str) else ""
