"""Clusters for tests: one API server for a session, one with a node only where a test wants pods to run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from argocli.cluster.connect import connect
from argocli.cluster.transport import Transport
from tests.cluster.access import Cluster, attach
from tests.cluster.faults import Faults, faulty
from tests.cluster.keeper import hold
from tests.cluster.kubelet import Kubelet, kubelet
from tests.cluster.programs import Programs, Unavailable
from tests.cluster.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
GIVEN = "ARGOCLI_TEST_KUBECONFIG"
ASSETS = "KUBEBUILDER_ASSETS"
MARKS = {"api_server": "cluster", "node_cluster": "node"}


@pytest.hookimpl(tryfirst=True)  # before marks are looked at
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name, mark in MARKS.items():
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.fixture(autouse=True)
def nobody_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No kubeconfig, no service account and no setting of whoever runs the tests gets into them."""
    for name in [*os.environ]:
        if name.startswith(("ARGO_", "KUBERNETES_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.delenv("KUBECONFIG", raising=False)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this session have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def api_server(session_folder: Path) -> Iterator[Cluster]:
    """A real API server with Argo's kinds, and an administrator's way into it."""
    if given := os.environ.get(GIVEN):
        yield _given(given, session_folder / "given")
        return
    with hold(_programs(Programs.require_api), "api", session_folder / "api") as cluster:
        yield cluster


@pytest.fixture(scope="session")
def node_cluster(session_folder: Path) -> Iterator[Cluster]:
    """A cluster, not that of `api_server`, where pods run; images are those of tests/cluster/images.py."""
    if given := os.environ.get(GIVEN):
        cluster = _given(given, session_folder / "given")
        if not cluster.request("GET", "/api/v1/nodes")["items"]:
            pytest.skip(f"the cluster of {GIVEN} has no node for pods")
        yield cluster
        return
    with hold(_programs(Programs.require_node), "node", session_folder / "node") as cluster:
        yield cluster


@pytest.fixture(scope="module")
def paper(api_server: Cluster) -> Iterator[Kubelet]:
    """A node of the API server on which tests write the logs of pods."""
    if not api_server.etcd:
        pytest.skip("a given cluster takes no nodes of paper")
    with kubelet(api_server) as found:
        yield found


@pytest.fixture
def transport(api_server: Cluster) -> Iterator[Transport]:
    """The administrator's way to the API server, through the code under test."""
    connection = connect({"kubeconfig": str(api_server.kubeconfig)}, {})
    yield connection.transport
    connection.close()


@pytest.fixture
def faults(api_server: Cluster) -> Iterator[Faults]:
    """A way to the API server on which things go wrong where a test says."""
    with faulty(api_server) as found:
        yield found


@pytest.fixture
def kubeconfig(api_server: Cluster) -> Path:
    return api_server.kubeconfig


@pytest.fixture
def namespace(api_server: Cluster) -> Iterator[str]:
    """A namespace of the API server for this test alone."""
    yield (name := api_server.new_namespace())
    api_server.drop_namespace(name)


@pytest.fixture
def node_namespace(node_cluster: Cluster) -> Iterator[str]:
    """A namespace for this test alone, where pods run."""
    yield (name := node_cluster.new_namespace())
    node_cluster.drop_namespace(name)


@pytest.fixture
def argo(kubeconfig: Path, nobody_at_home: None) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line in a process of its own, as the administrator unless KUBECONFIG is given."""

    def run(*words: str, stdin: str = "", timeout: float = 60, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "argocli", *words],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=ROOT,
            env={**os.environ, "KUBECONFIG": str(kubeconfig), **env},
            check=False,
        )

    return run


@pytest.fixture
def stage(api_server: Cluster, namespace: str, argo: Callable[..., subprocess.CompletedProcess[str]]) -> Stage:
    """A namespace of its own for workflows that the test plays the controller for."""
    return Stage(api_server, namespace, argo)


def _given(kubeconfig: str, folder: Path) -> Cluster:
    cluster = attach(Path(kubeconfig).absolute(), folder)
    cluster.install_crds()
    return cluster


def _programs(require: Callable[[Programs], None]) -> Programs:
    if not (assets := os.environ.get(ASSETS)):
        pytest.skip(f"no cluster: neither {ASSETS} nor {GIVEN} is set (python -m tests.cluster build)")
    programs = Programs(Path(assets).absolute())
    try:
        require(programs)
    except Unavailable as error:
        pytest.skip(str(error))
    return programs
