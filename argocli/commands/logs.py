"""`argo logs`: what the containers of a workflow printed."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.session import Session
from argocli.commands.targets import resolve
from argocli.errors import INTERRUPTED, OK, NotFound, UsageError
from argocli.model import durations, timestamps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from argocli.model.workflow import Workflow
    from argocli.ports import LogLine


class LogsOptions(NamedTuple):
    names: tuple[str, ...] = ()
    follow: bool = False
    container: str = "main"
    tail: int | None = None
    since: str = ""
    since_time: str = ""
    grep: str = ""
    selector: str = ""
    previous: bool = False
    timestamps: bool = False
    no_color: bool = False

    def check(self) -> None:
        if not 1 <= len(self.names) <= 2:
            raise UsageError(f"accepts between 1 and 2 arg(s), received {len(self.names)}", hint="argo logs NAME [POD]")
        if self.since and self.since_time:
            raise UsageError("--since-time and --since cannot be used together")

    @property
    def last(self) -> int | None:
        """How many lines of each container; a negative number is all."""
        return None if self.tail is None or self.tail < 0 else self.tail

    def begin(self, now: datetime) -> datetime | None:
        """The moment from which lines count."""
        if self.since_time:
            moment = timestamps.from_text(self.since_time)
            if moment is None:
                raise UsageError(f"--since-time: {self.since_time!r} is no RFC 3339 time")
            return moment
        if not self.since:
            return None
        from datetime import timedelta

        try:
            return now - timedelta(seconds=durations.parse_go(self.since))
        except ValueError as error:
            raise UsageError(f"--since: {error}") from error


def run(options: LogsOptions, session: Session) -> int:
    options.check()
    from argocli.commands.follow import keep_going
    from argocli.commands.grep import matcher
    from argocli.ports import LogQuery

    chosen = matcher(options.grep)
    begin = options.begin(session.clock.now())
    namespace = session.namespace
    name = resolve(session, options.names[0])
    workflow = session.store().get(namespace, name)
    if options.follow:
        keep_going(session, name)
    query = LogQuery(
        namespace,
        name,
        pod=options.names[1] if len(options.names) > 1 else None,
        container=options.container,
        follow=options.follow,
        tail=options.last,
        since=begin,
        labels=options.selector,
        previous=options.previous,
        known=_pods(workflow),
    )
    lines = session.logs().lines(query, _over(session, namespace, name))
    try:
        _print(session, lines, chosen, stamped=options.timestamps, no_color=options.no_color, flush=options.follow)
    except KeyboardInterrupt:
        return INTERRUPTED
    return OK


def follow_main(session: Session, namespace: str, name: str) -> None:
    """Print what the main containers of a workflow say until it has ended."""
    from argocli.ports import LogQuery

    query = LogQuery(namespace, name, follow=True)
    _print(session, session.logs().lines(query, _over(session, namespace, name)), lambda line: True, flush=True)


def _over(session: Session, namespace: str, name: str) -> Callable[[], bool]:
    from argocli.commands.follow import finished

    def over() -> bool:
        try:
            return finished(session.store().get(namespace, name, detail="row"))
        except NotFound:
            return True

    return over


def _pods(workflow: Workflow) -> tuple[str, ...]:
    from argocli.render.tree import pod_cell

    nodes = workflow.get("status", {}).get("nodes", {})
    return tuple(pod_cell(workflow, node) for node in nodes.values() if node["type"] == "Pod")


def _print(
    session: Session,
    lines: Iterable[LogLine | None],
    chosen: Callable[[str], bool],
    *,
    stamped: bool = False,
    no_color: bool = False,
    flush: bool,
) -> None:
    from argocli.render import colour
    from argocli.render.loglines import log_line, stamp

    coloured = colour.wanted(session.stdout, off=no_color)
    for line in lines:
        if line is not None and chosen(f"{stamp(line)} {line.text}" if stamped else line.text):
            print(log_line(line, colour=coloured, timestamps=stamped), file=session.stdout, flush=flush)
