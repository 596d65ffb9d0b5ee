"""`argo cron backfill`: start the runs that a cron workflow's schedules would have had in a period."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from argocli.commands.kinds import CRON
from argocli.commands.resource_find import find
from argocli.commands.session import Session
from argocli.commands.zones import zone
from argocli.engine.cron import schedules_of
from argocli.errors import OK, ManifestError, Refused, UsageError
from argocli.expr.errors import FunctionError
from argocli.expr.layouts import format_moment, read_moment
from argocli.expr.moments import of_datetime
from argocli.lifecycle.backfill import Backfill, drivers, times_between
from argocli.model.naming import GENERATED
from argocli.model.schedules import ScheduleError

USUAL = "Mon, 02 Jan 2006 15:04:05 MST"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BackfillOptions(NamedTuple):
    names: tuple[str, ...] = ()
    name: str = ""
    start: str = ""
    end: str = ""
    format: str = USUAL
    argname: str = "cronScheduleTime"
    maxworkflowcount: int = 1000
    parallel: bool = False

    def check(self) -> None:
        if not self.names:
            raise UsageError("requires at least 1 arg(s), only received 0", hint="argo cron backfill NAME --start TIME")
        if not self.start:
            raise UsageError("start date should not be empty", hint=f'--start "{self.format}" is how it is written')
        if self.maxworkflowcount < 1:
            raise UsageError(f"--maxworkflowcount is {self.maxworkflowcount}: a workflow starts one run at least")


def run(options: BackfillOptions, session: Session) -> int:
    from argocli.render.backfill import report

    options.check()
    start = _moment("start", options.start, options)
    end = _moment("end", options.end, options) if options.end else session.clock.now()
    if session.local:
        raise Refused(
            "runs are started by resource templates, which this machine cannot run without a cluster",
            hint="argo submit --local --from cronwf/NAME --scheduled-time TIME runs one of them",
        )
    cron = find(session, CRON, options.names[0])
    try:
        schedules = schedules_of(cron, zone)
    except ScheduleError as error:
        raise ManifestError(f"a schedule of {options.names[0]} is none: {error}") from error
    times = times_between(schedules, start, end)
    if not times:
        print("There is no suitable scheduling time.", file=session.stdout)
        return OK
    name = options.name or "".join(random.choices(GENERATED, k=5))  # noqa: S311  # a name
    made = []
    told = options.end or format_moment(USUAL, of_datetime(end))
    try:
        for driver in drivers(cron, Backfill(name, options.argname, options.parallel), times, options.maxworkflowcount):
            made.append(session.store().create(driver))  # noqa: PERF401  # what was made before a failure is told of
    finally:
        if made:
            session.stdout.write(report(name, options.names[0], (options.start, told), len(times), made))
    return OK


def _moment(flag: str, given: str, options: BackfillOptions) -> datetime:
    """A time in the layout of --format. Raises UsageError."""
    try:
        read = read_moment(given, options.format)
    except FunctionError as error:
        raise UsageError(f"--{flag}: {error}", hint=f'--format says how it is written: "{options.format}"') from error
    return (_EPOCH + timedelta(microseconds=read.nanos // 1000)).astimezone(read.zone)
