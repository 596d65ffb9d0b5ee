"""Filling in the tags of a template: workflow variables and locals first, then its own inputs."""

from __future__ import annotations

import json

from argocli.engine.templates.globals import parameters_json
from argocli.expr.scope import NOW
from argocli.expr.tags import Scope, ScopeValue, replace_value
from argocli.model.values import JsonObject, any_text, mapping, objects, text

# What changes while a workflow runs: whatever comes later reads it when its time comes.
CHANGING = frozenset({"workflow.status", "workflow.failures", "workflow.duration", NOW})
_SIGNS = (*(CHANGING - {NOW}), "now(")


def substitute_template(template: JsonObject, known: Scope, variables: Scope) -> JsonObject:
    """Both passes over the JSON text of a template, leaving unknown tags as they are.

    Inputs are read after the first pass, so a value may mention workflow variables, and a value that itself contains
    a tag stays literal text. Raises SubstitutionError.
    """
    scope: dict[str, ScopeValue] = {**known, **variables}
    first = replace_value(template, scope)
    assert isinstance(first, dict)
    if first is template:
        return template  # no tags at all
    scope.update(input_scope(first))
    second = replace_value(first, scope)
    assert isinstance(second, dict)
    return second


def substitute_inputs(template: JsonObject, scope: Scope) -> JsonObject:
    """Inputs that mention what changes while the workflow runs, filled in at once. Raises SubstitutionError."""
    inputs = template.get("inputs")
    if not inputs or not any(sign in json.dumps(inputs) for sign in _SIGNS):
        return template
    return {**template, "inputs": replace_value(inputs, scope)}


def input_scope(template: JsonObject) -> dict[str, ScopeValue]:
    """`inputs.*` and the paths of `outputs.*` as the body of a template sees them."""
    scope: dict[str, ScopeValue] = {}
    inputs, outputs = mapping(template, "inputs"), mapping(template, "outputs")
    parameters = objects(inputs, "parameters")
    for parameter in parameters:
        value = any_text(parameter.get("value"))
        if value is not None:
            scope[f"inputs.parameters.{text(parameter, 'name')}"] = value
    if parameters:
        scope["inputs.parameters"] = parameters_json(parameters)
    for section, owner in (("inputs", inputs), ("outputs", outputs)):
        for artifact in objects(owner, "artifacts"):
            if text(artifact, "path"):
                scope[f"{section}.artifacts.{text(artifact, 'name')}.path"] = text(artifact, "path")
    for parameter in objects(outputs, "parameters"):
        path = text(mapping(parameter, "valueFrom"), "path")
        if path:
            scope[f"outputs.parameters.{text(parameter, 'name')}.path"] = path
    return scope


def body_scope(template: JsonObject, known: Scope) -> dict[str, ScopeValue]:
    """What the steps or tasks of a template start from: workflow variables and the template's inputs."""
    scope: dict[str, ScopeValue] = {**known, **input_scope(template)}
    for artifact in objects(mapping(template, "inputs"), "artifacts"):
        scope[f"inputs.artifacts.{text(artifact, 'name')}"] = artifact
    return scope


def substitute_spec(spec: JsonObject, known: Scope) -> JsonObject:
    """Workflow variables in everything of the spec but its templates; unknown tags stay."""
    later = {key: value for key, value in known.items() if key not in CHANGING}
    at_once = {**later, NOW: known[NOW]} if NOW in known else later
    result: JsonObject = {}
    for key, value in spec.items():
        if key == "templates":
            result[key] = value
        else:
            result[key] = replace_value(value, later if key == "hooks" else at_once)
    return result
