"""Whether a call supplies what the called template asks for."""

from __future__ import annotations

from argocli.lint.facts import Fields, Path, TemplateFacts
from argocli.lint.semantics.artifacts import has_location
from argocli.lint.semantics.substitution import breaks_json
from argocli.lint.semantics.validation import NAME, locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import Given
    from argocli.lint.semantics.validation import Base, Site, Validation

RULE = "input-not-supplied"


def check_supply(run: Validation, base: Base, template: TemplateFacts, given: Given, site: Site) -> None:
    """Every input needs an argument, a value of its own or a default. An argument counts even where it is empty-handed:
    it hides the default."""
    inputs = template.value.get("inputs")
    if not inputs:
        return
    for index, parameter in enumerate(inputs.get("parameters") or ()):
        name = (parameter or {}).get("name") or ""
        argument = given.parameters.get(name)
        if not _has_value(parameter or {}, argument):
            _report(run, base, template, site, "parameters", name, (*template.path, "inputs", "parameters", index))
        elif argument is not None:
            _check_text(run, base, template, given, site, name, argument)
    for index, artifact in enumerate(inputs.get("artifacts") or ()):
        name = (artifact or {}).get("name") or ""
        asked = artifact and not artifact.get("optional") and name not in given.artifacts
        if asked and not has_location(artifact):
            _report(run, base, template, site, "artifacts", name, (*template.path, "inputs", "artifacts", index))


def _has_value(parameter: Fields, argument: Fields | None) -> bool:
    if argument is not None:
        source = argument.get("valueFrom")
        return argument.get("value") is not None or bool(source and source.get("configMapKeyRef") is not None)
    source = parameter.get("valueFrom")
    return (
        parameter.get("value") is not None
        or parameter.get("default") is not None
        or bool(source and source.get("configMapKeyRef") is not None)
    )


def _report(
    run: Validation, base: Base, template: TemplateFacts, site: Site, field: str, name: str, declared: Path
) -> None:
    message = f"templates.{template.name} inputs.{field}.{name} was not supplied"
    path = mark = site.path
    if site.value is not None:
        if site.value.get("arguments") is not None:
            path = (*path, "arguments")
        if site.base.holder.spoiled_below((*site.path, "arguments")):
            return
        if declared in base.holder.spoiled:
            return
        called = next((one for one in ("inline", "templateRef", "template") if site.value.get(one) is not None), "name")
        mark = (*mark, called)
    run.add_call(
        RULE,
        message,
        site,
        path,
        mark,
        detail=(base.label, template.name, field, name),
        related=((base.holder.document, locate(base.holder, declared, NAME), "asked for here"),),
    )


def _check_text(
    run: Validation, base: Base, template: TemplateFacts, given: Given, site: Site, name: str, argument: Fields
) -> None:
    """A value with characters that cannot be filled in is refused where the template uses it."""
    value = argument.get("value")
    if type(value) is not str or value.isprintable():
        return
    if breaks_json(given.text(argument)) and _uses(template, f"inputs.parameters.{name}"):
        message = (
            f"templates.{template.name} cannot finish template replacement because the result was invalid JSON: the "
            f"value of {name!r} holds a character that has no place there"
        )
        place = given.place("parameters", name)
        path = (*place[1], "value") if place is not None else site.path
        run.add_call("value-not-json", message, site, path, path, detail=())


def _uses(template: TemplateFacts, name: str) -> bool:
    return any(tag.name == name for text in template.strings for tag in text.tags)
