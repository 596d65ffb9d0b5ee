"""`argo template list`, `argo cluster-template list`, `argo cron list`: all of a kind as a table or as data."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.kinds import CLUSTER_TEMPLATE, CRON, TEMPLATE, Kind
from argocli.commands.session import Session
from argocli.errors import OK


class ListTemplates(NamedTuple):
    names: tuple[str, ...] = ()
    all_namespaces: bool = False
    selector: str = ""
    output: str = ""

    @property
    def kind(self) -> Kind:
        return TEMPLATE


class ListClusterTemplates(ListTemplates):
    @property
    def kind(self) -> Kind:
        return CLUSTER_TEMPLATE


class ListCronWorkflows(ListTemplates):
    @property
    def kind(self) -> Kind:
        return CRON


def run(options: ListTemplates, session: Session) -> int:
    kind = options.kind
    namespace = None if options.all_namespaces or not kind.namespaced else session.namespace
    found = session.resources().list(kind.name, namespace, labels=options.selector)
    if options.output in ("json", "yaml", "name"):
        from argocli.render.formats import format_list

        session.stdout.write(format_list(found, options.output))
    elif kind is CRON:
        from argocli.commands.zones import zone
        from argocli.render.cron import cron_table

        now = session.clock.now()
        session.stdout.write(cron_table(found, now, zone, all_namespaces=options.all_namespaces))
    else:
        from argocli.render.templates import template_table

        session.stdout.write(template_table(found, all_namespaces=options.all_namespaces))
    return OK
