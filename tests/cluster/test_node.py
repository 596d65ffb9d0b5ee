"""The cluster on which pods really run: they start, say something, end as they should, and reach what they should."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.access import Cluster

Pod = dict[str, Any]


def run(cluster: Cluster, namespace: str, **container: Any) -> Pod:
    """A pod of one container, once it has ended."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    pod = {
        "metadata": {"generateName": "p-"},
        "spec": {
            "restartPolicy": "Never",
            "containers": [{"name": "main", "imagePullPolicy": "IfNotPresent", **container}],
        },
    }
    name = cluster.request("POST", path, pod)["metadata"]["name"]
    over = time.monotonic() + 60
    while (pod := cluster.request("GET", f"{path}/{name}"))["status"]["phase"] not in ("Succeeded", "Failed"):
        assert time.monotonic() < over, json.dumps(pod["status"], indent=1)
        time.sleep(0.1)
    return pod


def log(cluster: Cluster, pod: Pod) -> str:
    return cluster.kubectl("logs", pod["metadata"]["name"], "--namespace", pod["metadata"]["namespace"])


def test_a_pod_runs_and_its_log_is_read(node_cluster: Cluster, node_namespace: str) -> None:
    pod = run(node_cluster, node_namespace, image="busybox", command=["echo", "hello from a pod"])
    assert pod["status"]["phase"] == "Succeeded"
    assert log(node_cluster, pod) == "hello from a pod\n"


def test_a_pod_fails_with_the_code_of_its_program(node_cluster: Cluster, node_namespace: str) -> None:
    pod = run(node_cluster, node_namespace, image="argoproj/argosay:v2", args=["exit", "7"])
    assert pod["status"]["phase"] == "Failed"
    assert pod["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 7


@pytest.mark.parametrize(
    ("image", "words", "said"),
    [
        ("argoproj/argosay:v2", {"args": ["echo", "hi"]}, "hi\n"),
        (
            "argoproj/argosay:v1",
            {"command": ["sh", "-c"], "args": ["argosay echo a /tmp/x/y && argosay cat /tmp/x/y"]},
            "a\n",
        ),
        (
            "python:alpine3.23",
            {"command": ["python", "-c"], "args": ["import json, ssl; print(json.dumps([1]))"]},
            "[1]\n",
        ),
        ("alpine:3.23", {"command": ["sh", "-c"], "args": ["seq 3 | tail -1"]}, "3\n"),
    ],
    ids=lambda value: value if isinstance(value, str) and ":" in value else "",
)
def test_an_image_does_what_its_namesake_does(
    node_cluster: Cluster, node_namespace: str, image: str, words: Pod, said: str
) -> None:
    pod = run(node_cluster, node_namespace, image=image, **words)
    assert log(node_cluster, pod) == said


def test_a_pod_talks_to_the_api_server_in_its_own_name(node_cluster: Cluster, node_namespace: str) -> None:
    script = """
import os, ssl, urllib.error, urllib.request
here = "/var/run/secrets/kubernetes.io/serviceaccount/"
request = urllib.request.Request(f"https://{os.environ['KUBERNETES_SERVICE_HOST']}/api/v1/namespaces/default/pods")
request.add_header("Authorization", "Bearer " + open(here + "token").read())
try:
    urllib.request.urlopen(request, context=ssl.create_default_context(cafile=here + "ca.crt"))
except urllib.error.HTTPError as error:
    print(error.code, "system:serviceaccount" in error.read().decode())
"""
    pod = run(node_cluster, node_namespace, image="python:alpine3.23", command=["python", "-c", script])
    assert log(node_cluster, pod) == "403 True\n"


def test_a_pod_reaches_nothing_else(node_cluster: Cluster, node_namespace: str) -> None:
    if not node_cluster.etcd:
        pytest.skip("a given cluster may have ways out")
    pod = run(node_cluster, node_namespace, image="busybox", command=["nc", "-w", "5", "192.0.2.1", "80"])
    assert pod["status"]["phase"] == "Failed"
    assert "No route to host" in log(node_cluster, pod)


def test_a_command_runs_in_a_running_pod(node_cluster: Cluster, node_namespace: str) -> None:
    node_cluster.kubectl(
        "run", "long", "--image=busybox", "--image-pull-policy=IfNotPresent", "-n", node_namespace, "--", "sleep", "60"
    )
    node_cluster.kubectl("wait", "pod/long", "--for=condition=Ready", "--timeout=60s", "-n", node_namespace)
    assert node_cluster.kubectl("exec", "long", "-n", node_namespace, "--", "hostname") == "long\n"


def test_the_host_sees_nothing_of_it(node_cluster: Cluster) -> None:
    if not node_cluster.etcd:
        pytest.skip("a given cluster is where it is")
    assert str(node_cluster.folder) not in Path("/proc/mounts").read_text()
    assert not Path("/run/containerd.sock").exists()
