"""The kinds that commands keep and look up besides workflows, and what they are called in messages."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    name: str
    words: str
    command: str  # the first word of its commands
    namespaced: bool
    missing: str  # what is said of files that hold none


TEMPLATE = Kind("WorkflowTemplate", "workflow template", "template", True, "No workflow template found in given files")
CLUSTER_TEMPLATE = Kind(
    "ClusterWorkflowTemplate",
    "cluster workflow template",
    "cluster-template",
    False,
    "No cluster workflow template found in given files",
)
CRON = Kind("CronWorkflow", "cron workflow", "cron", True, "No CronWorkflows found in given files")
