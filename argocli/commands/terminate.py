"""`argo terminate`: stop without exit handlers."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.session import Session
from argocli.commands.stop import StopOptions
from argocli.commands.stop import run as stop


class TerminateOptions(NamedTuple):
    names: tuple[str, ...] = ()
    selector: str = ""
    field_selector: str = ""
    dry_run: bool = False


def run(options: TerminateOptions, session: Session) -> int:
    return stop(
        StopOptions(options.names, options.selector, options.field_selector, dry_run=options.dry_run),
        session,
        "Terminate",
    )
