"""The `sprig` functions that change the case of letters or how words are joined."""

from __future__ import annotations

import re
import unicodedata

from argocli.expr.functions import Function
from argocli.expr.go_texts import SPACE, lower, title_letter, upper

# Words by the kinds of their letters: connectors, punctuation, capitals with the small letters after them, small
# letters, numbers, anything else. Of several capitals the last belongs to the small letters that follow.
_WORDS = re.compile(r"c+|p+|U+(?=Ua)|UU+|Ua*|a+|n+|o+")
_FIRST_CJK = "\u2e80"


def _kind(letter: str) -> str:
    if letter in "-_" or letter in SPACE:
        return "c"
    category = unicodedata.category(letter)
    if category[0] == "P":
        return "p"
    if category == "Lu":
        return "U"
    if category[0] == "L" and letter < _FIRST_CJK:
        return "a"
    return "n" if category[0] == "N" else "o"


def _words(text: str) -> list[tuple[str, str]]:
    kinds = "".join(map(_kind, text))
    return [(match[0][0], text[match.start() : match.end()]) for match in _WORDS.finditer(kinds)]


def separated(text: str, by: str) -> str:
    """Words in small letters with a connector between them; a number belongs to the word before it if it ends it."""
    found, parts, index = [*_words(text), ("", "")], [], 0

    def letters_and_numbers(at: int) -> int:
        """Add words of small letters and numbers, which stay together; where the next one begins."""
        while found[at][0] in ("a", "n"):
            parts.append(found[at][1])
            at += 1
        if found[at][0] not in ("", "p", "c"):
            parts.append(by)
        return at

    while index < len(found) - 1:
        kind, word = found[index]
        index += 1
        parts.append(by * len(word) if kind == "c" else lower(word) if kind == "U" else word)
        following = found[index][0]
        if not following or kind in ("c", "p"):
            continue
        if kind == "n":
            index = letters_and_numbers(index)
        elif following != "n":
            parts.append(by if following not in ("c", "p") else "")
        elif found[index + 1][0] == "a":
            parts.append(by)
            index = letters_and_numbers(index)
        elif found[index + 1][0]:
            parts.append(found[index][1])
            index += 1
            parts.append(by if found[index][0] not in ("c", "p") else "")
    return "".join(parts)


def camel(text: str) -> str:
    """Words with a capital each and nothing between them; a run of capitals keeps only its first one."""
    body = text.lstrip("-_" + SPACE)
    if not body:
        # Upstream repeats the last one of nothing but connectors.
        return text + text[-1:]
    result, before, run = [text[: len(text) - len(body)], upper(body[0])], body[0], body[0].isupper()
    for letter in body[1:]:
        joins, joined = _kind(letter) == "c", _kind(before) == "c"
        if joins:
            result.append(before if joined else "")
        elif joined:
            run = letter.isupper()
            result.append(upper(letter))
        else:
            run = run and letter.isupper()
            result.append(lower(letter) if run else letter)
        before = letter
    return "".join(result) + (before if _kind(before) == "c" else "")


def _title(text: str) -> str:
    """Every word with a large first letter; words begin after anything but letters, digits and underscores."""
    result, begins = [], True
    for letter in text:
        result.append(title_letter(letter) if begins else letter)
        inside = letter == "_" or letter.isalnum() if letter.isascii() else letter not in SPACE
        begins = not inside
    return "".join(result)


def _untitle(text: str) -> str:
    """Every word with a small first letter."""
    result, begins = [], True
    for letter in text:
        blank = letter in SPACE
        result.append(lower(letter) if begins and not blank else letter)
        begins = blank or (begins and blank)
    return "".join(result)


def _swapped(text: str) -> str:
    """Capitals become small and small letters capitals."""
    result, begins = [], True
    for letter in text:
        category = unicodedata.category(letter)
        if category in ("Lu", "Lt"):
            result.append(lower(letter))
        elif category == "Ll":
            result.append(title_letter(letter) if begins else upper(letter))
        else:
            result.append(letter)
        begins = letter in SPACE if category not in ("Lu", "Lt", "Ll") else False
    return "".join(result)


CASE_FUNCTIONS: dict[str, Function] = {
    "upper": upper,
    "lower": lower,
    "title": _title,
    "untitle": _untitle,
    "swapcase": _swapped,
    "camelcase": camel,
    "snakecase": lambda text: separated(text, "_"),
    "kebabcase": lambda text: separated(text, "-"),
}
