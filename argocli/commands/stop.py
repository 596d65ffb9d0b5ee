"""`argo stop` and `argo terminate`: ask workflows to end, or waiting nodes to fail."""

from __future__ import annotations

from typing import Literal, NamedTuple

from argocli.commands.session import Session
from argocli.commands.targets import Aim, names
from argocli.errors import OK, UsageError
from argocli.lifecycle.stop import shut_down, stop_nodes

_DONE = {"Stop": "stopped", "Terminate": "terminated"}


class StopOptions(NamedTuple):
    names: tuple[str, ...] = ()
    selector: str = ""
    field_selector: str = ""
    node_field_selector: str = ""
    message: str = ""
    dry_run: bool = False

    @property
    def aim(self) -> Aim:
        return Aim(self.names, self.selector, self.field_selector, running=True)

    def check(self) -> None:
        if self.aim.empty:
            raise UsageError("requires either selector or workflow", hint="argo stop NAME")


def run(options: StopOptions, session: Session, strategy: Literal["Stop", "Terminate"] = "Stop") -> int:
    options.check()
    for name in names(session, options.aim, certain=options.dry_run):
        if options.dry_run:
            print(f"workflow {name} {_DONE[strategy]} (dry-run)", file=session.stdout)
            continue
        if options.node_field_selector:
            _stop_nodes(options, session, name)
        else:
            session.store().amend(session.namespace, name, lambda workflow: shut_down(workflow, strategy))
        session.hand_over()
        print(f"workflow {name} {_DONE[strategy]}", file=session.stdout)
    return OK


def _stop_nodes(options: StopOptions, session: Session, name: str) -> None:
    session.store().amend(
        session.namespace,
        name,
        lambda workflow: stop_nodes(
            workflow,
            session.clock.now(),
            node_field_selector=options.node_field_selector,
            message=options.message,
        ),
    )
