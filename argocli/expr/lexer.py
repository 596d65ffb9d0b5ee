"""Tokens of the expression language (expr), each with its place in the source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from argocli.expr.errors import ExpressionError


class Token(NamedTuple):
    kind: str  # number string bytes name op end
    text: str
    offset: int

    def __str__(self) -> str:
        if self.kind == "end":
            return "EOF"
        kind = "Operator" if self.kind == "op" or self.text in WORDS else _KINDS[self.kind]
        if self.kind == "op" and self.text in BRACKETS:
            kind = "Bracket"
        return f"{kind}({json.dumps(self.text, ensure_ascii=False)})" if self.text else kind


_KINDS = {"number": "Number", "string": "String", "bytes": "Bytes", "name": "Identifier"}
BRACKETS = ("(", ")", "[", "]", "{", "}")
# Names that are operators: no variable can be called so.
WORDS = frozenset({"not", "in", "or", "and", "matches", "contains", "startsWith", "endsWith", "let", "if", "else"})
_OPERATOR = re.compile(r"\?[.?]?|\.\.?|::?|\|\|?|##?|[&!=*<>][&=*]?|[-+/%^,;()\[\]{}]")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|[0-9_]*")
_DIGITS = {"x": "0123456789abcdefABCDEF_", "o": "01234567_", "b": "01_"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}
_HEX = {"x": 2, "u": 4, "U": 8}
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


def tokens(source: str) -> Iterator[Token]:
    """One token after the other, an `end` token last. Raises ExpressionError where there is none."""
    position = 0
    while True:
        position = _after_space(source, position)
        if position >= len(source):
            yield Token("end", "", max(0, len(source) - 1))
            return
        token, position = _next(source, position)
        yield token


def _after_space(source: str, position: int) -> int:
    while position < len(source):
        if source[position].isspace() and not "\x1c" <= source[position] <= "\x1f":
            position += 1
        elif source.startswith("//", position):
            end = source.find("\n", position)
            position = len(source) if end < 0 else end + 1
        elif source.startswith("/*", position):
            end = source.find("*/", position + 2)
            if end < 0:
                raise ExpressionError("unclosed comment", len(source))
            position = end + 2
        else:
            return position
    return position


def _next(source: str, start: int) -> tuple[Token, int]:
    character = source[start]
    if character in "'\"":
        text, end = _quoted(source, start)
        return Token("string", text, start), end
    if character == "`":
        text, end = _raw(source, start)
        return Token("string", text, start), end
    if character in "bB" and source[start + 1 : start + 2] in ("'", '"'):
        # Bytes travel as characters up to U+00FF; what is written as text counts as UTF-8.
        text, end = _quoted(source, start + 1, as_bytes=True)
        return Token("bytes", text, start), end
    if "0" <= character <= "9" or (character == "." and "0" <= source[start + 1 : start + 2] <= "9"):
        end = _number_end(source, start)
        if end < len(source) and _in_name(source[end]):
            raise ExpressionError(f"bad number syntax: {json.dumps(source[start : end + 1], ensure_ascii=False)}", end)
        return Token("number", source[start:end], start), end
    if _in_name(character):
        end = start + 1
        while end < len(source) and _in_name(source[end]):
            end += 1
        return Token("name", source[start:end], start), end
    match = _OPERATOR.match(source, start)
    if match is None:
        shown = f" '{character}'" if character.isprintable() else ""
        raise ExpressionError(f"unrecognized character: U+{ord(character):04X}{shown}", start)
    return Token("op", match.group(), start), match.end()


def _in_name(character: str) -> bool:
    return character.isalpha() or character in "_$" or character.isdecimal()


def is_name(text: str) -> bool:
    """Whether a text can stand for itself as a name."""
    return bool(text) and not text[0].isdecimal() and all(map(_in_name, text))


def _number_end(source: str, start: int) -> int:
    match = _NUMBER.match(source, start)
    end = match.end() if match else start
    digits = (
        _DIGITS.get(source[start + 1 : start + 2].lower(), "0123456789_") if source[start] == "0" else "0123456789_"
    )
    if source.startswith(".", end) and not source.startswith("..", end):
        end += 1
        while end < len(source) and source[end] in digits:
            end += 1
    if source[end : end + 1] in ("e", "E"):
        end += 1
        end += source[end : end + 1] in ("+", "-")
        while end < len(source) and source[end] in digits:
            end += 1
    return end


def _raw(source: str, start: int) -> tuple[str, int]:
    """A text in backquotes: no escapes, but two backquotes for one."""
    position = start + 1
    while True:
        end = source.find("`", position)
        if end < 0:
            raise ExpressionError("literal not terminated", len(source))
        if not source.startswith("``", end):
            return source[start + 1 : end].replace("``", "`"), end + 1
        position = end + 2


def _quoted(source: str, start: int, *, as_bytes: bool = False) -> tuple[str, int]:
    """A quoted text and where it ends."""
    quote, position = source[start], start + 1
    parts: list[str] = []
    problem = ""
    while True:
        stop = position
        while stop < len(source) and source[stop] not in (quote, "\\", "\n"):
            stop += 1
        plain = source[position:stop].replace("\r", "\n")
        parts.append(plain.encode("utf-8", "surrogatepass").decode("latin-1") if as_bytes else plain)
        if source[stop : stop + 1] not in (quote, "\\"):
            raise ExpressionError("literal not terminated", stop)
        if source[stop] == quote:
            if problem:
                raise ExpressionError(problem, stop)
            return "".join(parts), stop + 1
        piece, position, wrong = _escape(source, stop + 1, quote, as_bytes)
        parts.append(piece)
        problem = problem or wrong


def _escape(source: str, position: int, quote: str, as_bytes: bool) -> tuple[str, int, str]:
    """What an escape stands for, where it ends, and what is wrong with it; `position` is after the backslash."""
    marker = source[position : position + 1]
    if marker == quote:
        return quote, position + 1, ""
    if marker in _ESCAPES:
        return _ESCAPES[marker], position + 1, ""
    if marker in tuple("01234567"):
        digits = _digits(source, position, 3, frozenset("01234567"))
        problem = "" if marker < "4" else "unable to unescape string"
        return chr(int(digits, 8) % 256), position + 3, problem
    if marker == "u" and source.startswith("{", position + 1):
        end = position + 2
        while source[end : end + 1] in _HEX_DIGITS and source[end : end + 1]:
            end += 1
        if not 0 < end - position - 2 <= 6 or source[end : end + 1] != "}":
            raise ExpressionError("invalid char escape", min(end, position + 8) - 1)
        text, problem = _character(int(source[position + 2 : end], 16), as_bytes)
        return text, end + 1, problem
    if marker not in _HEX:
        raise ExpressionError("invalid char escape", position)
    size = _HEX[marker]
    code = int(_digits(source, position + 1, size, _HEX_DIGITS), 16)
    if as_bytes:
        return chr(code % 256), position + 1 + size, "" if marker == "x" else "unable to unescape string"
    text, problem = _character(code, as_bytes)
    return text, position + 1 + size, problem


def _digits(source: str, start: int, count: int, allowed: frozenset[str]) -> str:
    for at in range(start, start + count):
        if source[at : at + 1] not in allowed:
            raise ExpressionError("invalid char escape", at)
    return source[start : start + count]


def _character(code: int, as_bytes: bool) -> tuple[str, str]:
    """The character of a code, and what is wrong with it; halves of pairs stand for no character."""
    if as_bytes or 0x10FFFF < code < 1 << 31:
        return "", "unable to unescape string"
    return ("\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)), ""
