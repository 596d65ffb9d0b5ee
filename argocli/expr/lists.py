"""Builtin functions of the expression language that work with lists and maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cmp_to_key

from argocli.expr.arguments import entries, items, whole_number
from argocli.expr.errors import FunctionError
from argocli.expr.go_values import print_value
from argocli.expr.values import Value, go_type


def same_key(value: Value) -> tuple[str, object]:
    """A key that equal values share: whole numbers and floats of the same size are equal, booleans are no numbers."""
    if isinstance(value, list):
        return "list", tuple(map(same_key, value))
    if isinstance(value, dict):
        return "map", tuple((key, same_key(value[key])) for key in sorted(value))
    return ("bool" if isinstance(value, bool) else "", value)


def distinct(values: Iterable[Value]) -> list[Value]:
    """The values without those that came before."""
    kept: dict[tuple[str, object], Value] = {}
    for value in values:
        kept.setdefault(same_key(value), value)
    return list(kept.values())


def compare(left: Value, right: Value) -> int:
    """The order of two numbers, two texts, two moments or two spans. Raises FunctionError for anything else."""
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return (left > right) - (left < right)
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return (left > right) - (left < right)
    if (
        isinstance(left, int | float)
        and isinstance(right, int | float)
        and not isinstance(left, bool)
        and not isinstance(right, bool)
    ):
        return (left > right) - (left < right)
    raise FunctionError(f"invalid operation: {go_type(left)} < {go_type(right)}")


def ordered(pairs: list[tuple[Value, Value]], direction: Value) -> list[Value]:
    """The second halves in the order of the first. Raises FunctionError."""
    if direction not in ("asc", "desc"):
        raise FunctionError(f"invalid order {print_value(direction)}, expected asc or desc")

    def order(left: tuple[Value, Value], right: tuple[Value, Value]) -> int:
        return compare(left[0], right[0])

    # cmp_to_key sorts stably both ways, which reverse=True also does.
    return [item for _, item in sorted(pairs, key=cmp_to_key(order), reverse=direction == "desc")]


def _sort(value: Value, direction: Value = "asc") -> Value:
    return ordered([(item, item) for item in items(value, "sort")], direction)


def _flatten(value: Value) -> list[Value]:
    flat: list[Value] = []
    for item in items(value, "flatten"):
        if isinstance(item, list):
            flat.extend(_flatten(item))
        else:
            flat.append(item)
    return flat


def _concat(*lists: Value) -> Value:
    if not lists:
        raise FunctionError("invalid number of arguments (expected at least 1, got 0)")
    return [item for part in lists for item in items(part, "concat")]


def _pick(target: Value, key: Value) -> Value:
    if isinstance(target, dict):
        return target.get(key) if isinstance(key, str) else None
    if isinstance(target, list):
        index = key if isinstance(key, int) and not isinstance(key, bool) else len(target)
        return target[index] if -len(target) <= index < len(target) else None
    raise FunctionError(f"type {'unknown' if target is None else go_type(target)} does not support indexing", 0)


def _take(value: Value, count: Value) -> Value:
    found, number = items(value, "take from"), whole_number(count, "take", 1)
    if number < 0:
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    return found[:number]


def _edge(value: Value, index: int, name: str) -> Value:
    found = items(value, f"get {name} element from")
    return found[index] if found else None


def _keys(value: Value) -> Value:
    return list[Value](sorted(entries(value, "get keys from %")))


def _values(value: Value) -> Value:
    found = entries(value, "get values from %")
    return [found[key] for key in sorted(found)]


def _to_pairs(value: Value) -> Value:
    found = entries(value, "transform % to pairs")
    return [[key, found[key]] for key in sorted(found)]


def _from_pairs(value: Value) -> Value:
    result: dict[str, Value] = {}
    for pair in items(value, "create map from"):
        if not isinstance(pair, list) or len(pair) != 2:
            raise FunctionError(f"invalid pair {'length ' if isinstance(pair, list) else ''}{print_value(pair)}")
        result[print_value(pair[0])] = pair[1]
    return result


LISTS: dict[str, Callable[..., Value]] = {  # type: ignore[explicit-any]
    "first": lambda value: _edge(value, 0, "first"),
    "last": lambda value: _edge(value, -1, "last"),
    "take": _take,
    "get": _pick,
    "keys": _keys,
    "values": _values,
    "toPairs": _to_pairs,
    "fromPairs": _from_pairs,
    "concat": _concat,
    "flatten": _flatten,
    "uniq": lambda value: distinct(items(value, "uniq")),
    "reverse": lambda value: items(value, "reverse")[::-1],
    "sort": _sort,
}
