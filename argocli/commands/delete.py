"""`argo delete`: forget workflows, with their pods, logs and files."""

from __future__ import annotations

import sys
from typing import NamedTuple

from argocli.commands.select import Filters, select
from argocli.commands.session import Session
from argocli.commands.targets import resolve
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
    field_selector: str = ""
    force: bool = False
    query_chunk_size: int = 0
    dry_run: bool = False
    yes: bool = False

    def filtered(self) -> bool:
        wide = self.all or self.completed or self.resubmitted or self.status
        return bool(wide or self.prefix or self.selector or self.field_selector or self.older)

    def check(self) -> None:
        if self.all_namespaces and self.names:
            raise UsageError("a name belongs to one namespace: --all-namespaces goes with filters only")
        if self.all_namespaces and not self.filtered():
            raise UsageError(
                "--all-namespaces says where, and not which: that would be every workflow there is",
                hint="add a filter such as --completed; --all --all-namespaces means every one",
            )
        if not self.names and not self.filtered():
            raise UsageError("requires either a workflow or other argument", hint="argo delete NAME, or --all")

    @property
    def filters(self) -> Filters:
        return Filters(
            all_namespaces=self.all_namespaces,
            selector=self.selector,
            field_selector=self.field_selector,
            prefix=self.prefix,
            status=self.status,
            completed=self.completed,
            resubmitted=self.resubmitted,
            older=self.older,
            chunk_size=self.query_chunk_size,
        )


class _Target(NamedTuple):
    """`uid` is empty where a person has said the name: then whatever has it is meant."""

    namespace: str
    name: str
    uid: str = ""


def run(options: DeleteOptions, session: Session) -> int:
    options.check()
    found: dict[tuple[str, str], _Target] = {}
    for name in options.names:
        try:
            resolved = resolve(session, name, certain=options.dry_run)
        except NotFound:
            print(f"Workflow '{name}' not found", file=session.stdout)
            continue
        found[session.namespace, resolved] = _Target(session.namespace, resolved)
    if options.filtered():
        for workflow in select(session, options.filters):
            metadata = workflow["metadata"]
            target = _Target(metadata.get("namespace", ""), metadata["name"], metadata.get("uid", ""))
            found.setdefault(target[:2], target)
        if not found:
            print("No resources found", file=session.stdout)
        elif not options.dry_run:
            _confirm(len(found), options, session)
    for target in found.values():
        _delete(target, options, session)
    if found and not options.dry_run:
        session.hand_over()
    return OK


def _delete(target: _Target, options: DeleteOptions, session: Session) -> None:
    done = "deleted (dry-run)" if options.dry_run else "deleted"
    if not options.dry_run:
        try:
            session.store().delete(target.namespace, target.name, force=options.force, uid=target.uid)
        except NotFound:
            done = "not found"
    print(f"Workflow '{target.name}' {done}", file=session.stdout, flush=True)


def _confirm(count: int, options: DeleteOptions, session: Session) -> None:
    """On a terminal, a deletion by filter is asked for."""
    if options.yes or not sys.stdin.isatty() or not session.stdout.isatty():
        return
    print(f"delete {count} workflow(s)? [y/N] ", end="", file=session.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Refused("nothing was deleted")
