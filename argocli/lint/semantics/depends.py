"""The words of `depends`: which tasks and results it names. Anything else in it is not looked at here."""

from __future__ import annotations

from functools import cache, lru_cache

from argocli.lint.facts import Fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Pattern

RESULTS = frozenset({"Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded", "AllFailed"})
OF_ITEMS = frozenset({"AnySucceeded", "AllFailed"})


class Mention:
    """A task named in a text: `result` is empty where the bare name stands; `start` and `end` are its place."""

    __slots__ = ("end", "result", "start", "task")

    def __init__(self, task: str, result: str, start: int, end: int) -> None:
        self.task = task
        self.result = result
        self.start = start
        self.end = end


@cache
def _words() -> Pattern[str]:
    import re

    return re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)\.([A-Z][A-Za-z]+)|([A-Za-z0-9][A-Za-z0-9-]*)")


def mentions(text: str) -> Iterator[Mention]:
    """Every task that a text names, in order."""
    for match in _words().finditer(text):
        yield Mention(match[1] or match[3], match[2] or "", match.start(), match.end())


@lru_cache(maxsize=1)
def places(text: str) -> dict[str, Mention]:
    """The first mention of every task, and of every task with a result (`a.Failed`), in a text."""
    found: dict[str, Mention] = {}
    for mention in mentions(text):
        found.setdefault(mention.task, mention)
        found.setdefault(f"{mention.task}.{mention.result}", mention)
    return found


def wanted(task: Fields, text: str, others: list[str]) -> dict[str, bool]:
    """The tasks that a task depends on, each with whether it asks for a result of items. `text` is its `depends`,
    `others` its `dependencies`."""
    found: dict[str, bool] = {}
    if text:
        for mention in mentions(text):
            if mention.result in OF_ITEMS:
                found[mention.task] = True
            elif not mention.result:
                found[mention.task] = False
            else:
                found.setdefault(mention.task, False)
        return found
    for other in others:
        if other.isascii() and other.replace("-", "a").isalnum() and other[0] != "-":
            found[other] = False
        else:
            # Upstream writes the list out as an expression and reads that.
            found.update((mention.task, False) for mention in mentions(f"{other}.Succeeded || {other}.Skipped"))
    return found
