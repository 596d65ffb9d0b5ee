"""How the nodes of a workflow hang together: what comes out of a node, what lies below it."""

from __future__ import annotations

from argocli.engine import nodes as kinds
from argocli.engine.nodes import NodeTable
from argocli.model.workflow import Node

_OWN_END = frozenset({kinds.SKIPPED, kinds.SUSPEND, kinds.HTTP, kinds.PLUGIN})


def outbound(table: NodeTable, node: Node) -> list[str]:
    """The ids that successors of `node` are attached to (controller semantics, outbound nodes)."""
    kind = node["type"]
    if kind in _OWN_END:
        return [node["id"]]
    if kind == kinds.POD:
        children = table.children(node)
        if any(child["type"] == kinds.CONTAINER for child in children):
            return _union(table, children)
        return [node["id"]]
    if kind in (kinds.CONTAINER, kinds.TASK_GROUP):
        children = table.children(node)
        if kind == kinds.CONTAINER:
            children = [child for child in children if child.get("boundaryID") == node.get("boundaryID")]
        return _union(table, children) if children else [node["id"]]
    if kind == kinds.RETRY:
        children = table.children(node)
        return [children[-1]["id"]] if children else [node["id"]]
    if kind in kinds.BOUNDARIES and node.get("memoizationStatus", {}).get("hit") is True:
        return [node["id"]]
    ends = [table.get(node_id) for node_id in node.get("outboundNodes", ())]
    # A boundary that was cut short ends in nothing: what comes after it would hang in the air.
    return _union(table, [end for end in ends if end is not None]) or [node["id"]]


def _union(table: NodeTable, children: list[Node]) -> list[str]:
    found: dict[str, None] = {}
    for child in children:
        found.update(dict.fromkeys(outbound(table, child)))
    return list(found)


def attempts(table: NodeTable, retry: Node) -> list[Node]:
    """The attempts of a Retry node in order, its hooks left out; those of a hook that is retried are hooked as well."""
    return [child for child in table.children(retry) if kinds.retried(child)]


def hooks_fulfilled(table: NodeTable, node: Node) -> bool:
    """Whether no hook of this node is still at work."""
    return all(kinds.fulfilled(child) for child in table.children(node) if kinds.hooked(child))
