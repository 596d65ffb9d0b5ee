"""The `sprig` functions that work with lists, maps, defaults and the types of values."""

from __future__ import annotations

from collections.abc import Callable

from argocli.expr.arguments import conversion, text
from argocli.expr.errors import FunctionError
from argocli.expr.functions import Function
from argocli.expr.lists import same_key
from argocli.expr.moments import Named, Span
from argocli.expr.sprig_numbers import to_int
from argocli.expr.sprig_signatures import NO_MAP
from argocli.expr.sprig_texts import text_of
from argocli.expr.values import AnyMap, Texts, Uint8, Value, go_kind, go_type

_NIL = "runtime error: invalid memory address or nil pointer dereference"


def _items(value: Value, complaint: str) -> list[Value]:
    if value is None:
        raise FunctionError(_NIL)
    if isinstance(value, bytes):
        return [Uint8(each) for each in value]
    if not isinstance(value, list):
        raise FunctionError(f"{complaint} {go_kind(value)}")
    return value


def empty(value: Value) -> bool:
    """Nothing, false, zero, an empty text, list or map."""
    match value:
        case None:
            return True
        case bool() | int() | float():
            return not value
        case str() | bytes() | list() | dict() | AnyMap():
            return len(value) == 0
        case Span():
            return value.nanos == 0
        case Named():
            return value.number == 0
        case _:
            return False


def _exact(value: Value) -> tuple[str, object]:
    return same_key(value, exact=True)


def _dict(*values: Value) -> Value:
    return {text_of(values[i]): values[i + 1] if i + 1 < len(values) else "" for i in range(0, len(values), 2)}


def _merged(target: dict[str, Value], source: dict[str, Value], overwrite: bool) -> dict[str, Value]:
    result = dict(target)
    for key, value in source.items():
        known = result.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            result[key] = _merged(known, value, overwrite)
        elif overwrite or (value is not None and (key not in result or empty(known))):
            result[key] = value
    return result


def _merge(*maps: dict[str, Value], overwrite: bool = False) -> Value:
    result: dict[str, Value] = maps[0]
    for part in maps[1:]:
        result = _merged(result, part, overwrite)
    return result


def _dig(*values: Value) -> Value:
    if len(values) < 3:
        raise FunctionError("dig needs at least three arguments")
    *path, fallback, target = values
    if not isinstance(target, dict):
        raise conversion(target, "map[string]interface {}")
    for key in list(map(text, path)):
        if not isinstance(target, dict):
            raise conversion(target, "map[string]interface {}")
        if key not in target:
            return fallback
        target = target[key]
    return target


def _set(target: dict[str, Value], key: str, item: Value) -> Value:
    """A changed copy: nothing that an expression works with changes."""
    if target is NO_MAP:
        raise FunctionError("assignment to entry in nil map")
    return {**target, key: item}


def _slice(value: Value, *bounds: Value) -> Value:
    found = value if isinstance(value, bytes) else _items(value, "list should be type of slice or array but")
    if not found:
        return None
    first = to_int(bounds[0]) if bounds else 0
    last = to_int(bounds[1]) if len(bounds) > 1 else len(found)
    if not 0 <= first <= last <= len(found):
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    return found[first:last]


def _chunk(size: int, value: Value) -> Value:
    found = _items(value, "Cannot chunk type")
    if size < 1:
        if size and (len(found) - 1) // size == -1:
            return []
        raise FunctionError("runtime error: makeslice: len out of range")
    return [found[start : start + size] for start in range(0, len(found), size)]


def _copied(value: Value) -> Value:
    """Nothing that an expression works with changes, so that it can be its own copy."""
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    return value


def _fail(message: str) -> Value:
    raise FunctionError(message)


def _without(value: Value, *unwanted: Value) -> Value:
    gone = {_exact(item) for item in unwanted}
    return [item for item in _items(value, "Cannot find without on type") if _exact(item) not in gone]


