"""Which tasks a DAG task depends on, and whether what became of them lets it run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from argocli.expr.expression import ExpressionError, evaluate_bool
from argocli.model.values import JsonObject, flag, mapping, sequence, text

_TOKEN = re.compile(r"(?P<task>[A-Za-z0-9_][A-Za-z0-9_-]*)(?:\.(?P<result>[A-Z][A-Za-z]+))?")
_RESULTS = frozenset({"Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded", "AllFailed"})
# Words of the expression language: upstream cannot tell a task of that name from the word.
_WORDS = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "matches",
        "contains",
        "startsWith",
        "endsWith",
        "let",
        "if",
        "else",
        "true",
        "false",
        "nil",
    ]
)

Tasks = Mapping[str, JsonObject]


class DependsError(Exception):
    """A `depends` that cannot be evaluated; the text is what the task's node says."""


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What can be asked about a task; the names are the words of the `depends` language."""

    Succeeded: bool = False
    Failed: bool = False
    Errored: bool = False
    Skipped: bool = False
    Omitted: bool = False
    Daemoned: bool = False
    AnySucceeded: bool = False
    AllFailed: bool = False

    def holds(self, word: str) -> bool:
        """Whether the result named `word` is the case; False for words that there are not."""
        return word in _RESULTS and bool(getattr(self, word))


def dependencies_of(task: JsonObject, tasks_by_name: Tasks) -> list[str]:
    """The names a task refers to in `depends` or `dependencies`, each once, known or not, in the order given."""
    written = text(task, "depends")
    if written:
        return list(dict.fromkeys(match["task"] for match in _TOKEN.finditer(written)))
    return list(dict.fromkeys(name for name in sequence(task, "dependencies") if isinstance(name, str)))


def depends_text(task: JsonObject, tasks_by_name: Tasks) -> str:
    """The condition of a task with every bare name spelled out; empty where the task depends on nothing."""
    written = text(task, "depends")
    if not written:
        return " && ".join(_spelled_out(name, tasks_by_name) for name in dependencies_of(task, tasks_by_name))
    return _TOKEN.sub(
        lambda match: match[0] if match["result"] else _spelled_out(match["task"], tasks_by_name), written
    )


def _spelled_out(name: str, tasks: Tasks) -> str:
    words = ["Succeeded", "Skipped", "Daemoned"]
    accepted = mapping(tasks.get(name), "continueOn")
    if flag(accepted, "error"):
        words.append("Errored")
    if flag(accepted, "failed"):
        words.append("Failed")
    return "(" + " || ".join(f"{name}.{word}" for word in words) + ")"


def evaluate(text: str, results: Mapping[str, TaskResult]) -> bool:
    """The verdict of an expanded condition; an empty one holds. Raises DependsError."""
    if not text.strip():
        return True
    shown = text.replace("-", "_")

    def value(match: re.Match[str]) -> str:
        name, word = match["task"], match["result"]
        if name in _WORDS or name not in results or word not in _RESULTS:
            raise DependsError(f"unable to evaluate expression '{shown}': unknown name {match[0].replace('-', '_')}")
        return "true" if results[name].holds(word) else "false"

    source = _TOKEN.sub(value, text)
    try:
        return evaluate_bool(source, {})
    except ExpressionError as error:
        raise DependsError(f"unable to evaluate expression '{shown}': {error}") from error


def validate(task: JsonObject) -> None:
    """Raises DependsError where `depends` asks for a result that there is not."""
    for match in _TOKEN.finditer(text(task, "depends")):
        if match["result"] and match["result"] not in _RESULTS:
            raise DependsError(f"task result '{match['result']}' for task '{match['task']}' is invalid")


def unknown_tasks(task: JsonObject, tasks_by_name: Tasks) -> list[str]:
    """Names a task depends on that no task has."""
    return [name for name in dependencies_of(task, tasks_by_name) if name not in tasks_by_name]


def default_targets(tasks_by_name: Tasks) -> list[str]:
    """The tasks that nobody depends on, sorted by name."""
    needed = {name for task in tasks_by_name.values() for name in dependencies_of(task, tasks_by_name)}
    return sorted(name for name in tasks_by_name if name not in needed)


def find_cycle(tasks_by_name: Tasks) -> list[str]:
    """The names along one circle of dependencies, the first one again at the end; empty where there is none."""
    finished: set[str] = set()
    for start in tasks_by_name:
        path: dict[str, None] = {}
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            name, leaving = stack.pop()
            if leaving:
                del path[name]
                finished.add(name)
                continue
            if name in finished:
                continue
            if name in path:
                walked = list(path)
                return [*walked[walked.index(name) :], name]
            path[name] = None
            stack.append((name, True))
            known = [
                needed for needed in dependencies_of(tasks_by_name[name], tasks_by_name) if needed in tasks_by_name
            ]
            stack.extend((needed, False) for needed in reversed(known))
    return []
