"""What an expression refers to, without evaluating it: names and functions with their places, and what is wrong.

For whoever looks at a text before it runs. Offsets count characters from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from argocli.expr.check import check
from argocli.expr.errors import ExpressionError
from argocli.expr.expression import parsed
from argocli.expr.fold import fold
from argocli.expr.functions import BUILTIN_NAMES
from argocli.expr.sprig_signatures import LEFT_OUT, SIGNATURES
from argocli.expr.static_types import ARGO, Known, Nature
from argocli.expr.syntax import Binary, Call, Chain, Expr, Let, Literal, Member, Name, parts


class Reference(NamedTuple):
    """A name of the environment with the constant keys after it, such as `steps.a.outputs.result`."""

    name: str
    offset: int
    # `?.` is in it or `??` comes after it: the expression can do without.
    guarded: bool


class FunctionCall(NamedTuple):
    """A call of a function of the language, of Argo or of sprig, which has `sprig.` before its name."""

    name: str
    offset: int
    arguments: int
    # Upstream has a function of that name.
    exists: bool
    # Why there is none here although upstream has one; empty where there is.
    left_out: str


def references(source: str) -> tuple[Reference, ...]:
    """Every place where a name of the environment occurs, in order. Raises ExpressionError."""
    found: list[Reference] = []
    _refer(parsed(source), frozenset(), False, found)
    return tuple(sorted(found, key=lambda each: each.offset))


def calls(source: str) -> tuple[FunctionCall, ...]:
    """Every call of a function by its name, in order; methods such as `date.Year()` are left out.

    Raises ExpressionError.
    """
    found: list[FunctionCall] = []
    _call(parsed(source), frozenset(), found)
    return tuple(sorted(found, key=lambda each: each.offset))


def syntax_error(source: str) -> ExpressionError | None:
    """What stands in the way of reading an expression, with its offset; None where it can be read."""
    try:
        parsed(source)
    except ExpressionError as error:
        return error
    return None


def type_error(source: str, names: Mapping[str, Nature], *, others: bool = False) -> ExpressionError | None:
    """The first unknown name, wrong type or wrong number of arguments, or what `syntax_error` finds.

    `names` are the top-level names with their types (`argocli.expr.static_types`); with `others` there may be more of
    which nothing is known.
    """
    try:
        tree = parsed(source)
        check(tree, Known(names, open=others))
        fold(tree)
    except ExpressionError as error:
        return error if error.offset is None else error.within(source)
    return None


def _refer(tree: Expr, bound: frozenset[str], guarded: bool, found: list[Reference]) -> None:
    if isinstance(tree, Binary):
        for each in _spine(tree):
            _refer(each[0], bound, guarded or each[1], found)
        return
    path = _path(tree)
    if path is not None:
        root, keys, optional = path
        if root.name not in bound and root.name not in ARGO and root.name not in BUILTIN_NAMES:
            names = keys if root.name == "$env" else [root.name, *keys]
            if names:
                found.append(Reference(".".join(names), root.offset, guarded or optional))
        return
    if isinstance(tree, Let):
        _refer(tree.value, bound, guarded, found)
        _refer(tree.body, bound | {tree.name}, guarded, found)
        return
    skipped = isinstance(tree, Call) and isinstance(tree.function, Name)
    for part in parts(tree)[1:] if skipped else parts(tree):
        _refer(part, bound, guarded, found)


def _spine(tree: Binary) -> list[tuple[Expr, bool]]:
    """The operands of operators that group from the left, and whether `??` comes after each."""
    found: list[tuple[Expr, bool]] = []
    current: Expr = tree
    guarded = False
    while isinstance(current, Binary):
        found.append((current.right, guarded))
        guarded = guarded or current.operator == "??"
        current = current.left
    return [(current, guarded), *reversed(found)]


def _path(tree: Expr) -> tuple[Name, list[str], bool] | None:
    """The name that members with constant keys begin with, the keys, and whether `?.` is among them."""
    keys: list[str] = []
    optional = False
    while isinstance(tree, Member | Chain):
        if isinstance(tree, Chain):
            tree = tree.body
            continue
        key = tree.key.value if isinstance(tree.key, Literal) else None
        if not isinstance(key, str):
            return None
        keys.append(key)
        optional = optional or tree.optional
        tree = tree.target
    return (tree, keys[::-1], optional) if isinstance(tree, Name) else None


def _call(tree: Expr, bound: frozenset[str], found: list[FunctionCall]) -> None:
    if isinstance(tree, Binary):
        for operand, _ in _spine(tree):
            _call(operand, bound, found)
        return
    if isinstance(tree, Let):
        _call(tree.value, bound, found)
        _call(tree.body, bound | {tree.name}, found)
        return
    if isinstance(tree, Call):
        path = _path(tree.function)
        if path is not None and path[0].name not in bound:
            root, keys, _ = path
            if not keys:
                exists = root.name in BUILTIN_NAMES or root.name in ARGO
                found.append(FunctionCall(root.name, root.offset, len(tree.arguments), exists, ""))
            elif root.name == "sprig" and len(keys) == 1:
                name, reason = keys[0], LEFT_OUT.get(keys[0], "")
                given = len(tree.arguments)
                found.append(FunctionCall(f"sprig.{name}", root.offset, given, name in SIGNATURES, reason))
    for part in parts(tree):
        _call(part, bound, found)
