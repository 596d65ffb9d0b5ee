"""Many files judged by several processes: the same report to the byte, and never a silent loss."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from argocli.commands import lint_run, lint_workers
from argocli.commands.lint_workers import Workers, processors
from argocli.errors import Refused
from argocli.lint.check import LINTED
from argocli.lint.choose import Choice
from argocli.render.findings import FORMS, report_text
from tests.lint.faulty import write_faulty
from tests.lint.judging import judged, judgement

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied here")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faulty")
    write_faulty(folder)
    return folder


@pytest.fixture(autouse=True)
def copies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every process that a test starts has ended, and somebody has asked how. What others have left is theirs."""
    real, started = os.fork, []

    def fork() -> int:
        pid = real()
        started.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", fork)
    yield
    for pid in started:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


@pytest.mark.parametrize("form", FORMS)
def test_reports_are_the_same_to_the_byte(faulty: Path, form: str) -> None:
    texts = {workers: report_text(judged([faulty], workers=workers), form, colour=True) for workers in (1, 2, 4)}
    assert texts[1] == texts[2] == texts[4]
    assert len(texts[1].splitlines()) > 10


@pytest.mark.parametrize(
    ("options", "choice"),
    [
        ({"strict": False}, None),
        ({"compatible": True}, Choice(compatible=True)),
        ({"selected": LINTED[1:2]}, None),
        ({"passing": True}, Choice(select=("all",))),
    ],
)
def test_however_they_are_judged(faulty: Path, options: dict[str, object], choice: Choice | None) -> None:
    how = judgement(faulty / "templates", choice=choice, **options)
    paths = [faulty / "users", faulty / "workflows", faulty / "many.yaml", faulty]
    texts = {report_text(judged(list(paths), how, workers), "json", colour=False) for workers in (1, 2, 3)}
    assert len(texts) == 1


def test_what_the_schema_says_comes_along(faulty: Path) -> None:
    how = judgement()
    how.verbose = True
    reports = [judged([faulty], how, workers) for workers in (1, 3)]
    notes = [[finding.note for finding in report.findings] for report in reports]
    assert notes[0] == notes[1]
    assert any(notes[0])


def test_the_repository_has_faults_of_every_sort(faulty: Path) -> None:
    rules = {finding.rule for finding in judged([faulty], workers=2).findings}
    wanted = {
        "duplicate-template",
        "unresolved-reference",
        "mount-path-twice",
        "syntax",
        "unknown-field",
        "duplicate-key",
    }
    assert wanted | {"unused-suppression", "unresolved-variable", "wrong-api-version", "bad-duration"} <= rules


def test_documents_of_other_processes_are_read_again_when_more_is_asked(faulty: Path) -> None:
    report = judged([faulty / "many.yaml", faulty], workers=2)
    finding = next(finding for finding in report.findings if finding.rule == "unresolved-reference")
    document = finding.document
    assert document.value["kind"] == document.kind == "Workflow"
    assert document.locate(("kind",)).line == finding.line - 8
    assert document.text[finding.line - 1] == document.excerpt(finding.line)


def test_few_files_are_judged_here(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint_workers, "processors", lambda: 4)
    assert [lint_run._workers(count) for count in (1, 100, 101, 130, 2000)] == [1, 1, 2, 3, 4]
    monkeypatch.setattr(lint_workers, "processors", lambda: 1)
    assert lint_run._workers(2000) == 1


def test_where_processes_cannot_be_copied_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert processors() == 1


def test_where_none_can_be_started_the_work_is_done_here(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = report_text(judged([faulty]), "json", colour=False)
    real, started = os.fork, []

    def fork() -> int:
        if started:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        started.append(1)
        return real()

    monkeypatch.setattr(os, "fork", fork)
    assert report_text(judged([faulty], workers=2), "json", colour=False) == before


def test_a_process_that_is_killed_is_an_error(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()

    class Killed(lint_run.Check):
        def judge(self):
            if os.getpid() != parent and "users/7" in str(self.report.sources):
                os.kill(os.getpid(), signal.SIGKILL)
            return super().judge()

    monkeypatch.setattr(lint_run, "Check", Killed)
    with pytest.raises(Refused, match="killed by signal 9"):
        judged([faulty], workers=2)


@pytest.mark.parametrize("code", [0, 3])
def test_a_process_that_leaves_early_is_an_error(code: int) -> None:
    with pytest.raises(Refused, match=f"ended with code {code}"), Workers(2, lambda *_: os._exit(code)) as crew:
        crew.receive()


def test_what_goes_wrong_in_a_process_is_told(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent, judge = os.getpid(), lint_run.Check.judge
    monkeypatch.setattr(lint_run.Check, "judge", lambda self: 1 // (os.getpid() == parent) and judge(self))
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        judged([faulty], workers=2)


def test_interrupted_it_leaves_no_process_behind(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workers, "send", lambda *_: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        judged([faulty], workers=3)


def test_messages_of_any_size_cross() -> None:
    large = ["x" * 3_000_000, ["ü\ud800", None, True, 1.5, ("a", 2)]]

    def echo(number: int, channel: lint_workers.Channel) -> None:
        channel.send((True, [number, channel.receive()]))

    with Workers(3, echo) as crew:
        crew.send(large)
        assert crew.receive() == [[number, large] for number in range(3)]


@pytest.mark.parametrize("flags", [("--diff",), ("--fix",), ("-v", "-o", "jsonl")], ids=" ".join)
def test_the_command_on_one_processor_and_on_all(tmp_path: Path, flags: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "argocli", "lint", *flags, "."]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    here = sorted(os.sched_getaffinity(0))
    results = []
    for number, allowed in enumerate((here[:1], here)):
        folder = tmp_path / str(number)
        write_faulty(folder)
        done = subprocess.run(
            command,
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda allowed=allowed: os.sched_setaffinity(0, allowed),
        )
        after = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
        results.append((done.returncode, done.stdout, done.stderr, after))
    assert results[0] == results[1]
    assert results[0][0] == 1
    assert len(results[0][1]) > 5000
