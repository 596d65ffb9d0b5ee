"""The commands that decide about workflows on a cluster: stop, terminate, suspend, resume, node set, retry, resubmit,
delete."""

from __future__ import annotations

import json

import pytest

from tests.cluster.access import Cluster, Refused
from tests.cluster.stage import ARGO, PREFIX, Stage, ago, manifest, node


@pytest.mark.parametrize(
    ("verb", "done", "wish"), [("stop", "stopped", "Stop"), ("terminate", "terminated", "Terminate")]
)
def test_an_end_is_asked_for(stage: Stage, verb: str, done: str, wish: str) -> None:
    for name in ("a", "b", "c"):
        stage.workflow(name, "Running", labels={"app": name})
    stage.workflow("over", "Succeeded", labels={"app": "a"})
    assert stage.out(verb, "b", "--dry-run") == f"workflow b {done} (dry-run)\n"
    assert "shutdown" not in stage.read("b")["spec"]
    assert stage.out(verb, "-l", "app=a", "b") == f"workflow a {done}\nworkflow b {done}\n"
    assert stage.out(verb, "--field-selector", "metadata.name=c") == f"workflow c {done}\n"
    assert {stage.read(name)["spec"]["shutdown"] for name in ("a", "b", "c")} == {wish}
    refused = stage.argo(verb, "over")
    assert refused.returncode == 3
    assert f'cannot shutdown a completed workflow: workflow: "over", namespace: "{stage.namespace}"' in refused.stderr
    assert stage.argo(verb).returncode == 2
    assert "not found" in stage.argo(verb, "nope").stderr


def test_the_latest_is_named(stage: Stage) -> None:
    stage.workflow("only", "Running")
    assert stage.out("stop", "@latest") == "workflow only stopped\n"
    assert stage.out("terminate", "@latest", "--dry-run") == "workflow only terminated (dry-run)\n"


def waiting(stage: Stage, name: str = "asks", **fields: object) -> None:
    outputs = {"parameters": [{"name": "answer", "valueFrom": {"supplied": {}}}]}
    nodes = [
        node(name, type="Steps", phase="Running", finishedAt=None),
        node(name, "ask", type="Suspend", phase="Running", finishedAt=None, outputs=outputs, **fields),
    ]
    stage.workflow(name, "Running", nodes={item["id"]: item for item in nodes})


def test_a_waiting_step_fails_when_told_to(stage: Stage) -> None:
    waiting(stage)
    selector = "--node-field-selector=displayName=ask"
    assert stage.argo("stop", "asks", "--node-field-selector=displayName=nope").returncode == 3
    assert stage.out("stop", "asks", selector, "--message", "no") == "workflow asks stopped\n"
    found = stage.read("asks")["status"]["nodes"]["asks-ask"]
    assert (found["phase"], found["message"]) == ("Failed", "no")
    assert found["finishedAt"]


def test_a_workflow_is_held_and_let_go(stage: Stage) -> None:
    stage.workflow("long", "Running")
    assert stage.out("suspend", "long") == "workflow long suspended\n"
    assert stage.read("long")["spec"]["suspend"] is True
    assert "Running (Suspended)" in stage.out("get", "long")
    assert stage.out("resume", "@latest") == "workflow long resumed\n"
    assert "suspend" not in stage.read("long")["spec"]
    stage.workflow("over", "Failed")
    assert "cannot suspend completed workflows" in stage.argo("suspend", "over").stderr


def test_a_waiting_step_is_answered_and_goes_on(stage: Stage) -> None:
    waiting(stage)
    selector = "--node-field-selector=displayName=ask"
    refused = stage.argo("resume", "asks")
    assert refused.returncode == 3
    assert "has not been set and does not have a default value" in refused.stderr
    assert stage.out("node", "set", "asks", selector, "-p", 'answer="a b"', "-m", "by hand") == "workflow values set\n"
    assert "it was already set" in stage.argo("node", "set", "asks", selector, "-p", "answer=c").stderr
    assert stage.out("resume", "asks", selector) == "workflow asks resumed\n"
    found = stage.read("asks")["status"]["nodes"]["asks-ask"]
    assert found["phase"] == "Succeeded"
    assert found["outputs"]["parameters"][0]["value"] == "a b"


def failed(stage: Stage, name: str = "half") -> None:
    nodes = [
        node(name, type="DAG", phase="Failed", children=[f"{name}-good", f"{name}-bad"]),
        node(name, "good"),
        node(name, "bad", phase="Failed", message="Error (exit code 1)"),
    ]
    stage.workflow(name, "Failed", nodes={item["id"]: item for item in nodes}, labels={"app": name})


def pod_of(stage: Stage, name: str = "half") -> str:
    """The name of the failed node's pod, and a pod of that name."""
    row = next(line for line in stage.out("get", name).splitlines() if "✖ bad" in line)
    pod = row.split("✖ bad")[1].split()[1]
    body = {
        "metadata": {"name": pod, "labels": {PREFIX + "workflow": name}},
        "spec": {"containers": [{"name": "main", "image": "busybox"}]},
    }
    stage.cluster.request("POST", f"/api/v1/namespaces/{stage.namespace}/pods", body)
    return pod


def gone(stage: Stage, pod: str) -> bool:
    """Not there any more, or about to go."""
    try:
        found = stage.cluster.request("GET", f"/api/v1/namespaces/{stage.namespace}/pods/{pod}")
    except Refused as refused:
        return refused.status == 404
    return "deletionTimestamp" in found["metadata"]


