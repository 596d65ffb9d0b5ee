"""Source text to syntax tree: operator precedence as in expr."""

from __future__ import annotations

from typing import TypeVar

from argocli.expr.errors import ExpressionError
from argocli.expr.lexer import WORDS, Token, is_name, tokens
from argocli.expr.number_literals import read_number
from argocli.expr.syntax import (
    COMPARISONS,
    NEGATABLE,
    PRECEDENCE,
    RIGHT,
    TAKE_PREDICATE,
    UNARY,
    Array,
    Binary,
    Call,
    Chain,
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

_Part = TypeVar("_Part", bound=Expr)
_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "nil": None}
_MAX_DEPTH = 90
_MAX_NODES = 10_000
_MAP_KEY = (
    "a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses"
    " (unexpected token {})"
)


def parse(source: str) -> Expr:
    """The tree of a whole expression. Raises ExpressionError with the offset of the token at fault."""
    return _Parser(source).whole()


class _Parser:
    def __init__(self, source: str) -> None:
        self.following = tokens(source)
        self.token = next(self.following)
        self.stashed: Token | None = None
        self.depth = 0
        self.predicates = 0
        self.nodes = 0

    def is_op(self, *texts: str) -> bool:
        return self.token.kind == "op" and self.token.text in texts

    def is_word(self, text: str) -> bool:
        return self.token.kind == "name" and self.token.text == text

    def is_identifier(self) -> bool:
        return self.token.kind == "name" and self.token.text not in WORDS

    def advance(self) -> Token:
        token = self.token
        if self.stashed is not None:
            self.token, self.stashed = self.stashed, None
        elif token.kind == "end":
            raise ExpressionError("unexpected end of expression", token.offset)
        else:
            self.token = next(self.following)
        return token

    def expect(self, text: str) -> Token:
        if not self.is_op(text):
            raise self.unexpected()
        return self.advance()

    def expect_word(self, text: str) -> None:
        if not self.is_word(text):
            raise self.unexpected()
        self.advance()

    def identifier(self) -> Token:
        if not self.is_identifier():
            raise self.unexpected()
        return self.advance()

    def take(self, text: str) -> bool:
        found = self.is_op(text)
        if found:
            self.advance()
        return found

    def unexpected(self) -> ExpressionError:
        return ExpressionError(f"unexpected token {self.token}", self.token.offset)

    def made(self, tree: _Part) -> _Part:
        """Count a part of the tree: there may be only so many."""
        self.nodes += 1
        if self.nodes > _MAX_NODES:
            raise ExpressionError("compilation failed: expression exceeds maximum allowed nodes", self.token.offset)
        return tree

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
            if self.token.kind == "end":
                break
            parts.append(self.expression(0))
        return parts[0] if len(parts) == 1 else self.made(Sequence(tuple(parts), offset))

    def declaration(self) -> Expr:
        """`let x = 1; body`."""
        self.advance()
        name = self.identifier()
        self.expect("=")
        value = self.expression(0)
        self.expect(";")
        return self.made(Let(name.text, value, self.sequence(), name.offset))

    def choice(self) -> Expr:
        """`if test { yes } else { no }`."""
        self.advance()
        test = self.expression(0)
        yes = self.block()
        self.expect_word("else")
        no = self.nested_choice() if self.is_word("if") else self.block()
        return self.made(Conditional(test, yes, no))

    def nested_choice(self) -> Expr:
        self.deeper()
        found = self.choice()
        self.depth -= 1
        return found

    def block(self) -> Expr:
        self.expect("{")
        body = self.sequence()
        self.expect("}")
        return body

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise ExpressionError("expression is nested too deeply", self.token.offset)

    def expression(self, precedence: int) -> Expr:
        self.deeper()
        if precedence == 0 and self.is_word("let"):
            found = self.declaration()
        elif precedence == 0 and self.is_word("if"):
            found = self.choice()
        else:
            found = self.operations(self.unary(), precedence)
            if precedence == 0:
                found = self.conditional(found)
        self.depth -= 1
        return found

    def operations(self, left: Expr, precedence: int) -> Expr:
        previous = ""
        while True:
            negated = self.is_word("not")
            if negated and not self.negation(precedence):
                return left
            token = self.token
            operator = token.text if token.kind in ("op", "name") else ""
            if PRECEDENCE.get(operator, -1) < precedence:
                return left
            self.advance()
            if operator == "|":
                left = self.call(self.identifier(), left)
            elif previous == "??" and operator != "??":
                mixed = "and coalesce expressions (??) cannot be mixed. Wrap either by parentheses."
                raise ExpressionError(f"Operator ({operator}) {mixed}", token.offset)
            elif operator in COMPARISONS:
                left = self.comparison(left, operator, token.offset)
            else:
                level = PRECEDENCE[operator]
                right = self.expression(level if operator in RIGHT else level + 1)
                left = self.made(Binary(operator, left, right, token.offset))
                if negated:
                    left = self.made(Unary("not", left, token.offset))
            previous = operator

    def negation(self, precedence: int) -> bool:
        """Pass over a `not` before an operator such as `in`; it stays where the operator belongs further out."""
        before = self.advance()
        if self.token.kind != "name" or self.token.text not in NEGATABLE:
            raise self.unexpected()
        if PRECEDENCE[self.token.text] >= precedence:
            return True
        self.stashed, self.token = self.token, before
        return False

    def comparison(self, left: Expr, operator: str, offset: int) -> Expr:
        """`a < b < c` means `a < b && b < c`."""
        root: Expr | None = None
        while True:
            right = self.expression(PRECEDENCE[operator] + 1)
            compared = self.made(Binary(operator, left, right, offset))
            root = compared if root is None else self.made(Binary("&&", root, compared, offset))
            if self.token.kind != "op" or self.token.text not in COMPARISONS:
                return root
            left = right
            operator, offset = self.token.text, self.advance().offset

    def conditional(self, test: Expr) -> Expr:
        while self.is_op("?"):
            self.advance()
            if self.take(":"):
                no = self.expression(0)
                test = self.made(Conditional(test, test, no, self.token.offset))
                continue
            yes = self.expression(0)
            self.expect(":")
            no = self.expression(0)
            # What is wrong with the test is placed where upstream places it: after the whole.
            test = self.made(Conditional(test, yes, no, self.token.offset))
        return test

    def unary(self) -> Expr:
        token = self.token
        if token.text in UNARY and token.kind in ("op", "name"):
            self.advance()
            # A number takes no member or index by itself, but does with a sign.
            return self.postfix(self.made(Unary(token.text, self.expression(UNARY[token.text]), token.offset)))
        return self.primary()

    def primary(self) -> Expr:
        token = self.token
        if token.kind == "op":
            return self.postfix(self.opened(token))
        if token.kind == "end" or (token.text in WORDS and token.kind == "name"):
            raise self.unexpected()
        self.advance()
        if token.kind == "number":
            return self.made(Literal(read_number(token.text, self.token.offset), token.offset))
        if token.kind == "string":
            return self.postfix(self.made(Literal(token.text, token.offset)))
        if token.kind == "bytes":
            return self.postfix(self.made(Literal(token.text.encode("latin-1"), token.offset)))
        if token.text in _LITERALS:
            return self.made(Literal(_LITERALS[token.text], token.offset))
        if self.is_op("("):
            return self.postfix(self.call(token))
        return self.postfix(self.made(Name(token.text, token.offset)))

    def opened(self, token: Token) -> Expr:
        """What an opening bracket, a pointer or `::` begins."""
        if self.take("("):
            inner = self.sequence()
            self.expect(")")
            return inner
        if self.predicates and self.is_op("#", "."):
            name = ""
            if self.take("#") and self.is_identifier():
                name = self.advance().text
            return self.made(Pointer(name, token.offset))
        if self.take("::"):
            return self.call(self.identifier())
        if self.take("["):
            return self.made(Array(self.items("]"), token.offset))
        if self.take("{"):
            return self.map_literal(token.offset)
        raise self.unexpected()

    def call(self, name: Token, *given: Expr) -> Expr:
        """The arguments of a function; the left side of a pipe comes first."""
        if name.text in TAKE_PREDICATE:
            found = self.arguments_with_predicate(name.text, list(given))
        else:
            self.expect("(")
            found = (*given, *self.items(")"))
        return self.made(Call(self.made(Name(name.text, name.offset)), found, name.offset))

    def arguments_with_predicate(self, function: str, found: list[Expr]) -> tuple[Expr, ...]:
        self.expect("(")
        least, most = TAKE_PREDICATE[function]
        first = len(found)
        for index in range(first, most):
            if self.is_op(")"):
                if index >= least:
                    break
                count = f"expected at least {most - first} arguments"
                raise ExpressionError(count, self.token.offset)
            if index > first:
                self.expect(",")
            found.append(self.predicate() if index == 1 else self.expression(0))
        self.take(",")
        self.expect(")")
        return tuple(found)

    def predicate(self) -> Expr:
        offset = self.token.offset
        self.predicates += 1
        if self.is_op("{"):
            body = self.block()
        else:
            body = self.expression(0)
            if self.is_op(";"):
                raise ExpressionError("wrap predicate with brackets { and }", self.token.offset)
        self.predicates -= 1
        return self.made(Predicate(body, offset))

    def items(self, closing: str) -> tuple[Expr, ...]:
        """Expressions with commas between them, up to and with the closing bracket; a comma may stand last."""
        found: list[Expr] = []
        while not self.is_op(closing):
            if found:
                self.expect(",")
                if self.is_op(closing):
                    break
            found.append(self.expression(0))
        self.advance()
        return tuple(found)

    def map_literal(self, offset: int) -> Expr:
        pairs: list[tuple[Expr, Expr]] = []
        while not self.is_op("}"):
            if pairs:
                self.expect(",")
                if self.is_op("}"):
                    break
                if self.is_op(","):
                    raise self.unexpected()
            key = self.map_key()
            self.expect(":")
            pairs.append((key, self.expression(0)))
            self.nodes += 1
        self.advance()
        return self.made(Map(tuple(pairs), offset))

    def map_key(self) -> Expr:
        token = self.token
        if token.kind in ("string", "number") or self.is_identifier():
            self.advance()
            return self.made(Literal(token.text, token.offset))
        if self.is_op("("):
            return self.expression(0)
        raise ExpressionError(_MAP_KEY.format(token), token.offset)

    def postfix(self, target: Expr) -> Expr:
        """Members, calls of members, indexes and slices after an expression."""
        while True:
            token = self.token
            if self.is_op(".", "?."):
                self.advance()
                if token.text == "?." and self.is_op("["):
                    target = self.indexed(target, optional=True)
                else:
                    target = self.member(target, token.text == "?.")
            elif self.is_op("["):
                target = self.indexed(target, optional=False)
            else:
                return target

    def member(self, target: Expr, optional: bool) -> Expr:
        name = self.advance()
        if name.kind != "name" and not (name.text in WORDS and is_name(name.text)):
            raise ExpressionError("expected name", self.token.offset)
        chained = isinstance(target, Chain)
        body = target.body if isinstance(target, Chain) else target
        key = self.made(Literal(name.text, name.offset))
        found: Expr = self.made(Member(body, key, optional, name.offset))
        if self.take("("):
            found = self.made(Call(found, self.items(")"), name.offset))
        return self.made(Chain(found, name.offset)) if chained or optional else found

    def indexed(self, target: Expr, *, optional: bool) -> Expr:
        offset = self.advance().offset
        start = None if self.is_op(":") else self.expression(0)
        if start is not None and not self.is_op(":"):
            member = self.made(Member(target, start, optional, offset))
            self.expect("]")
            return self.made(Chain(member, offset)) if optional else member
        self.expect(":")
        end = None if self.is_op("]") else self.expression(0)
        self.expect("]")
        return self.made(Slice(target, start, end, offset))
