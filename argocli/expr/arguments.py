"""How functions of the expression languages read their arguments, and what they say of wrong ones.

What can be told before an expression runs has been told then; these are the words of Go's runtime.
"""

from __future__ import annotations

from argocli.expr.errors import FunctionError
from argocli.expr.values import AnyMap, Uint8, Value, go_kind, go_type, whole


def conversion(value: Value, wanted: str) -> FunctionError:
    """The error for a value that is not of the type that is needed."""
    shown = "nil" if value is None else go_type(value)
    return FunctionError(f"interface conversion: interface {{}} is {shown}, not {wanted}")


def text(value: Value) -> str:
    """A text. Raises FunctionError."""
    if not isinstance(value, str):
        raise conversion(value, "string")
    return value


def truth(value: Value) -> bool:
    """A boolean. Raises FunctionError."""
    if not isinstance(value, bool):
        raise conversion(value, "bool")
    return value


def whole_number(value: Value) -> int:
    """A number, cut to a whole one. Raises FunctionError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FunctionError(f"invalid operation: int({go_type(value)})")
    return int(value) if isinstance(value, int) else whole(value)


def number(value: Value, function: str) -> int | float:
    """A number. Raises FunctionError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise unfit(value, function)
    return value


def items(value: Value, cannot: str) -> list[Value]:
    """A list; `cannot` is what cannot be done to anything else. Raises FunctionError."""
    if isinstance(value, bytes):
        return [Uint8(each) for each in value]
    if not isinstance(value, list):
        raise FunctionError(f"cannot {cannot.replace('%', go_kind(value))}")
    return value


def entries(value: Value, cannot: str) -> list[tuple[Value, Value]]:
    """Keys and values of a map, in order. Raises FunctionError."""
    if isinstance(value, AnyMap):
        return list(value.items())
    if not isinstance(value, dict):
        raise FunctionError(f"cannot {cannot.replace('%', go_kind(value))}")
    return [(key, value[key]) for key in sorted(value)]


def unfit(value: Value, function: str) -> FunctionError:
    """The error for an argument of a type that a function has no use for."""
    return FunctionError(f"invalid argument for {function} (type {go_type(value)})")
