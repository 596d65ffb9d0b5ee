"""The JSON Schema's own account of what does not fit: slower than the walk that gives the verdict, and independent of
it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from argocli.lint.finding import Finding, json_path
from argocli.lint.generate import schema
from argocli.lint.walker import kinds
from argocli.model.values import Json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


@cache
def validator(kind: str) -> Draft202012Validator:
    """The validator of one of Argo's kinds."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema(kind))


def accounts(value: Json, kind: str) -> dict[tuple[str | int, ...], str]:
    """By path in the document: what the schema demands there, and which of its rules says so."""
    found: dict[tuple[str | int, ...], str] = {}
    for error in validator(kind).iter_errors(value):
        place = "/".join(str(part) for part in error.absolute_schema_path)
        described = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
        words = f"the schema of {kind} at {place}: {error.message}"
        found.setdefault(tuple(error.absolute_path), f"{words} ({described})" if described else words)
    return found


def annotate(findings: Iterable[Finding]) -> None:
    """Give every finding about a field that does not fit the schema's account as its note."""
    said: dict[int, dict[str, str]] = {}
    for finding in findings:
        document = finding.document
        if finding.rule not in ("wrong-type", "unknown-field") or document.kind not in kinds():
            continue
        if id(document) not in said:
            found = accounts(document.value, document.kind)
            said[id(document)] = {json_path(path): words for path, words in found.items()}
        place = finding.path if finding.rule == "wrong-type" else finding.path[: _last_step(finding.path)]
        finding.note = said[id(document)].get(place, "")


def _last_step(path: str) -> int:
    return path.rfind("['") if path.endswith("']") else path.rfind(".")
