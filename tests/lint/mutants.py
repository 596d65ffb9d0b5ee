"""Documents of every kind, made from the table of types, and mutants of them and of whole manifests."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from argocli.lint.walker import kinds, types

Path = tuple[str | int, ...]

# What may stand in a field by mistake. None of it is beyond a JSON Schema: see test_schema_parity for what is.
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 255, 256, 0.5, -0.25, 1e-7, 1e21, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1,
    2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64 - 1, 2**64, 10**20,
    "", " ", "x", "1", "1.5", "true", "null", "~", "{{x}}", "{{=1}}", "\u0661", "x" * 300, "é\U0001f600",
    "100m", "1Gi", "1K", "1k", ".5", "5.", "+", "-", ".", "M", "1e3", "1E3", "1e", "1e1.5", "1E", "1e-3", "1e+3",
    " 1 ", "\u30001\xa0", "\t1", "1\n", "1 Gi", "1gi", "--1", "1.2.3", "0x10", "\u0661Gi", "1Gi\n",
    "2026-01-02T15:04:05Z", "2026-01-02T5:04:05Z", "2026-01-02T15:04:05,25+01:30", "2026-01-02T15:04:05.999-24:60",
    "2026-01-02t15:04:05z", "2026-01-02 15:04:05Z", "2026-01-02T15:04:05", "2026-13-02T15:04:05Z",
    "2026-04-31T15:04:05Z", "2026-02-30T15:04:05Z", "2026-01-02T24:04:05Z", "2026-01-02T15:60:05Z",
    "2026-01-02T15:04:60Z", "2026-01-02T15:04:05+25:00", "0000-02-29T00:00:00Z", "2026-01-02T15:04:05Z\n",
    "2026-01-02", "\u0662026-01-02T15:04:05Z", "2026-01-02T15:04:05.Z",
    "AAAA", "AAA=", "AA==", "AA=", "A", "A===", "AA=A", "AAAA\nAAA=\r\n", "AA-_", "AAAA ", "\n", "=",
    [], [None], [0, 255], [256], [-1], [1.5], [True], ["x"], [[]], [{}], [[{}]], [["x"]], [{"name": "x"}],
    {}, {"a": 1}, {"a": "x"}, {"a": None}, {"a": {}}, {"a": []}, {"a": 1, "b": 2}, {"name": "x"}, {"steps": [[]]},
    {"": 1}, {"a": [{"b": {"c": [1]}}]},
)  # fmt: skip

_FITTING: dict[str, Any] = {
    "string": "x",
    "duration": "1m",
    "boolean": True,
    "int32": 7,
    "int64": 7,
    "int": 7,
    "uint64": 7,
    "int-or-string": "7",
    "quantity": "100m",
    "time": "2026-01-02T15:04:05Z",
    "bytes": "AAAA",
    "object": {"a": 1},
    "any": [1, {"a": None}],
    "any-string": 1.5,
    "number": 1,
}


class Position(NamedTuple):
    """A type and how to come to it from the root of a kind; `lenient`: inside of a step."""

    kind: str
    type: str
    lenient: bool
    chain: tuple[tuple[str, tuple[str, ...]], ...]


def positions() -> list[Position]:
    """The shortest way from every kind to every type that it can hold, in and out of steps."""
    found: list[Position] = []
    for kind, root in kinds().items():
        seen = {(root, False)}
        queue = [Position(kind, root, False, ())]
        for at in queue:
            found.append(at)
            lenient = at.lenient or at.type == "WorkflowStep"
            for field, declared in types()[at.type]["fields"].items():
                inner, containers = _unwrapped(declared)
                if "fields" in inner and (inner["name"], lenient) not in seen:
                    seen.add((inner["name"], lenient))
                    queue.append(Position(kind, inner["name"], lenient, (*at.chain, (field, containers))))
    return found


def _unwrapped(declared: Any) -> tuple[Any, tuple[str, ...]]:
    """What is within lists, maps and names of types that are no mappings, and what is around it."""
    containers: list[str] = []
    while True:
        if "ref" in declared:
            declared = {"name": declared["ref"], **types()[declared["ref"]]}
        for word in ("list", "map"):
            if word in declared:
                containers.append(word)
                declared = declared[word]
                break
        else:
            if "ref" not in declared:
                return declared, tuple(containers)


def fitting(declared: Any) -> Any:
    """A small value for a field; mappings with fields of their own are empty."""
    inner, containers = _unwrapped(declared)
    value = {} if "fields" in inner else copy.deepcopy(_FITTING[inner["is"]])
    return _wrapped(value, containers)


def _wrapped(value: Any, containers: tuple[str, ...]) -> Any:
    for container in reversed(containers):
        value = [value] if container == "list" else {"k": value}
    return value


def document(at: Position) -> tuple[dict[str, Any], dict[str, Any]]:
    """A document that leads to a mapping with every field of its type, and that mapping."""
    full = {field: fitting(declared) for field, declared in types()[at.type]["fields"].items()}
    value = full
    for field, containers in reversed(at.chain):
        value = {field: _wrapped(value, containers)}
    value["kind"] = at.kind
    return value, full


def whole(kind: str, depth: int) -> dict[str, Any]:
    """A document with every field of every type down to a depth."""
    value = _whole({"ref": kinds()[kind]}, depth)
    value["kind"] = kind
    return value


def _whole(declared: Any, depth: int) -> Any:
    inner, containers = _unwrapped(declared)
    if "fields" not in inner or not depth:
        return fitting(declared)
    return _wrapped({field: _whole(below, depth - 1) for field, below in inner["fields"].items()}, containers)


def mutants(count: int, seed: int, manifests: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every position in turn, with something odd in one field or a few, and every fourth time a whole manifest."""
    chance = random.Random(seed)
    places = positions()
    chance.shuffle(places)
    for number in range(count):
        if number % 4 == 3:
            value = copy.deepcopy(chance.choice(manifests))
            kind = value["kind"]
            mutate(value, chance)
        else:
            value, full = document(places[number % len(places)])
            kind = value["kind"]
            for _ in range(chance.choice((1, 1, 2, 4))):
                odd_field(full, chance)
        yield {**value, "kind": kind}


