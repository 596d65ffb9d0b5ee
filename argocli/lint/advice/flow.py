"""The order of steps and tasks: references to what has not run yet, loops over nothing, tasks that never run."""

from __future__ import annotations

from collections.abc import Iterator

from argocli.lint.advice.notes import Notes
from argocli.lint.advice.plain import is_dependency
from argocli.lint.facts import Call, Path, TaggedText, TemplateFacts
from argocli.lint.late import late
from argocli.lint.semantics import depends
from argocli.lint.semantics.graph import Graph
from argocli.lint.semantics.validation import KEY, NAME

_REFERENCE = late(r"""\b(steps|tasks)(?:\.([A-Za-z0-9][\w-]*)|\[\s*['"]([^'"]+)['"]\s*\])""")
_ITEM = late(r"(?<![\w.'\"-])item(?![\w-])")
_WHOLE_TAG = late(r"\{\{\s*([\w.-]+)\s*\}\}")
# Nobody writes more by hand.
_LONGEST = 50_000
_LISTLESS = ("id", "status", "exitCode", "startedAt", "finishedAt", "ip", "hostNodeName")
_LOOPS = ("withItems", "withParam", "withSequence")


def advise(notes: Notes) -> None:
    for template in notes.templates:
        if template.type == "steps":
            _groups(notes, template)
        elif template.type == "dag":
            _tasks(notes, template)
        for call in template.calls:
            _loop(notes, call)
    for template in notes.holder.templates:
        _items(notes, template, looped=False)


def _own_strings(template: TemplateFacts, call: Call) -> Iterator[TaggedText]:
    """The strings with tags of a step or task, without those of a template written inside it."""
    inside = (*call.path, "inline")
    for text in template.strings_of(call):
        if text.path[: len(inside)] != inside:
            yield text


def _references(text: TaggedText) -> Iterator[tuple[int, int, str, str]]:
    """Steps and tasks that a text names in its tags: where, which of the two, and the name."""
    if "steps" not in text.text and "tasks" not in text.text:
        return
    for tag in text.tags:
        for match in _REFERENCE.finditer(text.text, tag.start, tag.end):
            if tag.expression or match.start() == text.text.find(tag.name, tag.start):
                yield match.start(), match.end(), match[1], match[2] or match[3]


def _groups(notes: Notes, template: TemplateFacts) -> None:
    group_of = {call.name: call.group for call in template.calls if call.name}
    for call in template.calls:
        for text in _own_strings(template, call):
            if "hooks" in text.path[len(call.path) :]:
                continue
            for start, end, kind, name in _references(text):
                if kind != "steps" or name == "name" or name == call.name:
                    continue
                if group_of.get(name) == call.group:
                    message = f"step '{name}' runs at the same time as '{call.name}': what it leaves is not known yet"
                    notes.warn_in("same-group-reference", message, text.path, start, end)


def _tasks(notes: Notes, template: TemplateFacts) -> None:
    tasks = {call.name: call for call in template.calls if call.name}
    above = {name: [one for one in _wanted(call) if one in tasks] for name, call in tasks.items()}
    graph = Graph(above)
    for call in template.calls:
        for text in _own_strings(template, call):
            if text.path[len(call.path)] in ("hooks", "depends", "name"):
                continue
            for start, end, kind, name in _references(text):
                if kind == "tasks" and name in tasks and name != call.name and not graph.is_before(name, call.name):
                    message = f"task '{call.name}' does not depend on '{name}', which it refers to"
                    notes.warn_in("missing-dependency", message, text.path, start, end)
        _depends(notes, call)
    _target(notes, template, above)


def _wanted(call: Call) -> list[str]:
    text, others = call.value.get("depends") or "", call.value.get("dependencies") or []
    return list(depends.wanted(call.value, text, [one for one in others if isinstance(one, str) and one]))


def _needed(names: list[str], above: dict[str, list[str]]) -> set[str]:
    """These tasks and all that they depend on."""
    found = set(names)
    pending = list(found)
    while pending:
        for one in above.get(pending.pop(), ()):
            if one not in found:
                found.add(one)
                pending.append(one)
    return found