def test_retry_runs_on_from_where_it_failed(stage: Stage) -> None:
    failed(stage)
    pod = pod_of(stage)
    told = stage.out("retry", "half", "--dry-run")
    assert "half.bad" in told
    assert "half.good" not in told
    shown = stage.out("retry", "half", "-p", "message=again")
    assert shown.startswith("Name:                half\n")
    kept = stage.read("half")
    assert set(kept["status"]["nodes"]) == {"half", "half-good"}
    assert kept["spec"]["arguments"]["parameters"] == [{"name": "message", "value": "again"}]
    assert kept["metadata"]["labels"].get(PREFIX + "completed", "false") == "false"
    assert gone(stage, pod)


def test_retry_by_selector_and_as_data(stage: Stage) -> None:
    failed(stage, "one")
    failed(stage, "two")
    assert set(stage.out("retry", "-l", "app in (one,two)", "-o", "name").split()) == {"one", "two"}
    failed(stage, "three")
    found = json.loads(stage.out("retry", "--field-selector", "metadata.name=three", "-o", "json"))
    assert found["metadata"]["name"] == "three"
    stage.workflow("fine", "Succeeded")
    refused = stage.argo("retry", "fine")
    assert refused.returncode == 3
    assert stage.argo("retry").returncode == 2


def test_resubmit_makes_a_new_one(stage: Stage) -> None:
    stage.workflow("old", "Failed", labels={"app": "shop"})
    name = stage.out("resubmit", "old", "-p", "a=b", "--priority", "3", "-o", "name").strip()
    assert name.startswith("old-")
    made = stage.read(name)
    assert made["metadata"]["labels"] == {"app": "shop", PREFIX + "resubmitted-from-workflow": "old"}
    assert made["spec"]["priority"] == 3
    assert made["spec"]["arguments"]["parameters"] == [{"name": "a", "value": "b"}]
    assert "status" not in made
    found = json.loads(stage.out("resubmit", "-l", "app=shop", "--field-selector", "metadata.name=old", "-o", "json"))
    assert found["metadata"]["name"] != name


def test_resubmit_takes_over_what_was_good(stage: Stage) -> None:
    failed(stage)
    name = stage.out("resubmit", "half", "--memoized", "-o", "name").strip()
    nodes = {item["displayName"]: item for item in stage.read(name)["status"]["nodes"].values()}
    assert (nodes["good"]["type"], nodes["good"]["phase"]) == ("Skipped", "Skipped")
    stage.workflow("fine", "Succeeded")
    refused = stage.argo("resubmit", "fine", "--memoized")
    assert "workflow must be Failed/Error to resubmit in memoized mode" in refused.stderr


@pytest.fixture
def some(stage: Stage) -> Stage:
    stage.workflow("waits")
    stage.workflow("runs", "Running")
    stage.workflow("good", "Succeeded", labels={"app": "shop"}, finishedAt=ago(hours=2))
    stage.workflow("bad", "Failed", labels={PREFIX + "resubmitted-from-workflow": "old"})
    return stage


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["--all"], {"waits", "runs", "good", "bad"}),
        (["--completed"], {"good", "bad"}),
        (["--resubmitted"], {"bad"}),
        (["--prefix", "w"], {"waits"}),
        (["-l", "app=shop"], {"good"}),
        (["--field-selector", "metadata.name=runs"], {"runs"}),
        (["--older", "1h"], {"good"}),
        (["--older", "1d"], set()),
        (["--status", "Failed"], {"bad"}),
        (["--completed", "--prefix", "b", "--query-chunk-size", "1"], {"bad"}),
        (["waits", "--status", "Running"], {"waits", "runs"}),
    ],
    ids=lambda each: " ".join(sorted(each)),
)  # fmt: skip
def test_delete_by_filter(some: Stage, flags: list[str], expected: set[str]) -> None:
    before = some.names()
    told = some.out("delete", *flags, "--dry-run")
    assert some.names() == before
    assert set(told.splitlines()) == (
        {f"Workflow '{name}' deleted (dry-run)" for name in expected} or {"No resources found"}
    )
    assert set(some.out("delete", *flags).splitlines()) == (
        {f"Workflow '{name}' deleted" for name in expected} or {"No resources found"}
    )
    assert before - some.names() == expected


def test_delete_goes_on_where_one_is_missing(stage: Stage) -> None:
    stage.workflow("one")
    assert stage.out("delete", "nope", "one") == "Workflow 'nope' not found\nWorkflow 'one' deleted\n"
    stage.workflow("two")
    assert stage.out("delete", "@latest") == "Workflow 'two' deleted\n"
    assert stage.argo("delete").returncode == 2


def test_delete_by_force_takes_finalizers_away(stage: Stage) -> None:
    made = manifest("stuck")
    made["metadata"]["finalizers"] = ["workflows.argoproj.io/artifact-gc"]
    stage.put(made)
    assert stage.out("delete", "stuck") == "Workflow 'stuck' deleted\n"
    assert stage.names() == {"stuck"}, "somebody else has to let it go"
    assert stage.out("delete", "--force", "stuck") == "Workflow 'stuck' deleted\n"
    assert stage.names() == set()


def test_every_namespace_needs_a_filter(stage: Stage, api_server: Cluster) -> None:
    stage.workflow("kept")
    for words in (["-A"], ["kept", "-A"]):
        refused = stage.argo("delete", *words)
        assert (refused.returncode, refused.stdout) == (2, "")
    assert stage.names() == {"kept"}
    other = api_server.new_namespace()
    made = manifest("far")
    made["metadata"]["labels"] = {"only": other}
    api_server.request("POST", f"{ARGO}/namespaces/{other}/workflows", made)
    try:
        assert stage.out("delete", "-A", "-l", f"only={other}") == "Workflow 'far' deleted\n"
        assert api_server.request("GET", f"{ARGO}/namespaces/{other}/workflows")["items"] == []
    finally:
        api_server.drop_namespace(other)
