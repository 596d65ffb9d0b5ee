"""The few things about a spec that are checked before its first pass: names that lead nowhere, values that are missing.

What ends a workflow here, `argo lint` says of the manifest with a position.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argocli.engine.dag.validation import dag_problems
from argocli.engine.templates import TemplateBase, TemplateError, TemplateLibrary
from argocli.model.values import JsonObject, flag, mapping, objects, sequence, text

_LOCATIONS = ("s3", "gcs", "azure", "oss", "hdfs", "git", "http", "artifactory", "raw", "plugin")


class _Visit(NamedTuple):
    """A template whose members are to be looked at; `path` is what comes before whatever is said about them."""

    template: JsonObject
    base: TemplateBase
    path: str


def first_problem(own: JsonObject, spec: JsonObject, library: TemplateLibrary) -> str:
    """What is wrong with the executable spec, in upstream's words; empty where nothing is. `own` is the workflow's part
    of it. Raises TemplatesMissing."""
    return _Check(own, spec, library).first()


class _Check:
    def __init__(self, own: JsonObject, spec: JsonObject, library: TemplateLibrary) -> None:
        self.own = own
        self.spec = spec
        self.base = library.own
        self.library = library
        self.seen: set[tuple[str, str]] = set()

    def first(self) -> str:
        open_ends = [self._spec()]
        while open_ends:
            found = next(open_ends[-1], None)
            if found is None:
                open_ends.pop()
            elif isinstance(found, str):
                return found
            else:
                open_ends.append(self._members(found))
        return ""

    def _spec(self) -> Iterator[str | _Visit]:
        spec, reference = self.spec, mapping(self.own, "workflowTemplateRef")
        if reference and self.own.get("templates"):
            yield "Templates is invalid field in spec if workflow referred WorkflowTemplate reference"
        arguments = mapping(spec, "arguments")
        for parameter in objects(arguments, "parameters"):
            name = text(parameter, "name")
            if parameter.get("value") is None and not mapping(parameter, "valueFrom"):
                yield f"spec.arguments.{name}.value or spec.arguments.{name}.valueFrom is required"
        if not text(spec, "entrypoint"):
            yield "spec.entrypoint is required"
        yield from self._top(text(spec, "entrypoint"), arguments, reference)
        if text(spec, "onExit"):
            yield from self._top(text(spec, "onExit"), arguments, reference)
        yield from _without_expression("hooks.", self.own)
        for name, template in self.base.templates.items():
            if self._is_new(self.base, name):
                yield _Visit(template, self.base, f"templates.{name} ")

    def _top(self, name: str, arguments: JsonObject, reference: JsonObject) -> Iterator[str | _Visit]:
        """The entrypoint or the exit handler."""
        if "{{" in name:
            return
        template = self.base.templates.get(name)
        if template is None:
            owner = text(reference, "name")
            yield f"template reference {owner}.{name} not found" if owner else f"template name '{name}' undefined"
            return
        yield from self._called(template, self.base, name, arguments, "")

    def _members(self, visit: _Visit) -> Iterator[str | _Visit]:
        yield from dag_problems(f"{visit.path}templates.{text(visit.template, 'name')}", visit.template)
        for where, holder in _holders(visit.template):
            path = f"{visit.path}{where} "
            arguments = mapping(holder, "arguments")
            inline, reference = holder.get("inline"), mapping(holder, "templateRef")
            name = text(holder, "template")
            if isinstance(inline, dict):
                yield from self._called(inline, visit.base, "", arguments, path)
            elif reference:
                yield from self._referred(reference, arguments, path)
            elif name and "{{" not in name:
                found = visit.base.templates.get(name)
                if found is None:
                    yield f"{path}template name '{name}' undefined"
                else:
                    yield from self._called(found, visit.base, name, arguments, path)
            if "steps" in visit.template:
                yield from _without_expression(f"{visit.path}{where}.", holder)

    def _referred(self, reference: JsonObject, arguments: JsonObject, path: str) -> Iterator[str | _Visit]:
        owner, name = text(reference, "name"), text(reference, "template")
        if "{{" in owner or "{{" in name:
            return  # which template is meant shows only when it runs
        try:
            base = self.library.base(reference)
        except TemplateError:
            kind = "clusterworkflowtemplates" if flag(reference, "clusterScope") else "workflowtemplates"
            yield f'{path}{kind}.argoproj.io "{owner}" not found'
            return
        found = base.templates.get(name)
        if found is None:
            yield f"{path}template reference {owner}.{name} not found"
        else:
            yield from self._called(found, base, name, arguments, path)

    def _called(
        self, template: JsonObject, base: TemplateBase, name: str, arguments: JsonObject, path: str
    ) -> Iterator[str | _Visit]:
        whole = self.library.with_defaults(template)
        yield from _unsupplied(f"{path}templates.{name}", whole, arguments)
        if not name or self._is_new(base, name):
            yield _Visit(template, base, path)

    def _is_new(self, base: TemplateBase, name: str) -> bool:
        key = (base.label, name)
        new = key not in self.seen
        self.seen.add(key)
        return new


def _without_expression(path: str, holder: JsonObject) -> Iterator[str]:
    """Hooks that nothing would ever start; those of tasks show when they run."""
    for name, hook in mapping(holder, "hooks").items():
        if name != "exit" and isinstance(hook, dict) and not text(hook, "expression"):
            yield f"{path}{name} Expression required"


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
    """Inputs of a called template that nothing gives a value. An argument counts even where it says nothing."""
    inputs = mapping(template, "inputs")
    given = {text(argument, "name"): argument for argument in objects(arguments, "parameters")}
    for parameter in objects(inputs, "parameters"):
        name = text(parameter, "name")
        source = given.get(name, parameter)
        values = [source.get("value")] if name in given else [source.get("value"), source.get("default")]
        if all(value is None for value in values) and not mapping(mapping(source, "valueFrom"), "configMapKeyRef"):
            yield f"{path} inputs.parameters.{name} was not supplied"
    artifacts = {text(argument, "name") for argument in objects(arguments, "artifacts")}
    for artifact in objects(inputs, "artifacts"):
        own = flag(artifact, "optional") or any(artifact.get(kind) is not None for kind in _LOCATIONS)
        if not own and text(artifact, "name") not in artifacts:
            yield f"{path} inputs.artifacts.{text(artifact, 'name')} was not supplied"
