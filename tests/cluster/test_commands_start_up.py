"""What people wait for most loads what it uses and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.stage import Stage, as_text, manifest

ROOT = Path(__file__).resolve().parents[2]
NEVER = {
    "typer", "rich", "kubernetes", "urllib3", "jsonschema", "watchfiles", "asyncio", "sqlite3", "dataclasses", "inspect",
    "logging", "argparse", "subprocess", "tempfile", "threading", "http.client", "urllib.request", "email", "secrets",
    "importlib.metadata", "argocli.engine", "argocli.local.store", "argocli.cluster.official", "argocli.ports",
}  # fmt: skip
PROGRAM = """
import sys
from argocli.__main__ import run
code = run(sys.argv[1:])
print("\\n".join(sys.modules), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "words",
    [
        ["get", "one"], ["get", "one", "-o", "json"], ["list"], ["list", "-o", "name", "--completed"],
        ["submit", "-", "-o", "name"], ["stop", "one"], ["suspend", "one"], ["delete", "one"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_quick_command_is_light(stage: Stage, kubeconfig: Path, words: list[str]) -> None:
    stage.workflow("one", "Running")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "-n", stage.namespace, *words],
        input=as_text(manifest()), cwd=ROOT, env={**os.environ, "KUBECONFIG": str(kubeconfig)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not set(done.stderr.splitlines()) & NEVER
