"""The API server that other tests stand on: it answers, knows Argo's kinds, and lets in whom it should."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from argocli.cluster.crds import GROUP, KINDS, VERSION, Kind
from tests.cluster.access import Cluster, Refused, attach
from tests.cluster.keeper import hold, running
from tests.cluster.programs import Programs

ROOT = Path(__file__).resolve().parents[2]
ARGO = f"/apis/{GROUP}/{VERSION}"
READS_WORKFLOWS = [{"apiGroups": [GROUP], "resources": ["workflows"], "verbs": ["get", "list"]}]


def workflow(**metadata: object) -> dict[str, object]:
    return {
        "apiVersion": f"{GROUP}/{VERSION}",
        "kind": "Workflow",
        "metadata": metadata,
        "spec": {
            "entrypoint": "main",
            "templates": [
                {"name": "main", "steps": [[{"name": "a", "template": "b", "anything": {"goes": [1, "x"]}}]]}
            ],
        },
    }


def test_the_server_is_ready(api_server: Cluster) -> None:
    assert api_server.answers()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.plural)
def test_a_kind_is_established(api_server: Cluster, kind: Kind) -> None:
    name = f"{kind.plural}.{GROUP}"
    status = api_server.request("GET", f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}")["status"]
    assert {item["type"]: item["status"] for item in status["conditions"]} == {
        "NamesAccepted": "True",
        "Established": "True",
    }


def test_a_workflow_goes_in_and_comes_out_unharmed(api_server: Cluster, namespace: str) -> None:
    sent = workflow(name="hello")
    api_server.kubectl("create", "--namespace", namespace, "--filename=-", stdin=json.dumps(sent))
    kept = json.loads(api_server.kubectl("get", "wf", "hello", "--namespace", namespace, "--output=json"))
    assert kept["spec"] == sent["spec"]
    assert kept["metadata"]["uid"]


def test_a_status_is_written_with_the_workflow(api_server: Cluster, namespace: str) -> None:
    path = f"{ARGO}/namespaces/{namespace}/workflows"
    kept = api_server.request("POST", path, workflow(name="done"))
    kept["status"] = {"phase": "Succeeded", "message": "well", "nodes": {"done": {"phase": "Succeeded"}}}
    api_server.request("PUT", f"{path}/done", kept)
    heading, line = api_server.kubectl("get", "workflows", "--namespace", namespace).splitlines()
    assert heading.split() == ["NAME", "STATUS", "AGE", "MESSAGE"]
    assert line.split() == ["done", "Succeeded", "well"]
    assert api_server.request("GET", f"{path}/done")["status"] == kept["status"]


def test_a_task_sets_status_has_a_path_of_its_own(api_server: Cluster, namespace: str) -> None:
    path = f"{ARGO}/namespaces/{namespace}/workflowtasksets"
    kept = api_server.request("POST", path, {**workflow(name="one"), "kind": "WorkflowTaskSet"})
    assert "status" not in api_server.request("PUT", f"{path}/one", {**kept, "status": {"nodes": {}}})
    kept = api_server.request("GET", f"{path}/one")
    assert api_server.request("PUT", f"{path}/one/status", {**kept, "status": {"nodes": {}}})["status"] == {"nodes": {}}


def test_a_user_may_do_what_the_rules_say_and_no_more(api_server: Cluster, namespace: str) -> None:
    user = api_server.user("reader", READS_WORKFLOWS, namespace)
    reader = attach(user.kubeconfig, user.kubeconfig.with_suffix(".files"))
    assert reader.request("GET", f"{ARGO}/namespaces/{namespace}/workflows")["items"] == []
    for method, path, body in (
        ("POST", f"{ARGO}/namespaces/{namespace}/workflows", workflow(name="no")),
        ("GET", f"{ARGO}/workflows", None),
    ):
        with pytest.raises(Refused) as refused:
            reader.request(method, path, body)
        assert refused.value.status == 403


def test_a_user_without_namespace_has_the_rules_everywhere(api_server: Cluster) -> None:
    user = api_server.user("overseer", READS_WORKFLOWS)
    overseer = attach(user.kubeconfig, user.kubeconfig.with_suffix(".files"))
    assert overseer.request("GET", f"{ARGO}/workflows")["kind"] == "WorkflowList"


def test_a_namespace_is_empty_again_when_it_is_dropped(api_server: Cluster) -> None:
    name = api_server.new_namespace()
    api_server.request("POST", f"{ARGO}/namespaces/{name}/workflows", workflow(name="left"))
    api_server.drop_namespace(name)
    assert api_server.request("GET", f"{ARGO}/namespaces/{name}/workflows")["items"] == []


def test_a_watch_from_before_the_servers_memory_is_told_so(api_server: Cluster, namespace: str) -> None:
    path = f"{ARGO}/namespaces/{namespace}/workflows"
    gone = api_server.request("GET", f"{path}?watch=1&resourceVersion=1&timeoutSeconds=2")
    assert gone["object"]["code"] == 410


def test_a_list_cannot_go_on_from_what_the_server_forgot(api_server: Cluster, namespace: str) -> None:
    if not api_server.etcd:
        pytest.skip("only a server of our own forgets on request")
    path = f"{ARGO}/namespaces/{namespace}/workflows"
    for name in ("a", "b"):
        api_server.request("POST", path, workflow(name=name))
    token = api_server.request("GET", f"{path}?limit=1")["metadata"]["continue"]
    assert len(api_server.request("GET", f"{path}?limit=1&continue={token}")["items"]) == 1
    with pytest.raises(Refused) as refused:
        api_server.request("GET", f"{path}?limit=1&continue={api_server.expire(token)}")
    assert refused.value.status == 410


HOLDER = """
import sys, time
from pathlib import Path
from tests.cluster.keeper import hold
from tests.cluster.programs import Programs
with hold(Programs(Path(sys.argv[1])), "api", Path(sys.argv[2])) as cluster:
    print(cluster.url, flush=True)
    time.sleep(600)
"""


def test_holders_share_one_server_and_it_ends_with_the_last(api_server: Cluster, tmp_path: Path) -> None:
    if not api_server.etcd:
        pytest.skip("a given cluster is nobody's to end")
    programs, desk = Programs(Path(os.environ["KUBEBUILDER_ASSETS"]).absolute()), tmp_path / "desk"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(programs.bin), str(desk)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        url = other.stdout.readline().strip()
        with hold(programs, "api", desk) as cluster:
            assert cluster.url == url
            other.kill()
            other.wait()
            assert cluster.answers()
    over = time.monotonic() + 20
    while cluster.folder.exists() and time.monotonic() < over:
        time.sleep(0.05)
    assert not cluster.folder.exists()
    assert not cluster.answers()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for name, text in (("etcd", "echo no room for a log >&2; exit 1"), ("kube-apiserver", "sleep 60")):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    with (
        pytest.raises(RuntimeError, match="no room for a log"),
        running(Programs(tmp_path / "bin"), "api", tmp_path / "run"),
    ):
        pass
    assert not (tmp_path / "run").exists()
