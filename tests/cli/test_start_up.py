"""Start-up is a feature: heavy modules stay out of the commands that people wait for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEVER = {"typer", "rich", "kubernetes", "jsonschema", "asyncio", "watchfiles", "pydantic", "importlib.metadata"}
QUICK = NEVER | {"sqlite3", "yaml", "subprocess", "inspect", "dataclasses", "logging", "tempfile", "argparse"}
# Each of these costs lint of one file a twentieth of its time, or more.
SLOW = {"typing", "json", "hashlib", "datetime", "base64", "fractions", "argocli.model.workflow"}


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
    assert not modules & SLOW
    assert not {"yaml.constructor", "yaml.resolver", "yaml.reader"} & modules


def test_passing_lint_loads_of_itself_what_the_file_needs() -> None:
    modules = loaded("lint", "examples/hello-world.yaml")
    ours = {module.removeprefix("argocli.") for module in modules if module.startswith("argocli.")}
    elsewhere = ("expr", "engine", "lifecycle", "controller", "local", "cluster", "ports")
    assert not [module for module in ours if module.startswith(elsewhere)]
    assert not ours & {
        "manifest.builder",
        "manifest.dump",
        "lint.catalogue",
        "lint.schema",
        "lint.fix",
        "lint.baseline",
    }
    assert not ours & {"lint.semantics.dag", "lint.semantics.steps", "lint.semantics.cron", "lint.semantics.unclosed"}
    assert not ours & {"lint.advice.flow", "lint.advice.timing", "lint.advice.locks", "lint.advice.modeline"}
    assert not ours & {"lint.crossing", "commands.lint_workers", "commands.lint_refs", "commands.lint_again"}


def test_conditions_dependencies_and_durations_of_the_common_sort_need_no_expressions() -> None:
    modules = loaded("lint", "examples/report-dag.yaml", "examples/retry-backoff.yaml")
    assert "argocli.lint.advice.flow" in modules
    assert not [module for module in modules if module.startswith("argocli.expr")]
    assert not modules & (QUICK - {"yaml"})
    assert not modules & SLOW


def test_list_needs_no_rich(state: Path) -> None:
    assert not loaded("list") & NEVER
