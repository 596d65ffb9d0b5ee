"""`argo template create`, `update`, and the same of `cluster-template`: keep templates that files hold."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.kept_sources import read
from argocli.commands.kept_write import create_all, update_all
from argocli.commands.kinds import CLUSTER_TEMPLATE, TEMPLATE, Kind
from argocli.commands.session import Session
from argocli.errors import OK


class CreateTemplates(NamedTuple):
    files: tuple[str, ...] = ()
    output: str = ""
    strict: bool = True

    @property
    def kind(self) -> Kind:
        return TEMPLATE

    @property
    def replaces(self) -> bool:
        return False


class UpdateTemplates(CreateTemplates):
    @property
    def replaces(self) -> bool:
        return True


class CreateClusterTemplates(CreateTemplates):
    @property
    def kind(self) -> Kind:
        return CLUSTER_TEMPLATE


class UpdateClusterTemplates(UpdateTemplates):
    @property
    def kind(self) -> Kind:
        return CLUSTER_TEMPLATE


def run(options: CreateTemplates, session: Session) -> int:
    given = read(options.files, session, options.kind, strict=options.strict)
    write = update_all if options.replaces else create_all
    write(session, options.kind, [item.value for item in given], options.output)
    return OK
