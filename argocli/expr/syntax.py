"""The syntax tree of the expression language. Trees are equal whatever places their parts came from."""

from __future__ import annotations

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
# Functions whose second argument is a predicate.
TAKE_PREDICATE = frozenset({
    "all", "any", "one", "none", "map", "filter", "find", "findIndex", "findLast", "findLastIndex", "count", "sum",
    "groupBy", "sortBy", "reduce",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Literal:
    value: Json
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
