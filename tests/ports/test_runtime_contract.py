"""What every PodRuntime does."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from argocli.engine.pods import PodObservation, PodRequest
from argocli.local.logs import FileLogs
from argocli.local.process import ProcessRuntime
from argocli.ports import LogQuery


@pytest.fixture(params=["process"])
def runtime(request: pytest.FixtureRequest, tmp_path: Path):
    made = ProcessRuntime(str(tmp_path / "argo"))
    yield made
    made.delete_workflow("default", "wf")


def a_pod(script: str, name: str = "pod", **changes: object) -> PodRequest:
    template = {
        "name": "t",
        "container": {"image": "busybox", "command": ["sh", "-c"], "args": [script]},
        **changes.pop("template", {}),
    }
    given = {
        "namespace": "default", "workflow": "wf", "workflow_uid": "u", "node_id": f"node-{name}", "node_name": name,
        "pod_name": name, "template": template, "spec": {}, "include_result": False,
    }  # fmt: skip
    return PodRequest(**{**given, **changes})


def until(runtime: ProcessRuntime, wanted: Callable[[PodObservation], bool], name: str = "pod") -> PodObservation:
    for _ in range(400):
        pod = runtime.observe("default", "wf").get(f"node-{name}")
        if pod is not None and wanted(pod):
            return pod
        time.sleep(0.02)
    raise AssertionError(runtime.observe("default", "wf"))


def over(pod: PodObservation) -> bool:
    return pod.phase in ("Succeeded", "Failed")


def test_a_pod_runs_and_its_end_is_seen(runtime) -> None:
    runtime.create(a_pod("exit 0"))
    pod = until(runtime, over)
    assert pod.phase == "Succeeded"
    assert [(c.name, c.exit_code) for c in pod.containers] == [("main", 0), ("wait", 0)]


def test_a_failure_keeps_its_exit_code(runtime) -> None:
    runtime.create(a_pod("exit 7"))
    pod = until(runtime, over)
    assert pod.phase == "Failed"
    assert pod.containers[0].exit_code == 7


def test_creating_twice_runs_once(runtime, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    volume = {
        "volumes": [{"name": "m", "hostPath": {"path": str(marks)}}],
        "container": {
            "image": "busybox", "command": ["sh", "-c", f"mktemp {marks}/XXXXXX"],
            "volumeMounts": [{"name": "m", "mountPath": str(marks)}],
        },
    }  # fmt: skip
    for _ in range(3):
        runtime.create(a_pod("", template=volume))
    until(runtime, over)
    runtime.create(a_pod("", template=volume))
    until(runtime, over)
    assert len(list(marks.iterdir())) == 1


def test_outputs_are_collected(runtime) -> None:
    outputs = {
        "parameters": [
            {"name": "p", "valueFrom": {"path": "/tmp/p"}},
            {"name": "d", "valueFrom": {"path": "/tmp/no", "default": "x"}},
        ],
        "artifacts": [{"name": "a", "path": "/tmp/a"}, {"name": "o", "path": "/tmp/o", "optional": True}],
    }
    runtime.create(
        a_pod("echo out; echo value > /tmp/p; echo file > /tmp/a", include_result=True, template={"outputs": outputs})
    )
    pod = until(runtime, over)
    assert pod.outputs["result"] == "out"
    assert {item["name"]: item["value"] for item in pod.outputs["parameters"]} == {"p": "value", "d": "x"}
    assert [item["name"] for item in pod.outputs["artifacts"]] == ["a"]
    received = {"inputs": {"artifacts": [{**pod.outputs["artifacts"][0], "path": "/tmp/deep/received"}]}}
    runtime.create(a_pod("cat /tmp/deep/received", name="next", include_result=True, template=received))
    assert until(runtime, over, "next").outputs["result"] == "file"


def test_a_missing_output_fails_the_wait_container(runtime) -> None:
    outputs = {"parameters": [{"name": "p", "valueFrom": {"path": "/tmp/never"}}]}
    runtime.create(a_pod("true", template={"outputs": outputs}))
    pod = until(runtime, over)
    wait = pod.containers[-1]
    assert (wait.kind, wait.exit_code) == ("wait", 64)
    assert "/tmp/never: no such file or directory" in wait.message


def test_scripts_and_container_sets(runtime) -> None:
    script = {"name": "t", "script": {"image": "python", "command": ["python3"], "source": "print(6 * 7)"}}
    runtime.create(a_pod("", include_result=True, template={**script, "container": None}))
    assert until(runtime, over).outputs["result"] == "42"
    members = [
        {"name": "b", "image": "x", "command": ["sh", "-c", "cat /tmp/shared"], "dependencies": ["a"]},
        {"name": "a", "image": "x", "command": ["sh", "-c", "sleep 0.1; echo 1 > /tmp/shared"]},
        {"name": "c", "image": "x", "command": ["false"]},
        {"name": "d", "image": "x", "command": ["true"], "dependencies": ["c"]},
    ]
    runtime.create(a_pod("", name="set", template={"container": None, "containerSet": {"containers": members}}))
    pod = until(runtime, over, "set")
    assert {c.name: c.exit_code for c in pod.containers if c.kind == "main"} == {"a": 0, "b": 0, "c": 1, "d": 1}


def test_stop_is_a_signal_first(runtime) -> None:
    runtime.create(a_pod("trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done"))
    until(runtime, lambda pod: pod.phase == "Running")
    logs = FileLogs(runtime.state)
    while not list(logs.lines(LogQuery("default", "wf"), lambda: True)):
        time.sleep(0.02)
    runtime.stop("default", "pod", grace=20)
    assert until(runtime, over).containers[0].exit_code == 9


def test_stop_kills_after_the_grace(runtime) -> None:
    runtime.create(a_pod("trap '' TERM; echo ready; while :; do sleep 0.05; done"))
    logs = FileLogs(runtime.state)
    while not list(logs.lines(LogQuery("default", "wf"), lambda: True)):
        time.sleep(0.02)
    runtime.stop("default", "pod", grace=0.2)
    assert until(runtime, over).phase == "Failed"
    runtime.stop("default", "gone", grace=1)


def test_a_deadline_ends_the_pod(runtime) -> None:
    runtime.create(a_pod("sleep 60", active_deadline_seconds=1))
    pod = until(runtime, over)
    assert pod.message == "Pod was active on the node longer than the specified deadline"


def test_a_killed_supervisor_is_noticed_and_its_processes_end(runtime) -> None:
    import json

    runtime.create(a_pod("echo $$; sleep 60"))
    until(runtime, lambda pod: pod.phase == "Running")
    status = json.loads(Path(runtime.state, "pods/default/wf/pod/status.json").read_text())
    os.kill(status["pid"], signal.SIGKILL)
    pod = until(runtime, over)
    assert pod.phase == "Failed"
    assert "killed" in pod.message
    for _ in range(100):
        if not [p for p in Path("/proc").iterdir() if p.name.isdigit() and _parent_of(p) == status["pid"]]:
            break
        time.sleep(0.02)


def _parent_of(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def test_a_pod_whose_supervisor_never_started_is_started(runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(runtime, "_spawn", lambda folder: None)
        runtime.create(a_pod("true"))
    assert until(runtime, over).phase == "Succeeded"


def test_delete_leaves_nothing(runtime) -> None:
    runtime.create(a_pod("sleep 60"))
    until(runtime, lambda pod: pod.phase == "Running")
    runtime.delete("default", "pod")
    assert runtime.observe("default", "wf") == {}
    runtime.delete("default", "pod")


def test_a_new_workflow_of_the_same_name_starts_afresh(runtime) -> None:
    runtime.create(a_pod("exit 1"))
    until(runtime, over)
    runtime.create(a_pod("exit 0", workflow_uid="another"))
    assert until(runtime, lambda pod: pod.phase == "Succeeded").phase == "Succeeded"


def test_logs_come_in_order_and_can_be_cut(runtime) -> None:
    runtime.create(a_pod("for i in 1 2 3; do echo line $i; done; echo last >&2; printf tail"))
    until(runtime, over)
    logs = FileLogs(runtime.state)
    texts = [line.text for line in logs.lines(LogQuery("default", "wf"), lambda: True)]
    assert sorted(texts) == ["last", "line 1", "line 2", "line 3", "tail"]
    assert len(list(logs.lines(LogQuery("default", "wf", tail=2), lambda: True))) == 2
    assert list(logs.lines(LogQuery("default", "wf", container="other"), lambda: True)) == []
    every = list(logs.lines(LogQuery("default", "wf", container=""), lambda: True))
    assert {line.container for line in every} >= {"main"}
    assert sorted(line.text for line in every if line.container == "main") == sorted(texts)
