"""`argo template delete`, `argo cluster-template delete`, `argo cron delete`: objects by name, or all there are."""

from __future__ import annotations

import sys
from typing import NamedTuple

from argocli.commands.kinds import CLUSTER_TEMPLATE, CRON, TEMPLATE, Kind
from argocli.commands.resource_find import find
from argocli.commands.session import Session
from argocli.errors import OK, Refused
from argocli.model.values import mapping, text


class DeleteTemplates(NamedTuple):
    """Without a name and without --all there is nothing to do, which is no error."""

    names: tuple[str, ...] = ()
    all: bool = False
    dry_run: bool = False
    yes: bool = False

    @property
    def kind(self) -> Kind:
        return TEMPLATE


class DeleteClusterTemplates(DeleteTemplates):
    @property
    def kind(self) -> Kind:
        return CLUSTER_TEMPLATE


class DeleteCronWorkflows(DeleteTemplates):
    @property
    def kind(self) -> Kind:
        return CRON


def run(options: DeleteTemplates, session: Session) -> int:
    if not options.names and not options.all:
        return OK
    kind, resources = options.kind, session.resources()
    namespace = session.namespace if kind.namespaced else ""
    names = (
        [text(mapping(item, "metadata"), "name") for item in resources.list(kind.name, namespace or None)]
        if (options.all)
        else []
    )
    if names and not options.dry_run:
        _confirm(len(names), namespace, options, session)
    listed = set(names)
    for name in dict.fromkeys([*names, *options.names]):
        if name not in listed:
            # Whether it is there, and one of this controller's.
            find(session, kind, name)
        if not options.dry_run:
            resources.delete(kind.name, namespace, name)
        done = "deleted (dry-run)" if options.dry_run else "deleted"
        print(f"{kind.name} '{name}' {done}", file=session.stdout, flush=True)
    return OK


def _confirm(count: int, namespace: str, options: DeleteTemplates, session: Session) -> None:
    """On a terminal, the deletion of all is asked for."""
    if options.yes or not sys.stdin.isatty() or not session.stdout.isatty():
        return
    where = f" of namespace {namespace}" if namespace else ""
    print(f"delete all {count} {options.kind.words}(s){where}? [y/N] ", end="", file=session.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Refused("nothing was deleted")
