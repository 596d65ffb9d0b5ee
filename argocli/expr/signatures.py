"""What the builtin functions of the expression language take and give, as far as types tell before they run."""

from __future__ import annotations

from collections.abc import Callable

from argocli.expr.errors import FunctionError
from argocli.expr.static_types import (
    ANY,
    ANY_MAP,
    ARRAY,
    BOOL,
    FLOAT,
    FLOATS,
    INT,
    INTS,
    LOCATION,
    SPAN,
    STRING,
    STRINGS,
    TIME,
    Nature,
    Signature,
)

_TEXT = Signature((STRING,), STRING)
_TWO_TEXTS = Signature((STRING, STRING), STRING)
_CUT = (Signature((STRING, STRING), STRINGS), Signature((STRING, STRING, INT), STRINGS))
_BITS = (Signature((INT, INT), INT),)
# Of several signatures the first one that fits counts; what is said is what is wrong with the last one.
OVERLOADS: dict[str, tuple[Signature, ...]] = {
    **dict.fromkeys(("type", "string", "toJSON"), (Signature((ANY,), STRING),)),
    "trim": (_TEXT, _TWO_TEXTS),
    **dict.fromkeys(("trimPrefix", "trimSuffix"), (_TWO_TEXTS, _TEXT)),
    **dict.fromkeys(("upper", "lower", "toBase64", "fromBase64"), (_TEXT,)),
    **dict.fromkeys(("split", "splitAfter"), _CUT),
    "replace": (Signature((STRING, STRING, STRING, INT), STRING), Signature((STRING, STRING, STRING), STRING)),
    "repeat": (Signature((STRING, INT), STRING),),
    "join": (
        Signature((STRINGS, STRING), STRING),
        Signature((ARRAY, STRING), STRING),
        Signature((ARRAY,), STRING),
        Signature((STRINGS, STRING), STRING),
        Signature((STRINGS,), STRING),
    ),
    **dict.fromkeys(("indexOf", "lastIndexOf"), (Signature((STRING, STRING), INT),)),
    **dict.fromkeys(("hasPrefix", "hasSuffix"), (Signature((STRING, STRING), BOOL),)),
    "fromJSON": (Signature((STRING,), ANY),),
    "duration": (Signature((STRING,), SPAN),),
    "timezone": (Signature((STRING,), LOCATION),),
    "sort": (
        *(Signature((kind, STRING), ARRAY) for kind in (ARRAY, INTS, FLOATS, STRINGS)),
        *(Signature((kind,), ARRAY) for kind in (ARRAY, FLOATS, STRINGS, INTS)),
    ),
    **dict.fromkeys(("bitand", "bitor", "bitxor", "bitnand", "bitshl", "bitshr", "bitushr"), _BITS),
    "bitnot": (Signature((INT,), INT),),
}  # fmt: skip


def _shown(nature: Nature) -> str:
    return "%!s(<nil>)" if nature.kind == "nil" else ANY.name if nature.unknown else nature.name


def _only(arguments: list[Nature]) -> Nature:
    if len(arguments) != 1:
        raise FunctionError(f"invalid number of arguments (expected 1, got {len(arguments)})")
    return arguments[0]


def _is_number(nature: Nature) -> bool:
    # A named number such as a duration is one to these functions.
    return nature.number or nature.kind in ("int", "int64")


def _one_of(*kinds: str, gives: Nature, complaint: str) -> Callable[[list[Nature]], Nature]:
    """A function of one argument of some kind."""

    def check(arguments: list[Nature]) -> Nature:
        only = _only(arguments)
        number = "number" in kinds and _is_number(only)
        if not (only.unknown or only.kind in kinds or number):
            raise FunctionError(complaint.replace("%", _shown(only)))
        return gives

    return check


def _absolute(arguments: list[Nature]) -> Nature:
    only = _only(arguments)
    if only.unknown or _is_number(only):
        return ANY if only.unknown else only
    raise FunctionError(f"invalid argument for abs (type {_shown(only)})")


