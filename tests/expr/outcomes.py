"""What an expression comes to over a few names, told apart as strictly as Go tells its types apart."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from argocli.expr.errors import ExpressionError
from argocli.expr.expression import run
from argocli.expr.go_values import print_value
from argocli.expr.scope import nest
from argocli.expr.values import AnyMap, Value

SCOPE = {
    "a": "1", "t": "héllo", "e": "", "gone": None, "steps.s.outputs.result": "7", "m.k": "v", "m.l": "w",
}  # fmt: skip
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def zones(name: str) -> tzinfo | None:
    """The zones that this machine knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def exactly(value: object) -> object:
    """A value that only equals another one if whole numbers, floats and booleans are the same in both."""
    match value:
        case AnyMap():
            return {print_value(key): exactly(item) for key, item in value.items()}
        case bool() | None | str() | bytes():
            return value
        case int():
            return "int", int(value)
        case float():
            return "float", repr(value)
        case list():
            return [exactly(item) for item in value]
        case dict():
            return {key: exactly(item) for key, item in value.items()}
        case _:
            return value


def outcome(source: str) -> object:
    """The value of an expression, fit to be compared with `exactly` another."""
    environment: dict[str, Value] = dict(nest(SCOPE))  # type: ignore[arg-type]  # plain JSON
    return exactly(run(source, environment, now=NOW, zones=zones))


def refusal(source: str) -> str:
    """What is said of an expression that has no value, with its line and column."""
    try:
        found = outcome(source)
    except ExpressionError as error:
        return str(error).partition("\n")[0]
    raise AssertionError(f"{source} is {found}")
