"""The few things about a spec that are checked before its first pass: names that lead nowhere, values that are missing.

What ends a workflow here, `argo lint` says of the manifest with a position.
"""

from __future__ import annotations

from collections.abc import Iterator

from argocli.model.values import JsonObject, flag, mapping, objects, sequence, text

_LOCATIONS = ("s3", "gcs", "azure", "oss", "hdfs", "git", "http", "artifactory", "raw", "plugin")


def first_problem(spec: JsonObject) -> str:
    """What is wrong with the executable spec, in upstream's words; empty where nothing is."""
    return next(_problems(spec), "")


def _problems(spec: JsonObject) -> Iterator[str]:
    entrypoint = text(spec, "entrypoint")
    if not entrypoint:
        yield "spec.entrypoint is required"
    templates = {text(template, "name"): template for template in objects(spec, "templates")}
    arguments = mapping(spec, "arguments")
    for parameter in objects(arguments, "parameters"):
        name = text(parameter, "name")
        if parameter.get("value") is None and not mapping(parameter, "valueFrom"):
            yield f"spec.arguments.{name}.value or spec.arguments.{name}.valueFrom is required"
    if entrypoint not in templates:
        if "{{" not in entrypoint:
            yield f"template name '{entrypoint}' undefined"
        return
    pending, seen = [entrypoint], {entrypoint}
    yield from _unsupplied(f"templates.{entrypoint}", templates[entrypoint], arguments)
    for handler in _exit_handlers(spec):
        if handler in templates:
            pending.append(handler)
        elif "{{" not in handler:
            yield f"template name '{handler}' undefined"
    for name in pending:
        for path, holder in _holders(templates[name]):
            called = text(holder, "template")
            if not called or "{{" in called:
                continue
            if called not in templates:
                yield f"{path} template name '{called}' undefined"
                continue
            yield from _unsupplied(f"{path} templates.{called}", templates[called], mapping(holder, "arguments"))
            if called not in seen:
                seen.add(called)
                pending.append(called)


def _exit_handlers(spec: JsonObject) -> Iterator[str]:
    if text(spec, "onExit"):
        yield text(spec, "onExit")
    for hook in mapping(spec, "hooks").values():
        if isinstance(hook, dict) and text(hook, "template"):
            yield text(hook, "template")


def _holders(template: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """The steps or tasks of a template, each with the path that names it."""
    name = text(template, "name")
    for index, group in enumerate(sequence(template, "steps")):
        for step in group if isinstance(group, list) else []:
            if isinstance(step, dict):
                yield f"templates.{name}.steps[{index}].{text(step, 'name')}", step
    for task in objects(mapping(template, "dag"), "tasks"):
        yield f"templates.{name}.tasks.{text(task, 'name')}", task


def _unsupplied(path: str, template: JsonObject, arguments: JsonObject) -> Iterator[str]:
    """Inputs of a called template that nothing gives a value."""
    inputs = mapping(template, "inputs")
    parameters = {text(argument, "name") for argument in objects(arguments, "parameters")}
    artifacts = {text(argument, "name") for argument in objects(arguments, "artifacts")}
    for parameter in objects(inputs, "parameters"):
        own = any(parameter.get(key) is not None for key in ("value", "default", "valueFrom"))
        if not own and text(parameter, "name") not in parameters:
            yield f"{path} inputs.parameters.{text(parameter, 'name')} was not supplied"
    for artifact in objects(inputs, "artifacts"):
        own = flag(artifact, "optional") or any(artifact.get(kind) is not None for kind in _LOCATIONS)
        if not own and text(artifact, "name") not in artifacts:
            yield f"{path} inputs.artifacts.{text(artifact, 'name')} was not supplied"
