"""`argo delete`: forget workflows, with their pods, logs and files."""

from __future__ import annotations

import sys
from typing import NamedTuple

from argocli.commands.select import Filters, select
from argocli.commands.session import Session
from argocli.errors import OK, NotFound, Refused, UsageError


class DeleteOptions(NamedTuple):
    names: tuple[str, ...] = ()
    all: bool = False
    all_namespaces: bool = False
    completed: bool = False
    resubmitted: bool = False
    prefix: str = ""
    selector: str = ""
    older: str = ""
    status: tuple[str, ...] = ()
    dry_run: bool = False
    yes: bool = False

    def filtered(self) -> bool:
        return bool(
            self.all or self.completed or self.resubmitted or self.prefix or self.selector or self.older or self.status
        )

    def check(self) -> None:
        if not self.names and not self.filtered():
            raise UsageError("requires either a workflow or other argument", hint="argo delete NAME, or --all")


def run(options: DeleteOptions, session: Session) -> int:
    options.check()
    targets = []
    for name in options.names:
        try:
            workflow = session.store().get(session.namespace, name)
        except NotFound:
            print(f"Workflow '{name}' not found", file=session.stdout)
            continue
        targets.append((session.namespace, workflow["metadata"]["name"]))
    if options.filtered():
        filters = Filters(
            all_namespaces=options.all_namespaces,
            selector=options.selector,
            prefix=options.prefix,
            status=options.status,
            completed=options.completed,
            resubmitted=options.resubmitted,
            older=options.older,
        )
        chosen = select(session, filters)
        targets += [(item["metadata"].get("namespace", ""), item["metadata"]["name"]) for item in chosen]
        if not targets:
            print("No resources found", file=session.stdout)
        elif not options.dry_run:
            _confirm(len(targets), options, session)
    for namespace, name in dict.fromkeys(targets):
        if options.dry_run:
            print(f"Workflow '{name}' deleted (dry-run)", file=session.stdout)
            continue
        session.store().delete(namespace, name)
        print(f"Workflow '{name}' deleted", file=session.stdout)
    if targets and not options.dry_run:
        session.hand_over()
    return OK


def _confirm(count: int, options: DeleteOptions, session: Session) -> None:
    """On a terminal, a deletion by filter is asked for."""
    if options.yes or not sys.stdin.isatty() or not session.stdout.isatty():
        return
    print(f"delete {count} workflow(s)? [y/N] ", end="", file=session.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Refused("nothing was deleted")
