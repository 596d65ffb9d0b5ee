"""The builtin functions of the expression language, and those that Argo adds to it.

Texts are counted in bytes where Go counts bytes. Functions whose result can be much larger than their arguments take
the meter first.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable

from argocli.expr.arguments import items, text, unfit, whole_number
from argocli.expr.dates import date, duration
from argocli.expr.errors import FunctionError
from argocli.expr.go_values import for_html, go_json, print_value
from argocli.expr.jsonpath import JsonPathError, find
from argocli.expr.lists import LISTS
from argocli.expr.meter import MAX_TEXT, Meter
from argocli.expr.numbers import NUMBERS, to_float, to_int
from argocli.expr.values import Value, go_type, of_json, to_json
from argocli.model.values import Json

# Plain values in, a plain value out; how many is each function's own affair.
Function = Callable[..., Value]  # type: ignore[explicit-any]


def parse_json(value: Value) -> Value:
    """`fromJSON(text)`: numbers become floats, as in Go. Raises FunctionError."""
    source = text(value, "fromJSON")
    try:
        result: Json = json.loads(source, parse_int=_json_number, parse_float=_json_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        detail = "unexpected end of JSON input" if not source.strip() else f"invalid JSON: {error}"
        raise FunctionError(detail) from error
    return of_json(result if source.isascii() and "\\u" not in source else _repaired(result))


def _json_number(written: str) -> float:
    number = float(written)
    if math.isinf(number):
        raise ValueError(f"cannot unmarshal number {written} into Go value of type float64")
    return number


def _no_number(written: str) -> float:
    raise ValueError(f"invalid character '{written[0]}' looking for beginning of value")


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
    _finite(value)
    parts: list[str] = []
    size = 0
    for chunk in json.JSONEncoder(indent=2, sort_keys=True, ensure_ascii=False).iterencode(_whole(to_json(value))):
        size += len(chunk)
        if size > MAX_TEXT:
            raise FunctionError("memory budget exceeded")
        parts.append(chunk)
    return for_html("".join(parts))


def _whole(value: Json) -> Json:
    """Floats without a fraction print as whole numbers."""
    if isinstance(value, float) and value == value // 1 and abs(value) < 1e21:
        return int(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return {key: _whole(item) for key, item in value.items()} if isinstance(value, dict) else value


def compact_json(value: Value) -> str:
    """`toJson(x)` of Argo. Raises FunctionError."""
    _finite(value)
    return go_json(value)


def _finite(value: Value) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise FunctionError(f"json: unsupported value: {print_value(value)}")
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        _finite(item)


def json_path(meter: Meter, source: Value, path: Value) -> Value:
    """Argo's `jsonpath(text, path)`: one match alone, several as a list. Raises FunctionError."""
    document = parse_json(source) if isinstance(source, str) else source
    try:
        found = [of_json(one) for one in find(to_json(document), text(path, "jsonpath", 1), meter)]
    except JsonPathError as error:
        raise FunctionError(str(error)) from error
    return found[0] if len(found) == 1 else found


def to_string(value: Value) -> str:
    """`string(x)`: the text as Go prints a value."""
    return print_value(value)


def split(source: str, by: str, limit: int, keep: bool = False) -> list[Value]:
    """The parts of a text between separators, `limit` of them at most unless negative; `keep` leaves them on."""
    if limit == 0:
        return []
    if not by:
        cut = len(source) if limit < 0 else min(limit - 1, max(0, len(source) - 1))
        return [*source[:cut], *([source[cut:]] if source[cut:] else [])]
    parts = source.split(by) if limit < 0 else source.split(by, limit - 1)
    return [*(part + by for part in parts[:-1]), *parts[-1:]] if keep else [*parts]


def _split(value: Value, by: Value, limit: Value = -1) -> Value:
    return split(text(value, "split"), text(by, "split", 1), whole_number(limit, "split", 2))


def _split_after(value: Value, by: Value, limit: Value = -1) -> Value:
    count = whole_number(limit, "splitAfter", 2)
    return split(text(value, "splitAfter"), text(by, "splitAfter", 1), count, keep=True)


