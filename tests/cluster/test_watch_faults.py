"""A watch of a real API server through everything that can happen on the way: nothing is lost, nothing told twice."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from argocli.cluster.store import KubernetesStore
from argocli.errors import NotFound, Refused
from argocli.ports import Change
from argocli.render.detail import block
from tests.cluster.access import Cluster
from tests.cluster.faults import Faults
from tests.cluster.playback import Player, playing

NOW = datetime(2026, 1, 2, tzinfo=UTC)
WATCH = "watch=true"
FAULTS = {
    "none": [],
    "cut": [{"after": 3, "then": "cut"}, {"after": 0, "then": "cut"}],
    "cut within an event": [{"after": 2, "then": "half-cut"}],
    "half an event, then the end": [{"after": 2, "then": "half"}],
    "ended by the server": [{"after": 1, "then": "end"}] * 3,
    "events again": [{"after": 8, "then": "repeat"}],
    "slow": [{"delay": 0.05}],
    "busy": [{"after": 2, "then": "cut"}, {"status": 429, "retry_after": 1}],
    "failing": [{"after": 2, "then": "cut"}, {"status": 500}, {"status": 503}],
    "silent": [{"after": 4, "then": "hang"}],
}
FORGETFUL = {
    "expired within": [{"after": 3, "then": "expired"}, {"after": 2, "then": "expired"}],
    "expired at once": [{"after": 3, "then": "cut"}, {"status": 410}],
}


def until_finished(store: KubernetesStore, player: Player) -> list[Change]:
    found, over = [], time.monotonic() + 60
    watch = store.watch(player.namespace, player.name)
    for change in watch:
        assert time.monotonic() < over
        if change is not None:
            found.append(change)
            if change.workflow.get("status", {}).get("finishedAt"):
                break
    watch.close()
    return found


def versions(changes: list[Change]) -> list[str]:
    return [change.workflow["metadata"]["resourceVersion"] for change in changes]


def watched(faults: Faults, namespace: str, given: list[dict]) -> tuple[list[Change], Player, list[str]]:
    said: list[str] = []
    for fault in given:
        faults.add(WATCH, **fault)
    transport = faults.connect().transport
    store = KubernetesStore(transport, say=said.append, silence=1.0)
    with playing(faults.cluster, namespace) as player:
        changes = until_finished(store, player)
    return changes, player, said


@pytest.mark.parametrize("given", FAULTS.values(), ids=FAULTS)
def test_every_event_is_told_once(faults: Faults, namespace: str, given: list[dict]) -> None:
    changes, player, _ = watched(faults, namespace, given)
    told = versions(changes)
    assert told == player.versions[player.versions.index(told[0]) :]
    assert block(changes[-1].workflow, NOW) == block(player.last, NOW)
    assert [fault.hits for fault in faults.pending] == [1] * len(given)


@pytest.mark.parametrize("given", FORGETFUL.values(), ids=FORGETFUL)
def test_a_server_that_forgot_is_listed_anew(faults: Faults, namespace: str, given: list[dict]) -> None:
    changes, player, _ = watched(faults, namespace, given)
    told = versions(changes)
    assert told == sorted(set(told), key=int)
    assert set(told) <= set(player.versions)
    assert block(changes[-1].workflow, NOW) == block(player.last, NOW)


def test_a_lost_connection_is_said(faults: Faults, namespace: str) -> None:
    _, _, said = watched(faults, namespace, [{"after": 2, "then": "cut"}])
    assert "reconnecting in" in said[0]
    assert said[1:] == ["connected again"]


def test_a_deletion_during_an_outage_is_noticed(faults: Faults, namespace: str) -> None:
    transport = faults.connect().transport
    store = KubernetesStore(transport)
    store.create({"metadata": {"namespace": namespace, "name": "one"}, "spec": {"entrypoint": "m"}})
    watch = store.watch(namespace, "one")
    assert next(watch).kind == "added"
    faults.add(WATCH, status=503, times=2)
    faults.add(WATCH, status=410)
    faults.cluster.request("DELETE", f"/apis/argoproj.io/v1alpha1/namespaces/{namespace}/workflows/one")
    gone = next(change for change in watch if change)
    assert (gone.kind, gone.workflow["metadata"]["name"]) == ("deleted", "one")
    watch.close()


def test_a_caller_can_look_at_the_clock_during_an_outage(faults: Faults, namespace: str) -> None:
    transport = faults.connect().transport
    watch = KubernetesStore(transport).watch(namespace)
    faults.add(WATCH, status=503, times=100)
    begin = time.monotonic()
    assert [next(watch) for _ in range(3)] == [None] * 3
    assert time.monotonic() - begin < 5
    watch.close()


def test_a_watch_that_is_not_allowed_is_an_error(api_server: Cluster, namespace: str) -> None:
    from argocli.cluster.connect import connect

    rules = [{"apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["list"]}]
    user = api_server.user("lister", rules, namespace)
    connection = connect({"kubeconfig": str(user.kubeconfig)}, {})
    watch = KubernetesStore(connection.transport).watch(namespace)
    with pytest.raises(Refused, match="may not watch workflows"):
        next(watch)
    connection.close()


def test_what_others_see_of_a_namespace_without_the_right_to_list(api_server: Cluster, namespace: str) -> None:
    from argocli.cluster.connect import connect

    user = api_server.user("nobody", [], namespace)
    connection = connect({"kubeconfig": str(user.kubeconfig)}, {})
    store = KubernetesStore(connection.transport)
    for ask in (lambda: next(store.watch(namespace)), lambda: store.list(namespace), lambda: store.get(namespace, "x")):
        with pytest.raises(Refused, match="may not") as refused:
            ask()
        assert not isinstance(refused.value, NotFound)
    connection.close()
