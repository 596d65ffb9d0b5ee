"""`argo lint --fix` and `--diff` from end to end: what is written, what is said, how it ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from argocli.__main__ import run

GOOD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec:\n  entrypoint: m\n  templates:\n  - name: m\n    container: {image: b}\n"
BAD = GOOD.replace("entrypoint", "entrypont").replace("image", "imge")
TEMPLATE = "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: t}\nspec:\n  templates:\n  - name: m\n    container: {image: b}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_bytes(BAD.encode())
    return path


def test_a_change_ends_with_one_and_nothing_to_do_with_zero(argo, file: Path) -> None:
    done = argo("lint", "--fix", str(file))
    assert done.returncode == 1
    assert file.read_text() == GOOD
    assert done.stderr == f"{file}: 2 mended\n"
    assert "no linting errors found!" in done.stdout
    again = argo("lint", "--fix", str(file))
    assert (again.returncode, again.stderr) == (0, "")


def test_what_cannot_be_mended_is_reported(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(BAD.replace("spec:", "foo: 1\nspec:"))
    assert run(["lint", "--fix", "-o", "json", str(file)]) == 1
    (left,) = json.loads(capsys.readouterr().out)
    assert (left["rule"], left["fixable"], left["line"]) == ("unknown-field", False, 4)
    assert run(["lint", "--fix", "-o", "json", str(file)]) == 1


def test_a_diff_shows_it_and_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(BAD.replace("\n", "\r\n").removesuffix("\r\n").encode())
    before = file.read_bytes()
    assert run(["lint", "--diff", str(file)]) == 1
    said = capsys.readouterr()
    assert file.read_bytes() == before
    name = str(file).lstrip("/")
    assert said.out.startswith(f"--- a/{name}\n+++ b/{name}\n@@ ")
    assert "\n-  entrypont: m\r\n+  entrypoint: m\r\n" in said.out
    assert "\n+    container: {image: b}\n\\ No newline at end of file\n" in said.out
    assert said.err == ""
    assert run(["lint", "--fix", "--diff", str(file)]) == 1
    assert file.read_bytes() == before


@pytest.mark.skipif(shutil.which("git") is None, reason="git is what applies it")
def test_a_diff_can_be_applied(file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    run(["lint", "--diff", "a.yaml"])
    patch = capsys.readouterr().out
    subprocess.run(["git", "apply", "-"], input=patch, text=True, check=True)
    assert file.read_text() == GOOD
    assert run(["lint", "--diff", "a.yaml"]) == 0
    assert capsys.readouterr().out == ""


def test_the_mode_and_the_link_stay(file: Path) -> None:
    file.chmod(0o640)
    link = file.with_name("link.yaml")
    link.symlink_to(file.name)
    assert run(["lint", "--fix", str(link)]) == 1
    assert link.is_symlink()
    assert file.read_text() == GOOD
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(file.parent)) == ["a.yaml", "link.yaml"]


def test_bytes_around_it_stay(file: Path) -> None:
    text = "\ufeff# ä\r\n" + BAD.replace("\n", "\r\n") + "# end \t\r\n---\r\n# nothing"
    file.write_bytes(text.encode())
    assert run(["lint", "--fix", str(file)]) == 1
    assert file.read_bytes() == text.replace("entrypont", "entrypoint").replace("imge", "image").encode()


def test_a_file_that_cannot_be_written_is_an_error(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    assert run(["lint", "--fix", str(file)]) == 3
    assert f"{file} cannot be written: permission denied" in capsys.readouterr().err
    assert file.read_text() == BAD
    assert os.listdir(file.parent) == ["a.yaml"]


@pytest.mark.parametrize("flag", ["--fix", "--diff"])
def test_standard_input_cannot_be_mended(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", flag, "-"]) == 2
    assert "standard input" in capsys.readouterr().err


def test_a_folder_is_mended_as_a_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = "steps: [[{name: a, templateRef: {name: t, template: m}}]]"
    (tmp_path / "a.yaml").write_text(BAD.replace("container: {imge: b}", call))
    (tmp_path / "t.yaml").write_text(TEMPLATE.replace("templates", "template"))
    (tmp_path / "good.yaml").write_text(GOOD)
    assert run(["lint", "--fix", str(tmp_path)]) == 1
    assert (tmp_path / "a.yaml").read_text() == GOOD.replace("container: {image: b}", call)
    assert (tmp_path / "t.yaml").read_text() == TEMPLATE
    assert (tmp_path / "good.yaml").read_text() == GOOD
    assert capsys.readouterr().err.count("1 mended") == 2
    assert run(["lint", str(tmp_path)]) == 0


def test_a_comment_that_counts_beside_another_file_stays(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(TEMPLATE)
    second.write_text(TEMPLATE.replace("{name: t}", "{name: t} # argolint: disable=duplicate-template -- two"))
    texts = [first.read_text(), second.read_text()]
    assert run(["lint", "--fix", str(tmp_path)]) == 0
    assert run(["lint", "--fix", str(second)]) == 0
    assert [first.read_text(), second.read_text()] == texts


@pytest.mark.parametrize(
    "flags",
    [("--strict=false",), ("--upstream-compatible",), ("--kinds", "cronwf"), ("--ignore", "unused-suppression")],
)
def test_comments_stay_where_less_is_looked_at(file: Path, flags: tuple[str, ...]) -> None:
    text = GOOD.replace("entrypoint: m", "entrypoint: m # argolint: disable=plain-secret -- r")
    file.write_text(text)
    run(["lint", "--fix", *flags, str(file)])
    assert file.read_text() == text
    assert run(["lint", "--fix", str(file)]) == 1
    assert file.read_text() == GOOD


def test_only_what_is_selected_is_mended(file: Path) -> None:
    line = "# yaml-language-server: $schema=schemas/cronworkflow.json\n"
    file.write_text(line + BAD)
    assert run(["lint", "--fix", "--select", "modeline", str(file)]) == 1
    assert file.read_text() == line.replace("cronworkflow", "workflow") + BAD


def test_what_the_baseline_knows_is_not_mended(file: Path, tmp_path: Path) -> None:
    known = str(tmp_path / "known.json")
    assert run(["lint", "--write-baseline", known, str(file)]) == 0
    assert run(["lint", "--fix", "--baseline", known, str(file)]) == 0
    assert file.read_text() == BAD


def test_mending_is_not_loaded_for_a_verdict(file: Path) -> None:
    code = f"import sys; from argocli.__main__ import run; run(['lint', {str(file)!r}]); print([m for m in sys.modules if 'mend' in m or 'sheet' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
