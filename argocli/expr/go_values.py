"""How Go prints values: results of expressions as text, and loop items as names."""

from __future__ import annotations

import json

from argocli.model.values import Json, number_text


def expression_text(value: Json) -> str:
    """The text of an expression's result: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else json_text(value)


def json_text(value: Json) -> str:
    """Compact JSON with numbers as Go writes them."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(json_text(item) for item in value) + "]"
    return (
        "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{json_text(value[key])}" for key in sorted(value)) + "}"
    )


def float_text(value: float) -> str:
    """A float as Go's JSON encoder writes it: no exponent between 1e-6 and 1e21, whole numbers without a point."""
    size = abs(value)
    if value != value or size == float("inf"):
        return str(value)
    if size == 0 or 1e-6 <= size < 1e21:
        return number_text(value)
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return number_text(value)
    mantissa = mantissa.removesuffix(".0")
    sign = exponent[0] if exponent[0] in "+-" else "+"
    return f"{mantissa}e{sign}{exponent.lstrip('+-').zfill(2)}"


def print_value(value: Json) -> str:
    """The `%v` form: `[a b]` for lists, `map[k:v]` for maps, `<nil>` for nothing."""
    if value is None:
        return "<nil>"
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json_text(value)
    if isinstance(value, list):
        return "[" + " ".join(print_value(item) for item in value) + "]"
    return "map[" + " ".join(f"{key}:{print_value(value[key])}" for key in sorted(value)) + "]"
