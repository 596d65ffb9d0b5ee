"""What the store on this machine keeps can be run by its name."""

from __future__ import annotations

import json

TEMPLATE = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: greeter}
spec:
  entrypoint: greet
  arguments: {parameters: [{name: who, value: nobody}]}
  templates:
    - name: greet
      inputs: {parameters: [{name: who}]}
      container: {image: busybox, command: [echo, "hello {{inputs.parameters.who}}"]}
"""


def test_a_template_of_the_store_runs_with_parameters(argo) -> None:
    assert argo("template", "create", "-", stdin=TEMPLATE).returncode == 0
    done = argo("submit", "--from", "wftmpl/greeter", "-p", "who=you", "--wait", "-o", "json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)["metadata"]
    assert made["name"].startswith("greeter-")
    assert made["labels"]["workflows.argoproj.io/workflow-template"] == "greeter"
    assert argo("logs", made["name"]).stdout == f"{made['name']}: hello you\n"
    missing = argo("submit", "--from", "wftmpl/nope")
    assert (missing.returncode, "nope" in missing.stderr) == (3, True)
