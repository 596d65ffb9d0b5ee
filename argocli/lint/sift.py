"""From all findings to those that are reported: comments, chosen rules, the baseline."""

from __future__ import annotations

from collections.abc import Iterable

from argocli.lint import suppress
from argocli.lint.choose import Choice
from argocli.lint.finding import Finding
from argocli.manifest.positions import Document


class Sifted:
    """The findings to report, in the order of file and place, and how many were left out and why."""

    __slots__ = ("findings", "known", "suppressed")

    def __init__(self, findings: list[Finding], suppressed: int, known: int) -> None:
        self.findings = findings
        self.suppressed = suppressed
        self.known = known


def sift(
    findings: Iterable[Finding],
    marked: Iterable[Document],
    choice: Choice,
    known: frozenset[str] = frozenset(),
    sources: Iterable[str] = (),
) -> Sifted:
    """`marked` is one document of each file that holds such comments; `known` are the fingerprints of the baseline;
    `sources` the files in the order in which they are reported."""
    by_file: dict[str, list[Finding]] = {source: [] for source in sources}
    for finding in findings:
        by_file.setdefault(finding.source, []).append(finding)
    suppressed = 0
    for document in marked:
        found = by_file.get(document.source, [])
        by_file[document.source], dropped = suppress.apply(document, document.text, found, choice.counts)
        suppressed += dropped
    kept: list[Finding] = []
    for found in by_file.values():
        kept += sorted(choice.apply(found), key=lambda finding: (finding.line, finding.column))
    fresh = kept
    if known:
        from argocli.lint.baseline import unknown

        fresh = unknown(kept, known)
    return Sifted(fresh, suppressed, len(kept) - len(fresh))