def replaced(meter: Meter, source: str, old: str, new: str, count: int = -1) -> str:
    """The text with `old` replaced. Raises TooMuch."""
    found = source.count(old) if count < 0 else min(count, source.count(old))
    meter.text(len(source) + found * max(0, len(new) - len(old)))
    return source.replace(old, new, count)


def _replace(meter: Meter, value: Value, old: Value, new: Value, count: Value = -1) -> Value:
    limit = whole_number(count, "replace", 3)
    return replaced(meter, text(value, "replace"), text(old, "replace", 1), text(new, "replace", 2), limit)


def _repeat(meter: Meter, value: Value, count: Value) -> Value:
    source, times = text(value, "repeat"), whole_number(count, "repeat", 1)
    if times < 0:
        raise FunctionError(f"invalid argument for repeat (expected positive integer, got {times})")
    meter.text(max(times, len(source) * times))
    return source * times


def _join(meter: Meter, value: Value, by: Value = "") -> Value:
    parts = items(value, "join")
    separator = text(by, "join", 1)
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts):
        wrong = next(part for part in parts if not isinstance(part, str))
        raise FunctionError(f"interface conversion: interface {{}} is {go_type(wrong)}, not string")
    return joined(meter, separator, texts)


def joined(meter: Meter, by: str, parts: list[str]) -> str:
    """The parts as one text. Raises TooMuch."""
    meter.text(sum(map(len, parts)) + len(by) * len(parts))
    return by.join(parts)


def _index(value: Value, part: Value, function: str, *, last: bool = False) -> Value:
    source, wanted = text(value, function), text(part, function, 1)
    found = source.rfind(wanted) if last else source.find(wanted)
    return found if found < 0 or source.isascii() else len(source[:found].encode())


def _decode64(value: Value) -> Value:
    source = text(value, "fromBase64").replace("\n", "").replace("\r", "")
    try:
        return base64.b64decode(source, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise FunctionError(f"illegal base64 data: {error}") from error


def _trim(value: Value, characters: Value = None) -> Value:
    return text(value, "trim").strip(None if characters is None else text(characters, "trim", 1))


def _length(value: Value) -> Value:
    if isinstance(value, str | list | dict):
        return len(value)
    raise FunctionError("invalid argument for len (type %!s(<nil>))") if value is None else unfit(value, "len")


def _type(value: Value) -> Value:
    named = {"<nil>": "nil", "float64": "float", "[]interface {}": "array", "map[string]interface {}": "map"}
    return named.get(go_type(value), go_type(value))


BUILTINS: dict[str, Function] = {
    **NUMBERS,
    **LISTS,
    "len": _length,
    "asInt": to_int,
    "asFloat": to_float,
    "string": to_string,
    "type": _type,
    "trim": _trim,
    "trimPrefix": lambda value, part=" ": text(value, "trimPrefix").removeprefix(text(part, "trimPrefix", 1)),
    "trimSuffix": lambda value, part=" ": text(value, "trimSuffix").removesuffix(text(part, "trimSuffix", 1)),
    "upper": lambda value: text(value, "upper").upper(),
    "lower": lambda value: text(value, "lower").lower(),
    "split": _split,
    "splitAfter": _split_after,
    "indexOf": lambda value, part: _index(value, part, "indexOf"),
    "lastIndexOf": lambda value, part: _index(value, part, "lastIndexOf", last=True),
    "hasPrefix": lambda value, part: text(value, "hasPrefix").startswith(text(part, "hasPrefix", 1)),
    "hasSuffix": lambda value, part: text(value, "hasSuffix").endswith(text(part, "hasSuffix", 1)),
    "toJSON": pretty_json,
    "fromJSON": parse_json,
    "toJson": compact_json,
    "toBase64": lambda value: base64.b64encode(text(value, "toBase64").encode()).decode(),
    "fromBase64": _decode64,
    "date": date,
    "duration": duration,
}
METERED_BUILTINS: dict[str, Function] = {"replace": _replace, "repeat": _repeat, "join": _join, "jsonpath": json_path}
# These look at the outside of a value only, however large it is.
CHEAP = frozenset({"len", "get", "first", "last", "type", "take", "default", "ternary", "hasKey", "empty", "coalesce"})
