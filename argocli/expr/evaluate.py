"""Evaluating a syntax tree over an environment of plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import CodeType

from argocli.expr.dates import MOMENT_METHODS, SPAN_METHODS
from argocli.expr.errors import ExpressionError, FunctionError
from argocli.expr.functions import BUILTINS, CHEAP, METERED_BUILTINS, Function
from argocli.expr.meter import VISIT, Meter
from argocli.expr.operators import apply
from argocli.expr.predicates import PREDICATE_FUNCTIONS, map_key
from argocli.expr.sprig import METERED_SPRIG, SPRIG
from argocli.expr.static_types import comparable, static_type
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
    Sequence,
    Slice,
    Unary,
)
from argocli.expr.values import Value, go_type, of_json, whole, wrap

Environment = Mapping[str, Value]


class Evaluator:
    """One evaluation: names, what `#` means inside predicates, and how much work is left."""

    def __init__(self, environment: Environment, *, now: datetime | None = None) -> None:
        self.environment = environment
        self.now = now
        self.meter = Meter()
        self.locals: list[tuple[str, Value]] = []
        self.pointers: list[dict[str, Value]] = []

    def run(self, tree: Expr) -> Value:
        """The value of a tree. Raises ExpressionError."""
        try:
            return self.visit(tree)
        except FunctionError as error:
            raise ExpressionError(str(error)) from error
        except RecursionError as error:
            raise ExpressionError("expression is nested too deeply") from error

    def visit(self, tree: Expr) -> Value:
        self.meter.spend(VISIT)
        match tree:
            case Literal():
                return of_json(tree.value)
            case Name():
                return self.name(tree)
            case Member():
                return self.link(tree)[0]
            case Pointer():
                return self.pointer(tree)
            case Binary():
                return self.binary(tree)
            case Call():
                return self.call(tree)
            case Conditional():
                return self.visit(tree.yes if self.truth(tree.test) else tree.no)
            case Unary():
                return self.unary(tree)
            case Slice():
                return self.slice(tree)
            case Array():
                return self.made([self.visit(item) for item in tree.items], tree)
            case Map():
                return self.map(tree)
            case Let():
                return self.let(tree)
            case Predicate():
                return self.visit(tree.body)
            case Sequence():
                return [self.visit(part) for part in tree.parts][-1]

    def made(self, value: Value, tree: Expr) -> Value:
        """A new value, paid for with all that is in it."""
        try:
            self.meter.weigh(value)
        except FunctionError as error:
            raise ExpressionError(str(error), tree.offset) from error
        return value

    def map(self, tree: Map) -> Value:
        """A map; of values with the same key the first one counts."""
        found: dict[str, Value] = {}
        for key, value in tree.pairs:
            found.setdefault(map_key(self.visit(key)), self.visit(value))
        return self.made(found, tree)

    def name(self, tree: Name) -> Value:
        for name, value in reversed(self.locals):
            if name == tree.name:
                return value
        if tree.name == "$env":
            return dict(self.environment)
        if tree.name in self.environment:
            return self.environment[tree.name]
        raise ExpressionError(f"unknown name {tree.name}", tree.offset)

    def pointer(self, tree: Pointer) -> Value:
        if not self.pointers or tree.name not in self.pointers[-1]:
            raise ExpressionError(f"unknown pointer #{tree.name}", tree.offset)
        return self.pointers[-1][tree.name]

    def let(self, tree: Let) -> Value:
        value = self.visit(tree.value)
        if tree.name in _FUNCTION_NAMES:
            raise ExpressionError(f"cannot redeclare builtin {tree.name}", tree.offset)
        if any(name == tree.name for name, _ in self.locals):
            raise ExpressionError(f"cannot redeclare variable {tree.name}", tree.offset)
        self.locals.append((tree.name, value))
        try:
            return self.visit(tree.body)
        finally:
            self.locals.pop()

    def truth(self, tree: Expr) -> bool:
        value = self.visit(tree)
        if not isinstance(value, bool):
            raise ExpressionError(f"non-bool expression (type {_shown(value)}) used as condition", tree.offset)
        return value

    def link(self, tree: Member) -> tuple[Value, bool]:
        """The value of a member, and whether `?.` ended the chain because there was nothing before it."""
        target, ended = self.chain(tree.target)
        if ended or (target is None and tree.optional):
            return None, True
        key = self.visit(tree.key)
        if isinstance(target, dict):
            if isinstance(key, str):
                return target.get(key), False
            text = f"cannot use {_shown(key)} to get an element from map[string]interface {{}}"
            raise ExpressionError(text, tree.offset)
        if isinstance(target, list):
            return self.element(target, key, tree), False
        if target is None:
            raise ExpressionError(f"cannot fetch {map_key(key) if _is_plain(key) else key} from <nil>", tree.offset)
        if isinstance(key, str):
            raise ExpressionError(f"type {go_type(target)} has no field {key}", tree.offset)
        raise ExpressionError(f"type {go_type(target)}[{_shown(key)}] is undefined", tree.offset)

    def chain(self, target: Expr) -> tuple[Value, bool]:
        if isinstance(target, Member):
            self.meter.spend(VISIT)
            return self.link(target)
        return self.visit(target), False

    def element(self, target: list[Value], key: Value, tree: Member) -> Value:
        if isinstance(key, bool) or not isinstance(key, int | float):
            raise ExpressionError(f"invalid operation: int({_shown(key)})", tree.offset)
        index = key if isinstance(key, int) else whole(key)
        if -len(target) <= index < len(target):
            return target[index]
        raise ExpressionError(f"index out of range: {index} (array length is {len(target)})", tree.offset)

    def slice(self, tree: Slice) -> Value:
        target, ended = self.chain(tree.target)
        if ended:
            return None
        if not isinstance(target, list | str):
            raise ExpressionError(f"cannot slice {_shown(target)}", tree.offset)
        bounds = [None if part is None else self.visit(part) for part in (tree.start, tree.end)]
        for bound in bounds:
            if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int)):
                raise ExpressionError(f"non-integer slice index {_shown(bound)}", tree.offset)
        start, end = (bound if isinstance(bound, int) else None for bound in bounds)
        if isinstance(target, str):
            self.meter.spend(len(target) // 64)
            return target[start:end] if target.isascii() else target.encode()[start:end].decode("utf-8", "replace")
        return self.made(target[start:end], tree)

    def unary(self, tree: Unary) -> Value:
        value = self.visit(tree.operand)
        if tree.operator in ("!", "not"):
            if isinstance(value, bool):
                return not value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            result = -value if tree.operator == "-" else value
            return wrap(result) if isinstance(result, int) else result
        text = f"invalid operation: {tree.operator} (mismatched type {_shown(value)})"
        raise ExpressionError(text, tree.offset)

    def binary(self, tree: Binary) -> Value:
        operator = tree.operator
        if operator in ("&&", "and", "||", "or"):
            return self.logical(tree)
        if operator == "??":
            left = self._tolerant(tree.left)
            return self.visit(tree.right) if left is None else left
        left, right = self.visit(tree.left), self.visit(tree.right)
        try:
            if type(left) is not type(right) and operator in ("==", "!=") and not self.comparable(tree):
                raise TypeError
            result = apply(operator, left, right, self.meter)
        except TypeError:
            raise self.mismatch(tree, left, right) from None
        except FunctionError as error:
            raise ExpressionError(str(error), tree.offset) from error
        except OverflowError as error:
            raise ExpressionError("number is out of range", tree.offset) from error
        return result

    def comparable(self, tree: Binary) -> bool:
        return comparable(*self.static(tree))

    def static(self, tree: Binary) -> tuple[str, str]:
        hidden = {name for name, _ in self.locals}
        texts = frozenset(name for name, value in self.environment.items() if isinstance(value, str)) - hidden
        return static_type(tree.left, texts), static_type(tree.right, texts)

    def mismatch(self, tree: Binary, left: Value, right: Value) -> ExpressionError:
        """The error for an operator between types that do not fit: settled ones are named otherwise than found ones."""
        settled = self.static(tree)
        if all(settled) or tree.operator in ("==", "!=", "in", "contains", "startsWith", "endsWith", "matches"):
            kinds = f"{settled[0] or _shown(left)} and {settled[1] or _shown(right)}"
            return ExpressionError(f"invalid operation: {tree.operator} (mismatched types {kinds})", tree.offset)
        text = f"invalid operation: {go_type(left)} {tree.operator} {go_type(right)}"
        return ExpressionError(text, tree.offset)

    def logical(self, tree: Binary) -> bool:
        left = self.visit(tree.left)
        decided = tree.operator in ("||", "or")
        if left is decided:
            return decided
        right = self.visit(tree.right)
        if isinstance(left, bool) and isinstance(right, bool):
            return right
        raise ExpressionError(
            f"invalid operation: {tree.operator} (mismatched types {_shown(left)} and {_shown(right)})", tree.offset
        )

    def _tolerant(self, tree: Expr) -> Value:
        """The left of `??`: a path that leads nowhere counts as nil."""
        try:
            return self.visit(tree)
        except ExpressionError:
            if isinstance(tree, Name | Member):
                return None
            raise

    def call(self, tree: Call) -> Value:
        function = tree.function
        if isinstance(function, Name):
            return self.call_named(function, tree)
        if isinstance(function, Member) and isinstance(function.key, Literal) and isinstance(function.key.value, str):
            name = function.key.value
            target = function.target
            if isinstance(target, Name) and target.name == "sprig" and "sprig" not in self.environment:
                if name in METERED_SPRIG:
                    return self.invoke(name, METERED_SPRIG[name], tree, metered=True)
                if name in SPRIG:
                    return self.invoke(name, SPRIG[name], tree, metered=False)
                raise ExpressionError("invalid operation: cannot call nil", tree.offset)
            return self.method(self.chain(target), name, tree)
        raise ExpressionError("that is not callable", tree.offset)

    def call_named(self, function: Name, tree: Call) -> Value:
        name = function.name
        if name in PREDICATE_FUNCTIONS:
            return self.predicate_call(name, tree)
        if name in METERED_BUILTINS:
            return self.invoke(name, METERED_BUILTINS[name], tree, metered=True)
        if name in BUILTINS:
            return self.invoke(name, BUILTINS[name], tree, metered=False)
        if name == "now" and self.now is not None:
            return self.now
        known = self.name(function)
        raise ExpressionError(f"{_shown(known)} is not callable", tree.offset)

    def method(self, found: tuple[Value, bool], name: str, tree: Call) -> Value:
        """`date.Year()` and the like."""
        target, ended = found
        if ended:
            return None
        values = [self.visit(argument) for argument in tree.arguments]
        try:
            if isinstance(target, datetime) and name in MOMENT_METHODS:
                return MOMENT_METHODS[name](target, values)
            if isinstance(target, timedelta) and name in SPAN_METHODS:
                return SPAN_METHODS[name](target, values)
        except (FunctionError, TypeError) as error:
            raise ExpressionError(str(error) or f"cannot use the arguments of {name}", tree.offset) from error
        raise ExpressionError(f"type {_shown(target)} has no method {name}", tree.offset)

    def invoke(self, name: str, function: Function, tree: Call, *, metered: bool) -> Value:
        values = [self.visit(argument) for argument in tree.arguments]
        _count(name, function, len(values) + metered, metered, tree.offset)
        try:
            if name not in CHEAP:
                for value in values:
                    self.meter.weigh(value)
            result: Value = function(self.meter, *values) if metered else function(*values)
            self.meter.weigh(result)
        except FunctionError as error:
            raise ExpressionError(str(error), _place(error, tree)) from error
        except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
            raise ExpressionError(f"{name}: {error}", tree.offset) from error
        return result

    def predicate_call(self, name: str, tree: Call) -> Value:
        least, most = _PREDICATE_ARGUMENTS.get(name, (2, 2))
        if not least <= len(tree.arguments) <= most:
            problem = "not enough" if len(tree.arguments) < least else "too many"
            raise ExpressionError(f"{problem} arguments to call {name}", tree.offset)
        source = self.visit(tree.arguments[0])
        if not isinstance(source, list):
            text = f"builtin {name} takes only array (got {_shown(source)})"
            raise ExpressionError(text, tree.arguments[0].offset)
        body = tree.arguments[1] if len(tree.arguments) > 1 else None
        extra = [self.visit(argument) for argument in tree.arguments[2:]]

        def call(item: Value, index: int, total: Value = None) -> Value:
            if body is None:
                return item
            pointers = {"": item, "index": index}
            if name == "reduce":
                pointers["acc"] = total
            self.pointers.append(pointers)
            try:
                return self.visit(body)
            finally:
                self.pointers.pop()

        try:
            self.meter.spend(2 * len(source))
            result = PREDICATE_FUNCTIONS[name](source, call, extra)
            self.meter.weigh(result)
        except FunctionError as error:
            raise ExpressionError(str(error), _place(error, tree)) from error
        return result


_PREDICATE_ARGUMENTS = {"count": (1, 2), "sum": (1, 2), "reduce": (2, 3), "sortBy": (2, 3)}
_FUNCTION_NAMES = BUILTINS.keys() | METERED_BUILTINS.keys() | PREDICATE_FUNCTIONS.keys() | {"now"}


def _place(error: FunctionError, tree: Call) -> int:
    """Where the argument at fault stands, or the call."""
    at = error.argument
    return tree.offset if at is None or at >= len(tree.arguments) else tree.arguments[at].offset


def _count(name: str, function: Function, given: int, metered: bool, offset: int) -> None:
    """Complain of too few or too many arguments as Go does."""
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return
    optional = len(getattr(function, "__defaults__", None) or ())
    if given < code.co_argcount - optional:
        raise ExpressionError(f"not enough arguments to call {name}", offset)
    if given > code.co_argcount and not code.co_flags & 0x04:
        raise ExpressionError(f"too many arguments to call {name}", offset)


def _shown(value: Value) -> str:
    return "unknown" if value is None else go_type(value)


def _is_plain(value: Value) -> bool:
    return isinstance(value, str | int | float)
