"""`argo retry`: run ended workflows on from where they failed."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.present import Following, show_and_follow
from argocli.commands.session import Session
from argocli.commands.targets import Aim, targets
from argocli.errors import OK, UsageError
from argocli.lifecycle.retry import Retried, retry_workflow
from argocli.lifecycle.submit import parse_parameter
from argocli.model.workflow import Status, Workflow


class RetryOptions(NamedTuple):
    names: tuple[str, ...] = ()
    selector: str = ""
    field_selector: str = ""
    restart_successful: bool = False
    node_field_selector: str = ""
    parameter: tuple[str, ...] = ()
    output: str = ""
    wait: bool = False
    watch: bool = False
    log: bool = False
    dry_run: bool = False

    @property
    def following(self) -> Following:
        return Following(self.output, self.wait, self.watch, self.log)

    @property
    def aim(self) -> Aim:
        return Aim(self.names, self.selector, self.field_selector)

    def check(self) -> None:
        self.following.check()
        if self.aim.empty:
            raise UsageError("requires either node field selector or workflow", hint="argo retry NAME")


def run(options: RetryOptions, session: Session) -> int:
    options.check()
    parameters = [parse_parameter(item) for item in options.parameter]
    found = targets(session, options.aim)
    done: list[Workflow] = []
    for workflow in found:
        retried = retry_workflow(
            workflow,
            session.clock.now(),
            restart_successful=options.restart_successful,
            node_field_selector=options.node_field_selector,
            parameters=parameters,
        )
        if options.dry_run:
            _say_what_runs_again(session, workflow, retried)
            continue
        # The pods go first: one that is left would be taken for the new attempt's.
        for pod in retried.deleted_pods:
            session.delete_pod(session.namespace, pod)
        done.append(session.store().update(retried.workflow))
        session.hand_over()
    if not done:
        return OK
    how = options.following if len(done) == 1 else Following(options.output)
    return show_and_follow(session, done, how)


def _say_what_runs_again(session: Session, before: Workflow, retried: Retried) -> None:
    after = retried.workflow.get("status", Status()).get("nodes", {})
    print(f"workflow {before['metadata']['name']} retried (dry-run); these run again:", file=session.stdout)
    for node_id, node in before.get("status", Status()).get("nodes", {}).items():
        if node_id not in after:
            print(f"  {node['name']}  ({node['phase']})", file=session.stdout)
