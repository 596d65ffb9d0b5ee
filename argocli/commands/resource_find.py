"""An object of a kind by its name, in the namespace of the command unless another is named."""

from __future__ import annotations

from argocli.commands.kinds import Kind
from argocli.commands.session import Session
from argocli.errors import NotFound
from argocli.model.values import JsonObject


def find(session: Session, kind: Kind, name: str, namespace: str = "") -> JsonObject:
    """Raises NotFound, whose message ends as scripts know it."""
    namespace = (namespace or session.namespace) if kind.namespaced else ""
    try:
        return session.resources().get(kind.name, namespace, name)
    except NotFound as error:
        if type(error) is not NotFound:
            raise  # the kind itself is missing
        hint = f"argo {kind.command} list{f' -n {namespace}' if namespace else ''} shows those there are"
        raise NotFound(f'{kind.words} "{name}" not found', hint=hint) from error
