"""Plain functions of the expression language, and those that Argo adds to it."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable

from argocli.expr.go_values import json_text, print_value
from argocli.expr.jsonpath import JsonPathError, find
from argocli.model.values import Json

# Plain values in, a plain value out; how many is each function's own affair.
Function = Callable[..., object]  # type: ignore[explicit-any]


class FunctionError(Exception):
    """An argument that a function cannot work with."""


def _text(value: Json, name: str = "function") -> str:
    if not isinstance(value, str):
        raise FunctionError(f"invalid argument for {name} (type {type(value).__name__})")
    return value


def _list(value: Json, name: str = "function") -> list[Json]:
    if not isinstance(value, list):
        raise FunctionError(f"invalid argument for {name} (type {type(value).__name__})")
    return value


def to_int(value: Json) -> int:
    """`int(x)`: of a number, or of the text of a whole number."""
    if isinstance(value, bool) or value is None:
        raise FunctionError(f"invalid argument for int (type {type(value).__name__})")
    if isinstance(value, int | float):
        return int(value)
    if isinstance(value, str):
        try:
            return int(value.strip() if value == value.strip() else "?")
        except ValueError:
            raise FunctionError(f'invalid operation: int("{value}")') from None
    raise FunctionError(f"invalid argument for int (type {type(value).__name__})")


def to_float(value: Json) -> float:
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        raise FunctionError(f"invalid argument for float (type {type(value).__name__})")
    try:
        return float(value)
    except ValueError:
        raise FunctionError(f'invalid operation: float("{value}")') from None


def numbers(values: list[Json]) -> list[int | float]:
    flat: list[int | float] = []
    for value in values:
        if isinstance(value, list):
            flat.extend(numbers(value))
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise FunctionError(f"cannot use {print_value(value)} as a number")
        else:
            flat.append(value)
    return flat


def mean(values: list[Json], *, total: bool = False) -> int | float:
    """The mean of numbers, or with `total` their sum."""
    flat = numbers(values)
    if total:
        return sum(flat)
    return sum(flat) / len(flat) if flat else 0.0


def _median(*values: Json) -> Json:
    flat = sorted(numbers(list(values)))
    if not flat:
        return 0.0
    middle = len(flat) // 2
    return float(flat[middle]) if len(flat) % 2 else (flat[middle - 1] + flat[middle]) / 2


def order_key(value: Json) -> tuple[int, float, str]:
    """A key under which mixed values have some order: numbers before strings."""
    if isinstance(value, bool):
        return 0, float(value), ""
    if isinstance(value, int | float):
        return 1, float(value), ""
    return 2, 0.0, value if isinstance(value, str) else json_text(value)


def parse_json(value: Json) -> Json:
    try:
        result: Json = json.loads(_text(value, "fromJSON"))
    except ValueError as error:
        raise FunctionError(f"cannot read JSON: {error}") from error
    return result


def pretty_json(value: Json) -> str:
    """`toJSON(x)` of expr: indented by two blanks, keys in order."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)


def json_path(source: Json, path: Json) -> Json:
    """Argo's `jsonpath(text, path)`: one match alone, several as a list."""
    document = parse_json(source) if isinstance(source, str) else source
    try:
        found = find(document, _text(path, "jsonpath"))
    except JsonPathError as error:
        raise FunctionError(str(error)) from error
    return found[0] if len(found) == 1 else list(found)


def _split(value: Json, separator: Json, limit: Json = -1, *, keep: bool = False) -> Json:
    source, by = _text(value, "split"), _text(separator, "split")
    count = limit if isinstance(limit, int) else -1
    if not by:
        parts = list(source)
    elif count < 0:
        parts = source.split(by)
    elif count == 0:
        return []
    else:
        parts = source.split(by, count - 1)
    if keep:
        parts = [part + by for part in parts[:-1]] + parts[-1:]
    return list(parts)


def _replace(value: Json, old: Json, new: Json, count: Json = -1) -> Json:
    return _text(value).replace(_text(old), _text(new), count if isinstance(count, int) else -1)


def _index(value: Json, part: Json, *, last: bool = False) -> Json:
    return _text(value).rfind(_text(part)) if last else _text(value).find(_text(part))


def _flatten(value: Json) -> Json:
    flat: list[Json] = []
    for item in _list(value, "flatten"):
        if isinstance(item, list):
            inner = _flatten(item)
            assert isinstance(inner, list)
            flat.extend(inner)
        else:
            flat.append(item)
    return flat


def _unique(value: Json) -> Json:
    kept: list[Json] = []
    for item in _list(value, "uniq"):
        if item not in kept:
            kept.append(item)
    return kept


def _concat(*lists: Json) -> Json:
    return [item for part in lists for item in _list(part, "concat")]


