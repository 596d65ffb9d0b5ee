"""Whether a plain value fits a field's basic type, by the decoder's rules."""

from __future__ import annotations

import re
from collections.abc import Callable

from argocli.model.values import Json

_QUANTITY = re.compile(r"\s*[-+]?(\d*\.?\d*)([KMGTPE]i|[numkMGTPE]|[eE][-+]?\d+)?\s*")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{1,2}:\d{2}:\d{2}([.,]\d+)?(Z|[-+]\d{2}:\d{2})")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
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
    if isinstance(value, str) and (not value.strip() or not _QUANTITY.fullmatch(value)):
        return QUANTITY
    return ""


def _time(value: Json) -> str:
    if isinstance(value, str) and _TIME.fullmatch(value):
        from datetime import datetime

        try:
            datetime.fromisoformat(re.sub(r"T(\d):", r"T0\1:", re.sub(r"[.,]\d+", "", value)))
        except ValueError:
            return TIME
        return ""
    return TIME


def _bytes(value: Json) -> str:
    if isinstance(value, list):
        good = all(isinstance(item, int) and not isinstance(item, bool) and 0 <= item < 256 for item in value)
        return "" if good else "base64 text"
    return "" if isinstance(value, str) and _BASE64.fullmatch(value) else "base64 text"


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
