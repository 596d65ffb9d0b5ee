"""Source text to syntax tree: operator precedence as in expr."""

from __future__ import annotations

from argocli.expr.lexer import ExpressionError, Token, tokenize
from argocli.expr.syntax import (
    Array,
    Binary,
    Call,
    Conditional,
    Expr,
    Let,
    Literal,
    Map,
    Member,
    Name,
    Pointer,
    Predicate,
    Slice,
    Unary,
)

_BINARY = {
    "|": 0,
    "or": 10, "||": 10,
    "and": 15, "&&": 15,
    "==": 20, "!=": 20, "<": 20, ">": 20, ">=": 20, "<=": 20,
    "in": 20, "matches": 20, "contains": 20, "startsWith": 20, "endsWith": 20,
    "..": 25,
    "+": 30, "-": 30,
    "*": 60, "/": 60, "%": 60,
    "**": 100, "^": 100,
    "??": 500,
}  # fmt: skip
_RIGHT = frozenset({"**", "^"})
_UNARY = {"not": 50, "!": 50, "-": 90, "+": 90}
_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "nil": None}
_PREDICATES = frozenset(
    [
        "all",
        "any",
        "one",
        "none",
        "map",
        "filter",
        "find",
        "findIndex",
        "findLast",
        "findLastIndex",
        "count",
        "sum",
        "groupBy",
        "sortBy",
        "reduce",
    ]
)
_MAX_DEPTH = 100


def parse(source: str) -> Expr:
    """The tree of a whole expression. Raises ExpressionError with the offset of the token at fault."""
    return _Parser(source).whole()


