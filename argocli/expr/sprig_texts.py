"""The `sprig` functions that work with texts."""

from __future__ import annotations

from argocli.expr.errors import FunctionError
from argocli.expr.functions import Function, joined, replaced
from argocli.expr.go_texts import SPACE, quoted, split, utf8
from argocli.expr.go_values import print_value
from argocli.expr.meter import Meter
from argocli.expr.values import Texts, Value

_BLANK = ord(" ")


def text_of(value: Value) -> str:
    """A value as a text: bytes as what they spell, anything else as Go prints it."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else print_value(value)


def texts_of(value: Value) -> list[str]:
    """The texts of a list, without nothing; anything else counts as a list of itself."""
    found: list[Value] = list(value) if isinstance(value, list | bytes) else [value]
    return [text_of(item) for item in found if item is not None]


def _bytes(source: str, start: int | None, end: int | None) -> str:
    """A part of a text counted in bytes, as Go slices. Raises FunctionError where it ends outside."""
    size = len(source) if source.isascii() else len(utf8(source))
    problem = ""
    if end is not None and not 0 <= end <= size:
        length = f" with length {size}" if end >= 0 else ""
        problem = f"[:{end}]{length}"
    elif start is not None and start > (size if end is None else end):
        problem = f"[{start}:{size if end is None else end}]"
    elif start is not None and start < 0:
        problem = f"[{start}:]"
    if problem:
        raise FunctionError(f"runtime error: slice bounds out of range {problem}")
    return source[start:end] if source.isascii() else utf8(source)[start:end].decode("utf-8", "replace")


def _substring(start: int, end: int, source: str) -> str:
    if start < 0:
        return _bytes(source, None, end)
    return _bytes(source, start, None if end < 0 or end > len(utf8(source)) else end)


def _truncate(count: int, source: str) -> str:
    size = len(utf8(source))
    if count < 0 and size + count > 0:
        return _bytes(source, size + count, None)
    return _bytes(source, None, count) if 0 <= count < size else source


def _abbreviate(start: int, width: int, source: bytes) -> bytes:
    """`...` for what is left out before `start` and after `width` bytes."""
    if width < 4 or not source:
        return b""
    if len(source) <= width:
        return source
    start = min(start, len(source))
    if len(source) - start < width - 3:
        start = len(source) - (width - 3)
    if start <= 4:
        return source[: width - 3] + b"..."
    if width < 7:
        return b""
    if start + width - 3 < len(source):
        return b"..." + _abbreviate(0, width - 3, source[start:])
    return b"..." + source[len(source) - (width - 3) :]


def _abbrev(width: int, source: str) -> str:
    return source if width < 4 else _abbreviate(0, width, utf8(source)).decode("utf-8", "replace")


def _abbrev_both(left: int, right: int, source: str) -> str:
    if right < 4 or (left > 0 and right < 7):
        return source
    return _abbreviate(left, right, utf8(source)).decode("utf-8", "replace")


def _wrap(width: int, by: str, source: str, *, break_words: bool) -> str:
    """Lines of so many bytes broken at blanks; longer words are left whole, or broken."""
    limit, rest, start = max(1, width), utf8(source), 0
    lines: list[bytes] = []
    while len(rest) - start > limit:
        if rest[start] == _BLANK:
            start += 1
            continue
        cut = rest.rfind(b" ", start, start + limit + 1)
        if cut < 0 and break_words:
            lines.append(rest[start : start + limit])
            start += limit
            continue
        if cut < 0:
            cut = rest.find(b" ", start + limit)
        if cut < 0:
            break
        lines.append(rest[start:cut])
        start = cut + 1
    return utf8(by or "\n").join([*lines, rest[start:]]).decode("utf-8", "replace")


def _without_space(source: str) -> str:
    """Without blanks. Upstream goes through a text byte by byte: what is not ASCII is garbled if there is a blank."""
    letters = utf8(source).decode("latin-1")
    found = "".join(letter for letter in letters if letter not in SPACE)
    return source if len(found) == len(letters) else found


def _initials(source: str) -> str:
    """The first byte of every word."""
    words = utf8(source).decode("latin-1")
    return "".join(
        letter
        for index, letter in enumerate(words)
        if letter not in SPACE and (index == 0 or words[index - 1] in SPACE)
    )


def _indent(meter: Meter, width: int, source: str) -> str:
    if width < 0:
        raise FunctionError("strings: negative Repeat count")
    meter.text(width)
    return " " * width + replaced(meter, source, "\n", "\n" + " " * width)


def _repeat(meter: Meter, times: int, source: str) -> str:
    if times < 0:
        raise FunctionError("strings: negative Repeat count")
    meter.text(max(times, len(source) * times))
    return source * times


def _numbered(parts: list[str]) -> Value:
    return {f"_{index}": part for index, part in enumerate(parts)}


TEXT_FUNCTIONS: dict[str, Function] = {
    "hello": lambda: "Hello!",
    "trim": lambda value: value.strip(SPACE),
    "trimAll": lambda cut, value: value.strip(cut),
    "trimall": lambda cut, value: value.strip(cut),
    "trimPrefix": lambda part, value: value.removeprefix(part),
    "trimSuffix": lambda part, value: value.removesuffix(part),
    "substr": _substring,
    "trunc": _truncate,
    "abbrev": _abbrev,
    "abbrevboth": _abbrev_both,
    "nospace": _without_space,
    "initials": _initials,
    "contains": lambda part, value: part in value,
    "hasPrefix": lambda part, value: value.startswith(part),
    "hasSuffix": lambda part, value: value.endswith(part),
    "quote": lambda *values: " ".join(quoted(text_of(value)) for value in values if value is not None),
    "squote": lambda *values: " ".join(f"'{print_value(value)}'" for value in values if value is not None),
    "plural": lambda one, many, count: one if count == 1 else many,
    "wrap": lambda width, value: _wrap(width, "\n", value, break_words=False),
    "wrapWith": lambda width, by, value: _wrap(width, by, value, break_words=True),
    "toString": text_of,
    "toStrings": lambda value: Texts(texts_of(value)),
    "splitList": lambda by, value: Texts(split(value, by, -1)),
    "split": lambda by, value: _numbered(split(value, by, -1)),
    "splitn": lambda by, count, value: _numbered(split(value, by, count)),
    "sortAlpha": lambda value: Texts(sorted(texts_of(value)) if isinstance(value, list | bytes) else [text_of(value)]),
}
METERED_TEXT_FUNCTIONS: dict[str, Function] = {
    "repeat": _repeat,
    "replace": lambda meter, old, new, value: replaced(meter, value, old, new),
    "join": lambda meter, by, value: joined(meter, by, texts_of(value)),
    "cat": lambda meter, *values: joined(meter, " ", [print_value(value) for value in values if value is not None]),
    "indent": _indent,
    "nindent": lambda meter, width, value: "\n" + _indent(meter, width, value),
}
