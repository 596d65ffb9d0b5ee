"""From the names of files to a report: in this process, or where there are many files, in several at once."""

from __future__ import annotations

import gc
import os

from argocli.errors import UsageError
from argocli.lint.check import Check, Report, without_echoes
from argocli.manifest.parse import parse
from argocli.manifest.read import Unreadable, list_paths, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from argocli.commands.lint import Judgement
    from argocli.commands.lint_refs import TemplatesBelow
    from argocli.commands.lint_workers import Channel
    from argocli.commands.session import Session
    from argocli.manifest.positions import Document

STDIN = "-"
# From here on the work is worth the start of processes; each is to have so many files at least.
MANY = 100
SHARE = 40


class Files:
    """The files of a run, each once, and their bytes; `instead` has other bytes for some of them. Files that a pattern
    of `exclude` fits, and those in a folder that one names, are left out."""

    def __init__(
        self,
        paths: Sequence[str],
        session: Session,
        instead: Mapping[str, bytes] | None = None,
        exclude: Sequence[str] = (),
    ) -> None:
        found = [path if path != STDIN else "stdin" for path in list_paths(paths)]
        self.sources = [path for path in found if not _fits(path, exclude)] if exclude else found
        self._session = session
        self._instead: dict[str, bytes] = dict(instead or {})
        self._parsed: dict[str, list[Document]] = {}
        if STDIN in paths:
            # Read once, before anybody else can.
            self._instead.setdefault("stdin", session.stdin())

    def read(self, source: str) -> bytes | Unreadable:
        found = self._instead.get(source)
        return read_file(source) if found is None else found

    def fetch(self, source: str, index: int) -> Document | None:
        """A document of any file."""
        if source not in self._parsed:
            data = self.read(source)
            self._parsed[source] = [] if isinstance(data, Unreadable) else parse(data, source)
        documents = self._parsed[source]
        return documents[index] if index < len(documents) else None


def _fits(path: str, patterns: Sequence[str]) -> bool:
    from fnmatch import fnmatchcase

    path = os.path.relpath(path)
    return any(fnmatchcase(path, pattern) or path.startswith(pattern.rstrip("/") + "/") for pattern in patterns)


def report_on(files: Files, judgement: Judgement, *, workers: int | None = None) -> Report:
    """What there is to say about all files."""
    if workers is None:
        workers = _workers(len(files.sources))
    beyond = _beyond(files, judgement)
    # Nearly all that is made here stays until the end: looking for garbage finds none, and takes its time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        report = _shared(files, judgement, beyond, workers) if workers > 1 else None
        if report is None:
            report = _alone(files, judgement, beyond)
    finally:
        if collecting:
            gc.freeze()
            gc.enable()
    report.findings = without_echoes(report.findings)
    return report


def _alone(files: Files, judgement: Judgement, beyond: TemplatesBelow | None) -> Report:
    run = Check(judgement.options, beyond.find if beyond is not None else None)
    for source in files.sources:
        run.read(source, files.read(source))
    report = run.judge()
    if judgement.verbose:
        _annotate(report)
    return report


def _workers(count: int) -> int:
    if count <= MANY:
        return 1
    from argocli.commands.lint_workers import processors

    return min(processors(), count // SHARE)


def _beyond(files: Files, judgement: Judgement) -> TemplatesBelow | None:
    if not judgement.refs:
        return None
    from argocli.commands.lint_refs import TemplatesBelow

    for place in judgement.refs:
        if not os.path.exists(place):
            raise UsageError(f"--refs {place}: there is no such folder")
    return TemplatesBelow(judgement.refs, {os.path.abspath(source) for source in files.sources})


def _annotate(report: Report) -> None:
    from argocli.lint.schema import annotate

    annotate(report.findings)


def _shared(files: Files, judgement: Judgement, beyond: TemplatesBelow | None, workers: int) -> Report | None:
    """The same, done by several processes; None where none can be started."""
    from argocli.commands.lint_workers import Workers
    from argocli.lint.crossing import pack, unpack

    def work(number: int, channel: Channel) -> None:
        run = Check(judgement.options, beyond.find if beyond is not None else None)
        for source in files.sources[number::workers]:
            run.read(source, files.read(source))
        channel.send((True, run.index.defined()))
        run.index.join(channel.receive(), files.fetch)
        report = run.judge()
        if judgement.verbose:
            _annotate(report)
        channel.send((True, pack(report)))

    # Whatever every copy would load for itself is loaded here once: a few files are judged to that end.
    sample = Check(judgement.options)
    for source in files.sources[:: len(files.sources) // 4 or 1]:
        sample.read(source, files.read(source))
    sample.judge()
    try:
        crew = Workers(workers, work)
    except OSError:
        return None
    with crew:
        crew.send([one for defined in crew.receive() for one in defined])
        return unpack(crew.receive(), files.sources, files.fetch)
