"""How functions of the expression languages read their arguments, and what they say of wrong ones."""

from __future__ import annotations

from argocli.expr.errors import FunctionError
from argocli.expr.values import Value, go_type


def text(value: Value, function: str, argument: int = 0) -> str:
    """A text. Raises FunctionError."""
    if not isinstance(value, str):
        raise _wrong(value, "string", function, argument)
    return value


def whole_number(value: Value, function: str, argument: int = 0) -> int:
    """A whole number. Raises FunctionError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise _wrong(value, "int", function, argument)
    return int(value)


def number(value: Value, function: str) -> int | float:
    """A number. Raises FunctionError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise unfit(value, function)
    return value


def items(value: Value, does: str) -> list[Value]:
    """A list; `does` is what cannot be done to anything else. Raises FunctionError."""
    if not isinstance(value, list):
        raise FunctionError(f"cannot {does} {go_type(value)}")
    return value


def entries(value: Value, does: str) -> dict[str, Value]:
    """A map. Raises FunctionError."""
    if not isinstance(value, dict):
        raise FunctionError(f"cannot {does.replace('%', go_type(value))}")
    return value


def unfit(value: Value, function: str) -> FunctionError:
    """The error for an argument of a type that a function has no use for."""
    return FunctionError(f"invalid argument for {function} (type {go_type(value)})")


def _wrong(value: Value, wanted: str, function: str, argument: int) -> FunctionError:
    return FunctionError(f"cannot use {go_type(value)} as argument (type {wanted}) to call {function} ", argument)
