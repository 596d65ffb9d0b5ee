"""`argo stop` and `argo terminate`: ask workflows to end."""

from __future__ import annotations

from typing import Literal, NamedTuple

from argocli.commands.select import Filters, select
from argocli.commands.session import Session
from argocli.errors import OK, UsageError
from argocli.lifecycle.stop import shut_down

_DONE = {"Stop": "stopped", "Terminate": "terminated"}


class StopOptions(NamedTuple):
    names: tuple[str, ...] = ()
    selector: str = ""
    dry_run: bool = False

    def check(self) -> None:
        if not self.names and not self.selector:
            raise UsageError("requires either selector or workflow", hint="argo stop NAME")


def run(options: StopOptions, session: Session, strategy: Literal["Stop", "Terminate"] = "Stop") -> int:
    options.check()
    targets = []
    if options.selector:
        found = select(session, Filters(selector=options.selector, running=True))
        targets += [workflow["metadata"]["name"] for workflow in found]
    targets += [session.store().get(session.namespace, name)["metadata"]["name"] for name in options.names]
    for name in dict.fromkeys(targets):
        if options.dry_run:
            print(f"workflow {name} {_DONE[strategy]} (dry-run)", file=session.stdout)
            continue
        session.store().amend(session.namespace, name, lambda workflow: shut_down(workflow, strategy))
        session.hand_over()
        print(f"workflow {name} {_DONE[strategy]}", file=session.stdout)
    return OK
