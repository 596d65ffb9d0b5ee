"""Which nodes of a workflow are shown, what hangs below what, in which order."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from argocli.model import naming, phases
from argocli.model.workflow import Node, Status, Workflow

_GROUPS = frozenset({"StepGroup", "Retry"})
_SHOWN = frozenset({"DAG", "Steps", "StepGroup", "Retry", "Pod", "Skipped", "Suspend", "HTTP", "Plugin"})
_INDEX = re.compile(r"\((\d+):")

Keep = Callable[[Node], bool]


class Family(NamedTuple):
    """Shown nodes by parent, and the roots."""

    children: dict[str, list[Node]]
    roots: list[Node]


def family(workflow: Workflow) -> Family:
    """The tree that people see: members of step groups and retries below those, everything else below its boundary."""
    nodes = workflow.get("status", Status()).get("nodes", {})
    parents: dict[str, str] = {}
    for node in nodes.values():
        if node["type"] in _GROUPS:
            for child in node.get("children", ()):
                found = nodes.get(child)
                if found is not None:
                    parents.setdefault(child, node["id"])
    children: dict[str, list[Node]] = {}
    for node in nodes.values():
        if node["type"] not in _SHOWN:
            continue
        parent = parents.get(node["id"]) or node.get("boundaryID") or ""
        if parent and parent != node["id"]:
            children.setdefault(parent, []).append(node)
    for group in children.values():
        group.sort(key=order)
    name = workflow["metadata"]["name"]
    exit_id = naming.node_id(name, f"{name}.onExit")
    roots = [nodes[node_id] for node_id in (name, exit_id) if node_id in nodes]
    return Family(children, roots)


def order(node: Node) -> tuple[str, int, str]:
    """By start; of those that started together, loop items by index and others by name."""
    index = _INDEX.search(node.get("displayName", ""))
    return node.get("startedAt") or "", int(index.group(1)) if index else -1, "" if index else node["displayName"]


def hidden(node: Node, children: list[Node], keep: Keep) -> bool:
    """Whether a node has no row of its own."""
    if node["type"] == "Retry" and len(children) == 1:
        return True
    if node["type"] == "StepGroup":
        return True
    if node["type"] == "Skipped" and node["phase"] == phases.OMITTED:
        return True
    return not keep(node)
