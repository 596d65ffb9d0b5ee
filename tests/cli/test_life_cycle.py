"""Holding, deciding, running on and running again, as a user types it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

APPROVAL = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: approval}
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - {name: ask, template: ask}
        - - name: say
            template: say
            arguments: {parameters: [{name: answer, value: "{{steps.ask.outputs.parameters.answer}}"}]}
    - name: ask
      suspend: {}
      outputs: {parameters: [{name: answer, valueFrom: {supplied: {}}}]}
    - name: say
      inputs: {parameters: [{name: answer}]}
      container: {image: busybox, command: [echo, "{{inputs.parameters.answer}}"]}
"""

HALF_BROKEN = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: half}
spec:
  entrypoint: main
  arguments: {parameters: [{name: code, value: "1"}]}
  templates:
    - name: main
      dag:
        tasks:
          - {name: good, template: ok}
          - {name: bad, template: exits}
          - {name: last, template: ok, depends: good && bad}
    - name: ok
      container: {image: busybox, command: ["true"]}
    - name: exits
      container: {image: busybox, command: [sh, -c, "exit {{workflow.parameters.code}}"]}
"""


def get(argo, name: str) -> dict:
    return json.loads(argo("get", name, "-o", "json").stdout)


def by_name(workflow: dict) -> dict[str, dict]:
    return {node["displayName"]: node for node in workflow["status"]["nodes"].values()}


def until_waiting(argo, name: str) -> None:
    for _ in range(100):
        nodes = get(argo, name).get("status", {}).get("nodes", {})
        if any(node["type"] == "Suspend" and node["phase"] == "Running" for node in nodes.values()):
            return
        time.sleep(0.05)
    raise AssertionError("it never waits")


def test_a_waiting_step_takes_what_is_supplied_and_goes_on(argo) -> None:
    assert argo("submit", "-", stdin=APPROVAL).returncode == 0
    until_waiting(argo, "approval")
    refused = argo("resume", "approval")
    assert refused.returncode == 3
    assert "has not been set and does not have a default value" in refused.stderr
    selector = "--node-field-selector=displayName=ask"
    given = argo("node", "set", "approval", selector, "-p", "answer=forty two")
    assert (given.returncode, given.stdout) == (0, "workflow values set\n")
    assert "workflow approval resumed" in argo("resume", "approval", selector).stdout
    assert argo("wait", "approval").returncode == 0
    assert "forty two" in argo("logs", "approval").stdout


def test_a_waiting_step_can_be_failed(argo) -> None:
    argo("submit", "-", stdin=APPROVAL)
    until_waiting(argo, "approval")
    stopped = argo("stop", "approval", "--node-field-selector", "displayName=ask", "--message", "no")
    assert stopped.returncode == 0
    assert argo("wait", "approval").returncode == 1
    assert by_name(get(argo, "approval"))["ask"]["message"] == "no"


def test_a_held_workflow_starts_nothing_until_it_is_resumed(argo) -> None:
    held = APPROVAL.replace("entrypoint: main", "entrypoint: main\n  suspend: true")
    argo("submit", "-", stdin=held)
    time.sleep(0.5)
    assert not get(argo, "approval").get("status", {}).get("nodes")
    assert argo("resume", "approval").returncode == 0
    until_waiting(argo, "approval")
    assert argo("suspend", "approval").stdout == "workflow approval suspended\n"
    assert get(argo, "approval")["spec"]["suspend"] is True


def test_retry_runs_what_failed_and_what_came_after_and_nothing_else(argo) -> None:
    assert argo("submit", "--wait", "-", stdin=HALF_BROKEN).returncode == 1
    before = by_name(get(argo, "half"))
    planned = argo("retry", "half", "--dry-run")
    assert planned.stdout.splitlines()[1:] == ["  half.bad  (Failed)", "  half.last  (Omitted)"]
    done = argo("retry", "half", "-p", "code=0", "--wait", "-o", "json")
    assert done.returncode == 0, done.stderr
    after = by_name(json.loads(done.stdout))
    assert {name: node["phase"] for name, node in after.items()} == dict.fromkeys(
        ("half", "good", "bad", "last"), "Succeeded"
    )
    assert after["good"]["finishedAt"] == before["good"]["finishedAt"]
    assert argo("retry", "half").returncode == 3


def test_resubmit_is_a_new_workflow_and_memoized_keeps_what_went_well(argo) -> None:
    argo("submit", "--wait", "-", stdin=HALF_BROKEN)
    again = argo("resubmit", "half", "-p", "code=0", "--wait", "-o", "json")
    assert again.returncode == 0
    fresh = json.loads(again.stdout)
    assert fresh["metadata"]["name"].startswith("half-")
    assert fresh["metadata"]["labels"]["workflows.argoproj.io/resubmitted-from-workflow"] == "half"
    memoized = argo("resubmit", "half", "--memoized", "-p", "code=0", "--wait", "-o", "json")
    assert memoized.returncode == 0, memoized.stderr
    good = by_name(json.loads(memoized.stdout))["good"]
    assert (good["phase"], good["type"]) == ("Skipped", "Skipped")
    assert argo("resubmit", "@latest", "--memoized").returncode == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["retry"], "requires either node field selector or workflow"),
        (["resubmit", "x", "--wait", "--watch"], "--wait cannot be combined with --watch"),
        (["node", "get", "x"], "unknown action 'get'"),
        (["node", "set", "x", "--phase", "Omitted", "--node-field-selector", "id=x"], "Omitted"),
        (["resume"], "requires a workflow"),
    ],
)
def test_usage_is_explained(argo, words: list[str], said: str) -> None:
    done = argo(*words)
    assert done.returncode == 2
    assert said in done.stderr


def test_convert_prints_the_present_spelling(argo, tmp_path: Path) -> None:
    old = tmp_path / "old.yaml"
    old.write_text("kind: CronWorkflow\nspec:\n  schedule: '0 1 * * *'\n---\nkind: ConfigMap\ndata: {a: b}\n")
    done = argo("convert", str(old))
    assert done.stdout.count("---\n") == 2
    assert "schedules:" in done.stdout
    assert "schedule:" not in done.stdout
    lines = argo("convert", "-o", "json", str(old)).stdout.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["CronWorkflow", "ConfigMap"]
    old.write_text("a: [")
    assert argo("convert", str(old)).returncode == 3
