"""Filling in what a step or task refers to: values of other members, artifacts that come from somewhere."""

from __future__ import annotations

import re

from argocli.engine.signals import ExecutionError
from argocli.engine.templates.arguments import ABSENT
from argocli.engine.templates.locations import LocationError, below
from argocli.engine.templates.loops import is_loop
from argocli.expr.expression import ExpressionError, evaluate
from argocli.expr.govaluate import WhenError, evaluate_when
from argocli.expr.tags import Scope, SubstitutionError, replace, replace_value
from argocli.model.values import JsonObject, flag, mapping, objects, text

_PURE_TAG = re.compile(r"^\{\{\s*([^{}=][^{}]*?)\s*\}\}$")


def resolve_step(step: JsonObject, scope: Scope, prefixes: tuple[str, ...]) -> tuple[JsonObject, bool]:
    """A step or task with its references filled in, and whether its `when` lets it run.

    Where `when` is already false nothing else is resolved. Raises Unresolved where something has to be waited for,
    SubstitutionError, WhenError, ExecutionError.
    """
    resolved = dict(step)
    loop = is_loop(step)
    condition = text(step, "when")
    if condition:
        replaced = replace_value(condition, scope, strict=prefixes)
        condition = replaced if isinstance(replaced, str) else ""
        resolved["when"] = condition
        try:
            if not evaluate_when(condition):
                return resolved, False
        except WhenError:
            # The condition may need an item that only the expansion brings.
            if not loop:
                raise
    body = {key: value for key, value in resolved.items() if key not in ("hooks", "inline", "when")}
    filled = replace_value(without_absent(body, scope), scope, strict=prefixes)
    assert isinstance(filled, dict)
    for key in ("hooks", "inline", "when"):
        if key in resolved:
            filled[key] = resolved[key]
    if filled.get("arguments"):
        filled["arguments"] = resolve_arguments(mapping(filled, "arguments"), scope, drop_optional=True)
    return filled, True


def without_absent(step: JsonObject, scope: Scope) -> JsonObject:
    """An argument that is nothing but an absent optional counts as not supplied: it becomes a null value."""
    arguments = mapping(step, "arguments")
    parameters = objects(arguments, "parameters")
    changed = False
    result: list[JsonObject] = []
    for parameter in parameters:
        value = parameter.get("value")
        match = _PURE_TAG.match(value) if isinstance(value, str) else None
        if match and match.group(1) in scope and scope[match.group(1)] is None:
            result.append({**parameter, "value": None, ABSENT: True})
            changed = True
        else:
            result.append(parameter)
    if not changed:
        return step
    return {**step, "arguments": {**arguments, "parameters": list(result)}}


def bare(reference: str) -> str:
    """A reference without the braces around it."""
    match = _PURE_TAG.match(reference)
    return match.group(1) if match else reference


def resolve_arguments(arguments: JsonObject, scope: Scope, *, drop_optional: bool) -> JsonObject:
    """Artifacts that come `from` somewhere get their location. Raises ExecutionError where there is none."""
    artifacts: list[JsonObject] = []
    for artifact in objects(arguments, "artifacts"):
        found = resolve_artifact(artifact, scope)
        if found is not None:
            artifacts.append(found)
        elif not (drop_optional and flag(artifact, "optional")):
            source = text(artifact, "from") or text(artifact, "fromExpression")
            raise ExecutionError(f'unable to resolve references: Unable to resolve: "{bare(source)}"')
    if "artifacts" not in arguments:
        return arguments
    return {**arguments, "artifacts": list(artifacts)}


def resolve_artifact(artifact: JsonObject, scope: Scope) -> JsonObject | None:
    """The artifact with the location of its source; itself where it has no source, None where that is unknown."""
    source, expression = text(artifact, "from"), text(artifact, "fromExpression")
    if not source and not expression:
        return artifact
    value: object
    if expression:
        try:
            value = evaluate(expression, scope)
        except ExpressionError:
            return None
    else:
        match = _PURE_TAG.match(source)
        key = match.group(1) if match else source
        if key not in scope:
            return None
        value = scope[key]
        if isinstance(value, str):
            raise ExecutionError(f"Variable {{{{{key}}}}} is not an artifact")
    if not isinstance(value, dict):
        return None
    located: JsonObject = {key: item for key, item in value.items() if key not in ("path", "globalName", "from")}
    for key in ("name", "path", "mode", "recurseMode", "optional", "globalName", "archive"):
        if key in artifact:
            located[key] = artifact[key]
    try:
        return below(located, replace(text(artifact, "subPath"), scope))
    except (SubstitutionError, LocationError) as error:
        raise ExecutionError(str(error)) from error
