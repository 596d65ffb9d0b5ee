"""The syntax tree of the expression language. Trees are equal whatever places their parts came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from argocli.model.values import Json

# How tightly operators bind; those of RIGHT group from the right.
PRECEDENCE = {
    "|": 0,
    "or": 10, "||": 10,
    "and": 15, "&&": 15,
    "==": 20, "!=": 20, "<": 20, ">": 20, ">=": 20, "<=": 20,
    "in": 20, "matches": 20, "contains": 20, "startsWith": 20, "endsWith": 20,
    "..": 25,
    "+": 30, "-": 30,
    "*": 60, "/": 60, "%": 60,
    "**": 100, "^": 100,
    "??": 500,
}  # fmt: skip
RIGHT = frozenset({"**", "^"})
UNARY = {"not": 50, "!": 50, "-": 90, "+": 90}
NEGATABLE = frozenset({"in", "matches", "contains", "startsWith", "endsWith"})
COMPARISONS = frozenset({"<", ">", "<=", ">="})
# Functions whose second argument is a predicate: how many arguments they need and can take.
TAKE_PREDICATE = {
    **dict.fromkeys(("all", "any", "one", "none", "map", "filter", "find", "findIndex", "findLast", "findLastIndex",
                     "groupBy"), (2, 2)),
    **dict.fromkeys(("count", "sum"), (1, 2)),
    **dict.fromkeys(("sortBy", "reduce"), (2, 3)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Literal:
    value: Json | bytes
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Pointer:
    """`#`, `#acc`, `#index`: what a predicate is called with; `.field` inside a predicate is a member of it."""

    name: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """`target.name`, `target[key]`; `optional` for `?.`."""

    target: Expr
    key: Expr
    optional: bool = False
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """Members and calls one after the other with a `?.` among them: nothing before it ends the whole chain."""

    body: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Slice:
    target: Expr
    start: Expr | None
    end: Expr | None
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    operand: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Expr
    right: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Conditional:
    test: Expr
    yes: Expr
    no: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; the function is a name or a member such as `sprig.trim`."""

    function: Expr
    arguments: tuple[Expr, ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Predicate:
    """The closure that functions such as `filter` take."""

    body: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Array:
    items: tuple[Expr, ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Map:
    pairs: tuple[tuple[Expr, Expr], ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Let:
    name: str
    value: Expr
    body: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """`a; b`: all are evaluated, the last one is the value."""

    parts: tuple[Expr, ...]
    offset: int = field(default=0, compare=False)


Expr = (
    Literal
    | Name
    | Pointer
    | Member
    | Chain
    | Slice
    | Unary
    | Binary
    | Conditional
    | Call
    | Predicate
    | Array
    | Map
    | Let
    | Sequence
)


def parts(tree: Expr) -> tuple[Expr, ...]:
    """The expressions that a tree is made of, in the order in which they are written."""
    match tree:
        case Member():
            return tree.target, tree.key
        case Binary():
            return tree.left, tree.right
        case Unary():
            return (tree.operand,)
        case Chain() | Predicate():
            return (tree.body,)
        case Conditional():
            return tree.test, tree.yes, tree.no
        case Call():
            return tree.function, *tree.arguments
        case Array():
            return tree.items
        case Map():
            return tuple(part for pair in tree.pairs for part in pair)
        case Sequence():
            return tree.parts
        case Let():
            return tree.value, tree.body
        case Slice():
            return tuple(part for part in (tree.target, tree.start, tree.end) if part is not None)
        case _:
            return ()


def walk(tree: Expr) -> Iterator[Expr]:
    """A tree and all that is in it, in the order in which it is written."""
    pending = [tree]
    while pending:
        found = pending.pop()
        yield found
        pending.extend(reversed(parts(found)))
