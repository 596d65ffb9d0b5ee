"""`argo list`: workflows as a table or as data."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.select import Filters, select
from argocli.commands.session import Session
from argocli.errors import OK
from argocli.model import phases


class ListOptions(NamedTuple):
    names: tuple[str, ...] = ()
    all_namespaces: bool = False
    selector: str = ""
    prefix: str = ""
    status: tuple[str, ...] = ()
    completed: bool = False
    running: bool = False
    resubmitted: bool = False
    since: str = ""
    older: str = ""
    no_headers: bool = False
    output: str = ""


def run(options: ListOptions, session: Session) -> int:
    from argocli.render.formats import format_list
    from argocli.render.table import newest_first, workflow_table

    filters = Filters(
        options.all_namespaces,
        options.selector,
        options.prefix,
        options.status,
        options.completed,
        options.running,
        options.resubmitted,
        options.since,
        options.older,
    )
    found = newest_first(select(session, filters))
    if any(workflow.get("status", {}).get("phase") not in phases.WORKFLOW_COMPLETED for workflow in found):
        session.hand_over()
    if options.output in ("json", "yaml", "name"):
        session.stdout.write(format_list(found, options.output))
        return OK
    if not found:
        print("No workflows found", file=session.stderr)
        return OK
    session.stdout.write(
        workflow_table(
            found,
            session.clock.now(),
            all_namespaces=options.all_namespaces,
            wide=options.output == "wide",
            headers=not options.no_headers,
        )
    )
    return OK
