"""Giving a template's inputs their values: hard-wired, by argument, from a ConfigMap, or by default."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argocli.engine.outside import why_missing
from argocli.engine.templates.locations import has_location
from argocli.expr.tags import Scope, SubstitutionError, replace
from argocli.model.values import JsonObject, any_text, flag, mapping, objects, text

# The data of a ConfigMap by its name, None where there is none for parameters.
ConfigMaps = Callable[[str], Mapping[str, str] | None]

# An argument with this mark stands for the output of a skipped node that has no default: as good as not given.
ABSENT = "absentOptional"


def no_config_maps(name: str) -> None:
    """For where there are none."""


class InputError(Exception):
    """An input that has no value; the text is what upstream writes on the node."""


def fill_inputs(
    template: JsonObject, arguments: JsonObject, known: Scope, config_maps: ConfigMaps = no_config_maps
) -> JsonObject:
    """A copy of the template whose inputs carry their values. `known` are the workflow's variables.

    Raises InputError.
    """
    inputs = mapping(template, "inputs")
    if not inputs:
        return template
    given = {text(argument, "name"): argument for argument in objects(arguments, "parameters")}
    artifacts = {text(argument, "name"): argument for argument in objects(arguments, "artifacts")}
    filled: JsonObject = dict(inputs)
    if inputs.get("parameters"):
        filled["parameters"] = [
            _parameter(declared, given.get(text(declared, "name")), known, config_maps)
            for declared in objects(inputs, "parameters")
        ]
    if inputs.get("artifacts"):
        filled["artifacts"] = [
            _artifact(declared, artifacts.get(text(declared, "name"))) for declared in objects(inputs, "artifacts")
        ]
    return {**template, "inputs": filled}


def _parameter(declared: JsonObject, argument: JsonObject | None, known: Scope, config_maps: ConfigMaps) -> JsonObject:
    name = text(declared, "name")
    result = dict(declared)
    value = any_text(declared.get("value"))
    if value is None:
        value = any_text(declared.get("default"))
    absent = False
    if argument is not None:
        absent = flag(argument, ABSENT)
        override = any_text(argument.get("value"))
        if override is not None:
            value = override
            result.pop("valueFrom", None)
        elif not absent:
            # It says nothing of its own, and what the template says does not count any more.
            value = None
            result["valueFrom"] = argument.get("valueFrom")
    reference = mapping(mapping(result, "valueFrom"), "configMapKeyRef")
    if reference:
        value = _from_config_map(name, mapping(result, "valueFrom"), reference, known, config_maps)
        result.pop("valueFrom", None)
    if value is None:
        if absent:
            raise InputError(
                f"inputs.parameters.{name}: argument references an absent optional "
                "(skipped/omitted node output with no default)"
            )
        raise InputError(f"inputs.parameters.{name} was not supplied")
    result["value"] = value
    return result


def _from_config_map(
    name: str, source: JsonObject, reference: JsonObject, known: Scope, config_maps: ConfigMaps
) -> str:
    try:
        map_name = replace(text(reference, "name"), known, allow_unresolved=False)
        key = replace(text(reference, "key"), known, allow_unresolved=False)
    except SubstitutionError as error:
        raise InputError(f"unable to retrieve inputs.parameters.{name} from ConfigMap: {error}") from error
    data = config_maps(map_name)
    if data is not None and key in data:
        return data[key]
    default = any_text(source.get("default"))
    if default is not None:
        return default
    reason = why_missing(map_name, data, key)
    raise InputError(f"unable to retrieve inputs.parameters.{name} from ConfigMap: {reason}")


def _artifact(declared: JsonObject, argument: JsonObject | None) -> JsonObject:
    name = text(declared, "name")
    if not flag(declared, "optional") and not has_location(declared):
        if argument is None:
            raise InputError(f"inputs.artifacts.{name} was not supplied")
        if not has_location(argument) and not text(argument, "from") and not text(argument, "fromExpression"):
            raise InputError(f"inputs.artifacts.{name} missing location information")
    if argument is None:
        return declared
    result: JsonObject = {**argument, "name": name}
    for key in ("path", "mode", "recurseMode"):
        result.pop(key, None)
        if key in declared:
            result[key] = declared[key]
    if flag(declared, "optional"):
        result["optional"] = True
    return result
