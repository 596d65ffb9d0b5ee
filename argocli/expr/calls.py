"""Calling functions and methods: evaluating what they are called with, paying for it, and placing their errors."""

from __future__ import annotations

from types import CodeType
from typing import Protocol

from argocli.expr.dates import methods_of
from argocli.expr.errors import ExpressionError, FunctionError
from argocli.expr.functions import CHEAP, Builtin, Function
from argocli.expr.meter import Meter
from argocli.expr.sprig_signatures import BY_LETTER, LEFT_OUT, SIGNATURES, arguments_for
from argocli.expr.syntax import Call, Expr
from argocli.expr.values import Value


class Visitor(Protocol):
    """Evaluates parts, and knows the functions."""

    meter: Meter

    def visit(self, tree: Expr) -> Value: ...

    def builtin(self, name: str) -> Builtin | None: ...


def invoke(visitor: Visitor, name: str, tree: Call) -> Value:
    """The result of a function of the language, of Argo, or of sprig (`sprig.name`). Raises ExpressionError."""
    values = [visitor.visit(argument) for argument in tree.arguments]
    of_sprig = name.startswith("sprig.")
    bare = name.removeprefix("sprig.")
    try:
        if of_sprig:
            values = arguments_for(SIGNATURES[bare], values)
        found = visitor.builtin(name)
        if found is None:
            raise FunctionError(f"{name} is not available here: it {LEFT_OUT.get(bare, 'needs a clock')}")
        if not of_sprig:
            _check_count(bare, found, len(values))
        if bare not in CHEAP:
            for value in values:
                visitor.meter.weigh(value)
                if isinstance(value, str) and (bare in BY_LETTER or not value.isascii()):
                    visitor.meter.spend(len(value))
        result: Value = found.function(visitor.meter, *values) if found.metered else found.function(*values)
        visitor.meter.weigh(result)
    except FunctionError as error:
        raise ExpressionError(str(error), tree.offset) from error
    except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise ExpressionError(f"{bare}: {error}", tree.offset) from error
    return result


def call_method(visitor: Visitor, target: Value, name: str, tree: Call) -> Value:
    """`date.Year()` and the like. Raises ExpressionError."""
    values = [visitor.visit(argument) for argument in tree.arguments]
    method: Function = methods_of(target)[name]
    try:
        _check_count(name, Builtin(method, metered=False), len(values) + 1)
        result: Value = method(target, *values)
    except (FunctionError, TypeError) as error:
        raise ExpressionError(str(error) or f"cannot use the arguments of {name}", tree.offset) from error
    return result


def _check_count(name: str, found: Builtin, given: int) -> None:
    """Complain of too few or too many arguments."""
    code = getattr(found.function, "__code__", None)
    if not isinstance(code, CodeType):
        return
    given += found.metered
    optional = len(getattr(found.function, "__defaults__", None) or ())
    if given < code.co_argcount - optional:
        raise FunctionError(f"not enough arguments to call {name}")
    if given > code.co_argcount and not code.co_flags & 0x04:
        raise FunctionError(f"too many arguments to call {name}")
