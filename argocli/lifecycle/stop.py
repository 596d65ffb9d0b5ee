"""Asking a workflow to end: stop lets exit handlers run, terminate does not. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from argocli.errors import Refused
from argocli.lifecycle.node_set import set_nodes
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


def stop_nodes(workflow: Workflow, now: datetime, *, node_field_selector: str, message: str = "") -> Workflow:
    """Only the waiting nodes that the selector matches fail, with this message. Raises Refused, UsageError."""
    return set_nodes(workflow, now, node_field_selector=node_field_selector, phase=phases.FAILED, message=message)
