"""Asking a workflow to end: stop lets exit handlers run, terminate does not. Pure."""

from __future__ import annotations

from typing import Literal

from argocli.errors import Refused
from argocli.model import phases
from argocli.model.workflow import Status, Workflow


def shut_down(workflow: Workflow, strategy: Literal["Stop", "Terminate"]) -> Workflow:
    """The workflow with its shutdown asked for. Raises Refused for one that has ended."""
    metadata = workflow["metadata"]
    if workflow.get("status", Status()).get("phase") in phases.WORKFLOW_COMPLETED:
        raise Refused(
            f'cannot shutdown a completed workflow: workflow: "{metadata["name"]}", '
            f'namespace: "{metadata.get("namespace", "")}"'
        )
    return {**workflow, "spec": {**workflow["spec"], "shutdown": strategy}}
