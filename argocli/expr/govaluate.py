"""The boolean language of `when`: C-like operators over numbers, strings and bare words that stand for themselves."""

from __future__ import annotations

import re

from argocli.expr.go_values import print_value

Value = bool | float | str | None | tuple["Value", ...]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
    r"|(?P<string>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<bracket>\[[^\]]*\])"
    r"|(?P<op>==|!=|>=|<=|=~|!~|&&|\|\||\?\?|\*\*|<<|>>|[-+*/%&|^!<>?:(),~])"
    r"|(?P<word>[A-Za-z_][\w.]*))"
)
_PRECEDENCE = (
    ("??",),
    ("||",),
    ("&&",),
    ("==", "!=", ">", "<", ">=", "<=", "=~", "!~", "in"),
    ("&", "|", "^"),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
    ("**",),
)
_HINT = ' (hint: try wrapping the affected expression in quotes ("))'


class WhenError(Exception):
    """A condition that is none, or whose value is no boolean; the text is upstream's."""


class _Invalid(Exception):
    def __init__(self, message: str, *, token: bool = False) -> None:
        super().__init__(message)
        self.token = token


def evaluate_when(source: str) -> bool:
    """The verdict of a condition in which all tags are replaced already. Raises WhenError."""
    try:
        value = _Parser(source).parse()
    except _Invalid as error:
        hint = _HINT if error.token else ""
        raise WhenError(f"Invalid 'when' expression '{source}': {error}{hint}") from error
    except RecursionError as error:
        raise WhenError(f"Invalid 'when' expression '{source}': nested too deeply") from error
    if not isinstance(value, bool):
        shown = print_value(list(value)) if isinstance(value, tuple) else print_value(value)  # type: ignore[arg-type]
        raise WhenError(f"Expected boolean evaluation for '{source}'. Got {shown}")
    return value


class _Parser:
    """Parses and evaluates in one go; both sides of `&&` and `||` are always read."""

    def __init__(self, source: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(source):
            if source[position:].isspace():
                break
            match = _TOKEN.match(source, position)
            if match is None:
                rest = source[position:].lstrip()
                raise _Invalid(f"Invalid token: '{rest.split()[0] if rest.split() else rest}'", token=True)
            kind = match.lastgroup or ""
            self.tokens.append((kind, match.group(kind)))
            position = match.end()
        self.index = 0

    def parse(self) -> Value:
        if not self.tokens:
            raise _Invalid("Unexpected end of expression")
        value = self.ternary()
        if self.index < len(self.tokens):
            word = self.tokens[self.index][1]
            raise _Invalid(f"Cannot transition token types from VALUE to '{word}'", token=True)
        return value

    def peek(self) -> str:
        kind, word = self.tokens[self.index] if self.index < len(self.tokens) else ("", "")
        if kind == "op" or (kind == "word" and word.lower() == "in"):
            return word.lower()
        return ""

    def ternary(self) -> Value:
        value = self.binary(0)
        if self.peek() == "?":
            self.index += 1
            yes = self.ternary()
            no: Value = None
            if self.peek() == ":":
                self.index += 1
                no = self.ternary()
            return yes if _truth(value, "?") else no
        return value

    def binary(self, level: int) -> Value:
        if level == len(_PRECEDENCE):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in _PRECEDENCE[level]:
            operator = self.peek()
            self.index += 1
            right = self.binary(level + 1)
            left = _apply(operator, left, right)
        return left

    def unary(self) -> Value:
        operator = self.peek()
        if operator in ("!", "-", "~"):
            self.index += 1
            value = self.unary()
            if operator == "!":
                return not _truth(value, "!")
            number = _number(value, operator)
            return -number if operator == "-" else float(~int(number))
        return self.value()

    def value(self) -> Value:
        if self.index >= len(self.tokens):
            raise _Invalid("Unexpected end of expression")
        kind, word = self.tokens[self.index]
        self.index += 1
        if kind == "number":
            return float(int(word, 16)) if word[:2].lower() == "0x" else float(word)
        if kind == "string":
            return _string(re.sub(r"\\(.)", r"\1", word[1:-1]))
        if kind == "bracket":
            return word[1:-1]
        if kind == "word":
            return {"true": True, "false": False}.get(word, word)
        if word == "(":
            return self.group()
        raise _Invalid(f"Cannot transition token types from UNKNOWN to '{word}'", token=True)

    def group(self) -> Value:
        items: list[Value] = []
        while self.peek() != ")":
            items.append(self.ternary())
            if self.peek() == ",":
                self.index += 1
            elif self.peek() != ")":
                raise _Invalid("Unbalanced parenthesis")
        self.index += 1
        return items[0] if len(items) == 1 else tuple(items)


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[-+]\d{2}:?\d{2})?)?")


