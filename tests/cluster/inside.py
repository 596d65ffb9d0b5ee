"""The first process of a node: hides what the host must not see changed, joins the network, runs containerd and kubelet.

It is started as a script in fresh namespaces, with its settings as one argument, and imports the standard library alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NAME = "testnode"
CABLE = "outside"
PROGRAMS = ("containerd", "ctr", "runc", "kubelet", "bridge")
HIDDEN = ("/var/lib/kubelet", "/var/lib/cni")  # places that programs do not let one choose
_KNOBS = tuple(  # what the kubelet sets for the whole machine; it gets copies to turn
    f"/proc/sys/{name}"
    for name in (
        "kernel/panic",
        "kernel/panic_on_oops",
        "kernel/keys/root_maxbytes",
        "kernel/keys/root_maxkeys",
        "vm/overcommit_memory",
        "vm/panic_on_oom",
    )
)
_BRIDGE = "pods"
_CONTAINERD = "/run/containerd.sock"
_STARTS = 5  # the kubelet leaves when containerd is not all there yet


@dataclass(frozen=True)
class Settings:
    folder: str
    pods: str
    machine: str
    node: str
    api: str
    groups: str
    kubeconfig: str
    authority: str
    certificate: str
    key: str
    programs: dict[str, str]
    images: list[str]

    def path(self, *parts: str) -> str:
        (path := Path(self.folder, *parts)).parent.mkdir(parents=True, exist_ok=True)
        return str(path)


def main(settings: Settings) -> int:
    _hide(settings)
    _join_network(settings)
    containerd = subprocess.Popen(
        [settings.programs["containerd"], "--config", _write(settings, "containerd.toml", _containerd(settings))],
        env={**os.environ, "PATH": f"{_folders(settings)}:{os.environ['PATH']}"},
    )
    _until("containerd answers", lambda: _ctr(settings, "version").wait() == 0)
    imports = [_ctr(settings, "images", "import", image) for image in settings.images]
    if any(child.wait() for child in imports):
        return 1
    for _ in range(_STARTS):
        kubelet = _kubelet(settings)
        while (ended := os.wait()[0]) not in (kubelet.pid, containerd.pid):
            pass  # what containers leave behind comes to the first process
        if ended == containerd.pid:
            return 1
    return 1


def _hide(settings: Settings) -> None:
    for place in ("/run", "/var/log"):
        _run("mount", "-t", "tmpfs", "tmpfs", place)
    for place in HIDDEN:
        Path(place).mkdir(parents=True, exist_ok=True)
        Path(instead := settings.path("hidden", Path(place).name)).mkdir()
        _run("mount", "--bind", instead, place)
    for place in _KNOBS:
        copy = _write(settings, place.strip("/").replace("/", "-"), Path(place).read_text())
        _run("mount", "--bind", copy, place)


def _join_network(settings: Settings) -> None:
    """One bridge for the cable and all pods. There is a way to the API server, and none to anywhere else."""
    _until("the cable is there", lambda: _succeeds("ip", "link", "show", CABLE))
    _run("ip", "link", "add", _BRIDGE, "type", "bridge")
    _run("ip", "link", "set", CABLE, "master", _BRIDGE, "up")
    _run("ip", "address", "add", f"{settings.node}/24", "dev", _BRIDGE)
    _run("ip", "link", "set", _BRIDGE, "up")
    _run("ip", "link", "set", "lo", "up")
    _run("ip", "route", "add", f"{settings.api}/32", "via", settings.machine)
    _run("ip", "route", "add", "unreachable", "default")


def _kubelet(settings: Settings) -> subprocess.Popen[bytes]:
    config = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": settings.node,
        "tlsCertFile": settings.certificate,
        "tlsPrivateKeyFile": settings.key,
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": False},
            "x509": {"clientCAFile": settings.authority},
        },
        "authorization": {"mode": "AlwaysAllow"},
        "containerRuntimeEndpoint": f"unix://{_CONTAINERD}",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{settings.groups}",
        "cgroupsPerQOS": False,
        "enforceNodeAllocatable": [],
        "failCgroupV1": False,
        "failSwapOn": False,
        "oomScoreAdj": 0,
        "localStorageCapacityIsolation": False,
        "featureGates": {"KubeletInUserNamespace": True},
        "evictionHard": {"memory.available": "50Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "podLogsDir": settings.path("pod-logs"),
        "volumePluginDir": settings.path("volume-plugins"),
        "serializeImagePulls": False,
        "resolvConf": "",
        "maxPods": 200,
    }
    return subprocess.Popen(
        [
            settings.programs["kubelet"],
            f"--config={_write(settings, 'kubelet.json', json.dumps(config))}",
            f"--kubeconfig={settings.kubeconfig}",
            f"--hostname-override={NAME}",
            f"--node-ip={settings.node}",
        ]
    )


def _containerd(settings: Settings) -> str:
    network = {
        "type": "bridge",
        "bridge": _BRIDGE,
        "isGateway": True,
        "hairpinMode": True,
        "ipam": {
            "type": "host-local",
            "ranges": [[{"subnet": settings.pods, "rangeStart": _after(settings.node, 8), "gateway": settings.node}]],
            "routes": [{"dst": "0.0.0.0/0"}],
        },
    }
    config = {"cniVersion": "1.0.0", "name": "pods", "plugins": [network]}
    _write(settings, "net/pods.conflist", json.dumps(config))
    cri = 'plugins."io.containerd.grpc.v1.cri"'
    return f"""
version = 2
root = "{settings.path("containerd")}"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.{'", "io.containerd.snapshotter.v1.'.join(("aufs", "btrfs", "devmapper", "zfs"))}"]
[grpc]
address = "{_CONTAINERD}"
[plugins."io.containerd.internal.v1.opt"]
path = "{settings.path("opt")}"
[{cri}]
sandbox_image = "registry.k8s.io/pause:3.10"
restrict_oom_score_adj = true
disable_apparmor = true
disable_hugetlb_controller = true
tolerate_missing_hugetlb_controller = true
[{cri}.cni]
bin_dir = "{Path(settings.programs["bridge"]).parent}"
conf_dir = "{Path(settings.folder, "net")}"
[{cri}.containerd]
snapshotter = "overlayfs"
default_runtime_name = "runc"
[{cri}.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[{cri}.containerd.runtimes.runc.options]
BinaryName = "{settings.programs["runc"]}"
SystemdCgroup = false
"""


def _after(address: str, steps: int) -> str:
    head, _, last = address.rpartition(".")
    return f"{head}.{int(last) + steps}"


def _folders(settings: Settings) -> str:
    return os.pathsep.join(sorted({str(Path(path).parent) for path in settings.programs.values()}))


def _ctr(settings: Settings, *words: str) -> subprocess.Popen[bytes]:
    command = [settings.programs["ctr"], "--address", _CONTAINERD, "--namespace", "k8s.io", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _write(settings: Settings, name: str, text: str) -> str:
    Path(path := settings.path(name)).write_text(text)
    return path


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _until(what: str, true: Callable[[], bool], seconds: float = 60) -> None:
    over = time.monotonic() + seconds
    while not true():
        if time.monotonic() > over:
            raise TimeoutError(f"{what}: not after {seconds:.0f} s")
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main(Settings(**json.loads(sys.argv[1]))))
