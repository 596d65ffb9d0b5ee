"""A list of findings that are known: a repository with old faults can demand that no new ones come."""

from __future__ import annotations

import json
from collections.abc import Sequence

from argocli.errors import ManifestError
from argocli.lint.finding import Finding
from argocli.lint.fingerprint import fingerprints
from argocli.model.values import Json

_VERSION = 1


def to_text(findings: Sequence[Finding]) -> str:
    """The baseline of these findings, one to a line, so that a change of it reads well."""
    entries = [
        {"id": mark, "file": finding.source, "rule": finding.rule, "path": finding.path, "message": finding.message}
        for finding, mark in fingerprints(findings)
    ]
    entries.sort(key=lambda entry: (entry["file"], entry["rule"], entry["path"], entry["id"]))
    lines = ",\n".join("    " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f'{{\n  "version": {_VERSION},\n  "known": [\n{lines}\n  ]\n}}\n'


def read(text: str, source: str) -> frozenset[str]:
    """The fingerprints of a baseline file. Raises ManifestError."""
    try:
        content: Json = json.loads(text)
    except ValueError as error:
        raise ManifestError(f"the baseline cannot be read: {error}", source=source) from error
    known = content.get("known") if isinstance(content, dict) else None
    if not isinstance(content, dict) or content.get("version") != _VERSION or not isinstance(known, list):
        raise ManifestError("this is no baseline", source=source, hint="argo lint --write-baseline FILE makes one")
    return frozenset(str(entry["id"]) for entry in known if isinstance(entry, dict) and "id" in entry)


def unknown(findings: Sequence[Finding], known: frozenset[str]) -> list[Finding]:
    """Those that the baseline does not know."""
    return [finding for finding, mark in fingerprints(findings) if mark not in known]
