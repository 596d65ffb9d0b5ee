"""The items of a loop as text: in arguments, in variables and in names of nodes.

Items keep the form they were written in: numbers digit by digit, keys in their order.
"""

from __future__ import annotations

import json

from argocli.expr.go_values import for_html, json_text
from argocli.expr.json_syntax import json_fault
from argocli.expr.scope import ScopeValue
from argocli.model.values import Json


class WrittenNumber(float):
    """A number that remembers how it was written."""

    written: str

    def __new__(cls, written: str) -> WrittenNumber:
        number = super().__new__(cls, written)
        number.written = written
        return number


def read_json(text: str) -> Json:
    """The value of a JSON text. Raises ValueError with Go's words."""
    fault = json_fault(text)
    if fault:
        raise ValueError(fault)
    try:
        value: Json = json.loads(text, parse_float=WrittenNumber)
    except RecursionError as error:
        raise ValueError("exceeded max depth") from error
    return value


def as_written(value: Json) -> str:
    """Compact JSON that keeps the order of keys and the form of numbers."""
    if isinstance(value, WrittenNumber):
        return value.written
    if isinstance(value, list):
        return "[" + ",".join(as_written(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json_text(key)}:{as_written(item)}" for key, item in value.items()) + "}"
    return json_text(value)


def in_order(value: Json) -> Json:
    """The value with all keys sorted, as an object's own fields are once it has been stored."""
    if isinstance(value, list):
        return [in_order(item) for item in value]
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value)}
    return value


def item_scope(item: Json) -> dict[str, ScopeValue]:
    """`item`, and `item.<key>` for maps."""
    if isinstance(item, str):
        return {"item": item}
    if isinstance(item, dict):
        fields: dict[str, ScopeValue] = {f"item.{key}": _bare(value) for key, value in item.items()}
        return {"item": for_html(as_written({key: item[key] for key in sorted(item)})), **fields}
    return {"item": for_html(as_written(item))}


def describe(item: Json) -> str:
    """How an item shows in the node's name."""
    if item is None:
        shown = "[]"
    elif isinstance(item, dict):
        shown = ",".join(sorted(f"{key}:{_bare(value)}" for key, value in item.items()))
    elif isinstance(item, list):
        shown = "[" + " ".join(_bare(value) for value in item) + "]"
    else:
        shown = _bare(item)
    return shown.replace("(", "").replace(")", "")


def _bare(value: Json) -> str:
    """JSON text; of a string what stands between its quotes, escapes and all."""
    written = as_written(value)
    return written[1:-1] if isinstance(value, str) else written
