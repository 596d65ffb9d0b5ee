"""Checking calls of functions: how many arguments, of which types, and what a predicate gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from argocli.expr.errors import ExpressionError, FunctionError
from argocli.expr.signatures import OVERLOADS, VALIDATED
from argocli.expr.static_types import ANY, ARRAY, BOOL, GROUPS, INT, UNKNOWN, Nature, Signature, array_of
from argocli.expr.syntax import TAKE_PREDICATE, Call, Expr, Literal, Name


class Visitor(Protocol):
    """Finds the types of parts; `scopes` says what `#` stands for."""

    scopes: list[tuple[Nature, Mapping[str, Nature]]]

    def visit(self, tree: Expr) -> Nature: ...

    def global_name(self, name: str) -> Nature | None: ...


def check_signature(name: str, signature: Signature, tree: Call, visit: Callable[[Expr], Nature]) -> Nature:
    """What a function gives. Raises ExpressionError for arguments that it does not take."""
    wanted, given = signature.takes, tree.arguments
    if len(given) != len(wanted):
        for argument in given:
            visit(argument)
        problem = "too many" if len(given) > len(wanted) else "not enough"
        raise ExpressionError(f"{problem} arguments to call {name}", tree.offset)
    for argument, want in zip(given, wanted, strict=True):
        nature = visit(argument)
        if nature.kind == "nil":
            if want.kind in ("ptr", "interface"):
                continue
            raise ExpressionError(f"cannot use nil as argument (type {want.name}) to call {name}", argument.offset)
        if not (nature.integer and want.integer) and not nature.unknown and not nature.fits(want):
            shown = f"cannot use {nature.name} as argument (type {want.name}) to call {name} "
            raise ExpressionError(shown, argument.offset)
    return signature.gives


def call_of(name: str, tree: Call, visit: Callable[[Expr], Nature]) -> Nature:
    """What a builtin function gives. Raises ExpressionError."""
    if name in VALIDATED:
        natures = [visit(argument) for argument in tree.arguments]
        try:
            return VALIDATED[name](natures)
        except FunctionError as error:
            raise ExpressionError(str(error), tree.offset) from error
    last: ExpressionError | None = None
    for signature in OVERLOADS[name]:
        try:
            return check_signature(name, signature, tree, visit)
        except ExpressionError as error:
            last = error
    assert last is not None
    raise last


def get_of(checker: Visitor, tree: Call) -> Nature:
    """`get(x, key)`: what there is not is nothing, but the key has to be of the right type."""
    if len(tree.arguments) != 2:
        shown = f"invalid number of arguments (expected 2, got {len(tree.arguments)})"
        raise ExpressionError(shown, tree.offset)
    source, key = tree.arguments
    base, nature = checker.visit(source), checker.visit(key)
    if isinstance(source, Name) and source.name == "$env":
        literal = key.value if isinstance(key, Literal) else None
        return (checker.global_name(literal) if isinstance(literal, str) else None) or UNKNOWN
    if base.unknown:
        return UNKNOWN
    if base.kind == "slice":
        if not nature.integer and not nature.unknown:
            raise ExpressionError(f"non-integer slice index {nature.name}", key.offset)
        return base.element()
    if base.kind == "map":
        if not nature.fits(base.key()) and not nature.unknown:
            shown = f"cannot use {nature.name} to get an element from {base.name}"
            raise ExpressionError(shown, key.offset)
        return base.element()
    raise ExpressionError(f"type {base.name} does not support indexing", source.offset)


_TESTS = frozenset({"all", "none", "any", "one", "filter", "count", "find", "findLast", "findIndex", "findLastIndex"})


def predicate_call(checker: Visitor, name: str, tree: Call) -> Nature | None:
    """What a function with a predicate gives; None for a name that is no such function. Raises ExpressionError."""
    if name not in TAKE_PREDICATE:
        return None
    source = checker.visit(tree.arguments[0])
    if source.kind != "slice" and not source.unknown:
        shown = f"builtin {name} takes only array (got {source.name})"
        raise ExpressionError(shown, tree.arguments[0].offset)
    if len(tree.arguments) == 1:
        return INT if name == "count" else UNKNOWN if source.unknown else source.element()
    predicate = tree.arguments[1]
    variables = {"map": {"index": INT}, "reduce": {"index": INT, "acc": UNKNOWN}}.get(name, {})
    checker.scopes.append((source, variables))
    try:
        result = checker.visit(predicate)
    finally:
        checker.scopes.pop()
    if name == "sortBy" and len(tree.arguments) == 3:
        order = checker.visit(tree.arguments[2])
        if order.kind != "string" and not order.unknown:
            shown = f"sortBy order argument must be a string (got {order.name})"
            raise ExpressionError(shown, tree.arguments[2].offset)
    if name == "reduce" and len(tree.arguments) == 3:
        checker.visit(tree.arguments[2])
    if result.kind == "nil":
        inputs = "two input" if name == "reduce" else "one input"
        raise ExpressionError(f"predicate should has {inputs} and one output param", predicate.offset)
    if name in _TESTS and result.kind != "bool" and not result.unknown:
        raise ExpressionError(f"predicate should return boolean (got {result.name})", predicate.offset)
    return _given(name, source, result)


def _given(name: str, source: Nature, result: Nature) -> Nature:
    match name:
        case "all" | "none" | "any" | "one":
            return BOOL
        case "count" | "findIndex" | "findLastIndex":
            return INT
        case "map":
            return array_of(result)
        case "filter":
            return ARRAY if source.unknown else array_of(source.element())
        case "find" | "findLast":
            return UNKNOWN if source.unknown else source.element()
        case "groupBy":
            return GROUPS
        case "sortBy":
            return source
        case "sum":
            return ANY if result.unknown else result
        case _:
            return result
