"""What an Argo Server alone can serve: `argo archive`, `argo cp`, `argo server`. Each says so, and how to get there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argocli.commands.session import Session
from argocli.errors import Refused

if TYPE_CHECKING:
    from typing import NoReturn

_ASK = 'curl -H "Authorization: $(argo auth token)" https://HOST:2746'


class Unserved:
    """The flags are taken as the original takes them; none of them changes the answer."""

    message = ""
    hint = ""

    def __init__(self, **given: object) -> None:
        self.given = given


class Archive(Unserved):
    message = "archived workflows are kept by an Argo Server, which this version of argo cannot ask"
    hint = f"the server itself answers: {_ASK}/api/v1/archived-workflows"


class Copy(Unserved):
    message = "artifacts are handed out by an Argo Server, which this version of argo cannot ask"
    hint = f"the server itself answers: {_ASK}/artifacts/NAMESPACE/WORKFLOW/NODE/ARTIFACT"


class Server(Unserved):
    message = "argo is the command line only; the Argo Server is a program of its own, which runs on the cluster"
    hint = "kubectl -n argo port-forward svc/argo-server 2746 reaches one that is installed there"


def run(options: Unserved, session: Session) -> NoReturn:
    raise Refused(options.message, hint=options.hint)
