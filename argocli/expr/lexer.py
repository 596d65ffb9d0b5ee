"""Tokens of the expression language (expr), each with its place in the source."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from argocli.expr.errors import ExpressionError


class Token(NamedTuple):
    kind: str  # number string name op end
    text: str
    offset: int

    def __str__(self) -> str:
        if self.kind == "end":
            return "EOF"
        kind = "Operator" if self.kind == "op" or self.text in WORDS else _KINDS[self.kind]
        if self.kind == "op" and self.text in "()[]{}":
            kind = "Bracket"
        return f"{kind}({json.dumps(self.text, ensure_ascii=False)})"


_KINDS = {"number": "Number", "string": "String", "name": "Identifier"}
# Names that are operators: no variable can be called so.
WORDS = frozenset({"not", "in", "or", "and", "matches", "contains", "startsWith", "endsWith", "let", "if", "else"})
_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.S)
_NUMBER = re.compile(
    r"0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|\d[\d_]*(?:\.(?!\.)[\d_]*)?(?:[eE][-+]?\d*)?|\.\d[\d_]*(?:[eE][-+]?\d*)?",
    re.A,
)
_NAME = re.compile(r"(?:[^\W\d]|\$)[\w$]*")
_OPERATOR = re.compile(r"\?\.|\?\?|\.\.|\*\*|==|!=|<=|>=|&&|\|\||::|[-+*/%^<>!?:,.()\[\]{}|#;=]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}
_DIGITS = {"x": (2, 16), "u": (4, 16), "U": (8, 16)}


# About twice the number of parts that expr allows in one expression.
_MAX_TOKENS = 20_000


def tokenize(source: str) -> list[Token]:
    """All tokens, an `end` token last. Raises ExpressionError."""
    tokens: list[Token] = []
    position = 0
    while True:
        space = _SPACE.match(source, position)
        if space:
            position = space.end()
        if position >= len(source):
            tokens.append(Token("end", "", max(0, len(source) - 1)))
            return tokens
        if len(tokens) > _MAX_TOKENS:
            raise ExpressionError("compilation failed: expression exceeds maximum allowed nodes")
        character = source[position]
        if character in "'\"`":
            text, end = _string(source, position)
            tokens.append(Token("string", text, position))
            position = end
            continue
        for kind, pattern in (("number", _NUMBER), ("name", _NAME), ("op", _OPERATOR)):
            match = pattern.match(source, position)
            if match:
                tokens.append(Token(kind, match.group(), position))
                position = match.end()
                break
        else:
            raise ExpressionError(f"unrecognized character: U+{ord(character):04X} '{character}'", position)
        if kind == "number" and _NAME.match(source, position):
            raise ExpressionError(f'bad number syntax: "{tokens[-1].text + source[position]}"', position)


def _string(source: str, start: int) -> tuple[str, int]:
    """A quoted text and where it ends; one in backquotes has no escapes, but two backquotes for one."""
    quote = source[start]
    position = start + 1
    parts: list[str] = []
    while position < len(source):
        stop = position
        while stop < len(source) and source[stop] != quote and (source[stop] != "\\" or quote == "`"):
            stop += 1
        parts.append(source[position:stop])
        position = stop
        if position >= len(source):
            break
        if source[position] == "\\":
            piece, position = _escape(source, position + 1, quote)
            parts.append(piece)
        elif quote == "`" and source.startswith("``", position):
            parts.append("`")
            position += 2
        else:
            return "".join(parts), position + 1
    raise ExpressionError("literal not terminated", len(source))


def _escape(source: str, position: int, quote: str) -> tuple[str, int]:
    """The character that an escape stands for, and where it ends; `position` is after the backslash."""
    marker = source[position : position + 1]
    if marker == quote:
        return quote, position + 1
    if marker in _ESCAPES:
        return _ESCAPES[marker], position + 1
    count, base = _DIGITS.get(marker, (3, 8))
    begin = position + 1 if base == 16 else position
    allowed = "0123456789abcdefABCDEF" if base == 16 else "01234567"
    for at in range(begin, begin + count):
        if source[at : at + 1] not in tuple(allowed):
            raise ExpressionError("invalid char escape", at)
    code = int(source[begin : begin + count], base)
    if code > (0xFF if base == 8 else 0x10FFFF):
        raise ExpressionError("unable to unescape string", begin + count)
    return ("\ufffd" if 0xD800 <= code < 0xE000 else chr(code)), begin + count
