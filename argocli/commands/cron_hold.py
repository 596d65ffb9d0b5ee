"""`argo cron suspend`, `argo cron resume`: whether the schedules of a cron workflow count."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.kinds import CRON
from argocli.commands.resource_find import find
from argocli.commands.session import Session
from argocli.errors import OK


class SuspendCronWorkflows(NamedTuple):
    names: tuple[str, ...] = ()

    @property
    def suspend(self) -> bool:
        return True


class ResumeCronWorkflows(SuspendCronWorkflows):
    @property
    def suspend(self) -> bool:
        return False


def run(options: SuspendCronWorkflows, session: Session) -> int:
    resources = session.resources()
    for name in options.names:
        # Whether it is there, and one of this controller's.
        find(session, CRON, name)
        resources.patch(CRON.name, session.namespace, name, {"spec": {"suspend": options.suspend}})
        done = "suspended" if options.suspend else "resumed"
        print(f"CronWorkflow '{name}' {done}", file=session.stdout, flush=True)
    return OK
