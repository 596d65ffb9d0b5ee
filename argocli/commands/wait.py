"""`argo wait`: until workflows have ended; the exit code says how."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands import follow
from argocli.commands.session import Session
from argocli.commands.targets import resolve
from argocli.errors import INTERRUPTED, NotFound, UsageError
from argocli.model import durations


class WaitOptions(NamedTuple):
    names: tuple[str, ...] = ()
    timeout: str = ""
    ignore_not_found: bool = False

    def seconds(self) -> float | None:
        if not self.timeout:
            return None
        try:
            return durations.parse(self.timeout)
        except ValueError as error:
            raise UsageError(f"--timeout: {error}") from error


def run(options: WaitOptions, session: Session) -> int:
    timeout = options.seconds()
    targets = []
    for name in options.names:
        try:
            resolved = resolve(session, name)
            follow.keep_going(session, resolved)
            targets.append((session.namespace, resolved))
        except NotFound:
            if not options.ignore_not_found:
                raise
    try:
        return follow.wait(session, targets, timeout, quiet=False, lenient=options.ignore_not_found)
    except KeyboardInterrupt:
        follow.say_it_goes_on(session, targets[0][1])
        return INTERRUPTED
