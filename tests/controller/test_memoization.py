"""Memoized outputs across workflows, and what becomes of one whose outputs the store does not take."""

from __future__ import annotations

import json

import pytest

from argocli.controller.turn import Remembered, Surroundings, run_turn
from argocli.errors import Refused
from tests.controller.test_loop import Hand, Shelf, Yard
from tests.engine.world import OK, workflow

MEMO = {**OK, "name": "main", "memoize": {"key": "k", "cache": {"configMap": {"name": "c"}}}}


class FullShelf(Shelf):
    """A store that takes so many entries of caches and no more."""

    room = 0

    def keep_entry(self, namespace: str, name: str, key: str, value: str) -> None:
        if not self.room:
            raise Refused("no room")
        self.room -= 1
        super().keep_entry(namespace, name, key, value)


def run(shelf: Shelf, yard: Yard, name: str) -> dict:
    """One workflow from beginning to end; all of its pods end well."""
    around, kept = Surroundings(shelf, yard, Hand()), Remembered()
    for _ in range(10):
        if run_turn(around, "default", name, kept).over:
            return shelf.workflows[name]["status"]
        if name in yard.pods:
            yard.end(name)
    raise AssertionError(shelf.workflows[name])


def test_a_second_workflow_finds_what_the_first_one_left() -> None:
    shelf, yard = Shelf(workflow(MEMO, name="a"), workflow(MEMO, name="b")), Yard()
    assert run(shelf, yard, "a")["phase"] == run(shelf, yard, "b")["phase"] == "Succeeded"
    assert yard.started == ["a"]
    (found,) = shelf.objects.values()
    assert json.loads(found["data"]["k"])["nodeID"] == "a"


def test_a_workflow_whose_outputs_cannot_be_kept_ends_as_an_error_in_the_same_turn() -> None:
    shelf, yard = FullShelf(workflow(MEMO, name="a")), Yard()
    status = run(shelf, yard, "a")
    message = "failed to save outputs to cache: no room"
    assert (status["phase"], status["message"]) == ("Error", message)
    assert status["nodes"]["a"]["phase"] == "Error"


@pytest.mark.parametrize("room", [1, 2])
def test_a_hit_that_cannot_be_written_down_is_one_all_the_same(room: int) -> None:
    shelf, yard = FullShelf(workflow(MEMO, name="a"), workflow(MEMO, name="b")), Yard()
    shelf.room = room
    assert run(shelf, yard, "a")["phase"] == run(shelf, yard, "b")["phase"] == "Succeeded"
    assert yard.started == ["a"]
