"""The programs of a real Kubernetes: which ones a test needs, and where they are."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

API = ("etcd", "kube-apiserver", "kubectl")
NAMESPACES = ("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
NODE = ("kube-controller-manager", "kube-scheduler", "kubelet")


class Unavailable(Exception):
    """A program that cannot be had on this machine, in one line."""


@dataclass(frozen=True)
class Programs:
    """A folder of programs; what Debian ships and the images lie beside it."""

    bin: Path

    @property
    def debian(self) -> Path:
        return self.bin.parent / "deb"

    @property
    def images(self) -> list[Path]:
        return sorted((self.bin.parent / "images").glob("*.tar"))

    def path(self, name: str) -> str:
        for folder in (self.bin, *(self.debian / "usr" / place for place in ("bin", "sbin", "lib/cni"))):
            if (folder / name).exists():
                return str(folder / name)
        raise Unavailable(f"{name} is not in {self.bin} or in {self.debian}")

    def missing(self, names: tuple[str, ...]) -> list[str]:
        return [name for name in names if not (self.bin / name).exists()]

    def require_api(self) -> None:
        if missing := self.missing(API):
            raise Unavailable(f"KUBEBUILDER_ASSETS is {self.bin}, where there is no {' and no '.join(missing)}")

    def require_node(self) -> None:
        self.require_api()
        if missing := self.missing(NODE):
            raise Unavailable(f"no pods without {', '.join(missing)} (python -m tests.cluster build)")
        for name in ("containerd", "ctr", "runc", "bridge"):
            self.path(name)
        if subprocess.run([*NAMESPACES, "ip", "link"], capture_output=True, check=False).returncode:
            raise Unavailable("no pods without root, or the right to make namespaces (unshare, ip)")
        if not self.images:
            raise Unavailable(f"no images in {self.bin.parent / 'images'}")


def cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "argocli-testcluster"
