"""Logins that need a program or another server, by the official client: exec plugins and OIDC.

Its faults are told here in a line each; a token that OIDC renewed goes back into the kubeconfig, as with kubectl.
"""

from __future__ import annotations

import json
import os
import ssl
import time
from typing import Any

from kubernetes.client import Configuration
from kubernetes.config.config_exception import ConfigException
from kubernetes.config.exec_provider import ExecProvider
from kubernetes.config.kube_config import ConfigNode, KubeConfigLoader

from argocli.cluster.expiry import of_token
from argocli.cluster.failures import Unauthenticated
from argocli.cluster.identity import Identity, Login
from argocli.manifest.parse import parse
from argocli.model.timestamps import from_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.cluster.kubeconfig import Entry
    from argocli.cluster.target import Target

# A login that ends within this is renewed before it is used.
_SKEW = 10.0
_MOST_SAID = 300


class OfficialLogin:
    """Gives a plain Login for the one of a kubeconfig, and a new one when that has ended or was refused."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._source = target.login
        self._plain: Login | None = None
        self._identity = Identity(target.login)
        self._end: float | None = None

    def plain(self) -> Login:
        """The login for the next request; the same object until it has ended. Raises Unauthenticated."""
        if self._source.plain:
            return self._source
        if self._plain is None or (self._end is not None and self._end - _SKEW <= time.time()):
            self._plain = self._ask()
            self._identity = Identity(self._plain)
        return self._plain

    def headers(self) -> list[tuple[str, str]]:
        """Those of the login that plain() gave last."""
        return self._identity.headers()

    def token(self) -> str:
        return self._identity.token()

    def renew(self) -> bool:
        """After a refusal: whether there is another login by now."""
        if self._source.plain:
            return self._identity.renew()
        if self._source.plugin is None:
            return False
        before = self._plain
        self._plain = None
        now = self.plain()
        return before is None or (now.token, now.cert_data) != (before.token, before.cert_data)

    def _ask(self) -> Login:
        source = self._source
        found = Login()
        found.entry = source.entry
        found.user, found.uid, found.groups, found.extra = source.user, source.uid, source.groups, source.extra
        found.cert_file, found.cert_data = source.cert_file, source.cert_data
        found.key_file, found.key_data = source.key_file, source.key_data
        if source.plugin is not None:
            self._run_plugin(found, source.plugin)
        else:
            found.token = self._oidc()
            self._end = of_token(found.token)
        return found

    def _run_plugin(self, found: Login, plugin: dict[str, Any]) -> None:
        entry, command = self._source.entry, str(plugin["command"])
        folder = os.path.dirname(os.path.abspath(entry.file)) if entry else ""
        about = f'the program "{command}" that logs in {self._source}'
        hint = str(plugin.get("installHint") or "") or f'run "{command}" by hand to see what is wrong, or log in again'
        cluster = ConfigNode("cluster", dict(self._target.cluster.value)) if self._target.cluster else None
        try:
            status = ExecProvider(ConfigNode("exec", plugin), folder, cluster).run()
        except FileNotFoundError:
            raise Unauthenticated(f"{about} is not installed", hint=_one_line(hint)) from None
        except OSError as error:
            raise Unauthenticated(f"{about} cannot be run: {(error.strerror or str(error)).lower()}") from error
        except AttributeError:
            # On a terminal its stderr went there directly, and the client stumbles over not having it.
            raise Unauthenticated(f"{about} failed; what it said stands above", hint=_one_line(hint)) from None
        except ConfigException as error:
            said = _one_line(str(error).removeprefix("exec: ").replace("process returned", "it ended with"))
            raise Unauthenticated(f"{about} failed: {said}", hint=_one_line(hint)) from None
        status = status if isinstance(status, dict) else {}
        found.token = str(status.get("token") or "")
        cert, key = str(status.get("clientCertificateData") or ""), str(status.get("clientKeyData") or "")
        if bool(cert) != bool(key) or not (found.token or cert):
            raise Unauthenticated(f"{about} gives neither a token nor a certificate with its key", hint=_one_line(hint))
        if cert:
            found.cert_data, found.key_data = cert.encode(), key.encode()
        end = from_text(str(status.get("expirationTimestamp") or ""))
        self._end = end.timestamp() if end else None

    def _oidc(self) -> str:
        """The id-token, a renewed one where it has ended."""
        entry, config = self._source.entry, dict(self._source.oidc or {})
        old = str(config["id-token"])
        end = of_token(old)
        ended = f"the OIDC token of {self._source} has expired"
        hint = "log in again with the program that wrote this kubeconfig"
        if end is None:
            raise Unauthenticated(f"the OIDC token of {self._source} is no token with an end", hint=hint)
        missing = [key for key in ("refresh-token", "client-id", "idp-issuer-url") if not config.get(key)]
        # The client renews what ends within five minutes.
        if end > time.time() + 301:
            return old
        if missing:
            if end > time.time():
                return old
            raise Unauthenticated(f"{ended}, and there is no {missing[0]} to renew it with", hint=hint)
        config.setdefault("client-secret", "")
        _trust(config, entry)
        kept: list[bool] = []
        try:
            _loader(config, lambda: kept.append(True)).load_and_set(Configuration())
        except Exception as error:  # whatever the libraries below raise, the user has to log in
            why = _one_line(str(error) or type(error).__name__)
            raise Unauthenticated(
                f"{ended}, and cannot be renewed at {config['idp-issuer-url']}: {why}", hint=hint
            ) from error
        new = str(config["id-token"])
        if (of_token(new) or 0.0) <= time.time():
            raise Unauthenticated(f"{ended}, and {config['idp-issuer-url']} gives no new one", hint=hint)
        if kept and entry is not None and new != old:
            keep(entry, {"id-token": new, "refresh-token": str(config["refresh-token"])})
        return new


def _trust(config: dict[str, Any], entry: Entry | None) -> None:
    """The client trusts any identity provider whose authority is not named; here it is this machine's authorities."""
    if config.get("idp-certificate-authority-data"):
        return
    named = config.get("idp-certificate-authority")
    if isinstance(named, str) and named:
        folder = os.path.dirname(os.path.abspath(entry.file)) if entry else ""
        config["idp-certificate-authority"] = os.path.join(folder, named)
        return
    import certifi

    config["idp-certificate-authority"] = ssl.get_default_verify_paths().cafile or certifi.where()


