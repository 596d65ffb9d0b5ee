"""Holding a workflow: what runs goes on, nothing new starts. Pure."""

from __future__ import annotations

from argocli.errors import Refused
from argocli.model import phases
from argocli.model.workflow import Status, Workflow


def suspend_workflow(workflow: Workflow) -> Workflow:
    """The workflow, held. Raises Refused for one that has ended."""
    if workflow.get("status", Status()).get("phase") in phases.WORKFLOW_COMPLETED:
        raise Refused("cannot suspend completed workflows")
    if workflow["spec"].get("suspend") is True:
        return workflow
    return {**workflow, "spec": {**workflow["spec"], "suspend": True}}
