"""argo lint --watch: what changed and what refers to it is judged again, soon, whatever happens to the files."""

from __future__ import annotations

import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from argocli.commands.lint_again import Again
from argocli.commands.session import Session
from argocli.render.findings import report_text
from tests.lint.faulty import write_faulty
from tests.lint.judging import judged, judgement, said, template, user
from tests.lint.repository import manifests, write

ROOT = Path(__file__).resolve().parents[2]


def anew(again: Again) -> list[str]:
    return sorted(Path(path).name for path in again.report()[1])


def replaced(path: Path, text: str) -> None:
    """As editors do it: a new file in the place of the old one."""
    beside = path.with_suffix(".tmp")
    beside.write_text(text)
    os.replace(beside, path)


def test_only_what_changed_and_what_refers_to_it_is_judged_again(tmp_path: Path) -> None:
    through = (
        user("far").replace("kind: Workflow", "kind: WorkflowTemplate").replace("generateName: user-", "name: near")
    )
    near = user("near", "main").replace("        arguments: {parameters: [{name: text, value: hello}]}\n", "")
    write(tmp_path, {"far.yaml": template("far"), "near.yaml": through, "user.yaml": near, "other.yaml": user("gone")})
    again = Again([str(tmp_path)], judgement(), Session())
    assert said(again.report()[0]) == [("other.yaml", 10, "unresolved-reference")]
    assert again.changed() == []
    assert anew(again) == []
    replaced(tmp_path / "user.yaml", near + "# more\n")
    assert again.changed() == [str(tmp_path / "user.yaml")]
    assert anew(again) == ["user.yaml"]
    replaced(tmp_path / "far.yaml", template("far").replace("text", "word"))
    report, judged_anew = again.report()
    assert sorted(Path(path).name for path in judged_anew) == ["far.yaml", "near.yaml", "other.yaml", "user.yaml"]
    assert ("near.yaml", 10, "input-not-supplied") in said(report)
    write(tmp_path, {"new.yaml": template("gone")})
    assert anew(again) == ["new.yaml", "other.yaml"]
    assert ("other.yaml", 10, "unresolved-reference") not in said(again.report()[0])


def test_whatever_is_done_to_the_files_the_report_is_that_of_a_new_run(tmp_path: Path) -> None:
    chance = random.Random(9)
    named, refs = tmp_path / "named", tmp_path / "refs"
    write_faulty(named, 40)
    write(refs, {"late.yaml": template("late"), "nowhere.yaml": template("nowhere")})
    how = judgement(refs)
    again = Again([str(named)], how, Session())
    for step in range(60):
        files = [path for path in sorted(tmp_path.rglob("*.yaml")) if path.exists()]
        path = chance.choice(files)
        match chance.randrange(6):
            case 0:
                path.unlink()
            case 1:
                path.rename(path.with_name(f"moved-{step}.yaml"))
            case 2:
                replaced(path, path.read_text().replace("text", "word"))
            case 3:
                replaced(path, chance.choice(files).read_text())
            case 4:
                path.with_name(f"new-{step}.yaml").write_text(
                    template(chance.choice(["shared", "late", "nowhere", "lat"]))
                )
            case 5:
                path.write_bytes(path.read_bytes()[: chance.randrange(400)])
        report = again.report()[0]
        assert report_text(report, "pretty", colour=False) == report_text(judged([named], how), "pretty", colour=False)


class Watching:
    """The command in a process of its own, with what it prints."""

    def __init__(self, *words: str) -> None:
        command = [sys.executable, "-u", "-m", "argocli", "lint", "--watch", "-o", "simple", *words]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def report(self) -> list[str]:
        """The lines up to the closing one."""
        lines: list[str] = []
        while True:
            lines.append(self._lines.get(timeout=20))
            assert lines[-1], "".join(lines)
            if lines[-1].endswith("linted)\n") or " linted, " in lines[-1]:
                return lines

    def after(self, done: object, wanted: str) -> list[str]:
        """The first report whose lines hold these words; a change can be seen in parts."""
        del done
        while True:
            lines = self.report()
            if wanted in "".join(lines):
                return lines


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    write(tmp_path / "r", manifests(300))
    command = Watching(str(tmp_path / "r"))
    try:
        command.report()
        yield command
    finally:
        command.close()


@pytest.mark.slow
def test_in_a_repository_of_three_hundred_files(watching: Watching, tmp_path: Path) -> None:
    folder = tmp_path / "r"
    library = next(folder.rglob("library-40.yaml"))
    users = sorted(path.name for path in folder.rglob("*.yaml") if "name: library-40\n" in path.read_text())
    text = library.read_text()
    assert len(users) > 2
    # A file is seen from the first moment of watching on; from then on, soon.
    taken = []
    for number in range(5):
        begun = time.perf_counter()
        word = f"word{number}"
        lines = watching.after(replaced(library, text.replace("- name: url", f"- name: {word}")), word)
        taken.append(time.perf_counter() - begun)
        judged_anew = {line.partition(":")[0].rpartition("/")[2] for line in lines if "inputs.parameters" in line}
        assert sorted(judged_anew) == users
        assert "(300 files, 300 documents: 300 linted)" in lines[-1]
    assert min(taken) < 0.5, taken
    lines = watching.after(library.write_text(text), "no linting errors found!")
    assert not [line for line in lines if ": error" in line]
    broken = next(folder.rglob("search-*.yaml"))
    good = broken.read_text()
    assert "did not find" in "".join(watching.after(broken.write_text("kind: [\n"), "1 unreadable"))
    watching.after(broken.write_text(good), "no linting errors found!")
    lines = watching.after(library.unlink(), "299 linted")
    assert sum("couldn't find" in line for line in lines) >= len(users) - 1
    watching.after(replaced(library.with_name("back.yaml"), text), "no linting errors found! (300 files")
    watching.after(library.with_name("back.yaml").rename(folder / "moved.yaml"), "no linting errors found! (300 files")
    (folder / "notes.txt").write_text("nothing to lint")
    os.killpg(watching.process.pid, signal.SIGINT)
    assert watching.process.wait(timeout=20) == 130


@pytest.mark.slow
def test_named_files_and_folders_for_reference(tmp_path: Path) -> None:
    write(tmp_path, {"user.yaml": user(), "beside.yaml": user("nobody"), "refs/shared.yaml": "# nothing yet\n"})
    watching = Watching(str(tmp_path / "user.yaml"), "--refs", str(tmp_path / "refs"))
    try:
        assert "couldn't find" in "".join(watching.report())
        watching.after(replaced(tmp_path / "refs" / "shared.yaml", template()), "no linting errors found! (1 file,")
        watching.after((tmp_path / "user.yaml").unlink(), "no such file")
        watching.after(replaced(tmp_path / "user.yaml", user(template="sya")), "sya")
    finally:
        watching.close()
