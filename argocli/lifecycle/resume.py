"""Letting a held workflow go on: the hold itself, and the nodes that wait for somebody. Pure."""

from __future__ import annotations

from datetime import datetime

from argocli.errors import Refused
from argocli.lifecycle.suspended import end_node, waiting_nodes, with_defaults, with_nodes
from argocli.model import phases
from argocli.model.workflow import Workflow


def resume_workflow(workflow: Workflow, now: datetime, *, node_field_selector: str = "", user: str = "") -> Workflow:
    """Everything that waits goes on; with a selector only the nodes it matches, which then keep outputs that nobody has
    supplied unset. `user` is written into the nodes' messages.

    Raises Refused where an output has neither a value nor a default, or where the selector matches no waiting node;
    UsageError for a selector that is none.
    """
    message = f"Resumed by: {user}" if user else ""
    nodes = waiting_nodes(workflow, node_field_selector)
    if node_field_selector:
        if not nodes:
            raise Refused(
                "currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: "
                f"{node_field_selector}"
            )
        return with_nodes(workflow, [end_node(node, phases.SUCCEEDED, message, now) for node in nodes])
    if "suspend" in workflow["spec"]:
        workflow = {**workflow, "spec": {key: value for key, value in workflow["spec"].items() if key != "suspend"}}
    ended = [end_node(with_defaults(node), phases.SUCCEEDED, message, now) for node in nodes]
    return with_nodes(workflow, ended) if ended else workflow
