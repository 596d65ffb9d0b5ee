"""The outputs of steps and dag templates, made of what their members produced."""

from __future__ import annotations

from argocli.engine.nodes.table import NodeTable
from argocli.engine.shared import Shared
from argocli.engine.signals import ExecutionError
from argocli.engine.templates.references import bare, resolve_artifact
from argocli.expr.expression import ExpressionError, evaluate
from argocli.expr.go_values import print_value
from argocli.expr.tags import Scope
from argocli.model import phases
from argocli.model.values import JsonObject, any_text, flag, mapping, objects, text
from argocli.model.workflow import Node, Outputs, Parameter


def succeed_with(table: NodeTable, shared: Shared, name: str, template: JsonObject, scope: Scope) -> Node:
    """Give a steps or dag node its outputs and end it. Raises ExecutionError, with the node marked Error."""
    try:
        found = template_outputs(template, scope)
    except ExecutionError as error:
        table.mark(name, phases.ERROR, str(error))
        raise
    node = table.named(name)
    assert node is not None
    if found:
        node = table.edit(node["id"])
        node["outputs"] = found
        shared.publish(node)
    return table.mark(name, phases.SUCCEEDED)


def template_outputs(template: JsonObject, scope: Scope) -> Outputs:
    """The outputs that a steps or dag template declares, from what its members produced. Raises ExecutionError."""
    declared = mapping(template, "outputs")
    found = Outputs()
    parameters = [_parameter(parameter, scope) for parameter in objects(declared, "parameters")]
    if parameters:
        found["parameters"] = parameters
    artifacts: list[JsonObject] = []
    for artifact in objects(declared, "artifacts"):
        try:
            located = resolve_artifact(artifact, scope)
        except ExecutionError as error:
            raise ExecutionError(f"unable to resolve outputs from scope: {error}") from error
        if located is not None:
            artifacts.append({key: value for key, value in located.items() if key not in ("from", "fromExpression")})
        elif not flag(artifact, "optional"):
            source = text(artifact, "from") or text(artifact, "fromExpression")
            raise ExecutionError(f'unable to resolve outputs from scope: Unable to resolve: "{bare(source)}"')
    if artifacts:
        found["artifacts"] = artifacts
    return found


def _parameter(parameter: JsonObject, scope: Scope) -> Parameter:
    name = text(parameter, "name")
    source = mapping(parameter, "valueFrom")
    if not source:
        raise ExecutionError("output parameters must have a valueFrom specified")
    default = any_text(source.get("default"))
    value: str | None
    try:
        value = (
            _from_expression(text(source, "expression"), scope)
            if source.get("expression")
            else _from_tag(name, text(source, "parameter"), scope)
        )
    except ExecutionError:
        if default is None:
            raise
        value = default
    kept = {key: item for key, item in parameter.items() if key != "valueFrom"}
    result: Parameter = {**kept, "name": name, "value": value}  # type: ignore[typeddict-item]  # as declared
    return result


def _from_expression(expression: str, scope: Scope) -> str:
    try:
        value = evaluate(expression, scope)
    except ExpressionError as error:
        raise ExecutionError(str(error)) from error
    if value is None:
        raise ExecutionError(f'failed to evaluate expression "{expression}"')
    return print_value(value)


def _from_tag(name: str, reference: str, scope: Scope) -> str:
    key = reference.strip().removeprefix("{{").removesuffix("}}").strip()
    if key not in scope:
        raise ExecutionError(f'Unable to resolve: "{key}"')
    value = scope[key]
    if value is None:
        raise ExecutionError(
            f'output parameter "{name}": "{reference}" is an absent optional '
            "(skipped/omitted node output with no default)"
        )
    if not isinstance(value, str):
        raise ExecutionError(f"Variable {{{{{key}}}}} is not a string")
    return value
