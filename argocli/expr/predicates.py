"""Functions of the expression language that take a predicate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from argocli.expr.errors import FunctionError
from argocli.expr.lists import ordered
from argocli.expr.numbers import total
from argocli.expr.values import Value, go_type


class Invoke(Protocol):
    """Calls the predicate with an item, its index and, for reduce, the accumulator."""

    def __call__(self, item: Value, index: int, total: Value = None) -> Value: ...


def _truth(value: Value) -> bool:
    if not isinstance(value, bool):
        raise FunctionError(f"predicate should return boolean (got {go_type(value)})", 1)
    return value


def _find(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return next((item for index, item in enumerate(items) if _truth(invoke(item, index))), None)


def _find_index(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return next((index for index, item in enumerate(items) if _truth(invoke(item, index))), None)


def _find_last(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return next((items[index] for index in reversed(range(len(items))) if _truth(invoke(items[index], index))), None)


def _find_last_index(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return next((index for index in reversed(range(len(items))) if _truth(invoke(items[index], index))), None)


def _sum(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return total([invoke(item, index) for index, item in enumerate(items)])


def _group_by(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    groups: dict[str, list[Value]] = {}
    for index, item in enumerate(items):
        groups.setdefault(map_key(invoke(item, index)), []).append(item)
    return dict(groups)


def map_key(value: Value) -> str:
    """The name under which a map keeps a value: maps have texts as keys here. Raises FunctionError."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value == value // 1 else str(value)
    raise FunctionError(f"cannot use {go_type(value)} as a key of a map")


def _sort_by(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return ordered([(invoke(item, index), item) for index, item in enumerate(items)], extra[0] if extra else "asc")


def _reduce(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    if extra:
        result, rest, start = extra[0], items, 0
    elif items:
        result, rest, start = items[0], items[1:], 1
    else:
        raise FunctionError("reduce of empty array with no initial value")
    for index, item in enumerate(rest, start):
        result = invoke(item, index, result)
    return result


PREDICATE_FUNCTIONS: dict[str, Callable[[list[Value], Invoke, list[Value]], Value]] = {
    "all": lambda items, invoke, extra: all(_truth(invoke(item, index)) for index, item in enumerate(items)),
    "any": lambda items, invoke, extra: any(_truth(invoke(item, index)) for index, item in enumerate(items)),
    "none": lambda items, invoke, extra: not any(_truth(invoke(item, index)) for index, item in enumerate(items)),
    "one": lambda items, invoke, extra: sum(_truth(invoke(item, i)) for i, item in enumerate(items)) == 1,
    "count": lambda items, invoke, extra: sum(_truth(invoke(item, index)) for index, item in enumerate(items)),
    "map": lambda items, invoke, extra: [invoke(item, index) for index, item in enumerate(items)],
    "filter": lambda items, invoke, extra: [item for i, item in enumerate(items) if _truth(invoke(item, i))],
    "find": _find,
    "findIndex": _find_index,
    "findLast": _find_last,
    "findLastIndex": _find_last_index,
    "sum": _sum,
    "groupBy": _group_by,
    "sortBy": _sort_by,
    "reduce": _reduce,
}
