"""`argo version`."""

from __future__ import annotations

from argocli import __version__
from argocli.commands.session import Session
from argocli.errors import OK

UPSTREAM = "v4.1.2"


class VersionOptions:
    """The flags of version."""

    __slots__ = ("output", "short")

    def __init__(self, short: bool = False, output: str = "") -> None:
        self.short = short
        self.output = output


def run(options: VersionOptions, session: Session) -> int:
    if options.output == "json":
        session.stdout.write(f'{{"argocli": "{__version__}", "workflows": "{UPSTREAM}"}}\n')
    elif options.short:
        print(f"argo: v{__version__}", file=session.stdout)
    else:
        print(f"argo: v{__version__}\n  Argo Workflows: {UPSTREAM} semantics", file=session.stdout)
    return OK
