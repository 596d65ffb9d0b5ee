"""Logs of pods through a real API server, from a kubelet of paper: which, how much, in which order, until when."""

from __future__ import annotations

import pytest

from argocli.cluster.connect import connect
from argocli.errors import NotFound, Refused
from tests.cluster.access import Cluster
from tests.cluster.kubelet import BEGIN, Kubelet
from tests.cluster.reading import follow, read


def three_pods(paper: Kubelet, namespace: str) -> None:
    for number in range(3):
        pod = f"p{number}"
        paper.start(namespace, pod, at=number)
        for step in range(4):
            paper.say(namespace, pod, f"{pod} {step}", number + 3 * step)
        paper.end(namespace, pod, at=number)


IN_ORDER = [f"p{number} {step}" for step in range(4) for number in range(3)]


@pytest.mark.parametrize("at_a_time", [1, 2, 32])
def test_complete_logs_are_in_the_order_of_time(paper, transport, namespace: str, at_a_time: int) -> None:
    three_pods(paper, namespace)
    reading = read(transport, namespace, at_a_time=at_a_time)
    assert reading.texts == IN_ORDER
    assert [line.time for line in reading.lines] == sorted(line.time for line in reading.lines)
    assert {(line.pod, line.container) for line in reading.lines} == {(f"p{number}", "main") for number in range(3)}
    assert reading.said == []


def test_pods_beyond_the_limit_wait_for_their_turn(paper, transport, namespace: str) -> None:
    for number in range(12):
        paper.start(namespace, f"p{number}", at=number)
        paper.say(namespace, f"p{number}", str(number), number)
        paper.end(namespace, f"p{number}", at=number)
    paper.most = 0
    assert read(transport, namespace, at_a_time=3).texts == [str(number) for number in range(12)]
    assert paper.most <= 3


def test_pods_that_write_all_the_time_share_the_turns(paper, transport, namespace: str) -> None:
    for number in range(3):
        paper.start(namespace, f"p{number}")
        paper.say(namespace, f"p{number}", f"p{number} first", 1)
    reading = follow(transport, namespace, at_a_time=1)
    reading.until(lambda: len(reading.lines) == 3)
    for number in range(3):
        paper.say(namespace, f"p{number}", f"p{number} last", 2)
        paper.end(namespace, f"p{number}")
    reading.finish()
    assert sorted(reading.texts) == sorted(f"p{number} {word}" for number in range(3) for word in ("first", "last"))


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ({"pod": "p1"}, ["p1 0", "p1 1", "p1 2", "p1 3"]),
        ({"tail": 1}, ["p0 3", "p1 3", "p2 3"]),
        ({"tail": 0}, []),
        ({"since": BEGIN.replace(second=9, microsecond=500_000)}, ["p1 3", "p2 3"]),
        ({"since": BEGIN.replace(second=2), "tail": 2, "pod": "p0"}, ["p0 2", "p0 3"]),
        ({"labels": "workflows.argoproj.io/workflow notin (wf)"}, []),
    ],
    ids=str,
)
def test_less_than_all(paper, transport, namespace: str, query: dict, texts: list[str]) -> None:
    three_pods(paper, namespace)
    assert read(transport, namespace, **query).texts == texts


def test_following_goes_on_until_the_workflow_has_ended(paper, transport, namespace: str) -> None:
    paper.start(namespace, "a")
    paper.say(namespace, "a", "one", 1)
    reading = follow(transport, namespace)
    reading.until(lambda: reading.texts == ["one"])
    paper.say(namespace, "a", "two", 2)
    reading.until(lambda: reading.texts == ["one", "two"])
    paper.end(namespace, "a")
    paper.start(namespace, "b", at=3)
    paper.say(namespace, "b", "three", 3)
    reading.until(lambda: reading.texts == ["one", "two", "three"])
    reading.until(lambda: reading.ticks > 0)
    paper.say(namespace, "b", "last", 4)
    paper.end(namespace, "b")
    reading.finish()
    assert reading.texts == ["one", "two", "three", "last"]
    assert reading.said == []


def test_a_pod_is_followed_from_the_moment_it_starts(paper, transport, namespace: str) -> None:
    paper.start(namespace, "a")
    paper.set(namespace, "a", "waiting")
    reading = follow(transport, namespace)
    reading.until(lambda: reading.ticks > 0)
    paper.say(namespace, "a", "up", 1)
    paper.set(namespace, "a", "running")
    reading.until(lambda: reading.texts == ["up"])
    paper.end(namespace, "a")
    reading.finish()


