"""The main job as a user does it: processes, a real store, no network."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_lints_and_runs(path: Path, argo) -> None:
    linted = argo("lint", str(path))
    assert linted.returncode == 0, linted.stdout
    done = argo("submit", "--local", "--wait", "-o", "json", str(path))
    assert done.returncode == 0, done.stdout + done.stderr
    workflow = json.loads(done.stdout)
    assert workflow["status"]["phase"] == "Succeeded"
    assert workflow["apiVersion"] == "argoproj.io/v1alpha1"


def test_watch_off_a_terminal_prints_a_line_for_each_change(argo) -> None:
    done = argo("submit", "--local", "--watch", "examples/hello-world.yaml")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "Succeeded" in done.stdout.splitlines()[-1]
    assert "approximated: images" in done.stderr


def failing(command: str) -> str:
    return json.dumps(
        {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Workflow",
            "metadata": {"generateName": "f-"},
            "spec": {
                "entrypoint": "m",
                "templates": [{"name": "m", "container": {"image": "busybox", "command": ["sh", "-c", command]}}],
            },
        }
    )


def test_a_failed_workflow_exits_1_and_shows_the_log(argo) -> None:
    done = argo("submit", "--watch", "-", stdin=failing("echo the reason; exit 3"))
    assert done.returncode == 1
    assert "main: Error (exit code 3)" in done.stdout
    assert "the reason" in done.stdout


def test_a_missing_program_is_named(argo) -> None:
    text = failing("x").replace('["sh", "-c", "x"]', '["no-such-program-here"]')
    done = argo("submit", "--wait", "-", stdin=text)
    assert done.returncode == 1
    assert "image busybox needs `no-such-program-here`, which is not on this machine" in done.stderr
    got = argo("get", "@latest")
    assert 'failed to find name in PATH: exec: "no-such-program-here": executable file not found' in got.stdout


def test_list_get_logs_delete(argo) -> None:
    assert argo("submit", "--wait", "--name", "one", "examples/hello-world.yaml").returncode == 0
    assert "one" in argo("list").stdout
    assert argo("list", "-o", "name").stdout == "one\n"
    assert argo("logs", "one").stdout == "one: hello from argo\n"
    assert json.loads(argo("get", "one", "-o", "json").stdout)["metadata"]["name"] == "one"
    assert argo("delete", "one").stdout == "Workflow 'one' deleted\n"
    missing = argo("get", "one")
    assert missing.returncode == 3
    assert "not found" in missing.stderr
    assert argo("list", "-o", "json").stdout == "[]\n"


def test_without_local_and_without_cluster(argo) -> None:
    done = argo("list", ARGO_LOCAL="")
    assert done.returncode == 4
    assert "--local" in done.stderr


def test_parameters_and_dry_run(argo, tmp_path: Path) -> None:
    given = tmp_path / "parameters.yaml"
    given.write_text("count: 2\nextra: yes\n")
    done = argo(
        "submit", "--dry-run", "-o", "json", "-f", str(given), "-p", "count=5", "-l", "a=b", "examples/report-dag.yaml"
    )
    workflow = json.loads(done.stdout)
    values = {item["name"]: item["value"] for item in workflow["spec"]["arguments"]["parameters"]}
    assert values == {"count": "5", "extra": "true"}
    assert workflow["metadata"]["labels"] == {"a": "b"}


def test_nothing_is_created_where_a_manifest_is_wrong(argo, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("kind: Workflow\nspec:\n  entrypont: x\n")
    done = argo("submit", "examples/hello-world.yaml", str(bad))
    assert done.returncode == 3
    assert f"{bad}:3:3" in done.stderr
    assert argo("list", "-o", "name").stdout == ""


def test_stop_ends_a_running_workflow(argo) -> None:
    argo("submit", "--name", "long", "-", stdin=failing("sleep 60"))
    for _ in range(100):
        if (
            "Running" in argo("get", "long", "-o", "json").stdout
            and '"type": "Pod"' in argo("get", "long", "-o", "json").stdout
        ):
            break
        time.sleep(0.1)
    assert argo("stop", "long").stdout == "workflow long stopped\n"
    done = argo("wait", "long", timeout=30)
    assert done.returncode == 1
    assert "Stopped with strategy 'Stop'" in argo("get", "long").stdout


def test_a_step_changes_nothing_outside_its_pod(argo, state: Path, tmp_path: Path) -> None:
    mark = f"argo-test-{os.getpid()}"
    home = Path.home() / mark
    script = (
        f"echo x > /etc/{mark}; echo x > $HOME/{mark}; echo x > /tmp/{mark}; ls /etc/{mark} $HOME/{mark} /tmp/{mark}"
    )
    done = argo("submit", "--wait", "-", stdin=failing(script))
    if not (state / "isolation").read_text().startswith("namespaces"):
        for path in (home, Path(f"/tmp/{mark}"), Path(f"/etc/{mark}")):
            path.unlink(missing_ok=True)
        pytest.skip("this machine gives pods no namespaces")
    assert done.returncode == 0, argo("logs", "@latest").stdout
    assert not Path(f"/etc/{mark}").exists()
    assert not home.exists()
    assert not Path(f"/tmp/{mark}").exists()


def test_without_namespaces_a_run_works_and_says_what_is_missing(argo, tmp_path: Path) -> None:
    target = tmp_path / "written"
    done = argo("submit", "--watch", "-", stdin=failing(f"echo x > {target}; pwd"), ARGO_LOCAL_ISOLATION="none")
    assert done.returncode == 0, done.stdout
    assert target.read_text() == "x\n"
    assert "approximated: isolation (steps can write anywhere this user can" in done.stderr


def test_peer_cases_agree(argo, state: Path) -> None:
    from tests.conftest import CASES

    if not CASES.is_dir():
        pytest.skip("the peer cases are not here")
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, str(CASES / "run_cases.py"), str(CASES / "run"), "--runnable", "process", "--needs", "cmd:*",
         "--jobs", "3", "--timeout", "60",
         "--command", f"{sys.executable} -m argocli submit --local --wait -o json {{file}}"],
        capture_output=True, text=True, cwd=ROOT, check=False,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:{CASES}"},
    )  # fmt: skip
    score = done.stdout.strip().splitlines()[-1]
    agree, total = map(int, score.split(": ")[1].split(" ")[0].split("/"))
    assert agree >= 120, done.stdout
    assert total >= agree


@pytest.fixture(autouse=True)
def _no_leftovers(state: Path):
    yield
    shutil.rmtree(state, ignore_errors=True)


def test_the_containers_of_a_set_share_its_volumes(argo) -> None:
    containers = [
        {"name": "first", "image": "busybox", "command": ["sh", "-c", "echo one > /workspace/out"]},
        {
            "name": "main",
            "image": "busybox",
            "command": ["sh", "-c", "cat /workspace/out"],
            "dependencies": ["first"],
        },
    ]
    mounts = [{"name": "workspace", "mountPath": "/workspace"}]
    template = {
        "name": "m",
        "volumes": [{"name": "workspace", "emptyDir": {}}],
        "containerSet": {"volumeMounts": mounts, "containers": containers},
    }
    text = json.loads(failing("x"))
    text["spec"]["templates"] = [template]
    done = argo("submit", "--wait", "-o", "json", "-", stdin=json.dumps(text))
    assert done.returncode == 0, done.stdout
    assert [line.partition(": ")[2] for line in argo("logs", "@latest").stdout.splitlines()] == ["one"]
