"""Evaluating an expression over a scope of dotted names."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from argocli.expr.check import check
from argocli.expr.dates import Zones, no_zones
from argocli.expr.errors import ExpressionError, FunctionError
from argocli.expr.evaluate import Environment, Evaluator
from argocli.expr.fold import fold
from argocli.expr.go_values import print_value
from argocli.expr.parser import parse
from argocli.expr.scope import NOW, Scope, nest
from argocli.expr.static_types import Known, Nature, nature_of
from argocli.expr.syntax import Binary, Call, Chain, Expr, Let, Literal, Member, Name, parts, walk
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


@lru_cache(maxsize=2048)
def _prepared(source: str, types: tuple[tuple[str, Nature], ...]) -> Expr:
    """The tree to run where the names that occur in it have these types; checked once. Raises ExpressionError."""
    tree = parsed(source)
    try:
        check(tree, Known(dict(types)))
        return fold(tree)
    except ExpressionError as error:
        raise error.within(source) from error.__cause__
    except RecursionError as error:
        raise ExpressionError("expression is nested too deeply") from error


def run(source: str, environment: Environment, *, now: datetime | None = None, zones: Zones = no_zones) -> Value:
    """The value of an expression over names that are nested already.

    Raises ExpressionError, whose text says the line and column at fault and shows the place.
    """
    types = tuple((name, nature_of(environment[name])) for name in _words(source) if name in environment)
    tree = _prepared(source, types)
    try:
        return Evaluator(environment, now=now, zones=zones).run(tree)
    except ExpressionError as error:
        raise error.within(source) from error.__cause__


@lru_cache(maxsize=2048)
def _words(source: str) -> tuple[str, ...]:
    """The names of an environment that can make a difference to the types of an expression."""
    return tuple(sorted(_mentioned(parsed(source))))


def _mentioned(tree: Expr) -> set[str]:
    found: set[str] = set()
    for part in walk(tree):
        if isinstance(part, Name | Let):
            found.add(part.name)
        elif isinstance(part, Literal) and isinstance(part.value, str):
            found.add(part.value)
    return found


def evaluate(source: str, scope: Scope, *, now: datetime | None = None, zones: Zones = no_zones) -> Json:
    """The value of an expression; `now()` is known only where the time is given or in scope.

    Raises ExpressionError, whose text says the line and column at fault and shows the place.
    """
    told = scope.get(NOW)
    if now is None and isinstance(told, str):
        now = datetime.fromisoformat(told)
    environment: dict[str, Value] = dict(nest(scope))  # type: ignore[arg-type]  # nested scopes are plain JSON
    return evaluate_over(source, environment, now=now, zones=zones)


def evaluate_over(
    source: str, environment: Environment, *, now: datetime | None = None, zones: Zones = no_zones
) -> Json:
    """The same over names that are nested already. Raises ExpressionError."""
    try:
        return to_json(run(source, environment, now=now, zones=zones))
    except FunctionError as error:
        raise ExpressionError(str(error)) from error


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
    if isinstance(tree, Member | Chain):
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


def _parts(tree: Expr, guarded: bool) -> tuple[Expr, ...]:
    """The sub-expressions of a tree; of `??` only the right side, unless `guarded`."""
    if isinstance(tree, Binary) and tree.operator == "??" and not guarded:
        return (tree.right,)
    if isinstance(tree, Call) and isinstance(tree.function, Name):
        return tree.arguments
    return parts(tree)


def _path(tree: Member | Chain) -> tuple[list[str], bool]:
    """The dotted path of nested members with constant keys, and whether any of it is optional."""
    parts: list[str] = []
    guarded = False
    current: Expr = tree
    while isinstance(current, Member | Chain):
        if isinstance(current, Chain):
            current = current.body
            continue
        if not isinstance(current.key, Literal) or not isinstance(current.key.value, str):
            return [], False
        parts.append(current.key.value)
        guarded = guarded or current.optional
        current = current.target
    if not isinstance(current, Name):
        return [], False
    parts.append(current.name)
    return parts[::-1], guarded


__all__ = ["ExpressionError", "evaluate", "evaluate_bool", "evaluate_over", "parsed", "required_names", "run", "truth"]