def _depends(notes: Notes, call: Call) -> None:
    """Upstream's lint takes the names out of the text and leaves the rest to the run."""
    text = call.value.get("depends")
    if not isinstance(text, str) or len(text) > _LONGEST or is_dependency(text) or not text.strip() or "{{" in text:
        return
    from argocli.expr.depends import depends_error

    error = depends_error(text)
    if error is not None:
        start = min(error.offset or 0, len(text.rstrip()) - 1)
        message = f"this condition cannot be read: {error.message.splitlines()[0]}"
        notes.warn_in("bad-depends", message, (*call.path, "depends"), start, start + 1)


def _target(notes: Notes, template: TemplateFacts, above: dict[str, list[str]]) -> None:
    target = template.value["dag"].get("target")
    if not isinstance(target, str) or not target.strip() or "{{" in target:
        return
    needed = _needed(target.split(), above)
    for call in template.calls:
        if call.name and call.name not in needed:
            message = f"task '{call.name}' never runs: no target of the dag depends on it"
            notes.warn("unreachable-task", message, call.path, NAME)


def _loop(notes: Notes, call: Call) -> None:
    sequence = call.value.get("withSequence")
    if isinstance(sequence, dict) and sequence.get("count") is None and sequence.get("end") is None:
        notes.warn("sequence-without-end", "a sequence needs a count or an end", (*call.path, "withSequence"), KEY)
    parameter = call.value.get("withParam")
    if isinstance(parameter, str) and parameter:
        _with_param(notes, parameter, (*call.path, "withParam"))


def _with_param(notes: Notes, text: str, path: Path) -> None:
    found = _no_list(notes, text)
    if found:
        notes.warn("with-param-no-list", f"withParam needs a JSON list; {found}", path)


def _no_list(notes: Notes, text: str) -> str:
    """Why a text can be no list; empty where it may be one."""
    if "{{" not in text:
        import json

        try:
            value = json.loads(text)
        except ValueError:
            return "this text is no JSON"
        except RecursionError:
            return ""
        return "" if isinstance(value, list) else "this is none"
    match = _WHOLE_TAG.fullmatch(text.strip())
    if match is None:
        return ""
    parts = match[1].split(".")
    if parts[0] in ("steps", "tasks") and len(parts) == 3 and parts[2] in _LISTLESS:
        return f"{parts[2]} of a step is none"
    if parts[:2] == ["workflow", "parameters"] and len(parts) == 3 and notes.is_workflow:
        arguments = (notes.spec.get("arguments") or {}).get("parameters") or ()
        for argument in arguments:
            value = argument.get("value") if isinstance(argument, dict) and argument.get("name") == parts[2] else None
            if isinstance(value, str) and "{{" not in value and _no_list(notes, value):
                return f"the argument '{parts[2]}' is none as it stands"
    elif parts[0] == "workflow" and parts[1:2] and parts[1] in ("name", "namespace", "uid", "status", "duration"):
        return f"{match[1]} is none"
    return ""


def _items(notes: Notes, template: TemplateFacts, *, looped: bool) -> None:
    """`{{item}}` belongs to the step or task that loops, and to what is written inside it."""
    for call in template.calls:
        within = looped or any(call.value.get(field) for field in _LOOPS)
        if not within:
            for text in _own_strings(template, call):
                for tag in text.tags:
                    if "item" not in tag.body:
                        continue
                    start = tag.start + 2 + int(tag.expression)
                    match = _ITEM.search(text.text, start, tag.end - 2)
                    said = tag.body.strip()
                    if match and (tag.expression or said == "item" or said.startswith(("item.", "item["))):
                        message = "there is no loop here that could give the item a value"
                        notes.warn_in("item-outside-loop", message, text.path, match.start(), match.end())
        inline = notes.inline(call)
        if inline is not None:
            _items(notes, inline, looped=within)
