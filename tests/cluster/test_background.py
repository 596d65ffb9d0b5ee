"""An iterator in a thread: what it says arrives, its silence is noticed, and it ends when nobody listens."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator

import pytest

from argocli.cluster.background import Background, Pause, ticking


def test_items_come_in_their_order_to_the_end() -> None:
    assert [item for item in ticking(lambda pause: iter(range(200))) if item is not None] == list(range(200))


def test_silence_is_told() -> None:
    def make(pause: Pause) -> Iterator[str]:
        yield "one"
        pause(0.5)
        yield "two"

    told = list(ticking(make, idle=0.02))
    assert told[0] == "one"
    assert told[-1] == "two"
    assert None in told


def test_an_error_comes_after_what_was_said_before_it() -> None:
    def make(pause: Pause) -> Iterator[int]:
        yield 1
        raise LookupError("lost")

    told = []
    with pytest.raises(LookupError, match="lost"):
        told.extend(item for item in ticking(make) if item)
    assert told in ([], [1])


def test_nobody_listens_any_more() -> None:
    ended = threading.Event()

    def make(pause: Pause) -> Iterator[int]:
        yield 1
        if pause(60):
            ended.set()

    found = ticking(make)
    assert next(found) == 1
    found.close()  # type: ignore[attr-defined]
    assert ended.wait(10)


def test_no_more_is_kept_than_is_soon_asked_for() -> None:
    made = itertools.count()
    background = Background(lambda pause: ((number, next(made))[1] for number in itertools.count()))
    assert background.take(5) == 0
    assert background.take(0.3) == 1
    background._thread.join(0.3)
    assert next(made) < 200
    background.stop()
