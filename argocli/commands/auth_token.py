"""`argo auth token`: what requests say about who is asking, for curl and other programs."""

from __future__ import annotations

import os
from typing import NamedTuple

from argocli.commands.session import Session
from argocli.errors import OK


class TokenOptions(NamedTuple):
    pass


def run(options: TokenOptions, session: Session) -> int:
    given = None if session.flags.get("token") else os.environ.get("ARGO_TOKEN")
    print(session.connection().authorization() if given is None else given, file=session.stdout)
    return OK
