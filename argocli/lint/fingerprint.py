"""What a finding is recognised by when lines have moved: for baselines and for reports that are compared over time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from argocli.lint.finding import Finding


def fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with its fingerprint: file, object, rule, place in the object and message, and for equal ones their
    number, so that no two are the same."""
    seen: dict[str, int] = {}
    for finding in findings:
        parts = (finding.source, finding.document.kind, finding.document.name, finding.rule, finding.path)
        text = "\0".join((*parts, finding.message))
        ordinal = seen[text] = seen.get(text, 0) + 1
        yield finding, hashlib.sha256(f"{text}\0{ordinal}".encode()).hexdigest()[:32]
