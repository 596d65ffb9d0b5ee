"""Lint of the same files again and again: only what changed is read, and only that and what refers to it, however far
away, is judged.
"""

from __future__ import annotations

import os

from argocli.commands.lint_refs import TemplatesBelow
from argocli.commands.lint_run import Files
from argocli.lint.check import Check, Reading, without_echoes
from argocli.lint.index import CLUSTER_TEMPLATE, NAMES, TEMPLATE
from argocli.lint.sift import sift
from argocli.manifest.read import list_paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from argocli.commands.lint import Judgement
    from argocli.commands.session import Session
    from argocli.lint.check import Report
    from argocli.lint.finding import Finding
    from argocli.lint.index import Key

# What tells that a file is another one: when it was written, its size, and which file it is.
Stamp = tuple[int, int, int]


class _Known:
    """A file as it was judged last: what was found, which templates it asked for, and which ones it has."""

    __slots__ = ("asked", "defined", "found", "reading")

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.defined = frozenset(_defined(reading))
        self.asked: set[Key] = set()
        self.found: list[Finding] = []


def _defined(reading: Reading) -> Iterable[tuple[str, str]]:
    """Kind and name of its templates; the namespace may be left open, as a reference does."""
    for read in reading.read:
        if read.document.kind in (TEMPLATE, CLUSTER_TEMPLATE):
            yield read.document.kind, read.document.name


class Again:
    """Files under watch, and what is known of them."""

    def __init__(self, paths: Sequence[str], judgement: Judgement, session: Session) -> None:
        self._paths = paths
        self._judgement = judgement
        self._session = session
        self._stamps: dict[str, Stamp | None] = {}
        self._beside: dict[str, Stamp | None] = {}
        self._known: dict[str, _Known] = {}
        self._beyond: TemplatesBelow | None = None

    def changed(self) -> list[str]:
        """The files that are new, gone or others than they were at the last look, those for reference included."""
        stamps, beside = self._look()
        before = {**self._beside, **self._stamps}
        now = {**beside, **stamps}
        return sorted(path for path in {*before, *now} if before.get(path, -1) != now.get(path, -1))

    def _look(self) -> tuple[dict[str, Stamp | None], dict[str, Stamp | None]]:
        named = Files(self._paths, self._session, exclude=self._judgement.exclude).sources
        beside = list_paths(self._judgement.refs) if self._judgement.refs else ()
        return {path: _stamp(path) for path in named}, {path: _stamp(path) for path in beside}

    def report(self) -> tuple[Report, frozenset[str]]:
        """What there is to say now about all files, and which of them had to be judged anew."""
        stamps, beside = self._look()
        judgement = self._judgement
        anew = {path for path, stamp in stamps.items() if path not in self._known or self._stamps.get(path) != stamp}
        gone = set(self._known) - set(stamps)
        elsewhere = beside != self._beside or set(stamps) != set(self._stamps)
        if judgement.refs and (elsewhere or self._beyond is None):
            self._beyond = TemplatesBelow(judgement.refs, {os.path.abspath(path) for path in stamps})
        files = Files((), self._session)
        run = Check(judgement.options, self._beyond.find if self._beyond is not None else None)
        touched: set[tuple[str, str]] = set()
        for path in gone:
            touched |= self._known.pop(path).defined
        for path in stamps:
            if path in anew:
                before = self._known.get(path)
                now = self._known[path] = _Known(run.read(path, files.read(path)))
                touched |= now.defined | (before.defined if before is not None else frozenset())
            else:
                run.adopt(self._known[path].reading)
        names = {(kind, name) for known in self._known.values() for kind, name in known.defined}
        for path, known in self._known.items():
            if path in anew or _concerns(known, touched, names, elsewhere=elsewhere):
                anew.add(path)
                run.index.asked = known.asked = set()
                known.found = run.judge_file(known.reading)
        self._stamps, self._beside = stamps, beside
        return self._sifted(run.report), frozenset(anew)

    def _sifted(self, report: Report) -> Report:
        judgement = self._judgement
        found = without_echoes([finding for path in report.sources for finding in self._known[path].found])
        if judgement.verbose:
            from argocli.lint.schema import annotate

            annotate(found)
        sifted = sift(found, report.marked, judgement.choice, judgement.known, report.sources)
        report.findings, report.suppressed, report.known = sifted.findings, sifted.suppressed, sifted.known
        report.may_be_empty = judgement.options.passing
        return report


def _concerns(known: _Known, touched: set[tuple[str, str]], names: set[tuple[str, str]], *, elsewhere: bool) -> bool:
    """Whether a file that is as it was may have to be judged otherwise now."""
    if known.defined & touched:
        return True
    for key in known.asked:
        kind, _, name = key
        if (kind, name) in touched or (key == NAMES and touched) or (elsewhere and (kind, name) not in names):
            return True
    return False


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
