"""`argo get`: workflows in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from argocli.commands import follow
from argocli.commands.node_filter import node_filter
from argocli.commands.session import Session
from argocli.errors import OK, UsageError
from argocli.model.workflow import Workflow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.ports import Detail


class GetOptions(NamedTuple):
    names: tuple[str, ...] = ()
    output: str = ""
    no_color: bool = False
    no_utf8: bool = False
    status: str = ""
    node_field_selector: str = ""

    def check(self) -> None:
        if not self.names:
            raise UsageError("requires at least 1 arg(s), only received 0", hint="argo get NAME, or argo get @latest")


def run(options: GetOptions, session: Session) -> int:
    options.check()
    keep = node_filter(options.status, options.node_field_selector)
    store = session.store()
    if options.output in ("json", "yaml", "name"):
        from argocli.render.formats import format_list, format_object

        # That a workflow is there can be known without its nodes.
        detail: Detail = "name" if options.output == "name" and not session.local else "whole"
        found = [store.get(session.namespace, name, detail=detail) for name in options.names]
        _see_to(session, found)
        one = len(found) == 1
        session.stdout.write(format_object(found[0], options.output) if one else format_list(found, options.output))
        return OK
    from argocli.render import colour
    from argocli.render.detail import block

    for name in options.names:
        workflow = store.get(session.namespace, name)
        _see_to(session, [workflow])
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


def _see_to(session: Session, found: Sequence[Workflow]) -> None:
    if not all(follow.finished(workflow) for workflow in found):
        session.hand_over()
