"""Functions of the expression language that take a predicate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from argocli.expr.arguments import truth
from argocli.expr.errors import FunctionError
from argocli.expr.go_texts import utf8
from argocli.expr.lists import ordered
from argocli.expr.numbers import total
from argocli.expr.values import AnyMap, Uint8, Value, go_kind


class Invoke(Protocol):
    """Calls the predicate with an item, its index and, for reduce, the accumulator."""

    def __call__(self, item: Value, index: int, total: Value = None) -> Value: ...


def elements(value: Value) -> list[Value]:
    """What a function with a predicate goes through. Raises FunctionError."""
    match value:
        case list():
            return value
        case str() | bytes():
            return [Uint8(each) for each in (utf8(value) if isinstance(value, str) else value)]
        case dict() | AnyMap():
            if len(value):
                raise FunctionError("reflect: call of reflect.Value.Index on map Value")
            return []
        case _:
            kind = "zero" if value is None else go_kind(value)
            raise FunctionError(f"reflect: call of reflect.Value.Len on {kind} Value")


def _find(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return next((item for index, item in enumerate(items) if truth(invoke(item, index))), None)


def _find_index(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return next((index for index, item in enumerate(items) if truth(invoke(item, index))), None)


def _find_last(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return next((items[index] for index in reversed(range(len(items))) if truth(invoke(items[index], index))), None)


def _find_last_index(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return next((index for index in reversed(range(len(items))) if truth(invoke(items[index], index))), None)


def _sum(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    return total([invoke(item, index) for index, item in enumerate(items)])


def _group_by(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    groups = AnyMap("map[interface {}][]interface {}")
    for index, item in enumerate(items):
        key = invoke(item, index)
        found = groups.get(key)
        if isinstance(found, list):
            found.append(item)
        else:
            groups.put(key, [item])
    return groups


def _sort_by(items: list[Value], invoke: Invoke, extra: list[Value]) -> Value:
    direction = extra[0] if extra else "asc"
    if not isinstance(direction, str):
        raise FunctionError("sortBy order argument must be a string")
    if direction not in ("asc", "desc"):
        raise FunctionError("unknown order, use asc or desc")
    return ordered([(invoke(item, index), item) for index, item in enumerate(items)], direction)


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
    "all": lambda items, invoke, extra: all(truth(invoke(item, index)) for index, item in enumerate(items)),
    "any": lambda items, invoke, extra: any(truth(invoke(item, index)) for index, item in enumerate(items)),
    "none": lambda items, invoke, extra: not any(truth(invoke(item, index)) for index, item in enumerate(items)),
    "one": lambda items, invoke, extra: sum(truth(invoke(item, i)) for i, item in enumerate(items)) == 1,
    "count": lambda items, invoke, extra: sum(truth(invoke(item, index)) for index, item in enumerate(items)),
    "map": lambda items, invoke, extra: [invoke(item, index) for index, item in enumerate(items)],
    "filter": lambda items, invoke, extra: [item for i, item in enumerate(items) if truth(invoke(item, i))],
    "find": _find,
    "findIndex": _find_index,
    "findLast": _find_last,
    "findLastIndex": _find_last_index,
    "sum": _sum,
    "groupBy": _group_by,
    "sortBy": _sort_by,
    "reduce": _reduce,
}
