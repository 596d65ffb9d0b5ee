"""Conditions and scripts in a JSONPath: `@.price > 10 && @.kind == 'book'`, `@.length - 1`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from argocli.expr.errors import FunctionError
from argocli.expr.jsonpath_steps import JsonPathError, Step, closing, read_path
from argocli.expr.meter import Meter
from argocli.expr.operators import divide, power
from argocli.expr.regex import search
from argocli.model.values import Json

_SIGNS = (("||",), ("&&",), ("==", "!=", "<=", ">=", "=~", "<", ">"), ("+", "-"), ("*", "/", "%"), ("**",))
_SIGN = re.compile(r"\s*(\|\||&&|==|!=|<=|>=|=~|\*\*|[-<>+*/%])")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.A)
_WORD = re.compile(r"true|false|null|nil")
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None, "nil": None}
_MAX_DEPTH = 30


class Follower(Protocol):
    """Follows the steps of a path."""

    root: Json
    meter: Meter

    def follow(self, current: Json, steps: tuple[Step, ...]) -> Json: ...


_Term = tuple[str, "str | Json | tuple[Step, ...]", "_Term | None", "_Term | None"]


class Filtering:
    """Conditions over one value, which `@` stands for."""

    def __init__(self, walk: Follower, current: Json) -> None:
        self.walk = walk
        self.current = current

    def holds(self, text: str) -> bool:
        """Whether a condition holds; where it cannot be worked out it does not. Raises JsonPathError if it is none."""
        term = read_condition(text)
        try:
            value = self.worked_out(term)
        except JsonPathError:
            return False
        return value is True or (value is not False and bool(value))

    def value(self, text: str) -> Json:
        """The value of a script. Raises JsonPathError."""
        return self.worked_out(read_condition(text))

    def worked_out(self, term: _Term) -> Json:
        kind, detail, left, right = term
        self.walk.meter.spend(2)
        if kind == "value":
            return detail  # type: ignore[return-value]  # a term of this kind holds JSON
        if kind in ("$", "@"):
            begin = self.walk.root if kind == "$" else self.current
            assert isinstance(detail, tuple)
            return self.walk.follow(begin, detail)
        assert left is not None
        assert right is not None
        return self.joined(kind, self.worked_out(left), self.worked_out(right))

    def joined(self, sign: str, left: Json, right: Json) -> Json:
        if sign in ("==", "!="):
            return (_same(left, right)) == (sign == "==")
        if sign in ("&&", "||"):
            if not isinstance(left, bool) or not isinstance(right, bool):
                raise JsonPathError("invalid argument. expected boolean")
            return (left and right) if sign == "&&" else (left or right)
        if sign == "=~":
            if not isinstance(left, str) or not isinstance(right, str):
                raise JsonPathError("invalid argument. expected string")
            try:
                return search(right, left, self.walk.meter)
            except FunctionError as error:
                raise JsonPathError(str(error)) from error
        return _ARITHMETIC[sign](_number(left), _number(right))


def _same(left: Json, right: Json) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def _number(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise JsonPathError("invalid argument. expected number")
    return float(value)


def _remainder(left: float, right: float) -> float:
    if not right or not math.isfinite(left):
        raise JsonPathError("invalid argument. expected number")
    return math.fmod(left, right)


_ARITHMETIC: dict[str, Callable[[float, float], Json]] = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": divide, "%": _remainder,
    "**": power,
}  # fmt: skip


@lru_cache(maxsize=256)
def read_condition(text: str) -> _Term:
    """A condition or script as a tree. Raises JsonPathError."""
    reader = _Reader(text)
    found = reader.level(0)
    reader.blanks()
    if reader.position < len(text):
        raise JsonPathError(f"invalid expression. unexpected '{text[reader.position :]}'")
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.depth = 0

    def blanks(self) -> None:
        while self.text[self.position : self.position + 1].isspace():
            self.position += 1

    def sign(self, wanted: tuple[str, ...]) -> str:
        match = _SIGN.match(self.text, self.position)
        if match is None or match[1] not in wanted:
            return ""
        self.position = match.end()
        return match[1]

    def level(self, number: int) -> _Term:
        """Operators of one level, which group from the left."""
        if number == len(_SIGNS):
            return self.operand()
        left = self.level(number + 1)
        while sign := self.sign(_SIGNS[number]):
            left = (sign, "", left, self.level(number + 1))
        return left

    def operand(self) -> _Term:
        self.blanks()
        rest = self.text[self.position :]
        if rest[:1] in ("$", "@"):
            steps, self.position = read_path(self.text, in_filter=True, start=self.position)
            return rest[0], steps, None, None
        if rest[:1] == "(":
            return self.inner()
        word = _WORD.match(rest)
        if word:
            self.position += word.end()
            return "value", _WORDS[word.group()], None, None
        return "value", self.literal(rest), None, None

    def inner(self) -> _Term:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise JsonPathError("invalid expression. nested too deeply")
        self.position += 1
        found = self.level(0)
        self.blanks()
        if not self.text.startswith(")", self.position):
            raise JsonPathError(f"invalid expression. invalid format '{self.text}'")
        self.position += 1
        self.depth -= 1
        return found

    def literal(self, rest: str) -> Json:
        number = _NUMBER.match(rest)
        if number:
            self.position += number.end()
            return float(number.group())
        if rest[:1] in ("'", '"'):
            end = 1
            while end < len(rest) and rest[end] != rest[0]:
                end += 1 + (rest[end] == "\\")
            if end >= len(rest):
                raise JsonPathError(f"invalid expression. invalid format '{self.text}'")
            self.position += end + 1
            return re.sub(r"\\(.)", r"\1", rest[1:end], flags=re.S)
        if rest[:1] in ("[", "{"):
            end = closing(rest, 0) if rest[0] == "[" else rest.rfind("}")
            self.position += end + 1
            try:
                found: Json = json.loads(rest[: end + 1], parse_int=float)
            except (ValueError, RecursionError):
                # What is no JSON is equal to nothing but a text that reads the same.
                return rest[: end + 1]
            return found
        raise JsonPathError(f"invalid expression. invalid format '{self.text}'")
