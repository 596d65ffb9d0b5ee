"""Start-up is a feature: heavy modules stay out of the commands that people wait for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEVER = {"typer", "rich", "kubernetes", "jsonschema", "asyncio", "watchfiles", "pydantic", "importlib.metadata"}
QUICK = NEVER | {"sqlite3", "yaml", "subprocess", "inspect", "dataclasses", "logging", "tempfile", "argparse"}


def loaded(*words: str) -> set[str]:
    program = (
        "import sys\nfrom argocli.__main__ import run\n"
        f"code = run({list(words)!r})\nassert code == 0, code\n"
        "print('\\n' + '\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines())


@pytest.mark.parametrize("words", [("version",), ("--help",), ("submit", "--help"), ("completion", "bash")])
def test_quick_commands_load_almost_nothing(words: tuple[str, ...]) -> None:
    assert not loaded(*words) & QUICK


def test_passing_lint_loads_the_parser_only() -> None:
    modules = loaded("lint", "examples/hello-world.yaml")
    assert "yaml" in modules
    assert not modules & (QUICK - {"yaml"})


def test_list_needs_no_rich(state: Path) -> None:
    assert not loaded("list") & NEVER
