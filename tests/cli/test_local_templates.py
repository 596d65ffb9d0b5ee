"""Templates and cron workflows in the local store, without a cluster."""

from __future__ import annotations

import json

import pytest

from tests.cluster.test_cron_commands import cron
from tests.cluster.test_template_commands import calling, template

KINDS = [
    ("template", template("a")),
    ("cluster-template", template("a", "cluster-template")),
    ("cron", cron("a")),
]


@pytest.mark.parametrize(("word", "made"), KINDS, ids=lambda value: value if isinstance(value, str) else "")
def test_one_is_created_found_replaced_and_deleted(argo, word: str, made: dict) -> None:
    created = argo(word, "create", "-", stdin=json.dumps(made))
    assert created.returncode == 0, created.stderr
    assert argo(word, "get", "a", "-o", "name").stdout == "a\n"
    again = argo(word, "create", "-", stdin=json.dumps(made))
    assert (again.returncode, "exists already" in again.stderr) == (3, True)
    made["metadata"]["labels"] = {"app": "shop"}
    assert argo(word, "update", "-", stdin=json.dumps(made)).returncode == 0
    assert argo(word, "list", "-l", "app=shop", "-o", "name").stdout == "a\n"
    assert argo(word, "delete", "--all").stdout == f"{made['kind']} 'a' deleted\n"
    assert argo(word, "get", "a").returncode == 3


def test_a_template_serves_the_workflows_that_refer_to_it(argo) -> None:
    assert argo("template", "create", "-", stdin=json.dumps(calling("a", "b"))).returncode == 3
    assert argo("template", "create", "-", stdin=json.dumps(template("b"))).returncode == 0
    done = argo("submit", "--wait", "--from", "workflowtemplate/b", "-o", "json", "--entrypoint", "main")
    assert json.loads(done.stdout)["status"]["phase"] == "Succeeded", done.stderr


def test_a_cron_workflow_says_that_nobody_starts_it(argo) -> None:
    done = argo("cron", "create", "-", stdin=json.dumps(cron("a")))
    assert "submit --from cronwf/NAME" in done.stderr
    assert argo("cron", "suspend", "a").stdout == "CronWorkflow 'a' suspended\n"
    assert "N/A" in argo("cron", "list").stdout
    run = argo("submit", "--wait", "--from", "cronwf/a", "-o", "json")
    assert json.loads(run.stdout)["status"]["phase"] == "Succeeded", run.stderr
