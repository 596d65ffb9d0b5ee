"""Deciding for nodes that wait for somebody: their phase, a message, the outputs they ask for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from argocli.errors import Refused
from argocli.lifecycle.suspended import end_node, waiting_nodes, with_nodes, with_supplied
from argocli.model import phases
from argocli.model.workflow import Node, Workflow

_NO_PARAMETERS: Mapping[str, str] = {}


def set_nodes(
    workflow: Workflow,
    now: datetime,
    *,
    node_field_selector: str,
    phase: str = "",
    message: str = "",
    output_parameters: Mapping[str, str] = _NO_PARAMETERS,
) -> Workflow:
    """The workflow with the matching nodes changed; with outputs alone they go on waiting.

    Raises Refused where there is no selector, nothing matches or an output is not asked for; UsageError.
    """
    if not node_field_selector:
        raise Refused("'set' currently only targets suspend nodes, use a node field selector to target them")
    nodes = waiting_nodes(workflow, node_field_selector)
    if not nodes:
        raise Refused(
            f"currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: "
            f"{node_field_selector}"
        )
    return with_nodes(workflow, [_changed(node, phase, message, output_parameters, now) for node in nodes])


def _changed(node: Node, phase: str, message: str, outputs: Mapping[str, str], now: datetime) -> Node:
    if outputs:
        node = with_supplied(node, outputs)
    if phase in phases.FULFILLED:
        return end_node(node, phase, message, now)
    if message:
        node = {**node, "message": f"{node['message']}; {message}" if node.get("message") else message}
    return {**node, "phase": phase} if phase else node
