"""The workflows that a verb such as stop or retry is meant for: those named, and those of a selector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from argocli.commands.select import Filters, select
from argocli.commands.session import Session
from argocli.model.workflow import Workflow

LATEST = "@latest"


class Aim(NamedTuple):
    """What the command line says about whom it means."""

    names: Sequence[str] = ()
    selector: str = ""
    field_selector: str = ""
    running: bool = False

    @property
    def empty(self) -> bool:
        return not (self.names or self.selector or self.field_selector)

    def selected(self, session: Session) -> list[str]:
        """The names of the selectors' workflows; with `running` not of those that have ended."""
        if not (self.selector or self.field_selector):
            return []
        filters = Filters(selector=self.selector, field_selector=self.field_selector, running=self.running)
        return [workflow["metadata"]["name"] for workflow in select(session, filters)]


def names(session: Session, aim: Aim, *, certain: bool = False) -> list[str]:
    """Each once, those of the selectors first; with `certain` only names that exist. Raises NotFound."""
    return list(dict.fromkeys([*aim.selected(session), *(resolve(session, name, certain) for name in aim.names)]))


def targets(session: Session, aim: Aim) -> list[Workflow]:
    """The same, whole. Raises NotFound."""
    store = session.store()
    found: dict[str, Workflow] = {}
    for name in [*aim.selected(session), *aim.names]:
        if name not in found:
            workflow = store.get(session.namespace, name)
            found.setdefault(workflow["metadata"]["name"], workflow)
    return list(found.values())


def resolve(session: Session, name: str, certain: bool = False) -> str:
    """The name itself, or that which `@latest` stands for. Raises NotFound, with `certain` for every name."""
    if name != LATEST and not certain:
        return name
    return session.store().get(session.namespace, name, detail="name")["metadata"]["name"]
