"""Whether a plain value fits a field's basic type, by the decoder's rules."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from argocli.model.values import Json

# What may stand around a quantity: line breaks and tabs are escaped in JSON, so that the decoder does not trim them.
_BLANK = r" \x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DAY = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
# Zones of 24 hours and of 60 minutes are let through.
_ZONE = "(?:Z|[-+](?:[01][0-9]|2[0-4]):(?:[0-5][0-9]|60))"

# Forms of text, also for the schemas, which cannot tell leap years.
QUANTITY_FORM = rf"[{_BLANK}]*(?=[^{_BLANK}])[-+]?[0-9]*\.?[0-9]*(?:[KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?[{_BLANK}]*"
TIME_FORM = rf"[0-9]{{4}}-{_DAY}T(?:[01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.,][0-9]+)?{_ZONE}"
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
_ENDS = frozenset("0123456789numkMGTPE")
_BINARY = frozenset(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))
QUANTITY = "a quantity such as 100m or 1Gi"
TIME = "a time such as 2026-01-02T15:04:05Z"
_RANGES = {"int32": 31, "int64": 63, "int": 63}


def _integer(bits: int) -> Callable[[Json], str]:
    def check(value: Json) -> str:
        if isinstance(value, bool) or not isinstance(value, int):
            return "an integer"
        return "" if -(2**bits) <= value < 2**bits else f"an integer of {bits + 1} bits"

    return check


def _unsigned(value: Json) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return "" if whole and 0 <= int(str(value)) < 2**64 else "a whole number from 0"


def _string(value: Json) -> str:
    return "" if isinstance(value, str) else "a string"


def _int_or_string(value: Json) -> str:
    if isinstance(value, str):
        return ""
    return "an integer or a string" if _RANGES_32(value) else ""


_RANGES_32 = _integer(31)


def _quantity(value: Json) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return QUANTITY
    if not isinstance(value, str) or _is_common(value):
        return ""
    return "" if re.fullmatch(QUANTITY_FORM, value) else QUANTITY


def _is_common(quantity: str) -> bool:
    """Whether it is digits and a unit, as most are."""
    digits = quantity[: -2 if quantity[-1:] == "i" else -1]
    return digits.isascii() and digits.isdigit() and (quantity[-1] in _ENDS or quantity[-2:] in _BINARY)


def _time(value: Json) -> str:
    if not isinstance(value, str) or not re.fullmatch(TIME_FORM, value):
        return TIME
    year = int(value[:4])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return TIME if value[5:10] == "02-29" and not leap else ""


def _bytes(value: Json) -> str:
    if isinstance(value, list):
        return "" if all(_is_byte(item) for item in value) else "base64 text"
    # Line breaks within it do not count.
    text = value.replace("\r", "").replace("\n", "") if isinstance(value, str) else "?"
    return "" if re.fullmatch(_BASE64, text) else "base64 text"


def _is_byte(value: Json) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 256)


CHECKS: dict[str, Callable[[Json], str]] = {
    "string": _string,
    "duration": _string,
    "boolean": lambda value: "" if isinstance(value, bool) else "true or false",
    "int32": _integer(31),
    "int64": _integer(63),
    "int": _integer(63),
    "uint64": _unsigned,
    "int-or-string": _int_or_string,
    "quantity": _quantity,
    "time": _time,
    "bytes": _bytes,
    "object": lambda value: "" if isinstance(value, dict) else "a mapping",
    "any": lambda value: "",
    "any-string": lambda value: "",
    "number": lambda value: "",
}
"""By type name: the words for what is expected, empty where the value fits. Null fits every field."""
