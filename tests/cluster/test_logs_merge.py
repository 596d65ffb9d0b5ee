"""The order of lines from many logs, and where a log goes on that was cut: without a server, on a clock that is set."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from argocli.cluster.log_merge import Log, Merge
from argocli.cluster.log_seen import Seen
from argocli.ports import LogLine

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class Scene:
    """A merge of logs a, b, ...; all begin at the same time, and are being read."""

    def __init__(self, count: int = 2, *, live: bool = False, window: float = 10.0, limit: int = 8) -> None:
        self.now = 0.0
        self.merge = Merge(window, lambda: self.now, live=live, limit=limit)
        self.logs = [Log(name, "main", BEGIN) for name in "abcdefgh"[:count]]
        for log in self.logs:
            self.merge.add(log)
            self.merge.set_state(log, "reading")

    def put(self, name: str, second: float, text: str = "") -> None:
        log = self.logs["abcdefgh".index(name)]
        self.merge.put(log, LogLine(name, "main", BEGIN + timedelta(seconds=second), text or f"{name}{second:g}"))

    def over(self, name: str) -> None:
        self.merge.set_state(self.logs["abcdefgh".index(name)], "over")

    def take(self, after: float = 0.0) -> list[str]:
        self.now += after
        return [line.text for line in self.merge.take()]


def test_a_line_waits_until_nothing_older_can_come() -> None:
    scene = Scene()
    scene.put("a", 1)
    scene.put("a", 3)
    assert scene.take() == []
    scene.put("b", 2)
    assert scene.take() == ["a1", "b2"]
    scene.over("b")
    assert scene.take() == ["a3"]


def test_lines_of_the_same_moment_keep_their_own_order() -> None:
    scene = Scene()
    for text in ("x", "y", "z"):
        scene.put("a", 1, text)
        scene.put("b", 1, text.upper())
    scene.over("a")
    scene.over("b")
    told = scene.take()
    assert [text for text in told if text.islower()] == ["x", "y", "z"]
    assert [text for text in told if text.isupper()] == ["X", "Y", "Z"]


def test_who_begins_later_is_not_waited_for() -> None:
    scene = Scene()
    scene.logs[1].bound = BEGIN + timedelta(seconds=5)
    scene.merge.set_state(scene.logs[1], "waiting")
    scene.put("a", 4)
    scene.put("a", 6)
    assert scene.take() == ["a4"]


def test_who_is_silent_is_waited_for_a_moment_and_then_no_more() -> None:
    scene = Scene()
    scene.put("a", 1)
    assert scene.take(9) == []
    assert scene.take(2) == ["a1"]
    scene.put("a", 2)
    assert scene.take() == ["a2"]
    scene.put("b", 3)
    scene.put("a", 4)
    assert scene.take() == ["b3"]
    assert scene.take() == []


def test_while_lines_are_written_each_is_held_back_a_little() -> None:
    scene = Scene(live=True, window=1.0)
    scene.put("a", 1)
    assert scene.take(0.5) == []
    assert scene.take(0.6) == ["a1"]
    scene.put("a", 3)
    assert scene.take(0.15) == []
    scene.put("b", 2)
    assert scene.take(0.11) == ["b2"]
    assert scene.take(0.7) == []
    assert scene.take(0.1) == ["a3"]


def test_a_single_log_is_told_at_once_but_for_its_last_line() -> None:
    scene = Scene(1, live=True, window=1.0)
    scene.put("a", 1)
    scene.put("a", 2)
    assert scene.take() == ["a1"]
    assert scene.take(0.11) == ["a2"]


def test_a_line_that_is_none_yet_is_taken_back() -> None:
    scene = Scene(1, live=True)
    scene.put("a", 1)
    line = scene.merge.take_back(scene.logs[0])
    assert line is not None
    assert line.text == "a1"
    assert scene.merge.take_back(scene.logs[0]) is None
    assert scene.take(1) == []


def test_logs_that_wait_for_a_turn_do_not_stop_those_that_have_it() -> None:
    scene = Scene(limit=1)
    scene.merge.set_state(scene.logs[1], "waiting")
    for _ in range(4):
        scene.put("a", 1, "x" * 100_000)
    assert scene.logs[0].full
    assert len(scene.take()) > 0


def test_a_log_that_is_about_to_have_its_turn_is_waited_for() -> None:
    scene = Scene(limit=1)
    scene.merge.set_state(scene.logs[1], "waiting")
    scene.put("a", 1)
    scene.over("a")
    assert scene.take() == []
    scene.merge.set_state(scene.logs[1], "reading")
    scene.put("b", 0.5)
    scene.over("b")
    assert scene.take() == ["b0.5", "a1"]


def test_it_is_over_when_all_was_read_and_told() -> None:
    scene = Scene()
    scene.put("a", 1)
    scene.over("a")
    assert not scene.merge.over()
    scene.over("b")
    assert not scene.merge.over()
    scene.take()
    assert scene.merge.over()


@pytest.mark.parametrize("seed", range(20))
def test_complete_logs_come_out_in_the_order_of_time(seed: int) -> None:
    chance = random.Random(seed)
    scene = Scene(8)
    left = {name: sorted(chance.randrange(1000) for _ in range(chance.randrange(30))) for name in "abcdefgh"}
    wanted, told = sorted(second for seconds in left.values() for second in seconds), []
    while left:
        name = chance.choice([*left])
        if left[name]:
            scene.put(name, left[name].pop(0))
        else:
            del left[name]
            scene.over(name)
        told += [int(text[1:]) for text in scene.take()]
    assert told == wanted


class Kept:
    """A log as a server keeps it: it gives everything from a second on."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, bytes]] = []

    def since(self, second: int | None) -> list[tuple[int, bytes]]:
        return [line for line in self.lines if second is None or line[0] >= second]


@pytest.mark.parametrize("seed", range(40))
def test_a_log_that_is_cut_anywhere_is_read_once(seed: int) -> None:
    """Lines repeat, share stamps, and come a little out of order."""
    chance = random.Random(seed)
    kept, seen, told, second = Kept(), Seen(), [], 1000
    for _ in range(30):
        for _ in range(chance.randrange(12)):
            second += chance.choice([0, 0, 0, 1, 5, 100])
            late = second - chance.choice([0, 0, 0, 1, 2])
            kept.lines.append((late, f"{late} {chance.randrange(3)}".encode()))
        stream = kept.since(seen.resume())
        new = [line for line in stream[: chance.randrange(len(stream) + 1)] if seen.is_new(*line)]
        if new and chance.random() < 0.3:
            seen.forget(*new.pop())
        told += new
    told += [line for line in kept.since(seen.resume()) if seen.is_new(*line)]
    assert sorted(told) == sorted(kept.lines)


def test_of_a_long_log_only_the_end_is_remembered() -> None:
    seen = Seen()
    for second in range(10_000):
        seen.is_new(second, b"x")
    assert len(seen._lines) <= 5


@pytest.mark.parametrize("met", [True, False], ids=["the tail is there", "the tail was rotated away"])
def test_what_comes_before_a_tail_stays_unread(met: bool) -> None:
    seen = Seen(tail=True)
    assert seen.is_new(100, b"100 last")
    assert seen.resume() == 98
    assert not seen.is_new(99, b"99 before")
    assert not seen.is_new(100, b"100 before")
    if met:
        assert not seen.is_new(100, b"100 last")
        assert seen.is_new(100, b"100 after")
    assert seen.is_new(101, b"101 after")
