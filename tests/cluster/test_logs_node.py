"""Logs of pods that really run."""

from __future__ import annotations

import pytest

from argocli.cluster.connect import connect
from argocli.cluster.resources import KubernetesResources
from tests.cluster.access import Cluster
from tests.cluster.faults import faulty
from tests.cluster.kubelet import WORKFLOW
from tests.cluster.reading import follow, read

# A long line is kept in pieces, and the machine puts what comes on the other output meanwhile between them.
SCRIPT = r"""
printf '10%%\r100%%\n'
head -c 40000 /dev/zero | tr '\0' x; echo; sleep 0.5
echo to the other output >&2
for number in 1 2 3 4 5; do echo "line $number"; sleep 0.2; done
printf 'half '; sleep 0.5; echo 'of a line'
printf 'no end'
"""
TEXTS = [
    "10%\r100%",
    "x" * 40000,
    "to the other output",
    *(f"line {number}" for number in range(1, 6)),
    "half of a line",
    "no end",
]


def start(cluster: Cluster, namespace: str, name: str, script: str) -> None:
    image = {"image": "busybox", "imagePullPolicy": "IfNotPresent"}
    pod = {
        "metadata": {"name": name, "labels": {WORKFLOW: "wf"}},
        "spec": {
            "restartPolicy": "Never",
            "terminationGracePeriodSeconds": 0,
            "initContainers": [{"name": "init", **image, "command": ["echo", "before"]}],
            "containers": [{"name": "main", **image, "command": ["sh", "-c", script]}],
        },
    }
    cluster.request("POST", f"/api/v1/namespaces/{namespace}/pods", pod)


def await_end(cluster: Cluster, namespace: str, name: str) -> None:
    cluster.kubectl("wait", f"pod/{name}", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=90s", "-n", namespace)


def test_a_pod_is_followed_from_before_its_start_to_its_end(node_cluster: Cluster, node_namespace: str) -> None:
    connection = connect({"kubeconfig": str(node_cluster.kubeconfig)}, {})
    reading = follow(connection.transport, node_namespace)
    for name in ("a", "b"):
        start(node_cluster, node_namespace, name, SCRIPT)
    for name in ("a", "b"):
        await_end(node_cluster, node_namespace, name)
    reading.finish()
    for name in ("a", "b"):
        assert sorted(line.text for line in reading.lines if line.pod == name) == sorted(TEXTS)
    whole = read(connection.transport, node_namespace)
    assert sorted(whole.texts) == sorted(TEXTS * 2)
    assert [line.time for line in whole.lines] == sorted(line.time for line in whole.lines)
    assert read(connection.transport, node_namespace, container="init", pod="a").texts == ["before"]
    assert read(connection.transport, node_namespace, tail=1, pod="a").texts == ["no end"]
    connection.close()


@pytest.mark.parametrize("then", ["cut", "half-cut", "half", "end"])
def test_a_connection_that_is_cut_costs_nothing(node_cluster: Cluster, node_namespace: str, then: str) -> None:
    with faulty(node_cluster) as faults:
        for after in (2, 5, 1):
            faults.add("/log", after=after, then=then)
        reading = follow(faults.connect().transport, node_namespace)
        start(node_cluster, node_namespace, "a", SCRIPT)
        await_end(node_cluster, node_namespace, "a")
        assert sorted(reading.finish().texts) == sorted(TEXTS)
        assert sum(fault.hits for fault in faults.pending) >= 2


def test_a_pod_that_is_deleted_while_it_is_followed(node_cluster: Cluster, node_namespace: str) -> None:
    connection = connect({"kubeconfig": str(node_cluster.kubeconfig)}, {})
    start(node_cluster, node_namespace, "a", "echo up; sleep 300")
    reading = follow(connection.transport, node_namespace)
    reading.until(lambda: reading.texts == ["up"])
    KubernetesResources(connection.transport).delete("Pod", node_namespace, "a")
    assert reading.finish().texts == ["up"]
    connection.close()


def test_a_pod_of_which_nothing_is_left_is_named(node_cluster: Cluster, node_namespace: str) -> None:
    connection = connect({"kubeconfig": str(node_cluster.kubeconfig)}, {})
    reading = read(connection.transport, node_namespace, known=("gone",))
    assert (reading.texts, reading.said) == ([], ["pod gone is gone, and the logs with them"])
    connection.close()
