"""Numbers as they are written in an expression."""

from __future__ import annotations

import math

from argocli.expr.errors import ExpressionError
from argocli.expr.values import wrap

_BASES = {"0x": "hex", "0o": "octal", "0b": "binary"}


def read_number(text: str, offset: int) -> int | float:
    """The value of a number token. Raises ExpressionError at `offset`."""
    written = text.replace("_", "")
    base = _BASES.get(written[:2].lower(), "")
    real = base != "hex" and any(mark in written.lower() for mark in ".e")
    kind, parser = ("float", "ParseFloat") if real else (base or "integer", "ParseInt")
    problem = "invalid syntax"
    try:
        value = float(written) if real else _whole(written, base)
        if math.isfinite(value) and (real or wrap(int(value)) == value):
            return value
        problem = "value out of range"
    except ValueError:
        pass
    message = f'invalid {kind} literal: strconv.{parser}: parsing "{written}": {problem}'
    raise ExpressionError(message, offset)


def _whole(written: str, base: str) -> int:
    return int(written, 0 if base else 10) if len(written) < 80 else 1 << 64