def _length(value: Json) -> Json:
    if isinstance(value, str | list | dict):
        return len(value)
    raise FunctionError(f"invalid argument for len (type {'nil' if value is None else type(value).__name__})")


def _edge(value: Json, index: int) -> Json:
    items = _list(value, "first")
    return items[index] if items else None


def _from_pairs(value: Json) -> Json:
    return {str(_list(pair)[0]): _list(pair)[1] for pair in _list(value, "fromPairs")}


def _sort(value: Json, direction: Json = "asc") -> Json:
    return sorted(_list(value, "sort"), key=order_key, reverse=direction == "desc")


def _type(value: Json) -> Json:
    if value is None:
        return "nil"
    return {bool: "bool", int: "int", float: "float", str: "string", list: "array", dict: "map"}[type(value)]


def _decode64(value: Json) -> Json:
    try:
        return base64.b64decode(_text(value, "fromBase64"), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise FunctionError(f"illegal base64 data: {error}") from error


def _trim(value: Json, characters: Json = None) -> Json:
    return _text(value, "trim").strip(characters if isinstance(characters, str) else None)


def _round(value: Json) -> Json:
    number = to_float(value)
    return float(math.floor(abs(number) + 0.5)) * (1 if number >= 0 else -1)


def _absolute(value: Json) -> Json:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FunctionError(f"invalid argument for abs (type {type(value).__name__})")
    return abs(value)


def _pick(target: Json, key: Json) -> Json:
    if isinstance(target, dict):
        return target.get(str(key))
    if isinstance(target, list) and isinstance(key, int) and -len(target) <= key < len(target):
        return target[key]
    return None


def to_string(value: Json) -> str:
    return print_value(value) if not isinstance(value, float) else json_text(value)


def _keys(value: Json) -> Json:
    names: list[Json] = []
    names.extend(sorted(value) if isinstance(value, dict) else ())
    return names


def _values(value: Json) -> Json:
    return [value[key] for key in sorted(value)] if isinstance(value, dict) else []


BUILTINS: dict[str, Function] = {
    "len": _length,
    "int": to_int,
    "asInt": to_int,
    "float": to_float,
    "asFloat": to_float,
    "string": to_string,
    "type": _type,
    "abs": _absolute,
    "ceil": lambda value: float(math.ceil(to_float(value))),
    "floor": lambda value: float(math.floor(to_float(value))),
    "round": _round,
    "max": lambda *values: max(numbers(list(values))),
    "min": lambda *values: min(numbers(list(values))),
    "mean": lambda *values: mean(list(values)),
    "median": _median,
    "trim": _trim,
    "trimPrefix": lambda value, part=" ": _text(value).removeprefix(_text(part)),
    "trimSuffix": lambda value, part=" ": _text(value).removesuffix(_text(part)),
    "upper": lambda value: _text(value, "upper").upper(),
    "lower": lambda value: _text(value, "lower").lower(),
    "split": _split,
    "splitAfter": lambda value, by, limit=-1: _split(value, by, limit, keep=True),
    "join": lambda value, by="": _text(by).join(_text(item, "join") for item in _list(value, "join")),
    "replace": _replace,
    "repeat": lambda value, count: _text(value) * min(to_int(count), 1_000_000 // max(1, len(_text(value)))),
    "indexOf": _index,
    "lastIndexOf": lambda value, part: _index(value, part, last=True),
    "hasPrefix": lambda value, part: _text(value).startswith(_text(part)),
    "hasSuffix": lambda value, part: _text(value).endswith(_text(part)),
    "toJSON": pretty_json,
    "fromJSON": parse_json,
    "toJson": json_text,
    "toBase64": lambda value: base64.b64encode(_text(value).encode()).decode(),
    "fromBase64": _decode64,
    "jsonpath": json_path,
    "first": lambda value: _edge(value, 0),
    "last": lambda value: _edge(value, -1),
    "take": lambda value, count: _list(value, "take")[: max(0, to_int(count))],
    "get": _pick,
    "keys": _keys,
    "values": _values,
    "toPairs": lambda value: [[key, value[key]] for key in sorted(value)],
    "fromPairs": _from_pairs,
    "concat": _concat,
    "flatten": _flatten,
    "uniq": _unique,
    "reverse": lambda value: list(reversed(_list(value, "reverse"))),
    "sort": _sort,
    "bitand": lambda a, b: to_int(a) & to_int(b),
    "bitor": lambda a, b: to_int(a) | to_int(b),
    "bitxor": lambda a, b: to_int(a) ^ to_int(b),
    "bitnot": lambda a: ~to_int(a),
    "bitshl": lambda a, b: to_int(a) << min(to_int(b), 63),
    "bitshr": lambda a, b: to_int(a) >> min(to_int(b), 63),
}
