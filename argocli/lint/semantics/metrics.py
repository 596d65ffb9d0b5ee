"""Metrics of templates: names, help, values."""

from __future__ import annotations

from argocli.lint.facts import Fields, Path, TemplateFacts
from argocli.lint.semantics.patterns import is_metric_name
from argocli.lint.semantics.validation import KEY, NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation

FORM = "must contain alphanumeric characters or '_'"


def check_metrics(run: Validation, base: Base, template: TemplateFacts, view: View) -> None:
    """Judge each metric of a template."""
    path = (*template.path, "metrics", "prometheus")
    for index, metric in enumerate(template.value["metrics"].get("prometheus") or ()):
        _check_metric(run, base, metric or {}, (*path, index), f"templates.{template.name}", view)


def _check_metric(run: Validation, base: Base, metric: Fields, path: Path, words: str, view: View) -> None:
    name = view.field(metric, "name")
    if not name or not is_metric_name(name):
        message = f"{words} metric name '{name}' is invalid. Metric names {FORM}, and not begin with a digit"
        run.add("metric-name", message, base, path, NAME)
    for index, label in enumerate(metric.get("labels") or ()):
        key = view.field(label or {}, "key")
        if not key or not is_metric_name(key):
            message = f"{words} metric label '{key}' is invalid: keys {FORM}"
            place = (*path, "labels", index)
            run.add("metric-name", message, base, (*place, "key") if key else place)
    if not view.field(metric, "help"):
        message = f"{words} metric '{name}' must contain a help string under 'help: ' field"
        run.add("metric-help", message, base, path, NAME)
    for kind in ("gauge", "counter", "histogram"):
        body = metric.get(kind)
        if body is None:
            continue
        value = view.field(body, "value")
        if not value:
            message = f"{words} metric '{name}' error: missing {kind}.value"
            run.add("metric-value", message, base, (*path, kind), KEY)
        elif kind == "gauge" and body.get("realtime") and "resourcesDuration" in value:
            message = f"{words} metric '{name}' error: 'resourcesDuration.*' metrics cannot be used in real-time"
            run.add("metric-realtime", message, base, (*path, kind, "value"))
