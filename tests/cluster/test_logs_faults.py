"""Logs through everything that can happen on the way: no line is lost, none comes twice, none is half of one."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest

from argocli.cluster.store import KubernetesStore
from argocli.errors import Unreachable
from argocli.ports import LogQuery
from argocli.render.detail import block
from tests.cluster.faults import Faults
from tests.cluster.kubelet import Kubelet, stamp
from tests.cluster.playback import playing
from tests.cluster.reading import Reading, follow, read

LOG = "/log"
CUTS = {
    "cut": [{"after": 3, "then": "cut"}, {"after": 2, "then": "cut"}, {"after": 0, "then": "cut"}],
    "cut within a line": [{"after": 3, "then": "half-cut"}, {"after": 1, "then": "half-cut"}],
    "silent": [{"after": 3, "then": "hang"}],
    "busy": [{"status": 429, "retry_after": 0}, {"after": 2, "then": "cut"}, {"status": 429}],
    "failing": [{"status": 500}, {"after": 2, "then": "cut"}, {"status": 503, "retry_after": 1}],
    "slow": [{"delay": 0.05}],
}
# What looks like the good end of a log where it is not.
ENDS = {
    "ended": [{"after": 3, "then": "end"}, {"after": 1, "then": "end"}],
    "ended within a line": [{"after": 3, "then": "half"}, {"after": 2, "then": "half"}],
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argocli.cluster.log_reader._SILENCE_SECONDS", 1.0)


def write(paper: Kubelet, namespace: str, pod: str = "a", count: int = 10) -> list[str]:
    """Lines, several of the same second, some of the same moment."""
    texts = [f"line {number} of {pod}" for number in range(count)]
    for number, text in enumerate(texts):
        paper.say(namespace, pod, text, number // 4, nanoseconds=number % 2)
    return texts


@pytest.mark.parametrize("given", CUTS.values(), ids=CUTS)
def test_a_log_with_an_end_is_read_whole(faults: Faults, paper: Kubelet, namespace: str, given: list[dict]) -> None:
    paper.start(namespace, "a")
    texts = write(paper, namespace)
    paper.end(namespace, "a")
    for fault in given:
        faults.add(LOG, **fault)
    transport = faults.connect().transport
    assert read(transport, namespace).texts == texts
    assert [fault.hits for fault in faults.pending] == [1] * len(given)


@pytest.mark.parametrize("given", [*CUTS.values(), *ENDS.values()], ids=[*CUTS, *ENDS])
def test_a_log_that_is_followed_is_read_whole(
    faults: Faults, paper: Kubelet, namespace: str, given: list[dict]
) -> None:
    paper.start(namespace, "a")
    for fault in given:
        faults.add(LOG, **fault)
    transport = faults.connect().transport
    reading = follow(transport, namespace)
    texts = []
    for number in range(10):
        texts.append(f"line {number}")
        paper.say(namespace, "a", texts[-1], number // 4, nanoseconds=number % 2)
        time.sleep(0.05)
    reading.until(lambda: len(reading.lines) >= 10)
    paper.end(namespace, "a")
    assert reading.finish().texts == texts
    assert [fault.hits for fault in faults.pending] == [1] * len(given)


def test_the_tail_is_not_counted_again_after_a_cut(faults: Faults, paper: Kubelet, namespace: str) -> None:
    paper.start(namespace, "a")
    texts = write(paper, namespace)
    faults.add(LOG, after=2, then="cut")
    transport = faults.connect().transport
    reading = follow(transport, namespace, tail=4)
    reading.until(lambda: len(reading.lines) >= 4)
    paper.say(namespace, "a", "more", 20)
    reading.until(lambda: len(reading.lines) >= 5)
    paper.end(namespace, "a")
    assert reading.finish().texts == [*texts[-4:], "more"]


def test_a_kubelet_that_starts_again_in_the_middle_of_a_line(faults: Faults, paper: Kubelet, namespace: str) -> None:
    paper.start(namespace, "a")
    transport = faults.connect().transport
    reading = follow(transport, namespace)
    paper.say(namespace, "a", "one", 1)
    reading.until(lambda: reading.texts == ["one"])
    paper.begin(namespace, "a", f"{stamp(2)} begun".encode())
    time.sleep(0.3)
    paper.hang_up()
    time.sleep(0.5)
    paper.finish(namespace, "a", b" and done")
    reading.until(lambda: len(reading.lines) == 2)
    paper.end(namespace, "a")
    assert reading.finish().texts == ["one", "begun and done"]


def test_the_last_line_may_have_no_end(faults: Faults, paper: Kubelet, namespace: str) -> None:
    paper.start(namespace, "a")
    transport = faults.connect().transport
    reading = follow(transport, namespace)
    paper.say(namespace, "a", "one", 1)
    paper.begin(namespace, "a", f"{stamp(2)} no end".encode())
    reading.until(lambda: len(paper.asked) > 0)
    paper.end(namespace, "a")
    assert reading.finish().texts == ["one", "no end"]


def test_an_outage_is_said_and_survived(faults: Faults, paper: Kubelet, namespace: str) -> None:
    paper.start(namespace, "a")
    transport = faults.connect().transport
    reading = follow(transport, namespace)
    paper.say(namespace, "a", "before", 1)
    reading.until(lambda: reading.texts == ["before"])
    faults.add("/pods", status=503, times=6)
    faults.tear()
    paper.say(namespace, "a", "after", 2)
    reading.until(lambda: reading.texts == ["before", "after"])
    paper.end(namespace, "a")
    reading.finish()
    assert any("reconnecting" in text for text in reading.said)
    assert reading.said[-1] == "connected again"


def test_a_server_that_stays_away_is_an_error_where_nothing_is_followed(
    faults: Faults, paper: Kubelet, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("argocli.cluster.log_reader._TRIES", 2)
    paper.start(namespace, "a")
    write(paper, namespace)
    paper.end(namespace, "a")
    faults.add(LOG, after=1, then="cut", times=50)
    transport = faults.connect().transport
    with pytest.raises(Unreachable):
        read(transport, namespace)


def test_two_hundred_nodes_are_watched_waited_for_and_read(faults: Faults, paper: Kubelet, namespace: str) -> None:
    """Everything at once: the tree in the end is the right one, and every pod's lines are there once and in order."""
    faults.add("workflows.*watch=true", after=7, then="cut")
    faults.add("workflows.*watch=true", after=4, then="expired")
    faults.add("workflows.*watch=true", after=2, then="half")
    faults.add("pods.*watch=true", after=5, then="cut")
    faults.add("pods.*watch=true", after=9, then="expired")
    for number in range(10):
        faults.add(LOG, after=2, skip=5 * number, then=("cut", "half", "half-cut", "end")[number % 4])
    transport = faults.connect().transport
    pods, wanted = [f"p{number}" for number in range(40)], {}

    def write_all() -> None:
        for number, pod in enumerate(pods):
            paper.start(namespace, pod, at=number)
            wanted[pod] = []
            for step in range(5):
                wanted[pod].append(f"{pod} says {step}")
                paper.say(namespace, pod, wanted[pod][-1], number + step // 3, nanoseconds=step)
            paper.end(namespace, pod, at=number)

    writer = threading.Thread(target=write_all, daemon=True)
    store = KubernetesStore(transport)
    with playing(faults.cluster, namespace, "wf") as player:
        reading = Reading(transport, LogQuery(namespace, "wf", follow=True))
        reading.thread = threading.Thread(target=reading.run, daemon=True)
        reading.thread.start()
        writer.start()
        for change in store.watch(namespace, "wf"):
            if change is not None and change.workflow.get("status", {}).get("finishedAt"):
                break
        writer.join(60)
    now = datetime(2026, 1, 2, tzinfo=UTC)
    assert block(change.workflow, now) == block(player.last, now)
    reading.finish()
    told: dict[str, list[str]] = {pod: [] for pod in pods}
    for line in reading.lines:
        told[line.pod].append(line.text)
    assert told == wanted
