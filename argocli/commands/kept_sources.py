"""Manifests of one kind that a command was given: read, put into a namespace, and judged before anything happens."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, cast

from argocli.commands.judge import Judge
from argocli.commands.kinds import Kind
from argocli.commands.session import Session
from argocli.commands.sources import contents, refuse_broken
from argocli.errors import ArgoError, ManifestError, UsageError
from argocli.lint.walker import kinds
from argocli.manifest.parse import Document, parse
from argocli.model.values import JsonObject, mapping
from argocli.model.workflow import Workflow

Change = Callable[[JsonObject], JsonObject]


class Given(NamedTuple):
    """A document and the object that it became."""

    document: Document
    value: JsonObject


def read(
    paths: Sequence[str], session: Session, kind: Kind, *, strict: bool, change: Change = lambda value: value
) -> list[Given]:
    """All objects of the kind, each with `change` made to it, and judged beside the others. Raises ManifestError for
    the first thing that is wrong, NotFound for a template that is missing, UsageError where no file is named."""
    if not paths:
        raise UsageError("requires at least 1 arg(s), only received 0", hint="name a file, a folder or - for stdin")
    found = []
    for source, data in contents(paths, session):
        for document in parse(data, source):
            if document.kind == kind.name or document.kind not in kinds():
                refuse_broken(document, strict=strict)
            if document.kind != kind.name:
                session.diagnostics.warn(f"Object is not of kind {kind.name}. Ignoring... ({source}: {document.kind})")
                continue
            value = change(_placed(cast("JsonObject", document.value), kind, session))
            found.append(Given(document, value))
    if not found:
        raise ManifestError(kind.missing, hint=f"documents of kind {kind.name} are meant here")
    judge = Judge(session, strict=strict)
    for document, value in found:
        judge.know(document, cast("Workflow", value))
    for document, value in found:
        judge.check(cast("Workflow", value), document)
    return found


def _placed(value: JsonObject, kind: Kind, session: Session) -> JsonObject:
    """In the namespace that its file says, else in that of the command."""
    metadata = dict(mapping(value, "metadata"))
    if not kind.namespaced:
        metadata.pop("namespace", None)
    elif not metadata.get("namespace"):
        metadata["namespace"] = session.namespace
    return {**value, "metadata": metadata}


@contextlib.contextmanager
def saying(prefix: str) -> Iterator[None]:
    """What goes wrong inside is said to have gone wrong with this."""
    try:
        yield
    except ArgoError as error:
        error.message = f"{prefix}: {error.message}"
        error.args = (f"{prefix}: {error}",)
        raise
