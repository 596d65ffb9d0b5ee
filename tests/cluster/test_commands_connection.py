"""Where commands go and what they say when they cannot: flags and variables of the connection, as people type them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cluster.access import Cluster
from tests.cluster.stage import Done, Stage


def test_verbose_shows_the_requests_and_no_secret(stage: Stage) -> None:
    user = stage.cluster.user("reader", [{"apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["list"]}])
    done = stage.argo("list", "-v", KUBECONFIG=str(user.kubeconfig))
    first, *lines = done.stderr.splitlines()
    assert first.startswith("CLI version: v")
    assert lines[0] == f"Config loaded from file: {user.kubeconfig}"
    asked = next(line for line in lines if line.startswith("GET "))
    assert f"/namespaces/{stage.namespace}/workflows" in asked
    assert " 200 " in asked
    assert " ms " in asked
    assert user.token not in done.stderr
    quiet = stage.argo("list", "--loglevel", "debug")
    assert "CLI version" in quiet.stderr
    assert "Config loaded" not in quiet.stderr
    assert "Config loaded" in stage.argo("list", "--gloglevel", "6").stderr


def test_diagnostic_lines_have_a_level_and_a_form(stage: Stage) -> None:
    import json

    words = ["submit", "-", "--dry-run", "-o", "name", "--status", "Failed"]
    text = (
        '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "one"}, "spec": {"entrypoint":'
    )
    text += ' "m", "templates": [{"name": "m", "container": {"image": "i", "command": ["c"]}}]}}'
    assert stage.argo(*words, stdin=text).stderr.startswith("warning: --status is about")
    assert stage.argo(*words, "--loglevel", "ERROR", stdin=text).stderr == ""
    line = json.loads(stage.argo(*words, "--log-format=json", stdin=text).stderr)
    assert (line["level"], line["msg"][:8]) == ("WARN", "--status")
    assert stage.argo("list", "--loglevel", "loud").returncode == 2
    assert stage.argo("list", ARGO_LOGLEVEL="loud").returncode == 2


def namespace_of(argo: Callable[..., Done], *words: str, **env: str) -> str:
    """The one that a command asks for."""
    done = argo("list", "-v", *words, **env)
    asked = next(line for line in done.stderr.splitlines() if line.startswith("GET "))
    return asked.partition("/namespaces/")[2].partition("/")[0]


def test_the_namespace_is_the_flags_else_the_variables_else_the_contexts(
    api_server: Cluster, argo: Callable[..., Done]
) -> None:
    ours = str(api_server.write_kubeconfig("elsewhere", {}, namespace="of-context"))
    assert namespace_of(argo, KUBECONFIG=ours) == "of-context"
    assert namespace_of(argo, KUBECONFIG=ours, ARGO_NAMESPACE="of-variable") == "of-variable"
    assert namespace_of(argo, "-n", "of-flag", KUBECONFIG=ours, ARGO_NAMESPACE="of-variable") == "of-flag"
    assert namespace_of(argo, "--namespace=namespaces/of-flag", KUBECONFIG=ours) == "of-flag"
    assert namespace_of(argo, KUBECONFIG=ours, ARGO_NAMESPACE="") == "", "all of them"


def test_another_kubeconfig_and_context(api_server: Cluster, argo: Callable[..., Done], tmp_path: Path) -> None:
    nobody = str(tmp_path / "none")
    good = str(api_server.kubeconfig)
    assert argo("list", "--kubeconfig", good, KUBECONFIG=nobody).returncode == 0
    assert argo("list", KUBECONFIG=nobody, ARGO_KUBECONFIG=good).returncode == 0
    done = argo("--context", "nope", "list")
    assert (done.returncode, "nope" in done.stderr) == (4, True)


def test_an_argo_server_is_not_there_yet(stage: Stage) -> None:
    for words, env in ((["-s", "argo:2746"], {}), ([], {"ARGO_SERVER": "argo:2746"})):
        done = stage.argo("list", *words, **env)
        assert (done.returncode, done.stdout) == (3, "")
        assert "cannot go through an Argo Server yet (argo:2746)" in done.stderr
    both = stage.argo("list", "-s", "argo:2746", "--instanceid", "blue")
    assert (both.returncode, "cannot use instance ID with Argo Server" in both.stderr) == (2, True)
    assert stage.argo("list", "--argo-server=", ARGO_SERVER="argo:2746").returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ["list"], ["get", "x"], ["submit", "examples/hello-world.yaml"], ["submit", "--from", "wftmpl/x"], ["wait", "x"],
        ["watch", "x"], ["logs", "x"], ["stop", "x"], ["terminate", "x"], ["suspend", "x"], ["resume", "x"],
        ["retry", "x"], ["resubmit", "x"], ["delete", "x"], ["delete", "--all"],
        ["node", "set", "x", "--node-field-selector", "name=x", "--phase", "Failed"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_command_says_in_a_line_that_nobody_is_there(
    api_server: Cluster, argo: Callable[..., Done], words: list[str]
) -> None:
    done = argo(*words, "--server", "https://127.0.0.1:1")
    assert (done.returncode, done.stdout) == (4, "")
    assert "127.0.0.1:1" in done.stderr.splitlines()[0]
    assert len(done.stderr.splitlines()) <= 2


def test_without_a_cluster_running_here_is_offered(argo: Callable[..., Done], tmp_path: Path) -> None:
    done = argo("list", KUBECONFIG=str(tmp_path / "none"))
    assert done.returncode == 4
    assert "--local" in done.stderr


def test_who_may_not_is_told_who_and_what(stage: Stage) -> None:
    user = stage.cluster.user("nobody", [], stage.namespace)
    done = stage.argo("list", KUBECONFIG=str(user.kubeconfig))
    assert done.returncode == 3
    for word in (user.name, "list", "workflows.argoproj.io", stage.namespace):
        assert word in done.stderr
