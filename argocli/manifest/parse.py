"""Manifest text to documents: plain values with a position for every key and value, in one pass over libyaml's events.

Nothing here raises for bad input: what cannot be read is a document with problems and no value, so that it never hides
the documents beside it.
"""

from __future__ import annotations

from argocli.manifest import ordinary
from argocli.manifest.positions import Document, FileText, Place, Problem, Span
from argocli.manifest.scalars import UnusableScalar

MAX_BYTES = 20 * 1024 * 1024

_SOURCE = "# Source: "
_CONTROL = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def parse(data: bytes, source: str, *, max_bytes: int = MAX_BYTES) -> list[Document]:
    """All documents of a file. Chunks with nothing but blanks and comments are none."""
    if len(data) > max_bytes:
        return [
            _broken(source, "hostile", f"the file is larger than {max_bytes // (1024 * 1024)} MiB", Span(1, 1, 1, 2))
        ]
    try:
        text = _decode(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        return [_broken(source, "syntax", "the text is not valid UTF-8", Span(line, column, line, column + 1))]
    raw = data if data[:2] not in _UTF_16 else text.encode()
    if len(raw.translate(None, _CONTROL)) != len(raw):
        at = next(index for index, character in enumerate(text) if character < "\x80" and ord(character) in _CONTROL)
        line = text.count("\n", 0, at) + 1
        column = at - text.rfind("\n", 0, at)
        message = f"control character U+{ord(text[at]):04X} is not allowed"
        return [_broken(source, "syntax", message, Span(line, column, line, column + 1))]
    return _ordinary(text, source) or _documents(text, source)


def _decode(data: bytes) -> str:
    if data[:2] in _UTF_16:
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def _broken(source: str, code: str, message: str, span: Span) -> Document:
    document = Document(source, 0, span.line)
    document.problems.append(Problem(code, message, span))
    return document


def _ordinary(text: str, source: str) -> list[Document]:
    """All documents, where none is out of the ordinary; positions are found when they are asked for."""
    try:
        found = ordinary.read(text)
    except ordinary.Unusual:
        return []
    file = FileText(text, _places)
    helm = _SOURCE in text
    documents: list[Document] = []
    for index, (value, line) in enumerate(found):
        document = Document(source, index, line)
        document.value, document.file = value, file
        if helm:
            document.origin = _origin(text, line)
        _check_root(document)
        documents.append(document)
    return documents


def _places(text: str) -> list[Place]:
    return [document.place for document in _read(text, "", 0) if document.place is not None]


def _documents(text: str, source: str) -> list[Document]:
    file = FileText(text, _places)
    whole = _read_whole(text, source)
    if whole is not None:
        documents = whole
    else:
        documents = []
        for first, chunk in _chunks(text):
            documents.extend(_read_chunk(chunk, source, first))
    for index, document in enumerate(documents):
        document.index = index
        document.file = file
        _check_root(document)
    return documents


def _read_whole(text: str, source: str) -> list[Document] | None:
    """All documents as YAML sees them; None where any of them cannot be read."""
    documents = _read(text, source, 0)
    return (
        None if any(problem.code == "syntax" for document in documents for problem in document.problems) else documents
    )


def _chunks(text: str) -> list[tuple[int, str]]:
    """The text cut at every line that begins with three dashes, each piece with the number of lines before it."""
    starts = [0]
    position = text.find("\n---")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n---", position + 1)
    ends = [*starts[1:], len(text)]
    return [(text.count("\n", 0, start), text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _read_chunk(chunk: str, source: str, offset: int) -> list[Document]:
    return _read(chunk, source, offset)


def _read(text: str, source: str, offset: int) -> list[Document]:
    """The documents of a text; the last one is broken where the text cannot be read on."""
    from argocli.manifest.builder import Builder, Hostile

    documents: list[Document] = []
    try:
        builder = Builder(text, offset)
    except Builder.errors as error:
        document = Document(source, 0, offset + 1)
        document.problems.append(_syntax(error, text, offset))
        return [document]
    while True:
        line = builder.next_line()
        document = Document(source, 0, line)
        try:
            found = builder.next_document()
        except Hostile as error:
            document.problems.append(Problem("hostile", str(error), error.span))
            return [*documents, document]
        except UnusableScalar as error:
            document.problems.append(Problem("syntax", str(error), builder.span))
            return [*documents, document]
        except builder.errors as error:
            document.problems.append(_syntax(error, text, offset))
            return [*documents, document]
        if found is None:
            return documents
        value, place, problems = found
        if value is None and not problems and _only_comments(text, place, offset):
            continue
        document.value, document.place, document.problems = value, place, problems
        document.line = place.span.line
        document.origin = _origin(text, place.span.line - offset)
        documents.append(document)


def _only_comments(text: str, place: Place, offset: int) -> bool:
    """Whether a null document is just a stretch of blanks and comments."""
    return place.span.line == place.span.end_line and place.span.column == place.span.end_column


def _origin(text: str, line: int) -> str | None:
    """The `# Source:` comment that Helm puts before a document."""
    for before in reversed(text.split("\n", line)[max(0, line - 6) : line]):
        if before.startswith(_SOURCE) and before[len(_SOURCE) :].strip():
            return before[len(_SOURCE) :].strip()
        if before.startswith("---"):
            break
    return None


def _syntax(error: Exception, text: str, offset: int) -> Problem:
    position = getattr(error, "position", None)
    if isinstance(position, int):
        line = text.count("\n", 0, position) + 1 + offset
        column = position - text.rfind("\n", 0, position)
        character = getattr(error, "character", 0)
        code = character if isinstance(character, int) else ord(str(character)[:1] or "\0")
        message = f"the character U+{code:04X} is not allowed"
        return Problem("syntax", message, Span(line, column, line, column + 1))
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    message = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None)
    line, column = (mark.line + 1 + offset, mark.column + 1) if mark is not None else (1 + offset, 1)
    if context and context not in message:
        message = f"{message} ({context})"
    return Problem("syntax", message, Span(line, column, line, column + 1))


def _check_root(document: Document) -> None:
    if document.problems and document.value is None:
        return
    if not isinstance(document.value, dict):
        span = document.locate(())
        document.problems.append(Problem("not-a-mapping", "a manifest has to be a mapping of fields", span))
        document.value = None
        return
    if not document.kind:
        document.problems.append(
            Problem("no-kind", "the document does not say what kind of object it is", document.locate(()))
        )


__all__ = ["MAX_BYTES", "Document", "Place", "Problem", "Span", "parse"]
