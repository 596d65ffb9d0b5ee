"""`argo logs`: what the containers of a workflow printed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from argocli.commands import follow
from argocli.commands.session import Session
from argocli.errors import INTERRUPTED, OK, NotFound, UsageError
from argocli.model import durations, timestamps
from argocli.ports import LogQuery


class LogsOptions(NamedTuple):
    names: tuple[str, ...] = ()
    follow: bool = False
    container: str = "main"
    tail: int | None = None
    since: str = ""
    since_time: str = ""
    grep: str = ""
    timestamps: bool = False
    no_color: bool = False

    def check(self) -> None:
        if not 1 <= len(self.names) <= 2:
            raise UsageError(f"accepts between 1 and 2 arg(s), received {len(self.names)}", hint="argo logs NAME [POD]")
        if self.since and self.since_time:
            raise UsageError("--since-time and --since cannot be used together")

    def begin(self, now: datetime) -> datetime | None:
        """The moment from which lines count."""
        if self.since_time:
            moment = timestamps.from_text(self.since_time)
            if moment is None:
                raise UsageError(f"--since-time: {self.since_time!r} is no RFC 3339 time")
            return moment
        if not self.since:
            return None
        try:
            return now - timedelta(seconds=durations.parse_go(self.since))
        except ValueError as error:
            raise UsageError(f"--since: {error}") from error


def run(options: LogsOptions, session: Session) -> int:
    options.check()
    workflow = session.store().get(session.namespace, options.names[0])
    name = workflow["metadata"]["name"]
    if options.follow and not follow.finished(workflow):
        session.hand_over()
    try:
        print_logs(
            session,
            session.namespace,
            name,
            follow=options.follow,
            pod=options.names[1] if len(options.names) > 1 else None,
            container=options.container,
            tail=options.tail,
            since=options.begin(session.clock.now()),
            grep=options.grep,
            timestamps_wanted=options.timestamps,
            no_color=options.no_color,
        )
    except KeyboardInterrupt:
        return INTERRUPTED
    return OK


def print_logs(
    session: Session,
    namespace: str,
    name: str,
    *,
    follow: bool,
    pod: str | None = None,
    container: str = "main",
    tail: int | None = None,
    since: datetime | None = None,
    grep: str = "",
    timestamps_wanted: bool = False,
    no_color: bool = False,
) -> None:
    """Print the lines of a workflow's pods; with `follow` until it has ended."""
    from argocli.commands.follow import finished
    from argocli.render import colour
    from argocli.render.loglines import log_line

    try:
        pattern = re.compile(grep) if grep else None
    except re.error as error:
        raise UsageError(f'failed to compile "{grep}": {error}') from error
    coloured = colour.wanted(session.stdout, off=no_color)

    def over() -> bool:
        try:
            return finished(session.store().get(namespace, name))
        except NotFound:
            return True

    query = LogQuery(namespace, name, pod=pod, container=container, follow=follow, tail=tail, since=since)
    for line in session.logs().lines(query, over):
        if line is not None and (pattern is None or pattern.search(line.text)):
            print(log_line(line, colour=coloured, timestamps=timestamps_wanted), file=session.stdout, flush=follow)
