"""Guesses at the variable that was meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from argocli.lint.suggest import closest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.scope import Scope
    from argocli.lint.semantics.validation import Validation

_ALWAYS = ("workflow.creationTimestamp", "workflow.scheduledTime", "workflow.duration", "node.name")
_ENDED = ("id", "startedAt", "finishedAt", "hostNodeName", "status")


def guess(name: str, scope: Scope, run: Validation, extra: Collection[str]) -> str:
    """Words to put behind a message; empty where nothing is near."""
    first, _, rest = name.partition(".")
    if scope.word and first in ("steps", "tasks") and first != scope.word and scope.has(f"{scope.word}.{rest}", run):
        return f", did you mean '{scope.word}.{rest}'?"
    near = [one for one in dict.fromkeys(_known(name, scope, run, extra)) if _is_near(name, one)]
    found = closest(name, near)
    return f", did you mean '{found}'?" if found and found != name else ""


def _is_near(name: str, other: str) -> bool:
    """Whether every word of a dotted name is near that of another."""
    ours, theirs = name.split("."), other.split(".")
    return len(ours) == len(theirs) and all(
        one == two or closest(one, (two,)) for one, two in zip(ours, theirs, strict=True)
    )


def _known(name: str, scope: Scope, run: Validation, extra: Collection[str]) -> Iterator[str]:
    yield from sorted(extra)
    yield from sorted(scope.names)
    yield from sorted(scope.extra)
    if name.startswith("workflow"):
        yield from run.globals
        yield from _ALWAYS
    first, _, rest = name.partition(".")
    if not scope.word or first == "workflow":
        return
    called, _, what = rest.partition(".")
    others = [called] if called in scope.nodes else [closest(called, list(scope.nodes))]
    for other in filter(None, others):
        node = scope.nodes[other]
        if node.has(what):
            yield f"{scope.word}.{other}.{what}"
        for attribute in (*_ENDED, *sorted(node.template.outputs if node.template is not None else ())):
            if node.has(attribute):
                yield f"{scope.word}.{other}.{attribute}"
