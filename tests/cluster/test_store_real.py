"""The store on a real API server, where it matters that it is one."""

from __future__ import annotations

import json

import pytest

from argocli.cluster.pages import read_all, whole
from argocli.cluster.partial import BriefDecoder
from argocli.cluster.resources import KubernetesResources
from argocli.cluster.store import KubernetesStore
from argocli.cluster.transport import Transport
from argocli.errors import Conflict, NotFound, Refused
from argocli.model.labels import INSTANCE_ID
from tests.cluster.access import Cluster
from tests.cluster.faults import Faults
from tests.cluster.playback import node, statuses

ARGO = "/apis/argoproj.io/v1alpha1"


def a_workflow(namespace: str, name: str = "one", **metadata: object) -> dict:
    return {"metadata": {"namespace": namespace, "name": name, **metadata}, "spec": {"entrypoint": "m"}}


def test_each_controller_has_its_own(transport: Transport, namespace: str) -> None:
    ours, theirs = KubernetesStore(transport), KubernetesStore(transport, instance_id="theirs")
    ours.create(a_workflow(namespace, "ours"))
    theirs.create(a_workflow(namespace, "theirs", labels={"a": "b"}))
    assert theirs.get(namespace, "theirs")["metadata"]["labels"] == {"a": "b", INSTANCE_ID: "theirs"}
    assert [item["metadata"]["name"] for item in ours.list(namespace)] == ["ours"]
    assert [item["metadata"]["name"] for item in theirs.list(namespace, labels="a")] == ["theirs"]
    assert theirs.get(namespace, "@latest")["metadata"]["name"] == "theirs"
    assert ours.get(namespace, "@latest")["metadata"]["name"] == "ours"
    for ask in (ours.get, ours.delete, lambda space, name: ours.amend(space, name, dict)):
        with pytest.raises(Refused, match="'theirs' is not managed by the current Argo Server"):
            ask(namespace, "theirs")
    assert next(ours.watch(namespace)).workflow["metadata"]["name"] == "ours"


def test_a_created_workflow_changes_hands(transport: Transport, namespace: str) -> None:
    made = KubernetesStore(transport, instance_id="a").create(a_workflow(namespace))
    KubernetesStore(transport).delete(namespace, "one", uid=made["metadata"]["uid"])
    assert INSTANCE_ID not in KubernetesStore(transport).create(made)["metadata"].get("labels", {})


def test_templates_of_other_controllers(transport: Transport, namespace: str) -> None:
    template = {
        "kind": "WorkflowTemplate",
        "metadata": {"namespace": namespace, "name": "t"},
        "spec": {"entrypoint": "m"},
    }
    KubernetesResources(transport, instance_id="theirs").create(template)
    assert KubernetesResources(transport).list("WorkflowTemplate", namespace) == []
    with pytest.raises(Refused, match="not managed"):
        KubernetesResources(transport).get("WorkflowTemplate", namespace, "t")


def test_a_large_workflow_goes_in_and_comes_out(api_server: Cluster, transport: Transport, namespace: str) -> None:
    store = KubernetesStore(transport)
    made = store.create(a_workflow(namespace))
    nodes = {f"one-{number}": {**node("one", number, "Succeeded"), "message": "long " * 60} for number in range(4000)}
    store.update({**made, "status": {"phase": "Running", "nodes": nodes}})
    kept = api_server.request("GET", f"{ARGO}/namespaces/{namespace}/workflows/one")["status"]
    assert "nodes" not in kept
    assert kept["compressedNodes"]
    assert store.get(namespace, "one")["status"]["nodes"] == nodes
    store.amend(namespace, "one", lambda workflow: {**workflow, "status": {**workflow["status"], "message": "on"}})
    found = next(store.watch(namespace, "one")).workflow["status"]
    assert (found["message"], found["nodes"]) == ("on", nodes)


def test_what_is_too_large_is_said(transport: Transport, namespace: str) -> None:
    made = KubernetesStore(transport).create(a_workflow(namespace))
    with pytest.raises(Refused, match="too large"):
        KubernetesStore(transport).update({**made, "spec": {"entrypoint": "x" * 4_000_000}})


