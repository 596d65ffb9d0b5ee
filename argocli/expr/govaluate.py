"""The boolean language of `when`: C-like operators over numbers, strings and bare words that stand for themselves."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from argocli.expr.errors import FunctionError
from argocli.expr.go_values import print_value
from argocli.expr.meter import Meter
from argocli.expr.operators import divide, power
from argocli.expr.regex import search
from argocli.expr.regex_program import compiled
from argocli.expr.values import whole, wrap
from argocli.expr.when_tokens import Invalid, Token, Value, tokenize

# From the loosest to the tightest.
_LEVELS = (
    (",",),
    ("?", ":", "??"),
    ("||",),
    ("&&",),
    ("==", "!=", ">", "<", ">=", "<=", "=~", "!~", "in"),
    ("&", "|", "^"),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
    ("**",),
)
_MAX_DEPTH = 60
_HINT = ' (hint: try wrapping the affected expression in quotes ("))'


class WhenError(Exception):
    """A condition that is none, or whose value is no boolean; the text is upstream's.

    `offset` counts characters from 0 to what is at fault, where known.
    """

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset


class _Leaf(NamedTuple):
    token: Token


class _Prefix(NamedTuple):
    sign: str
    operand: _Tree


class _Infix(NamedTuple):
    sign: str
    left: _Tree
    right: _Tree


class _Clause(NamedTuple):
    inner: _Tree | None


_Tree = _Leaf | _Prefix | _Infix | _Clause


def evaluate_when(source: str) -> bool:
    """The verdict of a condition in which all tags are replaced already. Raises WhenError."""
    try:
        tokens = tokenize(source)
        check_patterns(tokens)
    except Invalid as error:
        raise WhenError(
            f"Invalid 'when' expression '{source}': {error}{_HINT if error.token else ''}", error.offset
        ) from error
    try:
        tree = _Reader(_with_words_as_texts(tokens)).whole()
    except Invalid as error:
        raise WhenError(f"Failed to parse 'when' expression '{source}': {error}", error.offset) from error
    try:
        value = _value(tree, Meter())
    except (Invalid, FunctionError) as error:
        raise WhenError(f"Failed to evaluate 'when' expresion '{source}': {error}") from error
    if not isinstance(value, bool):
        raise WhenError(f"Expected boolean evaluation for '{source}'. Got {_shown(value)}")
    return value


def check_patterns(tokens: list[Token]) -> None:
    """Patterns that are written out are compiled even if they are not reached."""
    for sign, token in pairwise(tokens):
        if sign.value in ("=~", "!~") and token.kind == "STRING":
            try:
                compiled(str(token.value))
            except FunctionError as error:
                raise Invalid(str(error), offset=token.offset) from error


def _with_words_as_texts(tokens: list[Token]) -> list[Token]:
    """Bare words become texts; a prefix cannot stand before a text."""
    for sign, token in pairwise(tokens):
        if sign.kind == "PREFIX" and token.kind == "VARIABLE":
            raise Invalid(f"Cannot transition token types from {sign} to STRING [{token.value}]", offset=token.offset)
    return [token._replace(kind="STRING") if token.kind == "VARIABLE" else token for token in tokens]


class _Reader:
    """Builds the tree; what follows a closing parenthesis without an operator is not looked at, as upstream."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    def whole(self) -> _Tree:
        return self.level(0)

    def sign(self) -> str:
        if self.index < len(self.tokens):
            token = self.tokens[self.index]
            if token.kind in ("COMPARATOR", "LOGICALOP", "MODIFIER", "TERNARY", "SEPARATOR"):
                return str(token.value)
        return ""

    def level(self, number: int) -> _Tree:
        if number == len(_LEVELS):
            return self.prefixed()
        left = self.level(number + 1)
        while self.sign() in _LEVELS[number]:
            sign = self.sign()
            self.index += 1
            left = _Infix(sign, left, self.level(number + 1))
        return left

    def prefixed(self) -> _Tree:
        token = self.tokens[self.index]
        if token.kind != "PREFIX":
            return self.value()
        self.index += 1
        return _Prefix(str(token.value), self.value())

    def value(self) -> _Tree:
        token = self.tokens[self.index]
        self.index += 1
        if token.kind != "CLAUSE":
            return _Leaf(token)
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise Invalid("nested too deeply")
        inner = None if self.tokens[self.index].kind == "CLAUSE_CLOSE" else self.level(0)
        while self.tokens[self.index].kind != "CLAUSE_CLOSE":
            self.skip()
        self.index += 1
        self.depth -= 1
        return _Clause(inner)

    def skip(self) -> None:
        """Pass over one value that nothing connects."""
        if self.tokens[self.index].kind == "CLAUSE":
            self.value()
        else:
            self.index += 1


def _value(tree: _Tree, meter: Meter) -> Value:
    """The value of a tree; operators that group from the left are walked in a loop: there can be thousands of them."""
    spine: list[_Infix] = []
    while isinstance(tree, _Infix):
        spine.append(tree)
        tree = tree.left
    value = _single(tree, meter)
    for each in reversed(spine):
        meter.spend(4)
        value = _joined(each, value, meter)
    return value