def _has(item: Value, value: Value) -> Value:
    if value is None:
        return False
    wanted, kind = _exact(item), go_type(item)
    found = _items(value, "Cannot find has on type")
    return any(_exact(each) == wanted for each in found if go_type(each) == kind)


def _uniq(value: Value) -> Value:
    kept: dict[tuple[str, object], Value] = {}
    for item in _items(value, "Cannot find uniq on type"):
        kept.setdefault(_exact(item), item)
    return list(kept.values())


def _edge(index: int, name: str) -> Callable[[Value], Value]:
    def edge(value: Value) -> Value:
        found = _items(value, f"Cannot find {name} on type")
        return found[index] if found else None

    return edge


def _concat(*lists: Value) -> Value:
    found: list[Value] = []
    for part in lists:
        try:
            found += _items(part, "Cannot concat type")
        except FunctionError as error:
            raise FunctionError(f"{error} as list" if part is not None else str(error)) from error
    return found


def _type_name(value: Value) -> str:
    return "*time.Location" if go_kind(value) == "ptr" else go_type(value)


def _pushed(value: Value, item: Value) -> Value:
    return [*_items(value, "Cannot push on type"), item]


_LISTS: dict[str, Function] = {
    "first": _edge(0, "first"),
    "last": _edge(-1, "last"),
    "rest": lambda value: _items(value, "Cannot find rest on type")[1:],
    "initial": lambda value: _items(value, "Cannot find initial on type")[:-1],
    "append": _pushed,
    "push": _pushed,
    "prepend": lambda value, item: [item, *_items(value, "Cannot prepend on type")],
    "reverse": lambda value: _items(value, "Cannot find reverse on type")[::-1],
    "uniq": _uniq,
    "without": _without,
    "has": _has,
    "compact": lambda value: [item for item in _items(value, "Cannot compact on type") if not empty(item)],
    "slice": _slice,
    "chunk": _chunk,
}
_MAPS: dict[str, Function] = {
    "dict": _dict,
    "get": lambda value, key: value.get(key, ""),
    "set": _set,
    "unset": lambda value, key: {name: item for name, item in value.items() if name != key},
    "hasKey": lambda value, key: key in value,
    "keys": lambda *maps: Texts(key for part in maps for key in sorted(part)),
    "values": lambda value: [value[key] for key in sorted(value)],
    "pick": lambda value, *keys: {key: value[key] for key in keys if key in value},
    "omit": lambda value, *keys: {key: item for key, item in value.items() if key not in keys},
    "pluck": lambda key, *maps: [part[key] for part in maps if key in part],
    "merge": _merge,
    "mustMerge": _merge,
    "mergeOverwrite": lambda *maps: _merge(*maps, overwrite=True),
    "mustMergeOverwrite": lambda *maps: _merge(*maps, overwrite=True),
    "dig": _dig,
}
VALUE_FUNCTIONS: dict[str, Function] = {
    **_LISTS,
    **{"must" + name[0].upper() + name[1:]: function for name, function in _LISTS.items()},
    **_MAPS,
    "list": lambda *values: list(values),
    "tuple": lambda *values: list(values),
    "concat": _concat,
    "deepCopy": _copied,
    "mustDeepCopy": _copied,
    "deepEqual": lambda left, right: _exact(left) == _exact(right),
    # defaults and decisions
    "default": lambda fallback, *given: fallback if not given or empty(given[0]) else given[0],
    "empty": empty,
    "coalesce": lambda *values: next((value for value in values if not empty(value)), None),
    "ternary": lambda yes, no, test: yes if test else no,
    "all": lambda *values: not any(empty(value) for value in values),
    "any": lambda *values: not all(empty(value) for value in values),
    "fail": _fail,
    # types
    "kindOf": go_kind,
    "kindIs": lambda kind, value: kind == go_kind(value),
    "typeOf": _type_name,
    "typeIs": lambda name, value: name == _type_name(value),
    "typeIsLike": lambda name, value: _type_name(value) in (name, "*" + name),
}
