"""Objects of one kind created, or put in the place of those of their names; what was done is shown, to the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from argocli.commands.kept_sources import saying
from argocli.commands.kinds import Kind
from argocli.commands.resource_find import find
from argocli.commands.resource_show import show
from argocli.commands.session import Session
from argocli.errors import UsageError
from argocli.lifecycle.replace import replacement
from argocli.model.values import JsonObject, mapping, text


def create_all(session: Session, kind: Kind, values: Sequence[JsonObject], output: str) -> None:
    """Raises what the store raises; those made before are shown first."""

    def create(value: JsonObject) -> JsonObject:
        with saying(f"failed to create {kind.words}"):
            return session.resources().create(value)

    _do(session, kind, values, output, create)


def update_all(session: Session, kind: Kind, values: Sequence[JsonObject], output: str) -> None:
    """The same for objects that are there. Raises NotFound, UsageError for one without a name."""

    def update(value: JsonObject) -> JsonObject:
        metadata = mapping(value, "metadata")
        name = text(metadata, "name")
        if not name:
            raise UsageError("an update needs metadata.name, to know what is replaced")
        with saying(f'failed to get existing {kind.words} "{name}" to update'):
            current = find(session, kind, name, text(metadata, "namespace"))
        with saying(f"failed to update {kind.words}"):
            return session.resources().update(replacement(current, value))

    _do(session, kind, values, output, update)


def _do(
    session: Session,
    kind: Kind,
    values: Sequence[JsonObject],
    output: str,
    act: Callable[[JsonObject], JsonObject],
) -> None:
    done: list[JsonObject] = []
    try:
        for value in values:
            done.append(act(value))  # noqa: PERF401  # what was done before a failure is in the list
    finally:
        if done:
            show(session, kind, done, output)
