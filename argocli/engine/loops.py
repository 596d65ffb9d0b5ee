"""Loops: a step or task with withItems, withParam or withSequence becomes several; their outputs become lists."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from argocli.engine import nodes
from argocli.expr.go_values import json_text, print_value
from argocli.expr.scope import Scope, ScopeValue
from argocli.expr.tags import SubstitutionError, replace_value
from argocli.model import phases
from argocli.model.values import Json, JsonObject, any_text, mapping, text
from argocli.model.workflow import Node

_MAX_ITEMS = 100_000
_INDEX = re.compile(r"\((\d+):")
_FORMAT = re.compile(r"%([-+ 0#]*)(\d*)([dixXobv])")


class LoopError(Exception):
    """A loop that cannot be expanded or aggregated; the text is upstream's."""


@dataclass(frozen=True, slots=True)
class Expanded:
    index: int
    step: JsonObject  # named `x(0:foo)`, without its loop


def expand(step: JsonObject, scope: Scope, *, lenient: bool) -> list[Expanded]:
    """The steps of a loop, empty for an empty list. With `lenient` unknown tags stay. Raises LoopError."""
    items = loop_items(step)
    name = text(step, "name")
    bare = {key: value for key, value in step.items() if key not in ("withItems", "withParam", "withSequence")}
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


def loop_items(step: JsonObject) -> list[Json]:
    """The items of a loop. Raises LoopError."""
    given = step.get("withItems")
    if isinstance(given, list):
        return given
    parameter = step.get("withParam")
    if isinstance(parameter, str) and parameter:
        try:
            parsed = json.loads(parameter)
        except ValueError as error:
            raise LoopError(f"withParam value could not be parsed as a JSON list: {parameter}: {error}") from error
        if not isinstance(parsed, list):
            raise LoopError(
                f"withParam value could not be parsed as a JSON list: {parameter}: json: cannot unmarshal "
                f"{_go_kind(parsed)} into Go value of type []v1alpha1.Item"
            )
        return parsed
    return sequence_items(mapping(step, "withSequence"))


def sequence_items(sequence: JsonObject) -> list[Json]:
    """The texts of a withSequence. Raises LoopError."""
    start = _whole(sequence.get("start"), 0)
    if sequence.get("count") is not None:
        count = _whole(sequence.get("count"), 0)
        if count <= 0:
            return []
        end = start + count - 1
    else:
        end = _whole(sequence.get("end"), 0)
    if abs(end - start) >= _MAX_ITEMS:
        raise LoopError(f"withSequence asks for {abs(end - start) + 1} items, more than {_MAX_ITEMS}")
    numbers = range(start, end + 1) if start <= end else range(start, end - 1, -1)
    form = text(sequence, "format")
    return [_formatted(form, number) if form else str(number) for number in numbers]


def _whole(value: Json, default: int) -> int:
    given = any_text(value)
    if given is None:
        return default
    try:
        return int(given)
    except ValueError:
        raise LoopError(f'strconv.Atoi: parsing "{given}": invalid syntax') from None


def _formatted(form: str, number: int) -> str:
    def one(match: re.Match[str]) -> str:
        flags, width, verb = match.groups()
        return f"%{flags}{width}{'d' if verb in 'iv' else verb}" % number if verb != "b" else format(number, "b")

    return _FORMAT.sub(one, form, count=1).replace("%%", "%")


def _go_kind(value: Json) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, dict) else "null"


def item_scope(item: Json) -> dict[str, ScopeValue]:
    """`item`, and `item.<key>` for maps."""
    scope: dict[str, ScopeValue] = {"item": item if isinstance(item, str) else _item_text(item)}
    if isinstance(item, dict):
        for key, value in item.items():
            scope[f"item.{key}"] = value if isinstance(value, str) else _item_text(value)
    return scope


def _item_text(item: Json) -> str:
    return json_text(item)


def describe(item: Json) -> str:
    """How an item shows in the node's name."""
    if item is None:
        shown = "[]"
    elif isinstance(item, str):
        shown = json.dumps(item, ensure_ascii=False)[1:-1]
    elif isinstance(item, dict):
        shown = ",".join(sorted(f"{key}:{print_value(value)}" for key, value in item.items()))
    elif isinstance(item, list):
        shown = print_value(item)
    else:
        shown = json_text(item)
    return shown.replace("(", "").replace(")", "")


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
    scope = {"outputs.result": json_text(results), "outputs.parameters": json_text(together)}
    for name, texts in each.items():
        scope[f"outputs.parameters.{name}"] = json_text(_structures(texts))
    return scope


def _result(result: str) -> Json:
    try:
        parsed: Json = json.loads(result)
    except ValueError as error:
        raise LoopError(str(error)) from error
    return parsed


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
