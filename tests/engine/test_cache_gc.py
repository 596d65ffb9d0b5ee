"""What of a cache is forgotten, and when."""

from __future__ import annotations

import copy
import json
from datetime import timedelta

import pytest

from argocli.engine.cache_gc import swept
from tests.engine.world import START, config_map


def entry(seconds: float) -> str:
    """An entry that was last hit so many seconds ago."""
    moment = (START - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({"nodeID": "n", "creationTimestamp": "2020-01-01T00:00:00Z", "lastHitTimestamp": moment})


def cache(kind: str = "Cache", **data: str) -> dict:
    return config_map("c", data, kind)[1]


@pytest.mark.parametrize(
    ("data", "left"),
    [
        ({"a": entry(29), "b": entry(30)}, {"a", "b"}),
        ({"a": entry(29), "b": entry(31)}, {"a"}),
        ({"a": entry(31), "b": entry(1000)}, None),
        ({}, None),
        ({"a": entry(0), "b": json.dumps({"nodeID": "n"})}, {"a"}),
        ({"a": "{", "b": "[]", "c": entry(31)}, {"a", "b"}),
    ],
    ids=["all in use", "one is not", "none is", "empty", "never hit", "unreadable"],
)
def test_entries_that_nobody_hit_for_a_while_go_and_then_the_map_itself(data: dict, left: set[str] | None) -> None:
    given = cache(**data)
    untouched = copy.deepcopy(given)
    found = swept(given, START)
    assert (None if found is None else set(found["data"])) == left
    assert given == untouched


def test_a_cache_in_use_comes_back_as_it_is() -> None:
    given = cache(a=entry(1))
    assert swept(given, START) is given


def test_how_long_is_a_while_can_be_said() -> None:
    assert swept(cache(a=entry(90)), START, timedelta(minutes=2)) is not None
    assert swept(cache(a=entry(130)), START, timedelta(minutes=2)) is None


@pytest.mark.parametrize("kind", ["", "Parameter"])
def test_other_config_maps_are_left_alone(kind: str) -> None:
    given = cache(kind, a=entry(1000))
    assert swept(given, START) is given
