"""What is known of an expression's type before it runs.

The language refuses `1 == "1"` outright, but lets a number and a text from JSON be unequal: only types that the text of
the expression settles count.
"""

from __future__ import annotations

from argocli.expr.syntax import Array, Binary, Call, Conditional, Expr, Literal, Map, Name, Unary
from argocli.expr.values import go_type

_BOOLEAN = frozenset(
    {"==", "!=", "<", ">", "<=", ">=", "in", "contains", "startsWith", "endsWith", "matches", "and", "&&", "or", "||"}
)
_RESULTS = {
    **dict.fromkeys(("len", "int", "asInt", "indexOf", "lastIndexOf", "count"), "int"),
    **dict.fromkeys(("float", "asFloat", "ceil", "floor", "round", "mean", "median"), "float64"),
    **dict.fromkeys(
        ("string", "trim", "trimPrefix", "trimSuffix", "upper", "lower", "replace", "repeat", "join", "toJSON",
         "toJson", "toBase64", "fromBase64", "type"), "string"),
    **dict.fromkeys(("all", "any", "one", "none", "hasPrefix", "hasSuffix"), "bool"),
    **dict.fromkeys(("split", "splitAfter", "map", "filter", "concat", "keys", "values", "flatten", "uniq", "reverse",
                     "sort", "sortBy", "toPairs"), "[]interface {}"),
}  # fmt: skip
NUMBERS = frozenset({"int", "float64"})


def static_type(tree: Expr, texts: frozenset[str] = frozenset()) -> str:
    """The Go name of the type that a tree will have, `unknown` for nil, or nothing where only running it tells.

    `texts` are the names of variables that hold texts.
    """
    match tree:
        case Literal():
            return "unknown" if tree.value is None else go_type_of(tree)
        case Name():
            return "string" if tree.name in texts else ""
        case Array():
            return "[]interface {}"
        case Map():
            return "map[string]interface {}"
        case Unary():
            return "bool" if tree.operator in ("!", "not") else static_type(tree.operand, texts)
        case Binary():
            return _of_binary(tree, texts)
        case Conditional():
            yes, no = static_type(tree.yes, texts), static_type(tree.no, texts)
            return yes if yes == no else ""
        case Call():
            return _RESULTS.get(tree.function.name, "") if isinstance(tree.function, Name) else ""
        case _:
            return ""


def go_type_of(tree: Literal) -> str:
    """The type of a literal."""
    value = tree.value
    return go_type(value) if isinstance(value, bool | int | float | str) else ""


def _of_binary(tree: Binary, texts: frozenset[str]) -> str:
    if tree.operator in _BOOLEAN:
        return "bool"
    if tree.operator == "..":
        return "[]interface {}"
    if tree.operator in ("/", "**", "^"):
        return "float64"
    left, right = static_type(tree.left, texts), static_type(tree.right, texts)
    if left == right and left in ("string", "int", "float64"):
        return left
    return "float64" if {left, right} == NUMBERS else ""


def comparable(left: str, right: str) -> bool:
    """Whether `==` may stand between two types; nothing known fits everything."""
    return not left or not right or left == right or {left, right} <= NUMBERS or "unknown" in (left, right)
