"""The variables that one step or task offers to others: `steps.<name>.*`, `tasks.<name>.*`."""

from __future__ import annotations

from argocli.expr.scope import ScopeValue
from argocli.model.values import JsonObject, any_text, mapping, objects, text
from argocli.model.workflow import Node, Outputs


def node_scope(prefix: str, node: Node, last_attempt: Node | None) -> dict[str, ScopeValue]:
    """What is known of a node; for a Retry node all of it comes from its last attempt. Empty values are left out."""
    source = last_attempt if last_attempt is not None else node
    outputs = source.get("outputs", Outputs())
    scope: dict[str, ScopeValue] = {}
    plain = {
        "id": source["id"],
        "startedAt": source.get("startedAt"),
        "finishedAt": source.get("finishedAt"),
        "ip": source.get("podIP"),
        "status": source.get("phase"),
        "hostNodeName": source.get("hostNodeName"),
        "exitCode": outputs.get("exitCode"),
        "outputs.result": outputs.get("result"),
    }
    for key, value in plain.items():
        if value or (key == "outputs.result" and value is not None):
            scope[f"{prefix}.{key}"] = value
    for parameter in outputs.get("parameters", ()):
        given = any_text(parameter.get("value"))
        if given is not None:
            scope[f"{prefix}.outputs.parameters.{parameter['name']}"] = given
    for artifact in outputs.get("artifacts", ()):
        scope[f"{prefix}.outputs.artifacts.{text(artifact, 'name')}"] = artifact
    return scope


def skipped_scope(prefix: str, template: JsonObject) -> dict[str, ScopeValue]:
    """The declared outputs of a step that did not run: their defaults, or None."""
    outputs = mapping(template, "outputs")
    scope: dict[str, ScopeValue] = {}
    for parameter in objects(outputs, "parameters"):
        default = any_text(mapping(parameter, "valueFrom").get("default"))
        scope[f"{prefix}.outputs.parameters.{text(parameter, 'name')}"] = default
    if "result" in outputs:
        scope[f"{prefix}.outputs.result"] = None
    return scope
