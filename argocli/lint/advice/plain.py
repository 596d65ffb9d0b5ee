"""What is in order at a glance: the commonest conditions, dependencies and durations, so that nothing has to be loaded
to read them. Whatever is not told here is looked at in full.
"""

from __future__ import annotations

from argocli.lint.semantics.depends import RESULTS

_JOINTS = ("&&", "||")
_SIGNS = ("==", "!=", "<", ">", "<=", ">=")
_WORDS = frozenset({"and", "or", "not", "in", "true", "false", "nil", "matches", "contains", "let", "if", "else"})


def is_duration(text: str) -> bool:
    """Whole numbers with one of the common units."""
    return len(text) < 9 and text[-1:] in ("s", "m", "h") and text.isascii() and text[:-1].isdigit()


def is_dependency(text: str) -> bool:
    """Names of tasks, with or without a result, joined by `&&` and `||`."""
    words = text.split(" ")
    return len(words) % 2 == 1 and all(
        word in _JOINTS if number % 2 else _is_task(word) for number, word in enumerate(words)
    )


def _is_task(word: str) -> bool:
    name, dot, result = word.partition(".")
    if dot and result not in RESULTS:
        return False
    return name.isascii() and name[:1].isalpha() and name.replace("-", "a").isalnum() and name not in _WORDS


def is_condition(text: str) -> bool:
    """Comparisons of tags, numbers and words, joined by `&&` and `||`."""
    words = text.split(" ")
    return len(words) % 4 == 3 and all(
        word in (_SIGNS if number % 4 == 1 else _JOINTS) if number % 2 else _is_operand(word)
        for number, word in enumerate(words)
    )


def _is_operand(word: str) -> bool:
    if word[:2] == "{{":
        name = word[2:-2]
        return word[-2:] == "}}" and name.isascii() and name.translate(_IN_NAMES).isalnum()
    return word.isascii() and (word.isdigit() or (word.isalpha() and word.lower() not in _WORDS))


_IN_NAMES = str.maketrans("-_.", "aaa")
