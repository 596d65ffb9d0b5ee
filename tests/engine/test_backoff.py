"""How long a retry waits for its next attempt, what it says meanwhile, and when waiting would take too long."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from argocli.engine.running.retry import RetryDecision, decide
from argocli.model import timestamps
from tests.engine.world import START, World, workflow

POD = {"image": "busybox"}
FOREVER = 2**63 / 10**9


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def tried(count: int, seconds: float = 0) -> list[dict]:
    """As many failed attempts, all begun at the start and ended so much later."""
    times = {"startedAt": timestamps.to_text(START), "finishedAt": timestamps.to_text(after(seconds))}
    return [{"id": "x", "name": "x", "phase": "Failed", "message": "m", **times} for _ in range(count)]


def decided(backoff: dict, attempts: list[dict], now: datetime = START, limit: int | None = 9) -> RetryDecision:
    strategy = {"backoff": backoff, **({} if limit is None else {"limit": limit})}
    return decide({"name": "r", "phase": "Running"}, attempts, strategy, now, shutdown="", deadline=None)


@pytest.mark.parametrize(
    ("backoff", "waits"),
    [
        ({"duration": "10"}, [10, 10, 10]),
        ({"duration": "1m30s"}, [90, 90]),
        ({"duration": 5}, [5, 5]),
        ({"duration": "2s", "factor": 1}, [2, 2, 2]),
        ({"duration": "2s", "factor": 2}, [2, 4, 8, 16, 32]),
        ({"duration": "2s", "factor": "3"}, [2, 6, 18]),
        ({"duration": "2s", "factor": 0}, [2, 2, 2]),
        ({"duration": "2s", "factor": 2, "cap": "5s"}, [2, 4, 5, 5]),
        ({"duration": "20s", "cap": "5"}, [5, 5]),
    ],
)
def test_the_wait_grows_by_the_factor_up_to_the_cap(backoff: dict, waits: list[float]) -> None:
    for count, wait in enumerate(waits, 1):
        held = decided(backoff, tried(count, 7), after(7))
        assert (held.kind, held.wake_at) == ("wait", after(7 + wait))


def test_a_wait_beyond_all_measure_is_as_long_as_can_be() -> None:
    held = decided({"duration": "1h", "factor": 1000}, tried(60), limit=99)
    assert held.kind == "wait"
    assert held.wake_at is not None
    assert held.wake_at - START == timedelta(seconds=FOREVER)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        ("1", "1 second"), ("4s", "4 seconds"), ("60", "1 minute"), ("65s", "1 minute 5 seconds"), ("2m", "2 minutes"),
        ("1h", "1 hour"), ("26h3m", "1 day 2 hours 3 minutes"), ("3661", "1 hour 1 minute 1 second"), ("48h1s", "2 days 1 second"),
        ("2500ms", "2 seconds"),
    ],
)  # fmt: skip
def test_the_message_names_the_whole_wait_in_words(duration: str, text: str) -> None:
    assert decided({"duration": duration}, tried(1), after(0.5)).message == f"Backoff for {text}"


@pytest.mark.parametrize(("seconds", "kind"), [(0, "wait"), (9.5, "wait"), (10, "attempt"), (11, "attempt")])
def test_the_wait_counts_from_the_end_of_the_last_attempt(seconds: float, kind: str) -> None:
    assert decided({"duration": "10"}, tried(1, 20), after(20 + seconds)).kind == kind


@pytest.mark.parametrize(("limit", "kind"), [(None, "attempt"), (1, "finish"), (2, "wait")])
def test_nobody_waits_without_a_limit_or_once_it_is_reached(limit: int | None, kind: str) -> None:
    assert decided({"duration": "10m"}, tried(2), limit=limit).kind == kind


@pytest.mark.parametrize(
    ("backoff", "ended", "now", "message"),
    [
        ({"duration": "1", "maxDuration": "60"}, 0, 60, ""),
        ({"duration": "1", "maxDuration": "60"}, 0, 61, "Max duration limit exceeded"),
        ({"duration": "10", "maxDuration": "1m"}, 50, 60, ""),
        ({"duration": "10", "maxDuration": "1m"}, 51, 51, "Backoff would exceed max duration limit"),
        ({"duration": "45", "factor": 2, "maxDuration": "1m"}, 20, 20, "Backoff would exceed max duration limit"),
    ],
)
def test_all_attempts_together_have_a_longest_duration(backoff: dict, ended: int, now: int, message: str) -> None:
    made = decided(backoff, tried(1, ended), after(now))
    if message:
        assert made == RetryDecision("finish", "Failed", message)
    else:
        assert made == RetryDecision("attempt", attempt_deadline=after(60))


def test_a_first_attempt_without_an_end_does_not_break_the_reckoning() -> None:
    first = {**tried(1)[0], "phase": "Error", "finishedAt": None}
    made = decide({"name": "r", "phase": "Running"}, [first], {"limit": 3, "retryPolicy": "Always", "backoff": {"duration": "10", "maxDuration": "1h"}},
                  after(5), shutdown="", deadline=None)  # fmt: skip
    assert (made.kind, made.wake_at) == ("wait", after(15))
    del first["startedAt"]
    assert decided({"duration": "0", "maxDuration": "1s"}, [first], after(500)).message == "m"


def test_waiting_ends_when_its_time_has_come_and_the_words_go() -> None:
    strategy = {"limit": 5, "backoff": {"duration": "10", "factor": 2}}
    world = World(workflow({"name": "main", "retryStrategy": strategy, "container": POD}))
    world.turn()
    for count, wait in enumerate((10, 20, 40)):
        world.end(f"wf({count})", 1)
        world.rest()
        assert len(world.created) == count + 1
        assert world.wake_at == world.now + timedelta(seconds=wait)
        assert world.node("wf")["message"].startswith("Backoff for ")
        assert world.node("wf")["phase"] == "Running"
        world.later(seconds=wait - 1)
        world.rest()
        assert len(world.created) == count + 1
        world.later(seconds=1)
        world.turn()
        assert len(world.created) == count + 2
        assert "message" not in world.node("wf")
    assert world.finish()["phase"] == "Succeeded"


def test_a_wait_is_kept_when_the_controller_starts_anew() -> None:
    strategy = {"limit": 1, "backoff": {"duration": "10"}}
    world = World(workflow({"name": "main", "retryStrategy": strategy, "container": POD}))
    world.turn()
    world.end("wf(0)", 1)
    world.rest()
    world.forget()
    world.later(seconds=4)
    world.rest()
    assert (world.created, world.wake_at) == (["wf(0)"], after(10))
    world.later(seconds=6)
    world.rest()
    assert world.created == ["wf(0)", "wf(1)"]


def test_the_longest_duration_ends_a_workflow_that_would_retry_on() -> None:
    strategy = {"limit": 50, "backoff": {"duration": "10", "maxDuration": "25"}}
    world = World(workflow({"name": "main", "retryStrategy": strategy, "container": POD}))
    status = world.finish(*(f"wf({count})" for count in range(9)))
    assert world.created == ["wf(0)", "wf(1)", "wf(2)"]
    assert (status["phase"], status["message"]) == ("Failed", "Backoff would exceed max duration limit")


def test_only_later_attempts_have_to_be_done_by_the_end_of_trying() -> None:
    strategy = {"limit": 5, "backoff": {"duration": "1", "maxDuration": "1m"}}
    world = World(workflow({"name": "main", "retryStrategy": strategy, "container": POD}))
    world.turn()
    world.end("wf(0)", 1)
    world.later(seconds=1)
    world.rest()
    assert [world.requests[world.node(name)["id"]].deadline for name in ("wf(0)", "wf(1)")] == [None, after(60)]
