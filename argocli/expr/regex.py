"""Matching regular expressions in time that grows with the text only, whatever the pattern.

All ways through the pattern advance together, one character at a time, the preferred one first. The first match from
the left is found, as Perl and Go prefer it; the work is taken from a meter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from argocli.expr.meter import Meter
from argocli.expr.regex_program import Instruction, Jump, Match, Regex, Save, Split, Take, compiled, takes
from argocli.expr.regex_verdict import Verdict

_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
Span = tuple[int, ...]


def _holds(kind: str, text: str, position: int) -> bool:
    if kind == "A":
        return position == 0
    if kind == "z":
        return position == len(text)
    if kind == "^":
        return position == 0 or text[position - 1] == "\n"
    if kind == "$":
        return position == len(text) or text[position] == "\n"
    before = position > 0 and text[position - 1] in _WORD
    after = position < len(text) and text[position] in _WORD
    return (before != after) == (kind == "b")


_Threads = list[tuple[Instruction, int, Span]]


def find(regex: Regex, text: str, start: int, meter: Meter) -> Span | None:
    """The leftmost match from `start` on: begin and end of it and of each group, -1 where a group took no part.

    Raises TooMuch.
    """
    if regex.literal is not None:
        begin = text.find(regex.literal, start)
        meter.spend((begin if begin >= 0 else len(text)) // 64)
        return (begin, begin + len(regex.literal)) if begin >= 0 else None
    empty = (-1,) * regex.slots
    threads: _Threads = []
    found: Span | None = None
    position = start
    while True:
        if found is None:
            if not threads and regex.first is not None:
                position = _skip(regex.first, text, position, meter)
            _follow(regex, threads, empty, text, position, meter)
        if not threads:
            if found is not None or position >= len(text):
                return found
            position += 1
            continue
        meter.spend(2 * len(threads))
        character = text[position] if position < len(text) else ""
        following: _Threads = []
        seen: set[int] = set()
        for instruction, counter, saved in threads:
            if isinstance(instruction, Match):
                found = saved
                break
            if isinstance(instruction, Take) and character and takes(instruction, character):
                _advance(regex, following, seen, counter + 1, saved, text, position + 1, meter)
        threads = following
        if position >= len(text):
            return found
        position += 1


def _skip(first: Take, text: str, position: int, meter: Meter) -> int:
    """The next place where a match can begin."""
    start = position
    while position < len(text) and not takes(first, text[position]):
        position += 1
    meter.spend((position - start) // 4)
    return position


def _follow(regex: Regex, threads: _Threads, empty: Span, text: str, position: int, meter: Meter) -> None:
    """Let a new attempt begin here, after those that run."""
    _advance(regex, threads, {counter for _, counter, _ in threads}, 0, empty, text, position, meter)


def _advance(
    regex: Regex, threads: _Threads, seen: set[int], start: int, saved: Span, text: str, position: int, meter: Meter
) -> None:
    """Add what can be reached without taking a character, the preferred way first."""
    pending = [(start, saved)]
    steps = 0
    while pending:
        counter, saved = pending.pop()
        if counter in seen:
            continue
        seen.add(counter)
        steps += 1
        instruction = regex.program[counter]
        if isinstance(instruction, Take | Match):
            threads.append((instruction, counter, saved))
        elif isinstance(instruction, Split):
            pending.append((instruction.other, saved))
            pending.append((instruction.preferred, saved))
        elif isinstance(instruction, Jump):
            pending.append((instruction.target, saved))
        elif isinstance(instruction, Save):
            slot = instruction.slot
            pending.append((counter + 1, (*saved[:slot], position, *saved[slot + 1 :])))
        elif _holds(instruction.kind, text, position):
            pending.append((counter + 1, saved))
    meter.spend(steps)


def search(pattern: str, text: str, meter: Meter) -> bool:
    """Whether the pattern is anywhere in the text. Raises FunctionError."""
    regex = compiled(pattern)
    if regex.literal is not None or not regex.by_states:
        return find(regex, text, 0, meter) is not None
    return Verdict(regex, meter).matches(text)


def find_all(regex: Regex, text: str, meter: Meter, limit: int = -1) -> Iterator[Span]:
    """Matches that do not overlap, an empty one never right after another match."""
    position, last, count = 0, -1, 0
    while position <= len(text) and (limit < 0 or count < limit):
        span = find(regex, text, position, meter)
        if span is None:
            return
        meter.spend(2)
        if span[1] > span[0] or span[0] != last:
            count += 1
            yield span
        last = span[1]
        position = span[1] + (span[1] == span[0] or span[1] == position)


def replace_all(regex: Regex, text: str, expand: Callable[[Span], str], meter: Meter) -> str:
    """The text with every match replaced by what `expand` makes of it."""
    parts: list[str] = []
    position = 0
    size = 0
    for span in find_all(regex, text, meter):
        new = expand(span)
        size += len(new)
        meter.text(size)
        parts += [text[position : span[0]], new]
        position = span[1]
    return "".join(parts) + text[position:]


def expand_template(template: str, regex: Regex, text: str, span: Span) -> str:
    """`$1`, `${1}`, `$name` in a replacement; `$$` is a dollar; groups that are not there are empty."""
    parts: list[str] = []
    position = 0
    while True:
        dollar = template.find("$", position)
        if dollar < 0:
            return "".join(parts) + template[position:]
        parts.append(template[position:dollar])
        position = dollar + 1
        if template.startswith("$", position):
            parts.append("$")
            position += 1
            continue
        name, end = _reference(template, position)
        if not name:
            parts.append("$")
            continue
        position = end
        index = int(name) if name.isdigit() and len(name) < 9 else regex.names.get(name, -1)
        if 0 <= index < len(span) // 2 and span[2 * index] >= 0:
            parts.append(text[span[2 * index] : span[2 * index + 1]])


def _reference(template: str, position: int) -> tuple[str, int]:
    braced = template.startswith("{", position)
    begin = end = position + braced
    while end < len(template) and (template[end].isalnum() or template[end] == "_"):
        end += 1
    if braced and not template.startswith("}", end):
        return "", position
    return template[begin:end], end + braced
