"""Random syntax trees of the expression language, such as the parser can give."""

from __future__ import annotations

from hypothesis import strategies as st

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

NAMES = st.sampled_from(["a", "b", "items", "m", "$x", "é"])
KEYS = st.sampled_from(["a", "k", "not", "in", "a-b", "", "1", "x y", "true"])
LITERALS = st.one_of(
    st.integers(0, 2**63 - 1),
    st.floats(0, 1e300, allow_nan=False),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=6),
    st.binary(max_size=4),
    st.booleans(),
    st.none(),
).map(Literal)
BINARY = st.sampled_from(
    [
        "or",
        "||",
        "and",
        "&&",
        "==",
        "!=",
        "<",
        ">",
        ">=",
        "<=",
        "in",
        "matches",
        "contains",
        "startsWith",
        "endsWith",
        "..",
        "+",
        "-",
        "*",
        "/",
        "%",
        "**",
        "^",
        "??",
    ]
)
LEAVES: st.SearchStrategy[Expr] = st.one_of(LITERALS, NAMES.map(Name))


def _dotted(target: Expr, name: str, optional: bool, arguments: list[Expr] | None = None) -> Expr:
    """`target.name` goes on with a chain, where `target` is one."""
    body = target.body if isinstance(target, Chain) else target
    found: Expr = Member(body, Literal(name), optional)
    if arguments is not None:
        found = Call(found, tuple(arguments))
    return Chain(found) if optional or isinstance(target, Chain) else found


def _indexed(target: Expr, key: Expr, optional: bool) -> Expr:
    """`target[key]` ends a chain."""
    member = Member(target, key, optional)
    return Chain(member) if optional else member


def _spelled(target: Expr, key: str, optional: bool) -> Expr:
    """A constant key: what can be a name is read as one after a dot, but in brackets after a chain."""
    return _indexed(target, Literal(key), optional)


def _grown(part: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    body = st.one_of(part, st.sampled_from([Pointer(""), Pointer("index"), Member(Pointer(""), Literal("k"))]))
    body = st.one_of(body, st.builds(Binary, BINARY, body, body), st.builds(Unary, st.sampled_from("-!"), body))
    predicate = st.one_of(body, st.lists(part, min_size=2, max_size=3).map(lambda parts: Sequence(tuple(parts))))
    return st.one_of(
        st.builds(Binary, BINARY, part, part),
        st.builds(Unary, st.sampled_from(["not", "!", "-", "+"]), part),
        st.builds(Conditional, part, part, part),
        st.builds(_dotted, part, st.sampled_from(["a", "k", "not", "in", "é"]), st.booleans()),
        st.builds(_spelled, part, KEYS, st.booleans()),
        st.builds(_indexed, part, part, st.booleans()),
        st.builds(Slice, part, st.none() | part, st.none() | part),
        st.lists(part, max_size=3).map(lambda items: Array(tuple(items))),
        st.lists(st.tuples(st.one_of(KEYS.map(Literal), part), part), max_size=3).map(lambda pairs: Map(tuple(pairs))),
        st.builds(Let, NAMES, part, part),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: Sequence(tuple(parts))),
        st.builds(
            lambda name, values: Call(Name(name), tuple(values)),
            st.sampled_from(["len", "max", "nope"]),
            st.lists(part, max_size=3),
        ),
        st.builds(_dotted, part, st.sampled_from(["Year", "k"]), st.booleans(), st.lists(part, max_size=2)),
        st.builds(
            lambda name, source, inner: Call(Name(name), (source, Predicate(inner))),
            st.sampled_from(["map", "filter", "any", "sortBy"]),
            part,
            predicate,
        ),
    )


TREES: st.SearchStrategy[Expr] = st.recursive(LEAVES, _grown, max_leaves=12)
