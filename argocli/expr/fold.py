"""Expressions made shorter before they run, as upstream does it: what is constant is worked out once.

It is more than speed: `x and false` is false without a look at `x`, and dividing by a constant zero is an error even
where it is never reached.
"""

from __future__ import annotations

from dataclasses import replace

from argocli.expr.errors import ExpressionError
from argocli.expr.operators import divide, power
from argocli.expr.syntax import (
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
    Predicate,
    Sequence,
    Slice,
    Unary,
)
from argocli.expr.values import wrap


def fold(tree: Expr) -> Expr:
    """The same expression with its constant parts worked out. Raises ExpressionError for a constant division by 0."""
    match tree:
        case Binary():
            return _spine(tree)
        case Unary():
            return _unary(replace(tree, operand=fold(tree.operand)))
        case Member():
            return replace(tree, target=fold(tree.target), key=fold(tree.key))
        case Chain() | Predicate():
            return replace(tree, body=fold(tree.body))
        case Call():
            return _call(tree)
        case Conditional():
            return replace(tree, test=fold(tree.test), yes=fold(tree.yes), no=fold(tree.no))
        case Slice():
            start, end = (None if bound is None else fold(bound) for bound in (tree.start, tree.end))
            return replace(tree, target=fold(tree.target), start=start, end=end)
        case Array():
            return replace(tree, items=tuple(map(fold, tree.items)))
        case Map():
            return replace(tree, pairs=tuple((fold(key), fold(value)) for key, value in tree.pairs))
        case Let():
            return replace(tree, value=fold(tree.value), body=fold(tree.body))
        case Sequence():
            return replace(tree, parts=tuple(map(fold, tree.parts)))
        case _:
            return tree


def _spine(tree: Binary) -> Expr:
    """Operators that group from the left are walked in a loop: there can be thousands of them."""
    spine = [tree]
    while isinstance(left := spine[-1].left, Binary):
        spine.append(left)
    found = fold(spine[-1].left)
    for each in reversed(spine):
        found = _binary(replace(each, left=found, right=fold(each.right)))
    return found


def _unary(tree: Unary) -> Expr:
    value = tree.operand.value if isinstance(tree.operand, Literal) else None
    if tree.operator in ("!", "not"):
        return Literal(not value, tree.offset) if isinstance(value, bool) else tree
    if isinstance(value, bool) or not isinstance(value, int | float):
        return tree
    signed = -value if tree.operator == "-" else value
    return Literal(wrap(signed) if isinstance(signed, int) else signed, tree.offset)


def _binary(tree: Binary) -> Expr:
    operator = tree.operator
    left = tree.left.value if isinstance(tree.left, Literal) else None
    right = tree.right.value if isinstance(tree.right, Literal) else None
    if operator in ("and", "&&", "or", "||"):
        return _logical(tree, left, right, decides=operator in ("or", "||"))
    value: int | float | str | bool | None = None
    if isinstance(left, str) and isinstance(right, str):
        value = left + right if operator == "+" else left == right if operator == "==" else None
    elif isinstance(left, bool) or isinstance(right, bool):
        value = left is right if operator == "==" and isinstance(left, bool) and isinstance(right, bool) else None
    elif isinstance(left, int | float) and isinstance(right, int | float):
        value = _number(tree, left, right)
    return tree if value is None else Literal(value, tree.offset)


def _logical(tree: Binary, left: object, right: object, *, decides: bool) -> Expr:
    """`true and x` is x, `x and false` is false, whatever x is; the other way round for `or`."""
    if left is (not decides):
        return tree.right
    if right is (not decides):
        return tree.left
    return Literal(decides, tree.offset) if left is decides or right is decides else tree


def _number(tree: Binary, left: int | float, right: int | float) -> int | float | bool | None:
    whole = isinstance(left, int) and isinstance(right, int)
    match tree.operator:
        case "+" | "-" | "*":
            table = {"+": left + right, "-": left - right, "*": left * right}
            found = table[tree.operator]
            return wrap(found) if isinstance(found, int) else found
        case "/":
            return divide(float(left), float(right))
        case "**" | "^":
            return power(float(left), float(right))
        case "%" if isinstance(left, int) and isinstance(right, int):
            if right == 0:
                raise ExpressionError("integer divide by zero", tree.offset)
            return wrap(abs(left) % abs(right) * (-1 if left < 0 else 1))
        case "==" if whole:
            return left == right
        case _:
            return None


def _call(tree: Call) -> Expr:
    function = tree.function if isinstance(tree.function, Name) else fold(tree.function)
    folded = replace(tree, function=function, arguments=tuple(map(fold, tree.arguments)))
    if isinstance(function, Name) and function.name == "sum" and len(tree.arguments) == 1:
        return _sum_of_range(folded)
    return folded


def _sum_of_range(tree: Call) -> Expr:
    """The sum of a constant range needs no list of its numbers."""
    source = tree.arguments[0]
    if isinstance(source, Binary) and source.operator == "..":
        ends = [end.value if isinstance(end, Literal) else None for end in (source.left, source.right)]
        if all(isinstance(end, int) and not isinstance(end, bool) for end in ends):
            first, last = (end if isinstance(end, int) else 0 for end in ends)
            if last >= first:
                return Literal(wrap((last - first + 1) * (first + last) // 2), tree.offset)
    return tree