def odd_field(mapping: dict[str, Any], chance: random.Random) -> None:
    """Put something odd into one field, or a field that does not exist."""
    fields = list(mapping)
    if not fields or chance.random() < 0.15:
        mapping[unknown(chance, fields)] = copy.deepcopy(chance.choice(ODD))
    else:
        mapping[chance.choice(fields)] = copy.deepcopy(chance.choice(ODD))


def unknown(chance: random.Random, fields: list[str]) -> str:
    """A key that is no field, or nearly one."""
    if not fields or chance.random() < 0.3:
        return chance.choice(("bogus", "", "x-helper", "a.b", "a b", "é", "0", "{{x}}", "$ref", "~/%"))
    field = chance.choice(fields)
    return chance.choice((field + "s", field + "_", "my" + field, field[1:] + "x"))


def mutate(value: Any, chance: random.Random) -> Any:
    """One to four changes anywhere in a manifest."""
    for _ in range(chance.randint(1, 4)):
        containers = [one for one in _containers(value) if one]
        if not containers:
            break
        at = chance.choice(containers)
        if isinstance(at, dict):
            if chance.random() < 0.2:
                _misplace(at, value, chance)
            else:
                odd_field(at, chance)
        else:
            index = chance.randrange(len(at))
            change = chance.randrange(3)
            at[index : index + 1] = [
                [copy.deepcopy(chance.choice(ODD))],
                [[at[index]]],
                [at[index], copy.deepcopy(at[index])],
            ][change]
    return value


def _misplace(at: dict[str, Any], value: Any, chance: random.Random) -> None:
    """Something from elsewhere in the manifest stands here."""
    donor = chance.choice([one for one in _containers(value) if isinstance(one, dict) and one])
    key = chance.choice(list(donor))
    at[key] = copy.deepcopy(donor[key])


def _containers(value: Any) -> list[Any]:
    found = []
    queue = [value]
    while queue:
        at = queue.pop()
        if isinstance(at, dict | list):
            found.append(at)
            queue.extend(at.values() if isinstance(at, dict) else at)
    return found
