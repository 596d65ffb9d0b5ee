"""`argo watch`: one workflow until it ends."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands import follow
from argocli.commands.session import Session
from argocli.errors import UsageError


class WatchOptions(NamedTuple):
    names: tuple[str, ...] = ()

    def check(self) -> None:
        if len(self.names) != 1:
            raise UsageError(f"accepts 1 arg(s), received {len(self.names)}", hint="argo watch NAME")


def run(options: WatchOptions, session: Session) -> int:
    options.check()
    workflow = session.store().get(session.namespace, options.names[0])
    if not follow.finished(workflow):
        session.hand_over()
    return follow.watch(session, session.namespace, workflow["metadata"]["name"])
