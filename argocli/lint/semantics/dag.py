"""Dag templates: the graph, what the tasks call, and what each can know of the others."""

from __future__ import annotations

from argocli.lint.facts import Call, TaggedText, TemplateFacts
from argocli.lint.semantics import loops
from argocli.lint.semantics.arguments import check_arguments
from argocli.lint.semantics.dag_graph import DagTasks, read_tasks
from argocli.lint.semantics.lookup import find_called
from argocli.lint.semantics.patterns import holds_plain_tag
from argocli.lint.semantics.scope import Scope, leave
from argocli.lint.semantics.steps import check_call_tags, check_no_deadline
from argocli.lint.semantics.substitution import Given, View
from argocli.lint.semantics.tags import check_tags
from argocli.lint.semantics.template import check_template
from argocli.lint.semantics.validation import KEY, Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.lookup import Found
    from argocli.lint.semantics.validation import Base, Validation

_TASKS = "{{tasks."


def check_dag(run: Validation, base: Base, template: TemplateFacts, view: View, scope: Scope) -> None:
    """Judge a dag: its graph, what each task calls, its targets, then each task's own text."""
    words = f"templates.{template.name}"
    check_no_deadline(run, base, template, words)
    if not template.calls:
        run.add("tasks-required", f"{words} must have at least one task", base, (*template.path, "dag"), KEY)
        return
    tasks = read_tasks(run, base, template, view, words)
    found: dict[str, tuple[Site, Found]] = {}
    for name, call in tasks.ordered:
        site = Site(base, call.path, f"{words}.tasks.{call.name}", call.value)
        result = find_called(run, site, call, view)
        called, where, ok = result
        if called is not None:
            check_template(run, where, called, None, site, view if called is call.inline else None)
        elif not ok:
            run.incomplete = True
        found[name] = (site, result)
        _leave(run, scope, name, call, result, view)
    _check_targets(run, base, template, view, scope, tasks, words)
    for name, call in tasks.ordered:
        site, result = found[name]
        _check_task(run, template, call, name, site, result, view, scope, tasks)


def _leave(run: Validation, scope: Scope, name: str, call: Call, found: Found, view: View) -> None:
    called, where, ok = found
    task = call.value
    aggregate = bool(task.get("withItems")) or bool(view.field(task, "withParam"))
    inline = view if called is not None and called is call.inline else None
    leave(run, scope, name, called, where.holder, aggregate=aggregate, ok=ok, inline=inline)


def _check_task(
    run: Validation,
    template: TemplateFacts,
    call: Call,
    name: str,
    site: Site,
    found: Found,
    view: View,
    scope: Scope,
    tasks: DagTasks,
) -> None:
    task, base = call.value, site.base
    if task.get("hooks"):
        scope.node(name).status = True
    inner = scope.inside(lambda other: tasks.graph.is_before(other, name))
    loops.check_loop(run, site, task, view, inner)
    if template.strings_of(call):
        check_call_tags(run, site, template, call, view, inner, site.words)
    arguments = task.get("arguments")
    given: Given | None = None
    if arguments:
        source = (base, (*call.path, "arguments"), arguments)
        check_arguments(run, [source], f"{site.words}.arguments.", view=view)
        _check_dependencies(run, base, template, call, name, view, tasks, site.words)
        given = Given([source], view)
    called, where, _ = found
    if called is not None:
        outer = view if called is call.inline else None
        check_template(run, where, called, given or Given([], view), site, outer)


def _check_dependencies(
    run: Validation,
    base: Base,
    template: TemplateFacts,
    call: Call,
    name: str,
    view: View,
    tasks: DagTasks,
    words: str,
) -> None:
    """An argument that is another task's output needs that task to be over."""
    arguments = call.value["arguments"]
    for field, key, kind in (("parameters", "value", "parameter"), ("artifacts", "from", "artifact")):
        for index, one in enumerate(arguments.get(field) or ()):
            value = (one or {}).get(key)
            if type(value) is not str or "{{" not in value:
                continue
            text = view.text(value)
            if not text.startswith(_TASKS):
                continue
            other = text[len(_TASKS) :].partition("}}")[0].partition(".")[0]
            known = other in tasks.by_name or text.startswith("{{tasks.name")
            if not known or tasks.graph.is_before(other, name):
                continue
            path = (*call.path, "arguments", field, index, key)
            message = f"{words} missing dependency '{other}' for {kind} '{one.get('name') or ''}'"
            tagged = TaggedText(path, value)
            run.add_tag("dependency-missing", message, base, tagged, tagged.tags[0] if tagged.tags else None)


def _check_targets(
    run: Validation, base: Base, template: TemplateFacts, view: View, scope: Scope, tasks: DagTasks, words: str
) -> None:
    target = template.value["dag"].get("target")
    if not target:
        return
    path = (*template.path, "dag", "target")
    if "{{" in target:
        check_tags(run, base, [TaggedText(path, target)], view, scope, f"{words}.targets")
    wanted = view.text(target)
    for word in wanted.split(" ") if wanted else ():
        if word not in tasks.by_name and not holds_plain_tag(word):
            run.add("target-unknown", f"{words}.targets target '{word}' is not defined", base, path)
