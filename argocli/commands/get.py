"""`argo get`: workflows in full."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands import follow
from argocli.commands.session import Session
from argocli.errors import OK, UsageError
from argocli.model.workflow import Node


class GetOptions(NamedTuple):
    names: tuple[str, ...] = ()
    output: str = ""
    no_color: bool = False
    no_utf8: bool = False
    status: str = ""

    def check(self) -> None:
        if not self.names:
            raise UsageError("requires at least 1 arg(s), only received 0", hint="argo get NAME, or argo get @latest")


def run(options: GetOptions, session: Session) -> int:
    options.check()
    from argocli.render import colour
    from argocli.render.detail import block
    from argocli.render.formats import format_list, format_object

    found = [session.store().get(session.namespace, name) for name in options.names]
    if not all(follow.finished(workflow) for workflow in found):
        session.hand_over()
    if options.output in ("json", "yaml", "name"):
        one = len(found) == 1
        session.stdout.write(format_object(found[0], options.output) if one else format_list(found, options.output))
        return OK

    def keep(node: Node) -> bool:
        return not options.status or node["phase"] == options.status

    for workflow in found:
        session.stdout.write(
            block(
                workflow,
                session.clock.now(),
                wide=options.output == "wide",
                short=options.output == "short",
                utf8=not options.no_utf8,
                colour=colour.wanted(session.stdout, off=options.no_color),
                keep=keep,
            )
        )
        session.stdout.flush()
        if options.output in ("", "wide"):
            follow.say_fidelity(session, workflow)
    return OK
