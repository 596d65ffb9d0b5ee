"""The text of a syntax tree, with no more parentheses than it needs to be read as the same tree again."""

from __future__ import annotations

from argocli.expr.lexer import WORDS, is_name
from argocli.expr.syntax import (
    COMPARISONS,
    NEGATABLE,
    PRECEDENCE,
    RIGHT,
    UNARY,
    Array,
    Binary,
    Call,
    Chain,
    Conditional,
    Expr,
    Let,
    Literal,
    Map,
    Member,
    Name,
    Pointer,
    Predicate,
    Sequence,
    Slice,
    Unary,
)

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def print_expression(tree: Expr) -> str:
    """The text of a tree: `parse` reads the same tree from it, for every tree that `parse` can give."""
    if isinstance(tree, Sequence):
        last = tree.parts[-1]
        return "; ".join([*map(_part, tree.parts[:-1]), _part(last) if isinstance(last, Sequence) else _item(last)])
    if isinstance(tree, Let):
        return f"let {tree.name} = {_part(tree.value)}; {print_expression(tree.body)}"
    return _part(tree)


def _part(tree: Expr) -> str:
    """A part that something may follow: what would take in more than its own has parentheses."""
    match tree:
        case Literal():
            return _literal(tree)
        case Name():
            return tree.name
        case Pointer():
            return "#" + tree.name
        case Member():
            return _member(tree)
        case Chain():
            return _part(tree.body)
        case Slice():
            start = _item(tree.start) if tree.start is not None else ""
            end = _item(tree.end) if tree.end is not None else ""
            return f"{_target(tree.target)}[{start}:{end}]"
        case Unary():
            return _unary(tree)
        case Binary():
            return _binary(tree, "")
        case Conditional():
            test = _operand(tree.test, isinstance(tree.test, Conditional))
            return f"{test} ? {_part(tree.yes)} : {_part(tree.no)}"
        case Call():
            function = _part(tree.function) if isinstance(tree.function, Name | Member) else _target(tree.function)
            return f"{function}({', '.join(map(_item, tree.arguments))})"
        case Predicate():
            text = print_expression(tree.body)
            return f"{{{text}}}" if text.startswith("{") or isinstance(tree.body, Sequence) else text
        case Array():
            return f"[{', '.join(map(_item, tree.items))}]"
        case Map():
            return "{" + ", ".join(f"{_key(key)}: {_item(value)}" for key, value in tree.pairs) + "}"
        case Let() | Sequence():
            return f"({print_expression(tree)})"


def _item(tree: Expr) -> str:
    """A part that stands alone between commas or brackets: only several expressions need parentheses."""
    return _part(tree) if isinstance(tree, Sequence) else print_expression(tree)


def _literal(tree: Literal) -> str:
    value = tree.value
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return "b" + _quoted("".join(chr(one) for one in value), last="\x7e")
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str, last: str = "\U0010ffff") -> str:
    """A text in quotes; what comes before the blank or after the last plain character has its code."""
    return "'" + "".join(_ESCAPES.get(one) or (one if " " <= one <= last else _code(one)) for one in text) + "'"


def _code(character: str) -> str:
    return f"\\x{ord(character):02x}"


def _member(tree: Member) -> str:
    name = tree.key.value if isinstance(tree.key, Literal) else None
    dot = "?." if tree.optional else "."
    # A dot would continue a chain that a bracket leaves.
    if isinstance(name, str) and is_name(name) and not isinstance(tree.target, Chain):
        bare = isinstance(tree.target, Pointer) and not tree.target.name and not tree.optional
        return f"{'' if bare else _target(tree.target)}{dot}{name}"
    return f"{_target(tree.target)}{'?.' if tree.optional else ''}[{_item(tree.key)}]"


def _target(tree: Expr) -> str:
    """What a member, an index or a slice is taken of."""
    plain = isinstance(tree, Name | Member | Chain | Slice | Call | Array | Map | Pointer)
    if plain or (isinstance(tree, Literal) and isinstance(tree.value, str)):
        return _part(tree)
    return f"({print_expression(tree)})"


def _key(tree: Expr) -> str:
    if isinstance(tree, Literal) and isinstance(tree.value, str):
        return tree.value if is_name(tree.value) and tree.value not in WORDS else _quoted(tree.value)
    return f"({_item(tree)})"


def _unary(tree: Unary) -> str:
    operand = tree.operand
    if tree.operator == "not" and isinstance(operand, Binary) and operand.operator in NEGATABLE:
        return _binary(operand, "not ")
    sign = "not " if tree.operator == "not" else tree.operator
    needed = isinstance(operand, Conditional | Let | Sequence) or _level(operand) < UNARY[tree.operator]
    return sign + (f"({print_expression(operand)})" if needed else _part(operand))


def _level(tree: Expr) -> int:
    """How tightly the outermost operator of a tree binds."""
    if isinstance(tree, Binary):
        return PRECEDENCE[tree.operator]
    if isinstance(tree, Unary):
        operand = tree.operand
        if tree.operator == "not" and isinstance(operand, Binary) and operand.operator in NEGATABLE:
            return PRECEDENCE[operand.operator]
        return UNARY[tree.operator]
    return 1000


def _binary(tree: Binary, negation: str) -> str:
    left = _operand(tree.left, _left_needs(tree.left, tree.operator))
    right = _operand(tree.right, _right_needs(tree.right, tree.operator))
    return f"{left} {negation}{tree.operator} {right}"


def _operand(tree: Expr, needed: bool) -> str:
    return f"({print_expression(tree)})" if needed or isinstance(tree, Let | Sequence) else _part(tree)


def _left_needs(tree: Expr, operator: str) -> bool:
    level = PRECEDENCE[operator]
    if isinstance(tree, Conditional):
        return True
    if isinstance(tree, Unary) and _level(tree) == UNARY[tree.operator]:
        # What binds tighter than the sign would go to its operand.
        return level >= UNARY[tree.operator]
    if isinstance(tree, Binary):
        if tree.operator == "??" and operator != "??":
            return True
        if tree.operator in COMPARISONS and operator in COMPARISONS:
            return True
    return _level(tree) < level or (_level(tree) == level and operator in RIGHT)


def _right_needs(tree: Expr, operator: str) -> bool:
    level = PRECEDENCE[operator]
    if isinstance(tree, Conditional):
        return True
    if isinstance(tree, Unary) and _level(tree) == UNARY[tree.operator]:
        # `not` takes all that follows it down to sums.
        return UNARY[tree.operator] < PRECEDENCE["*"] <= level
    return _level(tree) < level or (_level(tree) == level and operator not in RIGHT)
