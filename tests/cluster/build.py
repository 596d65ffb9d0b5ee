"""How the programs of a real Kubernetes come to a machine, once, into a cache.

etcd, kube-apiserver, kubectl, kubelet, controller manager and scheduler are built from the Go proxy; containerd, runc
and network plugins are Debian's; images are packed on the spot. Nothing else is downloaded.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cluster.debian import unpack
from tests.cluster.images import pack
from tests.cluster.programs import API, NODE, Programs, Unavailable

ETCD = "3.6.5"
KUBERNETES = "1.35.4"
PACKAGES = ("containerd", "runc", "containernetworking-plugins", "busybox-static")


class Builder:
    """Builds into one cache folder, until a deadline."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.folder = folder
        self.programs = Programs(folder / "bin")
        self._deadline = time.monotonic() + seconds

    def api(self) -> None:
        self._drop_other_versions()
        if "etcd" in self.programs.missing(API):
            self._go("etcd", "go.etcd.io/etcd/server/v3", self._etcd_module())
        self._kubernetes(API[1:])

    def node(self) -> None:
        self._kubernetes(NODE)
        unpack(PACKAGES, self.folder / "debs", self.programs.debian)
        pack(self.folder / "images", self.programs.debian, self.folder / "debs")

    def _drop_other_versions(self) -> None:
        built = self.folder / "versions"
        wanted = f"etcd {ETCD}\nkubernetes {KUBERNETES}\n"
        if built.exists() and built.read_text() != wanted:
            for folder in (self.programs.bin, self.folder / "go"):
                shutil.rmtree(folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        built.write_text(wanted)

    def _kubernetes(self, names: tuple[str, ...]) -> None:
        stamp = "k8s.io/component-base/version"
        major, minor, _ = KUBERNETES.split(".")
        link = f"-X {stamp}.gitVersion=v{KUBERNETES} -X {stamp}.gitMajor={major} -X {stamp}.gitMinor={minor}"
        for name in self.programs.missing(names):
            self._go(name, f"k8s.io/kubernetes/cmd/{name}", self._kubernetes_module(), link)

    def _go(self, name: str, package: str, source: Path, link: str = "") -> None:
        self._require("go")
        self.programs.bin.mkdir(parents=True, exist_ok=True)
        half = self.programs.bin / f"{name}.{os.getpid()}"
        say(f"building {name}")
        try:
            self._run(
                ["go", "build", "-mod=mod", "-trimpath", "-ldflags", f"-s -w {link}", "-o", str(half), package],
                source,
                CGO_ENABLED="0",
            )
            half.replace(self.programs.bin / name)
        finally:
            half.unlink(missing_ok=True)

    def _etcd_module(self) -> Path:
        return self._module("etcd", f"go 1.24.0\n\nrequire go.etcd.io/etcd/server/v3 v{ETCD}\n")

    def _kubernetes_module(self) -> Path:
        """A module that requires Kubernetes; the parts of it that are modules of their own are taken at one release."""
        told = self._run(["go", "mod", "download", "-json", f"k8s.io/kubernetes@v{KUBERNETES}"], Path("/"))
        text = Path(json.loads(told)["GoMod"]).read_text()
        parts = re.findall(r"^\s*(k8s\.io/\S+) => \./staging/", text, re.MULTILINE)
        release = "v0." + KUBERNETES.partition(".")[2]
        lines = re.findall(r"^(?:go|godebug) [^(\n]+$", text, re.MULTILINE)
        lines += [f"require k8s.io/kubernetes v{KUBERNETES}"]
        lines += [f"replace {part} => {part} {release}" for part in parts]
        return self._module("kubernetes", "\n".join(lines) + "\n")

    def _module(self, name: str, text: str) -> Path:
        folder = self.folder / "go" / name
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "go.mod").exists():
            (folder / "go.mod").write_text(f"module testcluster\n\n{text}")
        return folder

    def _run(self, command: list[str], folder: Path, **environment: str) -> str:
        self._require(command[0])
        child = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            told, _ = child.communicate(timeout=max(self._deadline - time.monotonic(), 1))
        except BaseException as error:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            if isinstance(error, subprocess.TimeoutExpired):
                raise Unavailable(f"{' '.join(command[:2])} took too long; the next run goes on from there") from None
            raise
        if child.returncode:
            raise Unavailable(f"{' '.join(command[:2])} failed")
        return told

    @staticmethod
    def _require(program: str) -> None:
        if shutil.which(program) is None:
            raise Unavailable(f"{program} is not installed")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One build at a time in a cache folder; a second one waits and finds everything there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
