"""A cluster as tests hold it: where it is, how to be let in, and a few requests to set a scene.

It goes its own way to the server, so that what a test prepares and checks does not depend on the code under test.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import secrets
import shutil
import ssl
import subprocess
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from argocli.cluster.crds import GROUP, KINDS, VERSION, definitions

Object = dict[str, Any]
_SECONDS = 30
_RBAC = "/apis/rbac.authorization.k8s.io/v1"
_NAMESPACES = "/api/v1/namespaces"


class Refused(Exception):
    """An answer of the server that a test did not count on."""

    def __init__(self, method: str, path: str, status: int, answer: Object) -> None:
        super().__init__(f"{method} {path}: {status} {answer.get('message', '')}")
        self.status = status


@dataclass(frozen=True)
class User:
    """Somebody with a bearer token who may do what a test gave them, and nothing else."""

    name: str
    token: str
    kubeconfig: Path


@dataclass(frozen=True)
class Cluster:
    """All paths are absolute; `folder` is a place for files that go with the cluster."""

    url: str
    ca: Path
    kubeconfig: Path
    folder: Path
    certificate: Path | None = None
    key: Path | None = None
    token: str | None = None
    etcd: str | None = None  # where the server keeps its data; only for a server of our own

    def request(self, method: str, path: str, body: Object | None = None, *, form: str = "application/json") -> Object:
        """One request as an administrator; the answer as JSON, or Refused."""
        place = urlsplit(self.url)
        connection = http.client.HTTPSConnection(place.netloc, timeout=_SECONDS, context=self._tls)
        headers = {"Content-Type": form, "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            connection.request(method, place.path.rstrip("/") + path, json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            told = response.read()
        finally:
            connection.close()
        answer = json.loads(told) if told[:1] == b"{" else {"message": told.decode()}
        if response.status >= 300:
            raise Refused(method, path, response.status, answer)
        return answer

    def ensure(self, path: str, body: Object) -> None:
        """Creates an object, or leaves the one of that name alone."""
        try:
            self.request("POST", path, body)
        except Refused as refused:
            if refused.status != 409:
                raise

    def user(self, name: str, rules: Sequence[Object], namespace: str | None = None) -> User:
        """A new user with a token; RBAC rules hold in one namespace, or everywhere where none is named."""
        home = namespace or "default"
        name = f"{name}-{secrets.token_hex(3)}"
        self.request("POST", f"{_NAMESPACES}/{home}/serviceaccounts", {"metadata": {"name": name}})
        kind, prefix = ("Role", f"{_RBAC}/namespaces/{home}") if namespace else ("ClusterRole", _RBAC)
        self.request("POST", f"{prefix}/{kind.lower()}s", {"metadata": {"name": name}, "rules": list(rules)})
        binding = {
            "metadata": {"name": name},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name},
            "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": home}],
        }
        self.request("POST", f"{prefix}/{kind.lower()}bindings", binding)
        given = self.request("POST", f"{_NAMESPACES}/{home}/serviceaccounts/{name}/token", {"spec": {}})
        token = given["status"]["token"]
        return User(name, token, self.write_kubeconfig(name, {"token": token}, namespace=home))

    def write_kubeconfig(
        self, name: str, user: Object, *, namespace: str = "default", cluster: Object | None = None
    ) -> Path:
        """A kubeconfig of one context; `cluster` overrides or adds to what is said of this cluster."""
        return write_kubeconfig(
            self.folder / f"{name}.kubeconfig",
            {"server": self.url, "certificate-authority": str(self.ca), **(cluster or {})},
            user,
            namespace,
        )

    def new_namespace(self) -> str:
        """A namespace nobody else uses, with the service account that pods take by default."""
        name = f"t-{secrets.token_hex(4)}"
        self.request("POST", _NAMESPACES, {"metadata": {"name": name}})
        self.ensure(f"{_NAMESPACES}/{name}/serviceaccounts", {"metadata": {"name": "default"}})
        return name

    def drop_namespace(self, name: str) -> None:
        """The objects go at once; the namespace goes too where a controller manager runs."""
        for kind in KINDS:
            if kind.namespaced:
                self.request("DELETE", f"/apis/{GROUP}/{VERSION}/namespaces/{name}/{kind.plural}")
        self.request("DELETE", f"{_NAMESPACES}/{name}")

    def expire(self, token: str) -> str:
        """Forgets all history, and gives a list's continue token as it would be after long: it is answered with 410."""
        assert self.etcd, "only a server of our own can be made to forget"
        revision = self._etcd("kv/range", {"key": base64.b64encode(b"/").decode()})["header"]["revision"]
        self._etcd("kv/compaction", {"revision": revision, "physical": True})
        place = json.loads(base64.urlsafe_b64decode(token + "=="))
        return base64.urlsafe_b64encode(json.dumps({**place, "rv": 2}).encode()).decode().rstrip("=")

    def kubectl(self, *words: str, stdin: str = "") -> str:
        """What kubectl prints; for looking at things as somebody else sees them."""
        assets = os.environ.get("KUBEBUILDER_ASSETS", "")
        program = shutil.which("kubectl", path=os.pathsep.join([assets, os.environ.get("PATH", "")]))
        assert program, "kubectl is neither in KUBEBUILDER_ASSETS nor on the PATH"
        ours = (f"--kubeconfig={self.kubeconfig}", f"--cache-dir={self.folder / 'kubectl'}")
        done = subprocess.run([program, *ours, *words], input=stdin, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"kubectl {' '.join(words)}: {done.stderr}"
        return done.stdout

    def install_crds(self) -> None:
        """Argo's kinds, those that are missing."""
        for definition in definitions():
            self.ensure("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)

    def serves_argo(self) -> bool:
        try:
            return all(self.request("GET", f"/apis/{GROUP}/{VERSION}/{kind.plural}?limit=1") for kind in KINDS)
        except Refused:
            return False

    def answers(self, path: str = "/readyz") -> bool:
        try:
            return bool(self.request("GET", path))
        except (Refused, OSError, http.client.HTTPException):
            return False

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Cluster:
        told = json.loads(text)
        paths = {key: Path(told[key]) for key in ("ca", "kubeconfig", "folder", "certificate", "key") if told[key]}
        return cls(**{**told, **paths})

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.ca))
        if self.certificate and self.key:
            context.load_cert_chain(self.certificate, self.key)
        return context

    def _etcd(self, path: str, body: Object) -> Object:
        request = urllib.request.Request(f"{self.etcd}/v3/{path}", json.dumps(body).encode())
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=_SECONDS) as answer:
            return json.load(answer)


