"""How far a workflow is: progress and resource use, summed from the nodes that do work."""

from __future__ import annotations

import re

from argocli.engine import nodes
from argocli.engine.nodes import NodeTable

_PROGRESS = re.compile(r"(\d+)/(\d+)")


def update_progress(table: NodeTable) -> str:
    """Give every node that groups others the sum of the working nodes below it; the workflow's own sum comes back."""
    below: dict[str, frozenset[str]] = {}
    for node in table:
        if node["type"] not in nodes.EXECUTABLE:
            _set(table, node["id"], _working(table, node["id"], below))
    everyone = frozenset(node["id"] for node in table if node["type"] in nodes.EXECUTABLE)
    return _sum(table, everyone)


def _set(table: NodeTable, node_id: str, working: frozenset[str]) -> None:
    node = table.get(node_id)
    progress = _sum(table, working)
    if node is None or progress == node.get("progress", ""):
        return
    if progress != "0/0":
        table.edit(node_id)["progress"] = progress


def _working(table: NodeTable, start: str, below: dict[str, frozenset[str]]) -> frozenset[str]:
    """The ids of all working nodes below a node, itself not counted."""
    stack = [start]
    while stack:
        node_id = stack[-1]
        if node_id in below:
            stack.pop()
            continue
        node = table.get(node_id)
        children = [child["id"] for child in table.children(node)] if node is not None else []
        open_children = [child for child in children if child not in below and child not in stack]
        if open_children:
            stack.extend(open_children)
            continue
        found: set[str] = set()
        for child in children:
            state = table.get(child)
            if state is not None and state["type"] in nodes.EXECUTABLE:
                found.add(child)
            found |= below.get(child, frozenset())
        below[node_id] = frozenset(found)
        stack.pop()
    return below[start]


def _sum(table: NodeTable, working: frozenset[str]) -> str:
    done = total = 0
    for node_id in working:
        node = table.get(node_id)
        match = _PROGRESS.fullmatch(node.get("progress", "")) if node is not None else None
        if match:
            done += int(match.group(1))
            total += int(match.group(2))
    return f"{done}/{total}"
