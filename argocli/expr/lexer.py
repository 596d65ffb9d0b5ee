"""Tokens of the expression language (expr), each with its place in the source."""

from __future__ import annotations

import re
from typing import NamedTuple


class ExpressionError(Exception):
    """An expression that cannot be read or evaluated; `offset` counts characters from 0, where known."""

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset


class Token(NamedTuple):
    kind: str  # number string name op end
    text: str
    offset: int


_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/|#(?=\s*$))+", re.S)
_NUMBER = re.compile(
    r"0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*(?:\.(?!\.)[\d_]*)?(?:[eE][-+]?\d+)?|\.\d[\d_]*(?:[eE][-+]?\d+)?"
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_OPERATOR = re.compile(r"\?\.|\?\?|\.\.|\*\*|==|!=|<=|>=|&&|\|\||::|[-+*/%^<>!?:,.()\[\]{}|#;=]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def tokenize(source: str) -> list[Token]:
    """All tokens, an `end` token last. Raises ExpressionError."""
    tokens: list[Token] = []
    position = 0
    while True:
        space = _SPACE.match(source, position)
        if space:
            position = space.end()
        if position >= len(source):
            tokens.append(Token("end", "", position))
            return tokens
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


def _string(source: str, start: int) -> tuple[str, int]:
    quote = source[start]
    position = start + 1
    parts: list[str] = []
    while position < len(source):
        character = source[position]
        if character == quote:
            return "".join(parts), position + 1
        if character == "\\" and quote != "`":
            piece, position = _escape(source, position)
            parts.append(piece)
            continue
        parts.append(character)
        position += 1
    raise ExpressionError("literal not terminated", start)


def _escape(source: str, position: int) -> tuple[str, int]:
    following = source[position + 1 : position + 2]
    for marker, digits in (("x", 2), ("u", 4), ("U", 8)):
        if following == marker:
            code = source[position + 2 : position + 2 + digits]
            try:
                return chr(int(code, 16)), position + 2 + digits
            except (ValueError, OverflowError):
                raise ExpressionError("invalid char escape", position) from None
    if not following:
        raise ExpressionError("literal not terminated", position)
    return _ESCAPES.get(following, following), position + 2
