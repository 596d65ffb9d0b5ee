"""Reports on their way from one process to another: plain tuples there, findings again here.

A document stays where it was read. Here it is known by its name and by the lines that findings point at, and is read
again only if somebody asks for more.
"""

from __future__ import annotations

from argocli.lint.check import Report
from argocli.lint.finding import Edit, Finding
from argocli.manifest.positions import Document, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from argocli.lint.index import Fetcher

_COUNTS = ("files", "documents", "linted", "ignored", "broken")


class Remote(Document):
    """A document that another process has read."""

    __slots__ = ("_excerpts", "_fetch", "_kind", "_name")

    def __init__(self, known: tuple[str, int, str, str, str | None], fetch: Fetcher) -> None:
        self.source, self.index, self._kind, self._name, self.origin = known
        self._excerpts: dict[int, str] = {}
        self._fetch = fetch

    def __getattr__(self, name: str) -> Any:
        """What is not here yet: the rest of the document."""
        if name not in ("value", "problems", "file", "line", "_place"):
            raise AttributeError(name)
        found = self._fetch(self.source, self.index) or Document(self.source, self.index, 1)
        self.value, self.problems, self.file, self.line = found.value, found.problems, found.file, found.line
        self._place = found.place
        return getattr(self, name)

    @property
    def kind(self) -> str:
        return self._kind

    @property
    def name(self) -> str:
        return self._name

    def excerpt(self, line: int) -> str:
        return self._excerpts[line] if line in self._excerpts else super().excerpt(line)

    def keep(self, line: int, text: str) -> None:
        """Remember a line of the file."""
        self._excerpts[line] = text


def pack(report: Report) -> tuple[Any, ...]:
    """The report as tuples, lists, texts and numbers."""
    return (
        [getattr(report, name) for name in _COUNTS],
        report.sources,
        report.unreadable,
        [_known(document) for document in report.marked],
        [_pack(finding) for finding in report.findings],
    )


def _known(document: Document) -> tuple[str, int, str, str, str | None]:
    return (document.source, document.index, document.kind, document.name, document.origin)


def _pack(finding: Finding) -> tuple[Any, ...]:
    document = finding.document
    return (
        _known(document),
        document.excerpt(finding.line),
        finding.rule,
        finding.message,
        (finding.line, finding.column, finding.end_line, finding.end_column),
        finding.path,
        finding.severity,
        finding.note,
        [(_known(other), _corners(span), words) for other, span, words in finding.related],
        [(_corners(edit.span), edit.text) for edit in finding.fix],
        (_known(finding.origin[0]), _corners(finding.origin[1])) if finding.origin is not None else None,
    )


def _corners(span: Span) -> tuple[int, int, int, int]:
    return (span.line, span.column, span.end_line, span.end_column)


def unpack(packed: Iterable[tuple[Any, ...]], order: Iterable[str], fetch: Fetcher) -> Report:
    """One report made of several, its files in this order."""
    report = Report()
    documents: dict[tuple[str, int], Remote] = {}

    def remote(known: tuple[str, int, str, str, str | None]) -> Remote:
        found = documents.get(known[:2])
        if found is None:
            found = documents[known[:2]] = Remote(known, fetch)
        return found

    position = {source: number for number, source in enumerate(order)}
    for counts, sources, unreadable, marked, findings in packed:
        for name, count in zip(_COUNTS, counts, strict=True):
            setattr(report, name, getattr(report, name) + count)
        report.sources += sources
        report.unreadable += [(source, reason) for source, reason in unreadable]
        report.marked += [remote(known) for known in marked]
        report.findings += [_unpack(finding, remote) for finding in findings]
    report.sources.sort(key=position.__getitem__)
    report.unreadable.sort(key=lambda entry: position[entry[0]])
    report.marked.sort(key=lambda document: position[document.source])
    report.findings.sort(key=lambda finding: position[finding.source])
    return report


def _unpack(packed: tuple[Any, ...], remote: Any) -> Finding:
    known, excerpt, rule, message, corners, path, severity, note, related, fix, origin = packed
    document = remote(known)
    document.keep(corners[0], excerpt)
    finding = Finding(
        rule,
        message,
        document,
        Span(*corners),
        path,
        severity,
        tuple((remote(other), Span(*span), words) for other, span, words in related),
        tuple(Edit(Span(*span), text) for span, text in fix),
    )
    finding.note = note
    if origin is not None:
        finding.origin = (remote(origin[0]), Span(*origin[1]))
    return finding
