"""What cuts a part of a pass short: limits that are reached, nodes that cannot be run, a workflow that is over."""

from __future__ import annotations


class ParallelismReached(Exception):
    """A limit holds this node back; others may go on."""


class ExecutionError(Exception):
    """A node could not be run; it is marked already, and whoever called it has to react. The text is upstream's."""


class TemplateTimedOut(ExecutionError):
    """The template's own timeout ended the node, which has Failed."""

    def __init__(self) -> None:
        super().__init__("timeout")


class TooDeep(ExecutionError):
    """Templates have called each other too often: the node says so by itself, whoever called it goes on."""


class WorkflowEnds(Exception):
    """The workflow is over, in this phase and with this message."""

    def __init__(self, phase: str, message: str) -> None:
        super().__init__(message)
        self.phase = phase
        self.message = message
