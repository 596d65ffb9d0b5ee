"""Loops: a step or task with withItems, withParam or withSequence becomes several; their outputs become lists."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from argocli.engine import nodes
from argocli.engine.templates.items import as_written, describe, in_order, item_scope, read_json
from argocli.engine.templates.sequences import SequenceError, sequence_items
from argocli.expr.go_values import for_html, json_text
from argocli.expr.scope import Scope, ScopeValue
from argocli.expr.tags import SubstitutionError, replace_value
from argocli.model import phases
from argocli.model.values import Json, JsonObject, any_text, mapping, text, type_name
from argocli.model.workflow import Node

_INDEX = re.compile(r"\((\d+):")
_LOOP_FIELDS = ("withItems", "withParam", "withSequence")


class LoopError(Exception):
    """A loop that cannot be expanded or aggregated; the text is upstream's."""


@dataclass(frozen=True, slots=True)
class Expanded:
    index: int
    step: JsonObject  # named `x(0:foo)`, without its loop


def is_loop(step: JsonObject) -> bool:
    """Whether a step or task is expanded at all; an empty withItems is as good as none."""
    return bool(step.get("withItems") or step.get("withParam")) or isinstance(step.get("withSequence"), dict)


def expand(step: JsonObject, scope: Scope, *, lenient: bool) -> list[Expanded]:
    """The steps of a loop, empty for an empty list. With `lenient` unknown tags stay. Raises LoopError."""
    items = loop_items(step)
    name = text(step, "name")
    bare = {key: value for key, value in step.items() if key not in _LOOP_FIELDS}
    expanded: list[Expanded] = []
    for index, item in enumerate(items):
        values = item_scope(item)
        known: dict[str, ScopeValue] = {**scope, **values}
        hooks = bare.get("hooks")
        body: JsonObject = {key: value for key, value in bare.items() if key != "hooks"}
        try:
            filled = replace_value(body, known, allow_unresolved=lenient)
            if hooks is not None:
                hooks = replace_value(hooks, values)
        except SubstitutionError as error:
            raise LoopError(str(error)) from error
        assert isinstance(filled, dict)
        if "template" in bare:
            filled["template"] = bare["template"]
        if hooks is not None:
            filled["hooks"] = hooks
        filled["name"] = f"{name}({index}:{describe(item)})"
        expanded.append(Expanded(index, filled))
    return expanded


def loop_items(step: JsonObject) -> Sequence[Json]:
    """The items of a loop. Raises LoopError."""
    given = step.get("withItems")
    if isinstance(given, list) and given:
        return [in_order(item) for item in given]
    parameter = step.get("withParam")
    if isinstance(parameter, str) and parameter:
        return _listed(parameter)
    try:
        return sequence_items(mapping(step, "withSequence"))
    except SequenceError as error:
        raise LoopError(str(error)) from error


def _listed(parameter: str) -> list[Json]:
    try:
        parsed = read_json(parameter)
        if parsed is not None and not isinstance(parsed, list):
            raise ValueError(f"json: cannot unmarshal {type_name(parsed)} into Go value of type []v1alpha1.Item")
    except ValueError as error:
        shown = parameter.strip()
        raise LoopError(f"withParam value could not be parsed as a JSON list: {shown}: {error}") from error
    return parsed or []


def index_of(name: str) -> int:
    """The loop index in a node's name; nested loops count by the last."""
    found = _INDEX.findall(name)
    return int(found[-1]) if found else 0


def aggregate(children: Sequence[Node]) -> dict[str, str]:
    """Outputs of all successful items as JSON lists: `outputs.result`, `outputs.parameters` and one list for each
    parameter. Raises LoopError for a result that is no JSON."""
    counted = [
        child
        for child in sorted(children, key=lambda child: index_of(child["name"]))
        if child["phase"] == phases.SUCCEEDED and not nodes.hooked(child) and not nodes.retried(child)
    ]
    results: list[Json] = []
    together: list[Json] = []
    each: dict[str, list[str]] = {}
    for child in counted:
        outputs = child.get("outputs", {})
        if "result" in outputs:
            results.append(_result(outputs["result"]))
        values: JsonObject = {}
        for parameter in outputs.get("parameters", ()):
            value = any_text(parameter.get("value"))
            if value is not None:
                values[parameter["name"]] = value
                each.setdefault(parameter["name"], []).append(value)
        if values:
            together.append(values)
    scope = {"outputs.result": for_html(as_written(results)), "outputs.parameters": for_html(json_text(together))}
    for name, texts in each.items():
        scope[f"outputs.parameters.{name}"] = for_html(json_text(_structures(texts)))
    return scope


def _result(result: str) -> Json:
    try:
        return read_json(result)
    except ValueError as error:
        raise LoopError(str(error)) from error


def _structures(texts: list[str]) -> list[Json]:
    """Values as structures where every one of them is a list or an object, else all as texts."""
    parsed: list[Json] = []
    for item in texts:
        try:
            value = json.loads(item)
        except ValueError:
            return list(texts)
        if not isinstance(value, list | dict):
            return list(texts)
        parsed.append(value)
    return parsed
