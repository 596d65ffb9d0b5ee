"""A whole cluster on this machine: an API server, its controllers, and a node on which pods really run.

The node lives in namespaces of its own (mounts, network, processes). Nothing is pulled, pods reach the API server and
each other and nothing else, and when the first process of the node ends, the kernel clears all of it away.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from tests.cluster import inside
from tests.cluster.access import Cluster, Refused
from tests.cluster.apiserver import ApiServer
from tests.cluster.forwarder import Forwarder
from tests.cluster.programs import NAMESPACES, Programs

_CONTROLLERS = ("--leader-elect=false", "--secure-port=0", "--profiling=false")
_OURS = Path("/proc/self/ns/net")


@dataclass(frozen=True)
class Addresses:
    """The networks of one node; a second node on the same machine gets others."""

    slot: int

    @property
    def pods(self) -> str:
        return f"10.213.{self.slot}.0/24"

    @property
    def machine(self) -> str:
        return f"10.213.{self.slot}.1"

    @property
    def node(self) -> str:
        return f"10.213.{self.slot}.2"

    @property
    def services(self) -> str:
        return f"10.214.{self.slot}.0/24"

    @property
    def api(self) -> str:
        """What pods are told of the API server: the first address of services."""
        return f"10.214.{self.slot}.1"


class Node:
    """Runs inside a `with`, as an API server does."""

    def __init__(self, programs: Programs, folder: Path) -> None:
        self.addresses = Addresses(_free_slot())
        self.server = ApiServer(programs, folder, self.addresses.services, self.addresses.api)
        self._forwarder: Forwarder | None = None
        self._groups = f"argocli-{os.getpid()}"

    def __enter__(self) -> Cluster:
        cluster = self.server.__enter__()
        try:
            self._start_controllers()
            self._connect(self._start_node())
            self._forwarder = Forwarder((self.addresses.api, 443), ("127.0.0.1", self.server.port))
            self.server.expect("the node is ready", lambda: _ready(cluster))
        except BaseException:
            self.close()
            raise
        return cluster

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._forwarder:
            self._forwarder.close()
        self.server.close()
        for place in inside.HIDDEN:
            with suppress(OSError):
                Path(place).rmdir()
        for path, _, _ in os.walk("/sys/fs/cgroup", topdown=False):
            if f"/{self._groups}" in path:
                with suppress(OSError):
                    Path(path).rmdir()

    def _start_controllers(self) -> None:
        server = self.server
        for name in ("kube-controller-manager", "kube-scheduler"):
            config = server.kubeconfig(name, server.authority.client(f"system:{name}"))
            more = (
                f"--service-account-private-key-file={server.token_key}",
                f"--root-ca-file={server.authority.pair.certificate}",
                "--use-service-account-credentials=true",
            )
            server.run(name, f"--kubeconfig={config}", *_CONTROLLERS, *(more if name.endswith("manager") else ()))

    def _start_node(self) -> int:
        server, addresses = self.server, self.addresses
        identity = server.authority.client(f"system:node:{inside.NAME}", "system:nodes")
        serving = server.authority.server("kubelet", inside.NAME, f"IP:{addresses.node}")
        settings = inside.Settings(
            folder=str(server.folder / "node"),
            pods=addresses.pods,
            machine=addresses.machine,
            node=addresses.node,
            api=addresses.api,
            groups=self._groups,
            kubeconfig=str(server.kubeconfig("kubelet", identity, f"https://{addresses.api}:443")),
            authority=str(server.authority.pair.certificate),
            certificate=str(serving.certificate),
            key=str(serving.key),
            programs={name: server.programs.path(name) for name in inside.PROGRAMS},
            images=[str(image) for image in server.programs.images],
        )
        Path(settings.folder).mkdir()
        return server.spawn("node", [*NAMESPACES, sys.executable, inside.__file__, json.dumps(asdict(settings))])

    def _connect(self, node: int) -> None:
        """A cable between this machine's network and the node's; it goes when either of them goes."""
        theirs = Path(f"/proc/{node}/ns/net")
        self.server.expect("the node has a network of its own", lambda: theirs.readlink() != _OURS.readlink(), 20)
        end = f"argocli{self.addresses.slot}"
        _ip("link", "add", end, "type", "veth", "peer", "name", inside.CABLE, "netns", str(node))
        _ip("address", "add", f"{self.addresses.machine}/24", "dev", end)
        _ip("address", "add", f"{self.addresses.api}/32", "dev", end)
        _ip("link", "set", end, "up")


def _ready(cluster: Cluster) -> bool:
    try:
        status = cluster.request("GET", f"/api/v1/nodes/{inside.NAME}")["status"]
    except Refused:
        return False
    return any(item["type"] == "Ready" and item["status"] == "True" for item in status.get("conditions", ()))


def _free_slot() -> int:
    taken = _ip("-o", "address")
    return random.choice([slot for slot in range(1, 255) if f"10.213.{slot}." not in taken])


def _ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout
