"""Templates and cron workflows that a command has made or looked up, printed in the form asked for."""

from __future__ import annotations

from collections.abc import Sequence

from argocli.commands.kinds import CRON, Kind
from argocli.commands.session import Session
from argocli.model.values import JsonObject

_DATA = ("json", "yaml", "name")


def show(session: Session, kind: Kind, items: Sequence[JsonObject], output: str) -> None:
    """Data where asked for, one object or a list of several; else a block each."""
    from argocli.render.formats import format_list, format_object

    if output in _DATA:
        one = len(items) == 1
        session.stdout.write(format_object(items[0], output) if one else format_list(items, output))
    else:
        for item in items:
            session.stdout.write(_block(session, kind, item))
    session.stdout.flush()


def _block(session: Session, kind: Kind, item: JsonObject) -> str:
    now = session.clock.now()
    if kind is CRON:
        from argocli.commands.zones import zone
        from argocli.render.cron import cron_block

        return cron_block(item, now, zone)
    from argocli.render.templates import template_block

    return template_block(item, now)