class _Parser:
    def __init__(self, source: str) -> None:
        self.tokens = tokenize(source)
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def is_op(self, *texts: str) -> bool:
        return self.token.kind == "op" and self.token.text in texts

    def advance(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.index += 1
        return token

    def expect(self, text: str) -> Token:
        if not self.is_op(text):
            raise self.unexpected()
        return self.advance()

    def unexpected(self) -> ExpressionError:
        token = self.token
        if token.kind == "end":
            return ExpressionError("unexpected token EOF", token.offset)
        return ExpressionError(f'unexpected token {token.kind.capitalize()}("{token.text}")', token.offset)

    def whole(self) -> Expr:
        tree = self.sequence()
        if self.token.kind != "end":
            raise self.unexpected()
        return tree

    def sequence(self) -> Expr:
        """`let x = 1; body`, or one expression."""
        if self.token.kind == "name" and self.token.text == "let":
            offset = self.advance().offset
            name = self.advance()
            if name.kind != "name":
                raise ExpressionError(f'unexpected token "{name.text}"', name.offset)
            self.expect("=")
            value = self.expression(0)
            self.expect(";")
            return Let(name.text, value, self.sequence(), offset)
        return self.expression(0)

    def expression(self, precedence: int) -> Expr:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise ExpressionError("expression is nested too deeply", self.token.offset)
        try:
            left = self.unary()
            while True:
                operator, negated = self.operator()
                if operator not in _BINARY or _BINARY[operator] < precedence:
                    break
                offset = self.advance().offset
                if negated:
                    self.advance()
                if operator == "|":
                    left = self.pipe(left, offset)
                    continue
                level = _BINARY[operator]
                right = self.expression(level if operator in _RIGHT else level + 1)
                left = Binary(operator, left, right, offset)
                if negated:
                    left = Unary("not", left, offset)
            return self.conditional(left) if precedence == 0 else left
        finally:
            self.depth -= 1

    def operator(self) -> tuple[str, bool]:
        token = self.token
        if token.kind == "name" and token.text == "not" and self.index + 1 < len(self.tokens):
            following = self.tokens[self.index + 1]
            if following.kind == "name" and following.text in ("in", "matches", "contains", "startsWith", "endsWith"):
                return following.text, True
        if token.kind in ("op", "name"):
            return token.text, False
        return "", False

    def pipe(self, left: Expr, offset: int) -> Expr:
        right = self.postfix(self.primary())
        if not isinstance(right, Call):
            raise ExpressionError("a pipe needs a function call on its right", offset)
        return Call(right.function, (left, *right.arguments), right.offset)

    def conditional(self, test: Expr) -> Expr:
        while self.is_op("?"):
            offset = self.advance().offset
            if self.is_op(":"):
                self.advance()
                return Conditional(test, test, self.expression(0), offset)
            yes = self.expression(0)
            self.expect(":")
            test = Conditional(test, yes, self.expression(0), offset)
        return test

    def unary(self) -> Expr:
        token = self.token
        if token.text in _UNARY and token.kind in ("op", "name"):
            self.advance()
            return Unary(token.text, self.expression(_UNARY[token.text]), token.offset)
        return self.postfix(self.primary())

    def primary(self) -> Expr:
        token = self.advance()
        if token.kind == "number":
            return Literal(_number(token), token.offset)
        if token.kind == "string":
            return Literal(token.text, token.offset)
        if token.kind == "name":
            return self.named(token)
        if token.text == "(":
            inner = self.sequence()
            self.expect(")")
            return inner
        if token.text == "[":
            return Array(self.items("]"), token.offset)
        if token.text == "{":
            return self.map_literal(token.offset)
        if token.text == "#":
            name = self.advance().text if self.token.kind == "name" and self.token.text in ("acc", "index") else ""
            return Pointer(name, token.offset)
        if token.text == "." and self.token.kind == "name":
            return Member(Pointer("", token.offset), Literal(self.advance().text), offset=token.offset)
        if token.text == "::":
            return self.named(self.advance())
        self.index -= token.kind != "end"
        raise self.unexpected()

    def named(self, token: Token) -> Expr:
        if token.text in _LITERALS and not self.is_op("("):
            return Literal(_LITERALS[token.text], token.offset)
        if self.is_op("("):
            self.advance()
            return Call(Name(token.text, token.offset), self.arguments(token.text), token.offset)
        return Name(token.text, token.offset)

    def arguments(self, function: str = "") -> tuple[Expr, ...]:
        found: list[Expr] = []
        while not self.is_op(")"):
            if found:
                self.expect(",")
                if self.is_op(")"):
                    break
            if function in _PREDICATES and len(found) == 1:
                found.append(self.predicate())
            else:
                found.append(self.sequence())
        self.expect(")")
        return tuple(found)

    def predicate(self) -> Expr:
        offset = self.token.offset
        if self.is_op("{"):
            self.advance()
            body = self.sequence()
            self.expect("}")
            return Predicate(body, offset)
        return Predicate(self.sequence(), offset)

    def items(self, closing: str) -> tuple[Expr, ...]:
        found: list[Expr] = []
        while not self.is_op(closing):
            if found:
                self.expect(",")
                if self.is_op(closing):
                    break
            found.append(self.sequence())
        self.expect(closing)
        return tuple(found)

    def map_literal(self, offset: int) -> Expr:
        pairs: list[tuple[Expr, Expr]] = []
        while not self.is_op("}"):
            if pairs:
                self.expect(",")
                if self.is_op("}"):
                    break
            token = self.token
            key: Expr
            if token.kind in ("name", "string", "number"):
                self.advance()
                key = Literal(token.text, token.offset)
            elif self.is_op("("):
                self.advance()
                key = self.expression(0)
                self.expect(")")
            else:
                raise self.unexpected()
            self.expect(":")
            pairs.append((key, self.sequence()))
        self.expect("}")
        return Map(tuple(pairs), offset)

    def postfix(self, target: Expr) -> Expr:
        while True:
            offset = self.token.offset
            if self.is_op(".", "?."):
                optional = self.advance().text == "?."
                if optional and self.is_op("["):
                    self.advance()
                    target = Member(target, self.sequence(), True, offset)
                    self.expect("]")
                    continue
                name = self.advance()
                if name.kind != "name":
                    self.index -= name.kind != "end"
                    raise self.unexpected()
                target = Member(target, Literal(name.text, name.offset), optional, offset)
            elif self.is_op("("):
                self.advance()
                target = Call(target, self.arguments(), offset)
            elif self.is_op("["):
                self.advance()
                target = self.index_or_slice(target, offset)
            else:
                return target

    def index_or_slice(self, target: Expr, offset: int) -> Expr:
        start: Expr | None = None
        if not self.is_op(":"):
            start = self.expression(1)
            if self.is_op("]"):
                self.advance()
                return Member(target, start, offset=offset)
        self.expect(":")
        end = None if self.is_op("]") else self.expression(0)
        self.expect("]")
        return Slice(target, start, end, offset)


def _number(token: Token) -> int | float:
    text = token.text.replace("_", "")
    try:
        if text[:2].lower() in ("0x", "0o", "0b"):
            return int(text, 0)
        return float(text) if any(mark in text for mark in ".eE") else int(text)
    except ValueError:
        raise ExpressionError(f"bad number syntax: {token.text}", token.offset) from None
