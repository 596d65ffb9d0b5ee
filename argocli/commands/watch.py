"""`argo watch`: one workflow until it ends."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands import follow
from argocli.commands.node_filter import node_filter
from argocli.commands.session import Session
from argocli.commands.targets import resolve
from argocli.errors import UsageError


class WatchOptions(NamedTuple):
    names: tuple[str, ...] = ()
    status: str = ""
    node_field_selector: str = ""

    def check(self) -> None:
        if len(self.names) != 1:
            raise UsageError(f"accepts 1 arg(s), received {len(self.names)}", hint="argo watch NAME")


def run(options: WatchOptions, session: Session) -> int:
    options.check()
    keep = node_filter(options.status, options.node_field_selector)
    name = resolve(session, options.names[0])
    follow.keep_going(session, name)
    return follow.watch(session, session.namespace, name, keep)
