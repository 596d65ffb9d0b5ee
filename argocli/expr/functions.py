"""The builtin functions of the expression language, and those that Argo adds to it.

Texts are counted in bytes where Go counts bytes. Functions whose result can be much larger than their arguments take
the meter first.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import NamedTuple

from argocli.expr.arguments import text, unfit, whole_number
from argocli.expr.dates import Zones, date, duration, zone_named
from argocli.expr.errors import FunctionError
from argocli.expr.go_texts import SPACE, decode64, lower, split, upper, utf8
from argocli.expr.go_values import print_value
from argocli.expr.json_values import compact_json, parse_json, pretty_json
from argocli.expr.lists import LISTS
from argocli.expr.meter import Meter
from argocli.expr.moments import Moment, Named, Span, Zone
from argocli.expr.numbers import NUMBERS, to_float, to_int
from argocli.expr.syntax import TAKE_PREDICATE
from argocli.expr.values import AnyMap, Texts, Value, Wholes, go_kind, go_type, of_json, to_json

# Plain values in, a plain value out; how many is each function's own affair.
Function = Callable[..., Value]  # type: ignore[explicit-any]


class Builtin(NamedTuple):
    """A function, and whether it takes the meter first."""

    function: Function
    metered: bool


def json_path(meter: Meter, source: Value, path: Value) -> Value:
    """Argo's `jsonpath(text, path)`. Raises FunctionError."""
    # Few expressions need it.
    from argocli.expr.jsonpath import find
    from argocli.expr.jsonpath_steps import JsonPathError

    try:
        return of_json(find(to_json(parse_json(source)), text(path), meter))
    except JsonPathError as error:
        raise FunctionError(str(error)) from error


def _split(value: Value, by: Value, limit: Value = -1) -> Value:
    return Texts(split(text(value), text(by), whole_number(limit)))


def _split_after(value: Value, by: Value, limit: Value = -1) -> Value:
    return Texts(split(text(value), text(by), whole_number(limit), keep=True))


def replaced(meter: Meter, source: str, old: str, new: str, count: int = -1) -> str:
    """The text with `old` replaced. Raises TooMuch."""
    found = source.count(old) if count < 0 else min(count, source.count(old))
    meter.text(len(source) + found * max(0, len(new) - len(old)))
    return source.replace(old, new, count)


def _replace(meter: Meter, value: Value, old: Value, new: Value, count: Value = -1) -> Value:
    limit = whole_number(count)
    return replaced(meter, text(value), text(old), text(new), limit)


def _repeat(meter: Meter, value: Value, count: Value) -> Value:
    source, times = text(value), whole_number(count)
    if times < 0:
        raise FunctionError(f"invalid argument for repeat (expected positive integer, got {times})")
    meter.text(max(times, len(source) * times))
    return source * times


def _join(meter: Meter, value: Value, by: Value = "") -> Value:
    glue = text(by)
    if not isinstance(value, list) or isinstance(value, Wholes):
        shown = "%!s(<nil>)" if value is None else go_type(value)
        raise FunctionError(f"invalid argument for join (type {shown})")
    return joined(meter, glue, [text(part) for part in value])


def joined(meter: Meter, by: str, parts: list[str]) -> str:
    """The parts as one text. Raises TooMuch."""
    meter.text(sum(map(len, parts)) + len(by) * len(parts))
    return by.join(parts)


def _index(value: Value, part: Value, *, last: bool = False) -> Value:
    source, wanted = text(value), text(part)
    found = source.rfind(wanted) if last else source.find(wanted)
    return found if found < 0 or source.isascii() else len(utf8(source[:found]))


def _trim(value: Value, *characters: Value) -> Value:
    return text(value).strip(text(characters[0]) if characters else SPACE)


def _length(value: Value) -> Value:
    if isinstance(value, str | bytes | list | dict | AnyMap):
        return len(value)
    raise unfit(value, "len")


def _type(value: Value) -> Value:
    named = {"float64": "float", "int64": "int", "uint8": "uint", "struct": "time.Time", "slice": "array",
             "invalid": "nil", "ptr": "unknown"}  # fmt: skip
    if isinstance(value, Moment | Span | Named):
        return go_type(value)
    return named.get(go_kind(value), go_kind(value))


def clocked(now: Moment | None, zones: Zones) -> dict[str, Function]:
    """The functions that need to be told the time or the time zones."""
    found: dict[str, Function] = {
        "date": lambda *values: date(zones, *values),
        "timezone": lambda name: zone_named(name, zones),
    }
    if now is not None:
        found["now"] = lambda zone=None: Moment(now.nanos, zone.rules if isinstance(zone, Zone) else now.zone)
    return found


BUILTINS: dict[str, Function] = {
    **NUMBERS,
    **LISTS,
    "len": _length,
    "asInt": to_int,
    "asFloat": to_float,
    "string": print_value,
    "type": _type,
    "trim": _trim,
    "trimPrefix": lambda value, part=" ": text(value).removeprefix(text(part)),
    "trimSuffix": lambda value, part=" ": text(value).removesuffix(text(part)),
    "upper": lambda value: upper(text(value)),
    "lower": lambda value: lower(text(value)),
    "split": _split,
    "splitAfter": _split_after,
    "indexOf": _index,
    "lastIndexOf": lambda value, part: _index(value, part, last=True),
    "hasPrefix": lambda value, part: text(value).startswith(text(part)),
    "hasSuffix": lambda value, part: text(value).endswith(text(part)),
    "toJSON": pretty_json,
    "fromJSON": parse_json,
    "toJson": compact_json,
    "toBase64": lambda value: base64.b64encode(utf8(text(value))).decode(),
    "fromBase64": lambda value: decode64(text(value)),
    "duration": duration,
}
METERED_BUILTINS: dict[str, Function] = {"replace": _replace, "repeat": _repeat, "join": _join, "jsonpath": json_path}
BUILTIN_NAMES = frozenset({*BUILTINS, *METERED_BUILTINS, *TAKE_PREDICATE, "now", "date", "timezone"}) - frozenset(
    {"asInt", "asFloat", "toJson", "jsonpath"}
)
# These look at the outside of a value only, however large it is.
CHEAP = frozenset({"len", "get", "first", "last", "type", "take", "default", "ternary", "hasKey", "empty", "coalesce"})
