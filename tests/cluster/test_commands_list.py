"""`argo list` and `argo get` against an API server: every filter, every form."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from tests.cluster.access import Cluster
from tests.cluster.stage import ARGO, PREFIX, Stage, ago, manifest, node


@pytest.fixture
def some(stage: Stage) -> Stage:
    stage.workflow("waits")
    stage.workflow("runs", "Running", labels={"app": "shop"})
    stage.workflow("good", "Succeeded", labels={"app": "shop"}, finishedAt=ago(hours=2))
    stage.workflow("bad", "Failed", message="it broke", labels={PREFIX + "resubmitted-from-workflow": "old"})
    return stage


def names(text: str) -> list[str]:
    return text.split()


def test_the_table(some: Stage) -> None:
    heading, *rows = some.out("list").splitlines()
    assert heading.split() == ["NAME", "STATUS", "AGE", "DURATION", "PRIORITY", "MESSAGE"]
    found = {row.split()[0]: row for row in rows}
    assert [row.split()[0] for row in rows][2:] == ["bad", "good"], "ended ones come last, the latest first"
    assert found["bad"].split()[1] == "Failed"
    assert found["bad"].endswith("it broke")
    assert found["waits"].split()[1] == "Pending"
    bare = some.out("list", "--no-headers").splitlines()
    assert [row.split()[0] for row in bare] == [row.split()[0] for row in rows]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([], {"waits", "runs", "good", "bad"}),
        (["--status", "Failed,Succeeded"], {"good", "bad"}),
        (["--status", "Pending"], {"waits"}),
        (["--status=Pending", "--status=Running"], {"waits", "runs"}),
        (["--completed"], {"good", "bad"}),
        (["--running"], {"waits", "runs"}),
        (["--resubmitted"], {"bad"}),
        (["-l", "app=shop"], {"runs", "good"}),
        (["-l", " app in (shop),!nope"], {"runs", "good"}),
        (["-l", "app=shop", "--completed"], {"good"}),
        (["--prefix", "b"], {"bad"}),
        (["--field-selector", "metadata.name=good"], {"good"}),
        (["--older", "1h"], {"good"}),
        (["--since", "1h"], {"waits", "runs", "good", "bad"}),
        (["--since", "0s"], set()),
        (["--chunk-size", "1"], {"waits", "runs", "good", "bad"}),
        (["--chunk-size", "2", "--completed"], {"good", "bad"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_filters(some: Stage, flags: list[str], expected: set[str]) -> None:
    assert set(names(some.out("list", "-o", "name", *flags))) == expected


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_data_is_whole_and_parses(some: Stage, form: str) -> None:
    found = yaml.safe_load(some.out("list", "-o", form))
    assert {item["metadata"]["name"] for item in found} == {"waits", "runs", "good", "bad"}
    assert all(item["spec"]["templates"] for item in found)


def test_nothing_is_an_empty_list_and_silence(stage: Stage) -> None:
    assert json.loads(stage.out("list", "-o", "json")) == []
    assert stage.out("list", "-o", "name") == ""
    done = stage.argo("list")
    assert (done.stdout, done.stderr) == ("", "No workflows found\n")


def test_wide_counts_pods_and_shows_parameters(stage: Stage) -> None:
    made = manifest("wide", parameters=[{"name": "a", "value": "1"}, {"name": "long", "value": "x" * 60}])
    pods = [node("wide", f"p{index}", phase=phase) for index, phase in enumerate(["Pending", "Running", "Failed"])]
    stage.put({**made, "status": {"phase": "Running", "nodes": {item["id"]: item for item in pods}}})
    heading, row = stage.out("list", "-o", "wide").splitlines()
    assert heading.split()[-2:] == ["P/R/C", "PARAMETERS"]
    assert row.split()[-2:] == ["1/1/1", f"a=1,long={'x' * 32}...{'x' * 15}"]


def test_a_waiting_step_shows_in_the_table(stage: Stage) -> None:
    stage.workflow("held", "Running", nodes={"held-ask": node("held", "ask", type="Suspend", phase="Running")})
    assert "Running (Suspended)" in stage.out("list")


def test_all_namespaces(some: Stage, api_server: Cluster) -> None:
    other = api_server.new_namespace()
    api_server.request("POST", f"{ARGO}/namespaces/{other}/workflows", manifest("elsewhere"))
    try:
        rows = some.out("list", "-A", "--prefix", "elsewhere").splitlines()
        assert rows[0].split()[0] == "NAMESPACE"
        assert [other, "elsewhere"] in [row.split()[:2] for row in rows]
    finally:
        api_server.drop_namespace(other)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--completed", "--running"], "--completed and --running cannot be used together"),
        (["--since", "1w"], "Invalid since format '1w'. Expected format <duration><unit> (e.g. 3h)"),
        (["--field-selector", "spec.x=1"], "spec.x"),
        (["-l", "a b"], "unable to parse requirement: "),
    ],
)
def test_filters_that_are_none(stage: Stage, flags: list[str], message: str) -> None:
    done = stage.argo("list", *flags)
    assert done.returncode in (2, 3)
    assert message in done.stderr


def test_an_instance_sees_its_own(stage: Stage) -> None:
    stage.workflow("ours", labels={PREFIX + "controller-instanceid": "blue"})
    stage.workflow("theirs")
    assert names(stage.out("list", "-o", "name", "--instanceid", "blue")) == ["ours"]
    assert names(stage.out("list", "-o", "name")) == ["theirs"]
    assert names(stage.out("list", "-o", "name", ARGO_INSTANCEID="blue")) == ["ours"]
    refused = stage.argo("get", "ours")
    assert refused.returncode == 3
    assert "'ours' is not managed by the current Argo Server" in refused.stderr


def shown(stage: Stage) -> None:
    nodes = [
        node("tale", type="Steps", phase="Failed"),
        node("tale", "good", hostNodeName="host-1", resourcesDuration={"cpu": 75}),
        node("tale", "bad", phase="Failed", message="main: Error (exit code 1)", startedAt=ago(seconds=70)),
    ]
    made = manifest("tale", parameters=[{"name": "message", "value": "hello"}], serviceAccountName="worker")
    made["status"] = {
        "phase": "Failed", "startedAt": ago(minutes=3), "finishedAt": ago(minutes=1), "progress": "1/2",
        "message": "child failed", "nodes": {item["id"]: item for item in nodes},
        "resourcesDuration": {"memory": 4, "cpu": 75},
        "conditions": [{"type": "Completed", "status": "True"}, {"type": "SpecWarning", "message": "odd"}],
    }  # fmt: skip
    stage.put(made)


def test_get_prints_the_block_and_the_tree(stage: Stage) -> None:
    shown(stage)
    lines = stage.out("get", "tale").splitlines()
    assert lines[:5] == [
        "Name:                tale",
        f"Namespace:           {stage.namespace}",
        "ServiceAccount:      worker",
        "Status:              Failed",
        "Message:             child failed",
    ]
    for line in (
        " Completed:          True",
        "⚠ SpecWarning:       odd",
        "Duration:            2 minutes 0 seconds",
        "Progress:            1/2",
        "ResourcesDuration:   1m15s*(1 cpu),4s*(100Mi memory)",
        "  message:           hello",
    ):
        assert line in lines
    tree = lines[lines.index("") + 1 :]
    assert tree[0].split() == ["STEP", "TEMPLATE", "PODNAME", "DURATION", "MESSAGE"]
    assert [line.split("  ")[0] for line in tree[1:]] == [" ✖ tale", " ├─✔ good", " └─✖ bad"]
    assert tree[3].endswith("main: Error (exit code 1)")


def test_get_wide_short_and_plain(stage: Stage) -> None:
    shown(stage)
    wide = stage.out("get", "tale", "-o", "wide")
    assert "1m15s*(1 cpu)" in wide
    assert "host-1" in wide
    short = stage.out("get", "tale", "-o", "short", "--no-utf8").splitlines()
    assert short[0].split() == ["STEP", "TEMPLATE", "PODNAME", "DURATION", "MESSAGE", "NODENAME"]
    assert short[1].startswith(" Failed tale")
    assert short[2].startswith(" |-Succeeded good")


def test_get_shows_only_the_nodes_asked_for(stage: Stage) -> None:
    shown(stage)
    for flags in (["--status", "Failed"], ["--node-field-selector", "phase=Failed"]):
        tree = stage.out("get", "tale", "-o", "short", *flags)
        assert "bad" in tree
        assert "good" not in tree
    both = stage.argo("get", "tale", "--status", "Failed", "--node-field-selector", "name=x")
    assert both.returncode == 2


def test_the_format_of_pod_names_is_the_workflows_else_the_variables(stage: Stage) -> None:
    shown(stage)
    assert "tale-main-" in stage.out("get", "tale")
    old = stage.out("get", "tale", POD_NAMES="v1")
    assert "tale-main-" not in old
    assert re.search(r"bad +main +tale-\d+ ", old)


def test_get_as_data(stage: Stage) -> None:
    shown(stage)
    kept = stage.read("tale")
    assert json.loads(stage.out("get", "tale", "-o", "json", "--status", "Failed")) == kept
    assert stage.out("get", "@latest", "-o", "name") == "tale\n"
    assert stage.out("get", "tale", "-o", "yaml").startswith("apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n")


def test_get_prints_what_is_there_before_it_misses_something(stage: Stage) -> None:
    stage.workflow("one", "Succeeded")
    done = stage.argo("get", "one", "nope")
    assert done.returncode == 3
    assert "Name:                one" in done.stdout
    assert '"nope"' in done.stderr
    assert "not found" in done.stderr
    empty = stage.argo("get", "@latest", "-n", "no-such-namespace")
    assert (empty.returncode, "no workflows found" in empty.stderr) == (3, True)
