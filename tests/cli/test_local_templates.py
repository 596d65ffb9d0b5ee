"""Templates and cron workflows in the local store, without a cluster."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cluster.test_cron_commands import cron
from tests.cluster.test_template_commands import calling, template

ROOT = Path(__file__).resolve().parents[2]
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


def test_limits_are_kept_here_as_well(argo) -> None:
    words = ("builds", "--type", "configmap", "--cm-name", "limits")
    assert argo("sync", "create", *words, "--limit", "2").stdout.startswith("Sync limit created\n")
    assert argo("sync", "get", *words).stdout.endswith("Limit: 2\n")
    assert argo("sync", "delete", *words).returncode == 0
    assert argo("sync", "get", *words).returncode == 3


def test_a_backfill_needs_a_cluster(argo) -> None:
    argo("cron", "create", "-", stdin=json.dumps(cron("a")))
    done = argo("cron", "backfill", "a", "--start", "Tue, 22 Oct 2024 01:00:00 GMT")
    assert (done.returncode, "--scheduled-time" in done.stderr) == (3, True)


@pytest.mark.parametrize(("answer", "code", "left"), [("n", 3, "a\n"), ("y", 0, "")])
def test_on_a_terminal_the_deletion_of_all_is_asked_for(argo, answer: str, code: int, left: str) -> None:
    argo("template", "create", "-", stdin=json.dumps(template("a")))
    child = pexpect.spawn(sys.executable, ["-m", "argocli", "template", "delete", "--all"], cwd=str(ROOT), timeout=30)
    child.expect_exact("delete all 1 workflow template(s) of namespace default? [y/N]")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert argo("template", "list", "-o", "name").stdout == left
