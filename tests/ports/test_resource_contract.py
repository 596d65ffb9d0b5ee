"""What every ResourceStore does."""

from __future__ import annotations

import pytest

from argocli.errors import Conflict, NotFound, Refused
from tests.ports.stores import Place

KINDS = ("WorkflowTemplate", "CronWorkflow", "ConfigMap")


@pytest.fixture
def resources(place: Place):
    return place.resources


def a(kind: str, place: Place, name: str = "one", **metadata: object) -> dict:
    body = {"data": {"a": "1"}} if kind == "ConfigMap" else {"spec": {"entrypoint": "m"}}
    return {"kind": kind, "metadata": {"namespace": place.home, "name": name, **metadata}, **body}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_created_is_there(place, resources, kind: str) -> None:
    made = resources.create(a(kind, place))
    assert made["metadata"]["uid"]
    assert made["metadata"]["creationTimestamp"].endswith("Z")
    found = resources.get(kind, place.home, "one")
    assert found["metadata"]["uid"] == made["metadata"]["uid"]
    assert found["kind"] == kind
    with pytest.raises(Conflict):
        resources.create(a(kind, place))
    with pytest.raises(NotFound):
        resources.get(kind, place.other, "one")


@pytest.mark.parametrize("name", ["", "Not Valid", "-a"])
def test_names_that_are_none(place, resources, name: str) -> None:
    with pytest.raises(Refused):
        resources.create(a("WorkflowTemplate", place, name))


def test_names_are_generated(place, resources) -> None:
    made = resources.create(a("WorkflowTemplate", place, "", generateName="t-"))
    assert len(made["metadata"]["name"]) == 7


def test_a_dry_run_keeps_nothing(place, resources) -> None:
    resources.create(a("CronWorkflow", place), dry_run=True)
    assert resources.list("CronWorkflow", place.home) == []


def test_lists_are_by_name_and_select(place, resources) -> None:
    for name in ("b", "a"):
        resources.create(a("WorkflowTemplate", place, name, labels={"app": name}))
    resources.create(a("WorkflowTemplate", place, "c", namespace=place.other))
    resources.create(a("CronWorkflow", place, "d"))
    listed = [item["metadata"]["name"] for item in resources.list("WorkflowTemplate", place.home)]
    assert listed == ["a", "b"]
    chosen = resources.list("WorkflowTemplate", place.home, labels="app!=a")
    assert [(item["kind"], item["metadata"]["name"]) for item in chosen] == [("WorkflowTemplate", "b")]
    chosen = resources.list("WorkflowTemplate", place.home, fields="metadata.name=a")
    assert [item["metadata"]["name"] for item in chosen] == ["a"]
    everywhere = [item["metadata"]["namespace"] for item in resources.list("WorkflowTemplate")]
    assert {place.home, place.other} <= set(everywhere)


def test_a_cluster_template_lives_in_no_namespace(place, resources) -> None:
    name = f"c-{place.home}"
    resources.create({"kind": "ClusterWorkflowTemplate", "metadata": {"name": name}, "spec": {"entrypoint": "m"}})
    assert resources.get("ClusterWorkflowTemplate", place.home, name)["metadata"]["name"] == name
    assert name in [item["metadata"]["name"] for item in resources.list("ClusterWorkflowTemplate", place.other)]
    resources.delete("ClusterWorkflowTemplate", "", name)
    with pytest.raises(NotFound):
        resources.get("ClusterWorkflowTemplate", "", name)


def test_update_refuses_what_was_changed_meanwhile(place, resources) -> None:
    first = resources.create(a("WorkflowTemplate", place))
    second = resources.update({**first, "spec": {"entrypoint": "n"}})
    assert second["metadata"]["uid"] == first["metadata"]["uid"]
    with pytest.raises(Conflict):
        resources.update({**first, "spec": {"entrypoint": "o"}})
    assert resources.get("WorkflowTemplate", place.home, "one")["spec"] == {"entrypoint": "n"}


def test_a_patch_changes_what_it_names(place, resources) -> None:
    resources.create(a("CronWorkflow", place))
    resources.patch("CronWorkflow", place.home, "one", {"spec": {"suspend": True}})
    assert resources.get("CronWorkflow", place.home, "one")["spec"] == {"entrypoint": "m", "suspend": True}
    resources.patch("CronWorkflow", place.home, "one", {"spec": {"suspend": None}})
    assert resources.get("CronWorkflow", place.home, "one")["spec"] == {"entrypoint": "m"}
    with pytest.raises(NotFound):
        resources.patch("CronWorkflow", place.home, "two", {"spec": {"suspend": True}})


def test_config_maps_lose_single_keys(place, resources) -> None:
    resources.create(a("ConfigMap", place))
    changed = resources.patch("ConfigMap", place.home, "one", {"data": {"a": None, "b": "2"}})
    assert changed["data"] == {"b": "2"}


def test_delete_forgets(place, resources) -> None:
    resources.create(a("WorkflowTemplate", place))
    resources.delete("WorkflowTemplate", place.home, "one")
    with pytest.raises(NotFound):
        resources.delete("WorkflowTemplate", place.home, "one")
    resources.create(a("WorkflowTemplate", place))
