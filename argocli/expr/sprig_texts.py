"""The `sprig` functions that work with texts, regular expressions among them."""

from __future__ import annotations

import re

from argocli.expr.arguments import text, whole_number
from argocli.expr.errors import FunctionError
from argocli.expr.functions import Function, joined, replaced
from argocli.expr.go_values import print_value
from argocli.expr.meter import Meter
from argocli.expr.regex import compiled, expand_template, find, find_all, replace_all, search
from argocli.expr.values import Value

_META = re.compile(r"([\\.+*?()|\[\]{}^$])")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def texts_of(value: Value) -> list[str]:
    """The texts of a list, without nothing; anything else counts as a list of itself."""
    found = value if isinstance(value, list) else [value]
    return [print_value(item) for item in found if item is not None]


def _bytes(source: str, start: int | None, end: int | None) -> str:
    """A part of a text counted in bytes, as Go slices. Raises FunctionError where it ends outside."""
    size = len(source) if source.isascii() else len(source.encode())
    if not 0 <= (start or 0) <= (size if end is None else end) <= size:
        raise FunctionError(f"runtime error: slice bounds out of range [:{end if end is not None else start}]")
    return source[start:end] if source.isascii() else source.encode()[start:end].decode("utf-8", "replace")


def _substring(start: Value, end: Value, value: Value) -> Value:
    first, last, source = whole_number(start, "substr"), whole_number(end, "substr", 1), text(value, "substr", 2)
    if first < 0:
        return _bytes(source, None, last)
    return _bytes(source, first, None if last < 0 or last > len(source.encode()) else last)


def _truncate(length: Value, value: Value) -> Value:
    count, source = whole_number(length, "trunc"), text(value, "trunc", 1)
    size = len(source.encode())
    if count < 0 and size + count > 0:
        return _bytes(source, size + count, None)
    return _bytes(source, None, count) if 0 <= count < size else source


def _abbreviate(start: int, width: int, source: str) -> str:
    """`...` for what is left out before `start` and after `width` characters."""
    if width < 4 or (start > 0 and width < 7):
        raise FunctionError("stringutils illegal argument: Minimum abbreviation width is 4")
    if len(source) <= width:
        return source
    start = min(start, len(source))
    if len(source) - start < width - 3:
        start = len(source) - (width - 3)
    if start <= 4:
        return source[: width - 3] + "..."
    if start + width - 3 < len(source):
        return "..." + _abbreviate(0, width - 3, source[start:])
    return "..." + source[len(source) - (width - 3) :]


def _abbrev(width: Value, value: Value) -> Value:
    source, size = text(value, "abbrev", 1), whole_number(width, "abbrev")
    return source if size < 4 else _abbreviate(0, size, source)


def _abbrev_both(left: Value, right: Value, value: Value) -> Value:
    source, start = text(value, "abbrevboth", 2), whole_number(left, "abbrevboth")
    size = whole_number(right, "abbrevboth", 1)
    return source if size < 4 or (start > 0 and size < 7) else _abbreviate(start, size, source)


def _words(source: str, upper: bool) -> str:
    """Every word with a large or a small first letter; words begin after a blank or a hyphen and the like."""
    result: list[str] = []
    begins = True
    for character in source:
        result.append((character.upper() if upper else character.lower()) if begins else character)
        begins = not (character.isalnum() or character in "_'") if upper else character.isspace()
    return "".join(result)


def _separated(value: Value, by: str, function: str) -> str:
    source = re.sub(r"[\s_-]+", by, _CAMEL.sub(by, text(value, function)))
    return re.sub(f"{by}+", by, source).lower()


def _camel(value: Value) -> Value:
    source = text(value, "camelcase")
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_\s.-]+", source))


def _swap(value: Value) -> Value:
    """Letters change their case; one that begins a word becomes large if it was small."""
    return text(value, "swapcase").swapcase()


