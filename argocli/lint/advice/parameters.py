"""Parameters: declared and never used, handed over to nobody, values that cannot be."""

from __future__ import annotations

from argocli.lint.advice.notes import Notes, parameters, strings
from argocli.lint.facts import Call, Tag, TaggedText, TemplateFacts, tagged
from argocli.lint.finding import INFO
from argocli.lint.late import late
from argocli.lint.semantics.validation import NAME
from argocli.model.values import any_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# From so many names on they are looked up among the words of a text.
_MANY = 20
_WORD = late(r"[\w-]+")


def advise(notes: Notes) -> None:
    for template in notes.templates:
        _unused(notes, template)
        _values(notes, template)
        _metrics(notes, template)
        for call in template.calls:
            _unknown_arguments(notes, call)
    _unsaid(notes)
    _arguments(notes)


def _unused(notes: Notes, template: TemplateFacts) -> None:
    """Inputs that nothing in the template mentions. A suspend template shows its inputs to whoever decides, and a
    plugin is handed all of them."""
    if template.type in ("suspend", "plugin", ""):
        return
    declared = parameters(template.value, "inputs")
    if not declared:
        return
    start = len(template.path)
    tagged = "\n".join(text.text for text in template.strings if text.path[start] != "inputs")
    if all(map(_mentioned(tagged, len(declared)), (one["name"] for _, one in declared))):
        return
    said = "\n".join(text for path, text in strings(template.value, ()) if path[:1] != ("inputs",))
    said += "\n".join(str(one.get("value") or "") for _, one in declared)
    artifacts = template.value["inputs"].get("artifacts")
    said += "\n".join(text for _, text in strings(artifacts, ()))
    if "inputs.parameters}}" in said.replace(" ", "") or "inputs.parameters)" in said:
        return
    mentioned = _mentioned(said, len(declared))
    for index, parameter in declared:
        if not mentioned(parameter["name"]):
            path = (*template.path, "inputs", "parameters", index)
            notes.warn("unused-parameter", f"input parameter '{parameter['name']}' is never used", path, NAME)


def _mentioned(text: str, count: int) -> Callable[[str], bool]:
    """Tells whether a name, one of so many, stands in a text."""
    if count < _MANY:
        return text.__contains__
    words = set(_WORD.findall(text))
    words.update([part for word in words for part in word.split("-")])
    return lambda name: name in words or (_WORD.fullmatch(name) is None and name in text)


def _values(notes: Notes, template: TemplateFacts) -> None:
    for index, parameter in parameters(template.value, "inputs"):
        path = (*template.path, "inputs", "parameters", index)
        allowed = parameter.get("enum")
        for field in ("value", "default"):
            text = any_text(parameter.get(field))
            if allowed and text is not None and "{{" not in text and text not in [any_text(one) for one in allowed]:
                notes.warn("default-not-in-enum", f"{field} '{text}' is none of the values in enum", (*path, field))
        if parameter.get("value") is not None and parameter.get("default") is not None:
            message = f"the default of '{parameter['name']}' never counts, because it has a value as well"
            notes.warn("shadowed-default", message, (*path, "default"))


def _unknown_arguments(notes: Notes, call: Call) -> None:
    _check_arguments(notes, call.value, notes.called(call.value, notes.inline(call)), call.path)
    hooks = call.value.get("hooks")
    for name, hook in hooks.items() if isinstance(hooks, dict) else ():
        if isinstance(hook, dict):
            _check_arguments(notes, hook, notes.called(hook), (*call.path, "hooks", name))


def _check_arguments(
    notes: Notes, caller: dict[str, object], target: TemplateFacts | None, path: tuple[str | int, ...]
) -> None:
    if target is None or not isinstance(caller.get("arguments"), dict):
        return
    inputs = target.value.get("inputs") or {}
    for kind in ("parameters", "artifacts"):
        known = {one.get("name"): None for one in inputs.get(kind) or () if isinstance(one, dict)}
        arguments = caller["arguments"]
        given = arguments.get(kind) if isinstance(arguments, dict) else None
        for index, argument in enumerate(given or ()):
            name = argument.get("name") if isinstance(argument, dict) else None
            if not isinstance(name, str) or not name or name in known or "{{" in name:
                continue
            said = f"template '{target.name}'" if target.name else "the template"
            message = f"{said} has no input {kind[:-1]} '{name}'{notes.guess(name, known)}"
            notes.warn("unknown-argument", message, (*path, "arguments", kind, index), NAME)


