"""Workflows that a command has made or changed: printed in the form asked for, then followed where asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from argocli.commands import follow
from argocli.commands.session import Session
from argocli.errors import INTERRUPTED, OK, UsageError
from argocli.model.workflow import Node, Workflow

_DATA = ("json", "yaml", "name")


class Following(NamedTuple):
    """How a command goes on after its work is done."""

    output: str = ""
    wait: bool = False
    watch: bool = False
    log: bool = False
    keep: Callable[[Node], bool] = follow.every_node

    def check(self) -> None:
        if self.watch and self.wait:
            raise UsageError("--wait cannot be combined with --watch")

    @property
    def any(self) -> bool:
        return self.wait or self.watch or self.log


def show(session: Session, workflows: Sequence[Workflow], output: str) -> None:
    """Print them: data where asked for, else a block each."""
    from argocli.render import colour
    from argocli.render.detail import block
    from argocli.render.formats import format_list, format_object

    if output in _DATA:
        session.stdout.write(
            format_object(workflows[0], output) if len(workflows) == 1 else format_list(workflows, output)
        )
    else:
        coloured = colour.wanted(session.stdout)
        for workflow in workflows:
            session.stdout.write(block(workflow, session.clock.now(), wide=output == "wide", colour=coloured))
    session.stdout.flush()


def show_and_follow(session: Session, workflows: Sequence[Workflow], how: Following) -> int:
    """Print, follow to the end where asked; data is printed once, as it stands then."""
    names = [(workflow["metadata"].get("namespace", ""), workflow["metadata"]["name"]) for workflow in workflows]
    as_data = how.output in _DATA
    if how.output == "name" or not (as_data and how.any):
        if how.watch and not as_data:
            print(f"Name: {names[0][1]}", file=session.stdout, flush=True)
        else:
            show(session, workflows, how.output)
    if not how.any:
        return OK
    try:
        if how.log:
            from argocli.commands import logs

            for namespace, name in names:
                logs.follow_main(session, namespace, name)
        if how.watch and not as_data:
            return follow.watch(session, *names[0], how.keep)
        code = follow.wait(session, names, None, quiet=as_data)
    except KeyboardInterrupt:
        follow.say_it_goes_on(session, names[0][1])
        return INTERRUPTED
    if not (as_data or session.local):
        return code
    final = [session.store().get(namespace, name) for namespace, name in names]
    if as_data and how.output != "name":
        show(session, final, how.output)
    for workflow in final:
        follow.say_fidelity(session, workflow)
    return code