def _wrap(width: Value, by: str, value: Value, function: str) -> str:
    """Lines broken at blanks, longer words left whole."""
    limit, rest = max(1, whole_number(width, function)), text(value, function, 1)
    lines: list[str] = []
    while len(rest) > limit:
        if rest[0] == " ":
            rest = rest[1:]
            continue
        cut = rest.rfind(" ", 0, limit + 1)
        if cut < 0:
            cut = rest.find(" ", limit)
        if cut < 0:
            break
        lines.append(rest[:cut])
        rest = rest[cut + 1 :]
    return by.join([*lines, rest])


def _indent(meter: Meter, count: Value, value: Value, function: str) -> str:
    width, source = whole_number(count, function), text(value, function, 1)
    if width < 0:
        raise FunctionError("strings: negative Repeat count")
    meter.text(width)
    return " " * width + replaced(meter, source, "\n", "\n" + " " * width)


def _repeat(meter: Meter, count: Value, value: Value) -> Value:
    times, source = whole_number(count, "repeat"), text(value, "repeat", 1)
    if times < 0:
        raise FunctionError("strings: negative Repeat count")
    meter.text(max(times, len(source) * times))
    return source * times


def _replace(meter: Meter, old: Value, new: Value, value: Value) -> Value:
    return replaced(meter, text(value, "replace", 2), text(old, "replace"), text(new, "replace", 1))


def _join(meter: Meter, by: Value, value: Value) -> Value:
    return joined(meter, text(by, "join"), texts_of(value))


def _cat(meter: Meter, *values: Value) -> Value:
    return joined(meter, " ", texts_of(list(values)))


def _quote(source: str) -> str:
    """A text in quotes as Go writes it: what cannot be printed as an escape."""
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f",
             "\v": "\\v"}  # fmt: skip
    return '"' + "".join(named.get(one) or (one if one.isprintable() else _code(one)) for one in source) + '"'


