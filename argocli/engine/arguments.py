"""Filling the inputs of a template with the arguments it is called with."""

from __future__ import annotations

from argocli.expr.scope import Scope
from argocli.model.values import JsonObject, any_text, flag, mapping, objects, text

# Marks an argument whose source was skipped and has no default; inputs fall back on their own defaults.
ABSENT = "absentOptional"

_LOCATIONS = frozenset({"s3", "gcs", "azure", "oss", "hdfs", "git", "http", "artifactory", "raw", "plugin"})


class InputError(Exception):
    """An input that nothing supplies; the text is upstream's."""


def fill_inputs(template: JsonObject, arguments: JsonObject, known: Scope) -> JsonObject:
    """A copy of the template whose inputs hold their values. Raises InputError."""
    inputs = mapping(template, "inputs")
    if not inputs:
        return template
    given = {text(item, "name"): item for item in objects(arguments, "parameters")}
    filled = dict(inputs)
    if "parameters" in inputs:
        filled["parameters"] = [
            _parameter(item, given.get(text(item, "name"))) for item in objects(inputs, "parameters")
        ]
    if "artifacts" in inputs:
        supplied = {text(item, "name"): item for item in objects(arguments, "artifacts")}
        filled["artifacts"] = [
            _artifact(item, supplied.get(text(item, "name"))) for item in objects(inputs, "artifacts")
        ]
    return {**template, "inputs": filled}


def _parameter(declared: JsonObject, argument: JsonObject | None) -> JsonObject:
    name = text(declared, "name")
    result = dict(declared)
    if result.get("value") is None and result.get("default") is not None:
        result["value"] = any_text(result["default"])
    absent = argument is not None and argument.get(ABSENT) is True
    if argument is not None and not absent:
        if argument.get("value") is not None:
            result["value"] = any_text(argument["value"])
            result.pop("valueFrom", None)
        elif argument.get("valueFrom") is not None:
            result["valueFrom"] = argument["valueFrom"]
            result.pop("value", None)
    source = mapping(result, "valueFrom")
    if result.get("value") is None and source.get("default") is not None:
        result["value"] = any_text(source["default"])
    if result.get("value") is None:
        if absent:
            raise InputError(
                f"inputs.parameters.{name}: argument references an absent optional "
                "(skipped/omitted node output with no default)"
            )
        if mapping(source, "configMapKeyRef"):
            raise InputError(f"unable to retrieve inputs.parameters.{name} from ConfigMap: no ConfigMaps here")
        raise InputError(f"inputs.parameters.{name} was not supplied")
    result["value"] = any_text(result["value"])
    return result


def _artifact(declared: JsonObject, argument: JsonObject | None) -> JsonObject:
    name = text(declared, "name")
    if argument is None:
        if flag(declared, "optional") or has_location(declared):
            return declared
        raise InputError(f"inputs.artifacts.{name} was not supplied")
    if not has_location(argument) and not argument.get("from") and not argument.get("fromExpression"):
        if flag(declared, "optional"):
            return declared
        raise InputError(f"inputs.artifacts.{name} missing location information")
    kept = {key: declared[key] for key in ("path", "mode", "recurseMode", "optional") if key in declared}
    return {**{key: value for key, value in argument.items() if key != "optional"}, **kept, "name": name}


def has_location(artifact: JsonObject) -> bool:
    return any(artifact.get(kind) is not None for kind in _LOCATIONS)
