"""Templates: never reached, calling themselves without end, hooks that name none."""

from __future__ import annotations

from collections.abc import Iterator

from argocli.lint.advice.notes import Notes
from argocli.lint.facts import Call, Fields, Path, TemplateFacts
from argocli.lint.semantics.validation import KEY, NAME


def advise(notes: Notes) -> None:
    _unused(notes)
    _endless(notes)
    _hooks(notes)


def _unused(notes: Notes) -> None:
    if not notes.is_workflow or notes.refers_to_template:
        return
    spec, by_name = notes.spec, notes.holder.by_name
    start = [spec.get("entrypoint"), spec.get("onExit"), *(hook.get("template") for _, hook in _hooks_of(spec))]
    if by_name.get(spec.get("entrypoint") or "") is None:
        return
    pending = [name for name in start if isinstance(name, str)]
    reached: set[str] = set()
    while pending:
        name = pending.pop()
        if "{{" in name:
            return  # which one that is shows at run time only
        template = by_name.get(name)
        if template is None or name in reached:
            continue
        reached.add(name)
        pending += _named_by(notes, template)
    for template in notes.holder.templates:
        if template.name and template.name not in reached:
            message = f"template '{template.name}' is never used"
            notes.warn("unused-template", message, template.path, NAME)


def _named_by(notes: Notes, template: TemplateFacts) -> list[str]:
    found: list[str] = []
    for call in template.calls:
        names = [call.value.get("template"), call.value.get("onExit")]
        names += [hook.get("template") for _, hook in _hooks_of(call.value)]
        found += [name for name in names if isinstance(name, str)]
        inline = notes.inline(call)
        if inline is not None:
            found += _named_by(notes, inline)
    return found


def _hooks_of(owner: Fields) -> Iterator[tuple[str, Fields]]:
    hooks = owner.get("hooks")
    for name, hook in hooks.items() if isinstance(hooks, dict) else ():
        if isinstance(hook, dict):
            yield name, hook


def _endless(notes: Notes) -> None:
    """Calls that are made whatever happens, and lead back to where they come from."""
    edges: dict[str, list[tuple[str, Call]]] = {}
    for template in notes.holder.templates:
        edges[template.name] = [
            (call.value["template"], call)
            for call in template.calls
            if isinstance(call.value.get("template"), str) and not _conditional(call)
        ]
    done: set[str] = set()
    for name in edges:
        _follow(notes, name, edges, [], done)


def _conditional(call: Call) -> bool:
    value = call.value
    loops = value.get("withItems") or value.get("withParam") or value.get("withSequence")
    return bool(value.get("when") or loops or "." in (value.get("depends") or ""))


def _follow(
    notes: Notes, name: str, edges: dict[str, list[tuple[str, Call]]], chain: list[str], done: set[str]
) -> None:
    if name in done or len(chain) > 100:
        return
    for target, call in edges.get(name, ()):
        if target == name or target in chain:
            round_trip = [*chain[chain.index(target) :], name] if target in chain else [name]
            message = f"this call has no end: {' -> '.join([*round_trip, target])}, and nothing makes it stop"
            notes.warn("endless-recursion", message, (*call.path, "template"))
        else:
            _follow(notes, target, edges, [*chain, name], done)
    done.add(name)


def _hooks(notes: Notes) -> None:
    spec, path = notes.spec, notes.holder.path
    if not notes.refers_to_template:
        for name, hook in _hooks_of(spec):
            _check(notes, hook.get("template"), (*path, "hooks", name, "template"))
    if spec.get("onExit") and (spec.get("hooks") or {}).get("exit"):
        message = "both onExit and hooks.exit are given: only the hook runs"
        notes.warn("two-exit-handlers", message, (*path, "onExit"), KEY)
    for template in notes.templates:
        for call in template.calls:
            for name, hook in _hooks_of(call.value):
                _check(notes, hook.get("template"), (*call.path, "hooks", name, "template"))
            _check(notes, call.value.get("onExit"), (*call.path, "onExit"))


def _check(notes: Notes, name: object, path: Path) -> None:
    if not isinstance(name, str) or not name or "{{" in name or name in notes.holder.by_name:
        return
    guess = notes.guess(name, notes.holder.by_name)
    notes.warn("unknown-hook-template", f"there is no template '{name}'{guess}", path)
