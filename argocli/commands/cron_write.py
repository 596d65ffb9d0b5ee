"""`argo cron create`, `argo cron update`: keep cron workflows that files hold."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands import sources
from argocli.commands.kept_sources import read
from argocli.commands.kept_write import create_all, update_all
from argocli.commands.kinds import CRON
from argocli.commands.session import Session
from argocli.errors import OK
from argocli.lifecycle.cron_changes import change_cron
from argocli.lifecycle.submit import SubmitChanges, parse_labels, parse_parameter


class CreateCronWorkflows(NamedTuple):
    files: tuple[str, ...] = ()
    name: str = ""
    generate_name: str = ""
    schedule: str = ""
    entrypoint: str = ""
    serviceaccount: str = ""
    parameter: tuple[str, ...] = ()
    parameter_file: str = ""
    labels: str = ""
    output: str = ""
    strict: bool = True

    @property
    def replaces(self) -> bool:
        return False


class UpdateCronWorkflows(CreateCronWorkflows):
    @property
    def replaces(self) -> bool:
        return True


def run(options: CreateCronWorkflows, session: Session) -> int:
    changes = _changes(options, session)
    given = read(
        options.files,
        session,
        CRON,
        strict=options.strict,
        change=lambda cron: change_cron(cron, changes, options.schedule),
    )
    write = update_all if options.replaces else create_all
    write(session, CRON, [item.value for item in given], options.output)
    if session.local:
        session.diagnostics.warn(
            "nothing on this machine starts cron workflows when they are due; argo submit --from cronwf/NAME runs one"
        )
    return OK


def _changes(options: CreateCronWorkflows, session: Session) -> SubmitChanges:
    given = sources.parameter_file(options.parameter_file, session) if options.parameter_file else []
    given += [parse_parameter(item) for item in options.parameter]
    if options.replaces and options.generate_name:
        session.diagnostics.warn("--generate-name means nothing to an update: what is replaced has its name")
    return SubmitChanges(
        name=options.name,
        generate_name="" if options.replaces else options.generate_name,
        entrypoint=options.entrypoint,
        service_account=options.serviceaccount,
        labels=parse_labels(options.labels),
        parameters=given,
    )
