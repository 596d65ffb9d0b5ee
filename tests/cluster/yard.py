"""Where kubeconfigs of the zoo live (zoo_good.py, zoo_bad.py): every login that is claimed, the expired, the broken.

A keeper gets a Yard and puts files there; it returns the flags and the variables to connect with.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.cluster.access import Cluster, User
from tests.cluster.certificates import Authority, Pair

Fields = dict[str, object]
EXEC_VERSION = "client.authentication.k8s.io/v1"


@dataclass
class Visit:
    """How to connect; by default with the kubeconfig of the yard."""

    flags: Fields = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)


class Yard:
    """A folder of one test, beside a cluster, with an ordinary user of it."""

    def __init__(self, folder: Path, cluster: Cluster, user: User, ports: dict[str, int]) -> None:
        self.folder = folder
        self.cluster = cluster
        self.user = user
        self.ports = ports  # of proxies and of an identity provider
        self.path = folder / "config"

    @property
    def authority(self) -> Authority:
        return Authority(self.cluster.folder / "certificates")

    @property
    def place(self) -> str:
        """HOST:PORT of the API server."""
        return self.cluster.url.removeprefix("https://")

    def ours(self, **more: object) -> Fields:
        """The cluster as it is; None leaves a field out."""
        said = {"server": self.cluster.url, "certificate_authority": str(self.cluster.ca), **more}
        return {key.replace("_", "-"): value for key, value in said.items() if value is not None}

    def write(self, user: Fields, cluster: Fields | None = None, *, name: str = "config", **more: object) -> Path:
        """A kubeconfig of one context; `more` replaces whole sections."""
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "zoo",
            "contexts": [{"name": "zoo", "context": {"cluster": "zoo", "user": "zoo"}}],
            "clusters": [{"name": "zoo", "cluster": self.ours() if cluster is None else cluster}],
            "users": [{"name": "zoo", "user": user}],
            **{key.replace("_", "-"): value for key, value in more.items()},
        }
        path = self.folder / name
        path.write_text(yaml.safe_dump({key: value for key, value in config.items() if value is not None}))
        return path

    def program(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path

    def client(self) -> Pair:
        assert self.cluster.certificate
        assert self.cluster.key
        return Pair(self.cluster.certificate, self.cluster.key)


def b64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def jwt(end: int) -> str:
    """A token that nobody signed."""
    parts = (json.dumps({"alg": "none"}), json.dumps({"exp": end}), "signature")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def plugin(command: object, *arguments: str, **more: object) -> Fields:
    return {"exec": {"apiVersion": EXEC_VERSION, "command": str(command), "args": list(arguments), **more}}


def credential(**status: str) -> str:
    """A program's text that gives these."""
    return "echo '" + json.dumps({"apiVersion": EXEC_VERSION, "kind": "ExecCredential", "status": status}) + "'"


def oidc(token: str, **config: str) -> Fields:
    named = {key.replace("_", "-"): value for key, value in config.items()}
    return {"auth-provider": {"name": "oidc", "config": {"id-token": token, **named}}}


Keeper = Callable[[Yard], "Visit | None"]
# name -> keeper, and as whom the server knows one who connects so: admin, user, or another name
CONNECTS: dict[str, tuple[Keeper, str]] = {}
# name -> keeper, and what is said
FAILS: dict[str, tuple[Keeper, str]] = {}


def connects(who: str) -> Callable[[Keeper], Keeper]:
    def keep(keeper: Keeper) -> Keeper:
        CONNECTS[keeper.__name__] = (keeper, who)
        return keeper

    return keep


def fails(said: str) -> Callable[[Keeper], Keeper]:
    def keep(keeper: Keeper) -> Keeper:
        FAILS[keeper.__name__] = (keeper, said)
        return keeper

    return keep
