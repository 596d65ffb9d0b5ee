"""What all tests share: a store of their own, and where peer cases may be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT.parent / "shared" / "cases"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty state folder for local runs, used by this process and its children."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("ARGO_LOCAL", "1")
    return tmp_path / "state" / "argo"


@pytest.fixture
def argo(state: Path):
    """Runs the command line in a process of its own."""

    def run(*words: str, stdin: str = "", timeout: float = 60, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "argocli", *words],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=ROOT,
            env={**os.environ, **env},
            check=False,
        )

    return run
