"""Manifest text to documents: plain values with a position for every key and value, in one pass over libyaml's events.

Nothing here raises for bad input: what cannot be read is a document with problems and no value, so that it never hides
the documents beside it.
"""

from __future__ import annotations

from argocli.manifest import ordinary
from argocli.manifest.positions import Document, FileText, Place, Problem, Span
from argocli.manifest.scalars import UnusableScalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from argocli.manifest.builder import Builder

MAX_BYTES = 10 * 1024 * 1024

_SOURCE = "# Source: "
_CONTROL = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Stands at the end of a text that breaks off within a character: half of a pair.
_CUT_OFF = "\ud800"


def parse(data: bytes, source: str, *, max_bytes: int = MAX_BYTES) -> list[Document]:
    """All documents of a file. Chunks with nothing but blanks and comments are none."""
    if len(data) > max_bytes:
        return [
            _broken(source, "hostile", f"the file is larger than {max_bytes // (1024 * 1024)} MiB", Span(1, 1, 1, 2))
        ]
    text = _decode(data)
    if text is None:
        return _documents(_decode_around(data), source, usable=False)
    if _holds_controls(data if data[:2] not in _UTF_16 else text.encode()):
        return _documents(text, source, usable=False)
    return _ordinary(text, source) or _documents(text, source)


def _decode(data: bytes) -> str | None:
    """The text of a file; None where some of it means no characters."""
    try:
        return data.decode("utf-16") if data[:2] in _UTF_16 else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _decode_around(data: bytes) -> str:
    """The text of a file with half pairs for what means no characters."""
    if data[:2] not in _UTF_16:
        return data.decode("utf-8-sig", "surrogateescape")
    whole = len(data) // 2 * 2
    return data[:whole].decode("utf-16", "surrogatepass") + (_CUT_OFF if whole < len(data) else "")


def _holds_controls(raw: bytes) -> bool:
    return len(raw.translate(None, _CONTROL)) != len(raw)


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
    documents: list[Document] = []
    for index, (value, line) in enumerate(found):
        document = Document(source, index, line)
        document.value, document.file = value, file
        _check_root(document)
        documents.append(document)
    _find_origins(documents, file)
    return documents


def _places(text: str) -> list[Place]:
    return [document.place for document in _read(text, "", 0)[0] if document.place is not None]


def _documents(text: str, source: str, *, usable: bool = True) -> list[Document]:
    """All documents, out of the ordinary as they may be. `usable`: the text as a whole can be given to the reader."""
    whole = _read_whole(text, source) if usable else None
    documents = whole if whole is not None else _read_chunks(text, source)
    shown = text if usable else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    file = FileText(shown, _places)
    for index, document in enumerate(documents):
        document.index = index
        document.file = file
        _check_root(document)
    _find_origins(documents, file)
    return documents


def _read_whole(text: str, source: str) -> list[Document] | None:
    """All documents as YAML sees them; None where one that cannot be read hides those after it."""
    documents, left = _read(text, source, 0)
    hiding = documents and documents[-1].value is None and documents[-1].problems and left >= 0
    return None if hiding else documents


def _read_chunks(text: str, source: str) -> list[Document]:
    """The documents of each chunk, whatever is wrong with others, as long as there are not too many values."""
    documents: list[Document] = []
    left = ordinary.MAX_VALUES
    for first, chunk in _chunks(text):
        bad = _first_unusable(chunk)
        if bad >= 0:
            documents.append(_unreadable(chunk, source, first, bad))
            continue
        found, left = _read(chunk, source, first, left)
        documents += found
        if left < 0:
            break
    return documents


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """The text cut at every line that begins with three dashes, each piece with the number of lines before it."""
    lines = start = 0
    end = text.find("\n---")
    while end >= 0:
        chunk = text[start : end + 1]
        yield lines, chunk
        lines += chunk.count("\n")
        start = end + 1
        end = text.find("\n---", start)
    yield lines, text[start:]


def _first_unusable(chunk: str) -> int:
    """Where the first control character or half of a pair stands; -1 where there is none."""
    try:
        if not _holds_controls(chunk.encode()):
            return -1
    except UnicodeEncodeError:
        pass
    codes = enumerate(map(ord, chunk))
    return next(at for at, code in codes if 0xD800 <= code < 0xE000 or (code < 128 and code in _CONTROL))


def _unreadable(chunk: str, source: str, offset: int, at: int) -> Document:
    from argocli.manifest.breaks import Breaks

    line, column = Breaks(chunk).place(at)
    code = ord(chunk[at])
    control = f"control character U+{code:04X} is not allowed"
    message = control if code < 128 else "the text is not valid Unicode: bytes that mean no character"
    return _broken(source, "syntax", message, Span(line + offset, column, line + offset, column + 1))


def _read(text: str, source: str, offset: int, left: int = ordinary.MAX_VALUES) -> tuple[list[Document], int]:
    """The documents of a text, and how many values there may still be in the file, below 0 where there were too many;
    the last document is broken where the text cannot be read on."""
    from argocli.manifest.builder import Builder, Hostile

    documents: list[Document] = []
    try:
        builder = Builder(text, offset, left)
    except Builder.errors as error:
        document = Document(source, 0, offset + 1)
        document.problems.append(_syntax(error, text, offset))
        return [document], left
    while True:
        line = builder.next_line()
        document = Document(source, 0, line)
        try:
            found = builder.next_document()
        except Hostile as error:
            document.problems.append(Problem("hostile", str(error), error.span))
            return [*documents, document], builder.left
        except UnusableScalar as error:
            document.problems.append(Problem("syntax", str(error), builder.span))
            return [*documents, document], builder.left
        except builder.errors as error:
            document.problems.append(_syntax(error, text, offset, builder))
            return [*documents, document], builder.left
        if found is None:
            return documents, builder.left
        value, place, problems = found
        if value is None and not problems and _only_comments(place):
            continue
        document.value, document.place, document.problems = value, place, problems
        document.line = place.span.line
        documents.append(document)


def _only_comments(place: Place) -> bool:
    """Whether a null document is just a stretch of blanks and comments."""
    return place.span.line == place.span.end_line and place.span.column == place.span.end_column


def _find_origins(documents: Sequence[Document], file: FileText) -> None:
    """Where Helm says what a document was made from, it says so in a comment before it."""
    if _SOURCE not in file.text:
        return
    for document in documents:
        for before in reversed(file.lines[max(0, document.line - 6) : document.line]):
            if before.startswith(_SOURCE) and before[len(_SOURCE) :].strip():
                document.origin = before[len(_SOURCE) :].strip()
            if document.origin is not None or before.startswith("---"):
                break


def _syntax(error: Exception, text: str, offset: int, builder: Builder | None = None) -> Problem:
    position = getattr(error, "position", None)
    if isinstance(position, int):
        from argocli.manifest.breaks import Breaks

        line, column = Breaks(text).place(position)
        character = getattr(error, "character", 0)
        code = character if isinstance(character, int) else ord(str(character)[:1] or "\0")
        message = f"the character U+{code:04X} is not allowed"
        return Problem("syntax", message, Span(line + offset, column, line + offset, column + 1))
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    message = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None)
    line, column = builder.place(mark) if mark is not None and builder is not None else (1 + offset, 1)
    last = text.count("\n") + 1 + offset
    if line > last:
        # The reader looks for more behind the end of the text.
        line, column = last, len(text) - text.rfind("\n")
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
