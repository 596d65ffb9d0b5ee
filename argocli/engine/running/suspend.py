"""Suspend templates: nodes that wait until somebody resumes them or their time is up."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from argocli.engine import nodes
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.running.call import Call, Prepared
from argocli.engine.running.call_nodes import node_error, start_node, stop_node
from argocli.engine.shared import Shared
from argocli.model import durations, phases, timestamps
from argocli.model.values import JsonObject, any_text, mapping, objects, text
from argocli.model.workflow import Node, Parameter


def run_suspend(run: Run, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """A node that waits until it is resumed or its time is up."""
    template = prepared.template
    if node is None or node["phase"] == phases.PENDING:
        if node is None:
            start_node(run, call, nodes.SUSPEND, phases.PENDING, template=template)
        node = run.table.mark(call.name, phases.RUNNING)
        node["progress"] = "0/1"
        _offer_choices(run.table, node)
        supplied = [_copy(parameter) for parameter in objects(mapping(template, "outputs"), "parameters")]
        supplied = [parameter for parameter in supplied if "supplied" in parameter.get("valueFrom", {})]
        if supplied:
            node["outputs"] = {"parameters": supplied}
    if run.given.forbids(call):
        return stop_node(run, node)
    until = _suspended_until(run.table, template, node)
    if until is not None and run.given.now >= until:
        return _resume(run.table, run.shared, node)
    ends = [moment for moment in (until, None if call.on_exit else run.given.deadline) if moment is not None]
    if ends:
        run.agenda.wake(node["id"], min(ends))
    return node


def _offer_choices(table: NodeTable, node: Node) -> None:
    """An input that is a JSON object with `enum` tells whoever resumes the node what there is to choose from."""
    given = node.get("inputs", {}).get("parameters", [])
    offered = [_offered(parameter) for parameter in given]
    if offered != given:
        edited = table.edit(node["id"])
        edited["inputs"] = {**edited["inputs"], "parameters": offered}


def _offered(parameter: Parameter) -> Parameter:
    try:
        value = json.loads(any_text(parameter.get("value")) or "")
    except ValueError:
        return parameter
    if not isinstance(value, dict) or not isinstance(value.get("enum"), list) or not value["enum"]:
        return parameter
    result: Parameter = {**parameter, "enum": value["enum"]}
    result["default"] = value.get("default") or value["enum"][0]
    return result


def _suspended_until(table: NodeTable, template: JsonObject, node: Node) -> datetime | None:
    duration = text(mapping(template, "suspend"), "duration")
    if not duration:
        return None
    started = timestamps.from_text(node.get("startedAt")) or table.now
    try:
        return started + timedelta(seconds=durations.parse(duration))
    except ValueError as error:
        message = f"unable to parse {duration} as a duration: {error}"
        raise node_error(table, node, message) from error


def _resume(table: NodeTable, shared: Shared, node: Node) -> Node:
    """End a suspend node by itself: supplied outputs without a value take their default. Raises ExecutionError."""
    for parameter in node.get("outputs", {}).get("parameters", ()):
        if parameter.get("value") is not None:
            continue
        default = _default(node, parameter)
        if default is None:
            message = f"raw output parameter '{parameter['name']}' has not been set and does not have a default value"
            raise node_error(table, node, message)
        edited = table.edit(node["id"])
        edited["outputs"] = {
            **edited["outputs"],
            "parameters": [
                _set(other, default) if other["name"] == parameter["name"] else other
                for other in edited["outputs"]["parameters"]
            ],
        }
        node = edited
    edited = table.mark(node["name"], phases.SUCCEEDED)
    edited["progress"] = "1/1"
    shared.publish(edited)
    return edited


def _set(parameter: Parameter, value: str) -> Parameter:
    changed: Parameter = {**parameter, "value": value}
    changed.pop("valueFrom", None)
    return changed


def _default(node: Node, parameter: Parameter) -> str | None:
    own = any_text(parameter.get("valueFrom", {}).get("default"))
    if own is not None:
        return own
    for given in node.get("inputs", {}).get("parameters", ()):
        if given["name"] == parameter["name"]:
            return any_text(given.get("default"))
    return None


def _copy(parameter: JsonObject) -> Parameter:
    copied = Parameter(name=text(parameter, "name"))
    if "valueFrom" in parameter:
        copied["valueFrom"] = mapping(parameter, "valueFrom")  # type: ignore[typeddict-item]
    if "globalName" in parameter:
        copied["globalName"] = text(parameter, "globalName")
    return copied
