"""What every WorkflowStore does."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from argocli.errors import Conflict, NotFound, Refused
from argocli.local.store import SqliteStore
from tests.ports.stores import Place, StepClock


@pytest.fixture
def store(place: Place):
    return place.store


def a_workflow(place: Place | None = None, **metadata: object) -> dict:
    home = place.home if place else "default"
    return {"kind": "Workflow", "metadata": {"namespace": home, **metadata}, "spec": {"entrypoint": "m"}}


def names(found: list[dict]) -> list[str]:
    return [item["metadata"]["name"] for item in found]


def test_create_names_and_dates(place, store) -> None:
    made = store.create(a_workflow(place, generateName="hello-"))
    assert made["metadata"]["name"].startswith("hello-")
    assert len(made["metadata"]["name"]) == len("hello-") + 5
    assert made["metadata"]["uid"]
    assert made["metadata"]["creationTimestamp"].endswith("Z")
    assert store.get(place.home, made["metadata"]["name"]) == made


def test_a_name_is_taken_once(place, store) -> None:
    store.create(a_workflow(place, name="one"))
    with pytest.raises(Conflict):
        store.create(a_workflow(place, name="one"))
    store.create(a_workflow(place, name="one", namespace=place.other))


@pytest.mark.parametrize("metadata", [{}, {"name": "Not Valid"}, {"name": "a" * 254}, {"name": "-a"}])
def test_names_that_are_none(place, store, metadata: dict) -> None:
    with pytest.raises(Refused):
        store.create(a_workflow(place, **metadata))


def test_a_dry_run_keeps_nothing(place, store) -> None:
    assert store.create(a_workflow(place, name="one"), dry_run=True)["metadata"]["uid"]
    with pytest.raises(NotFound):
        store.get(place.home, "one")


def test_what_was_created_can_be_created_elsewhere(place, store) -> None:
    made = store.create(a_workflow(place, name="one"))
    again = store.create({**made, "metadata": {**made["metadata"], "namespace": place.other}})
    assert again["metadata"]["uid"] != made["metadata"]["uid"]


def test_latest_is_the_newest_of_the_namespace(place, store) -> None:
    for name in ("b", "a"):
        store.create(a_workflow(place, name=name))
    assert store.get(place.home, "@latest")["metadata"]["name"] == "a"
    with pytest.raises(NotFound):
        store.get(place.other, "@latest")


def test_list_is_newest_first_and_selects(place, store) -> None:
    store.create(a_workflow(place, name="a", labels={"app": "x"}))
    store.create(a_workflow(place, name="b", labels={"app": "y"}))
    store.create(a_workflow(place, name="c", namespace=place.other))
    mine = [item for item in store.list() if item["metadata"]["namespace"] in (place.home, place.other)]
    assert names(mine) == ["c", "b", "a"]
    assert names(store.list(place.home)) == ["b", "a"]
    for selector, chosen in (
        ("app=x", ["a"]),
        ("app!=x", ["b"]),
        ("app in (x,y)", ["b", "a"]),
        ("!app", []),
        ("app,app notin (y)", ["a"]),
    ):
        assert names(store.list(place.home, labels=selector)) == chosen


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ("metadata.name=a", ["a"]),
        ("metadata.name==a", ["a"]),
        ("metadata.name!=a", ["b"]),
        ("metadata.name=a,metadata.name!=a", []),
        ("metadata.namespace=nowhere", []),
    ],
)
def test_lists_select_by_fields(place, store, fields: str, chosen: list[str]) -> None:
    for name in ("a", "b"):
        store.create(a_workflow(place, name=name))
    assert names(store.list(place.home, fields=fields)) == chosen


def test_small_pages_bring_the_same_list(place, store) -> None:
    for number in range(7):
        store.create(a_workflow(place, name=f"w{number}"))
    for detail in ("whole", "row", "name"):
        assert names(store.list(place.home, chunk=3, detail=detail)) == [f"w{number}" for number in range(6, -1, -1)]


def a_large_one(place: Place, phase: str = "Running") -> dict:
    node = {"id": "x", "name": "x", "displayName": "x", "type": "Pod", "phase": phase, "message": "long"}
    wait = {**node, "id": "y", "type": "Suspend"}
    workflow = a_workflow(place, name="one", labels={"a": "b"})
    workflow["spec"] |= {"templates": [{"name": "m"}], "priority": 3, "suspend": True}
    workflow["status"] = {"phase": phase, "startedAt": "2026-01-01T00:00:00Z", "nodes": {"x": node, "y": wait}}
    return workflow


def test_a_row_is_what_a_table_shows(place, store) -> None:
    store.create(a_large_one(place))
    for row in (store.list(place.home, detail="row")[0], store.get(place.home, "one", detail="row")):
        assert row["spec"] == {"entrypoint": "m", "priority": 3, "suspend": True}
        assert row["status"] == {
            "phase": "Running",
            "startedAt": "2026-01-01T00:00:00Z",
            "nodes": {"y": {"id": "y", "name": "x", "displayName": "x", "type": "Suspend", "phase": "Running"}},
        }
        assert row["metadata"]["labels"] == {"a": "b"}


def test_names_come_without_anything_else(place, store) -> None:
    made = store.create(a_large_one(place, "Succeeded"))
    for found in (store.list(place.home, detail="name")[0], store.get(place.home, "one", detail="name")):
        assert found["metadata"]["uid"] == made["metadata"]["uid"]
        assert found["metadata"]["labels"] == {"a": "b"}
        assert not found["spec"]
        assert not found.get("status")


def test_update_refuses_what_was_changed_meanwhile(place, store) -> None:
    first = store.create(a_workflow(place, name="one"))
    second = store.update({**first, "spec": {"entrypoint": "n"}})
    assert second["metadata"]["resourceVersion"] != first["metadata"]["resourceVersion"]
    with pytest.raises(Conflict):
        store.update({**first, "spec": {"entrypoint": "o"}})
    assert store.get(place.home, "one")["spec"] == {"entrypoint": "n"}


def test_amend_reads_and_writes(place, store) -> None:
    store.create(a_workflow(place, name="one"))
    store.amend(place.home, "one", lambda workflow: {**workflow, "spec": {"suspend": True}})
    assert store.get(place.home, "one")["spec"] == {"suspend": True}
    with pytest.raises(NotFound):
        store.amend(place.home, "two", lambda workflow: workflow)


def test_amend_begins_again_where_somebody_was_quicker(place, store) -> None:
    store.create({**a_workflow(place, name="one"), "spec": {"n": 0}})
    times = []

    def change(workflow: dict) -> dict:
        if not times:
            store.update({**workflow, "spec": {"n": 5}})
        times.append(1)
        return {**workflow, "spec": {"n": workflow["spec"]["n"] + 1}}

    assert store.amend(place.home, "one", change)["spec"] == {"n": 6}
    assert len(times) == 2


def test_amend_of_wishes_keeps_what_others_write(place, store) -> None:
    made = store.create(a_workflow(place, name="one"))

    def change(workflow: dict) -> dict:
        if "status" not in workflow:
            store.update({**made, "status": {"phase": "Running"}})
        return {**workflow, "spec": {**workflow["spec"], "shutdown": "Stop"}}

    store.amend(place.home, "one", change)
    found = store.get(place.home, "one")
    assert (found["spec"]["shutdown"], found["status"]["phase"]) == ("Stop", "Running")


def test_amend_of_the_latest_and_of_nothing(place, store) -> None:
    made = store.create(a_workflow(place, name="one"))
    assert store.amend(place.home, "@latest", lambda workflow: workflow) == made


def test_delete_forgets(place, store) -> None:
    store.create(a_workflow(place, name="one"))
    store.delete(place.home, "one")
    with pytest.raises(NotFound):
        store.get(place.home, "one")
    with pytest.raises(NotFound):
        store.delete(place.home, "one")
    store.create(a_workflow(place, name="one"))
    store.delete(place.home, "@latest")
    assert store.list(place.home) == []


def test_delete_means_the_object_and_not_the_name(place, store) -> None:
    made = store.create(a_workflow(place, name="one"))
    with pytest.raises(Conflict):
        store.delete(place.home, "one", uid="00000000-0000-0000-0000-000000000000")
    store.delete(place.home, "one", uid=made["metadata"]["uid"])
    assert store.list(place.home) == []


def test_delete_by_force_waits_for_nobody(place, store) -> None:
    store.create(a_workflow(place, name="one", finalizers=["example.com/held"]))
    store.delete(place.home, "one", force=True)
    with pytest.raises(NotFound):
        store.get(place.home, "one")


def test_watch_tells_of_every_kind_of_change(place, store) -> None:
    made = store.create(a_workflow(place, name="one"))
    watch = store.watch(place.home, "one")
    assert next(watch).kind == "added"
    store.create(a_workflow(place, name="two"))
    store.update({**made, "spec": {}})
    assert next(item for item in watch if item).kind == "modified"
    store.delete(place.home, "one")
    assert next(item for item in watch if item).kind == "deleted"
    assert next(watch) is None
    watch.close()


def test_watch_of_what_is_not_there_says_so_first(place, store) -> None:
    watch = store.watch(place.home, "one")
    assert next(watch) is None
    store.create(a_workflow(place, name="one"))
    assert next(item for item in watch if item).kind == "added"
    watch.close()


def test_watch_of_a_namespace_sees_names_taken_again(place, store) -> None:
    store.create(a_workflow(place, name="one"))
    watch = store.watch(place.home)
    next(watch)
    store.delete(place.home, "one")
    store.create(a_workflow(place, name="one"))
    told = [next(item for item in watch if item) for _ in range(2)]
    assert [change.kind for change in told] == ["deleted", "added"]
    assert told[0].workflow["metadata"]["uid"] != told[1].workflow["metadata"]["uid"]
    watch.close()


def _add(state: str, number: int) -> None:
    store = SqliteStore(state, StepClock())
    store.create(a_workflow(name="shared", namespace=f"n{number}"))
    for _ in range(20):
        store.amend("default", "counter", lambda w: {**w, "spec": {"n": w["spec"]["n"] + 1}})


def test_processes_do_not_lose_each_others_writes(tmp_path: Path) -> None:
    state = str(tmp_path / "argo")
    store = SqliteStore(state, StepClock())
    store.create({**a_workflow(name="counter"), "spec": {"n": 0}})
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add, args=(state, number)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert store.get("default", "counter")["spec"] == {"n": 60}
    store.close()


def test_templates_are_replaced(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "argo"), StepClock())
    for text in ("a", "b"):
        store.keep_template(
            {"kind": "WorkflowTemplate", "metadata": {"name": "t", "namespace": "default"}, "spec": {"x": text}}
        )
    assert store.template("WorkflowTemplate", "default", "t")["spec"] == {"x": "b"}
    with pytest.raises(NotFound):
        store.template("WorkflowTemplate", "default", "u")
    store.close()
