"""Phases of nodes and workflows, and what each counts as."""

from __future__ import annotations

PENDING = "Pending"
RUNNING = "Running"
SUCCEEDED = "Succeeded"
FAILED = "Failed"
ERROR = "Error"
SKIPPED = "Skipped"
OMITTED = "Omitted"

ACTIVE = frozenset({PENDING, RUNNING})
COMPLETED = frozenset({SUCCEEDED, FAILED, ERROR})
FULFILLED = COMPLETED | {SKIPPED, OMITTED}
UNSUCCESSFUL = frozenset({FAILED, ERROR})

# The phases a workflow as a whole can end in.
WORKFLOW_COMPLETED = COMPLETED
