"""Sets of characters that regular expressions name: ranges, classes of Perl and POSIX, Unicode categories."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

LAST = 0x10FFFF
Ranges = tuple[tuple[int, int], ...]


_DIGIT = ((0x30, 0x39),)
_SPACE = ((9, 10), (12, 13), (32, 32))
_WORD = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
PERL = {"d": _DIGIT, "s": _SPACE, "w": _WORD}
POSIX = {
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)), "alpha": ((0x41, 0x5A), (0x61, 0x7A)), "ascii": ((0, 0x7F),),
    "blank": ((9, 9), (32, 32)), "cntrl": ((0, 31), (127, 127)), "digit": _DIGIT, "graph": ((33, 126),),
    "lower": ((0x61, 0x7A),), "print": ((32, 126),), "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)), "upper": ((0x41, 0x5A),), "word": _WORD,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}  # fmt: skip
_SPLIT = {"C": "cfos", "L": "lmotu", "M": "cen", "N": "dlo", "P": "cdefios", "S": "ckmo", "Z": "lps"}
CATEGORIES = frozenset(letter + kind for letter, kinds in _SPLIT.items() for kind in ("", *kinds))


class Chars(NamedTuple):
    """A set of characters: ranges, Unicode categories, and whether letters count in both cases."""

    ranges: Ranges
    categories: tuple[tuple[str, bool], ...] = ()
    negated: bool = False
    folded: bool = False

    def has(self, character: str) -> bool:
        """Whether a character belongs to the set."""
        forms = {character, character.lower(), character.upper()} if self.folded else {character}
        return self.negated != any(len(form) == 1 and self._listed(form) for form in forms)

    def _listed(self, character: str) -> bool:
        code = ord(character)
        if any(low <= code <= high for low, high in self.ranges):
            return True
        return any(_in_category(character, name) != negated for name, negated in self.categories)


def _in_category(character: str, name: str) -> bool:
    if name == "Any":
        return True
    if len(name) <= 2:
        return unicodedata.category(character).startswith(name)
    word = "CJK" if name == "Han" else name.replace("_", " ").upper()
    return unicodedata.name(character, "").startswith(word + " ")


def inverted(ranges: Ranges) -> Ranges:
    """All characters that are in none of the ranges."""
    result: list[tuple[int, int]] = []
    following = 0
    for low, high in ranges:
        if low > following:
            result.append((following, low - 1))
        following = high + 1
    return (*result, (following, LAST))
