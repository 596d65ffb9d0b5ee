"""Tokens of the boolean language of `when`, and which may follow which."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple


class Invalid(Exception):
    """A condition that cannot be read or evaluated; `token` where a word or sign of it is no token at all.

    `offset` counts characters from 0 to what is at fault, where known.
    """

    def __init__(self, message: str, *, token: bool = False, offset: int | None = None) -> None:
        super().__init__(message)
        self.token = token
        self.offset = offset


Value = bool | float | str | None | tuple["Value", ...]


class Token(NamedTuple):
    kind: str
    value: Value
    offset: int = 0

    def __str__(self) -> str:
        shown = self.value
        if self.kind == "ACCESSOR":
            shown = "[" + str(shown).replace(".", " ") + "]"
        if self.kind == "TIME" and isinstance(shown, float):
            shown = datetime.fromtimestamp(shown, UTC).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")
        if self.kind in ("CLAUSE", "CLAUSE_CLOSE"):
            shown = 40.0 if self.kind == "CLAUSE" else 41.0
        if isinstance(shown, bool):
            shown = "true" if shown else "false"
        if isinstance(shown, float):
            shown = f"{shown:g}"
        return f"{self.kind} [{'<nil>' if shown is None else shown}]"


_OPERAND = frozenset({"NUMERIC", "BOOLEAN", "VARIABLE", "ACCESSOR", "STRING", "TIME", "CLAUSE"})
_AFTER_VALUE = frozenset({"MODIFIER", "COMPARATOR", "LOGICALOP", "CLAUSE_CLOSE", "TERNARY", "SEPARATOR"})
_FOLLOWS: dict[str, frozenset[str]] = {
    "UNKNOWN": _OPERAND | {"PREFIX"},
    "CLAUSE": _OPERAND | {"PREFIX", "CLAUSE_CLOSE"},
    "CLAUSE_CLOSE": _AFTER_VALUE | _OPERAND,
    **dict.fromkeys(("NUMERIC", "BOOLEAN", "STRING", "VARIABLE"), _AFTER_VALUE),
    "TIME": _AFTER_VALUE - {"TERNARY"},
    "ACCESSOR": _AFTER_VALUE | {"CLAUSE"},
    "MODIFIER": _OPERAND - {"TIME"} | {"PREFIX"},
    "COMPARATOR": _OPERAND | {"PREFIX"},
    "LOGICALOP": _OPERAND | {"PREFIX"},
    "PREFIX": frozenset({"NUMERIC", "BOOLEAN", "VARIABLE", "ACCESSOR", "CLAUSE", "CLAUSE_CLOSE"}),
    "TERNARY": _OPERAND | {"PREFIX", "SEPARATOR"},
    "SEPARATOR": _OPERAND | {"PREFIX"},
}
_ENDS = frozenset({"CLAUSE_CLOSE", "NUMERIC", "BOOLEAN", "STRING", "TIME", "VARIABLE", "ACCESSOR"})
_SIGNS = {
    **dict.fromkeys(("==", "!=", ">", ">=", "<", "<=", "=~", "!~"), "COMPARATOR"),
    **dict.fromkeys(("&&", "||"), "LOGICALOP"),
    **dict.fromkeys(("+", "-", "*", "/", "%", "**", "&", "|", "^", ">>", "<<"), "MODIFIER"),
    **dict.fromkeys(("?", ":", "??"), "TERNARY"),
}
_PREFIXES = frozenset({"-", "!", "~"})
_MAX_TOKENS = 5_000
_TOKEN = re.compile(
    r"(?P<hex>0x[0-9a-fA-F]*)|(?P<number>[\d.]+)|(?P<comma>,)|(?P<bracket>\[[^\\\]]*(?:\\.[^\\\]]*)*\]?)"
    r"|(?P<word>[^\W\d_][\w.]*)|(?P<quoted>['\"][^\\'\"]*(?:\\.[^\\'\"]*)*['\"]?)|(?P<open>\()|(?P<close>\))"
    r"|(?P<sign>[^\w\s()\[\]'\"]+|_[^\s()\[\]'\"A-Za-z\d]*)",
    re.S,
)
# A bracket or a quote that is escaped closes nothing.
_CLOSED = re.compile(r"\[[^\\\]]*(?:\\.[^\\\]]*)*\]|['\"][^\\'\"]*(?:\\.[^\\'\"]*)*['\"]", re.S)
_ZONED = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d(:\d\d(:\d\d(\.\d{1,9})?)?)?[-+](\d\d:?\d\d)|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[-+]\d\d:\d\d"
)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?")


def tokenize(source: str) -> list[Token]:
    """All tokens of a condition, each one fit to follow the one before. Raises Invalid."""
    tokens: list[Token] = []
    position = 0
    while True:
        while position < len(source) and source[position].isspace():
            position += 1
        if position >= len(source):
            break
        match = _TOKEN.match(source, position)
        if match is None:
            raise Invalid(f"Invalid token: '{source[position]}'", token=True, offset=position)
        before = tokens[-1].kind if tokens else "UNKNOWN"
        try:
            tokens.append(_token(match.lastgroup or "", match.group(), before)._replace(offset=position))
        except Invalid as error:
            error.offset = position
            raise
        position = match.end()
        if len(tokens) > _MAX_TOKENS:
            raise Invalid("expression is too long")
    _check_balance(tokens)
    _check_order(tokens, len(source))
    return tokens


def _check_order(tokens: list[Token], end: int) -> None:
    before = Token("UNKNOWN", None)
    for token in tokens:
        if token.kind not in _FOLLOWS[before.kind]:
            if before.kind == "VARIABLE" and token.kind == "CLAUSE":
                raise Invalid(f"Undefined function {before.value}", offset=before.offset)
            raise Invalid(f"Cannot transition token types from {before} to {token}", offset=token.offset)
        before = token
    if before.kind not in _ENDS:
        raise Invalid("unexpected end of expression", offset=end)


def _token(group: str, text: str, before: str) -> Token:
    match group:
        case "hex":
            return Token("NUMERIC", _hexadecimal(text[2:]))
        case "number":
            return Token("NUMERIC", _decimal(text))
        case "comma":
            return Token("SEPARATOR", ",")
        case "bracket":
            if not _CLOSED.fullmatch(text):
                raise Invalid("unclosed parameter bracket")
            return Token("VARIABLE", _unescaped(text[1:-1]))
        case "word":
            return _word(text)
        case "quoted":
            if not _CLOSED.fullmatch(text):
                raise Invalid("unclosed string literal")
            inner = _unescaped(text[1:-1])
            moment = _unix_time(inner)
            return Token("STRING", inner) if moment is None else Token("TIME", moment)
        case "open":
            return Token("CLAUSE", "(")
        case "close":
            return Token("CLAUSE_CLOSE", ")")
        case _:
            if text in _PREFIXES and "PREFIX" in _FOLLOWS[before]:
                return Token("PREFIX", text)
            if text not in _SIGNS:
                raise Invalid(f"Invalid token: '{text}'", token=True)
            return Token(_SIGNS[text], text)


def _word(text: str) -> Token:
    if text in ("true", "false"):
        return Token("BOOLEAN", text == "true")
    if text in ("in", "IN"):
        return Token("COMPARATOR", "in")
    if "." not in text:
        return Token("VARIABLE", text)
    if text.endswith("."):
        raise Invalid(f"Hanging accessor on token '{text}'")
    return Token("ACCESSOR", text)


def _hexadecimal(digits: str) -> float:
    if not digits or len(digits.lstrip("0")) > 16:
        raise Invalid(f"Unable to parse hex value '{digits}' to uint64\n")
    return float(int(digits, 16))


def _decimal(text: str) -> float:
    try:
        if text.isascii():
            return float(text)
    except ValueError:
        pass
    raise Invalid(f"Unable to parse numeric value '{text}' to float64\n")


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return re.sub(r"\\(.)", r"\1", text, flags=re.S)


def _unix_time(text: str) -> float | None:
    """The Unix time of a quoted text that looks like a date; a `Z` for the zone is not understood upstream."""
    if not _PLAIN.fullmatch(text) and not _ZONED.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text if _ZONED.fullmatch(text) else text + _MIDNIGHT[len(text) :] + "+00:00")
    except ValueError:
        return None
    return float(moment.timestamp() // 1)


_MIDNIGHT = "0000-00-00 00:00:00"


def _check_balance(tokens: list[Token]) -> None:
    """As many parentheses close as open. Upstream does not ask which comes first: what follows one too many is left."""
    opened: list[int] = []
    stray: list[int] = []
    for token in tokens:
        if token.kind == "CLAUSE":
            opened.append(token.offset)
        elif token.kind == "CLAUSE_CLOSE":
            if opened:
                opened.pop()
            else:
                stray.append(token.offset)
    if len(opened) != len(stray):
        raise Invalid("unbalanced parenthesis", offset=(opened or stray)[0])
