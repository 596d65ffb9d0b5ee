"""Changes of one place in a value: what an edit has to do to a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from argocli.model.values import Json, JsonObject

Path = Sequence[str | int]
Change = Callable[[Json], Json]


def at(value: Json, path: Path) -> Json:
    """The value at a path; None where nothing is."""
    for part in path:
        if isinstance(value, dict):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def changed(value: Json, path: Path, change: Change) -> Json:
    """The same with what stands at the path put through `change`; other places are shared."""
    if not path:
        return change(value)
    part, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {key: changed(one, rest, change) if key == part else one for key, one in value.items()}
    if isinstance(value, list):
        return [changed(one, rest, change) if index == part else one for index, one in enumerate(value)]
    return value


def put(path: Path, new: Json) -> Change:
    """Another value at the path."""
    return lambda value: changed(value, path, lambda _: new)


def with_key(path: Path, new: str, change: Change = lambda one: one) -> Change:
    """The last key of the path called otherwise, in its old place."""

    def renamed(owner: Json) -> Json:
        assert isinstance(owner, dict)
        result: JsonObject = {}
        for key, one in owner.items():
            if key == path[-1]:
                result[new] = change(one)
            else:
                result[key] = one
        return result

    return lambda value: changed(value, path[:-1], renamed)


def without(path: Path) -> Change:
    """The last key of the path gone."""

    def shortened(owner: Json) -> Json:
        assert isinstance(owner, dict)
        return {key: one for key, one in owner.items() if key != path[-1]}

    return lambda value: changed(value, path[:-1], shortened)
