"""Functions of the expression language that take a predicate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from argocli.expr.functions import FunctionError, mean, order_key
from argocli.model.values import Json


class Invoke(Protocol):
    """Calls the predicate with an item, its index and, for reduce, the accumulator."""

    def __call__(self, item: Json, index: int, total: Json = None) -> Json: ...


def _truth(value: Json) -> bool:
    if not isinstance(value, bool):
        raise FunctionError("predicate should return boolean")
    return value


def _find(items: list[Json], invoke: Invoke, extra: list[Json]) -> Json:
    return next((item for index, item in enumerate(items) if _truth(invoke(item, index))), None)


def _find_index(items: list[Json], invoke: Invoke, extra: list[Json]) -> Json:
    return next((index for index, item in enumerate(items) if _truth(invoke(item, index))), None)


def _find_last(items: list[Json], invoke: Invoke, extra: list[Json]) -> Json:
    return next((items[index] for index in reversed(range(len(items))) if _truth(invoke(items[index], index))), None)


def _find_last_index(items: list[Json], invoke: Invoke, extra: list[Json]) -> Json:
    return next((index for index in reversed(range(len(items))) if _truth(invoke(items[index], index))), None)


def _sum(items: list[Json], invoke: Invoke, extra: list[Json]) -> Json:
    values = [invoke(item, index) for index, item in enumerate(items)]
    return mean(values, total=True)


def _group_by(items: list[Json], invoke: Invoke, extra: list[Json]) -> Json:
    groups: dict[str, Json] = {}
    for index, item in enumerate(items):
        key = invoke(item, index)
        group = groups.setdefault(key if isinstance(key, str) else str(key), [])
        assert isinstance(group, list)
        group.append(item)
    return groups


def _sort_by(items: list[Json], invoke: Invoke, extra: list[Json]) -> Json:
    keyed = [(order_key(invoke(item, index)), item) for index, item in enumerate(items)]
    descending = bool(extra) and extra[0] == "desc"
    return [item for _, item in sorted(keyed, key=lambda pair: pair[0], reverse=descending)]


def _reduce(items: list[Json], invoke: Invoke, extra: list[Json]) -> Json:
    if extra:
        total, rest, start = extra[0], items, 0
    elif items:
        total, rest, start = items[0], items[1:], 1
    else:
        raise FunctionError("reduce of empty array with no initial value")
    for index, item in enumerate(rest, start):
        total = invoke(item, index, total)
    return total


PREDICATE_FUNCTIONS: dict[str, Callable[[list[Json], Invoke, list[Json]], Json]] = {
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
