"""What is known of a value before an expression runs: Go's types, and what may stand where one is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from argocli.expr.values import Value, go_type


@dataclass(frozen=True, slots=True)
class Nature:
    """A type; `kind` is what Go's reflection calls it, `nil` for nothing, empty where only running it tells."""

    kind: str
    name: str
    elem: Nature | None = None
    signature: Signature | None = None

    @property
    def unknown(self) -> bool:
        return self.kind in ("", "interface")

    @property
    def integer(self) -> bool:
        return self.name in _INTEGERS

    @property
    def number(self) -> bool:
        return self.name in _INTEGERS or self.name == "float64"

    def element(self) -> Nature:
        """The type of the elements of a list, or of the values of a map."""
        return self.elem or _ELEMENTS.get(self.name, UNKNOWN)

    def key(self) -> Nature:
        """The type of the keys of a map."""
        return ANY if self.name.startswith("map[interface {}]") else STRING

    def fits(self, wanted: Nature) -> bool:
        """Whether a value of this type can be used as the wanted one."""
        if self.kind == "nil":
            return wanted.kind in _CAN_BE_NIL
        if not self.kind or not wanted.kind or wanted.kind == "nil":
            return False
        return wanted.kind == "interface" or self.name == wanted.name

    def comparable(self, other: Nature) -> bool:
        """Whether `==` may stand between two types."""
        return (
            self.unknown or other.unknown or "nil" in (self.kind, other.kind)
            or (self.number and other.number) or (self.kind == other.kind == "slice") or self.fits(other)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives; with `variadic` any number of the last one."""

    takes: tuple[Nature, ...]
    gives: Nature
    variadic: bool = False


_INTEGERS = frozenset({"int", "int64", "uint8"})
_CAN_BE_NIL = frozenset({"interface", "func", "map", "slice", "ptr"})

UNKNOWN = Nature("", "unknown")
ANY = Nature("interface", "interface {}")
NIL = Nature("nil", "unknown")
BOOL = Nature("bool", "bool")
INT = Nature("int", "int")
INT64 = Nature("int64", "int64")
FLOAT = Nature("float64", "float64")
STRING = Nature("string", "string")
BYTES = Nature("slice", "[]uint8")
BYTE = Nature("uint8", "uint8")
TIME = Nature("struct", "time.Time")
SPAN = Nature("int64", "time.Duration")
MONTH = Nature("int", "time.Month")
WEEKDAY = Nature("int", "time.Weekday")
LOCATION = Nature("ptr", "*time.Location")
ARRAY = Nature("slice", "[]interface {}")
STRINGS = Nature("slice", "[]string")
INTS = Nature("slice", "[]int")
FLOATS = Nature("slice", "[]float64")
MAP = Nature("map", "map[string]interface {}")
ANY_MAP = Nature("map", "map[interface {}]interface {}")
GROUPS = Nature("map", "map[interface {}][]interface {}")
FUNCTIONS = Nature("map", "template.FuncMap")
_ELEMENTS = {
    "[]interface {}": ANY, "[]string": STRING, "[]int": INT, "[]float64": FLOAT, "[]uint8": BYTE,
    "map[string]interface {}": ANY, "map[interface {}]interface {}": ANY, "template.FuncMap": ANY,
    "map[interface {}][]interface {}": ARRAY,
}  # fmt: skip
_OF_VALUES = {
    nature.name: nature
    for nature in (BOOL, INT, INT64, FLOAT, STRING, BYTES, TIME, SPAN, LOCATION, ARRAY, MAP, ANY_MAP, GROUPS)
}


def array_of(element: Nature) -> Nature:
    """A list all of whose elements are of one type."""
    return Nature("slice", "[]interface {}", element)


def function(takes: tuple[Nature, ...], gives: Nature, name: str = "") -> Nature:
    """A function as a type."""
    written = name or f"func({', '.join(each.name for each in takes)}) {gives.name}"
    return Nature("func", written, signature=Signature(takes, gives))


def nature_of(value: Value) -> Nature:
    """The type of a value."""
    return NIL if value is None else _OF_VALUES.get(go_type(value), UNKNOWN)


@dataclass(frozen=True, slots=True)
class Known:
    """The names that an expression may use, with their types; with `open` there may be others."""

    names: Mapping[str, Nature] = field(default_factory=dict)
    open: bool = False

    def get(self, name: str) -> Nature | None:
        """The type of a name; None where there is no such name."""
        found = self.names.get(name)
        return UNKNOWN if found is None and self.open else found


# What Argo adds to every environment.
ARGO: dict[str, Nature] = {
    "asInt": function((ANY,), ANY),
    "asFloat": function((ANY,), ANY),
    "jsonpath": function((STRING, STRING), ANY),
    "toJson": function((ANY,), STRING),
    "sprig": FUNCTIONS,
}
METHODS: dict[str, dict[str, Signature]] = {
    "time.Time": {
        **{name: Signature((), INT) for name in ("Year", "Day", "Hour", "Minute", "Second", "Nanosecond", "YearDay")},
        **{name: Signature((), INT64) for name in ("Unix", "UnixMilli", "UnixMicro", "UnixNano")},
        **{name: Signature((TIME,), BOOL) for name in ("Before", "After", "Equal")},
        **{name: Signature((SPAN,), TIME) for name in ("Add", "Truncate", "Round")},
        **{name: Signature((), TIME) for name in ("UTC", "Local")},
        "Month": Signature((), MONTH),
        "Weekday": Signature((), WEEKDAY),
        "ISOWeek": Signature((), INT),
        "In": Signature((LOCATION,), TIME),
        "Location": Signature((), LOCATION),
        "IsZero": Signature((), BOOL),
        "Format": Signature((STRING,), STRING),
        "String": Signature((), STRING),
        "AddDate": Signature((INT, INT, INT), TIME),
        "Sub": Signature((TIME,), SPAN),
        "Compare": Signature((TIME,), INT),
    },
    "time.Duration": {
        **{name: Signature((), FLOAT) for name in ("Hours", "Minutes", "Seconds")},
        **{name: Signature((), INT64) for name in ("Milliseconds", "Microseconds", "Nanoseconds")},
        **{name: Signature((SPAN,), SPAN) for name in ("Round", "Truncate")},
        "Abs": Signature((), SPAN),
        "String": Signature((), STRING),
    },
    "time.Month": {"String": Signature((), STRING)},
    "time.Weekday": {"String": Signature((), STRING)},
    "*time.Location": {"String": Signature((), STRING)},
}
