"""`argo watch`, `argo wait` and `argo logs` on a cluster, and what only happens on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from tests.cluster.access import Cluster
from tests.cluster.stage import PREFIX, Done, Stage, as_text, manifest, node, until


def test_wait_tells_the_ends_in_their_order(stage: Stage) -> None:
    for name in ("slow", "quick"):
        stage.workflow(name, "Running")
    process = stage.watching("wait", "slow", "quick", "slow")
    stage.play("quick", "Succeeded")
    first = process.stdout.readline() if process.stdout else ""
    stage.play("slow", "Failed")
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert [line.split(" at ")[0] for line in (first + rest).splitlines()] == ["quick Succeeded", "slow Failed"]


def test_wait_for_what_has_ended(stage: Stage) -> None:
    stage.workflow("over", "Succeeded", finishedAt="2026-01-02T03:04:05Z")
    assert stage.out("wait", "@latest", TZ="UTC") == "over Succeeded at 2026-01-02 03:04:05 +0000 UTC\n"
    assert stage.out("wait") == ""


def test_wait_for_what_is_not_there(stage: Stage) -> None:
    missing = stage.argo("wait", "nope")
    assert (missing.returncode, "not found" in missing.stderr) == (3, True)
    stage.workflow("over", "Succeeded")
    assert stage.argo("wait", "over", "nope").returncode == 3
    lenient = stage.argo("wait", "over", "nope", "--ignore-not-found")
    assert (lenient.returncode, lenient.stdout.split()[0]) == (0, "over")


def test_wait_gives_up_in_time(stage: Stage) -> None:
    stage.workflow("long", "Running")
    done = stage.argo("wait", "long", "--timeout", "1s")
    assert (done.returncode, "long goes on" in done.stderr) == (124, True)


@pytest.mark.parametrize("verb", ["wait", "watch"])
def test_a_workflow_that_is_deleted_is_waited_for_no_longer(stage: Stage, verb: str) -> None:
    stage.workflow("short", "Running")
    process = stage.watching(verb, "short")
    stage.cluster.request("DELETE", stage.path("short"))
    _, told = process.communicate(timeout=30)
    assert (process.returncode, 'workflow "short" was deleted' in told) == (3, True)


def test_watch_off_a_terminal_is_a_line_for_each_change(stage: Stage) -> None:
    stage.workflow("tale", "Running")
    entry, step = node("tale", type="Steps"), node("tale", "step")
    running = {**step, "phase": "Running", "finishedAt": None}
    process = stage.watching("watch", "@latest")
    assert process.stdout is not None
    lines = [process.stdout.readline()]
    stage.play("tale", "Running", nodes={"tale": entry, "tale-step": running})
    lines.append(process.stdout.readline())
    stage.play("tale", "Succeeded", nodes={"tale": entry, "tale-step": step})
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    told = [line.split(" ", 1)[1] for line in [*(line.rstrip("\n") for line in lines), *rest.splitlines()]]
    assert told[:2] == ["tale Running", "● step Running"]
    assert told[2].startswith("✔ step Succeeded")
    assert told[3].startswith("tale Succeeded after ")
    assert stage.argo("watch", "nope").returncode == 3
    assert stage.argo("watch").returncode == 2


@pytest.fixture
def terminal(stage: Stage, kubeconfig: Path) -> Callable[..., pexpect.spawn]:
    def spawn(*words: str) -> pexpect.spawn:
        env = {**os.environ, "KUBECONFIG": str(kubeconfig), "TERM": "xterm"}
        line = ["-m", "argocli", "-n", stage.namespace, *words]
        return pexpect.spawn(sys.executable, line, env=env, encoding="utf-8", timeout=20, dimensions=(40, 120))

    return spawn


def test_the_tree_on_a_terminal_ends_with_the_workflow(stage: Stage, terminal: Callable[..., pexpect.spawn]) -> None:
    stage.workflow("tale", "Running", nodes={"tale": node("tale", type="Steps", phase="Running", finishedAt=None)})
    child = terminal("watch", "tale")
    child.expect("tale  main")
    stage.play("tale", "Failed", nodes={"tale": node("tale", type="Steps", phase="Failed", message="so it ends")})
    child.expect("so it ends")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1


def test_an_interrupted_watch_says_that_the_workflow_goes_on(
    stage: Stage, terminal: Callable[..., pexpect.spawn]
) -> None:
    stage.workflow("tale", "Running")
    child = terminal("watch", "tale")
    child.expect("Running")
    child.sendintr()
    child.expect("no longer watching; tale goes on")
    child.expect("argo stop tale\r\n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


@pytest.mark.parametrize(("answer", "left"), [("y", set()), ("n", {"one", "two"}), ("", {"one", "two"})])
def test_a_terminal_is_asked_before_a_filter_deletes(
    stage: Stage, terminal: Callable[..., pexpect.spawn], answer: str, left: set[str]
) -> None:
    stage.workflow("one")
    stage.workflow("two")
    child = terminal("delete", "--all")
    child.expect(r"delete 2 workflow\(s\)")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    assert stage.names() == left


def test_a_terminal_is_not_asked_where_yes_is_said(stage: Stage, terminal: Callable[..., pexpect.spawn]) -> None:
    stage.workflow("one")
    terminal("delete", "--all", "-y").expect("Workflow 'one' deleted")
    until(lambda: not stage.names())


def test_logs_of_what_is_not_there(stage: Stage) -> None:
    assert stage.argo("logs", "nope").returncode == 3
    stage.workflow("quiet", "Succeeded")
    assert stage.out("logs", "quiet") == ""
    for words, message in (
        (["--since", "1m", "--since-time", "2026-01-01T00:00:00Z"], "--since-time and --since cannot be used together"),
        (["--since-time", "noon"], "RFC 3339"),
        (["--grep", "("], 'failed to compile "("'),
        (["--grep", "(?=x)"], 'failed to compile "(?=x)"'),
        (["a", "b"], "accepts between 1 and 2 arg(s), received 3"),
    ):
        done = stage.argo("logs", "quiet", *words)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr


@pytest.fixture
def pods(node_cluster: Cluster, node_namespace: str, argo: Callable[..., Done]) -> Stage:
    """A workflow `w` that has ended, with two pods that ran."""

    def here(*words: str, **more: str) -> Done:
        return argo(*words, KUBECONFIG=str(node_cluster.kubeconfig), **more)

    stage = Stage(node_cluster, node_namespace, here)
    stage.workflow("w", "Succeeded")
    speak(stage, "w-a", "echo one from a; sleep 1; echo two from a", part="a")
    speak(stage, "w-b", "sleep 0.5; echo one from b; sleep 1; echo two from b")
    until(lambda: all(ended(stage, pod) for pod in ("w-a", "w-b")), 60)
    return stage


def speak(stage: Stage, name: str, script: str, **labels: str) -> None:
    container = {"image": "busybox", "imagePullPolicy": "IfNotPresent"}
    body = {
        "metadata": {"name": name, "labels": {PREFIX + "workflow": "w", **labels}},
        "spec": {
            "restartPolicy": "Never",
            "containers": [
                {"name": "main", "command": ["sh", "-c", script], **container},
                {"name": "wait", "command": ["echo", "waited"], **container},
            ],
        },
    }
    stage.cluster.request("POST", f"/api/v1/namespaces/{stage.namespace}/pods", body)


def ended(stage: Stage, pod: str) -> bool:
    found = stage.cluster.request("GET", f"/api/v1/namespaces/{stage.namespace}/pods/{pod}")
    return found["status"]["phase"] in ("Succeeded", "Failed")


def test_logs_by_every_flag(pods: Stage) -> None:
    lines = pods.out("logs", "w").splitlines()
    assert sorted(lines) == ["w-a: one from a", "w-a: two from a", "w-b: one from b", "w-b: two from b"]
    assert lines.index("w-a: one from a") < lines.index("w-b: one from b") < lines.index("w-b: two from b")
    assert pods.out("logs", "@latest", "w-b") == "w-b: one from b\nw-b: two from b\n"
    assert pods.out("logs", "w", "-l", "part=a", "--tail", "1") == "w-a: two from a\n"
    assert pods.out("logs", "w", "--tail=0") == ""
    assert len(pods.out("logs", "w", "--tail", "-1").splitlines()) == 4
    assert pods.out("logs", "w", "--grep", "^two.*[b]$") == "w-b: two from b\n"
    assert pods.out("logs", "w", "w-a", "-c", "wait") == "w-a: waited\n"
    assert pods.out("logs", "w", "--since-time", "2999-01-01T00:00:00Z") == ""
    assert len(pods.out("logs", "w", "--since", "1h").splitlines()) == 4
    stamped = pods.out("logs", "w", "w-a", "--timestamps", "--grep", "^20.*one").split()
    assert stamped[0] == "w-a:"
    assert stamped[1][:2] == "20"
    assert "\x1b[" in pods.out("logs", "w", FORCE_COLOR="1")
    assert "\x1b[" not in pods.out("logs", "w", "--no-color", FORCE_COLOR="1")


def test_logs_are_followed_until_the_workflow_has_ended(pods: Stage) -> None:
    pods.workflow("v", "Running")
    pods.play("w", "Running")
    player = pods.later(
        "w", lambda: speak(pods, "w-late", "echo late; sleep 1; echo later"),
        lambda: until(lambda: ended(pods, "w-late"), 60), lambda: pods.play("w", "Succeeded"),
    )  # fmt: skip
    lines = pods.out("logs", "w", "-f", "--grep", "late").splitlines()
    player.join()
    assert lines == ["w-late: late", "w-late: later"]


def test_submitting_prints_the_logs(pods: Stage) -> None:
    pods.cluster.request("DELETE", pods.path("w"))
    player = pods.later("w", lambda: pods.play("w", "Failed"))
    done = pods.argo("submit", "-", "--log", "-o", "name", stdin=as_text(manifest("w")))
    player.join()
    assert done.returncode == 1, "the end of the workflow is the end of the command"
    assert "w-a: one from a" in done.stdout


def test_the_end_of_a_pipe_is_no_error(stage: Stage, kubeconfig: Path) -> None:
    stage.workflow("one")
    line = f"{sys.executable} -m argocli -n {stage.namespace} list -o json | true; exit ${{PIPESTATUS[0]}}"
    env = {**os.environ, "KUBECONFIG": str(kubeconfig)}
    begin = time.monotonic()
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - begin < 20
