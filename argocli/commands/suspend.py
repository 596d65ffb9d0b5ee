"""`argo suspend`: hold workflows; what runs goes on, nothing new starts."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.session import Session
from argocli.errors import OK
from argocli.lifecycle.suspend import suspend_workflow


class SuspendOptions(NamedTuple):
    names: tuple[str, ...] = ()


def run(options: SuspendOptions, session: Session) -> int:
    for given in options.names:
        workflow = session.store().amend(session.namespace, given, suspend_workflow)
        session.hand_over()
        print(f"workflow {workflow['metadata']['name']} suspended", file=session.stdout)
    return OK
