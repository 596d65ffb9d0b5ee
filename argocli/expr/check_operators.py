"""Which types the operators of the expression language take, and what they give."""

from __future__ import annotations

from collections.abc import Callable

from argocli.expr.errors import ExpressionError, FunctionError
from argocli.expr.regex_program import compiled
from argocli.expr.static_types import BOOL, FLOAT, INT, NIL, SPAN, STRING, TIME, UNKNOWN, Nature, array_of
from argocli.expr.syntax import Binary, Literal, Unary

_ARITHMETIC = ("+", "-", "*", "/", "%", "**", "^")
_TIMES = {
    ("-", TIME.name, TIME.name): SPAN, ("-", TIME.name, SPAN.name): TIME, ("-", SPAN.name, SPAN.name): SPAN,
    ("*", SPAN.name, SPAN.name): SPAN, ("+", TIME.name, SPAN.name): TIME, ("+", SPAN.name, TIME.name): TIME,
    ("+", SPAN.name, SPAN.name): SPAN,
}  # fmt: skip


def _is_bool(nature: Nature) -> bool:
    return nature.kind == "bool"


def _is_text(nature: Nature) -> bool:
    return nature.kind == "string"


def _is_number(nature: Nature) -> bool:
    return nature.number


def _is_whole(nature: Nature) -> bool:
    return nature.integer


def _is_time(nature: Nature) -> bool:
    return nature.name == TIME.name


def _is_span(nature: Nature) -> bool:
    return nature.name == SPAN.name


# What either side may be where nothing is known of the other one.
_SIDES: dict[str, tuple[Callable[[Nature], bool], ...]] = {
    **dict.fromkeys(("or", "||", "and", "&&"), (_is_bool,)),
    **dict.fromkeys(("<", ">", "<=", ">=", "+"), (_is_number, _is_text, _is_time, _is_span)),
    "-": (_is_number, _is_time, _is_span),
    "*": (_is_number, _is_span),
    **dict.fromkeys(("/", "**", "^"), (_is_number,)),
    **dict.fromkeys(("%", ".."), (_is_whole,)),
    **dict.fromkeys(("matches", "contains", "startsWith", "endsWith"), (_is_text,)),
}


def unary_type(tree: Unary, operand: Nature) -> Nature:
    """The type of a sign before an operand. Raises ExpressionError."""
    if tree.operator in ("!", "not"):
        if operand.kind == "bool" or operand.unknown:
            return BOOL
    elif operand.number or operand.unknown:
        return UNKNOWN if operand.unknown else operand
    raise ExpressionError(f"invalid operation: {tree.operator} (mismatched type {operand.name})", tree.offset)


def binary_type(tree: Binary, left: Nature, right: Nature) -> Nature:
    """The type of an operator between two operands. Raises ExpressionError."""
    operator = tree.operator
    if operator == "??":
        return _coalesced(left, right)
    if operator == "matches" and isinstance(tree.right, Literal) and isinstance(tree.right.value, str):
        try:
            compiled(tree.right.value)
        except FunctionError as error:
            raise ExpressionError(str(error), tree.offset) from error
    if operator in ("==", "!="):
        found = BOOL if left.comparable(right) else None
    elif operator == "in":
        found = _membership(tree, left, right)
    else:
        found = _both_known(operator, left, right) or _one_known(operator, left, right)
    if found is None:
        kinds = f"{left.name} and {right.name}"
        raise ExpressionError(f"invalid operation: {operator} (mismatched types {kinds})", tree.offset)
    return found


def _coalesced(left: Nature, right: Nature) -> Nature:
    if left.kind == "nil":
        return NIL if right.kind == "nil" else right
    if right.kind == "nil":
        return left
    return left if right.fits(left) else UNKNOWN


def _both_known(operator: str, left: Nature, right: Nature) -> Nature | None:
    numbers, texts = left.number and right.number, left.kind == right.kind == "string"
    if operator in ("or", "||", "and", "&&"):
        return BOOL if left.kind == right.kind == "bool" else None
    if operator in ("<", ">", "<=", ">="):
        same_times = left.name == right.name and (_is_time(left) or _is_span(left))
        return BOOL if numbers or texts or same_times else None
    if operator in ("contains", "startsWith", "endsWith", "matches"):
        return BOOL if texts or (operator == "matches" and left.name == "[]uint8" and _is_text(right)) else None
    if operator == "..":
        return array_of(INT) if left.integer and right.integer else None
    if operator == "%":
        return INT if left.integer and right.integer else None
    return _sum_or_product(operator, left, right, numbers, texts)


def _sum_or_product(operator: str, left: Nature, right: Nature, numbers: bool, texts: bool) -> Nature | None:
    if numbers:
        whole = operator in ("+", "-", "*") and left.integer and right.integer
        return INT if whole else FLOAT
    if operator == "+" and texts:
        return STRING
    if operator == "*" and ((left.number and _is_span(right)) or (_is_span(left) and right.number)):
        return SPAN
    return _TIMES.get((operator, left.name, right.name))


def _one_known(operator: str, left: Nature, right: Nature) -> Nature | None:
    sides = _SIDES[operator]
    fits = (
        (left.unknown and right.unknown)
        or (left.unknown and any(side(right) for side in sides))
        or (right.unknown and any(side(left) for side in sides))
    )
    if not fits:
        return None
    if operator in ("+", "-", "*"):
        return UNKNOWN
    if operator in ("/", "**", "^"):
        return FLOAT
    if operator == "%":
        return INT
    return array_of(INT) if operator == ".." else BOOL


def _membership(tree: Binary, left: Nature, right: Nature) -> Nature | None:
    if right.kind == "map":
        if not left.unknown and not left.fits(right.key()):
            raise ExpressionError(f"cannot use {left.name} as type {right.key().name} in map key", tree.offset)
        return BOOL
    if right.kind == "slice":
        if not left.comparable(right.element()):
            raise ExpressionError(f"cannot use {left.name} as type {right.element().name} in array", tree.offset)
        return BOOL
    whole_struct = right.kind == "struct" and (left.unknown or left.kind == "string")
    return BOOL if right.unknown or whole_struct or (left.unknown and right.kind == "string") else None
