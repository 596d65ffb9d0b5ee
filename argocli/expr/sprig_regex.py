"""The `sprig` functions that work with regular expressions."""

from __future__ import annotations

import re

from argocli.expr.errors import FunctionError
from argocli.expr.functions import Function
from argocli.expr.go_texts import quoted
from argocli.expr.meter import Meter
from argocli.expr.regex import expand_template, find, find_all, replace_all, search
from argocli.expr.regex_program import Regex, compiled
from argocli.expr.values import Texts, Value

_META = re.compile(r"([\\.+*?()|\[\]{}^$])")


def _ready(pattern: str, *, must: bool) -> Regex:
    try:
        return compiled(pattern)
    except FunctionError as error:
        if must:
            raise
        plain = pattern.isprintable() and "`" not in pattern
        shown = f"`{pattern}`" if plain else quoted(pattern)
        raise FunctionError(f"regexp: Compile({shown}): {error}") from error


def _find_all(meter: Meter, pattern: str, source: str, count: int, *, must: bool = False) -> list[Value]:
    regex = _ready(pattern, must=must)
    return Texts(source[span[0] : span[1]] for span in find_all(regex, source, meter, count))


def _find(meter: Meter, pattern: str, source: str, *, must: bool = False) -> str:
    span = find(_ready(pattern, must=must), source, 0, meter)
    return source[span[0] : span[1]] if span else ""


def _match(meter: Meter, pattern: str, source: str) -> Value:
    try:
        compiled(pattern)
    except FunctionError:
        return False
    return search(pattern, source, meter)


def _replace(meter: Meter, pattern: str, source: str, template: str, *, must: bool = False) -> str:
    regex = _ready(pattern, must=must)
    plain = "$" not in template
    return replace_all(
        regex, source, lambda span: template if plain else expand_template(template, regex, source, span), meter
    )


def _replace_literal(meter: Meter, pattern: str, source: str, new: str, *, must: bool = False) -> str:
    return replace_all(_ready(pattern, must=must), source, lambda span: new, meter)


def _split(meter: Meter, pattern: str, source: str, limit: int, *, must: bool = False) -> list[Value]:
    regex = _ready(pattern, must=must)
    if limit == 0:
        return Texts()
    if pattern and not source:
        return Texts([""])
    parts = Texts()
    begin = end = 0
    for span in find_all(regex, source, meter, limit):
        if 0 < limit == len(parts) + 1:
            break
        end = span[0]
        if span[1] != 0:
            parts.append(source[begin:end])
        begin = span[1]
    return parts if end == len(source) else Texts([*parts, source[begin:]])


_FUNCTIONS: dict[str, Function] = {
    "regexFindAll": _find_all,
    "regexFind": _find,
    "regexReplaceAll": _replace,
    "regexReplaceAllLiteral": _replace_literal,
    "regexSplit": _split,
}


def _must(function: Function) -> Function:
    return lambda meter, *values: function(meter, *values, must=True)


METERED_REGEX_FUNCTIONS: dict[str, Function] = {
    **_FUNCTIONS,
    **{"mustR" + name[1:]: _must(function) for name, function in _FUNCTIONS.items()},
    "regexMatch": _match,
    "mustRegexMatch": lambda meter, pattern, source: search(pattern, source, meter),
}
REGEX_FUNCTIONS: dict[str, Function] = {"regexQuoteMeta": lambda value: _META.sub(r"\\\1", value)}
