"""Evaluating a syntax tree over an environment of plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from argocli.expr.arguments import truth
from argocli.expr.calls import call_method, invoke
from argocli.expr.dates import Zones, methods_of, no_zones
from argocli.expr.errors import ExpressionError, FunctionError
from argocli.expr.functions import BUILTIN_NAMES, BUILTINS, METERED_BUILTINS, Builtin, clocked
from argocli.expr.meter import VISIT, Meter
from argocli.expr.moments import of_datetime
from argocli.expr.operators import apply, fetch, slice_of
from argocli.expr.predicates import PREDICATE_FUNCTIONS, elements
from argocli.expr.sprig_signatures import SIGNATURES
from argocli.expr.syntax import (
    TAKE_PREDICATE,
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
from argocli.expr.values import Native, Value, go_type, of_json, wrap

Environment = Mapping[str, Value]
_AND, _OR = frozenset({"&&", "and"}), frozenset({"||", "or"})
_ARGO: dict[str, Value] = {
    **{name: Native(name) for name in ("asInt", "asFloat", "jsonpath", "toJson")},
    "sprig": {name: Native(f"sprig.{name}") for name in SIGNATURES},
}


class _Ended(Exception):
    """There was nothing before a `?.`: the rest of its chain is left out."""


class Evaluator:
    """One evaluation: names, what `#` means inside predicates, and how much work is left."""

    def __init__(self, environment: Environment, *, now: datetime | None = None, zones: Zones = no_zones) -> None:
        self.environment = environment
        self.now = of_datetime(now) if now else None
        self.zones = zones
        self.meter = Meter()
        self.locals: list[tuple[str, Value]] = []
        self.pointers: list[dict[str, Value]] = []

    def run(self, tree: Expr) -> Value:
        """The value of a tree that has been checked. Raises ExpressionError."""
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
                return tree.value if isinstance(tree.value, bytes) else of_json(tree.value)
            case Name():
                return self.name(tree)
            case Member():
                return self.member(tree)
            case Chain():
                return self.chain(tree)
            case Pointer():
                return self.pointer(tree)
            case Binary():
                return self.binary(tree)
            case Call():
                return self.call(tree)
            case Conditional():
                return self.visit(tree.yes if self.truth(tree.test, tree.offset) else tree.no)
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
        pairs = [(self.visit(key), self.visit(value)) for key, value in tree.pairs]
        found: dict[str, Value] = {}
        for key, value in pairs:
            if not isinstance(key, str):
                raise ExpressionError(_conversion(key, "string"), tree.offset)
            found.setdefault(key, value)
        return self.made(found, tree)

    def name(self, tree: Name) -> Value:
        for name, value in reversed(self.locals):
            if name == tree.name:
                return value
        if tree.name == "$env":
            return {**_ARGO, **self.environment}
        if tree.name not in self.environment and tree.name in _ARGO:
            return _ARGO[tree.name]
        # What is not known has been found before; only what sprig functions are called with was not looked at.
        return self.environment.get(tree.name)

    def pointer(self, tree: Pointer) -> Value:
        if not self.pointers or tree.name not in self.pointers[-1]:
            raise ExpressionError(f"unknown pointer #{tree.name}", tree.offset)
        return self.pointers[-1][tree.name]

    def let(self, tree: Let) -> Value:
        self.locals.append((tree.name, self.visit(tree.value)))
        try:
            return self.visit(tree.body)
        finally:
            self.locals.pop()

    def truth(self, tree: Expr, offset: int) -> bool:
        try:
            return truth(self.visit(tree))
        except FunctionError as error:
            raise ExpressionError(str(error), offset) from error

    def chain(self, tree: Chain) -> Value:
        try:
            return self.visit(tree.body)
        except _Ended:
            return None

    def member(self, tree: Member) -> Value:
        target = self.visit(tree.target)
        if tree.optional and target is None:
            raise _Ended
        key = self.visit(tree.key)
        if isinstance(key, str) and key in methods_of(target):
            return Native(key, "func()")
        try:
            return fetch(target, key)
        except FunctionError as error:
            raise ExpressionError(str(error), tree.offset) from error

    def slice(self, tree: Slice) -> Value:
        target = self.visit(tree.target)
        end = None if tree.end is None else self.visit(tree.end)
        start = None if tree.start is None else self.visit(tree.start)
        try:
            found = slice_of(target, 0 if tree.start is None else start, end, open_end=tree.end is None)
        except FunctionError as error:
            raise ExpressionError(str(error), tree.offset) from error
        return self.made(found, tree)

    def unary(self, tree: Unary) -> Value:
        value = self.visit(tree.operand)
        if tree.operator in ("!", "not"):
            if isinstance(value, bool):
                return not value
            raise ExpressionError(_conversion(value, "bool"), tree.offset)
        if tree.operator == "+":
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return wrap(-value) if isinstance(value, int) else -value
        raise ExpressionError(f"invalid operation: - {go_type(value)}", tree.offset)

    def binary(self, tree: Binary) -> Value:
        """Operators that group from the left are walked in a loop: there can be thousands of them."""
        spine = [tree]
        while isinstance(left := spine[-1].left, Binary):
            spine.append(left)
        value = self.visit(spine[-1].left)
        for each in reversed(spine):
            value = self.joined(each, value)
        return value

    def joined(self, tree: Binary, left: Value) -> Value:
        """The operator and its right side, where the left one does not decide."""
        operator = tree.operator
        self.meter.spend(VISIT)
        if operator == "??":
            return self.visit(tree.right) if left is None else left
        if operator in _AND or operator in _OR:
            if not isinstance(left, bool):
                raise ExpressionError(_conversion(left, "bool"), tree.offset)
            return left if left is (operator in _OR) else self.visit(tree.right)
        right = self.visit(tree.right)
        try:
            if operator == "in" and isinstance(tree.right, Array) and _all_texts(tree.right):
                return _in_texts(left, right)
            return apply(operator, left, right, self.meter)
        except FunctionError as error:
            raise ExpressionError(str(error), tree.offset) from error
        except TypeError as error:
            kinds = f"{go_type(left)} {operator} {go_type(right)}"
            raise ExpressionError(f"invalid operation: {kinds}", tree.offset) from error

    def call(self, tree: Call) -> Value:
        function = tree.function
        if isinstance(function, Name):
            return self.named_call(function, tree)
        if isinstance(function, Member):
            target = self.visit(function.target)
            if function.optional and target is None:
                raise _Ended
            key = self.visit(function.key)
            if isinstance(key, str) and key in methods_of(target):
                return call_method(self, target, key, tree)
            try:
                return self.called(fetch(target, key), tree)
            except FunctionError as error:
                raise ExpressionError(str(error), function.offset) from error
        return self.called(self.visit(function), tree)

    def named_call(self, function: Name, tree: Call) -> Value:
        name = function.name
        if name in self.environment or any(name == each for each, _ in self.locals):
            return self.called(self.name(function), tree)
        if name in TAKE_PREDICATE:
            return self.predicate_call(name, tree)
        if name in BUILTIN_NAMES or name in _ARGO:
            return invoke(self, name, tree)
        return self.called(self.name(function), tree)

    def builtin(self, name: str) -> Builtin | None:
        """A function by name, with `sprig.` before those of sprig; None where there is none here."""
        if name.startswith("sprig."):
            # Most expressions need none of it, and it brings much along.
            from argocli.expr.sprig import sprig_function

            return sprig_function(name.removeprefix("sprig."), self.now, self.zones)
        if name in METERED_BUILTINS:
            return Builtin(METERED_BUILTINS[name], metered=True)
        found = BUILTINS.get(name) or clocked(self.now, self.zones).get(name)
        return Builtin(found, metered=False) if found else None

    def called(self, value: Value, tree: Call) -> Value:
        """Call what an expression gave."""
        if isinstance(value, Native) and value.signature != "func()":
            return invoke(self, value.name, tree)
        if value is None:
            raise ExpressionError("invalid operation: cannot call nil", tree.offset)
        shown = f"invalid operation: cannot call non-function of type {go_type(value)}"
        raise ExpressionError(shown, tree.offset)

    def predicate_call(self, name: str, tree: Call) -> Value:
        source = self.visit(tree.arguments[0])
        body = tree.arguments[1] if len(tree.arguments) > 1 else None

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
            items = elements(source)
            extra = [self.visit(argument) for argument in tree.arguments[2:]]
            self.meter.spend(2 * len(items))
            result = PREDICATE_FUNCTIONS[name](items, call, extra)
            self.meter.weigh(result)
        except FunctionError as error:
            raise ExpressionError(str(error), tree.offset) from error
        return result


def _conversion(value: Value, wanted: str) -> str:
    shown = "nil" if value is None else go_type(value)
    return f"interface conversion: interface {{}} is {shown}, not {wanted}"


def _all_texts(tree: Array) -> bool:
    return bool(tree.items) and all(isinstance(item, Literal) and isinstance(item.value, str) for item in tree.items)


def _in_texts(left: Value, right: Value) -> Value:
    """Membership among texts that are written out: upstream looks them up by key, which only a text can be."""
    if not isinstance(left, str | None):
        shown = f"value of type {go_type(left)} is not assignable to type string"
        raise FunctionError(f"reflect.Value.MapIndex: {shown}")
    return isinstance(right, list) and (left or "") in right
