"""`argo template get`, `argo cluster-template get`, `argo cron get`: objects by name."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.kinds import CLUSTER_TEMPLATE, CRON, TEMPLATE, Kind
from argocli.commands.resource_find import find
from argocli.commands.resource_show import show
from argocli.commands.session import Session
from argocli.errors import OK, UsageError


class GetTemplates(NamedTuple):
    """Without a name there is nothing to show, which is no error: scripts pass lists that may be empty."""

    names: tuple[str, ...] = ()
    output: str = ""

    @property
    def kind(self) -> Kind:
        return TEMPLATE

    def check(self) -> None:
        if not self.names and self.kind is CRON:
            raise UsageError("requires at least 1 arg(s), only received 0", hint="argo cron get NAME")


class GetClusterTemplates(GetTemplates):
    @property
    def kind(self) -> Kind:
        return CLUSTER_TEMPLATE


class GetCronWorkflows(GetTemplates):
    @property
    def kind(self) -> Kind:
        return CRON


def run(options: GetTemplates, session: Session) -> int:
    options.check()
    if not options.names:
        return OK
    found = [find(session, options.kind, name) for name in options.names]
    show(session, options.kind, found, options.output)
    return OK