def _single(tree: _Leaf | _Prefix | _Clause, meter: Meter) -> Value:
    meter.spend(4)
    if isinstance(tree, _Leaf):
        if tree.token.kind == "ACCESSOR":
            raise Invalid(f"No parameter '{str(tree.token.value).partition('.')[0]}' found.")
        return tree.token.value
    if isinstance(tree, _Clause):
        return None if tree.inner is None else _value(tree.inner, meter)
    return _prefixed(tree.sign, _value(tree.operand, meter))


def _prefixed(sign: str, value: Value) -> Value:
    if sign == "!" and isinstance(value, bool):
        return not value
    if sign != "!" and isinstance(value, float):
        return -value if sign == "-" else float(~whole(value))
    raise Invalid(f"Value '{_shown(value)}' cannot be used with the prefix '{sign}'")


def _joined(tree: _Infix, left: Value, meter: Meter) -> Value:
    """Two values and what connects them; the right one is not looked at where the left one decides."""
    sign = tree.sign
    if sign in ("&&", "||"):
        decides = sign == "||"
        if left is decides:
            return decides
        right = _value(tree.right, meter)
        return _truth(left, sign) or _truth(right, sign) if decides else _truth(left, sign) and _truth(right, sign)
    if sign == "?" and left is False:
        return None
    if sign in (":", "??"):
        return _value(tree.right, meter) if left is None else left
    right = _value(tree.right, meter)
    if sign == "?":
        if left is not True:
            raise Invalid(f"Value '{_shown(left)}' cannot be used with the ternary operator '?', it is not a bool")
        return right
    if sign == "in" and isinstance(tree.right, _Clause) and right is not None and not isinstance(right, tuple):
        right = (right,)
    if sign == ",":
        meter.spend(len(left) if isinstance(left, tuple) else 1)
        return (*left, right) if isinstance(left, tuple) else (left, right)
    return _apply(sign, left, right, meter)


def _apply(sign: str, left: Value, right: Value, meter: Meter) -> Value:
    match sign:
        case "==" | "!=":
            return _same(left, right) == (sign == "==")
        case "in":
            return _contained(left, right)
        case "=~" | "!~":
            return _matched(sign, left, right, meter)
        case ">" | "<" | ">=" | "<=":
            return _compared(sign, left, right)
        case "+" if isinstance(left, str) or isinstance(right, str):
            text = _shown(left) + _shown(right)
            meter.text(len(text))
            return text
        case "+" if not isinstance(left, float) or not isinstance(right, float):
            raise _unfit(left, "modifier", sign)
    for value in (left, right):
        if not isinstance(value, float):
            raise _unfit(value, "modifier", sign)
    assert isinstance(left, float)
    assert isinstance(right, float)
    return _ARITHMETIC[sign](left, right)


def _truth(value: Value, sign: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid(f"Value '{_shown(value)}' cannot be used with the logical operator '{sign}', it is not a bool")
    return value


def _unfit(value: Value, kind: str, sign: str) -> Invalid:
    return Invalid(f"Value '{_shown(value)}' cannot be used with the {kind} '{sign}', it is not a number")


def _shown(value: Value) -> str:
    if isinstance(value, tuple):
        return "[" + " ".join(map(_shown, value)) + "]"
    return print_value(value)


def _same(left: Value, right: Value) -> bool:
    return type(left) is type(right) and left == right


def _contained(left: Value, right: Value) -> bool:
    if not isinstance(right, tuple):
        raise _unfit(right, "comparator", "in")
    return any(_same(left, item) for item in right)


def _matched(sign: str, left: Value, right: Value, meter: Meter) -> bool:
    for value in (left, right):
        if not isinstance(value, str):
            raise _unfit(value, "comparator", sign)
    return search(str(right), str(left), meter) == (sign == "=~")


def _compared(sign: str, left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        order = (left > right) - (left < right)
    elif isinstance(left, float) and isinstance(right, float):
        if math.isnan(left) or math.isnan(right):
            return False
        order = (left > right) - (left < right)
    else:
        raise _unfit(left, "comparator", sign)
    return {">": order > 0, "<": order < 0, ">=": order >= 0, "<=": order <= 0}[sign]


def _bits(join: Callable[[int, int], int]) -> Callable[[float, float], float]:
    return lambda left, right: float(wrap(join(whole(left), whole(right))))


def _shifted(left: float, right: float, *, up: bool) -> float:
    """Shifts work on 64 bits without a sign; shifting by more leaves nothing."""
    value, by = whole(left) % (1 << 64), whole(right) % (1 << 64)
    if by >= 64:
        return 0.0
    return float((value << by) % (1 << 64) if up else value >> by)


def _remainder(left: float, right: float) -> float:
    return math.nan if right == 0 or not math.isfinite(left) else math.fmod(left, right)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": divide,
    "%": _remainder,
    "**": power,
    "&": _bits(lambda left, right: left & right),
    "|": _bits(lambda left, right: left | right),
    "^": _bits(lambda left, right: left ^ right),
    "<<": lambda left, right: _shifted(left, right, up=True),
    ">>": lambda left, right: _shifted(left, right, up=False),
}
