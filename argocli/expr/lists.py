"""Builtin functions of the expression language that work with lists and maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cmp_to_key

from argocli.expr.arguments import entries, items, whole_number
from argocli.expr.errors import FunctionError
from argocli.expr.go_texts import utf8
from argocli.expr.go_values import print_value
from argocli.expr.moments import Moment, Span
from argocli.expr.values import AnyMap, Uint8, Value, go_kind, go_type

_MAX_DEPTH = 300


def same_key(value: Value, *, exact: bool = False) -> tuple[str, object]:
    """A key that equal values share: numbers of the same size are equal whatever their type, unless `exact`.

    What is in a map is always compared exactly.
    """
    match value:
        case list():
            return go_type(value) if exact else "list", tuple(same_key(item, exact=exact) for item in value)
        case dict():
            return "map", tuple((key, same_key(value[key], exact=True)) for key in sorted(value))
        case AnyMap():
            return value.type_name, tuple(
                (same_key(key, exact=True), same_key(item, exact=True)) for key, item in value.items()
            )
        case Moment() if not exact:
            return "moment", value.nanos
        case bool() | bytes() | str() | None:
            return go_type(value), value
        case int() | float() if not exact:
            return "number", value
        case _:
            return go_type(value), value


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
    if isinstance(left, Moment | Span) and type(left) is type(right) and isinstance(right, Moment | Span):
        return (left.nanos > right.nanos) - (left.nanos < right.nanos)
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

    kinds = {type(key) for key, _ in pairs}
    # What Python orders as Go does needs no comparing by hand; both ways of sorting are stable.
    falling = direction == "desc"
    if kinds <= {int, float}:
        found = sorted(pairs, key=_number, reverse=falling)
    elif kinds == {str}:
        found = sorted(pairs, key=_text, reverse=falling)
    else:
        found = sorted(pairs, key=cmp_to_key(order), reverse=falling)
    return [item for _, item in found]


def _number(pair: tuple[Value, Value]) -> int | float:
    return pair[0] if isinstance(pair[0], int | float) else 0


def _text(pair: tuple[Value, Value]) -> str:
    return pair[0] if isinstance(pair[0], str) else ""


def _sort(value: Value, direction: Value = "asc") -> Value:
    if not isinstance(direction, str):
        raise FunctionError(f"sort order argument must be a string (got {go_type(direction)})")
    return ordered([(item, item) for item in value] if isinstance(value, list) else [], direction)


def _flatten(value: Value, depth: int = 0) -> list[Value]:
    if depth > _MAX_DEPTH:
        raise FunctionError("recursion depth exceeded")
    flat: list[Value] = []
    for item in items(value, "flatten %"):
        if isinstance(item, list | bytes):
            flat.extend(_flatten(item, depth + 1))
        else:
            flat.append(item)
    return flat


def _concat(*lists: Value) -> Value:
    return [item for part in lists for item in items(part, "concat %")]


def _pick(target: Value, key: Value) -> Value:
    """`get(x, key)`: nothing where there is no such element."""
    match target:
        case dict():
            if not isinstance(key, str | None):
                shown = f"value of type {go_type(key)} is not assignable to type string"
                raise FunctionError(f"reflect.Value.MapIndex: {shown}")
            return target.get(key or "")
        case AnyMap():
            return target.get(key)
        case list() | str() | bytes():
            index = whole_number(key)
            counted = utf8(target) if isinstance(target, str) else target
            found = counted[index] if -len(counted) <= index < len(counted) else None
            return Uint8(found) if isinstance(counted, bytes) and isinstance(found, int) else found
        case _:
            return None


def _take(value: Value, count: Value) -> Value:
    found = items(value, "take from %")
    if isinstance(count, bool) or not isinstance(count, int):
        raise FunctionError(f"cannot take {go_kind(count)} elements")
    if count < 0:
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    return found[:count]


def _edge(value: Value, index: int) -> Value:
    found = utf8(value) if isinstance(value, str) else value
    if isinstance(found, bytes):
        return Uint8(found[index]) if found else None
    return found[index] if isinstance(found, list) and found else None


def _from_pairs(value: Value) -> Value:
    result = AnyMap()
    for pair in items(value, "transform % from pairs"):
        if not isinstance(pair, list | bytes):
            raise FunctionError(f"invalid pair {print_value(pair)}")
        if len(pair) != 2:
            raise FunctionError(f"invalid pair length {print_value(pair)}")
        result.put(pair[0], pair[1])
    return result


LISTS: dict[str, Callable[..., Value]] = {  # type: ignore[explicit-any]
    "first": lambda value: _edge(value, 0),
    "last": lambda value: _edge(value, -1),
    "take": _take,
    "get": _pick,
    "keys": lambda value: [key for key, _ in entries(value, "get keys from %")],
    "values": lambda value: [item for _, item in entries(value, "get values from %")],
    "toPairs": lambda value: [[key, item] for key, item in entries(value, "transform % to pairs")],
    "fromPairs": _from_pairs,
    "concat": _concat,
    "flatten": _flatten,
    "uniq": lambda value: distinct(items(value, "uniq %")),
    "reverse": lambda value: items(value, "reverse %")[::-1],
    "sort": _sort,
}
