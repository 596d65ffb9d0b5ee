"""How Go prints values: results of expressions as text, and loop items as names."""

from __future__ import annotations

import json

from argocli.expr.moments import Moment, Named, Span, Zone
from argocli.expr.values import AnyMap, Native, Value, to_json
from argocli.expr.versions import Version
from argocli.model.values import Json, number_text

_FOR_HTML = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def expression_text(value: Json) -> str:
    """The text of an expression's result: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else json_text(value)


def go_json(value: Value) -> str:
    """Compact JSON as Go's encoder writes it: `<`, `>` and `&` as escapes."""
    return json_text(to_json(value)).translate(_FOR_HTML)


def for_html(text: str) -> str:
    """JSON text with the characters escaped that mean something in HTML."""
    return text.translate(_FOR_HTML)


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
        return general_text(value)
    if size == 0 or 1e-6 <= size < 1e21:
        return number_text(value)
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return number_text(value)
    return f"{mantissa.removesuffix('.0')}e{'-' if exponent[0] == '-' else '+'}{exponent.lstrip('+-').lstrip('0')}"


def general_text(value: float) -> str:
    """A float as `%v` prints it: with an exponent below 1e-4 and from 1e6 on."""
    if value != value:
        return "NaN"
    if abs(value) == float("inf"):
        return "+Inf" if value > 0 else "-Inf"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    integral, _, fraction = mantissa.partition(".")
    written = integral + fraction
    digits = written.lstrip("0")
    point = len(integral) + int(exponent or 0) - (len(written) - len(digits))
    digits = digits.rstrip("0")
    sign = "-" if str(value).startswith("-") else ""
    if not digits:
        return sign + "0"
    if -4 <= point - 1 < 6:
        if point <= 0:
            return f"{sign}0.{'0' * -point}{digits}"
        whole, rest = digits[:point].ljust(point, "0"), digits[point:]
        return sign + whole + ("." + rest if rest else "")
    power = point - 1
    tail = "." + digits[1:] if digits[1:] else ""
    return f"{sign}{digits[0]}{tail}e{'-' if power < 0 else '+'}{abs(power):02d}"


def print_value(value: Json | Value) -> str:
    """The `%v` form: `[a b]` for lists, `map[k:v]` for maps, `<nil>` for nothing."""
    match value:
        case None:
            return "<nil>"
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return general_text(value)
        case list() | bytes():
            return "[" + " ".join(print_value(item) for item in value) + "]"
        case Moment() | Span() | Version():
            return value.text()
        case Named():
            return value.word
        case Zone():
            return value.name
        case Native():
            return value.name
        case AnyMap():
            return "map[" + " ".join(f"{print_value(key)}:{print_value(item)}" for key, item in value.items()) + "]"
        case _:
            return "map[" + " ".join(f"{key}:{print_value(value[key])}" for key in sorted(value)) + "]"
