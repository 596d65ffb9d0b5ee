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
    field_selector: str = ""
    prefix: str = ""
    status: tuple[str, ...] = ()
    completed: bool = False
    running: bool = False
    resubmitted: bool = False
    since: str = ""
    older: str = ""
    no_headers: bool = False
    chunk_size: int = 0
    output: str = ""


# More than these, and people are told how to have fewer.
_MANY = 100


def run(options: ListOptions, session: Session) -> int:
    from argocli.render.formats import format_list
    from argocli.render.table import newest_first, workflow_table

    filters = Filters(
        options.all_namespaces,
        options.selector,
        options.field_selector,
        options.prefix,
        options.status,
        options.completed,
        options.running,
        options.resubmitted,
        options.since,
        options.older,
        options.chunk_size,
    )
    whole = options.output in ("json", "yaml", "wide")
    found = newest_first(select(session, filters, "whole" if whole else "row"))
    going = sum(workflow.get("status", {}).get("phase") not in phases.WORKFLOW_COMPLETED for workflow in found)
    if going:
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
    if going > _MANY or len(found) - going > _MANY:
        session.stdout.flush()
        session.diagnostics.info(
            f"You have at least {going} incomplete and {len(found) - going} completed workflows.\n"
            "argo delete --completed --older 7d deletes old ones; spec.ttlStrategy lets them go by themselves."
        )
    return OK