def _unsaid(notes: Notes) -> None:
    """Arguments that the workflow does not have, where the controller does not look for them: in values of inputs and
    in the spec outside of its templates."""
    if notes.refers_to_template:
        return
    if not notes.is_workflow:
        # Whoever calls its templates may have other arguments; one that is nearly called like its own is a slip.
        for template in notes.templates if notes.arguments else ():
            _look_up(notes, template.strings, sure=False)
        return
    for template in notes.templates:
        _look_up(notes, template.strings_below("inputs"))
    path = notes.holder.path
    _look_up(
        notes,
        [text for field, value in notes.spec.items() if field != "templates" for text in tagged(value, (*path, field))],
    )


def _look_up(notes: Notes, texts: Iterable[TaggedText], *, sure: bool = True) -> None:
    for text in texts:
        for tag in text.tags:
            name = tag.name.removeprefix("workflow.parameters.")
            if name != tag.name and name not in notes.arguments and name != "json":
                guess = notes.guess(name, notes.arguments)
                if sure or guess:
                    _point_at(notes, f"the workflow has no argument '{name}'{guess}", text, tag)


def _metrics(notes: Notes, template: TemplateFacts) -> None:
    """The tags in metrics of what calls others are filled in like any, but nobody checks them."""
    if template.type not in ("steps", "dag", "suspend"):
        return
    for text in template.strings_below("metrics"):
        for tag in text.tags:
            if tag.name.startswith(("inputs.parameters.", "inputs.artifacts.")) and tag.name not in template.declared:
                kind, _, name = tag.name.removeprefix("inputs.").partition(".")
                guess = notes.guess(name, notes.names(template, f"inputs.{kind}"))
                _point_at(notes, f"there is no input {kind[:-1]} '{name}' here{guess}", text, tag)


def _point_at(notes: Notes, message: str, text: TaggedText, tag: Tag) -> None:
    start = text.text.index(tag.name, tag.start)
    notes.warn_in("unknown-reference", message, text.path, start, start + len(tag.name), key=text.key)


def _arguments(notes: Notes) -> None:
    """Arguments of the whole workflow."""
    own = parameters(notes.spec, "arguments")
    path = (*notes.holder.path, "arguments", "parameters")
    for index, parameter in own:
        if parameter.get("value") is None and parameter.get("valueFrom") is None and notes.is_workflow:
            message = f"argument '{parameter['name']}' has no value: it has to be given with each submission"
            notes.warn("argument-without-value", message, (*path, index), NAME, severity=INFO)
    if not own or notes.refers_to_template or not notes.spec.get("templates") or _calls_others(notes):
        return
    tagged = "\n".join(
        text.text
        for template in notes.holder.templates
        for text in template.strings
        if "workflow.parameters." in text.text
    )
    if all(map(_mentioned(tagged, len(own)), (parameter["name"] for _, parameter in own))):
        return
    said = [text for at, text in strings(notes.spec, ()) if at[:1] != ("arguments",)]
    said += [text for at, text in strings(notes.spec.get("arguments"), ()) if at[-1] != "name"]
    together = "\n".join(text for text in said if "workflow.parameters" in text or "workflow[" in text)
    entry = notes.holder.by_name.get(notes.spec.get("entrypoint") or "")
    wanted = {one["name"] for _, one in parameters(entry.value, "inputs")} if entry is not None else set()
    leave = notes.holder.by_name.get(notes.spec.get("onExit") or "")
    if leave is not None:
        wanted |= {one["name"] for _, one in parameters(leave.value, "inputs")}
    if entry is None or "workflow.parameters}}" in together.replace(" ", "") or "workflow.parameters.json" in together:
        return
    mentioned = _mentioned(together, len(own))
    for index, parameter in own:
        if parameter["name"] not in wanted and not mentioned(parameter["name"]):
            notes.warn("unused-argument", f"argument '{parameter['name']}' is never used", (*path, index), NAME)


def _calls_others(notes: Notes) -> bool:
    """Whether templates of other objects are called: they can use this workflow's arguments."""
    return any(call.value.get("templateRef") for template in notes.templates for call in template.calls)
