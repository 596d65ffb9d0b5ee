"""withSequence: which numbers it counts through, and how they are printed."""

from __future__ import annotations

import re

from argocli.model.values import Json, JsonObject, any_text, text

_MAX_ITEMS = 100_000
_WHOLE = re.compile(r"[-+]?[0-9]+", re.ASCII)
_VERB = re.compile(r"%([-+# 0]*)([0-9]*)(?:\.([0-9]*))?(.?)", re.DOTALL)
_BASES = {"d": "d", "v": "d", "b": "b", "o": "o", "O": "o", "x": "x", "X": "X"}
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}


class SequenceError(Exception):
    """A sequence that cannot be counted; the text is upstream's."""


def sequence_items(sequence: JsonObject) -> list[str]:
    """The texts of a sequence, upwards or downwards; none for a count of zero. Raises SequenceError."""
    start = _whole(sequence.get("start"))
    if sequence.get("count") is not None:
        count = _whole(sequence.get("count"))
        if count <= 0:
            return []
        end = start + count - 1
    else:
        end = _whole(sequence.get("end"))
    if abs(end - start) >= _MAX_ITEMS:
        raise SequenceError(f"withSequence asks for {abs(end - start) + 1} items, more than {_MAX_ITEMS}")
    numbers = range(start, end + 1) if start <= end else range(start, end - 1, -1)
    form = text(sequence, "format")
    return [print_number(form, number) if form else str(number) for number in numbers]


def _whole(value: Json) -> int:
    given = any_text(value)
    if given is None:
        return 0
    if not _WHOLE.fullmatch(given):
        raise SequenceError(f'strconv.Atoi: parsing "{given}": invalid syntax')
    return int(given)


def print_number(form: str, number: int) -> str:
    """What Go's Printf makes of a format and one whole number, its complaints included."""
    used = False

    def one(match: re.Match[str]) -> str:
        nonlocal used
        flags, width, precision, verb = match.groups()
        if verb == "%":
            return "%"
        if not verb:
            return "%!(NOVERB)"
        if used:
            return f"%!{verb}(BADINDEX)" if verb == "[" else f"%!{verb}(MISSING)"
        used = True
        printed = _printed(flags, int(width or 0), precision, verb, number)
        return printed.ljust(int(width or 0)) if "-" in flags else printed.rjust(int(width or 0))

    written = _VERB.sub(one, form)
    return written if used else f"{written}%!(EXTRA int={number})"


def _printed(flags: str, width: int, precision: str | None, verb: str, number: int) -> str:
    if verb == "c":
        return chr(number)
    if verb == "q":
        return f"'{chr(number)}'"
    if verb == "U":
        return f"U+{number:04X}"
    base = _BASES.get(verb)
    if base is None:
        return f"%!{verb}(int={number})"
    sign = "-" if number < 0 else "+" if "+" in flags else " " if " " in flags else ""
    digits = format(abs(number), base)
    if precision is not None:
        digits = digits.rjust(int(precision or 0), "0")
    elif "0" in flags and "-" not in flags:
        digits = digits.rjust(width - len(sign), "0")
    prefix = "0o" if verb == "O" else _PREFIXES.get(verb, "") if "#" in flags else ""
    return sign + prefix + digits
