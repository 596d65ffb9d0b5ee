"""`argo resume`: let held workflows and waiting nodes go on."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.session import Session
from argocli.errors import OK, UsageError
from argocli.lifecycle.resume import resume_workflow


class ResumeOptions(NamedTuple):
    names: tuple[str, ...] = ()
    node_field_selector: str = ""

    def check(self) -> None:
        if not self.names:
            raise UsageError("requires a workflow", hint="argo resume NAME [--node-field-selector displayName=STEP]")


def run(options: ResumeOptions, session: Session) -> int:
    options.check()
    for given in options.names:
        workflow = session.store().amend(
            session.namespace,
            given,
            lambda workflow: resume_workflow(
                workflow, session.clock.now(), node_field_selector=options.node_field_selector
            ),
        )
        session.hand_over()
        print(f"workflow {workflow['metadata']['name']} resumed", file=session.stdout)
    return OK
