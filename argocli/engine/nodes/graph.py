"""How the nodes of a workflow hang together: children, what comes out of a node, and who runs it."""

from __future__ import annotations

from collections.abc import Iterable

from argocli.engine import nodes as kinds
from argocli.engine.nodes.table import NodeTable
from argocli.model.workflow import Node

_OWN_END = frozenset({kinds.SKIPPED, kinds.SUSPEND, kinds.HTTP, kinds.PLUGIN})


def children(table: NodeTable, node: Node) -> list[Node]:
    """The children that exist, in order."""
    found = (table.get(child) for child in node.get("children", ()))
    return [child for child in found if child is not None]


def adopt(table: NodeTable, parent: str, child: str) -> None:
    """Make one node a child of another, both by name; a second time changes nothing."""
    parent_node, child_id = table.named(parent), table.id_of(child)
    if parent_node is None or not table.kin.is_new(parent_node, child_id):
        return
    edited = table.edit(parent_node["id"])
    table.kin.append(edited, child_id)
    table.progress.link(edited, child_id)


def hang_below(table: NodeTable, node: Node, name: str) -> None:
    """Make the node named `name` a child of everything that comes out of `node`."""
    for end in outbound(table, node):
        found = table.get(end)
        if found is not None:
            adopt(table, found["name"], name)


def end_in(table: NodeTable, name: str, members: Iterable[Node]) -> None:
    """Steps or a dag end in whatever comes out of these members."""
    node = table.named(name)
    ends = _union(table, members)
    if node is not None and ends != node.get("outboundNodes", []):
        table.edit(node["id"])["outboundNodes"] = ends


def outbound(table: NodeTable, node: Node) -> list[str]:
    """The ids that successors of `node` are attached to (controller semantics, outbound nodes)."""
    kind = node["type"]
    if kind in _OWN_END:
        return [node["id"]]
    if kind == kinds.POD:
        below = children(table, node)
        if any(child["type"] == kinds.CONTAINER for child in below):
            return _union(table, below)
        return [node["id"]]
    if kind in (kinds.CONTAINER, kinds.TASK_GROUP):
        below = children(table, node)
        if kind == kinds.CONTAINER:
            below = [child for child in below if child.get("boundaryID") == node.get("boundaryID")]
        return _union(table, below) if below else [node["id"]]
    if kind == kinds.RETRY:
        below = children(table, node)
        return [below[-1]["id"]] if below else [node["id"]]
    if kind in kinds.BOUNDARIES and node.get("memoizationStatus", {}).get("hit") is True:
        return [node["id"]]
    ends = [table.get(node_id) for node_id in node.get("outboundNodes", ())]
    # A boundary that was cut short ends in nothing: what comes after it would hang in the air.
    return _union(table, [end for end in ends if end is not None]) or [node["id"]]


def _union(table: NodeTable, members: Iterable[Node]) -> list[str]:
    found: dict[str, None] = {}
    for member in members:
        found.update(dict.fromkeys(outbound(table, member)))
    return list(found)


def expanded(table: NodeTable, parent: Node, name: str) -> list[Node]:
    """The children of a step group or a task group that a loop named `name` has become."""
    return [child for child in children(table, parent) if child["name"].startswith(f"{name}(")]


def attempts(table: NodeTable, retry: Node) -> list[Node]:
    """The attempts of a Retry node in order, its hooks left out; those of a hook that is retried are hooked as well."""
    return [child for child in children(table, retry) if kinds.retried(child)]


def hooks_fulfilled(table: NodeTable, node: Node) -> bool:
    """Whether no hook of this node is still at work."""
    return all(kinds.fulfilled(child) for child in children(table, node) if kinds.hooked(child))


def caller_of(table: NodeTable, node_id: str) -> str:
    """The id of the node whose run runs this one, told from the names: the longest beginning of its name that is a
    node's, groups of steps left out. Empty for those that the workflow itself runs."""
    node = table.get(node_id)
    name = node["name"] if node is not None else ""
    while name:
        name = name[: max(name.rfind(mark) for mark in ".[(")] if any(mark in name for mark in ".[(") else ""
        found = table.named(name) if name else None
        if found is not None and found["type"] != kinds.STEP_GROUP:
            return found["id"]
    return ""
