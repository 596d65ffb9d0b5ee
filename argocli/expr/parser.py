"""Source text to syntax tree: operator precedence as in expr."""

from __future__ import annotations

from argocli.expr.errors import ExpressionError
from argocli.expr.lexer import WORDS, Token, tokenize
from argocli.expr.syntax import (
    PRECEDENCE,
    RIGHT,
    TAKE_PREDICATE,
    UNARY,
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
    Sequence,
    Slice,
    Unary,
)
from argocli.expr.values import wrap

_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "nil": None}
_NEGATABLE = frozenset({"in", "matches", "contains", "startsWith", "endsWith"})
_COMPARISONS = frozenset({"<", ">", "<=", ">="})
_BASES = {"0x": "hex", "0o": "octal", "0b": "binary"}
_MAX_DEPTH = 90


def parse(source: str) -> Expr:
    """The tree of a whole expression. Raises ExpressionError with the offset of the token at fault."""
    return _Parser(source).whole()


class _Parser:
    def __init__(self, source: str) -> None:
        self.tokens = tokenize(source)
        self.index = 0
        self.depth = 0
        self.predicates = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def is_op(self, *texts: str) -> bool:
        return self.token.kind == "op" and self.token.text in texts

    def is_word(self, text: str) -> bool:
        return self.token.kind == "name" and self.token.text == text

    def advance(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.index += 1
        return token

    def expect(self, text: str) -> Token:
        if not self.is_op(text):
            raise self.unexpected()
        return self.advance()

    def take(self, text: str) -> bool:
        found = self.is_op(text)
        if found:
            self.advance()
        return found

    def unexpected(self) -> ExpressionError:
        return ExpressionError(f"unexpected token {self.token}", self.token.offset)

    def whole(self) -> Expr:
        tree = self.sequence()
        if self.token.kind != "end":
            raise self.unexpected()
        return tree

    def sequence(self) -> Expr:
        """Expressions with `;` between them; the last one counts."""
        offset = self.token.offset
        parts = [self.expression(0)]
        while self.take(";"):
            if self.token.kind == "end" or self.is_op(")", "}"):
                break
            parts.append(self.expression(0))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts), offset)

    def declaration(self) -> Expr:
        """`let x = 1; body`."""
        self.advance()
        name = self.token
        if name.kind != "name" or name.text in WORDS:
            raise self.unexpected()
        self.advance()
        self.expect("=")
        value = self.expression(0)
        self.expect(";")
        return Let(name.text, value, self.sequence(), name.offset)

    def choice(self) -> Expr:
        """`if test { yes } else { no }`."""
        offset = self.advance().offset
        test = self.expression(0)
        self.expect("{")
        yes = self.sequence()
        self.expect("}")
        if not self.is_word("else"):
            raise self.unexpected()
        self.advance()
        if self.is_word("if"):
            return Conditional(test, yes, self.choice(), offset)
        self.expect("{")
        no = self.sequence()
        self.expect("}")
        return Conditional(test, yes, no, offset)

    def expression(self, precedence: int) -> Expr:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise ExpressionError("expression is nested too deeply", self.token.offset)
        try:
            if precedence == 0 and self.is_word("let"):
                return self.declaration()
            if precedence == 0 and self.is_word("if"):
                return self.choice()
            left = self.operations(self.unary(), precedence)
            return self.conditional(left) if precedence == 0 else left
        finally:
            self.depth -= 1

    def operations(self, left: Expr, precedence: int) -> Expr:
        previous = ""
        while True:
            operator, negated = self.operator()
            if operator not in PRECEDENCE or PRECEDENCE[operator] < precedence:
                return left
            offset = self.token.offset
            if previous == "??" and operator not in ("??", "|"):
                mixed = (
                    f"Operator ({operator}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses."
                )
                raise ExpressionError(mixed, offset)
            self.index += 1 + negated
            level = PRECEDENCE[operator]
            if operator == "|":
                left = self.pipe(left)
            elif operator in _COMPARISONS:
                left = self.comparison(left, operator, offset)
            else:
                right = self.expression(level if operator in RIGHT else level + 1)
                left = Binary(operator, left, right, offset + 4 * negated)
                if negated:
                    left = Unary("not", left, offset)
            previous = operator

    def comparison(self, left: Expr, operator: str, offset: int) -> Expr:
        """`a < b < c` means `a < b && b < c`."""
        root: Expr | None = None
        while True:
            right = self.expression(PRECEDENCE[operator] + 1)
            compared = Binary(operator, left, right, offset)
            root = compared if root is None else Binary("&&", root, compared, offset)
            if self.token.kind != "op" or self.token.text not in _COMPARISONS:
                return root
            left = right
            operator, offset = self.token.text, self.advance().offset

    def operator(self) -> tuple[str, bool]:
        """The operator that comes next, and whether a `not` stands before it."""
        token = self.token
        if token.kind == "name" and token.text == "not":
            following = self.tokens[self.index + 1]
            if following.kind == "name" and following.text in _NEGATABLE:
                return following.text, True
            self.index += 1
            raise self.unexpected()
        return (token.text if token.kind in ("op", "name") else ""), False

    def pipe(self, left: Expr) -> Expr:
        name = self.token
        if name.kind != "name" or name.text in WORDS:
            raise self.unexpected()
        self.advance()
        self.expect("(")
        return Call(Name(name.text, name.offset), self.arguments(name.text, left), name.offset)

    def conditional(self, test: Expr) -> Expr:
        while self.is_op("?"):
            offset = self.advance().offset
            if self.take(":"):
                test = Conditional(test, test, self.expression(0), offset)
                continue
            yes = self.expression(0)
            self.expect(":")
            test = Conditional(test, yes, self.expression(0), offset)
        return test

    def unary(self) -> Expr:
        token = self.token
        if token.text in UNARY and token.kind in ("op", "name"):
            self.advance()
            return self.postfix(Unary(token.text, self.expression(UNARY[token.text]), token.offset))
        return self.primary()

    def primary(self) -> Expr:
        token = self.advance()
        if token.kind == "number":
            return Literal(self.number(token), token.offset)
        if token.kind == "string":
            return self.postfix(Literal(token.text, token.offset))
        if token.kind == "name" and token.text not in WORDS:
            return self.named(token)
        if token.kind == "op":
            found = self.opened(token)
            if found is not None:
                return self.postfix(found)
        self.index -= token.kind != "end"
        raise self.unexpected()

    def opened(self, token: Token) -> Expr | None:
        """What an opening bracket, a pointer or `::` begins."""
        if token.text == "(":
            inner = self.sequence()
            self.expect(")")
            return inner
        if token.text == "[":
            return Array(self.items(), token.offset)
        if token.text == "{":
            return self.map_literal(token.offset)
        if token.text == "#" and self.predicates:
            named = self.token.kind == "name" and self.token.text not in WORDS
            return Pointer(self.advance().text if named else "", token.offset)
        if token.text == "." and self.predicates:
            self.index -= 1
            return Pointer("", token.offset)
        if token.text == "::" and self.token.kind == "name":
            name = self.advance()
            self.expect("(")
            return Call(Name(name.text, name.offset), self.arguments(name.text), name.offset)
        return None

    def named(self, token: Token) -> Expr:
        if token.text in _LITERALS:
            return Literal(_LITERALS[token.text], token.offset)
        name = Name(token.text, token.offset)
        if self.take("("):
            return self.postfix(Call(name, self.arguments(token.text), token.offset))
        return self.postfix(name)

    def arguments(self, function: str = "", *given: Expr) -> tuple[Expr, ...]:
        found = list(given)
        while not self.is_op(")"):
            if len(found) > len(given):
                self.expect(",")
                if self.is_op(")"):
                    break
            if function in TAKE_PREDICATE and len(found) == 1:
                found.append(self.predicate())
            else:
                found.append(self.expression(0))
        self.expect(")")
        return tuple(found)

    def predicate(self) -> Expr:
        offset = self.token.offset
        self.predicates += 1
        if self.take("{"):
            body = self.sequence()
            self.expect("}")
        else:
            body = self.expression(0)
        self.predicates -= 1
        return Predicate(body, offset)

    def items(self) -> tuple[Expr, ...]:
        found: list[Expr] = []
        while not self.is_op("]"):
            if found:
                self.expect(",")
                if self.is_op("]"):
                    break
            found.append(self.expression(0))
        self.expect("]")
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
            if token.kind in ("string", "number") or (token.kind == "name" and token.text not in WORDS):
                self.advance()
                key = Literal(token.text, token.offset)
            elif self.take("("):
                key = self.expression(0)
                self.expect(")")
            else:
                raise ExpressionError(
                    "a map key must be a quoted string, a number, a identifier, or an expression enclosed in"
                    f" parentheses (unexpected token {token})",
                    token.offset,
                )
            self.expect(":")
            pairs.append((key, self.expression(0)))
        self.expect("}")
        return Map(tuple(pairs), offset)

    def postfix(self, target: Expr) -> Expr:
        """Members, calls of members, indexes and slices after an expression."""
        while True:
            offset = self.token.offset
            if self.is_op(".", "?."):
                optional = self.advance().text == "?."
                if optional and self.take("["):
                    target = Member(target, self.expression(0), True, offset)
                    self.expect("]")
                    continue
                name = self.token
                if name.kind != "name":
                    raise self.unexpected()
                self.advance()
                target = Member(target, Literal(name.text, name.offset), optional, name.offset)
                if self.take("("):
                    target = Call(target, self.arguments(), name.offset)
            elif self.take("["):
                target = self.index_or_slice(target, offset)
            else:
                return target

    def index_or_slice(self, target: Expr, offset: int) -> Expr:
        start: Expr | None = None
        if not self.is_op(":"):
            start = self.expression(0)
            if self.take("]"):
                return Member(target, start, offset=offset)
        self.expect(":")
        end = None if self.is_op("]") else self.expression(0)
        self.expect("]")
        return Slice(target, start, end, offset)

    def number(self, token: Token) -> int | float:
        written = token.text.replace("_", "")
        base = _BASES.get(written[:2].lower(), "")
        kind, parser = (base or "integer"), "ParseInt"
        problem = "invalid syntax"
        try:
            if not base and any(mark in written for mark in ".eE"):
                kind, parser = "float", "ParseFloat"
                real = float(written)
                if real != float("inf"):
                    return real
                problem = "value out of range"
            else:
                whole = int(written, 0 if base else 10) if len(written) < 80 else 1 << 64
                if wrap(whole) == whole:
                    return whole
                problem = "value out of range"
        except ValueError:
            pass
        text = f'invalid {kind} literal: strconv.{parser}: parsing "{written}": {problem}'
        raise ExpressionError(text, self.token.offset)