def _rounding(name: str) -> Callable[[list[Nature]], Nature]:
    return _one_of("number", gives=FLOAT, complaint=f"invalid argument for {name} (type %)")


def _aggregate(name: str) -> Callable[[list[Nature]], Nature]:
    def check(arguments: list[Nature]) -> Nature:
        if not arguments:
            raise FunctionError(f"not enough arguments to call {name}")
        for each in arguments:
            if each.unknown or each.kind == "slice":
                return ANY
            if not _is_number(each):
                raise FunctionError(f"invalid argument for {name} (type {_shown(each)})")
        return arguments[0]

    return check


def _edge(where: str) -> Callable[[list[Nature]], Nature]:
    def check(arguments: list[Nature]) -> Nature:
        only = _only(arguments)
        if only.unknown:
            return ANY
        if only.kind != "slice":
            raise FunctionError(f"cannot get {where} element from {_shown(only)}")
        return Nature(only.kind, only.name).element()

    return check


def _take(arguments: list[Nature]) -> Nature:
    if len(arguments) != 2:
        raise FunctionError(f"invalid number of arguments (expected 2, got {len(arguments)})")
    source, count = arguments
    if not source.unknown and source.kind != "slice":
        raise FunctionError(f"cannot take from {_shown(source)}")
    if not count.unknown and count.kind not in ("int", "int64"):
        raise FunctionError(f"cannot take {_shown(count)} elements")
    return ANY if source.unknown else Nature(source.kind, source.name)


def _concat(arguments: list[Nature]) -> Nature:
    if not arguments:
        raise FunctionError("invalid number of arguments (expected at least 1, got 0)")
    for each in arguments:
        if not each.unknown and each.kind != "slice":
            raise FunctionError(f"cannot concat {_shown(each)}")
    return ARRAY


def _now(arguments: list[Nature]) -> Nature:
    if not arguments or (len(arguments) == 1 and arguments[0].name == LOCATION.name):
        return TIME
    raise FunctionError(f"invalid number of arguments (expected 0, got {len(arguments)})")


def _date(arguments: list[Nature]) -> Nature:
    if not arguments:
        raise FunctionError("invalid number of arguments (expected at least 1, got 0)")
    rest = arguments[1:] if arguments[0].name == LOCATION.name else arguments
    if len(rest) > 3:
        raise FunctionError(f"invalid number of arguments (expected at most 3, got {len(rest)})")
    return TIME


def _list(verb: str, gives: Nature = ARRAY) -> Callable[[list[Nature]], Nature]:
    return _one_of("slice", gives=gives, complaint=f"cannot {verb}")


VALIDATED: dict[str, Callable[[list[Nature]], Nature]] = {
    "len": _one_of("slice", "map", "string", gives=INT, complaint="invalid argument for len (type %)"),
    "int": _one_of("number", "string", gives=INT, complaint="invalid argument for int (type %)"),
    "float": _one_of("number", "string", gives=FLOAT, complaint="invalid argument for float (type %)"),
    "abs": _absolute,
    **{name: _rounding(name) for name in ("ceil", "floor", "round")},
    **{name: _aggregate(name) for name in ("max", "min", "mean", "median")},
    "now": _now,
    "date": _date,
    "first": _edge("first"),
    "last": _edge("last"),
    "take": _take,
    "keys": _one_of("map", gives=ARRAY, complaint="cannot get keys from %"),
    "values": _one_of("map", gives=ARRAY, complaint="cannot get values from %"),
    "toPairs": _one_of("map", gives=ARRAY, complaint="cannot transform % to pairs"),
    "fromPairs": _list("transform % from pairs", ANY_MAP),
    "reverse": _list("reverse %"),
    "uniq": _list("uniq %"),
    "concat": _concat,
    "flatten": _list("flatten %"),
}
