"""Manifests that a command was given: files, folders, URLs and standard input, checked before anything happens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from argocli.commands.session import Session
from argocli.errors import ManifestError, UsageError
from argocli.lint.check import validate_document
from argocli.manifest.parse import Document, parse
from argocli.manifest.read import Unreadable, read_paths
from argocli.model.values import JsonObject

if TYPE_CHECKING:
    from argocli.model.workflow import Workflow

# What workflows refer to and the local store keeps.
_TEMPLATES = ("WorkflowTemplate", "ClusterWorkflowTemplate", "ConfigMap")


class Manifests(NamedTuple):
    """What a submission brings along."""

    workflows: list[Workflow]
    documents: list[Document]  # those of the workflows
    templates: list[JsonObject]
    ignored: list[str]


def load(paths: Sequence[str], session: Session, *, strict: bool = True) -> Manifests:
    """All workflows and templates of the sources. Raises ManifestError for the first thing that is wrong."""
    found = Manifests([], [], [], [])
    for source, data in contents(paths, session):
        for document in parse(data, source):
            refuse_broken(document, strict=strict)
            value = cast("JsonObject", document.value)
            if document.kind == "Workflow":
                value.setdefault("metadata", {})
                value.setdefault("spec", {})
                found.workflows.append(cast("Workflow", value))
                found.documents.append(document)
            elif document.kind in _TEMPLATES:
                found.templates.append(value)
            else:
                found.ignored.append(f"{source}: {document.kind} is not submitted here, ignored")
    if not found.workflows:
        raise ManifestError("no workflow found in given files", hint="submit takes documents of kind Workflow")
    return found


def contents(paths: Sequence[str], session: Session) -> list[tuple[str, bytes]]:
    """What stands in files, folders, URLs and standard input, each with its name. Raises ManifestError."""
    found: list[tuple[str, bytes]] = []
    local = [path for path in paths if not _is_url(path)]
    for source, data in read_paths(local, session.stdin):
        if isinstance(data, Unreadable):
            raise ManifestError(data.reason, source=source)
        found.append((source, data))
    found.extend((path, fetch(path)) for path in paths if _is_url(path))
    return found


def _is_url(path: str) -> bool:
    return path.startswith(("http://", "https://"))


def fetch(url: str) -> bytes:
    """The body behind a URL. Raises ManifestError."""
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310  # http and https only, see _is_url
            return bytes(answer.read())
    except (urllib.error.URLError, OSError) as error:
        raise ManifestError(f"cannot be fetched: {error}", source=url) from error


def refuse_broken(document: Document, *, strict: bool) -> None:
    """Raises ManifestError for the first thing that is wrong with the text or the fields."""
    problems = [problem for problem in document.problems if problem.code != "merge-collision"]
    if problems:
        first = problems[0]
        raise ManifestError(first.message, source=document.source, line=first.span.line, column=first.span.column)
    findings = [finding for finding in validate_document(document, strict=strict) if finding.severity == "error"]
    if findings:
        first_finding = findings[0]
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        raise ManifestError(
            first_finding.message + more,
            source=document.source,
            line=first_finding.line,
            column=first_finding.column,
            hint=f"argo lint {document.source} shows everything",
        )


def parameter_file(path: str, session: Session) -> list[tuple[str, str]]:
    """Names and values of a parameter file: one mapping in YAML or JSON. Raises ManifestError, UsageError."""
    from argocli.manifest.dump import to_json
    from argocli.model.values import any_text

    for source, data in contents([path], session):
        documents = parse(data, source)
        if len(documents) != 1 or not isinstance(documents[0].value, dict | type(None)):
            raise UsageError(f"the parameter file {source} has to hold one mapping of names to values")
        document = documents[0]
        broken = [problem for problem in document.problems if problem.code != "no-kind"]
        if broken:
            raise ManifestError(
                broken[0].message, source=source, line=broken[0].span.line, column=broken[0].span.column
            )
        values = document.value if isinstance(document.value, dict) else {}
        pairs = []
        for name, value in values.items():
            given = to_json(value, indent=None) if isinstance(value, list | dict) else any_text(value)
            pairs.append((name, "null" if given is None else given))
        return pairs
    return []
