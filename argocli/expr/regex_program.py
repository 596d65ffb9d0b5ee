"""Regular expressions as programs: what to take, where to go on, what to remember."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from argocli.expr.errors import FunctionError
from argocli.expr.regex_chars import Chars
from argocli.expr.regex_syntax import Assertion, Choice, Group, Node, PatternError, Repeat, Sequence, read

_MAX_PROGRAM = 5_000


class Match(NamedTuple):
    pass


class Take(NamedTuple):
    chars: Chars
    known: dict[str, bool]


class Split(NamedTuple):
    preferred: int
    other: int


class Jump(NamedTuple):
    target: int


class Save(NamedTuple):
    slot: int


class Assert(NamedTuple):
    kind: str


Instruction = Match | Take | Split | Jump | Save | Assert


class Regex(NamedTuple):
    """A pattern made ready; `literal` is its text if it says nothing but that."""

    program: tuple[Instruction, ...]
    slots: int
    names: dict[str, int]
    literal: str | None
    first: Take | None
    by_states: bool  # no part of it asks what stands around a place, but for the ends of the text


@lru_cache(maxsize=256)
def compiled(source: str) -> Regex:
    """The regular expression of a pattern. Raises FunctionError with Go's text."""
    try:
        pattern = read(source)
        program: list[Instruction] = [Save(0)]
        _emit(pattern.root, program)
        program += [Save(1), Match()]
    except PatternError as error:
        raise FunctionError(f"error parsing regexp: {error}") from error
    starts = program[1]
    return Regex(
        tuple(program),
        2 * (pattern.groups + 1),
        pattern.names,
        _literal(pattern.root),
        starts if isinstance(starts, Take) else None,
        all(each.kind in ("A", "z") for each in program if isinstance(each, Assert)),
    )


def _literal(node: Node) -> str | None:
    items = node.items if isinstance(node, Sequence) else (node,)
    found = [
        chr(item.ranges[0][0])
        for item in items
        if isinstance(item, Chars)
        and not item.folded
        and not item.negated
        and not item.categories
        and len(item.ranges) == 1
        and item.ranges[0][0] == item.ranges[0][1]
    ]
    return "".join(found) if len(found) == len(items) else None


def _emit(node: Node, program: list[Instruction]) -> None:
    if len(program) > _MAX_PROGRAM:
        raise PatternError("expression too large")
    match node:
        case Chars():
            program.append(Take(node, {}))
        case Assertion():
            program.append(Assert(node.kind))
        case Group():
            program.append(Save(2 * node.number))
            _emit(node.body, program)
            program.append(Save(2 * node.number + 1))
        case Sequence():
            for item in node.items:
                _emit(item, program)
        case Choice():
            _emit_choice(node, program)
        case Repeat():
            _emit_repeat(node, program)


def _emit_choice(node: Choice, program: list[Instruction]) -> None:
    ends: list[int] = []
    for option in node.options[:-1]:
        split = len(program)
        program.append(Jump(0))
        _emit(option, program)
        ends.append(len(program))
        program.append(Jump(0))
        program[split] = Split(split + 1, len(program))
    _emit(node.options[-1], program)
    for end in ends:
        program[end] = Jump(len(program))


def _emit_repeat(node: Repeat, program: list[Instruction]) -> None:
    for _ in range(node.low if node.high is not None else node.low - 1):
        _emit(node.body, program)
    if node.high is not None:
        for _ in range(node.high - node.low):
            _emit_optional(node, program, again=False)
    elif node.low:
        _emit_again(node, program)
    else:
        _emit_optional(node, program, again=True)


def _emit_again(node: Repeat, program: list[Instruction]) -> None:
    """The body, and then the choice to do it once more."""
    start = len(program)
    _emit(node.body, program)
    program.append(_choose(node.greedy, start, len(program) + 1))


def _emit_optional(node: Repeat, program: list[Instruction], *, again: bool) -> None:
    """The body or nothing; with `again` any number of times. A body that can be empty is asked after it, as Go does."""
    start = len(program)
    program.append(Jump(0))
    if again and _can_be_empty(node.body):
        _emit_again(node, program)
    else:
        _emit(node.body, program)
        if again:
            program.append(Jump(start))
    program[start] = _choose(node.greedy, start + 1, len(program))


def _can_be_empty(node: Node) -> bool:
    match node:
        case Chars():
            return False
        case Group():
            return _can_be_empty(node.body)
        case Sequence():
            return all(map(_can_be_empty, node.items))
        case Choice():
            return any(map(_can_be_empty, node.options))
        case Repeat():
            return node.low == 0 or _can_be_empty(node.body)
        case _:
            return True


def _choose(greedy: bool, inside: int, after: int) -> Split:
    return Split(inside, after) if greedy else Split(after, inside)


def takes(instruction: Take, character: str) -> bool:
    known = instruction.known.get(character)
    if known is None:
        known = instruction.known[character] = instruction.chars.has(character)
    return known
