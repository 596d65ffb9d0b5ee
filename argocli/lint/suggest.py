"""Guessing what a misspelt word was meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# No word that anybody mistypes is longer; and no slip of the hand takes more edits.
_LONGEST = 256
_MOST_EDITS = 6


def closest(word: str, known: Sequence[str]) -> str:
    """The known word that differs least from `word`; empty where none is near."""
    if len(word) > _LONGEST:
        return ""
    best, distance = "", min(max(1, len(word) // 3), _MOST_EDITS) + 1
    lowered = word.lower()
    for candidate in known:
        if candidate.lower() == lowered:
            return candidate
        if abs(len(candidate) - len(word)) >= distance:
            continue
        found = _distance(lowered, candidate.lower(), distance)
        if found < distance:
            best, distance = candidate, found
    return best


def unmistakable(word: str, known: Iterable[str]) -> str:
    """The one known word that `word` can have been meant to be: it is near, and no other is nearly as near. Empty
    where that is not certain."""
    if len(word) > _LONGEST:
        return ""
    lowered = word.lower()
    limit = max(1, len(word) // 3) + 1
    # Whatever is much longer or shorter is nowhere near.
    candidates = {candidate for candidate in known if abs(len(candidate) - len(word)) < 2 * limit}
    equal = [candidate for candidate in candidates if candidate.lower() == lowered]
    if equal:
        return equal[0] if len(equal) == 1 else ""
    ranked = sorted((_distance(lowered, candidate.lower(), 2 * limit), candidate) for candidate in candidates)
    if len(word) < 3 or not ranked or ranked[0][0] >= limit:
        return ""
    if len(ranked) > 1 and ranked[1][0] < 2 * ranked[0][0]:
        return ""
    return ranked[0][1]


def _distance(left: str, right: str, limit: int) -> int:
    """Edits (insert, delete, change, swap) between two words, given up on at `limit`."""
    start, most = 0, min(len(left), len(right))
    while start < most and left[start] == right[start]:
        start += 1
    end = 0
    while end < most - start and left[-1 - end] == right[-1 - end]:
        end += 1
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) >= limit:
            return limit
        before, previous = previous, current
    return previous[-1]