def _code(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _find_all(meter: Meter, pattern: Value, value: Value, count: Value) -> list[Value]:
    regex, source = compiled(text(pattern, "regexFindAll")), text(value, "regexFindAll", 1)
    return [
        source[span[0] : span[1]] for span in find_all(regex, source, meter, whole_number(count, "regexFindAll", 2))
    ]


def _find(meter: Meter, pattern: Value, value: Value) -> str:
    source = text(value, "regexFind", 1)
    span = find(compiled(text(pattern, "regexFind")), source, 0, meter)
    return source[span[0] : span[1]] if span else ""


def _match(meter: Meter, pattern: Value, value: Value) -> Value:
    try:
        compiled(text(pattern, "regexMatch"))
    except FunctionError:
        return False
    return search(text(pattern, "regexMatch"), text(value, "regexMatch", 1), meter)


def _must_match(meter: Meter, pattern: Value, value: Value) -> Value:
    return search(text(pattern, "mustRegexMatch"), text(value, "mustRegexMatch", 1), meter)


def _replace_regex(meter: Meter, pattern: Value, value: Value, new: Value, *, literal: bool = False) -> str:
    regex, source = compiled(text(pattern, "regexReplaceAll")), text(value, "regexReplaceAll", 1)
    template = text(new, "regexReplaceAll", 2)
    plain = literal or "$" not in template
    return replace_all(
        regex, source, lambda span: template if plain else expand_template(template, regex, source, span), meter
    )


def _replace_literal(meter: Meter, pattern: Value, value: Value, new: Value) -> Value:
    return _replace_regex(meter, pattern, value, new, literal=True)


def _split_regex(meter: Meter, pattern: Value, value: Value, count: Value) -> list[Value]:
    regex, source = compiled(text(pattern, "regexSplit")), text(value, "regexSplit", 1)
    limit = whole_number(count, "regexSplit", 2)
    if limit == 0:
        return []
    parts: list[Value] = []
    begin = 0
    for span in find_all(regex, source, meter, limit):
        if 0 < limit == len(parts) + 1:
            break
        if span[1] == 0:
            continue
        parts.append(source[begin : span[0]])
        begin = span[1]
    return parts if parts and begin == len(source) and span[0] == span[1] else [*parts, source[begin:]]


def _split(by: Value, value: Value, limit: int = -1) -> Value:
    source, separator = text(value, "split", 1), text(by, "split")
    parts = source.split(separator, limit) if separator else list(source)
    return {f"_{index}": part for index, part in enumerate(parts)}


def _split_list(by: Value, value: Value) -> Value:
    source, separator = text(value, "splitList", 1), text(by, "splitList")
    return list[Value](source.split(separator) if separator else source)


TEXTS: dict[str, Function] = {
    "hello": lambda: "Hello!",
    "trim": lambda value: text(value, "trim").strip(),
    "trimAll": lambda cut, value: text(value, "trimAll", 1).strip(text(cut, "trimAll")),
    "trimall": lambda cut, value: text(value, "trimall", 1).strip(text(cut, "trimall")),
    "trimPrefix": lambda part, value: text(value, "trimPrefix", 1).removeprefix(text(part, "trimPrefix")),
    "trimSuffix": lambda part, value: text(value, "trimSuffix", 1).removesuffix(text(part, "trimSuffix")),
    "upper": lambda value: text(value, "upper").upper(),
    "lower": lambda value: text(value, "lower").lower(),
    "title": lambda value: _words(text(value, "title"), True),
    "untitle": lambda value: _words(text(value, "untitle"), False),
    "substr": _substring,
    "trunc": _truncate,
    "abbrev": _abbrev,
    "abbrevboth": _abbrev_both,
    "nospace": lambda value: "".join(text(value, "nospace").split()),
    "initials": lambda value: "".join(word[:1] for word in text(value, "initials").split()),
    "contains": lambda part, value: text(part, "contains") in text(value, "contains", 1),
    "hasPrefix": lambda part, value: text(value, "hasPrefix", 1).startswith(text(part, "hasPrefix")),
    "hasSuffix": lambda part, value: text(value, "hasSuffix", 1).endswith(text(part, "hasSuffix")),
    "quote": lambda *values: " ".join(_quote(print_value(value)) for value in values if value is not None),
    "squote": lambda *values: " ".join(f"'{print_value(value)}'" for value in values if value is not None),
    "plural": lambda one, many, count: one if whole_number(count, "plural", 2) == 1 else many,
    "snakecase": lambda value: _separated(value, "_", "snakecase"),
    "kebabcase": lambda value: _separated(value, "-", "kebabcase"),
    "camelcase": _camel,
    "swapcase": _swap,
    "wrap": lambda width, value: _wrap(width, "\n", value, "wrap"),
    "wrapWith": lambda width, by, value: _wrap(width, text(by, "wrapWith", 1), value, "wrapWith"),
    "toString": print_value,
    "toStrings": lambda value: [*texts_of(value)],
    "splitList": _split_list,
    "split": _split,
    "splitn": lambda by, count, value: _split(by, value, max(0, whole_number(count, "splitn", 1) - 1)),
    "sortAlpha": lambda value: [*sorted(texts_of(value))],
    "regexQuoteMeta": lambda value: _META.sub(r"\\\1", text(value, "regexQuoteMeta")),
}
_REGEX: dict[str, Function] = {
    "regexFindAll": _find_all,
    "regexFind": _find,
    "regexReplaceAll": _replace_regex,
    "regexReplaceAllLiteral": _replace_literal,
    "regexSplit": _split_regex,
}
METERED_TEXTS: dict[str, Function] = {
    **_REGEX,
    **{"mustR" + name[1:]: function for name, function in _REGEX.items()},
    "repeat": _repeat,
    "replace": _replace,
    "join": _join,
    "cat": _cat,
    "indent": lambda meter, count, value: _indent(meter, count, value, "indent"),
    "nindent": lambda meter, count, value: "\n" + _indent(meter, count, value, "nindent"),
    "regexMatch": _match,
    "mustRegexMatch": _must_match,
}
