"""Hostile input through the whole of lint, and what becomes of it: time, memory, and whether anything is raised."""

from __future__ import annotations

import gc
import os
import pickle
import resource
import time
import traceback
from typing import NamedTuple

from argocli.lint.check import Options, Report, check
from argocli.lint.choose import Choice
from argocli.lint.finding import Finding
from argocli.lint.sift import sift
from argocli.render.findings import FORMS, report_text

MOST_SECONDS = 2.0
MOST_MEBIBYTES = 300.0
EVERY_RULE = Choice(("all",))


class Outcome(NamedTuple):
    """`problem` is a traceback, or what else went wrong; empty where nothing did. `most` are the seconds it may take."""

    seconds: float
    mebibytes: float
    problem: str
    findings: int
    most: float = MOST_SECONDS

    @property
    def bad(self) -> str:
        if self.problem:
            return self.problem
        if self.seconds > self.most:
            return f"took {self.seconds:.2f} s"
        return f"took {self.mebibytes:.0f} MiB" if self.mebibytes > MOST_MEBIBYTES else ""


def judge(data: bytes, forms: tuple[str, ...] = ("pretty",)) -> Report:
    """All rules, comments, and the report in these forms."""
    report = check([("f.yaml", data)], Options(choice=EVERY_RULE))
    report.findings = sift(report.findings, report.marked, EVERY_RULE).findings
    for form in forms:
        report_text(report, form, colour=True).encode()
    return report


def judge_in_all_forms(data: bytes) -> Report:
    return judge(data, FORMS)


def misplaced(report: Report) -> list[Finding]:
    """Findings that point at no place of their file, or that end before they begin."""
    return [one for one in report.findings if not _within(one, one.document.text)]


def _within(finding: Finding, lines: list[str]) -> bool:
    ordered = (finding.line, finding.column) <= (finding.end_line, finding.end_column)
    if not lines:
        return ordered and (finding.line, finding.column) == (1, 1)
    return ordered and 1 <= finding.line <= len(lines) and 1 <= finding.column <= len(lines[finding.line - 1]) + 1


def meet(data: bytes, most: float = MOST_SECONDS) -> Outcome:
    """Judge in a process of its own, which nothing that it does can harm. Time is what it computes, whatever else the
    machine does; memory what it takes beyond what it had."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(_measured(data), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    outcome: Outcome = pickle.loads(said) if said else Outcome(0, 0, "the process ended", 0)
    return outcome._replace(most=most)


def _measured(data: bytes) -> Outcome:
    # As the command does it; and a shape that never ends ends here.
    gc.disable()
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.thread_time()
    problem, findings = "", 0
    try:
        findings = len(judge(data).findings)
    except BaseException:
        problem = traceback.format_exc()[-2000:]
    seconds = time.thread_time() - begin
    return Outcome(seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, problem, findings)
