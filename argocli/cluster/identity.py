"""How a request is authorised: the login of a kubeconfig's user or of the command line, as headers.

Client certificates are part of the TLS connection (tls.py); exec plugins and OIDC are run by the official client
(official_login.py), which this module only recognises.
"""

from __future__ import annotations

import binascii
import os

from argocli.cluster.address import percent
from argocli.cluster.kubeconfig import BrokenConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from argocli.cluster.kubeconfig import Entry
    from argocli.cluster.settings import Settings
    from argocli.model.values import Json, JsonObject

_EXEC_VERSIONS = ("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1")
_GONE_PROVIDERS = {
    "gcp": "use the exec plugin gke-gcloud-auth-plugin: gcloud container clusters get-credentials CLUSTER",
    "azure": "use the exec plugin kubelogin: kubelogin convert-kubeconfig",
}


class Login:
    """Who is asking: at most one of token, token file, name and password, exec plugin, OIDC; perhaps a certificate."""

    __slots__ = (
        "cert_data",
        "cert_file",
        "entry",
        "extra",
        "groups",
        "key_data",
        "key_file",
        "oidc",
        "password",
        "plugin",
        "token",
        "token_file",
        "uid",
        "user",
        "username",
    )

    def __init__(self) -> None:
        self.token = self.token_file = self.username = self.password = ""
        self.cert_file = self.key_file = ""
        self.cert_data = self.key_data = b""
        self.plugin: JsonObject | None = None
        self.oidc: JsonObject | None = None
        self.user = self.uid = ""
        self.groups: tuple[str, ...] = ()
        self.extra: dict[str, tuple[str, ...]] = {}
        self.entry: Entry | None = None

    @property
    def plain(self) -> bool:
        """Whether it needs no program and no other server."""
        return self.plugin is None and self.oidc is None

    @property
    def certificate(self) -> bool:
        return bool(self.cert_file or self.cert_data)

    def __str__(self) -> str:
        """`user "dev" of /home/me/.kube/config`."""
        return f'user "{self.entry.name}" of {self.entry.file}' if self.entry else "the login of the command line"


def of_entry(entry: Entry) -> Login:
    """The login of a kubeconfig's user. Raises BrokenConfig."""
    login = Login()
    login.entry = entry
    login.token, login.token_file = entry.text("token"), entry.file_path("tokenFile")
    login.username, login.password = entry.text("username"), entry.text("password")
    login.cert_data, login.key_data = entry.data("client-certificate-data"), entry.data("client-key-data")
    login.cert_file = "" if login.cert_data else entry.file_path("client-certificate")
    login.key_file = "" if login.key_data else entry.file_path("client-key")
    login.user, login.uid, login.groups = entry.text("as"), entry.text("as-uid"), entry.texts("as-groups")
    for key, values in (entry.object("as-user-extra") or {}).items():
        login.extra[key] = tuple(str(value) for value in values) if isinstance(values, list) else (str(values),)
    if login.certificate != bool(login.key_file or login.key_data):
        missing = "client-key" if login.certificate else "client-certificate"
        raise entry.fail("client-certificate", f"{missing} is missing: a certificate and its key belong together")
    has_token = bool(login.token or login.token_file)
    if has_token and login.username:
        raise entry.fail("username", "there is a token, and a username as well: only one login can be")
    # A token that is written down spares the plugin, as it does for kubectl.
    plugin, provider = entry.object("exec"), entry.object("auth-provider")
    if plugin is not None and provider is not None:
        raise entry.fail("exec", "exec and auth-provider exclude each other")
    if has_token:
        return login
    if plugin is not None:
        login.plugin = _plugin(entry, plugin)
    if provider is not None:
        login.oidc = _oidc(entry, provider)
    return login


def _plugin(entry: Entry, plugin: JsonObject) -> JsonObject:
    if not isinstance(plugin.get("command"), str) or not plugin["command"]:
        raise entry.fail("exec", "exec names no command")
    if plugin.get("apiVersion") not in _EXEC_VERSIONS:
        given = plugin.get("apiVersion")
        raise entry.fail("exec", f'exec has apiVersion "{given or ""}"; it has to be {_EXEC_VERSIONS[0]}')
    arguments: Json = plugin.get("args")
    if arguments is not None and not (isinstance(arguments, list) and all(isinstance(it, str) for it in arguments)):
        raise entry.fail("exec", "args of exec has to be a list of texts")
    return plugin


