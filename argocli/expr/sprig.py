"""The `sprig` functions that expressions can call: encodings and paths, and those of the other tables together.

Left out is what needs randomness, keys or the network; Argo itself leaves out what reads the environment.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import zlib
from functools import cache

from argocli.expr.dates import Zones
from argocli.expr.errors import FunctionError
from argocli.expr.functions import Builtin, Function
from argocli.expr.go_texts import decode32, decode64, utf8
from argocli.expr.json_values import compact_json, parse_json, pretty_json, raw_json
from argocli.expr.moments import Moment
from argocli.expr.sprig_cases import CASE_FUNCTIONS
from argocli.expr.sprig_dates import date_functions
from argocli.expr.sprig_numbers import METERED_NUMBER_FUNCTIONS, NUMBER_FUNCTIONS
from argocli.expr.sprig_regex import METERED_REGEX_FUNCTIONS, REGEX_FUNCTIONS
from argocli.expr.sprig_texts import METERED_TEXT_FUNCTIONS, TEXT_FUNCTIONS
from argocli.expr.sprig_urls import URL_FUNCTIONS
from argocli.expr.sprig_values import VALUE_FUNCTIONS
from argocli.expr.values import Value
from argocli.expr.version_rules import read_version, satisfies


def _digest(name: str) -> Function:
    return lambda value: hashlib.new(name, utf8(value), usedforsecurity=False).hexdigest()


def _or_its_error(decode: Function) -> Function:
    """sprig gives the error as the text."""

    def run(value: str) -> Value:
        try:
            return str(decode(value))
        except FunctionError as error:
            return str(error)

    return run


def _or(fallback: Value, function: Function) -> Function:
    """What a function gives, or something else where it fails."""

    def run(value: Value) -> Value:
        try:
            result: Value = function(value)
        except FunctionError:
            return fallback
        return result

    return run


def _clean(path: str) -> str:
    found = posixpath.normpath(path)
    return "/" + found.lstrip("/") if found.startswith("/") else found


def _base(path: str) -> str:
    return (path.rstrip("/").rpartition("/")[2] or "/") if path else "."


def _extension(path: str) -> str:
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return dot + ending if dot else ""


_PATHS: dict[str, Function] = {
    "base": _base,
    "dir": lambda path: _clean(path.rpartition("/")[0] + ("/" if path.rpartition("/")[1] else "")),
    "ext": _extension,
    "clean": _clean,
    "isAbs": lambda path: path.startswith("/"),
}
_ENCODINGS: dict[str, Function] = {
    "b64enc": lambda value: base64.b64encode(utf8(value)).decode(),
    "b64dec": _or_its_error(decode64),
    "b32enc": lambda value: base64.b32encode(utf8(value)).decode(),
    "b32dec": _or_its_error(decode32),
    "toJson": _or("", compact_json),
    "mustToJson": compact_json,
    "toRawJson": raw_json,
    "mustToRawJson": raw_json,
    "toPrettyJson": _or("", pretty_json),
    "mustToPrettyJson": pretty_json,
    "fromJson": _or(None, parse_json),
    "mustFromJson": parse_json,
    "sha1sum": _digest("sha1"),
    "sha256sum": _digest("sha256"),
    "sha512sum": _digest("sha512"),
    "adler32sum": lambda value: str(zlib.adler32(utf8(value))),
}
_PLAIN: dict[str, Function] = {
    **TEXT_FUNCTIONS,
    **CASE_FUNCTIONS,
    **REGEX_FUNCTIONS,
    **VALUE_FUNCTIONS,
    **NUMBER_FUNCTIONS,
    **URL_FUNCTIONS,
    **_ENCODINGS,
    "semver": read_version,
    "semverCompare": satisfies,
    **_PATHS,
    **{"os" + name[0].upper() + name[1:]: function for name, function in _PATHS.items()},
}
_METERED: dict[str, Function] = {**METERED_TEXT_FUNCTIONS, **METERED_REGEX_FUNCTIONS, **METERED_NUMBER_FUNCTIONS}


def sprig_function(name: str, now: Moment | None, zones: Zones) -> Builtin | None:
    """The function of a name; None where there is none here."""
    if name in _METERED:
        return Builtin(_METERED[name], metered=True)
    found = _PLAIN.get(name) or date_functions(now, zones).get(name)
    return Builtin(found, metered=False) if found else None


@cache
def sprig_names() -> frozenset[str]:
    """The names of all functions that are here."""
    return frozenset({*_PLAIN, *_METERED, *date_functions(None, lambda name: None)})
