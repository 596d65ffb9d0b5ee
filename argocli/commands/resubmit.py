"""`argo resubmit`: submit ended workflows again, as new ones."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from argocli.commands.present import Following, show_and_follow
from argocli.commands.session import Session
from argocli.commands.targets import Aim, targets
from argocli.errors import OK, UsageError
from argocli.lifecycle.resubmit import resubmit_workflow
from argocli.lifecycle.submit import parse_parameter
from argocli.model.workflow import Workflow

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class ResubmitOptions(NamedTuple):
    names: tuple[str, ...] = ()
    selector: str = ""
    field_selector: str = ""
    memoized: bool = False
    parameter: tuple[str, ...] = ()
    priority: int | None = None
    output: str = ""
    wait: bool = False
    watch: bool = False
    log: bool = False

    @property
    def following(self) -> Following:
        return Following(self.output, self.wait, self.watch, self.log)

    @property
    def aim(self) -> Aim:
        return Aim(self.names, self.selector, self.field_selector)

    def check(self) -> None:
        self.following.check()
        if self.aim.empty:
            raise UsageError("requires either selector or workflow", hint="argo resubmit NAME")


def run(options: ResubmitOptions, session: Session) -> int:
    options.check()
    parameters = [parse_parameter(item) for item in options.parameter]
    created: list[Workflow] = []
    for workflow in targets(session, options.aim):
        again = resubmit_workflow(
            workflow,
            session.clock.now(),
            suffix="".join(secrets.choice(_LETTERS) for _ in range(5)),
            memoized=options.memoized,
            parameters=parameters,
        )
        if options.priority is not None:
            again = {**again, "spec": {**again["spec"], "priority": options.priority}}
        if not session.local:
            from argocli.commands.judge import Judge

            Judge(session).check(again)
        created.append(session.store().create(again))
        session.hand_over()
    if not created:
        return OK
    how = options.following if len(created) == 1 else Following(options.output)
    return show_and_follow(session, created, how)
