"""The `sprig` functions that work with lists, maps, defaults and the types of values."""

from __future__ import annotations

from argocli.expr.arguments import text, whole_number
from argocli.expr.errors import FunctionError
from argocli.expr.functions import Function
from argocli.expr.lists import distinct, same_key
from argocli.expr.values import Value, go_type


def _items(value: Value, function: str) -> list[Value]:
    if not isinstance(value, list):
        raise FunctionError(f"Cannot find {function} on type {_kind(value)}")
    return value


def _map(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise FunctionError(f"reflect: Call using {go_type(value)} as type map[string]interface {{}}")
    return value


def _kind(value: Value) -> str:
    return {"<nil>": "invalid", "[]interface {}": "slice", "map[string]interface {}": "map"}.get(
        go_type(value), go_type(value)
    )


def empty(value: Value) -> bool:
    """Nothing, false, zero, an empty text, list or map."""
    return value is None or value is False or value == 0 or value in ("", [], {})


def _dict(*pairs: Value) -> Value:
    values = list(pairs)
    return {_name(values[i]): values[i + 1] if i + 1 < len(values) else "" for i in range(0, len(values), 2)}


def _name(value: Value) -> str:
    from argocli.expr.go_values import print_value

    return print_value(value)


def _merged(target: dict[str, Value], source: dict[str, Value], overwrite: bool) -> dict[str, Value]:
    result = dict(target)
    for key, value in source.items():
        known = result.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            result[key] = _merged(known, value, overwrite)
        elif empty(known) or (overwrite and not empty(value)):
            result[key] = value
    return result


def _merge(*maps: Value, overwrite: bool = False) -> Value:
    result: dict[str, Value] = {}
    for part in maps:
        result = _merged(result, _map(part), overwrite)
    return result


def _dig(*values: Value) -> Value:
    if len(values) < 3:
        raise FunctionError("dig needs at least three arguments")
    *path, fallback, target = values
    for key in path:
        if not isinstance(target, dict) or text(key, "dig") not in target:
            return fallback
        target = target[text(key, "dig")]
    return target


def _slice(value: Value, start: Value = 0, end: Value = None) -> Value:
    found = _items(value, "slice")
    first = whole_number(start, "slice", 1)
    last = len(found) if end is None else whole_number(end, "slice", 2)
    if not 0 <= first <= last <= len(found):
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    return found[first:last]


def _chunk(size: Value, value: Value) -> Value:
    found, step = _items(value, "chunk"), whole_number(size, "chunk")
    if step < 1:
        raise FunctionError("runtime error: integer divide by zero")
    return [found[start : start + step] for start in range(0, len(found), step)]


def _ternary(yes: Value, no: Value, test: Value) -> Value:
    if test is not None and not isinstance(test, bool):
        raise FunctionError(f"reflect: Call using {go_type(test)} as type bool")
    return yes if test else no


def _fail(message: Value) -> Value:
    raise FunctionError(text(message, "fail"))


def _without(value: Value, *unwanted: Value) -> Value:
    gone = {same_key(item) for item in unwanted}
    return [item for item in _items(value, "without") if same_key(item) not in gone]


def _pluck(key: Value, *maps: Value) -> Value:
    return [_map(part)[text(key, "pluck")] for part in maps if text(key, "pluck") in _map(part)]


def _edge(value: Value, index: int, function: str) -> Value:
    found = _items(value, function)
    return found[index] if found else None


def _concat(*lists: Value) -> Value:
    return [item for part in lists for item in _items(part, "concat")]


def _exact(value: Value) -> tuple[str, object]:
    return go_type(value), same_key(value)


_LISTS: dict[str, Function] = {
    "first": lambda value: _edge(value, 0, "first"),
    "last": lambda value: _edge(value, -1, "last"),
    "rest": lambda value: _items(value, "rest")[1:],
    "initial": lambda value: _items(value, "initial")[:-1],
    "append": lambda value, item: [*_items(value, "push"), item],
    "push": lambda value, item: [*_items(value, "push"), item],
    "prepend": lambda value, item: [item, *_items(value, "prepend")],
    "reverse": lambda value: _items(value, "reverse")[::-1],
    "uniq": lambda value: distinct(_items(value, "uniq")),
    "without": _without,
    "has": lambda item, value: value is not None and same_key(item) in map(same_key, _items(value, "has")),
    "compact": lambda value: [item for item in _items(value, "compact") if not empty(item)],
    "slice": _slice,
    "chunk": _chunk,
}
VALUES: dict[str, Function] = {
    **_LISTS,
    **{"must" + name[0].upper() + name[1:]: function for name, function in _LISTS.items()},
    "list": lambda *values: list(values),
    "tuple": lambda *values: list(values),
    "concat": _concat,
    # maps
    "dict": _dict,
    "get": lambda value, key: _map(value).get(text(key, "get", 1), ""),
    "set": lambda value, key, item: {**_map(value), text(key, "set", 1): item},
    "unset": lambda value, key: {name: item for name, item in _map(value).items() if name != key},
    "hasKey": lambda value, key: text(key, "hasKey", 1) in _map(value),
    "keys": lambda *maps: [key for part in maps for key in sorted(_map(part))],
    "values": lambda value: [_map(value)[key] for key in sorted(_map(value))],
    "pick": lambda value, *keys: {key: item for key, item in _map(value).items() if key in keys},
    "omit": lambda value, *keys: {key: item for key, item in _map(value).items() if key not in keys},
    "pluck": _pluck,
    "merge": _merge,
    "mustMerge": _merge,
    "mergeOverwrite": lambda *maps: _merge(*maps, overwrite=True),
    "mustMergeOverwrite": lambda *maps: _merge(*maps, overwrite=True),
    "dig": _dig,
    "deepCopy": lambda value: value,
    "mustDeepCopy": lambda value: value,
    "deepEqual": lambda left, right: _exact(left) == _exact(right),
    # defaults and decisions
    "default": lambda fallback, value=None: fallback if empty(value) else value,
    "empty": empty,
    "coalesce": lambda *values: next((value for value in values if not empty(value)), None),
    "ternary": _ternary,
    "all": lambda *values: not any(empty(value) for value in values),
    "any": lambda *values: not all(empty(value) for value in values),
    "fail": _fail,
    # types
    "kindOf": _kind,
    "kindIs": lambda kind, value: kind == _kind(value),
    "typeOf": go_type,
    "typeIs": lambda name, value: name == go_type(value),
    "typeIsLike": lambda name, value: name in (go_type(value), "*" + go_type(value)),
}
