"""Checking an expression before it runs: unknown names and functions, and types that do not fit.

As upstream, all of an expression is looked at, also what is never reached; what a `sprig` function is called with is
not, since nothing is known of those before they run.
"""

from __future__ import annotations

from collections.abc import Mapping

from argocli.expr.check_calls import call_of, check_signature, get_of, predicate_call
from argocli.expr.check_operators import binary_type, unary_type
from argocli.expr.errors import ExpressionError
from argocli.expr.functions import BUILTIN_NAMES
from argocli.expr.static_types import (
    ANY,
    ARGO,
    ARRAY,
    BOOL,
    BYTES,
    FLOAT,
    INT,
    MAP,
    METHODS,
    NIL,
    STRING,
    UNKNOWN,
    Known,
    Nature,
    Signature,
    array_of,
)
from argocli.expr.syntax import (
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

_LITERALS: dict[type, Nature] = {bool: BOOL, int: INT, float: FLOAT, str: STRING, bytes: BYTES}


def check(tree: Expr, known: Known) -> Nature:
    """The type that a tree will have, as far as can be told. Raises ExpressionError with the offset at fault."""
    return Checker(known).visit(tree)


class Checker:
    """The names in sight while a tree is walked."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.locals: list[tuple[str, Nature]] = []
        self.scopes: list[tuple[Nature, Mapping[str, Nature]]] = []

    def visit(self, tree: Expr) -> Nature:
        match tree:
            case Literal():
                return NIL if tree.value is None else _LITERALS[type(tree.value)]
            case Name():
                return self.name(tree)
            case Chain():
                return self.visit(tree.body)
            case Member():
                return self.member(tree, method=False)
            case Binary():
                return self.binary(tree)
            case Call():
                return self.call(tree)
            case Unary():
                return unary_type(tree, self.visit(tree.operand))
            case Pointer():
                return self.pointer(tree)
            case Conditional():
                return self.conditional(tree)
            case Slice():
                return self.slice(tree)
            case Array():
                return self.array(tree)
            case Map():
                return self.map(tree)
            case Let():
                return self.let(tree)
            case Predicate():
                return self.visit(tree.body)
            case Sequence():
                return [self.visit(part) for part in tree.parts][-1]

    def name(self, tree: Name) -> Nature:
        for name, nature in reversed(self.locals):
            if name == tree.name:
                return nature
        if tree.name == "$env":
            return UNKNOWN
        found = self.global_name(tree.name)
        if found is not None:
            return found
        if tree.name in BUILTIN_NAMES:
            return ANY
        raise ExpressionError(f"unknown name {tree.name}", tree.offset)

    def global_name(self, name: str) -> Nature | None:
        """The type of a name of the environment, in which Argo's functions are."""
        return ARGO[name] if name in ARGO else self.known.get(name)

    def binary(self, tree: Binary) -> Nature:
        """Operators that group from the left are walked in a loop: there can be thousands of them."""
        spine = [tree]
        while isinstance(left := spine[-1].left, Binary):
            spine.append(left)
        nature = self.visit(spine[-1].left)
        for each in reversed(spine):
            nature = binary_type(each, nature, self.visit(each.right))
        return nature

    def member(self, tree: Member, *, method: bool) -> Nature:
        literal = tree.key.value if isinstance(tree.key, Literal) and isinstance(tree.key.value, str) else None
        if isinstance(tree.target, Name) and tree.target.name == "$env" and not self.is_local("$env"):
            return self.of_environment(tree, literal)
        base, key = self.visit(tree.target), self.visit(tree.key)
        if base.unknown:
            return UNKNOWN
        if literal is not None:
            if base.kind == "nil":
                raise ExpressionError(f"type nil has no field {literal}", tree.offset)
            signature = METHODS.get(base.name, {}).get(literal)
            if signature is not None:
                return Nature("func", "func", signature=signature)
        if base.kind == "map":
            if not key.fits(base.key()) and not key.unknown:
                shown = f"cannot use {key.name} to get an element from {base.name}"
                raise ExpressionError(shown, tree.key.offset)
            return base.element()
        if base.kind == "slice":
            if not key.integer and not key.unknown:
                shown = f"array elements can only be selected using an integer (got {key.name})"
                raise ExpressionError(shown, tree.key.offset)
            return base.element()
        if literal is not None:
            raise ExpressionError(f"type {base.name} has no {'method' if method else 'field'} {literal}", tree.offset)
        raise ExpressionError(f"type {base.name}[{key.name}] is undefined", tree.offset)

    def of_environment(self, tree: Member, name: str | None) -> Nature:
        """`$env.name`: without `?.` the name has to be there."""
        if name is None:
            return UNKNOWN
        found = self.global_name(name)
        if found is None and not tree.optional:
            raise ExpressionError(f"unknown name {name}", tree.offset)
        return found or UNKNOWN

    def is_local(self, name: str) -> bool:
        return any(name == each for each, _ in self.locals)

    def pointer(self, tree: Pointer) -> Nature:
        if not self.scopes:
            raise ExpressionError("cannot use pointer accessor outside predicate", tree.offset)
        collection, variables = self.scopes[-1]
        if not tree.name:
            return UNKNOWN if collection.unknown else collection.element()
        if tree.name in variables:
            return variables[tree.name]
        raise ExpressionError(f"unknown pointer #{tree.name}", tree.offset)

    def conditional(self, tree: Conditional) -> Nature:
        test = self.visit(tree.test)
        if test.kind != "bool" and not test.unknown:
            raise ExpressionError(f"non-bool expression (type {test.name}) used as condition", tree.test.offset)
        yes, no = self.visit(tree.yes), self.visit(tree.no)
        if "nil" in (yes.kind, no.kind):
            return no if yes.kind == "nil" else yes
        if not yes.fits(no):
            return UNKNOWN
        if yes.kind == no.kind == "slice" and not (
            yes.element().fits(no.element()) and no.element().fits(yes.element())
        ):
            return ARRAY
        return yes

    def slice(self, tree: Slice) -> Nature:
        base = self.visit(tree.target)
        if base.unknown:
            return UNKNOWN
        if base.kind not in ("string", "slice"):
            raise ExpressionError(f"cannot slice {base.name}", tree.offset)
        for bound in (tree.start, tree.end):
            nature = INT if bound is None else self.visit(bound)
            if bound is not None and not nature.integer and not nature.unknown:
                raise ExpressionError(f"non-integer slice index {nature.name}", bound.offset)
        return base

    def array(self, tree: Array) -> Nature:
        natures = [self.visit(item) for item in tree.items]
        if any(nature.kind != natures[0].kind for nature in natures):
            return ARRAY
        return array_of(natures[-1] if natures else UNKNOWN)

    def map(self, tree: Map) -> Nature:
        for key, value in tree.pairs:
            self.visit(key)
            self.visit(value)
        return MAP

    def let(self, tree: Let) -> Nature:
        if self.global_name(tree.name) is not None and not self.known.open:
            raise ExpressionError(f"cannot redeclare {tree.name}", tree.offset)
        if tree.name in BUILTIN_NAMES:
            raise ExpressionError(f"cannot redeclare builtin {tree.name}", tree.offset)
        if self.is_local(tree.name):
            raise ExpressionError(f"cannot redeclare variable {tree.name}", tree.offset)
        value = self.visit(tree.value)
        self.locals.append((tree.name, value))
        try:
            return self.visit(tree.body)
        finally:
            self.locals.pop()

    def call(self, tree: Call) -> Nature:
        function = tree.function
        if isinstance(function, Name):
            return self.named_call(function, tree)
        nature = self.member(function, method=True) if isinstance(function, Member) else self.visit(function)
        name = "function"
        if isinstance(function, Member) and isinstance(function.key, Literal):
            name = str(function.key.value)
        return self.called(nature, name, tree)

    def named_call(self, function: Name, tree: Call) -> Nature:
        name = function.name
        overridden = self.is_overridden(name)
        if name in BUILTIN_NAMES and not overridden:
            if name == "get":
                return get_of(self, tree)
            return predicate_call(self, name, tree) or call_of(name, tree, self.visit)
        if name == "$env":
            raise ExpressionError("map[string]interface {} is not callable", tree.offset)
        return self.called(self.name(function), name, tree)

    def is_overridden(self, name: str) -> bool:
        """Whether the environment has a name of its own where the language has a function."""
        return not self.known.open and self.global_name(name) is not None

    def called(self, nature: Nature, name: str, tree: Call) -> Nature:
        if nature.unknown:
            return UNKNOWN
        if nature.kind == "nil":
            raise ExpressionError(f"{name} is nil; cannot call nil as function", tree.offset)
        signature: Signature | None = nature.signature
        if signature is None:
            raise ExpressionError(f"{nature.name} is not callable", tree.offset)
        return check_signature(name, signature, tree, self.visit)
