"""Evaluating an expression over a scope of dotted names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from argocli.expr.errors import ExpressionError
from argocli.expr.evaluate import Evaluator
from argocli.expr.go_values import print_value
from argocli.expr.parser import parse
from argocli.expr.scope import NOW, Scope, nest
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
    Sequence,
    Slice,
    Unary,
)
from argocli.expr.values import Value, to_json
from argocli.model.values import Json


@lru_cache(maxsize=1024)
def parsed(source: str) -> Expr:
    """The tree of an expression; read once. Raises ExpressionError."""
    try:
        return parse(source)
    except ExpressionError as error:
        raise error.within(source) from error.__cause__
    except RecursionError as error:
        raise ExpressionError("expression is nested too deeply") from error


def evaluate(source: str, scope: Scope, *, now: datetime | None = None) -> Json:
    """The value of an expression; `now()` is known only where the time is given or in scope.

    Raises ExpressionError, whose text says the line and column at fault and shows the place.
    """
    told = scope.get(NOW)
    if now is None and isinstance(told, str):
        now = datetime.fromisoformat(told)
    environment: dict[str, Value] = dict(nest(scope))  # type: ignore[arg-type]  # nested scopes are plain JSON
    return evaluate_over(source, environment, now=now)


def evaluate_over(source: str, environment: Mapping[str, Value], *, now: datetime | None = None) -> Json:
    """The same over names that are nested already. Raises ExpressionError."""
    tree = parsed(source)
    try:
        return to_json(Evaluator(environment, now=now).run(tree))
    except ExpressionError as error:
        raise error.within(source) from error.__cause__


def evaluate_bool(source: str, scope: Scope, *, now: datetime | None = None) -> bool:
    """The value of an expression that has to be a boolean. Raises ExpressionError."""
    return truth(evaluate(source, scope, now=now))


def truth(value: Json) -> bool:
    """The value of an expression where only a boolean will do. Raises ExpressionError."""
    if not isinstance(value, bool):
        raise ExpressionError(f"unable to cast expression result '{print_value(value)}' to bool")
    return value


@lru_cache(maxsize=1024)
def required_names(source: str, *, guarded: bool = False) -> tuple[str, ...]:
    """The dotted names that an expression needs; those behind `?.` or left of `??` count only with `guarded`.

    Raises ExpressionError.
    """
    found: dict[str, None] = {}
    _collect(parsed(source), found, frozenset(), guarded)
    return tuple(found)


def _collect(tree: Expr, found: dict[str, None], bound: frozenset[str], guarded: bool) -> None:
    """Add the names of a tree; `bound` ones belong to a `let`."""
    if isinstance(tree, Name):
        if tree.name not in bound and tree.name not in ("$env", "sprig"):
            found[tree.name] = None
        return
    if isinstance(tree, Member):
        path, optional = _path(tree)
        if path and path[0] not in bound and path[0] != "sprig":
            if guarded or not optional:
                found[".".join(path)] = None
            return
    if isinstance(tree, Let):
        _collect(tree.value, found, bound, guarded)
        _collect(tree.body, found, bound | {tree.name}, guarded)
        return
    for part in _parts(tree, guarded):
        _collect(part, found, bound, guarded)


def _parts(tree: Expr, guarded: bool) -> list[Expr]:
    """The sub-expressions of a tree; of `??` only the right side, unless `guarded`."""
    match tree:
        case Member():
            return [tree.target, tree.key]
        case Binary():
            return [tree.right] if tree.operator == "??" and not guarded else [tree.left, tree.right]
        case Unary():
            return [tree.operand]
        case Conditional():
            return [tree.test, tree.yes, tree.no]
        case Call():
            called = [] if isinstance(tree.function, Name) else [tree.function]
            return [*called, *tree.arguments]
        case Predicate():
            return [tree.body]
        case Array():
            return list(tree.items)
        case Map():
            return [part for pair in tree.pairs for part in pair]
        case Sequence():
            return list(tree.parts)
        case Slice():
            return [part for part in (tree.target, tree.start, tree.end) if part is not None]
        case _:
            return []


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


__all__ = ["ExpressionError", "evaluate", "evaluate_bool", "evaluate_over", "parsed", "required_names", "truth"]