def _string(text: str) -> Value:
    """A quoted string; one that looks like a date counts as its Unix time."""
    if _DATE.fullmatch(text):
        from argocli.model.timestamps import from_text

        moment = from_text(text.replace(" ", "T"))
        if moment is not None:
            return moment.timestamp()
    return text


def _truth(value: Value, operator: str) -> bool:
    if not isinstance(value, bool):
        raise _Invalid(
            f"Value '{_shown(value)}' cannot be used with the logical operator '{operator}', it is not a bool"
        )
    return value


def _number(value: Value, operator: str) -> float:
    if isinstance(value, bool) or not isinstance(value, float):
        raise _Invalid(f"Value '{_shown(value)}' cannot be used with the modifier '{operator}', it is not a number")
    return value


def _shown(value: Value) -> str:
    return print_value(list(value)) if isinstance(value, tuple) else print_value(value)  # type: ignore[arg-type]


def _apply(operator: str, left: Value, right: Value) -> Value:
    if operator == "&&":
        return _truth(left, "&&") and _truth(right, "&&")
    if operator == "||":
        return _truth(left, "||") or _truth(right, "||")
    if operator == "??":
        return right if left is None else left
    if operator == "in":
        return left in (right if isinstance(right, tuple) else (right,))
    if operator == "==":
        return type(left) is type(right) and left == right
    if operator == "!=":
        return not (type(left) is type(right) and left == right)
    if operator in ("=~", "!~"):
        if not isinstance(left, str) or not isinstance(right, str):
            raise _Invalid(
                f"Value '{_shown(left)}' cannot be used with the comparator '{operator}', it is not a string"
            )
        try:
            found = re.search(right, left) is not None
        except re.error as error:
            raise _Invalid(f"Unable to compile regexp pattern '{right}': {error}") from error
        return found if operator == "=~" else not found
    if operator in (">", "<", ">=", "<="):
        return _compare(operator, left, right)
    if operator == "+" and (isinstance(left, str) or isinstance(right, str)):
        return _shown(left) + _shown(right)
    return _arithmetic(operator, _number(left, operator), _number(right, operator))


def _compare(operator: str, left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        order = (left > right) - (left < right)
    else:
        a, b = _comparable(left, operator), _comparable(right, operator)
        order = (a > b) - (a < b)
    return {">": order > 0, "<": order < 0, ">=": order >= 0, "<=": order <= 0}[operator]


def _comparable(value: Value, operator: str) -> float:
    if isinstance(value, bool) or not isinstance(value, float):
        raise _Invalid(f"Value '{_shown(value)}' cannot be used with the comparator '{operator}', it is not a number")
    return value


def _arithmetic(operator: str, left: float, right: float) -> float:
    try:
        match operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right
            case "%":
                return left % right
            case "**":
                return float(left**right)
            case "&":
                return float(int(left) & int(right))
            case "|":
                return float(int(left) | int(right))
            case "^":
                return float(int(left) ^ int(right))
            case "<<":
                return float(int(left) << min(int(right), 64))
            case _:
                return float(int(left) >> min(int(right), 64))
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        raise _Invalid(str(error)) from error