def test_a_list_goes_on_though_the_server_forgot(faults: Faults, namespace: str) -> None:
    transport = faults.connect().transport
    store = KubernetesStore(transport)
    for number in range(5):
        store.create(a_workflow(namespace, f"w{number}"))
    faults.add("continue=", status=410)
    assert len(store.list(namespace, chunk=2)) == 5
    assert faults.count("continue=") == 1


def test_a_server_in_trouble_is_asked_again(faults: Faults, namespace: str) -> None:
    transport = faults.connect().transport
    store = KubernetesStore(transport)
    for status in (429, 503):
        faults.add("/workflows", status=status, retry_after=0)
        assert store.list(namespace) == []
    faults.add("/workflows", status=429, retry_after=0, method="POST")
    assert store.create(a_workflow(namespace))["metadata"]["uid"]


def test_finalizers_hold_an_object(transport: Transport, namespace: str) -> None:
    store = KubernetesStore(transport)
    store.create(a_workflow(namespace, finalizers=["example.com/held"]))
    store.delete(namespace, "one")
    assert store.get(namespace, "one")["metadata"]["deletionTimestamp"]
    store.delete(namespace, "one", force=True)
    with pytest.raises(NotFound, match=f'workflow "one" in namespace "{namespace}" not found'):
        store.get(namespace, "one")


def test_errors_name_what_was_meant(transport: Transport, namespace: str) -> None:
    store = KubernetesStore(transport)
    store.create(a_workflow(namespace))
    with pytest.raises(Conflict, match=f'workflow "one" in namespace "{namespace}" exists already'):
        store.create(a_workflow(namespace))
    with pytest.raises(NotFound, match='namespace "nowhere" not found'):
        store.create(a_workflow("nowhere"))
    with pytest.raises(NotFound, match='cron workflow "c"'):
        KubernetesResources(transport).get("CronWorkflow", namespace, "c")
    with pytest.raises(Refused):
        store.list(namespace, labels="a in b")
    with pytest.raises(Refused):
        store.list(namespace, fields="spec.phase=x")


def test_rows_are_the_same_with_and_without_msgspec(
    transport: Transport, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("msgspec")
    monkeypatch.setattr("argocli.cluster.partial._WORTH_LOADING", 0)
    store = KubernetesStore(transport)
    for number in range(60):
        made = store.create(a_workflow(namespace, f"w{number}", labels={"n": str(number)}))
        store.update({**made, "status": statuses(f"w{number}")[number % 40]})
    path, rows = f"{ARGO}/namespaces/{namespace}/workflows", []
    for typed in (True, False):
        decode = BriefDecoder(typed=typed)
        rows.append(read_all(transport, path, decode)[0])
        assert callable(decode._typed) is typed
    assert rows[0] == rows[1]
    assert len(rows[0]) == 60


def test_pods_and_config_maps(api_server: Cluster, transport: Transport, namespace: str) -> None:
    resources = KubernetesResources(transport)
    pod = {
        "kind": "Pod",
        "metadata": {"namespace": namespace, "name": "p", "labels": {"workflows.argoproj.io/workflow": "one"}},
        "spec": {"containers": [{"name": "main", "image": "busybox"}]},
    }
    resources.create(pod)
    listed = resources.list("Pod", namespace, labels="workflows.argoproj.io/workflow=one")
    assert [(item["kind"], item["metadata"]["name"]) for item in listed] == [("Pod", "p")]
    resources.delete("Pod", namespace, "p")
    assert resources.list("Pod", namespace) == []
    resources.create({"kind": "ConfigMap", "metadata": {"namespace": namespace, "name": "limits"}, "data": {"a": "1"}})
    resources.patch("ConfigMap", namespace, "limits", {"data": {"b": "2"}})
    told = api_server.kubectl("get", "configmap", "limits", "--namespace", namespace, "--output=json")
    assert json.loads(told)["data"] == {"a": "1", "b": "2"}


def test_whole_pages_of_typed_lists(transport: Transport, namespace: str) -> None:
    found, version = read_all(transport, f"/api/v1/namespaces/{namespace}/serviceaccounts", whole)
    assert [item["metadata"]["name"] for item in found] == ["default"]
    assert version.isdigit()
