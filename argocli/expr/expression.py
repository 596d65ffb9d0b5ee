"""Evaluating an expression over a scope of dotted names."""

from __future__ import annotations

from functools import lru_cache

from argocli.expr.evaluate import Evaluator
from argocli.expr.functions import BUILTINS
from argocli.expr.go_values import print_value
from argocli.expr.lexer import ExpressionError
from argocli.expr.parser import parse
from argocli.expr.scope import Scope, nest
from argocli.expr.syntax import (
    Array,
    Binary,
    Call,
    Conditional,
    Expr,
    Let,
    Literal,
    Map,
    Member,
    Name,
    Predicate,
    Slice,
    Unary,
)
from argocli.model.values import Json


@lru_cache(maxsize=1024)
def parsed(source: str) -> Expr:
    """The tree of an expression; read once. Raises ExpressionError."""
    try:
        return parse(source)
    except RecursionError as error:
        raise ExpressionError("expression is nested too deeply") from error


def evaluate(source: str, scope: Scope) -> Json:
    """The value of an expression. Raises ExpressionError."""
    tree = parsed(source)
    environment: dict[str, Json] = dict(nest(scope))  # type: ignore[arg-type]  # nested scopes are plain JSON
    return Evaluator(environment).run(tree)


def evaluate_bool(source: str, scope: Scope) -> bool:
    """The value of an expression that has to be a boolean. Raises ExpressionError."""
    value = evaluate(source, scope)
    if not isinstance(value, bool):
        raise ExpressionError(f"unable to cast expression result '{print_value(value)}' to bool")
    return value


@lru_cache(maxsize=1024)
def required_names(source: str) -> tuple[str, ...]:
    """The dotted names that an expression needs; those behind `?.` or left of `??` do not count.

    Raises ExpressionError.
    """
    found: dict[str, None] = {}
    _collect(parsed(source), found, frozenset())
    return tuple(found)


def _collect(tree: Expr, found: dict[str, None], bound: frozenset[str]) -> None:
    match tree:
        case Name():
            if tree.name not in bound and tree.name not in ("$env", "sprig"):
                found[tree.name] = None
        case Member():
            path, guarded = _path(tree)
            if path and path[0] not in bound and path[0] != "sprig":
                if not guarded:
                    found[".".join(path)] = None
                return
            _collect(tree.target, found, bound)
            _collect(tree.key, found, bound)
        case Binary(operator="??"):
            _collect(tree.right, found, bound)
        case Binary():
            _collect(tree.left, found, bound)
            _collect(tree.right, found, bound)
        case Unary():
            _collect(tree.operand, found, bound)
        case Conditional():
            for part in (tree.test, tree.yes, tree.no):
                _collect(part, found, bound)
        case Call():
            if not (isinstance(tree.function, Name) and tree.function.name in BUILTINS):
                if not isinstance(tree.function, Name):
                    _collect(tree.function, found, bound)
            for argument in tree.arguments:
                _collect(argument, found, bound)
        case Predicate():
            _collect(tree.body, found, bound)
        case Array():
            for item in tree.items:
                _collect(item, found, bound)
        case Map():
            for key, value in tree.pairs:
                _collect(key, found, bound)
                _collect(value, found, bound)
        case Slice():
            for bound_part in (tree.target, tree.start, tree.end):
                if bound_part is not None:
                    _collect(bound_part, found, bound)
        case Let():
            _collect(tree.value, found, bound)
            _collect(tree.body, found, bound | {tree.name})
        case _:
            return


def _path(tree: Member) -> tuple[list[str], bool]:
    """The dotted path of nested members with constant keys, and whether any of it is optional."""
    parts: list[str] = []
    guarded = False
    current: Expr = tree
    while isinstance(current, Member):
        if not isinstance(current.key, Literal) or not isinstance(current.key.value, str):
            return [], False
        parts.append(current.key.value)
        guarded = guarded or current.optional
        current = current.target
    if not isinstance(current, Name):
        return [], False
    parts.append(current.name)
    return parts[::-1], guarded


__all__ = ["ExpressionError", "evaluate", "evaluate_bool", "parsed", "required_names"]
