"""The containers of a containerSet: a node for each, below the node of their pod."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.given import Given
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.pods import PodObservation
from argocli.engine.pods.infer import infer_members
from argocli.engine.pods.take_over import take_over
from argocli.engine.run import Run
from argocli.model import phases
from argocli.model.values import JsonObject, mapping, objects, sequence, text
from argocli.model.workflow import Node, NodeFlag


def observe_members(run: Run, pod: Node, observation: PodObservation, template: JsonObject) -> None:
    """Bring the members up to date; where they have no nodes yet they get them, hung by their dependencies."""
    declared = objects(mapping(template, "containerSet"), "containers")
    for container in declared:
        _add(run.given, run.table, pod, f"{pod['name']}.{text(container, 'name')}")
    for container in declared:
        name = f"{pod['name']}.{text(container, 'name')}"
        parents = [f"{pod['name']}.{parent}" for parent in sequence(container, "dependencies")]
        for parent in parents or [pod["name"]]:
            graph.adopt(run.table, parent, name)
    for name, inference in infer_members(observation, template).items():
        member = run.table.named(f"{pod['name']}.{name}")
        if member is not None and member["phase"] not in phases.FULFILLED:
            take_over(run, member, inference)


def _add(given: Given, table: NodeTable, pod: Node, name: str) -> None:
    if table.named(name) is not None:
        return
    node = nodes.new_node(
        given.name,
        name,
        nodes.CONTAINER,
        phases.PENDING,
        given.now,
        boundary=pod,
        holder={"template": pod.get("templateName", "")},
        scope=pod.get("templateScope", ""),
        flags=NodeFlag(),
    )
    node["progress"] = "0/1"
    table.add(node)


def members_of(table: NodeTable, pod: Node) -> list[Node]:
    """The members of a containerSet; they hang below those that they depend on."""
    found: dict[str, Node] = {}
    pending = [pod]
    for node in pending:
        below = [child for child in graph.children(table, node) if child["type"] == nodes.CONTAINER]
        pending.extend(child for child in below if child["id"] not in found)
        found.update((child["id"], child) for child in below)
    return list(found.values())
