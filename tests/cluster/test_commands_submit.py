"""`argo submit` against an API server: where workflows come from, what is changed, checked, created and printed."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.cluster.stage import PREFIX, Object, Stage, as_text, manifest, node


def template(kind: str = "WorkflowTemplate", name: str = "greeter", **spec: object) -> Object:
    made = manifest(name)
    inputs = {"parameters": [{"name": "who", "default": "you"}]}
    echo = {"name": "greet", "inputs": inputs, "container": {"image": "busybox", "command": ["echo"]}}
    return {**made, "kind": kind, "spec": {"entrypoint": "greet", "templates": [echo], **spec}}


def test_the_block_of_what_was_created(stage: Stage) -> None:
    lines = stage.out("submit", "-", stdin=as_text(manifest(generate="hello-"))).splitlines()
    name = lines[0].removeprefix("Name:").strip()
    assert name.startswith("hello-")
    assert lines[1:4] == [
        f"Namespace:           {stage.namespace}",
        "ServiceAccount:      unset (will run with the default ServiceAccount)",
        "Status:              Pending",
    ]
    assert lines[4].startswith("Created:")
    assert stage.names() == {name}


@pytest.mark.parametrize("form", ["json", "yaml", "name", "wide"])
def test_forms(stage: Stage, form: str) -> None:
    shown = stage.out("submit", "-", "-o", form, stdin=as_text(manifest("one")))
    if form in ("json", "yaml"):
        assert yaml.safe_load(shown) == stage.read("one")
    else:
        assert shown == "one\n" if form == "name" else shown.startswith("Name:                one\n")


def test_every_change(stage: Stage, tmp_path: Path) -> None:
    made = manifest("named", parameters=[{"name": "a", "value": "1"}, {"name": "b", "value": "2"}])
    made["metadata"]["labels"] = {"old": "yes"}
    made["spec"]["templates"].append({**made["spec"]["templates"][0], "name": "other"})
    given = tmp_path / "given.yaml"
    given.write_text("c: [1, 2]\na: 7\n")
    stage.out(
        "submit", "-", "--entrypoint", "other", "--serviceaccount", "worker", "--priority", "5", "-l", "x=1,y=2",
        "-p", "a=9", "-f", str(given), "--generate-name", "gen-", "-o", "name", "--name", "new",
        stdin=as_text(made),
    )  # fmt: skip
    kept = stage.read("new")
    assert kept["metadata"]["labels"] == {"old": "yes", "x": "1", "y": "2"}
    spec = kept["spec"]
    assert (spec["entrypoint"], spec["serviceAccountName"], spec["priority"]) == ("other", "worker", 5)
    assert {item["name"]: item["value"] for item in spec["arguments"]["parameters"]} == {
        "a": "9",
        "b": "2",
        "c": "[1,2]",
    }


def test_a_dry_run_creates_nothing(stage: Stage) -> None:
    text = as_text(manifest(generate="dry-"))
    tried = json.loads(stage.out("submit", "-", "--dry-run", "-o", "json", stdin=text))
    assert tried["metadata"] == {"generateName": "dry-", "namespace": stage.namespace}
    asked = json.loads(stage.out("submit", "-", "--server-dry-run", "-o", "json", stdin=text))
    assert asked["metadata"]["uid"]
    assert asked["metadata"]["name"].startswith("dry-")
    assert stage.names() == set()
    assert stage.argo("submit", "-", "--server-dry-run", stdin=text).returncode == 2


def test_a_namespace_in_the_manifest_wins(stage: Stage) -> None:
    made = manifest("placed")
    made["metadata"]["namespace"] = stage.namespace
    done = stage.argo("submit", "-", "-n", "default", "-o", "name", stdin=as_text(made))
    assert done.returncode == 0
    assert stage.names() == {"placed"}


def test_what_the_original_refuses_is_refused_with_its_place(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(yaml.safe_dump({**manifest("bad"), "spec": {**manifest()["spec"], "entrypoint": "nope"}}))
    done = stage.argo("submit", str(file))
    assert (done.returncode, done.stdout) == (3, "")
    assert f"failed to submit workflow: {file}:" in done.stderr
    assert "template name 'nope' undefined" in done.stderr
    assert stage.names() == set()


def test_nothing_is_created_where_one_of_several_is_wrong(stage: Stage) -> None:
    bad = manifest("bad")
    bad["spec"]["entrypoint"] = "nope"
    assert stage.argo("submit", "-", stdin=as_text(manifest("good"), bad)).returncode == 3
    assert stage.names() == set()


def test_what_was_created_before_a_name_was_taken_is_told(stage: Stage) -> None:
    stage.workflow("taken")
    done = stage.argo("submit", "-", "-o", "name", stdin=as_text(manifest("free"), manifest("taken")))
    assert (done.returncode, done.stdout) == (3, "free\n")
    assert "failed to submit workflow: " in done.stderr
    assert "exists already" in done.stderr


def test_templates_of_the_cluster_are_looked_up(stage: Stage) -> None:
    calls = {"name": "main", "steps": [[{"name": "a", "templateRef": {"name": "greeter", "template": "greet"}}]]}
    made = manifest("calls", templates=[calls])
    missing = stage.argo("submit", "-", stdin=as_text(made))
    assert missing.returncode == 3
    assert "failed to submit workflow: " in missing.stderr
    assert '"greeter"' in missing.stderr
    stage.put(template(), "workflowtemplates")
    assert stage.out("submit", "-", "-o", "name", stdin=as_text(made)) == "calls\n"
    wrong = json.loads(json.dumps(made).replace('"greet"', '"grete"').replace('"calls"', '"other"'))
    refused = stage.argo("submit", "-", stdin=as_text(wrong))
    assert refused.returncode == 3
    assert "greeter.grete" in refused.stderr


def test_a_reader_of_no_templates_may_submit_all_the_same(stage: Stage) -> None:
    stage.put(template(), "workflowtemplates")
    rules = [{"apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["create", "get"]}]
    user = stage.cluster.user("submitter", rules, stage.namespace)
    calls = {"name": "main", "steps": [[{"name": "a", "templateRef": {"name": "greeter", "template": "greet"}}]]}
    text = as_text(manifest("calls", templates=[calls]))
    done = stage.argo("submit", "-", "-o", "name", stdin=text, KUBECONFIG=str(user.kubeconfig))
    assert (done.returncode, done.stdout) == (0, "calls\n"), done.stderr
    assert "warning: not checked against greeter" in done.stderr


def test_templates_beside_a_workflow_stay_where_they_are(stage: Stage) -> None:
    done = stage.argo("submit", "-", "-o", "name", stdin=as_text(manifest("one"), template()))
    assert (done.returncode, done.stdout) == (0, "one\n")
    assert "Object is not of kind Workflow. Ignoring..." in done.stderr
    assert stage.cluster.request("GET", stage.path(kind="workflowtemplates"))["items"] == []
    only = stage.argo("submit", "-", stdin=as_text(template()))
    assert (only.returncode, "no workflow found in given files" in only.stderr) == (3, True)


@pytest.mark.parametrize("kind", ["WorkflowTemplate", "workflowtemplate", "workflowtemplates", "wftmpl"])
def test_from_a_template(stage: Stage, kind: str) -> None:
    stage.put(template(), "workflowtemplates")
    name = stage.out("submit", "--from", f"{kind}/greeter", "-p", "who=me", "--priority", "2", "-o", "name").strip()
    kept = stage.read(name)
    assert name.startswith("greeter-")
    assert kept["metadata"]["labels"] == {PREFIX + "workflow-template": "greeter"}
    assert kept["spec"] == {
        "workflowTemplateRef": {"name": "greeter"},
        "arguments": {"parameters": [{"name": "who", "value": "me"}]},
        "priority": 2,
    }


def test_from_a_template_that_asks_for_something(stage: Stage) -> None:
    asks = template(arguments={"parameters": [{"name": "who"}]})
    stage.put(asks, "workflowtemplates")
    refused = stage.argo("submit", "--from", "wftmpl/greeter")
    assert refused.returncode == 3
    assert "failed to submit workflow: " in refused.stderr
    assert "who" in refused.stderr
    assert stage.names() == set()


def test_from_a_cluster_template(stage: Stage) -> None:
    name = f"shared-{stage.namespace}"
    path = "/apis/argoproj.io/v1alpha1/clusterworkflowtemplates"
    stage.cluster.request("POST", path, template("ClusterWorkflowTemplate", name))
    try:
        made = stage.out("submit", "--from", f"cwftmpl/{name}", "-o", "name").strip()
    finally:
        stage.cluster.request("DELETE", f"{path}/{name}")
    kept = stage.read(made)
    assert kept["metadata"]["labels"] == {PREFIX + "cluster-workflow-template": name}
    assert kept["spec"] == {"workflowTemplateRef": {"name": name, "clusterScope": True}}


def test_from_a_cron_workflow(stage: Stage) -> None:
    cron = manifest("nightly")
    extra = {"labels": {"a": "b"}, "annotations": {"c": "d"}}
    cron = {**cron, "kind": "CronWorkflow"}
    cron["spec"] = {"schedules": ["0 0 * * *"], "workflowMetadata": extra, "workflowSpec": cron["spec"]}
    uid = stage.put(cron, "cronworkflows")["metadata"]["uid"]
    when = "2026-01-02T03:04:05Z"
    name = stage.out("submit", "--from", "cronwf/nightly", "--scheduled-time", when, "-o", "name").strip()
    kept = stage.read(name)
    assert name.startswith("nightly-")
    assert kept["metadata"]["labels"] == {"a": "b", PREFIX + "cron-workflow": "nightly"}
    assert kept["metadata"]["annotations"] == {"c": "d", PREFIX + "scheduled-time": when}
    assert kept["metadata"]["ownerReferences"][0]["uid"] == uid
    assert kept["spec"] == cron["spec"]["workflowSpec"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--from", "wftmpl/nope"], 3, '"nope"'),
        (["--from", "nope"], 2, "--from is a kind and a name"),
        (["--from", "pod/x"], 2, "Resource kind 'pod' is not supported for submitting"),
        (["--from", "wftmpl/x", "file.yaml"], 2, "cannot combine --from with file arguments"),
        (["--from", "cronwf/x", "--scheduled-time", "noon"], 2, "RFC 3339"),
        (["x.yaml", "--wait", "--watch"], 2, "--wait cannot be combined with --watch"),
        (["x.yaml", "--wait", "--dry-run", "-o", "json"], 2, "--wait cannot be combined with --dry-run"),
        (["x.yaml", "--dry-run"], 2, "--dry-run should have an output option"),
        (["x.yaml", "--dry-run", "--server-dry-run", "-o", "json"], 2, "--dry-run cannot be combined"),
        (["x.yaml", "--status", "Failed", "--node-field-selector", "name=x"], 2, "cannot be used together"),
        (["no-such-file.yaml"], 3, "no-such-file.yaml"),
        ([], 2, "requires at least 1 arg(s)"),
    ],
)
def test_what_does_not_work(stage: Stage, words: list[str], code: int, message: str) -> None:
    done = stage.argo("submit", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """A web server over a folder with one workflow."""
    (tmp_path / "one.yaml").write_text(as_text(manifest("from-afar")))
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        pass


def test_from_a_url(stage: Stage, web: str) -> None:
    assert stage.out("submit", f"{web}/one.yaml", "-o", "name") == "from-afar\n"
    missing = stage.argo("submit", f"{web}/two.yaml")
    assert missing.returncode == 3
    assert "404" in missing.stderr


def test_an_instance_marks_what_it_submits(stage: Stage) -> None:
    stage.out("submit", "-", "--instanceid", "blue", stdin=as_text(manifest("ours")))
    assert stage.read("ours")["metadata"]["labels"] == {PREFIX + "controller-instanceid": "blue"}


@pytest.mark.parametrize(("phase", "code"), [("Succeeded", 0), ("Failed", 1), ("Error", 1)])
def test_waiting_ends_as_the_workflow_does(stage: Stage, phase: str, code: int) -> None:
    player = stage.later("one", lambda: stage.play("one", "Running"), lambda: stage.play("one", phase))
    done = stage.argo("submit", "-", "--wait", stdin=as_text(manifest("one")))
    player.join()
    assert done.returncode == code
    assert done.stdout.splitlines()[-1].startswith(f"one {phase} at 20")
    assert not done.stderr


def test_waiting_with_data_prints_the_end_alone(stage: Stage) -> None:
    player = stage.later("one", lambda: stage.play("one", "Succeeded"))
    shown = json.loads(stage.out("submit", "-", "--wait", "-o", "json", stdin=as_text(manifest("one"))))
    player.join()
    assert shown["status"]["phase"] == "Succeeded"


def test_watching_tells_the_changes(stage: Stage) -> None:
    entry, bad = node("one", type="Steps", phase="Failed"), node("one", "bad", phase="Failed", message="exit code 1")
    nodes = {item["id"]: item for item in (entry, bad, node("one", "good"))}
    player = stage.later("one", lambda: stage.play("one", "Failed", nodes=nodes))
    done = stage.argo("submit", "-", "--watch", "--status", "Failed", stdin=as_text(manifest("one")))
    player.join()
    assert done.returncode == 1
    assert done.stdout.startswith("Name: one\n")
    assert "✖ bad Failed" in done.stdout
    assert "good" not in done.stdout
    assert "one Failed" in done.stdout.splitlines()[-1] or "no logs" in done.stderr
