"""What a CronWorkflow asks before it runs: its `when`, and the expression that stops it for good."""

from __future__ import annotations

import json
import re
from datetime import datetime

from argocli.expr.expression import ExpressionError, evaluate_over, truth
from argocli.expr.go_values import expression_text
from argocli.expr.govaluate import WhenError, evaluate_when
from argocli.expr.moments import of_datetime
from argocli.expr.tags import SubstitutionError, replace
from argocli.expr.values import Value, of_json
from argocli.model import timestamps
from argocli.model.values import JsonObject, any_text, integer, mapping, text

_TAG = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WORDS = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|\d[\w.]*|(?P<word>[A-Za-z_][\w.]*)")
_KNOWN_WORDS = frozenset({"true", "false", "in"})


def wanted(cron: JsonObject, now: datetime) -> bool:
    """The verdict of `when`; other than in workflows, bare words are no texts. Raises SubstitutionError, WhenError."""
    condition = text(mapping(cron, "spec"), "when")
    if not condition:
        return True
    filled = _TAG.sub(lambda tag: _filled(tag[0], cron, now), condition)
    for found in _WORDS.finditer(filled):
        word = found["word"]
        if word and word not in _KNOWN_WORDS:
            raise WhenError(f"No parameter '{word}' found.")
    return evaluate_when(filled)


def told_to_stop(cron: JsonObject, now: datetime) -> bool:
    """Whether the stop strategy, where there is one, is met. Raises ExpressionError."""
    strategy = mapping(cron, "spec").get("stopStrategy")
    if not isinstance(strategy, dict):
        return False
    return truth(evaluate_over(text(strategy, "expression"), _environment(cron), now=now))


def _filled(tag: str, cron: JsonObject, now: datetime) -> str:
    if not tag.startswith("{{="):
        return replace(tag, _texts(cron), allow_unresolved=False)
    source = tag[3:-2]
    try:
        value = evaluate_over(source, _environment(cron), now=now)
    except ExpressionError as error:
        raise SubstitutionError(f"failed to evaluate expression: {error}") from error
    if value is None:
        raise SubstitutionError(f'failed to evaluate expression "{source}"')
    return expression_text(value)


def _environment(cron: JsonObject) -> dict[str, Value]:
    """What expressions see: the last time as a time, so that it can be reckoned with."""
    variables: dict[str, Value] = {key: of_json(value) for key, value in _variables(cron).items()}
    last = timestamps.from_text(text(mapping(cron, "status"), "lastScheduledTime"))
    variables["lastScheduledTime"] = of_datetime(last) if last else None
    return {"cronworkflow": variables}


def _texts(cron: JsonObject) -> dict[str, str | None]:
    """What simple tags see; a time that never was is unknown."""
    found: dict[str, str | None] = {}
    for key, value in _variables(cron).items():
        if isinstance(value, dict):
            found |= {f"cronworkflow.{key}.{name}": any_text(entry) for name, entry in value.items()}
        elif value is not None:
            found[f"cronworkflow.{key}"] = any_text(value)
    for key in ("labels", "annotations"):
        found[f"cronworkflow.{key}"] = found[f"cronworkflow.{key}.json"]
    return found


def _variables(cron: JsonObject) -> JsonObject:
    metadata, status = mapping(cron, "metadata"), mapping(cron, "status")
    own_labels, annotations = mapping(metadata, "labels"), mapping(metadata, "annotations")
    return {
        "name": text(metadata, "name"),
        "namespace": text(metadata, "namespace"),
        "labels": own_labels,
        "annotations": annotations,
        "labels.json": json.dumps(own_labels, separators=(",", ":"), sort_keys=True),
        "annotations.json": json.dumps(annotations, separators=(",", ":"), sort_keys=True),
        "lastScheduledTime": text(status, "lastScheduledTime") or None,
        "succeeded": integer(status, "succeeded") or 0,
        "failed": integer(status, "failed") or 0,
    }
