"""One finding about a manifest, and the edits that would mend it."""

from __future__ import annotations

from argocli.manifest.positions import Document, Path, Span

ERROR = "error"
UNRESOLVED = "unresolved"
WARNING = "warning"
INFO = "info"

# Of each phase for one document: nobody reads more, and each takes memory.
MAX_FINDINGS = 10_000

# Severities that make a run fail.
FAILING = frozenset({ERROR, UNRESOLVED})


class Edit:
    """A piece of a file and the text to put there instead."""

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text


class Finding:
    """What is wrong, where: `path` is the JSON path, lines and columns count from 1. `fix` holds edits of the same
    file that mend it without changing anything else; `related` other places that have to do with it, each with a few
    words. `origin` is the place in another document that is at fault, where a reference to it is what is reported."""

    __slots__ = (
        "column",
        "document",
        "end_column",
        "end_line",
        "fix",
        "line",
        "message",
        "note",
        "origin",
        "path",
        "related",
        "rule",
        "severity",
        "source",
    )

    def __init__(
        self,
        rule: str,
        message: str,
        document: Document,
        span: Span,
        path: str = "",
        severity: str = ERROR,
        related: tuple[tuple[Document, Span, str], ...] = (),
        fix: tuple[Edit, ...] = (),
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
        self.note = ""
        self.related = related
        self.fix = fix
        self.origin: tuple[Document, Span] | None = None

    @property
    def failing(self) -> bool:
        return self.severity in FAILING

    @property
    def label(self) -> str:
        """`in "name" (Kind)`; documents without a name go by their number."""
        name = self.document.name or f"object #{self.document.index + 1}"
        return f'in "{name}" ({self.document.kind})' if self.document.kind else f"in document {self.document.index + 1}"

    def __repr__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}: {self.severity} {self.rule}: {self.message}"


def json_path(path: Path) -> str:
    """`$.spec.templates[0].name`; keys that are no plain word stand in brackets and quotes."""
    text = "$"
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part.replace("_", "a").replace("-", "a").isalnum():
            text += f".{part}"
        else:
            text += "['" + part.replace("\\", "\\\\").replace("'", "\\'") + "']"
    return text


def parsed_path(text: str) -> tuple[str | int, ...]:
    """The path that `json_path` has written."""
    parts: list[str | int] = []
    at = 1
    while at < len(text):
        if text[at] == ".":
            end = at + 1
            while end < len(text) and text[end] not in ".[":
                end += 1
            parts.append(text[at + 1 : end])
        elif text[at + 1] == "'":
            end, word = at + 2, ""
            while text[end] != "'":
                end += text[end] == "\\"
                word += text[end]
                end += 1
            parts.append(word)
            end += 2
        else:
            end = text.index("]", at) + 1
            parts.append(int(text[at + 1 : end - 1]))
        at = end
    return tuple(parts)
