"""How the recorded nodes of a workflow hang together, for whoever takes a part of them away. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from argocli.model.workflow import Node

Nodes = Mapping[str, Node]


def parents_of(nodes: Nodes) -> dict[str, str]:
    """One parent for each node that has any; of several the last by id, so that the choice is always the same."""
    found: dict[str, str] = {}
    for node_id in sorted(nodes):
        for child in nodes[node_id].get("children", ()):
            found[child] = node_id
    return found


def below(nodes: Nodes, start: Iterable[str]) -> dict[str, None]:
    """These nodes and everything that hangs below them, nearest first, each once."""
    found: dict[str, None] = {node_id: None for node_id in start if node_id in nodes}
    pending = list(found)
    for node_id in pending:
        for child in nodes[node_id].get("children", ()):
            if child in nodes and child not in found:
                found[child] = None
                pending.append(child)
    return found


def without(nodes: Nodes, gone: Iterable[str]) -> dict[str, Node]:
    """The nodes but those `gone`, which nobody refers to any more."""
    lost = set(gone)
    return {node_id: _unhooked(node, lost) for node_id, node in nodes.items() if node_id not in lost}


def _unhooked(node: Node, lost: set[str]) -> Node:
    changed = node.copy()
    children = [child for child in node.get("children", ()) if child not in lost]
    ends = [end for end in node.get("outboundNodes", ()) if end not in lost]
    if children != node.get("children", []):
        changed["children"] = children
    if ends != node.get("outboundNodes", []):
        changed["outboundNodes"] = ends
    return changed
