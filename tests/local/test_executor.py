"""What the executor of a pod on this machine does beside running it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from argocli.engine.pods import PodObservation, PodRequest
from argocli.engine.pods.infer import infer
from argocli.local.process import ProcessRuntime
from argocli.local.supervisor import given_up

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def run(tmp_path: Path, script: str, template: dict | None = None, **more: object) -> PodObservation:
    """A pod with this shell script, seen at its end."""
    container = {"image": "busybox", "command": ["sh", "-c"], "args": [script], **more.pop("container", {})}
    request = PodRequest(
        "default", "wf", "u", "n", "n", "pod", {"name": "t", "container": container, **(template or {})}, {}, True, **more
    )  # fmt: skip
    runtime = ProcessRuntime(str(tmp_path / "argo"))
    runtime.create(request)
    try:
        for _ in range(500):
            pod = runtime.observe("default", "wf").get("n")
            if pod is not None and pod.phase in ("Succeeded", "Failed"):
                return pod
            time.sleep(0.02)
    finally:
        runtime.delete_workflow("default", "wf")
    raise AssertionError("it never ends")


def verdict(pod: PodObservation) -> tuple[str, str]:
    found = infer(pod, {"phase": "Running"}, {})
    return found.phase, found.message


def test_the_executor_ends_what_goes_on_after_its_deadline(tmp_path: Path) -> None:
    pod = run(tmp_path, "exec sleep 30", deadline=LONG_AGO)
    assert verdict(pod) == ("Failed", "main: Error (exit code 143)")
    wait = pod.containers[-1]
    assert (wait.kind, wait.exit_code, wait.message) == ("wait", 64, "Step exceeded its deadline")


def test_what_ends_well_when_it_is_told_to_has_failed_all_the_same() -> None:
    states = [{"name": name, "kind": name, "exit_code": 0, "message": ""} for name in ("main", "wait")]
    ended = given_up({"phase": "Succeeded", "containers": states, "outputs": {}})
    assert ended["phase"] == "Failed"
    assert [(state["exit_code"], state["message"]) for state in ended["containers"]] == [
        (0, ""), (64, "Step exceeded its deadline")
    ]  # fmt: skip


def test_a_deadline_in_the_future_is_in_nobodys_way(tmp_path: Path) -> None:
    assert verdict(run(tmp_path, "exit 0", deadline=datetime.now(UTC) + timedelta(hours=1))) == ("Succeeded", "")


def test_parameters_that_are_read_from_nowhere_are_reported_as_they_are(tmp_path: Path) -> None:
    parameters = [{"name": "p", "valueFrom": {"path": "/tmp/p"}}, {"name": "fixed", "value": "v"}]
    pod = run(tmp_path, "echo x > /tmp/p", {"outputs": {"parameters": parameters}})
    assert {item["name"]: item["value"] for item in pod.outputs["parameters"]} == {"p": "x", "fixed": "v"}


@pytest.mark.parametrize(
    ("path", "value"),
    [("metadata.labels['team']", "a"), ("metadata.annotations['note.io/x']", "b"), ("metadata.labels['other']", ""),
     ("metadata.name", "pod")],
)  # fmt: skip
def test_a_container_reads_what_is_on_its_pod(tmp_path: Path, path: str, value: str) -> None:
    env = [{"name": "SEEN", "valueFrom": {"fieldRef": {"fieldPath": path}}}]
    metadata = {"labels": {"team": "a"}, "annotations": {"note.io/x": "b"}}
    pod = run(tmp_path, "echo $SEEN", container={"env": env}, metadata=metadata)
    assert pod.outputs["result"] == value
