"""Which tasks a DAG task waits for, and whether their outcomes let it run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from argocli.expr.evaluate import Evaluator
from argocli.expr.expression import ExpressionError, parsed
from argocli.model.values import Json, JsonObject, flag, mapping, sequence, text

_REFERENCE = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*(?:\.[A-Za-z]+)?")


class DependsError(Exception):
    """A depends logic that cannot be evaluated."""


class TaskResult(NamedTuple):
    """What can be asked about a task."""

    Succeeded: bool = False
    Failed: bool = False
    Errored: bool = False
    Skipped: bool = False
    Omitted: bool = False
    Daemoned: bool = False
    AnySucceeded: bool = False
    AllFailed: bool = False


def references(depends: str) -> list[tuple[str, str]]:
    """The tasks that a `depends` text names, each with the result word after it, if any."""
    found = []
    for word in _REFERENCE.findall(depends):
        name, _, result = word.partition(".")
        found.append((name, result))
    return found


def dependencies_of(task: JsonObject, tasks: Mapping[str, JsonObject]) -> list[str]:
    """The names of the tasks that have to be over first, each once, in the order they are named."""
    depends = text(task, "depends")
    if depends:
        return list(dict.fromkeys(name for name, _ in references(depends)))
    return list(dict.fromkeys(name for name in sequence(task, "dependencies") if isinstance(name, str)))


def depends_text(task: JsonObject, tasks: Mapping[str, JsonObject]) -> str:
    """The whole logic of a task: bare names and `dependencies` spelt out."""
    depends = text(task, "depends")
    if not depends:
        return " && ".join(_spelt_out(name, tasks) for name in dependencies_of(task, tasks))

    def one(match: re.Match[str]) -> str:
        word = match.group()
        return word if "." in word else _spelt_out(word, tasks)

    return _REFERENCE.sub(one, depends)


def _spelt_out(name: str, tasks: Mapping[str, JsonObject]) -> str:
    accepted = mapping(tasks.get(name), "continueOn")
    words = [f"{name}.Succeeded", f"{name}.Skipped", f"{name}.Daemoned"]
    if flag(accepted, "error"):
        words.append(f"{name}.Errored")
    if flag(accepted, "failed"):
        words.append(f"{name}.Failed")
    return "(" + " || ".join(words) + ")"


def evaluate(logic: str, results: Mapping[str, TaskResult]) -> bool:
    """Whether the outcomes let the task run. Raises DependsError."""
    environment: dict[str, Json] = {
        name.replace("-", "_"): dict(result._asdict().items()) for name, result in results.items()
    }
    source = logic.replace("-", "_")
    try:
        value = Evaluator(environment).run(parsed(source))
    except ExpressionError as error:
        raise DependsError(f"unable to evaluate expression '{source}': {error}") from error
    if not isinstance(value, bool):
        raise DependsError(f"unable to cast expression result '{value}' to bool")
    return value


def default_targets(tasks: Mapping[str, JsonObject]) -> list[str]:
    """The tasks that no other depends on, by name."""
    needed = {name for task in tasks.values() for name in dependencies_of(task, tasks)}
    return sorted(name for name in tasks if name not in needed)


def ancestors(task: str, tasks: Mapping[str, JsonObject]) -> list[str]:
    """Everything a task depends on, directly or not, each once."""
    found: dict[str, None] = {}
    pending = dependencies_of(tasks[task], tasks)
    while pending:
        name = pending.pop()
        if name not in found and name in tasks:
            found[name] = None
            pending.extend(dependencies_of(tasks[name], tasks))
    return list(found)
