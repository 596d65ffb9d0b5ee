"""Evaluating a syntax tree over an environment of plain values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import cast

from argocli.expr.functions import BUILTINS, FunctionError
from argocli.expr.lexer import ExpressionError
from argocli.expr.predicates import PREDICATE_FUNCTIONS
from argocli.expr.sprig import SPRIG
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
    Pointer,
    Predicate,
    Slice,
    Unary,
)
from argocli.model.values import Json

Environment = Mapping[str, Json]
_MAX_RANGE = 1_000_000


class Evaluator:
    """One evaluation: names, and what `#` means inside predicates."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.locals: list[dict[str, Json]] = []
        self.pointers: list[dict[str, Json]] = []

    def run(self, tree: Expr) -> Json:
        """The value of a tree. Raises ExpressionError."""
        try:
            return self.visit(tree)
        except FunctionError as error:
            raise ExpressionError(str(error)) from error
        except RecursionError as error:
            raise ExpressionError("expression is nested too deeply") from error

    def visit(self, tree: Expr) -> Json:
        match tree:
            case Literal():
                return tree.value
            case Name():
                return self.name(tree)
            case Pointer():
                if not self.pointers:
                    raise ExpressionError("cannot use pointer accessor outside predicate", tree.offset)
                return self.pointers[-1].get(tree.name)
            case Member():
                return self.member(tree)
            case Slice():
                return self.slice(tree)
            case Unary():
                return self.unary(tree)
            case Binary():
                return self.binary(tree)
            case Conditional():
                return self.visit(tree.yes if self.truth(tree.test) else tree.no)
            case Call():
                return self.call(tree)
            case Array():
                return [self.visit(item) for item in tree.items]
            case Map():
                return {_key(self.visit(key)): self.visit(value) for key, value in tree.pairs}
            case Let():
                value = self.visit(tree.value)
                self.locals.append({tree.name: value})
                try:
                    return self.visit(tree.body)
                finally:
                    self.locals.pop()
            case Predicate():
                return self.visit(tree.body)

    def name(self, tree: Name) -> Json:
        for scope in reversed(self.locals):
            if tree.name in scope:
                return scope[tree.name]
        if tree.name == "$env":
            return dict(self.environment)
        if tree.name in self.environment:
            return self.environment[tree.name]
        raise ExpressionError(f"unknown name {tree.name}", tree.offset)

    def truth(self, tree: Expr) -> bool:
        value = self.visit(tree)
        if not isinstance(value, bool):
            raise ExpressionError(f"non-bool expression (type {_type(value)}) used as condition", tree.offset)
        return value

    def member(self, tree: Member) -> Json:
        target, key = self.visit(tree.target), self.visit(tree.key)
        if target is None:
            if tree.optional or _guarded(tree.target):
                return None
            raise ExpressionError(f"cannot fetch {key} from nil", tree.offset)
        if isinstance(target, dict):
            return target.get(_key(key))
        if isinstance(target, list | str):
            if isinstance(key, bool) or not isinstance(key, int):
                raise ExpressionError(f"cannot fetch {key} from {_type(target)}", tree.offset)
            try:
                return target[key]
            except IndexError:
                raise ExpressionError(
                    f"index out of range: {key} (array length is {len(target)})", tree.offset
                ) from None
        raise ExpressionError(f"cannot fetch {key} from {_type(target)}", tree.offset)

    def slice(self, tree: Slice) -> Json:
        target = self.visit(tree.target)
        if not isinstance(target, list | str):
            raise ExpressionError(f"cannot slice {_type(target)}", tree.offset)
        bounds = [None if part is None else self.visit(part) for part in (tree.start, tree.end)]
        if any(bound is not None and (isinstance(bound, bool) or not isinstance(bound, int)) for bound in bounds):
            raise ExpressionError("slice bounds must be integers", tree.offset)
        start, end = (bound if isinstance(bound, int) else None for bound in bounds)
        return target[start:end]

    def unary(self, tree: Unary) -> Json:
        if tree.operator in ("!", "not"):
            return not self.truth(tree.operand)
        value = self.visit(tree.operand)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ExpressionError(f"invalid operation: {tree.operator} (mismatched type {_type(value)})", tree.offset)
        return -value if tree.operator == "-" else value

    def binary(self, tree: Binary) -> Json:
        operator = tree.operator
        if operator in ("&&", "and"):
            return self.truth(tree.left) and self.truth(tree.right)
        if operator in ("||", "or"):
            return self.truth(tree.left) or self.truth(tree.right)
        if operator == "??":
            left = self._tolerant(tree.left)
            return self.visit(tree.right) if left is None else left
        left, right = self.visit(tree.left), self.visit(tree.right)
        try:
            return apply(operator, left, right)
        except (TypeError, ValueError, ZeroDivisionError, OverflowError, re.error) as error:
            detail = (
                str(error)
                if isinstance(error, re.error | ZeroDivisionError | OverflowError)
                else (f"invalid operation: {operator} (mismatched types {_type(left)} and {_type(right)})")
            )
            raise ExpressionError(detail, tree.offset) from error

    def _tolerant(self, tree: Expr) -> Json:
        """The left of `??`: a path that leads nowhere counts as nil."""
        try:
            return self.visit(tree)
        except ExpressionError:
            if isinstance(tree, Name | Member):
                return None
            raise

    def call(self, tree: Call) -> Json:
        function = tree.function
        if isinstance(function, Name):
            if function.name in PREDICATE_FUNCTIONS:
                return self.predicate_call(function.name, tree)
            found = BUILTINS.get(function.name)
        elif isinstance(function, Member) and isinstance(function.target, Name) and function.target.name == "sprig":
            name = function.key.value if isinstance(function.key, Literal) else ""
            found = SPRIG.get(name) if isinstance(name, str) else None
        else:
            found = None
        if found is None:
            shown = function.name if isinstance(function, Name) else "that"
            raise ExpressionError(f"unknown name {shown}", tree.offset)
        values = [self.visit(argument) for argument in tree.arguments]
        try:
            return cast("Json", found(*values))
        except FunctionError:
            raise
        except (TypeError, ValueError, KeyError, IndexError, OverflowError, ZeroDivisionError, re.error) as error:
            raise ExpressionError(str(error) or type(error).__name__, tree.offset) from error

    def predicate_call(self, name: str, tree: Call) -> Json:
        if not tree.arguments:
            raise ExpressionError(f"not enough arguments to call {name}", tree.offset)
        source = self.visit(tree.arguments[0])
        if source is None:
            source = []
        if not isinstance(source, list):
            raise ExpressionError(f"builtin {name} takes only array (got {_type(source)})", tree.offset)
        body = tree.arguments[1] if len(tree.arguments) > 1 else None
        extra = [self.visit(argument) for argument in tree.arguments[2:]]

        def invoke(item: Json, index: int, total: Json = None) -> Json:
            if body is None:
                return item
            self.pointers.append({"": item, "index": index, "acc": total})
            try:
                return self.visit(body)
            finally:
                self.pointers.pop()

        return PREDICATE_FUNCTIONS[name](source, invoke, extra)


