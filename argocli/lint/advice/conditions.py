"""Fields that hold an expression or a condition as a whole, each with its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from argocli.lint.advice.notes import Notes, parameters
from argocli.lint.facts import Fields, Path, TemplateFacts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Found = Iterator[tuple[Path, str]]


def expressions_of(template: TemplateFacts) -> Found:
    """Those of a template and of its calls."""
    value, path = template.value, template.path
    for index, parameter in parameters(value, "outputs"):
        yield from _text(parameter.get("valueFrom"), "expression", (*path, "outputs", "parameters", index, "valueFrom"))
    outputs = value.get("outputs") or {}
    yield from _each(outputs.get("artifacts"), "fromExpression", (*path, "outputs", "artifacts"))
    yield from _text(value.get("retryStrategy"), "expression", (*path, "retryStrategy"))
    yield from _text(value.get("http"), "successCondition", (*path, "http"))
    data = value.get("data") or {}
    yield from _each(data.get("transformation"), "expression", (*path, "data", "transformation"))
    for call in template.calls:
        yield from _hooks(call.value, call.path)


def expressions_of_object(notes: Notes) -> Found:
    """Those of the workflow or cron workflow itself."""
    yield from _hooks(notes.spec, notes.holder.path)
    yield from _text(notes.spec.get("retryStrategy"), "expression", (*notes.holder.path, "retryStrategy"))
    if notes.document.kind == "CronWorkflow":
        spec = notes.holder.value.get("spec") or {}
        yield from _text(spec.get("stopStrategy"), "expression", ("spec", "stopStrategy"))


def whens_of(template: TemplateFacts) -> Found:
    """Conditions in the old boolean language: of calls and of metrics."""
    for call in template.calls:
        yield from _text(call.value, "when", call.path)
    yield from _of_metrics(template.value, template.path)


def whens_of_object(notes: Notes) -> Found:
    yield from _of_metrics(notes.spec, notes.holder.path)
    if notes.document.kind == "CronWorkflow":
        yield from _text(notes.holder.value.get("spec"), "when", ("spec",))


def _of_metrics(owner: Fields, path: Path) -> Found:
    metrics = owner.get("metrics") or {}
    yield from _each(metrics.get("prometheus"), "when", (*path, "metrics", "prometheus"))


def _hooks(owner: Fields, path: Path) -> Found:
    for name, hook in (owner.get("hooks") or {}).items():
        yield from _text(hook, "expression", (*path, "hooks", name))


def _each(listed: Iterable[Any] | None, field: str, path: Path) -> Found:
    for index, one in enumerate(listed or ()):
        yield from _text(one, field, (*path, index))


def _text(owner: Any, field: str, path: Path) -> Found:
    text = owner.get(field) if isinstance(owner, dict) else None
    if isinstance(text, str) and text:
        yield (*path, field), text
