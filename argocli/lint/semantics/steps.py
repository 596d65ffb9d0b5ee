"""Steps templates: step by step, each sees what came before it."""

from __future__ import annotations

from argocli.lint.facts import Call, Path, TemplateFacts
from argocli.lint.semantics import loops
from argocli.lint.semantics.arguments import check_arguments
from argocli.lint.semantics.lookup import find_called
from argocli.lint.semantics.names import INVALID, REQUIRED, field_form, report_twice
from argocli.lint.semantics.scope import Scope, leave
from argocli.lint.semantics.standins import PREFIX, as_letters
from argocli.lint.semantics.substitution import Given, View
from argocli.lint.semantics.tags import check_tags
from argocli.lint.semantics.template import check_template
from argocli.lint.semantics.validation import KEY, NAME, Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.validation import Base, Validation


def check_steps(run: Validation, base: Base, template: TemplateFacts, view: View, scope: Scope) -> None:
    """Judge the steps in their order, in one scope that grows."""
    words = f"templates.{template.name}"
    check_no_deadline(run, base, template, words)
    seen: dict[str, Path] = {}
    for call in template.calls:
        _check_step(run, base, template, call, view, scope, words, seen)


def check_no_deadline(run: Validation, base: Base, template: TemplateFacts, words: str) -> None:
    """Only what runs in one pod can have a deadline of its own."""
    if template.value.get("activeDeadlineSeconds") is not None:
        message = f"{words}.activeDeadlineSeconds is only valid for leaf templates"
        run.add("deadline-not-allowed", message, base, (*template.path, "activeDeadlineSeconds"), KEY)


def _check_step(
    run: Validation,
    base: Base,
    template: TemplateFacts,
    call: Call,
    view: View,
    scope: Scope,
    words: str,
    seen: dict[str, Path],
) -> None:
    step = call.value
    name = view.text(call.name) if "{{" in call.name else call.name
    _check_name(run, base, call, name, f"{words}.steps[{call.group}]", seen)
    node = scope.node(name)
    node.status = True
    said = f"{words}.steps[{call.group}].{call.name}"
    site = Site(base, call.path, said, step)
    aggregate = loops.check_loop(run, site, step, view, scope)
    given: Given | None = None
    arguments = step.get("arguments")
    if arguments:
        source = (base, (*call.path, "arguments"), arguments)
        check_arguments(run, [source], f"{said}.arguments.", view=view)
        given = Given([source], view)
    found, where, ok = find_called(run, site, call, view)
    inline = view if found is not None and found is call.inline else None
    if found is not None:
        check_template(run, where, found, None, site, inline)
    elif not ok:
        run.incomplete = True
    hooks = step.get("hooks") or {}
    if "exit" in hooks or step.get("onExit"):
        leave(run, scope, name, found, where.holder, aggregate=False, ok=ok, inline=inline)
    for hook, action in hooks.items():
        if hook != "exit" and not view.field(action or {}, "expression"):
            message = f"{said}.{hook} Expression required"
            run.add("hook-expression-required", message, base, (*call.path, "hooks", hook), KEY)
    strings = template.strings_of(call)
    if strings:
        check_call_tags(run, site, template, call, view, scope, f"{words}.steps")
    leave(run, scope, name, found, where.holder, aggregate=aggregate, ok=ok, inline=inline)
    if found is not None:
        check_template(run, where, found, given or Given([], view), site, inline)


def check_call_tags(
    run: Validation, site: Site, template: TemplateFacts, call: Call, view: View, scope: Scope, words: str
) -> None:
    """The tags of a step or task. Those of an inline template may name its own inputs besides."""
    strings = template.strings_of(call)
    extra: set[str] = set()
    inline = call.value.get("inline")
    if inline is not None:
        inputs = inline.get("inputs") or {}
        extra = {
            f"inputs.parameters.{one['name']}" for one in inputs.get("parameters") or () if one and one.get("name")
        }
    if any(text.open for text in strings):
        from argocli.lint.semantics import unclosed

        kind = "DAGTask" if call.group < 0 else "WorkflowStep"
        unclosed.check_tags(run, site.base, call.value, kind, call.path, view, scope, words, extra)
    else:
        check_tags(run, site.base, strings, view, scope, words, extra)


def _check_name(run: Validation, base: Base, call: Call, name: str, words: str, seen: dict[str, Path]) -> None:
    if not name:
        run.add(REQUIRED, f"{words}.name is required", base, call.path, NAME)
        return
    if name in seen:
        report_twice(run, base, call.path, words, name, seen[name])
    else:
        seen[name] = call.path
    wrong = field_form(as_letters(name) if PREFIX in name else name)
    if wrong:
        run.add(INVALID, f"{words}.name '{name}' is invalid: {wrong}", base, (*call.path, "name"))