def _guarded(tree: Expr) -> bool:
    return isinstance(tree, Member) and (tree.optional or _guarded(tree.target))


def _key(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def _type(value: Json) -> str:
    if value is None:
        return "nil"
    return {
        bool: "bool",
        int: "int",
        float: "float64",
        str: "string",
        list: "[]interface {}",
        dict: "map[string]interface {}",
    }[type(value)]


def apply(operator: str, left: Json, right: Json) -> Json:
    """One binary operator. Raises TypeError where the types do not fit."""
    if operator == "==":
        return _equal(left, right)
    if operator == "!=":
        return not _equal(left, right)
    handler = _OPERATORS.get(operator)
    if handler is None:
        raise TypeError(operator)
    return handler(left, right)


def _equal(left: Json, right: Json) -> bool:
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return left == right


def _number(value: Json) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _add(left: Json, right: Json) -> Json:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    return _number(left) + _number(right)


def _order(left: Json, right: Json) -> int:
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    a, b = _number(left), _number(right)
    return (a > b) - (a < b)


def _in(left: Json, right: Json) -> bool:
    if isinstance(right, list):
        return any(_equal(left, item) for item in right)
    if isinstance(right, dict):
        return isinstance(left, str) and left in right
    if right is None:
        return False
    raise TypeError


def _remainder(left: Json, right: Json) -> Json:
    if isinstance(left, bool) or isinstance(right, bool) or not isinstance(left, int) or not isinstance(right, int):
        raise TypeError
    if right == 0:
        raise ZeroDivisionError("integer divide by zero")
    return left - right * int(left / right)


def _divide(left: Json, right: Json) -> float:
    a, b = _number(left), _number(right)
    if b == 0:
        if a == 0:
            return float("nan")
        return float("inf") if a > 0 else float("-inf")
    return a / b


def _range(left: Json, right: Json) -> Json:
    if isinstance(left, bool) or isinstance(right, bool) or not isinstance(left, int) or not isinstance(right, int):
        raise TypeError
    if right - left > _MAX_RANGE:
        raise OverflowError("memory budget exceeded")
    return list(range(left, right + 1))


_OPERATORS: dict[str, Callable[[Json, Json], Json]] = {
    "+": _add,
    "-": lambda a, b: _number(a) - _number(b),
    "*": lambda a, b: _number(a) * _number(b),
    "/": _divide,
    "%": _remainder,
    "**": lambda a, b: float(_number(a)) ** float(_number(b)),
    "^": lambda a, b: float(_number(a)) ** float(_number(b)),
    "<": lambda a, b: _order(a, b) < 0,
    ">": lambda a, b: _order(a, b) > 0,
    "<=": lambda a, b: _order(a, b) <= 0,
    ">=": lambda a, b: _order(a, b) >= 0,
    "in": _in,
    "contains": lambda a, b: _text(b) in _text(a),
    "startsWith": lambda a, b: _text(a).startswith(_text(b)),
    "endsWith": lambda a, b: _text(a).endswith(_text(b)),
    "matches": lambda a, b: re.search(_text(b), _text(a)) is not None,
    "..": _range,
}
