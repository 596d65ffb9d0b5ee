"""The rules of the house that a machine checks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "argocli").rglob("*.py"))
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "base"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_small_named_and_introduced(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    assert path.stem not in SAYS_NOTHING
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, "a module says in its first lines what belongs in it"
    assert len(docstring.splitlines()) <= 20


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
    ],
    ids=lambda command: command[0] + command[-1],
)
def test_checkers_agree(command: list[str]) -> None:
    tool = Path(sys.executable).parent / command[0]
    if not tool.exists():
        pytest.skip(f"{command[0]} is not installed here")
    done = subprocess.run([str(tool), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_readme_names_every_command() -> None:
    from argocli.cli.table import COMMANDS

    readme = (ROOT / "README.md").read_text()
    for command in COMMANDS:
        assert re.search(rf"`argo {command.name}\b", readme), f"the README does not mention argo {command.name}"
