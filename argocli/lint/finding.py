"""One finding about a manifest."""

from __future__ import annotations

from argocli.manifest.positions import Document, Span

ERROR = "error"
WARNING = "warning"


class Finding:
    """What is wrong, where: `path` is the JSON path, lines and columns count from 1."""

    __slots__ = (
        "column",
        "document",
        "end_column",
        "end_line",
        "line",
        "message",
        "path",
        "rule",
        "severity",
        "source",
    )

    def __init__(
        self, rule: str, message: str, document: Document, span: Span, path: str = "", severity: str = ERROR
    ) -> None:
        self.rule = rule
        self.message = message
        self.severity = severity
        self.source = document.source
        self.line = span.line
        self.column = span.column
        self.end_line = span.end_line
        self.end_column = span.end_column
        self.path = path
        self.document = document

    @property
    def label(self) -> str:
        """`in "name" (Kind)`; documents without a name go by their number."""
        name = self.document.name or f"object #{self.document.index + 1}"
        return f'in "{name}" ({self.document.kind})' if self.document.kind else f"in document {self.document.index + 1}"
