"""JSON read and written as Go's encoder does it."""

from __future__ import annotations

import json
import math

from argocli.expr.arguments import text
from argocli.expr.errors import FunctionError
from argocli.expr.go_values import for_html, go_json, json_text
from argocli.expr.json_syntax import json_fault
from argocli.expr.meter import MAX_TEXT
from argocli.expr.values import Value, of_json, to_json
from argocli.model.values import Json


class _TooLarge(ValueError):
    """A number that no float holds."""


def parse_json(value: Value) -> Value:
    """`fromJSON(text)`: numbers become floats, as in Go. Raises FunctionError."""
    source = text(value)
    try:
        result: Json = json.loads(source, parse_int=_number, parse_float=_number, parse_constant=_constant)
    except _TooLarge as error:
        raise FunctionError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise FunctionError(json_fault(source) or f"invalid JSON: {error}") from error
    return of_json(result if source.isascii() and "\\u" not in source else _repaired(result))


def _number(written: str) -> float:
    number = float(written)
    if math.isinf(number):
        raise _TooLarge(f"json: cannot unmarshal number {written} into Go value of type float64")
    return number


def _constant(written: str) -> float:
    raise ValueError(written)


def _repaired(value: Json) -> Json:
    """Halves of surrogate pairs stand for no character: they become the replacement character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_repaired(item) for item in value]
    if isinstance(value, dict):
        return {str(_repaired(key)): _repaired(item) for key, item in value.items()}
    return value


def pretty_json(value: Value) -> str:
    """`toJSON(x)` of expr: indented by two blanks, keys in order. Raises FunctionError."""
    parts: list[str] = []
    _indent(to_json(value), "\n", parts, [0])
    return for_html("".join(parts))


def _indent(value: Json, line: str, parts: list[str], size: list[int]) -> None:
    """Add the lines of a value; each but the first begins with `line`."""
    if not isinstance(value, list | dict) or not value:
        _append(json_text(value), parts, size)
        return
    deeper = line + "  "
    _append("[" if isinstance(value, list) else "{", parts, size)
    for index, item in enumerate(value if isinstance(value, list) else sorted(value)):
        _append(("," if index else "") + deeper, parts, size)
        if isinstance(value, dict):
            _append(json_text(item) + ": ", parts, size)
            _indent(value[str(item)], deeper, parts, size)
        else:
            _indent(item, deeper, parts, size)
    _append(line + ("]" if isinstance(value, list) else "}"), parts, size)


def _append(part: str, parts: list[str], size: list[int]) -> None:
    size[0] += len(part)
    if size[0] > MAX_TEXT:
        raise FunctionError("memory budget exceeded")
    parts.append(part)


def compact_json(value: Value) -> str:
    """`toJson(x)` of Argo. Raises FunctionError."""
    return go_json(value)


def raw_json(value: Value) -> str:
    """JSON with `<`, `>` and `&` as they are. Raises FunctionError."""
    return json_text(to_json(value))