def _oidc(entry: Entry, provider: JsonObject) -> JsonObject:
    name = provider.get("name")
    if name != "oidc":
        error = entry.fail(
            "auth-provider", f'auth-provider "{name or ""}" is not supported, as kubectl does not any more'
        )
        error.hint = _GONE_PROVIDERS.get(str(name), error.hint)
        raise error
    found = provider.get("config")
    if not isinstance(found, dict) or not isinstance(found.get("id-token"), str):
        raise entry.fail("auth-provider", "auth-provider has no config with an id-token: log in first")
    return found


def override(login: Login, settings: Settings) -> Login:
    """What the command line says about the login goes before what a kubeconfig says; a token or a name given there is
    the whole login, so that a certificate of the kubeconfig does not speak instead."""
    if settings.token or settings.username or settings.password or settings.client_certificate:
        given = Login()
        given.user, given.uid, given.groups, given.extra = login.user, login.uid, login.groups, login.extra
        given.token = settings.token
        given.username, given.password = settings.username, settings.password
        given.cert_file, given.key_file = settings.client_certificate, settings.client_key
        login = given
        if login.token and login.username:
            raise BrokenConfig("--token and --username are both given: only one login can be")
    if settings.as_user:
        login.user = settings.as_user
    if settings.as_groups:
        login.groups = settings.as_groups
    if settings.as_uid:
        login.uid = settings.as_uid
    if (login.groups or login.uid or login.extra) and not login.user:
        raise BrokenConfig("a group or uid is taken on, but no user", hint="--as USER says whose they are")
    return login


class Identity:
    """The headers of one login; a token file is read anew when it has changed."""

    __slots__ = ("_login", "_read", "_stamp")

    def __init__(self, login: Login) -> None:
        self._login = login
        self._read = ""
        self._stamp: tuple[int, int, int] | None = None

    def headers(self) -> list[tuple[str, str]]:
        """Raises BrokenConfig where the token file cannot be read."""
        found = impersonation(self._login)
        authorization = self._authorization()
        if authorization:
            found.append(("Authorization", authorization))
        return found

    def renew(self) -> bool:
        """After a refusal: whether there is another token by now."""
        before = self._read
        if not self._login.token_file:
            return False
        self._stamp = None
        return self._token() != before

    def token(self) -> str:
        """The token that is sent, empty where there is none."""
        return self._token() if self._login.token_file else self._login.token

    def _authorization(self) -> str:
        login = self._login
        token = self.token()
        if token:
            # ARGO_TOKEN holds the whole value of the header.
            scheme = token.partition(" ")[0].lower()
            return token if scheme in ("bearer", "basic") else f"Bearer {token}"
        if login.username:
            pair = f"{login.username}:{login.password}".encode()
            return f"Basic {binascii.b2a_base64(pair, newline=False).decode()}"
        return ""

    def _token(self) -> str:
        path = self._login.token_file
        try:
            found = os.stat(path)
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp != self._stamp:
                with open(path, encoding="utf-8") as file:
                    self._read = file.read().strip()
                self._stamp = stamp
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise BrokenConfig(f"the token file {path} cannot be read: {reason.lower()}") from error
        if not self._read:
            raise BrokenConfig(f"the token file {path} is empty")
        return self._read


def impersonation(login: Login) -> list[tuple[str, str]]:
    """The headers that say whose rights are taken on."""
    if not login.user:
        return []
    found = [("Impersonate-User", login.user)]
    found += [("Impersonate-Group", group) for group in login.groups]
    if login.uid:
        found.append(("Impersonate-Uid", login.uid))
    for key, values in login.extra.items():
        found += [(f"Impersonate-Extra-{percent(key)}", value) for value in values]
    return found


def check_text(headers: Sequence[tuple[str, str]]) -> None:
    """Raises BrokenConfig where a value cannot be a header: a line end in it would begin another one."""
    for name, value in headers:
        if not value.isascii() or any(mark in value for mark in "\r\n\0"):
            raise BrokenConfig(f"what is to be sent as {name} has characters that no header can have")
