"""`argo sync create`, `get`, `update`, `delete`: limits of semaphores that workflows share."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.kept_sources import saying
from argocli.commands.session import Session
from argocli.errors import OK, NotFound, Refused, UsageError
from argocli.lifecycle.sync_limits import limit_of, new_map, with_limit, without_limit

_MAP = "ConfigMap"


class GetLimit(NamedTuple):
    names: tuple[str, ...] = ()
    type: str = ""
    cm_name: str = ""
    limit: int | None = None

    @property
    def verb(self) -> str:
        return "get"

    def check(self) -> None:
        """In the order in which the original looks at them."""
        if len(self.names) != 1:
            raise UsageError(f"accepts 1 arg(s), received {len(self.names)}", hint=f"argo sync {self.verb} KEY")
        kind = self.type.upper()
        if kind not in ("DATABASE", "CONFIGMAP"):
            raise UsageError("--type must be either 'database' or 'configmap'")
        if kind == "CONFIGMAP" and not self.cm_name:
            raise UsageError("--cm-name is required when type is configmap")
        if self.verb in ("create", "update"):
            if self.limit is None:
                raise UsageError('required flag(s) "limit" not set')
            if self.limit <= 0:
                raise UsageError("limit must be greater than zero")
        if kind == "DATABASE":
            raise Refused(
                "unsupported sync config type: DATABASE; limits in a database are kept by an Argo Server, "
                "which this version of argo cannot ask",
                hint="--type configmap --cm-name NAME keeps a limit on the cluster itself",
            )


class CreateLimit(GetLimit):
    @property
    def verb(self) -> str:
        return "create"


class UpdateLimit(GetLimit):
    @property
    def verb(self) -> str:
        return "update"


class DeleteLimit(GetLimit):
    @property
    def verb(self) -> str:
        return "delete"


def run(options: GetLimit, session: Session) -> int:
    options.check()
    key, namespace, verb = options.names[0], session.namespace, options.verb
    with saying(f"failed to {verb} sync limit"):
        if verb in ("create", "update"):
            _write(options, key, session)
        elif verb == "delete":
            _remove(options, key, session)
        shown = 0 if verb == "delete" else limit_of(session.resources().get(_MAP, namespace, options.cm_name), key)
    if verb != "get":
        print(f"Sync limit {verb}d", file=session.stdout)
    if verb != "delete":
        lines = (
            f"Key: {key}",
            "Type: configmap",
            f"ConfigMap Name: {options.cm_name}",
            f"Namespace: {namespace}",
            f"Limit: {shown}",
        )
        session.stdout.write("".join(f"{line}\n" for line in lines))
    return OK


def _remove(options: GetLimit, key: str, session: Session) -> None:
    """What is gone already is no error; a map that is not there is one."""
    current = session.resources().get(_MAP, session.namespace, options.cm_name)
    less = without_limit(current, key)
    if less != current:
        session.resources().update(less)


def _write(options: GetLimit, key: str, session: Session) -> None:
    """The whole map is replaced, so that two who create the same limit do not both succeed."""
    resources, new, limit = session.resources(), options.verb == "create", options.limit or 0
    try:
        current = resources.get(_MAP, session.namespace, options.cm_name)
    except NotFound:
        if not new:
            raise
        resources.create(with_limit(new_map(session.namespace, options.cm_name), key, limit, new=True))
    else:
        resources.update(with_limit(current, key, limit, new=new))
