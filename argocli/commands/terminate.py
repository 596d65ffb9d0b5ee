"""`argo terminate`: stop without exit handlers."""

from __future__ import annotations

from argocli.commands.session import Session
from argocli.commands.stop import StopOptions
from argocli.commands.stop import run as stop

TerminateOptions = StopOptions


def run(options: StopOptions, session: Session) -> int:
    return stop(options, session, "Terminate")
