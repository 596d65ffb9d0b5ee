"""`argo sync` against a real API server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.stage import Stage

IN_MAP = ("--type", "configmap", "--cm-name", "limits")


def data(stage: Stage) -> Any:
    return stage.cluster.request("GET", f"/api/v1/namespaces/{stage.namespace}/configmaps/limits").get("data")


def block(stage: Stage, limit: int) -> str:
    return f"Key: builds\nType: configmap\nConfigMap Name: limits\nNamespace: {stage.namespace}\nLimit: {limit}\n"


def test_a_limit_is_created_shown_changed_and_deleted(stage: Stage) -> None:
    assert stage.out("sync", "create", "builds", *IN_MAP, "--limit", "3") == "Sync limit created\n" + block(stage, 3)
    assert data(stage) == {"builds": "3"}
    assert stage.out("sync", "get", "builds", *IN_MAP) == block(stage, 3)
    assert stage.out("sync", "update", "builds", *IN_MAP, "--limit", "5") == "Sync limit updated\n" + block(stage, 5)
    assert data(stage) == {"builds": "5"}
    assert stage.out("sync", "delete", "builds", *IN_MAP) == "Sync limit deleted\n"
    assert not data(stage)
    assert stage.out("sync", "delete", "builds", *IN_MAP) == "Sync limit deleted\n"


def test_other_keys_of_the_map_stay(stage: Stage) -> None:
    made = {"metadata": {"name": "limits"}, "data": {"other": "text"}}
    stage.cluster.request("POST", f"/api/v1/namespaces/{stage.namespace}/configmaps", made)
    stage.out("sync", "create", "builds", "--type", "ConfigMap", "--cm-name", "limits", "--limit", "3")
    assert data(stage) == {"other": "text", "builds": "3"}
    assert "is no number" in stage.argo("sync", "get", "other", *IN_MAP).stderr
    stage.out("sync", "delete", "builds", *IN_MAP)
    assert data(stage) == {"other": "text"}


@pytest.mark.parametrize("verb", ["get", "update", "delete"])
def test_what_is_not_there(stage: Stage, verb: str) -> None:
    limit = ("--limit", "3") if verb == "update" else ()
    no_map = stage.argo("sync", verb, "builds", *IN_MAP, *limit)
    assert no_map.returncode == 3
    assert f"failed to {verb} sync limit: " in no_map.stderr
    assert "not found" in no_map.stderr
    if verb != "delete":
        stage.out("sync", "create", "other", *IN_MAP, "--limit", "1")
        no_key = stage.argo("sync", verb, "builds", *IN_MAP, *limit)
        assert (no_key.returncode, 'sync limit "builds"' in no_key.stderr) == (3, True)
        assert data(stage) == {"other": "1"}


def test_a_limit_is_created_once(stage: Stage) -> None:
    stage.out("sync", "create", "builds", *IN_MAP, "--limit", "3")
    again = stage.argo("sync", "create", "builds", *IN_MAP, "--limit", "4")
    assert (again.returncode, "exists already" in again.stderr) == (3, True)
    assert data(stage) == {"builds": "3"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["create", "builds"], 2, "--type must be either 'database' or 'configmap'"),
        (["create", "builds", "--type", "file"], 2, "--type must be either 'database' or 'configmap'"),
        (["create", "builds", "--type", "configmap"], 2, "--cm-name is required when type is configmap"),
        (["update", "builds", *IN_MAP], 2, 'required flag(s) "limit" not set'),
        (["create", "builds", *IN_MAP, "--limit", "0"], 2, "limit must be greater than zero"),
        (["get", *IN_MAP], 2, "accepts 1 arg(s), received 0"),
        (["get", "a", "b", *IN_MAP], 2, "accepts 1 arg(s), received 2"),
        (["get", "builds", "--type", "database"], 3, "unsupported sync config type: DATABASE"),
    ],
)
def test_what_cannot_be_done_is_said(stage: Stage, words: list[str], code: int, said: str) -> None:
    done = stage.argo("sync", *words)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
