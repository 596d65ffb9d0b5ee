"""`argo auth token`: the login of a kubeconfig as programs send it. Nothing is asked of a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.access import write_kubeconfig

ROOT = Path(__file__).resolve().parents[2]


def token(folder: Path, user: dict[str, Any], *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    config = write_kubeconfig(folder / "config", {"server": "https://127.0.0.1:1"}, user, "default")
    return subprocess.run(
        [sys.executable, "-m", "argocli", "auth", "token", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "KUBECONFIG": str(config), **env},
        check=False,
    )


def plugin(status: dict[str, str]) -> dict[str, Any]:
    version = "client.authentication.k8s.io/v1"
    told = json.dumps({"apiVersion": version, "kind": "ExecCredential", "status": status})
    return {"exec": {"apiVersion": version, "command": "echo", "args": [told], "interactiveMode": "Never"}}


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ({"token": "abc"}, "Bearer abc"),
        ({"username": "me", "password": "pass"}, "Basic bWU6cGFzcw=="),
        (plugin({"token": "given"}), "Bearer given"),
    ],
    ids=["token", "password", "exec plugin"],
)
def test_the_login_of_the_kubeconfig(tmp_path: Path, user: dict[str, Any], said: str) -> None:
    done = token(tmp_path, user)
    assert (done.returncode, done.stdout) == (0, said + "\n"), done.stderr


def test_the_variable_is_the_whole_value_and_a_flag_goes_before_it(tmp_path: Path) -> None:
    assert token(tmp_path, {"token": "abc"}, ARGO_TOKEN="Bearer x").stdout == "Bearer x\n"
    assert token(tmp_path, {}, ARGO_TOKEN="Bearer x", KUBECONFIG=os.devnull).stdout == "Bearer x\n"
    assert token(tmp_path, {"token": "abc"}, "--token", "y", ARGO_TOKEN="Bearer x").stdout == "Bearer y\n"


def test_no_token_is_said(tmp_path: Path) -> None:
    done = token(tmp_path, {})
    assert (done.returncode, done.stdout) == (4, "")
    assert "could not find a token" in done.stderr