def _loader(config: dict[str, Any], persist: Any) -> KubeConfigLoader:
    """The official reader over a kubeconfig of one user, whose `config` it changes when it renews."""
    whole = {
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": "http://unused"}}],
        "users": [{"name": "u", "user": {"auth-provider": {"name": "oidc", "config": config}}}],
    }
    return KubeConfigLoader(ConfigNode("kube-config", whole), config_persister=persist)


def keep(entry: Entry, values: dict[str, str]) -> None:
    """Write renewed tokens where they stood, and change nothing else in the file. What cannot be written is left."""
    path = os.path.realpath(entry.file)
    try:
        with open(path, "rb") as file:
            data = file.read()
        mode = os.stat(path).st_mode & 0o777
    except OSError:
        return
    documents = parse(data, path)
    if not documents or documents[0].value is None:
        return
    lines = data.decode("utf-8-sig").splitlines(keepends=True)
    for key, value in values.items():
        where = (*entry.path, "auth-provider", "config", key)
        if _found(documents[0].value, where) is None:
            continue
        span = documents[0].locate(where)
        first, last = lines[span.line - 1], lines[span.end_line - 1]
        text = first[: span.column - 1] + json.dumps(value) + last[span.end_column - 1 :]
        # Later lines stay where they were, so that the other places still hold.
        lines[span.line - 1 : span.end_line] = [text, *[""] * (span.end_line - span.line)]
        documents = parse("".join(lines).encode(), path)
        lines = "".join(lines).splitlines(keepends=True)
    temporary = f"{path}.{os.getpid()}"
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write("".join(lines))
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError:
        if os.path.exists(temporary):
            os.remove(temporary)


def _found(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SAID else f"{line[:_MOST_SAID]}..."
