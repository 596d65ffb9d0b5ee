"""Nodes that wait for somebody: ending them, giving them the outputs they ask for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from argocli.errors import Refused
from argocli.model import phases, timestamps
from argocli.model.node_selectors import parse_node_selector
from argocli.model.values import any_text, text
from argocli.model.workflow import Node, Outputs, Parameter, Status, Workflow


def waiting_nodes(workflow: Workflow, selector: str) -> list[Node]:
    """The suspend nodes that have not ended and that a node field selector matches. Raises UsageError."""
    matches = parse_node_selector(selector)
    nodes = workflow.get("status", Status()).get("nodes", {}).values()
    return [node for node in nodes if node["type"] == "Suspend" and node["phase"] == phases.RUNNING and matches(node)]


def with_nodes(workflow: Workflow, changed: list[Node]) -> Workflow:
    """The workflow with these nodes in the place of those of the same ids, and their global outputs made known."""
    status = workflow.get("status", Status()).copy()
    status["nodes"] = {**status.get("nodes", {}), **{node["id"]: node for node in changed}}
    outputs = status.get("outputs", Outputs())
    for node in changed:
        outputs = _with_globals(outputs, node)
    if outputs:
        status["outputs"] = outputs
    return {**workflow, "status": status}


def end_node(node: Node, phase: str, message: str, now: datetime) -> Node:
    """The node in a final phase; a message is added to one that is there already."""
    ended = node.copy()
    ended["phase"] = phase
    ended["finishedAt"] = timestamps.to_text(now)
    if phase == phases.SUCCEEDED and "progress" in ended:
        ended["progress"] = "1/1"
    if message:
        ended["message"] = f"{node['message']}; {message}" if node.get("message") else message
    return ended


def with_defaults(node: Node) -> Node:
    """Outputs that nobody has supplied take their default. Raises Refused where one has none."""
    parameters = node.get("outputs", Outputs()).get("parameters", [])
    filled = [parameter if _is_set(parameter) else _defaulted(node, parameter) for parameter in parameters]
    if filled == parameters:
        return node
    return _with_parameters(node, filled)


def with_supplied(node: Node, given: Mapping[str, str]) -> Node:
    """Outputs with values that somebody supplies. Raises Refused for one that the node does not wait for."""
    parameters = node.get("outputs", Outputs()).get("parameters", [])
    if not parameters:
        raise Refused("cannot set output parameters because node is not expecting any raw parameters")
    known = {parameter["name"]: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            raise Refused(f"node is not expecting output parameter '{name}'")
        if _is_set(known[name]) or "supplied" not in known[name].get("valueFrom", {}):
            raise Refused(
                f"cannot set output parameter '{name}' because it does not use valueFrom.raw or it was already set"
            )
    filled = [_set(parameter, given[parameter["name"]]) if parameter["name"] in given else parameter
              for parameter in parameters]  # fmt: skip
    return _with_parameters(node, filled)


def _with_parameters(node: Node, parameters: list[Parameter]) -> Node:
    changed = node.copy()
    changed["outputs"] = {**node.get("outputs", Outputs()), "parameters": parameters}
    return changed


def _is_set(parameter: Parameter) -> bool:
    return parameter.get("value") is not None


def _set(parameter: Parameter, value: str) -> Parameter:
    changed: Parameter = {**parameter, "value": value}
    changed.pop("valueFrom", None)
    return changed


def _defaulted(node: Node, parameter: Parameter) -> Parameter:
    default = any_text(parameter.get("valueFrom", {}).get("default"))
    if default is None:
        default = next(
            (any_text(given.get("default")) for given in node.get("inputs", {}).get("parameters", ())
             if given["name"] == parameter["name"]), None,
        )  # fmt: skip
    if default is None:
        raise Refused(
            f"raw output parameter '{parameter['name']}' has not been set and does not have a default value",
            hint="supply it with argo node set --output-parameter NAME=VALUE",
        )
    return _set(parameter, default)


def _with_globals(outputs: Outputs, node: Node) -> Outputs:
    if node["phase"] not in (phases.SUCCEEDED, phases.RUNNING):
        return outputs
    for parameter in node.get("outputs", Outputs()).get("parameters", ()):
        name = text({"name": parameter.get("globalName")}, "name")
        if not name or not _is_set(parameter):
            continue
        kept = [other for other in outputs.get("parameters", []) if other["name"] != name]
        outputs = {**outputs, "parameters": [*kept, Parameter(name=name, value=parameter["value"])]}
    return outputs