def write_kubeconfig(path: Path, cluster: Object, user: Object, namespace: str = "default") -> Path:
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test", "namespace": namespace}}],
        "clusters": [{"name": "test", "cluster": cluster}],
        "users": [{"name": "test", "user": user}],
    }
    path.write_text(json.dumps(config, indent=1))
    path.chmod(0o600)
    return path


def attach(kubeconfig: Path, folder: Path) -> Cluster:
    """The cluster of a kubeconfig's current context, whose user has a certificate or a token."""
    config = yaml.safe_load(kubeconfig.read_text())

    def named(section: str, kind: str, name: str) -> Object:
        return next((item[kind] for item in config[section] if item["name"] == name), {})

    def file(source: Object, key: str) -> Path | None:
        if data := source.get(f"{key}-data"):
            (path := folder / key).write_bytes(base64.b64decode(data))
            path.chmod(0o600)
            return path
        return kubeconfig.parent / source[key] if source.get(key) else None

    folder.mkdir(parents=True, exist_ok=True)
    context = named("contexts", "context", config["current-context"])
    cluster, user = named("clusters", "cluster", context["cluster"]), named("users", "user", context["user"])
    ca = file(cluster, "certificate-authority")
    certificate, key = file(user, "client-certificate"), file(user, "client-key")
    if ca is None or not (certificate or user.get("token")):
        raise ValueError(f"{kubeconfig}: tests need a certificate authority, and a user with a certificate or a token")
    return Cluster(cluster["server"], ca, kubeconfig, folder, certificate, key, user.get("token"))
