"""Plain YAML scalars as Argo's reader types them: YAML 1.1 words and numbers, turned into JSON values."""

from __future__ import annotations

from argocli.model.values import Json

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"), False),
}
_UNUSABLE = frozenset(
    f"{sign}.{word}" for sign in ("", "+", "-") for word in ("inf", "Inf", "INF", "nan", "NaN", "NAN")
)
_INTEGER = r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)"
_FLOAT = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
_START = frozenset("0123456789+-.")
# What may stand behind a sign, and at the end, of a number. Most texts that begin like one are told by that.
_BEHIND_SIGN = frozenset("0123456789._")
_END = frozenset("0123456789abcdefABCDEF._")


class UnusableScalar(ValueError):
    """A value that JSON has no word for."""


def plain(text: str) -> Json:
    """The value of an unquoted scalar. Raises UnusableScalar for infinities and NaN."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _START:
        return text
    if len(text) < 9 and text.isdigit() and text.isascii() and text[0] != "0":
        return int(text)
    if text[-1] not in _END or (text[0] in "+-" and text[1:2] not in _BEHIND_SIGN):
        if text in _UNUSABLE:
            raise UnusableScalar(f"{text} is no JSON number")
        return text
    return _number(text)


def _number(text: str) -> Json:
    """The value of a text that may be a number."""
    import re

    if text in _UNUSABLE:
        raise UnusableScalar(f"{text} is no JSON number")
    dotted = text[0] == "."
    digits = text if dotted else text.replace("_", "")
    if not dotted and re.fullmatch(_INTEGER, digits):
        return _integer(digits)
    if re.fullmatch(_FLOAT, digits):
        return number(float(digits))
    return text


def _integer(digits: str) -> Json:
    body = digits.lstrip("+-")
    value = int(body, 8) if len(body) > 1 and body[0] == "0" and body[1] in "01234567" else int(body, 0)
    if digits[0] == "-":
        value = -value
    limit = 2**64 if digits[0] not in "+-" else 2**63
    if -(2**63) <= value < limit:
        return value
    return number(float(value))


def number(value: float) -> Json:
    """A float as it arrives after YAML has become JSON: whole ones are integers."""
    if value in (float("inf"), float("-inf")):
        raise UnusableScalar(f"{value} is no JSON number")
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def key(value: Json) -> str:
    """A mapping's key as text. Raises UnusableScalar for null."""
    if isinstance(value, str):
        return value
    if value is None:
        raise UnusableScalar("a key must not be null")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    raise UnusableScalar("a key must be a plain value")
