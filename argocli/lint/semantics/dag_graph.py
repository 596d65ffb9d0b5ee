"""The tasks of a dag by name, in the order of their dependencies, and what is wrong with those."""

from __future__ import annotations

from argocli.lint.facts import Call, TemplateFacts
from argocli.lint.finding import MAX_FINDINGS
from argocli.lint.semantics.depends import OF_ITEMS, RESULTS, mentions, places, wanted
from argocli.lint.semantics.graph import Graph
from argocli.lint.semantics.names import INVALID, REQUIRED, field_form, report_twice
from argocli.lint.semantics.validation import KEY, NAME, as_written, locate
from argocli.lint.tokens import token_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation


class DagTasks:
    """`ordered` has every task that can be told by its name, after those it depends on."""

    __slots__ = ("by_name", "graph", "ordered")

    def __init__(self, by_name: dict[str, Call], graph: Graph) -> None:
        self.by_name = by_name
        self.graph = graph
        self.ordered = [(name, by_name[name]) for name in graph.order]


def read_tasks(run: Validation, base: Base, template: TemplateFacts, view: View, words: str) -> DagTasks:
    """Judge names and dependencies, and sort the tasks."""
    by_name: dict[str, Call] = {}
    nameless = 0
    for index, call in enumerate(template.calls):
        name = view.text(call.name)
        if not name:
            nameless += 1
            run.add(REQUIRED, f"{words}.tasks[{index}].name is required", base, call.path, NAME)
            name = " " * nameless
        elif name in by_name:
            message = f"{words} sorting failed: duplicated nodeName {name}"
            report_twice(run, base, call.path, f"{message}: {words}.tasks[{index}]", name, by_name[name].path)
            continue
        by_name[name] = call
    texts = {name: _depends(call, view) for name, call in by_name.items()}
    using_depends = any(text for text, _ in texts.values())
    needed: dict[str, list[str]] = {}
    for name, call in by_name.items():
        text, others = texts[name]
        tasks = wanted(call.value, text, others) if text or others else {}
        needed[name] = [other for other in tasks if other in by_name]
        if len(needed[name]) < len(tasks):
            unknown = [other for other in tasks if other not in by_name]
            _report_unknown(run, base, call, unknown, text, others, f"{words} sorting failed")
        _check_results(run, base, call, tasks, by_name, view, words)
        if text:
            _check_words(run, base, call, text, words)
    graph = Graph(needed)
    if graph.cycle:
        call = by_name[graph.cycle[0]]
        field = "depends" if call.value.get("depends") else "dependencies"
        message = f"{words} sorting failed: graph with cycle: {' -> '.join(graph.cycle)}"
        run.add("dependency-cycle", message, base, (*call.path, field))
    result = DagTasks(by_name, graph)
    for position, (name, call) in enumerate(result.ordered):
        _check_form(run, base, call, name, position, words, using_depends=using_depends)
    return result


def _depends(call: Call, view: View) -> tuple[str, list[str]]:
    others = [view.text(one) for one in call.value.get("dependencies") or ()]
    return view.field(call.value, "depends"), others


def _check_form(
    run: Validation, base: Base, call: Call, name: str, position: int, words: str, *, using_depends: bool
) -> None:
    task, path = call.value, call.path
    listed = bool(task.get("dependencies"))
    if call.name:
        wrong = field_form(name)
        if wrong:
            message = f"{words}.tasks[{position}].name: '{name}' is invalid: {wrong}"
            run.add(INVALID, message, base, (*path, "name"))
        if (using_depends or listed) and name[0] in "0123456789":
            said = "name cannot begin with a digit when using either 'depends' or 'dependencies'"
            message = f"{words}.tasks.{call.name} {said}"
            run.add("digit-name", message, base, (*path, "name"))
    if using_depends and listed:
        message = f"{words} cannot use both 'depends' and 'dependencies' in the same DAG template"
        run.add("depends-and-dependencies", message, base, (*path, "dependencies"), KEY)
    if using_depends and task.get("continueOn") is not None:
        message = (
            f"{words} cannot use 'continueOn' when using 'depends': name the result in depends, such as 'a.Failed'"
        )
        run.add("continue-on-with-depends", message, base, (*path, "continueOn"), KEY)


def _report_unknown(
    run: Validation, base: Base, call: Call, unknown: list[str], text: str, others: list[str], words: str
) -> None:
    """Dependencies that no task is."""
    listed = {other: index for index, other in reversed(list(enumerate(others)))}
    for other in unknown:
        message = f"{words}: invalid dependency {other}"
        if text:
            _report_word(run, "dependency-unknown", message, base, call, other, text)
        else:
            run.add("dependency-unknown", message, base, (*call.path, "dependencies", listed.get(other, 0)))


def _report_word(run: Validation, rule: str, message: str, base: Base, call: Call, word: str, text: str) -> None:
    """A finding at a word of `depends`, or at the whole of it where the word comes from a value."""
    if len(run.findings) >= MAX_FINDINGS:
        return
    path = (*call.path, "depends")
    written = call.value.get("depends") or ""
    found = places(written).get(word)
    span = locate(base.holder, path, 0)
    if found is not None and written == text:
        span = token_span(base.holder.document, as_written(base.holder, path), found.start, found.start + len(word))
    run.add_at(rule, message, base, path, span, word)


def _check_words(run: Validation, base: Base, call: Call, text: str, words: str) -> None:
    for mention in mentions(text):
        if mention.result and mention.result not in RESULTS:
            message = f"{words}.tasks.{call.name} task result '{mention.result}' for task '{mention.task}' is invalid"
            word = f"{mention.task}.{mention.result}"
            _report_word(run, "depends-result", message, base, call, word, text)


def _check_results(
    run: Validation,
    base: Base,
    call: Call,
    tasks: dict[str, bool],
    by_name: dict[str, Call],
    view: View,
    words: str,
) -> None:
    """A result of items can be asked only of a task that has some."""
    for other, of_items in tasks.items():
        if not of_items or other not in by_name:
            continue
        task = by_name[other].value
        if task.get("withItems") or view.field(task, "withParam") or task.get("withSequence") is not None:
            continue
        message = (
            f"{words}.tasks.{call.name} dependency '{other}' uses an items-based condition such as .AnySucceeded or "
            ".AllFailed but does not contain any items"
        )
        text = view.field(call.value, "depends")
        word = next(
            (f"{one.task}.{one.result}" for one in mentions(text) if one.task == other and one.result in OF_ITEMS),
            other,
        )
        _report_word(run, "depends-without-items", message, base, call, word, text)
