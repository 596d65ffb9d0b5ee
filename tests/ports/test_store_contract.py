"""What every WorkflowStore does."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from argocli.errors import Conflict, NotFound, Refused
from argocli.local.store import SqliteStore
from tests.ports.stores import StepClock


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path):
    opened = SqliteStore(str(tmp_path / "argo"), StepClock())
    yield opened
    opened.close()


def a_workflow(**metadata: object) -> dict:
    return {"kind": "Workflow", "metadata": {"namespace": "default", **metadata}, "spec": {"entrypoint": "m"}}


def test_create_names_and_dates(store) -> None:
    made = store.create(a_workflow(generateName="hello-"))
    assert made["metadata"]["name"].startswith("hello-")
    assert len(made["metadata"]["name"]) == len("hello-") + 5
    assert made["metadata"]["uid"]
    assert made["metadata"]["creationTimestamp"].endswith("Z")
    assert store.get("default", made["metadata"]["name"]) == made


def test_a_name_is_taken_once(store) -> None:
    store.create(a_workflow(name="one"))
    with pytest.raises(Conflict):
        store.create(a_workflow(name="one"))
    store.create(a_workflow(name="one", namespace="other"))


@pytest.mark.parametrize("metadata", [{}, {"name": "Not Valid"}, {"name": "a" * 254}, {"name": "-a"}])
def test_names_that_are_none(store, metadata: dict) -> None:
    with pytest.raises(Refused):
        store.create(a_workflow(**metadata))


def test_a_dry_run_keeps_nothing(store) -> None:
    store.create(a_workflow(name="one"), dry_run=True)
    with pytest.raises(NotFound):
        store.get("default", "one")


def test_latest_is_the_newest_of_the_namespace(store) -> None:
    for name in ("a", "b"):
        store.create(a_workflow(name=name))
    store.create(a_workflow(name="c", namespace="other"))
    assert store.get("default", "@latest")["metadata"]["name"] == "b"
    with pytest.raises(NotFound):
        store.get("empty", "@latest")


def test_list_is_newest_first_and_selects(store) -> None:
    store.create(a_workflow(name="a", labels={"app": "x"}))
    store.create(a_workflow(name="b", labels={"app": "y"}))
    store.create(a_workflow(name="c", namespace="other"))
    assert [item["metadata"]["name"] for item in store.list()] == ["c", "b", "a"]
    assert [item["metadata"]["name"] for item in store.list("default")] == ["b", "a"]
    for selector, names in (("app=x", ["a"]), ("app!=x", ["c", "b"]), ("app in (x,y)", ["b", "a"]), ("!app", ["c"])):
        assert [item["metadata"]["name"] for item in store.list(labels=selector)] == names


def test_update_refuses_what_was_changed_meanwhile(store) -> None:
    first = store.create(a_workflow(name="one"))
    second = store.update({**first, "spec": {"entrypoint": "n"}})
    assert second["metadata"]["resourceVersion"] != first["metadata"]["resourceVersion"]
    with pytest.raises(Conflict):
        store.update(first)
    assert store.get("default", "one")["spec"] == {"entrypoint": "n"}


def test_amend_reads_and_writes(store) -> None:
    store.create(a_workflow(name="one"))
    store.amend("default", "one", lambda workflow: {**workflow, "spec": {"suspend": True}})
    assert store.get("default", "one")["spec"] == {"suspend": True}
    with pytest.raises(NotFound):
        store.amend("default", "two", lambda workflow: workflow)


def test_delete_forgets(store) -> None:
    store.create(a_workflow(name="one"))
    store.delete("default", "one")
    with pytest.raises(NotFound):
        store.get("default", "one")
    with pytest.raises(NotFound):
        store.delete("default", "one")
    store.create(a_workflow(name="one"))


def test_watch_tells_of_every_kind_of_change(store) -> None:
    made = store.create(a_workflow(name="one"))
    watch = store.watch("default", "one")
    assert next(watch).kind == "added"
    store.update({**made, "spec": {}})
    assert next(watch).kind == "modified"
    store.delete("default", "one")
    assert next(watch).kind == "deleted"
    assert next(watch) is None
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


def test_templates_are_replaced(store) -> None:
    for text in ("a", "b"):
        store.keep_template(
            {"kind": "WorkflowTemplate", "metadata": {"name": "t", "namespace": "default"}, "spec": {"x": text}}
        )
    assert store.template("WorkflowTemplate", "default", "t")["spec"] == {"x": "b"}
    with pytest.raises(NotFound):
        store.template("WorkflowTemplate", "default", "u")
