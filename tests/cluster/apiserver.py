"""An API server of our own: etcd and kube-apiserver on ports of their own, all they keep in one folder, RBAC on."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from tests.cluster.access import Cluster, write_kubeconfig
from tests.cluster.certificates import Authority, Pair
from tests.cluster.processes import await_true, end, free_ports, start
from tests.cluster.programs import Programs

_NAMES = ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc")
_REMOVALS = 100  # grandchildren write until they are gone as well
_ISSUER = "https://kubernetes.default.svc.cluster.local"


class ApiServer:
    """Runs inside a `with`; the folder is removed at its end. The administrator has a client certificate."""

    def __init__(
        self, programs: Programs, folder: Path, services: str = "10.96.0.0/24", service: str = "10.96.0.1"
    ) -> None:
        self.programs = programs
        self.folder = folder
        self.services, self.service = services, service
        self.children: list[subprocess.Popen[bytes]] = []
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True)
        self.authority = Authority(folder / "certificates")
        self.token_key = self.authority.key("tokens")
        self.port, *self._etcd = free_ports(3)
        self.url = f"https://127.0.0.1:{self.port}"

    def __enter__(self) -> Cluster:
        admin = self.authority.client("admin", "system:masters")
        cluster = Cluster(
            url=self.url,
            ca=self.authority.pair.certificate,
            kubeconfig=self.kubeconfig("admin", admin),
            folder=self.folder,
            certificate=admin.certificate,
            key=admin.key,
            etcd=f"http://127.0.0.1:{self._etcd[0]}",
        )
        try:
            self._start()
            self.expect("the API server answers", cluster.answers)
            cluster.install_crds()
            self.expect("Argo's kinds are served", cluster.serves_argo)
        except BaseException:
            self.close()
            raise
        return cluster

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        end(self.children)
        for _ in range(_REMOVALS):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                break
            time.sleep(0.05)

    def kubeconfig(self, name: str, pair: Pair, url: str | None = None) -> Path:
        """For a program that comes with a certificate."""
        return write_kubeconfig(
            self.folder / f"{name}.kubeconfig",
            {"server": url or self.url, "certificate-authority": str(self.authority.pair.certificate)},
            {"client-certificate": str(pair.certificate), "client-key": str(pair.key)},
        )

    def run(self, name: str, *options: str) -> None:
        self.spawn(name, [self.programs.path(name), *options])

    def spawn(self, name: str, command: list[str]) -> int:
        self.children.append(child := start(name, command, self.logs))
        return child.pid

    def expect(self, what: str, true: Callable[[], bool], seconds: float = 120) -> None:
        await_true(what, true, self.children, self.logs, seconds)

    def _start(self) -> None:
        client, peer = (f"http://127.0.0.1:{port}" for port in self._etcd)
        self.run(
            "etcd",
            f"--data-dir={self.folder / 'etcd'}",
            "--unsafe-no-fsync",
            "--log-level=warn",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
        )
        serving = self.authority.server("apiserver", *_NAMES, "IP:127.0.0.1", f"IP:{self.service}")
        to_nodes = self.authority.client("apiserver-to-nodes", "system:masters")
        self.run(
            "kube-apiserver",
            f"--etcd-servers={client}",
            "--bind-address=127.0.0.1",
            f"--secure-port={self.port}",
            "--advertise-address=127.0.0.1",
            f"--service-cluster-ip-range={self.services}",
            f"--service-account-issuer={_ISSUER}",
            f"--service-account-key-file={self.token_key}",
            f"--service-account-signing-key-file={self.token_key}",
            "--authorization-mode=Node,RBAC",
            f"--client-ca-file={self.authority.pair.certificate}",
            f"--tls-cert-file={serving.certificate}",
            f"--tls-private-key-file={serving.key}",
            f"--kubelet-certificate-authority={self.authority.pair.certificate}",
            f"--kubelet-client-certificate={to_nodes.certificate}",
            f"--kubelet-client-key={to_nodes.key}",
            "--kubelet-preferred-address-types=InternalIP",
            "--allow-privileged=true",
            "--profiling=false",
        )
