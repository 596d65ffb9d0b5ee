"""What a template leaves to others: names, tags, paths and the one source of each value."""

from __future__ import annotations

from argocli.lint.facts import DISPLAYED, LEAVES, Fields, Path, TemplateFacts
from argocli.lint.semantics.artifacts import check_container_path, check_no_path
from argocli.lint.semantics.names import INVALID, check_names, value_form
from argocli.lint.semantics.patterns import holds_plain_tag
from argocli.lint.semantics.tags import check_tags
from argocli.lint.semantics.validation import KEY, NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.scope import Scope
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation

SOURCES = ("path", "jqFilter", "jsonPath", "parameter", "expression")
_FITTING = {
    "container": (("path",), "path"),
    "containerSet": (("path",), "path"),
    "script": (("path",), "path"),
    "resource": (("jqFilter", "jsonPath"), "jqFilter or jsonPath"),
    "steps": (("parameter", "expression"), "parameter or expression"),
    "dag": (("parameter", "expression"), "parameter or expression"),
}


def check_outputs(run: Validation, base: Base, template: TemplateFacts, view: View, scope: Scope) -> None:
    """Judge the outputs in the scope that the body has left."""
    outputs = template.value["outputs"]
    path = (*template.path, "outputs")
    words = f"templates.{template.name}.outputs"
    parameters, artifacts = outputs.get("parameters") or (), outputs.get("artifacts") or ()
    if parameters:
        check_names(run, base, parameters, (*path, "parameters"), f"{words}.parameters ", view=view)
    if artifacts:
        check_names(run, base, artifacts, (*path, "artifacts"), f"{words}.artifacts ", view=view)
    if template.type in ("steps", "dag"):
        _check_tags(run, base, template, view, scope, words)
    for index, artifact in enumerate(artifacts):
        _check_artifact(run, base, template, artifact or {}, (*path, "artifacts", index), words, view)
    for index, parameter in enumerate(parameters):
        _check_parameter(run, base, template, parameter or {}, (*path, "parameters", index), words, view)


def _check_tags(run: Validation, base: Base, template: TemplateFacts, view: View, scope: Scope, words: str) -> None:
    strings = template.strings_below("outputs") if template.strings else []
    if any(text.open for text in strings):
        from argocli.lint.semantics import unclosed

        value, path = template.value["outputs"], (*template.path, "outputs")
        unclosed.check_tags(run, base, value, "Outputs", path, view, scope, words, ())
    elif strings:
        check_tags(run, base, strings, view, scope, words)


def _check_artifact(
    run: Validation, base: Base, template: TemplateFacts, artifact: Fields, path: Path, words: str, view: View
) -> None:
    said = f"{words}.artifacts.{artifact.get('name') or ''}"
    where = view.field(artifact, "path")
    if template.type in LEAVES:
        check_container_path(run, base, artifact, path, said, where)
    else:
        check_no_path(run, base, where, path, said)
    _check_global_name(run, base, artifact, path, said, view)


def _check_global_name(run: Validation, base: Base, one: Fields, path: Path, words: str, view: View) -> None:
    name = view.field(one, "globalName")
    if name and not holds_plain_tag(name):
        wrong = value_form(name)
        if wrong:
            run.add(INVALID, f"{words}.globalName: '{name}' is invalid: {wrong}", base, (*path, "globalName"))


def _check_parameter(
    run: Validation, base: Base, template: TemplateFacts, parameter: Fields, path: Path, words: str, view: View
) -> None:
    said = f"{words}.parameters.{parameter.get('name') or ''}"
    _check_global_name(run, base, parameter, path, said, view)
    source = parameter.get("valueFrom")
    if parameter.get("value") is not None:
        if source is not None:
            message = f"{said} has both valueFrom and value specified. Choose one."
            run.add("output-value-twice", message, base, path, mark=(*path, "value"), at=KEY)
        return
    if source is None:
        message = f"{said} does not have valueFrom or value specified"
        run.add("output-value-required", message, base, path, NAME)
        return
    place = (*path, "valueFrom")
    given = [field for field in SOURCES if view.field(source, field)]
    given += ["supplied"] if source.get("supplied") is not None else []
    if not given:
        run.add(
            "output-source",
            f"{said}.valueFrom type unspecified. choose one of: {', '.join(SOURCES)}, supplied",
            base,
            place,
            KEY,
        )
    elif len(given) > 1:
        message = f"{said}.valueFrom multiple valueFrom types specified. choose one of: {', '.join(given)}"
        run.add("output-source", message, base, place, mark=(*place, given[1]), at=KEY)
    fitting = _FITTING.get(template.type)
    if given and fitting is not None and not any(field in given for field in fitting[0]):
        message = f"{said}.{fitting[1]} must be specified for {DISPLAYED[template.type]} templates"
        run.add("output-source", message, base, place, mark=(*place, given[0]), at=KEY)
