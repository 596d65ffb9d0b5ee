"""The hooks for pre-commit, run by the program itself in a real repository: installed once, then without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lint.judging import template, user
from tests.lint.repository import write

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).parent / "pre-commit"
LEFT_OUT = shutil.ignore_patterns(".*_cache", ".git", ".venv", "__pycache__", ".hypothesis", "tests", "*.egg-info")
NO_NETWORK = (
    "Temporary failure in name resolution",
    "Could not find a version",
    "ConnectionError",
    "Network is unreachable",
)
NOWHERE = "http://127.0.0.1:9"
OTHERS = {
    "compose.yaml": "services:\n  web: {image: nginx}\n",
    ".github/workflows/ci.yml": "name: Workflow of this kind\non: push\njobs: {a: {steps: [{run: make}]}}\n",
    "package.json": '{"name": "web", "private": true}\n',
    "values.yaml": "argo:\n  group: argoproj.io\n",
    "play.yml": "- hosts: all\n  tasks: [{name: install argoproj.io}]\n",
    "chart/templates/web.yaml": "{{- if .Values.web }}\nkind: Deployment\n{{- end }}\n",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROGRAM.exists(), reason="pre-commit is not installed here"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed here"),
]


class Repository:
    """A git repository with the hooks of this checkout in it."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self.env = env

    def git(self, *words: str, cwd: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *words], cwd=cwd or self.folder, env=self.env, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, **texts: str) -> None:
        self.stage(texts)
        self.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "x")

    def stage(self, texts: dict[str, str]) -> None:
        write(self.folder, texts)
        self.git("add", *texts)

    def run(self, *words: str, online: bool = False) -> subprocess.CompletedProcess[str]:
        """The program; only the installation may use the network."""
        away = (
            {}
            if online
            else dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"), NOWHERE)
        )
        return subprocess.run(
            [str(PROGRAM), *words],
            cwd=self.folder,
            env={**self.env, **away, "PIP_NO_INDEX": "" if online else "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository whose hooks are installed."""
    place = tmp_path_factory.mktemp("pre-commit")
    names = {f"GIT_{who}_{what}": "tester" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "ARGO_"))}
    env |= {
        **names,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PRE_COMMIT_HOME": str(place / "home"),
        "PRE_COMMIT_COLOR": "never",
    }
    hooks, folder = place / "hooks", place / "repository"
    shutil.copytree(ROOT, hooks, ignore=LEFT_OUT)
    folder.mkdir()
    made = Repository(folder, env)
    for where in (hooks, folder):
        made.git("init", "-q", "-b", "main", cwd=where)
    made.git("add", "-A", cwd=hooks)
    made.git("commit", "-q", "-m", "x", cwd=hooks)
    head = made.git("rev-parse", "HEAD", cwd=hooks)
    listed = "[{id: argo-lint}, {id: argo-lint-fix, stages: [manual]}]"
    config = f"repos:\n- repo: {hooks}\n  rev: {head}\n  hooks: {listed}\n"
    made.commit(**{".pre-commit-config.yaml": config})
    done = made.run("install-hooks", online=True)
    if done.returncode and any(word in done.stdout for word in NO_NETWORK):
        pytest.skip("pre-commit cannot install the hooks: there is no network here")
    assert done.returncode == 0, done.stdout
    return made


@pytest.fixture
def repository(installed: Repository) -> Repository:
    installed.git("rm", "-rq", "--cached", "--ignore-unmatch", ".")
    for path in installed.folder.iterdir():
        if path.name not in (".git", ".pre-commit-config.yaml"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    installed.commit(**{".pre-commit-config.yaml": (installed.folder / ".pre-commit-config.yaml").read_text()})
    return installed


def test_a_template_that_is_not_staged_is_found(repository: Repository) -> None:
    repository.commit(**{"templates/shared.yaml": template()})
    repository.stage({"user.yaml": user()})
    done = repository.run("run")
    assert done.returncode == 0, done.stdout
    repository.stage({"user.yaml": user(template="sya")})
    done = repository.run("run")
    assert done.returncode == 1
    assert "user.yaml:10:" in done.stdout
    assert "did you mean 'say'?" in done.stdout


def test_what_is_not_staged_does_not_count(repository: Repository) -> None:
    repository.commit(**{"shared.yaml": template(), "user.yaml": user(template="sya")})
    (repository.folder / "shared.yaml").write_text("kind: [\n")
    repository.stage({"another.yaml": user()})
    done = repository.run("run")
    assert done.returncode == 0, done.stdout
    assert (repository.folder / "shared.yaml").read_text() == "kind: [\n"


def test_a_template_is_judged_alone(repository: Repository) -> None:
    repository.commit(**{"user.yaml": user()})
    repository.stage({"shared.yaml": template()})
    assert repository.run("run").returncode == 0
    repository.stage({"shared.yaml": template().replace("image:", "imge:")})
    done = repository.run("run")
    assert done.returncode == 1
    assert "shared.yaml:8:17" in done.stdout


def test_what_is_not_of_argo_is_passed_over(repository: Repository) -> None:
    repository.stage(OTHERS)
    done = repository.run("run", "--verbose")
    assert done.returncode == 0, done.stdout
    assert "there is nothing to lint" in done.stdout


def test_mending_changes_the_file_and_fails_once(repository: Repository) -> None:
    repository.stage({"shared.yaml": template().replace("v1alpha1", "v1")})
    done = repository.run("run", "--hook-stage", "manual", "argo-lint-fix")
    assert done.returncode == 1
    assert (repository.folder / "shared.yaml").read_text() == template()
    repository.git("add", "shared.yaml")
    done = repository.run("run", "--hook-stage", "manual", "argo-lint-fix")
    assert done.returncode == 0, done.stdout