def test_only_what_is_new_can_be_followed(paper, transport, namespace: str) -> None:
    paper.start(namespace, "a")
    paper.say(namespace, "a", "old", 1)
    paper.asked.clear()
    reading = follow(transport, namespace, tail=0)
    reading.until(lambda: bool(paper.asked))
    paper.say(namespace, "a", "new", 40 * 365 * 86400)
    reading.until(lambda: reading.texts == ["new"])
    paper.end(namespace, "a")
    assert reading.finish().texts == ["new"]


def test_containers(paper, transport, namespace: str) -> None:
    names = ("main", "wait", "side")
    paper.start(namespace, "a", containers=names)
    for number, name in enumerate(names):
        paper.say(namespace, "a", f"of {name}", number, container=name)
    paper.end(namespace, "a", names)
    assert read(transport, namespace).texts == ["of main"]
    assert read(transport, namespace, container="wait").texts == ["of wait"]
    assert read(transport, namespace, container="").texts == ["of main", "of wait", "of side"]
    other = read(transport, namespace, container="other")
    assert (other.texts, other.said) == ([], ["pod a has no container other; it has main, wait, side"])


def test_a_set_of_containers_is_meant_by_main(paper, transport, namespace: str) -> None:
    names = ("a", "b", "wait")
    paper.start(namespace, "set", containers=names)
    for number, name in enumerate(names):
        paper.say(namespace, "set", f"of {name}", number, container=name)
    paper.end(namespace, "set", names)
    assert [(line.container, line.text) for line in read(transport, namespace).lines] == [("a", "of a"), ("b", "of b")]


def test_lines_stay_as_they_were_written(paper, transport, namespace: str) -> None:
    paper.start(namespace, "a")
    written = ["10%\r50%\r100%\r", "x" * 300_000, "", "  äöü 😀 \x1b[31mred", "2026-01-01T00:00:00Z twice"]
    for number, text in enumerate(written):
        paper.say(namespace, "a", text, 1, nanoseconds=number)
    paper.logs[namespace, "a", "main"].lines += [b"no stamp at all\n", b"\n", b"2026 \xff\n"]
    paper.end(namespace, "a")
    assert read(transport, namespace).texts == [*written, "no stamp at all", "", "2026 �"]


def test_many_lines_of_one_moment(paper, transport, namespace: str) -> None:
    paper.start(namespace, "a")
    for number in range(3000):
        paper.say(namespace, "a", f"line {number}", 1)
    paper.end(namespace, "a")
    assert read(transport, namespace).texts == [f"line {number}" for number in range(3000)]


def test_what_is_gone_is_said(paper, transport, namespace: str) -> None:
    assert read(transport, namespace).said == ["workflow wf has no pods"]
    three_pods(paper, namespace)
    known = ("p0", *(f"gone-{number}" for number in range(7)))
    reading = read(transport, namespace, known=known)
    assert reading.texts == IN_ORDER
    assert reading.said == [
        "7 pods are gone, and the logs with them (gone-0, gone-1, gone-2, gone-3, gone-4 and 2 more)"
    ]
    assert read(transport, namespace, known=("p0", "x")).said == ["pod x is gone, and the logs with them"]
    with pytest.raises(NotFound, match="workflow wf has no pod p9"):
        read(transport, namespace, pod="p9")


def test_what_has_not_started_is_said(paper, transport, namespace: str) -> None:
    paper.start(namespace, "a")
    paper.set(namespace, "a", "waiting")
    assert read(transport, namespace).said == ["not started yet: a"]


def test_a_pod_that_goes_while_it_is_followed(paper, transport, namespace: str) -> None:
    paper.start(namespace, "a")
    paper.say(namespace, "a", "one", 1)
    reading = follow(transport, namespace)
    reading.until(lambda: reading.texts == ["one"])
    paper.remove(namespace, "a")
    reading.finish()
    assert reading.texts == ["one"]


def test_logs_that_may_not_be_read(api_server: Cluster, paper, namespace: str) -> None:
    three_pods(paper, namespace)
    user = api_server.user(
        "looker", [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list", "watch"]}], namespace
    )
    connection = connect({"kubeconfig": str(user.kubeconfig)}, {})
    with pytest.raises(Refused, match="may not get pods/log"):
        read(connection.transport, namespace)
    connection.close()


def test_a_node_in_trouble_takes_its_own_logs_only(paper, transport, namespace: str, monkeypatch) -> None:
    monkeypatch.setattr("argocli.cluster.log_reader._TRIES", 2)
    paper.start(namespace, "a")
    paper.end(namespace, "a")
    paper.broken = True
    try:
        reading = read(transport, namespace)
    finally:
        paper.broken = False
    assert reading.texts == []
    assert "the log of main in pod a cannot be read" in reading.said[0]
