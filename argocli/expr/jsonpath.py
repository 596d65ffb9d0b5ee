"""What a JSONPath leads to in a document, as Argo's `jsonpath()` gives it.

A path that can lead to one place only gives what is there, and fails where nothing is; one that can lead to several
gives a list, without those from which the rest of the path leads nowhere.
"""

from __future__ import annotations

from argocli.expr.jsonpath_filter import Filtering
from argocli.expr.jsonpath_steps import (
    Deep,
    Every,
    Filter,
    Index,
    JsonPathError,
    Key,
    Range,
    Script,
    Step,
    Union,
    read_path,
)
from argocli.expr.meter import Meter
from argocli.model.values import Json

_LISTS = "array slice"
_MAX_DEPTH = 200


def find(document: Json, path: str, meter: Meter) -> Json:
    """What `path` leads to. Raises JsonPathError, and TooMuch where it leads to too much."""
    try:
        steps, _ = read_path(path)
        return Walk(document, meter).follow(document, steps)
    except JsonPathError as error:
        raise JsonPathError(f"invalid JSONPath selector '{path}' {error}") from error
    except RecursionError as error:
        raise JsonPathError(f"invalid JSONPath selector '{path}' is nested too deeply") from error


class Walk:
    """One document, and how much work is left."""

    def __init__(self, root: Json, meter: Meter) -> None:
        self.root = root
        self.meter = meter

    def follow(self, current: Json, steps: tuple[Step, ...]) -> Json:
        """The value at the end of the steps. Raises JsonPathError where there is none."""
        self.meter.spend(2)
        if not steps:
            return current
        step, rest = steps[0], steps[1:]
        match step:
            case Key():
                return self.follow(self.child(current, step.name), rest)
            case Index():
                return self.follow(self.element(current, step.number), rest)
            case Script():
                worked_out = Filtering(self, current).value(step.text)
                return self.follow(self.chosen(current, worked_out), rest)
            case Deep():
                return self.deep(current, rest)
            case _:
                return self.each(self.several(current, step), rest)

    def each(self, values: list[Json], rest: tuple[Step, ...]) -> Json:
        """What the rest of the path leads to from every value from which it leads anywhere."""
        found: list[Json] = []
        for value in values:
            try:
                found.append(self.follow(value, rest))
            except JsonPathError:
                continue
        return found

    def child(self, current: Json, name: str) -> Json:
        if isinstance(current, dict) and name in current:
            return current[name]
        if name == "length" and isinstance(current, list | dict | str):
            return float(len(current))
        if isinstance(current, dict):
            raise JsonPathError(f"key: invalid token key '{name}' not found")
        raise JsonPathError(f"key: invalid token target. expected [map] got [{_kind(current)}]")

    def element(self, current: Json, index: int) -> Json:
        if not isinstance(current, list):
            raise JsonPathError(f"index: invalid token target. expected [{_LISTS}] got [{_kind(current)}]")
        if not -len(current) <= index < len(current):
            raise JsonPathError("index: invalid token out of range")
        return current[index]

    def chosen(self, current: Json, key: Json) -> Json:
        """The element that a script names."""
        if isinstance(key, str):
            return self.child(current, key)
        if isinstance(key, float | int) and not isinstance(key, bool) and key == int(key):
            return self.element(current, int(key))
        raise JsonPathError(f"unexpected expression result. expected [int string] got [{_kind(key)}]")

    def several(self, current: Json, step: Step) -> list[Json]:
        """The elements that a step which can lead to several places leads to."""
        match step:
            case Every():
                return self.elements(current, "wildcard")
            case Filter():
                return self.filtered(current, step.text)
            case Range():
                return self.ranged(current, step)
            case Union():
                found: list[Json] = []
                for part in step.parts:
                    try:
                        found.append(self.follow(current, (part,)))
                    except JsonPathError:
                        continue
                return found
            case _:
                return [self.follow(current, (step,))]

    def elements(self, current: Json, step: str) -> list[Json]:
        if isinstance(current, dict):
            self.meter.spend(len(current))
            return [current[key] for key in sorted(current)]
        if isinstance(current, list):
            self.meter.spend(len(current))
            return current
        raise JsonPathError(
            f"{step}: invalid token target. expected [{_LISTS.split()[0]} map slice] got [{_kind(current)}]"
        )

    def filtered(self, current: Json, condition: str) -> list[Json]:
        return [each for each in self.elements(current, "filter") if Filtering(self, each).holds(condition)]

    def ranged(self, current: Json, step: Range) -> list[Json]:
        if not isinstance(current, list):
            raise JsonPathError(f"range: invalid token target. expected [{_LISTS}] got [{_kind(current)}]")
        numbers = [self.bound(current, bound) for bound in (*step.bounds, None, None)[:3]]
        start, end, by = numbers
        if by == 0:
            raise JsonPathError("range: invalid token out of range")
        self.meter.spend(len(current))
        found = current[start:end]
        return found[::by] if by is None or by > 0 else found[::-1][::-by]

    def bound(self, current: Json, bound: int | Script | None) -> int | None:
        if not isinstance(bound, Script):
            return bound
        found = Filtering(self, current).value(bound.text)
        if isinstance(found, bool) or not isinstance(found, int | float) or found != int(found):
            raise JsonPathError(f"unexpected expression result. expected [int] got [{_kind(found)}]")
        return int(found)

    def deep(self, current: Json, steps: tuple[Step, ...]) -> Json:
        """The next step from here and from everything in here; without one, everything itself."""
        nodes: list[Json] = []
        self._gather(current, nodes, 0)
        if not steps:
            return nodes
        values: list[Json] = []
        for node in nodes:
            try:
                values.extend(self.several(node, steps[0]))
            except JsonPathError:
                continue
        return self.each(values, steps[1:])

    def _gather(self, current: Json, nodes: list[Json], depth: int) -> None:
        self.meter.spend(4)
        if depth > _MAX_DEPTH:
            raise JsonPathError("document is nested too deeply")
        nodes.append(current)
        if isinstance(current, list | dict):
            for each in self.elements(current, "recursive"):
                self._gather(each, nodes, depth + 1)


def _kind(value: Json) -> str:
    match value:
        case None:
            return "nil"
        case bool():
            return "bool"
        case int() | float():
            return "float64"
        case str():
            return "string"
        case list():
            return "slice"
        case _:
            return "map"
